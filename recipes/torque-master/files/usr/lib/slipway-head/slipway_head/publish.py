"""Telling every node that there is something new in the shared folder."""

import time

from .command import Result, run
from .guard import waiting_for
from .lock import held
from .paths import ROOT, SHARED, SYNC, write_in_place
from .text import Failure, shown

LOCK_SEC = 60
# keep-users may be copying at the same moment; the later of two then has nothing to move.
TRIES = 5


def publish() -> None:
    """The nodes look every few seconds; here it is taken over at once."""
    # Users and workers come at the same time, each with a version of its own.
    with held(SHARED / ".version.lock", "publishing", LOCK_SEC):
        version = f"{time.time():.6f}"
        write_in_place(SHARED / "version", f"{version}\n")
        waiting_for("sync-users")
        for _ in range(TRIES):
            result = _take_over()
            if result.ok and _seen() == version:
                return
            time.sleep(0.3)
        raise Failure(f"this node could not take over the new list of users and names: {shown(result.said)}")


def _take_over() -> Result:
    return run([str(SYNC)], timeout=60)


def _seen() -> str:
    """sync-users fails no job for a copy that it could not make, so its exit code does not tell."""
    try:
        return (ROOT / "var/lib/slipway/users.version").read_text().strip()
    except FileNotFoundError:
        return ""
