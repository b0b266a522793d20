"""Work in a user's home, done as that user: root would follow the user's links and wait for the user's pipes."""

import os
import select
import signal
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from .accounts import Account
from .text import Failure, shown


def call(account: Account, work: Callable[[], bytes], *, timeout: float, limit: int = 65536) -> bytes:
    """What the work gives, done in a child that is the user. Ends with the time, whatever the user does to the child."""
    deadline = time.monotonic() + timeout
    with child(account, lambda write: write(work())) as reader:
        data = bytearray()
        while chunk := read_some(reader, deadline):
            data += chunk
            if len(data) > limit:
                raise Failure(f"more than {limit} bytes")
    # The last byte tells a full answer from a failure, and from what a child wrote that the user has killed.
    if data[-1:] == b"-":
        raise Failure(shown(data[1:-1].decode("utf-8", "replace")))
    if data[-1:] != b"+":
        raise Failure("ended before it was done")
    return bytes(data[:-1])


@contextmanager
def child(account: Account, work: Callable[[Callable[[bytes], object]], object]) -> Iterator[int]:
    """A child that is the user and writes into the pipe that is given here; killed at the end."""
    reader, writer = os.pipe2(os.O_CLOEXEC)
    pid = os.fork()
    if pid == 0:
        _become(account, reader, writer, work)
    os.close(writer)
    try:
        yield reader
    finally:
        os.close(reader)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def read_some(reader: int, deadline: float) -> bytes:
    """The next bytes, b"" at the end; fails past the deadline."""
    if not select.select([reader], [], [], max(0.0, deadline - time.monotonic()))[0]:
        raise Failure("no answer in time")
    return os.read(reader, 65536)


def read_file(path: str, limit: int = 4096) -> bytes:
    """A small regular file of the caller's own. For use in `call`: no link, no pipe, no device, no endless file."""
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
            raise OSError(f"{path} is no regular file of its user")
        if status.st_size > limit:
            raise OSError(f"{path} has more than {limit} bytes")
        return os.read(file, limit)
    finally:
        os.close(file)


def _become(
    account: Account, reader: int, writer: int, work: Callable[[Callable[[bytes], object]], object]
) -> NoReturn:
    try:
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(name, signal.SIG_DFL)
        os.close(reader)
        if os.geteuid() != account.uid:
            os.setgroups(list(account.groups))
            os.setresgid(account.gid, account.gid, account.gid)
            os.setresuid(account.uid, account.uid, account.uid)
        os.umask(0o077)
        work(lambda data: _write_all(writer, data))
        _write_all(writer, b"+")
    except BaseException as error:
        _write_all(writer, b"-" + str(error).encode("utf-8", "replace") + b"-")
    finally:
        os._exit(0)


def _write_all(writer: int, data: bytes) -> None:
    while data:
        data = data[os.write(writer, data):]
