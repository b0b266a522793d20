"""Programs that are run: nothing of them can hold up or overfill who runs them."""

import time
import unittest
from pathlib import Path

import support
from slipway_head.accounts import Account
from slipway_head.command import run


class CommandTest(unittest.TestCase):
    def test_gives_output_errors_and_exit_code(self) -> None:
        result = run(["sh", "-c", "cat; echo wrong >&2; exit 3"], timeout=10, stdin=b"text")
        self.assertEqual((result.code, result.out, result.err, result.ok), (3, "text", "wrong\n", False))

    def test_ends_a_program_that_does_not_end(self) -> None:
        started = time.monotonic()
        result = run(["sh", "-c", "trap '' TERM; sleep 60"], timeout=0.3)
        self.assertIsNone(result.code)
        self.assertEqual(result.said, "no end after 0.3 s")
        self.assertLess(time.monotonic() - started, 5)

    def test_a_child_that_keeps_the_pipe_open_holds_up_nobody(self) -> None:
        started = time.monotonic()
        result = run(["sh", "-c", "setsid sleep 20 & echo done"], timeout=15)
        self.assertEqual((result.code, result.out), (0, "done\n"))
        self.assertLess(time.monotonic() - started, 5)

    def test_ends_a_program_that_prints_without_end(self) -> None:
        result = run(["cat", "/dev/zero"], timeout=30, limit=1000)
        self.assertEqual((result.code, result.said), (None, "more than 1000 bytes of output"))

    def test_nothing_is_lost_of_a_large_output(self) -> None:
        result = run(["head", "-c", "900000", "/dev/zero"], timeout=30)
        self.assertEqual(len(result.out), 900000)

    def test_a_program_that_is_not_there_is_named(self) -> None:
        self.assertEqual(run(["no-such-program"], timeout=5).said, "no-such-program: No such file or directory")

    def test_input_that_nobody_reads_does_no_harm(self) -> None:
        self.assertTrue(run(["true"], timeout=5, stdin=b"x" * 50000).ok)

    @support.needs_root
    def test_runs_as_a_user_with_no_group_of_root(self) -> None:
        alice = Account("alice", support.ALICE, support.ALICE, Path("/"))
        result = run(["sh", "-c", "id -u; id -G; grep ^Uid /proc/self/status"], timeout=10, user=alice, env=alice.env)
        self.assertEqual(result.out.split(), ["52001", "52001", "Uid:", *["52001"] * 4])


if __name__ == "__main__":
    unittest.main()
