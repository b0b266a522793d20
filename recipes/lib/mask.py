"""Copies stdin to stdout with the node's secrets replaced by ****, in the usual ways of writing. Started by mask.bash.

Secrets are read from their files below $SLIPWAY_ROOT and from the environment: never from the command line. The same
rules as lib/node/mask.ts: six bytes of a secret are looked for in each way of writing, with all that may break or
separate left out.
"""

import base64
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

# A view of a text: the characters that count in one way of writing, and where each of them stands.
View = list[tuple[str, int, int]]
BREAK = "\n"
LENGTH = {"text": 12, "base64": 8, "hex": 12, "bytes": 6, "mixed": 6}
# Mixed ones without those that can be read as words: six letters of a text are no part of a secret yet.
WORD = re.compile(r"[\t\n\r -~]*")
# Fewer different characters make no secret: addresses and zeros in a dump are no part of one.
LEAST_VARIETY = 4
# Shorter values are left alone: masking them would eat ordinary text and tell their length.
SHORTEST = 6
PEM = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)", re.S)
# What comes before is cut off.
PEM_END = re.compile(r"\A[^-]*-----END [A-Z0-9 ]*PRIVATE KEY-----")
NAMED = re.compile(r"((?:password|passwd|secret|token)[ \"']*[=:][ \"']*)[^\s\"']+", re.I)
FILES = ("etc/slipway/secrets/*", "etc/munge/munge.key", "etc/ssh/ssh_host_*_key")


def main() -> None:
    secrets, shown = read_secrets(Path(os.environ.get("SLIPWAY_ROOT") or "/"))
    sys.stdout.buffer.write(masked(sys.stdin.buffer.read().decode("latin-1"), secrets, shown).encode("latin-1"))


def read_secrets(root: Path) -> tuple[list[bytes], str]:
    """The secrets, and the public halves of the keys among them, which may be shown."""
    files = [file for pattern in FILES for file in sorted(root.glob(pattern)) if file.is_file()]
    secrets = [file.read_bytes() for file in files]
    secrets += [os.environb[name] for name in os.environb if re.search(rb"PASSWORD|SECRET|TOKEN|_KEY$", name)]
    halves = [Path(f"{file}.pub") for file in files]
    return secrets, "\n".join(half.read_text("latin-1") for half in halves if half.is_file())


def masked(text: str, secrets: list[bytes], shown: str) -> str:
    text = NAMED.sub(r"\1****", PEM.sub("****", PEM_END.sub("****", text)))
    for value in sorted({form for secret in secrets for form in whole_forms(secret)}, key=len, reverse=True):
        text = text.replace(value, "****")
    pieces = {kind: set(pieces_of(secrets, kind)) for kind in LENGTH}
    pieces["mixed"] = {piece for piece in pieces["mixed"] if not WORD.fullmatch(piece)}
    for kind in ("text", "base64"):
        pieces[kind] -= set(cut(shown.replace(" ", ""), LENGTH[kind]))
    hidden = bytearray(len(text))
    for kind, view in views(text):
        chars, length = "".join(char for char, _, _ in view), LENGTH[kind]
        for at in range(len(view) - length + 1):
            if chars[at : at + length] in pieces[kind]:
                start, end = view[at][1], view[at + length - 1][2]
                hidden[start:end] = b"\1" * (end - start)
    return replaced(text, hidden)


def whole_forms(secret: bytes) -> Iterator[str]:
    """The value itself where it can be read, and the parts of it that can; short ones have no pieces."""
    for part in re.findall(rb"[ -~]+", secret):
        if len(part.strip()) >= SHORTEST and not part.startswith(b"-----"):
            yield part.strip().decode("latin-1")


def pieces_of(secrets: list[bytes], kind: str) -> Iterator[str]:
    for secret in secrets:
        lines = [line for line in secret.strip().split(b"\n") if not line.startswith(b"-----")]
        solid = b"".join(lines)
        raws = [secret, b"\n".join(lines)]
        if len(solid) % 4 == 0 and re.fullmatch(rb"[A-Za-z0-9+/]{16,}={0,2}", solid):
            raws.append(base64.b64decode(solid))
        for raw in raws:
            for spelling in spellings(raw, kind):
                yield from cut(spelling, LENGTH[kind])


def spellings(raw: bytes, kind: str) -> Iterator[str]:
    match kind:
        case "text":
            yield re.sub(r"\s", "", raw.decode("latin-1"))
        case "bytes" | "mixed":
            yield raw.decode("latin-1")
        case "base64":
            for shift in (0, 1, 2):
                # As in the middle of something longer; what holds bits of the neighbours is left out.
                text = base64.b64encode(bytes(shift) + raw).decode().rstrip("=")
                yield text[shift + 1 if shift else 0 : -1 if (len(raw) + shift) % 3 else None]
        case "hex":
            yield raw.hex()
            for size in (2, 4, 8):
                for start in range(size):
                    yield swapped(raw[start:], size).hex()


