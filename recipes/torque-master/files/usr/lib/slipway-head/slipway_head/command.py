"""Programs, with a limit on their time and on what they may print."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .accounts import Account

# How long after a program's end what its children still print is waited for.
DRAIN_SEC = 0.3


@dataclass(frozen=True)
class Result:
    """code: the exit code; None when it was ended because of its time or its output."""

    code: int | None
    out: str
    err: str
    fault: str = ""

    @property
    def ok(self) -> bool:
        return self.code == 0

    @property
    def said(self) -> str:
        """What tells most about a failure."""
        return self.fault or self.err.strip() or self.out.strip() or f"exit code {self.code}"


def run(
    argv: Sequence[str],
    *,
    timeout: float,
    stdin: bytes = b"",
    limit: int = 1 << 20,
    user: Account | None = None,
    env: Mapping[str, str] | None = None,
) -> Result:
    """Runs it in a process group of its own, which is killed when it is over: nothing of it stays.

    A child that keeps the pipes open does not keep the caller: it ends with the program, or with the time.
    """
    try:
        process = subprocess.Popen(
            list(argv), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=True, env=None if env is None else dict(env), user=None if user is None else user.uid,
            group=None if user is None else user.gid, extra_groups=None if user is None else user.groups,
        )
    except OSError as error:
        return Result(127, "", f"{argv[0]}: {error.strerror}")
    try:
        return _converse(process, stdin, time.monotonic() + timeout, timeout, limit)
    finally:
        _end(process)


def _converse(process: subprocess.Popen[bytes], stdin: bytes, deadline: float, timeout: float, limit: int) -> Result:
    _feed(process, stdin)
    assert process.stdout is not None and process.stderr is not None
    texts = {process.stdout.fileno(): bytearray(), process.stderr.fileno(): bytearray()}
    end = os.pidfd_open(process.pid)
    try:
        fault = _read(texts, end, deadline, limit)
    finally:
        os.close(end)
    # Not with backslashes: a job's name may hold any bytes, and in JSON \xff is no escape.
    out, err = (text.decode("utf-8", "replace") for text in texts.values())
    if fault == "time":
        return Result(None, out, err, f"no end after {timeout:g} s")
    if fault == "size":
        return Result(None, out, err, f"more than {limit} bytes of output")
    return Result(process.wait(), out, err)


def _feed(process: subprocess.Popen[bytes], stdin: bytes) -> None:
    # It fits into the pipe, so a program that does not read holds up nobody.
    assert process.stdin is not None and len(stdin) < 60000
    try:
        process.stdin.write(stdin)
        process.stdin.close()
    except BrokenPipeError:
        pass


def _read(texts: dict[int, bytearray], end: int, deadline: float, limit: int) -> str:
    with selectors.DefaultSelector() as selector:
        for file in (*texts, end):
            selector.register(file, selectors.EVENT_READ)
        ended = False
        while not ended or len(selector.get_map()) > 0:
            events = selector.select(max(0.0, deadline - time.monotonic()))
            if not events:
                return "" if ended else "time"
            for key, _ in events:
                if key.fd == end:
                    ended, deadline = True, min(deadline, time.monotonic() + DRAIN_SEC)
                    selector.unregister(end)
                elif not (data := os.read(key.fd, 65536)):
                    selector.unregister(key.fd)
                else:
                    texts[key.fd] += data
                    if len(texts[key.fd]) > limit:
                        return "size"
    return ""


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None and not pipe.closed:
            pipe.close()
