"""Accounts of the cluster's users, as this node has them: not those of the system."""

import os
from dataclasses import dataclass
from pathlib import Path

from .paths import ROOT
from .text import NAME, is_whole


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int
    home: Path
    groups: tuple[int, ...] = ()
    locked: bool = False

    @property
    def env(self) -> dict[str, str]:
        """What the user's programs get: nothing of root's."""
        return {
            "HOME": str(self.home), "USER": self.name, "LOGNAME": self.name, "SHELL": "/bin/bash",
            "LANG": "C.UTF-8", "PATH": _path(),
        }


def read_account(name: str) -> Account | None:
    """From the node's copy of the cluster's database."""
    folder = ROOT / "var/lib/extrausers"
    if not is_whole(NAME, name):
        return None
    passwd = (folder / "passwd").read_text(encoding="utf-8")
    group = (folder / "group").read_text(encoding="utf-8")
    return parse_account(name, passwd, group)


def parse_account(name: str, passwd: str, group: str) -> Account | None:
    groups = [line.split(":") for line in group.splitlines() if line.count(":") == 3]
    mine = tuple(int(fields[2]) for fields in groups if name in fields[3].split(","))
    for line in passwd.splitlines():
        fields = line.split(":")
        if len(fields) == 7 and fields[0] == name:
            locked = fields[6] == "/usr/sbin/nologin"
            return Account(name, int(fields[2]), int(fields[3]), ROOT / fields[5].lstrip("/"), mine, locked)
    return None


def _path() -> str:
    # Root's, which sudo has set; tests put their stand-ins before it.
    return os.environ.get("PATH", "/usr/local/bin:/usr/bin:/bin")
