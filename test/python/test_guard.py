"""The frame of every command: deadline, and an end when the caller goes."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

import support
from slipway_head import guard
from slipway_head.guard import CGROUPS
from support import IS_ROOT

PROGRAM = """
import sys, time
sys.path.insert(0, {path!r})
from slipway_head.command import run
from slipway_head.guard import supervise, waiting_for
from slipway_head.text import Failure

def work():
    try:
        waiting_for("the \\x1b moon")
        {work}
        return 0
    finally:
        open({mark!r}, "w").write("taken back")

sys.exit(supervise("tester", {seconds}, work))
"""


class GuardTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.mark, self.pid = Path(folder.name) / "mark", Path(folder.name) / "pid"

    def start(self, work: str, seconds: float = 20) -> subprocess.Popen[str]:
        path = str(support.MASTER / "usr/lib/slipway-head")
        text = PROGRAM.format(path=path, work=work, mark=str(self.mark), seconds=seconds)
        process = subprocess.Popen([sys.executable, "-B", "-c", text], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True)
        self.addCleanup(lambda: [pipe.close() for pipe in (process.stdout, process.stderr) if pipe])
        return process

    def test_an_answer_that_is_lost_is_a_failure(self) -> None:
        path = str(support.MASTER / "usr/lib/slipway-head")
        text = PROGRAM.format(path=path, work="print('answer')", mark=str(self.mark), seconds=20)
        with open("/dev/full", "w", encoding="utf-8") as full:
            result = subprocess.run([sys.executable, "-B", "-c", text], stdout=full, stderr=subprocess.PIPE, text=True, timeout=30)
        self.assertEqual(result.returncode, 1)
        self.assertIn("No space left on device", result.stderr)

    def test_an_end_by_the_kernel_is_told(self) -> None:
        process = self.start("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
        _, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 137)
        self.assertEqual(err, "tester: ended by SIGKILL, which the kernel sends when its memory is used up\n")

    def sleeper(self) -> str:
        """A command that runs for long, and says its process id."""
        return f"run(['sh', '-c', 'echo $$ >{self.pid}; exec sleep 60'], timeout=60)"

    def wait_for_sleeper(self) -> int:
        end = time.monotonic() + 10
        while not (self.pid.exists() and self.pid.read_text().strip()):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)
        return int(self.pid.read_text())

    def assert_gone(self, pid: int) -> None:
        end = time.monotonic() + 10
        while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
            self.assertLess(time.monotonic(), end, "still runs")
            time.sleep(0.05)

    def test_hands_on_the_exit_code(self) -> None:
        self.assertEqual(self.start("return 7").wait(20), 7)

    def test_tells_a_failure_in_one_line(self) -> None:
        process = self.start("raise Failure('no moon', 3)")
        _, err = process.communicate(timeout=20)
        self.assertEqual((process.returncode, err), (3, "tester: no moon\n"))

    def test_past_the_deadline_names_what_it_waited_for_and_leaves_nothing(self) -> None:
        process = self.start(self.sleeper(), 1.5)
        _, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 124)
        self.assertEqual(err, "tester: deadline of 1.5 s passed while waiting for the \\x1b moon\n")
        self.assertEqual(self.mark.read_text(), "taken back")
        self.assert_gone(int(self.pid.read_text()))

    def test_a_work_that_will_not_stop_is_killed(self) -> None:
        process = self.start("import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)", 0.5)
        started = time.monotonic()
        self.assertEqual(process.wait(20), 124)
        self.assertLess(time.monotonic() - started, 10)
        process.stdout.close()  # type: ignore[union-attr]

    def test_ends_when_the_caller_closes_its_end(self) -> None:
        process = self.start(self.sleeper())
        pid = self.wait_for_sleeper()
        process.stdout.close()  # type: ignore[union-attr]
        self.assertEqual(process.wait(15), 129)
        self.assertEqual(self.mark.read_text(), "taken back")
        self.assert_gone(pid)

    @unittest.skipUnless(IS_ROOT and (CGROUPS / "cgroup.controllers").exists(), "needs root and cgroup v2")
    def test_what_leaves_the_process_group_ends_too(self) -> None:
        work = f"import subprocess; subprocess.Popen(['setsid', 'sh', '-c', 'echo $$ >{self.pid}; exec sleep 60']); time.sleep(60)"
        process = self.start(work, 2)
        self.assertEqual(process.wait(20), 124)
        self.assert_gone(int(self.pid.read_text()))

    def test_leaves_no_group_behind(self) -> None:
        before = set(CGROUPS.glob("slipway-*"))
        self.start("return 0").wait(20)
        self.assertEqual(set(CGROUPS.glob("slipway-*")) - before, set())

    def test_holds_what_it_starts_to_a_part_of_the_node(self) -> None:
        # What a user takes over of it can neither fork without end nor take the services' memory.
        top = Path(self.mark).parent
        (top / "cgroup.controllers").touch()
        with mock.patch.object(guard, "CGROUPS", top):
            guard._enter(top / "slipway-1")
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        self.assertEqual((top / "slipway-1/pids.max").read_text(), "200")
        self.assertEqual(int((top / "slipway-1/memory.max").read_text()), memory // 2)

    def test_ends_when_it_is_asked_to(self) -> None:
        process = self.start(self.sleeper())
        pid = self.wait_for_sleeper()
        os.kill(process.pid, signal.SIGTERM)
        self.assertEqual(process.wait(15), 143)
        process.stdout.close()  # type: ignore[union-attr]
        self.assert_gone(pid)


if __name__ == "__main__":
    unittest.main()
