"""The mask of a failed recipe's last lines."""

import base64
import json
import random
import re
import subprocess
import sys
import time
import unittest
import urllib.parse
from pathlib import Path

import support

sys.path.insert(0, str(support.RECIPES / "lib"))
import mask

DICE = random.Random(7)


def key(length: int = 32) -> bytes:
    return DICE.randbytes(length)


def wrapped(text: str, width: int) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def left(shown: str) -> str:
    """What the mask left, without its marks and what only stands between."""
    return re.sub(r"[\s:,\"'\\x%-]|0x", "", shown.replace("****", ""))


class MaskTest(unittest.TestCase):
    def hidden(self, secret: bytes, text: str, six: int) -> None:
        shown = mask.masked(text, [secret], "")
        self.assertLess(len(left(shown)), six, f"{text}\n{shown}")

    def test_base64_of_a_key_in_lines_of_any_width(self) -> None:
        for width in range(1, 80):
            secret = key()
            for text in (base64.b64encode(secret), base64.urlsafe_b64encode(secret)):
                self.hidden(secret, wrapped(text.decode(), width), 8)
                self.hidden(base64.b64encode(secret), wrapped(text.decode(), width), 8)

    def test_base64_in_json_in_a_url_and_inside_something_longer(self) -> None:
        for before in range(12):
            secret = key()
            text = base64.b64encode(secret).decode()
            self.hidden(secret, json.dumps(wrapped(text, 20)), 8)
            self.hidden(secret, urllib.parse.quote(text, safe=""), 8)
            self.hidden(secret, base64.b64encode(bytes(before) + secret + b"end").decode().replace("A" * 8, ""), 26)

    def test_hex_with_any_separator_and_in_either_case(self) -> None:
        for separator in ("", ":", " ", ", 0x", "\\x", "%", "\n"):
            secret = key()
            self.hidden(secret, secret.hex(" ").replace(" ", separator), 12)
            self.hidden(secret, secret.hex(" ").upper().replace(" ", separator), 12)

    def test_bytes_of_which_some_are_escaped(self) -> None:
        for _ in range(60):
            secret = key()
            octal = "".join(chr(byte) if 32 <= byte < 127 and byte not in b"'\\" else f"\\{byte:03o}" for byte in secret)
            for text in (repr(secret), f"$'{octal}'"):
                for given in (secret, base64.b64encode(secret)):
                    self.hidden(given, text.replace("b'", "'", 1).strip("'").strip('"'), 6)

    def test_a_sentence_that_shares_words_with_a_secret_stays(self) -> None:
        prose = "a correct guess, \\x41 battery, staple: 100%25"
        self.assertEqual(mask.masked(prose, [b"correct horse battery staple"], ""), prose)

    def test_what_od_prints(self) -> None:
        options = ("-An -tx1", "-tx1 -w4", "-x", "-tx4", "-tx8", "-Ax -tx1z", "", "-b", "-c", "-tu1", "-td1")
        for option in options:
            secret = key(45)
            printed = subprocess.run(["od", *option.split()], input=secret, capture_output=True, check=True).stdout.decode("latin-1")
            shown = mask.masked(printed, [secret], "")
            rest = re.sub(r">.*<|(?m:^[0-9a-f]{6,7}\b)", "", shown)
            self.assertLessEqual(len(left(rest)), 8, f"{option}\n{printed}{shown}")

    def test_parts_of_a_private_key_but_not_the_public_one_inside(self) -> None:
        with self.subTest("made by ssh-keygen"):
            folder = Path(support.tempfile.mkdtemp())
            self.addCleanup(support.shutil.rmtree, folder)
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "k"], check=True)
            private, public = (folder / "k").read_bytes(), (folder / "k.pub").read_text()
            body = private.decode().splitlines()[1:-1]
            shown = mask.masked("\n".join(f"> {line[2:40]}" for line in body), [private], public)
            inside = public.split()[1]
            for line in body:
                if line[10:22] not in inside:
                    self.assertNotIn(line[10:30], shown)
            self.assertEqual(mask.masked(public, [private], public), public)

    def test_keys_that_it_was_not_told_of_also_those_cut_off(self) -> None:
        for text in ("a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n", "MIIEabc\n-----END RSA PRIVATE KEY-----\nb"):
            self.assertNotIn("MIIE", mask.masked(text, [], ""))

    def test_numbers_and_prose_stay(self) -> None:
        prose = (
            "00000000: 0000 0000 0000 0000 0000 0000 0000 0000  ................\n"
            "0000000 000000 000000\n[    0.000000] Linux version 6.12 #1 SMP 2026-11-26 10:00:00, 52:54:00:12:34:56\n"
        )
        self.assertEqual(mask.masked(prose, [key(), b"x", b""], ""), prose)

    def test_it_takes_less_than_two_seconds(self) -> None:
        text = "[   12.345678] systemd[1]: Started slurmctld.service - Slurm controller daemon.\n" * 250
        started = time.monotonic()
        self.assertEqual(mask.masked(text, [key() for _ in range(6)], ""), text)
        self.assertLess(time.monotonic() - started, 6)
