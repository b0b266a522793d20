"""slipway-users: the list of users becomes accounts, homes and keys; who left is put out."""

import json
import os
import subprocess
import time
import unittest
from typing import Any

import support
from support import ALICE, BOB, World

KEY = "ssh-ed25519 " + "A" * 68


def user(name: str, uid: int, **more: Any) -> dict[str, Any]:
    return {"name": name, "uid": uid, "sshKeys": [f"{KEY} {name}@home"], "groups": [], **more}


@support.needs_root
class UsersTest(World):
    def setUp(self) -> None:
        super().setUp()
        # The real one wants an account of the machine that runs the tests.
        self.stub("ssh-keygen", f'file="${{!#}}"; echo private >"$file"; echo "{KEY} x@cluster" >"$file.pub"')
        self.stub("scontrol")
        self.stub("scancel")
        self.alice, self.bob = user("alice", ALICE, groups=["waves"]), user("bob", BOB)

    def apply(self, *users: dict[str, Any], deadline: int = 60) -> subprocess.CompletedProcess[str]:
        return self.run_program("usr/sbin/slipway-users", "--deadline", str(deadline), "apply", stdin=json.dumps(users))

    def applied(self, *users: dict[str, Any]) -> str:
        result = self.apply(*users)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stderr

    def keys(self, name: str) -> list[str]:
        return (self.shared / "keys" / name).read_text().splitlines()

    def test_a_user_has_an_account_a_private_home_a_scratch_folder_and_keys(self) -> None:
        self.applied(self.alice)
        for folder in ("home/alice", "scratch/alice"):
            status = (self.root / folder).stat()
            self.assertEqual((oct(status.st_mode)[-3:], status.st_uid, status.st_gid), ("700", ALICE, ALICE))
        private = (self.root / "home/alice/.ssh/id_ed25519").stat()
        self.assertEqual((oct(private.st_mode)[-3:], private.st_uid), ("600", ALICE))
        self.assertEqual(self.keys("alice"), [f"{KEY} alice@home", f"{KEY} x@cluster"])
        self.assertIn("alice", (self.root / "var/lib/extrausers/passwd").read_text())

    def test_the_same_list_again_changes_nothing(self) -> None:
        self.applied(self.alice, self.bob)
        files = [*(self.shared / "users").iterdir(), *(self.shared / "keys").iterdir()]
        before = [file.read_text() for file in files]
        self.applied(self.alice, self.bob)
        self.assertEqual([file.read_text() for file in files], before)

    def test_who_left_loses_keys_processes_jobs_and_the_right_to_submit(self) -> None:
        self.applied(self.alice, self.bob)
        self.calls.write_text("")
        loop = "trap '' TERM HUP; while :; do sleep 1 & sleep 0.1; done"
        process = subprocess.Popen(["sh", "-c", loop], user=ALICE, group=ALICE, extra_groups=[])
        other = subprocess.Popen(["sleep", "60"], user=BOB, group=BOB, extra_groups=[])
        self.addCleanup(other.wait)
        self.addCleanup(other.kill)
        self.applied(self.bob)
        self.assertEqual(process.wait(5), -9)
        self.assertIsNone(other.poll())
        self.assertEqual(self.keys("alice"), [])
        self.assertEqual(self.called("sc"), [
            "scontrol update partitionname=batch allowgroups=slipway-users", f"scancel --user={ALICE}"])
        self.assertTrue((self.root / "home/alice").is_dir())

    def test_fails_when_jobs_of_removed_users_can_not_be_cancelled(self) -> None:
        self.applied(self.alice, self.bob)
        self.stub("scancel", 'echo "Unable to contact slurm controller" >&2; exit 1')
        result = self.apply(self.bob)
        self.assertEqual(result.returncode, 1)
        self.assertIn("Unable to contact slurm controller", result.stderr)

    def test_fails_with_all_problems_and_changes_nothing(self) -> None:
        self.applied(self.alice)
        result = self.apply(user("Eve!", 2003), user("munge", 2004))
        self.assertEqual(result.returncode, 1)
        self.assertIn("2 problems\n  Eve!: not a user name\n  munge: is an account of the system", result.stderr)
        self.assertIn("alice:*:52001:52001::/home/alice:/bin/bash", (self.shared / "users/passwd").read_text())

    def test_fails_when_a_home_is_somebody_elses(self) -> None:
        (self.root / "home/bob").mkdir()
        self.assertIn("home/bob belongs to uid 0, not to 52002", self.apply(self.bob).stderr)
        (self.root / "home/bob").rmdir()
        (self.root / "home/bob").symlink_to("/")
        self.assertIn("home/bob is no folder", self.apply(self.bob).stderr)

    def test_a_home_that_fails_keeps_nobody_from_theirs(self) -> None:
        (self.root / "home/alice").mkdir()
        result = self.apply(self.alice, self.bob)
        self.assertEqual(result.returncode, 1)
        self.assertIn("home/alice belongs to uid 0", result.stderr)
        self.assertEqual(len(self.keys("bob")), 2)
        self.assertIn("bob:*:52002", (self.root / "var/lib/extrausers/passwd").read_text())

    def test_a_run_that_ended_while_it_made_a_home_leaves_nothing_in_the_way(self) -> None:
        (self.root / "home/.bob.new").mkdir(0o700)
        self.applied(self.bob)
        self.assertEqual((self.root / "home/bob").stat().st_uid, BOB)
        self.assertEqual([path.name for path in (self.root / "home").iterdir()], ["bob"])

    def test_a_pipe_in_place_of_the_public_key_holds_up_nobody(self) -> None:
        self.applied(self.alice, self.bob)
        public = self.root / "home/alice/.ssh/id_ed25519.pub"
        public.unlink()
        os.mkfifo(public)
        os.chown(public, ALICE, ALICE)
        started = time.monotonic()
        self.assertIn("alice can't hop between nodes", self.applied(self.alice, self.bob))
        self.assertLess(time.monotonic() - started, 20)
        self.assertEqual(self.keys("alice"), [f"{KEY} alice@home"])
        self.assertEqual(len(self.keys("bob")), 2)

    def test_links_options_and_endless_keys_are_not_published(self) -> None:
        self.applied(self.alice)
        public = self.root / "home/alice/.ssh/id_ed25519.pub"
        secret = self.top / "secret"
        secret.write_text("secret of root\n")
        secret.chmod(0o600)
        texts = [f'command="id" {KEY}\n', f"{KEY} a\n{KEY} b\n", "\x1b[2J\n", ""]
        for make in [lambda text=text: public.write_text(text) for text in texts] + [
            lambda: public.symlink_to(secret), lambda: public.symlink_to("/dev/zero"),
        ]:
            public.unlink()
            make()
            warning = self.applied(self.alice)
            self.assertIn("alice can't hop between nodes", warning)
            self.assertNotIn("secret of root", warning)
            self.assertNotIn("\x1b", warning)
            self.assertEqual(self.keys("alice"), [f"{KEY} alice@home"])

    def test_a_link_in_a_home_does_not_lead_root_elsewhere(self) -> None:
        self.applied(self.bob)
        precious = self.top / "precious"
        precious.mkdir()
        subprocess.run(["rm", "-r", str(self.root / "home/bob/.ssh")], check=True)
        (self.root / "home/bob/.ssh").symlink_to(precious)
        self.applied(self.bob)
        self.assertEqual(list(precious.iterdir()), [])

    def test_two_at_once_do_not_disturb_each_other(self) -> None:
        self.stub("systemctl")
        self.stub("scontrol", "[[ $* != *show* ]] || echo '{\"nodes\": [{\"name\": \"worker-1\", \"state\": [\"IDLE\"], \"cpus\": 1}]}'")
        join = [str(self.root / "usr/sbin/slipway-worker"), "join", "worker-1", "10.77.0.11", KEY]
        joins = [subprocess.Popen(join, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for _ in range(3)]
        self.applied(self.alice)
        for process in joins:
            said, _ = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0, said)

    def test_a_list_that_does_not_come_does_not_hold_the_lock(self) -> None:
        process = subprocess.Popen([str(self.root / "usr/sbin/slipway-users"), "--deadline", "2", "apply"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.env)
        self.applied(self.alice)
        _, err = process.communicate(timeout=20) if process.wait(20) else (b"", b"")
        self.assertEqual(process.returncode, 124)
        self.assertEqual(err, b"slipway-users: deadline of 2 s passed while waiting for the list of users on stdin\n")

    def test_fails_on_a_wrong_call(self) -> None:
        for arguments in ([], ["apply", "x"], ["--deadline"], ["--deadline", "x", "apply"]):
            result = self.run_program("usr/sbin/slipway-users", *arguments)
            self.assertEqual((result.returncode, result.stdout), (2, ""))
            self.assertIn("usage: slipway-users", result.stderr)


if __name__ == "__main__":
    unittest.main()