def swapped(raw: bytes, size: int) -> bytes:
    """Words with the lowest byte first, as od -x prints them; the last one is filled up with zeros."""
    raw += bytes(-len(raw) % size)
    return b"".join(raw[at : at + size][::-1] for at in range(0, len(raw), size))


def cut(spelling: str, length: int) -> Iterator[str]:
    for at in range(len(spelling) - length + 1):
        piece = spelling[at : at + length]
        if len(set(piece)) >= LEAST_VARIETY:
            yield piece


def views(text: str) -> Iterator[tuple[str, View]]:
    plain = [(char, at, at + 1) for at, char in enumerate(text)]
    for source in (plain, read(text, UNESCAPED, unescape)):
        chars = "".join(char for char, _, _ in source)
        yield "text", read(chars, r"\s+|(\S)", str, source)
        yield "base64", read(chars, r"[\s\"',]+|\\[nrt]|\\|([A-Za-z0-9+/_-])", alphabet, source)
        yield "hex", read(chars, HEX, str.lower, source)
    # The last source: bytes of which some are written as they are and the others as escapes.
    yield "mixed", source
    yield "hex", read(re.sub(r"(?mi)^[0-9a-f]{6,16}:?(?= )", lambda found: " " * len(found[0]), text), HEX, str.lower)
    yield "bytes", numbers(text, r"(?<![^\s,])[0-3][0-7]{2}(?![^\s,])", lambda found: [int(found, 8)])
    yield "bytes", numbers(text, r"(?<![^\s,])[01][0-7]{5}(?![^\s,])", lambda found: [int(found, 8) & 255, int(found, 8) >> 8])
    yield "bytes", numbers(text, r"(?<![^\s,])-?\d{1,3}(?![^\s,])", lambda found: [int(found) & 255])
    yield "bytes", numbers(text, r"(?<!\S)(?:\\[0abfnrtv]|[0-3][0-7]{2}|\S)(?!\S)", lambda found: [character(found)])


HEX = r"(?i)0x|\\x|\\u00|&#x|[\s:;,%\"'(){}[\]|-]+|([0-9a-f])"
# Of JSON and of URLs, and those of single bytes that Python, C and shells write.
UNESCAPED = r"(?si)(\\u00[0-9a-f]{2}|\\x[0-9a-f]{2}|\\[0-3][0-7]{2}|\\[0abefnrtv\"'\\/]|%[0-9a-f]{2}|.)"
ESCAPES = dict(zip("0abtnvfre", "\0\a\b\t\n\v\f\r\x1b"))


def read(text: str, pattern: str, value: Callable[[str], str], places: View | None = None) -> View:
    """Group 1 of the pattern counts; what matches without it separates; anything else breaks."""
    view: View = []
    last = 0
    for found in re.finditer(pattern, text):
        if found.start() > last:
            view.append((BREAK, 0, 0))
        last = found.end()
        if found[1] is not None:
            start, end = found.start(), found.end()
            view.append((value(found[1]), places[start][1] if places else start, places[end - 1][2] if places else end))
    return view


def numbers(text: str, pattern: str, values: Callable[[str], list[int]]) -> View:
    """Bytes as numbers; anything between them is passed over."""
    return [(chr(byte), found.start(), found.end()) for found in re.finditer(pattern, text) for byte in values(found[0])]


def alphabet(char: str) -> str:
    return {"-": "+", "_": "/"}.get(char, char)


def unescape(found: str) -> str:
    if found.startswith("%") and len(found) == 3:
        return chr(int(found[1:], 16))
    if len(found) == 6 or found[:2].lower() == "\\x" and len(found) == 4:
        return chr(int(found[2:], 16))
    if len(found) == 4:
        return chr(int(found[1:], 8))
    return ESCAPES.get(found[1].lower(), found[1]) if len(found) == 2 else found


def character(found: str) -> int:
    if len(found) == 2:
        return ord(ESCAPES[found[1]])
    return int(found, 8) if len(found) == 3 else ord(found)


def replaced(text: str, hidden: bytearray) -> str:
    """Each hidden stretch of a line as one ****: lines stay lines."""
    marked = "".join("\0" if hide and char != "\n" else char for char, hide in zip(text.replace("\0", "?"), hidden))
    return re.sub("\0+", "****", marked)


if __name__ == "__main__":
    main()
