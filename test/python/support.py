"""What the Python tests share: the package on the path, a throw-away root, stand-ins for other programs."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
RECIPES = REPOSITORY / "recipes"
MASTER = RECIPES / "torque-master/files"
NODE = RECIPES / "torque-node/files"

# A cache beside the recipes would be part of the images, and change their names.
sys.dont_write_bytecode = True
sys.path.insert(0, str(MASTER / "usr/lib/slipway-head"))

IS_ROOT = os.geteuid() == 0
needs_root = unittest.skipUnless(IS_ROOT, "acts as other users, so it needs root")
# Two uids that no account of a test machine has.
ALICE, BOB = 52001, 52002


class World(unittest.TestCase):
    """A root with an empty database, stand-ins first on PATH, copies of the programs that any user can read."""

    def setUp(self) -> None:
        self.top = Path(tempfile.mkdtemp(prefix="slipway-test."))
        self.addCleanup(shutil.rmtree, self.top, ignore_errors=True)
        self.top.chmod(0o755)
        self.stubs, self.calls, self.root = self.top / "stubs", self.top / "calls", self.top / "root"
        self.stubs.mkdir()
        self.calls.touch()
        self.calls.chmod(0o666)
        for tree in (MASTER, NODE):
            shutil.copytree(tree, self.root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        self.shared = self.root / "srv/slipway"
        for folder in ("srv/slipway/users", "srv/slipway/keys", "srv/slipway/hosts", "home", "scratch", "etc/ssh", "etc/slurm",
                       "var/lib/extrausers", "var/lib/slipway/keys", "var/spool/torque"):
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        for file in ("users/passwd", "users/group", "known_hosts"):
            (self.shared / file).touch()
        (self.root / "etc/passwd").write_text("munge:x:101:101::/:/usr/sbin/nologin\n")
        (self.root / "etc/group").write_text("sudo:x:27:\n")
        (self.root / "var/spool/torque/server_name").write_text("master.lisa.internal\n")
        self.env = {
            "PATH": f"{self.stubs}:{os.environ['PATH']}", "SLIPWAY_ROOT": str(self.root),
            "SLIPWAY_SHARED": str(self.shared), "SLIPWAY_TORQUE_SHARE": str(self.root / "usr/share/slipway-torque"),
            "SLIPWAY_TORQUE_SERVER_NAME": str(self.root / "var/spool/torque/server_name"), "USER": "alice",
        }

    def stub(self, name: str, body: str = "") -> None:
        """A command that notes its call and then does the body."""
        file = self.stubs / name
        file.write_text(f'#!/bin/bash\nprintf "%s\\n" "{name} $*" >>{self.calls}\n{body}\n')
        file.chmod(0o755)

    def called(self, start: str = "") -> list[str]:
        return [line for line in self.calls.read_text().splitlines() if line.startswith(start)]

    def run_program(self, path: str, *arguments: str, stdin: str = "", timeout: float = 60,
                    **env: str) -> subprocess.CompletedProcess[str]:
        """A program of the root, by its path there."""
        return subprocess.run(
            [str(self.root / path), *arguments], input=stdin, text=True, capture_output=True, timeout=timeout,
            env=self.env | env, check=False,
        )
