"""Users who left: their processes here end, their jobs end, and no new ones are taken."""

import contextlib
import os
import signal
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from .command import run
from .guard import waiting_for
from .text import Failure, shown
from .user_database import ACTIVE

END_SEC = 20


def refuse_jobs() -> None:
    """The scheduler reads the members of the partition's group again: who is not among them can't submit."""
    _tell("scontrol", "update", "partitionname=batch", f"allowgroups={ACTIVE}")


def cancel_jobs(uids: Collection[int]) -> None:
    """All in one call, by number: a name may be unknown here by now."""
    for uid in sorted(uids):
        _tell("scancel", f"--user={uid}")


def end_processes(uids: Collection[int], seconds: float = END_SEC) -> None:
    """Kills until none is left. A process of the user's kills all of them at once, so that none can fork meanwhile."""
    deadline = time.monotonic() + seconds
    while left := set(owners()) & set(uids):
        if time.monotonic() >= deadline:
            raise Failure(f"processes of uid {', '.join(map(str, sorted(left)))} do not end")
        waiting_for("the end of removed users' processes")
        for uid in left:
            _kill_all(uid)
        time.sleep(0.1)


def owners(proc: Path = Path("/proc")) -> Iterator[int]:
    """Real uids of the processes that run; those that have ended and were not waited for do not count.

    When the first thread of a process ends by itself the process is in state Z, and the others go on.
    """
    for folder in proc.iterdir():
        if folder.name.isdecimal():
            with contextlib.suppress(OSError, KeyError, ValueError):
                lines = (folder / "status").read_text(encoding="utf-8", errors="replace").splitlines()
                status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
                if status["State"][:1] not in "ZX" or int(status["Threads"]) > 1:
                    yield int(status["Uid"].split()[0])


def _kill_all(uid: int) -> None:
    child = os.fork()
    if child == 0:
        with contextlib.suppress(OSError):
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            # All that this uid may signal, but for the caller.
            os.kill(-1, signal.SIGKILL)
        os._exit(0)
    end = time.monotonic() + 2
    # The user might have stopped it.
    while os.waitpid(child, os.WNOHANG)[0] == 0:
        if time.monotonic() >= end:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            break
        time.sleep(0.02)


def _tell(*argv: str) -> None:
    result = run(argv, timeout=30)
    if not result.ok:
        raise Failure(f"{argv[0]} {argv[1]}: {shown(result.said)}")
