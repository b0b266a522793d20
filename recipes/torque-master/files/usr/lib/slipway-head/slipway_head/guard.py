"""The frame of every command: a deadline for all of it, and an end when its caller goes.

The work is done in a child. The parent watches the clock, the child, and the pipe to the caller: sshd closes it when
the connection ends, also when nothing is being written. Then the child is asked to stop, which leaves it time to take
back what it began, and is killed with all it started.
"""

import contextlib
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from .text import Failure, shown

# From the request to stop to the end by force.
GRACE_SEC = 5
TIMED_OUT = 124
CGROUPS = Path("/sys/fs/cgroup")
# Of all that one command starts. What it does as a user can be taken over by that user, and must not end the services.
TASKS_MOST, MEMORY_PART = 200, 0.5
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_progress: int | None = None


class Stopped(BaseException):
    """The work was asked to stop; not an Exception, so that nothing but clean-up catches it."""


def waiting_for(what: str) -> None:
    """Notes what the work waits for now: said if the deadline passes meanwhile."""
    if _progress is not None:
        try:
            os.write(_progress, shown(what).encode() + b"\n")
        except OSError:
            pass


def supervise(program: str, seconds: float, work: Callable[[], int]) -> int:
    """Runs the work within the time; its exit code, or 124, or 129 when the caller went."""
    reader, writer = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _work(program, writer, work)
    os.close(writer)
    for name in _SIGNALS:
        signal.signal(name, _stop)
    try:
        code, why = _watch(child, reader, time.monotonic() + seconds)
    except Stopped:
        code, why = None, "stopped"
    if code is None:
        for name in _SIGNALS:
            signal.signal(name, signal.SIG_IGN)
        code = _end(child)
    _kill_rest(child)
    if why.startswith("deadline"):
        print(f"{program}: deadline of {seconds:g} s passed while waiting for {why[9:] or 'its work'}", file=sys.stderr)
        return TIMED_OUT
    if why == "ended" and code < 0:
        name = signal.Signals(-code).name
        print(f"{program}: ended by {name}, which the kernel sends when its memory is used up" if code == -signal.SIGKILL
              else f"{program}: ended by {name}", file=sys.stderr)
        return 128 - code
    return {"caller": 128 + signal.SIGHUP, "stopped": 128 + signal.SIGTERM}.get(why, code)


def _watch(child: int, reader: int, deadline: float) -> tuple[int | None, str]:
    end, caller, waiting = os.pidfd_open(child), 1, ""
    poll = select.poll()
    poll.register(end, select.POLLIN)
    poll.register(reader, select.POLLIN)
    # Nothing asked for: POLLERR and POLLHUP are told anyway.
    poll.register(caller, 0)
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            return None, f"deadline {waiting}"
        events = dict(poll.poll(left * 1000))
        if reader in events:
            said = os.read(reader, 65536).decode().splitlines()
            if said:
                waiting = said[-1]
            else:
                poll.unregister(reader)
        if end in events:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), "ended"
        if events.get(caller, 0) & (select.POLLERR | select.POLLHUP):
            return None, "caller"
        if events.get(caller, 0) & select.POLLNVAL:
            poll.unregister(caller)


def _end(child: int) -> int:
    """First it may take back what it began."""
    end = os.pidfd_open(child)
    os.kill(child, signal.SIGTERM)
    if not select.select([end], [], [], GRACE_SEC)[0]:
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _work(program: str, writer: int, work: Callable[[], int]) -> NoReturn:
    global _progress
    code = 1
    try:
        _progress = writer
        os.setsid()
        _enter(_group(os.getpid()))
        for name in _SIGNALS:
            signal.signal(name, _stop)
        result = work()
        # An answer that is lost is no success.
        sys.stdout.flush()
        code = result
    except Failure as failure:
        code = failure.code
        print(f"{program}: {failure}", file=sys.stderr)
    except Stopped:
        code = 128 + signal.SIGTERM
    except Exception as error:
        print(f"{program}: {_place(error)}: {type(error).__name__}: {shown(str(error))}", file=sys.stderr)
    finally:
        os._exit(code)


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "fault" if trace is None else f"{Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}"


def _stop(_number: int, _frame: object) -> NoReturn:
    # Once: clean-up must come to its end.
    for name in _SIGNALS:
        signal.signal(name, signal.SIG_IGN)
    raise Stopped


def _group(child: int) -> Path:
    return CGROUPS / f"slipway-{child}"


def _enter(folder: Path) -> None:
    """A control group of its own holds also what leaves the process group. Where there is no version 2, that has to do."""
    if not (CGROUPS / "cgroup.controllers").exists():
        return
    try:
        folder.mkdir()
        (folder / "cgroup.procs").write_text("0")
        (folder / "pids.max").write_text(str(TASKS_MOST))
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        (folder / "memory.max").write_text(str(int(memory * MEMORY_PART)))
    except OSError:
        pass


def _kill_rest(child: int) -> None:
    with contextlib.suppress(OSError):
        os.killpg(child, signal.SIGKILL)
    folder = _group(child)
    for _ in range(50):
        try:
            (folder / "cgroup.kill").write_text("1")
            folder.rmdir()
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(0.02)
