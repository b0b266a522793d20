"""Where things are. SLIPWAY_ROOT (tests only) is put before every path."""

import os
from pathlib import Path

ROOT = Path(os.environ.get("SLIPWAY_ROOT") or "/")
SHARED = ROOT / "srv/slipway"
SHARE = Path(os.environ.get("SLIPWAY_TORQUE_SHARE") or "/usr/share/slipway-torque")
SYNC = ROOT / "usr/libexec/slipway/sync-users"


def write_whole(path: Path, text: str) -> None:
    """All of it or nothing, also after a cut. For folders that only root writes to."""
    # A name of this process alone, and hidden from those who read the folder: the name server, sync-users.
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(new, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def write_in_place(path: Path, text: str) -> None:
    """The same file with other content: clients of NFS see it when they open it again."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
