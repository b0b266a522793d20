"""The canary's folder in the user's home. All here but `watch` is run as that user, by as_user.call."""

import contextlib
import os
import select
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .accounts import Account
from .as_user import child, read_file
from .text import Failure, shown

POLL_SEC = 0.1
# All that a result may be.
RESULT_LIMIT = 64


def make(home: Path) -> bytes:
    return tempfile.mkdtemp(prefix=".slipway-canary.", dir=home).encode()


def remove(folder: str) -> bytes:
    shutil.rmtree(folder, ignore_errors=True)
    return b""


def tail(folder: str) -> bytes:
    """The last lines of the jobs' output."""
    try:
        return b"\n".join(read_file(f"{folder}/log", 1 << 20).splitlines()[-5:])
    except OSError:
        return b""


@contextmanager
def watch(account: Account, folder: str, names: list[str]) -> Iterator[Callable[[float], dict[str, str]]]:
    """Gives a function that waits for further results, until a time: {name: first line}, empty when there are none."""
    with child(account, lambda write: _look_for(folder, names, write)) as reader:
        buffer = bytearray()

        def results(until: float) -> dict[str, str]:
            data = _read_until(reader, until)
            buffer.extend(data or b"")
            if buffer[:1] == b"-":
                said = buffer[1:].removesuffix(b"-").decode("utf-8", "replace")
                raise Failure(f"a result of the canary can't be read: {shown(said)}")
            if data == b"" or len(buffer) > 200 * len(names):
                raise Failure("the canary's results can't be read: the reader was ended by its user")
            *whole, rest = bytes(buffer).split(b"\n")
            buffer[:] = rest
            pairs = (line.decode("utf-8", "replace").partition("\t") for line in whole)
            return {name: text for name, _, text in pairs if name in names}

        yield results


def _read_until(reader: int, until: float) -> bytes | None:
    if not select.select([reader], [], [], max(0.0, until - time.monotonic()))[0]:
        return None
    return os.read(reader, 4096)


def _look_for(folder: str, names: list[str], write: Callable[[bytes], object]) -> None:
    """The master has the home directories, so it sees each file as soon as it is there."""
    missing = list(names)
    while True:
        for name in list(missing):
            with contextlib.suppress(FileNotFoundError):
                line = read_file(f"{folder}/{name}", RESULT_LIMIT).removesuffix(b"\n").replace(b"\n", b" ")
                write(f"{name}\t".encode() + line + b"\n")
                missing.remove(name)
        time.sleep(POLL_SEC)
