"""Locks."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import support
from slipway_head.lock import held
from slipway_head.text import Failure


class LockTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / ".users.lock"

    def test_names_who_holds_it_after_the_limit(self) -> None:
        with held(self.path, "slipway-users apply", 1):
            with self.assertRaisesRegex(
                Failure, rf"lock {self.path} is held by slipway-users apply \(pid {os.getpid()}, since ..:..:.. UTC\)"
            ), held(self.path, "another", 0.2):
                self.fail("taken twice")
            self.assertIn("slipway-users apply", self.path.read_text())

    def test_is_free_after_its_holder(self) -> None:
        for _ in range(2):
            with held(self.path, "one", 0):
                pass
        self.assertEqual(self.path.read_text(), "")

    def test_a_holder_that_was_killed_holds_it_no_longer(self) -> None:
        code = ("import sys, os; sys.path.insert(0, sys.argv[1]); from pathlib import Path\n"
                "from slipway_head.lock import held\n"
                "with held(Path(sys.argv[2]), 'dead', 1):\n"
                "    import subprocess; subprocess.Popen(['sleep', '20'])\n"
                "    os.kill(os.getpid(), 9)")
        path = str(support.MASTER / "usr/lib/slipway-head")
        subprocess.run([sys.executable, "-B", "-c", code, path, str(self.path)], check=False)
        with held(self.path, "next", 0):
            self.assertTrue(self.path.read_text().startswith("next (pid"))


if __name__ == "__main__":
    unittest.main()
