"""Locks that are waited for with a limit, and say who holds them."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from .guard import waiting_for
from .text import Failure, shown


@contextlib.contextmanager
def held(path: Path, holder: str, limit: float) -> Iterator[None]:
    """Holds the lock, whose file says by whom. The file is in a folder of root's; programs started do not inherit it."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        deadline = time.monotonic() + limit
        while not _taken(file):
            who = shown(os.pread(file, 300, 0).decode("utf-8", "replace")) or "somebody else"
            waiting_for(f"lock {path}, held by {who}")
            if time.monotonic() >= deadline:
                raise Failure(f"lock {path} is held by {who}; waited {limit:g} s")
            time.sleep(0.1)
        since = time.strftime("%H:%M:%S UTC", time.gmtime())
        os.ftruncate(file, 0)
        os.pwrite(file, f"{holder} (pid {os.getpid()}, since {since})\n".encode(), 0)
        try:
            yield
        finally:
            os.ftruncate(file, 0)
    finally:
        os.close(file)


def _taken(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
