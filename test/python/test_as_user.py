"""Files in users' homes, as those users: links, pipes, endless and huge files."""

import os
import shutil
import signal
import tempfile
import time
import unittest
from pathlib import Path

import support
from slipway_head.accounts import Account
from slipway_head.as_user import call, read_file
from slipway_head.text import Failure


@support.needs_root
class AsUserTest(unittest.TestCase):
    def setUp(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="slipway-test."))
        self.addCleanup(shutil.rmtree, self.home)
        os.chown(self.home, support.ALICE, support.ALICE)
        self.alice = Account("alice", support.ALICE, support.ALICE, self.home)
        self.file = self.home / "ranks"

    def read(self, timeout: float = 5) -> bytes:
        return call(self.alice, lambda: read_file(str(self.file)), timeout=timeout)

    def write(self, text: str) -> None:
        self.file.write_text(text)
        os.chown(self.file, support.ALICE, support.ALICE)

    def test_reads_a_small_file_of_the_user(self) -> None:
        self.write("4\n")
        self.assertEqual(self.read(), b"4\n")

    def test_acts_as_the_user_and_as_nobody_else(self) -> None:
        said = call(self.alice, lambda: f"{os.getresuid()}{os.getresgid()}{os.getgroups()}".encode(), timeout=5)
        self.assertEqual(said.decode(), f"{(support.ALICE,) * 3}{(support.ALICE,) * 3}[]")

    def test_fails_for_a_link_to_a_file_of_root(self) -> None:
        secret = self.home.with_name(self.home.name + ".secret")
        secret.write_text("host key\n")
        secret.chmod(0o600)
        self.addCleanup(secret.unlink)
        self.file.symlink_to(secret)
        with self.assertRaises(Failure) as caught:
            self.read()
        self.assertNotIn("host key", str(caught.exception))
        self.file.unlink()
        os.link(secret, self.file)
        with self.assertRaisesRegex(Failure, "Permission denied"):
            self.read()

    def test_fails_at_once_for_a_pipe(self) -> None:
        os.mkfifo(self.file)
        os.chown(self.file, support.ALICE, support.ALICE)
        started = time.monotonic()
        with self.assertRaisesRegex(Failure, "no regular file"):
            self.read()
        self.assertLess(time.monotonic() - started, 2)

    def test_fails_for_a_file_that_is_too_large(self) -> None:
        self.write("x" * 5000)
        with self.assertRaisesRegex(Failure, "more than 4096 bytes"):
            self.read()

    def test_fails_for_a_readable_file_of_another(self) -> None:
        self.file.write_text("of root")
        with self.assertRaisesRegex(Failure, "no regular file of its user"):
            self.read()

    def test_a_user_who_stops_the_reader_holds_up_nobody(self) -> None:
        started = time.monotonic()
        with self.assertRaisesRegex(Failure, "no answer in time"):
            call(self.alice, lambda: os.kill(os.getpid(), signal.SIGSTOP) or b"", timeout=0.5)
        self.assertLess(time.monotonic() - started, 5)

    def test_a_user_who_kills_the_reader_gives_no_answer(self) -> None:
        with self.assertRaisesRegex(Failure, "ended before it was done"):
            call(self.alice, lambda: os.kill(os.getpid(), signal.SIGKILL) or b"", timeout=5)


if __name__ == "__main__":
    unittest.main()
