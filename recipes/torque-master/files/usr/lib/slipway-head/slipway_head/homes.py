"""Homes and scratch folders, and each user's key pair for hops inside the cluster."""

import os
import stat
import time
from pathlib import Path

from .accounts import Account
from .command import run
from .paths import ROOT, SHARE
from .text import USER_KEY, Failure, is_whole, shown
from .user_database import User

# ssh-keygen included, on a slow processor.
FILL_SEC = 30
# For homes that are there already, each and together: what their users did to them must not use up the time of all.
AGAIN_SEC, AGAIN_TOTAL_SEC = 10, 30
# What a home that is well needs at most, and so is never denied.
LEAST_SEC = 3


class Homes:
    """What a user did to the own home costs nobody but that user: only a home that is new must work."""

    def __init__(self) -> None:
        self.left = float(AGAIN_TOTAL_SEC)

    def make(self, user: User) -> tuple[list[str], str]:
        """The keys that may log in as the user; and a warning when the user's own one for hops could not be had."""
        new = private_folder(ROOT / "home" / user.name, user.uid)
        private_folder(ROOT / "scratch" / user.name, user.uid)
        started = time.monotonic()
        hop, fault = _fill(user, FILL_SEC if new else min(AGAIN_SEC, self.left))
        if not new:
            self.left = max(LEAST_SEC, self.left - (time.monotonic() - started if fault else 0))
        if fault and new:
            raise Failure(f"{user.name}: the home could not be filled: {fault}")
        warning = f"{user.name} can't hop between nodes: the key in the home could not be had: {fault}" if fault else ""
        return [*user.keys, *([hop] if hop else [])], warning


def private_folder(path: Path, uid: int) -> bool:
    """Nobody else may look into it; whether it is new. One that belongs to somebody else is not handed over."""
    new = not os.path.lexists(path)
    if new:
        # Under another name until it is the user's, so that a run that ends in between leaves no folder of root's.
        made = path.with_name(f".{path.name}.new")
        try:
            made.mkdir(0o700, exist_ok=True)
            os.chown(made, uid, uid, follow_symlinks=False)
            made.rename(path)
        except OSError as error:
            raise Failure(f"{path} could not be made: {error.strerror}") from error
    status = os.lstat(path)
    if not stat.S_ISDIR(status.st_mode):
        raise Failure(f"{path} is no folder")
    if status.st_uid != uid:
        raise Failure(f"{path} belongs to uid {status.st_uid}, not to {uid}")
    return new


def _fill(user: User, seconds: float) -> tuple[str, str]:
    """As the user: in a home that is the user's, root would follow the user's links. Key and fault."""
    account = Account(user.name, user.uid, user.uid, ROOT / "home" / user.name)
    result = run(["bash", str(SHARE / "make-home.sh"), user.name], timeout=seconds, limit=1024,
                 user=account, env=account.env)
    key = result.out.removesuffix("\n")
    if not result.ok:
        return "", shown(result.said, 120)
    if not is_whole(USER_KEY, key):
        return "", f"not a public key: {shown(result.out, 60)}"
    return key, ""
