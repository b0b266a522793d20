"""slipway-worker: joining, leaving, and the cause when a worker does not come."""

import json
import subprocess
import time
import unittest

import support
from support import World
from test_scheduler import job, node

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA"


class WorkerTest(World):
    def setUp(self) -> None:
        super().setUp()
        self.stub("systemctl")
        self.stub("journalctl")
        self.stub("ssh-keygen", 'file="${!#}"; echo private >"$file"; echo "ssh-ed25519 REPORT slipway-health" >"$file.pub"')
        self.jobs([])
        self.states(["IDLE"])

    def states(self, *states: list[str], reason: str = "") -> None:
        """What the scheduler says of the node, one after the other; the last one stays. [] means it does not know it."""
        for file in (self.top / "answers").glob("*") if (self.top / "answers").exists() else []:
            file.unlink()
        (self.top / "answers").mkdir(exist_ok=True)
        for number, words in enumerate(states):
            nodes = [node("worker-1", *words, reason=reason)] if words else []
            (self.top / f"answers/{number:02}").write_text(json.dumps({"nodes": nodes}))
        self.stub("scontrol", f"""case $* in
  ping) echo "Slurmctld(primary) at master is UP" ;;
  *show*) set -- {self.top}/answers/*; cat "$1"; [ $# -eq 1 ] || rm "$1" ;;
esac""")

    def jobs(self, *answers: list[str]) -> None:
        """Jobs on the node, one answer after the other."""
        (self.top / "queues").mkdir(exist_ok=True)
        for file in (self.top / "queues").glob("*"):
            file.unlink()
        for number, names in enumerate(answers):
            jobs = [job(index, "RUNNING", name=name) for index, name in enumerate(names, 12)]
            (self.top / f"queues/{number:02}").write_text(json.dumps({"jobs": jobs}))
        self.stub("squeue", f'set -- {self.top}/queues/*; cat "$1"; [ $# -eq 1 ] || rm "$1"')

    def worker(self, *arguments: str, deadline: int = 20, code: int = 0) -> str:
        result = self.run_program("usr/sbin/slipway-worker", "--deadline", str(deadline), *arguments,
                                  SLIPWAY_FIRST_LOOK_SEC="0.5")
        self.assertEqual(result.returncode, code, result.stderr + result.stdout)
        return result.stdout + result.stderr

    def join(self, name: str = "worker-1", address: str = "127.0.0.1", key: str = KEY, *, deadline: int = 20,
             code: int = 0) -> str:
        return self.worker("join", name, address, key, deadline=deadline, code=code)

    def test_join_makes_name_and_key_known_and_waits_until_the_worker_is_free(self) -> None:
        self.states([], ["IDLE", "NOT_RESPONDING"], ["IDLE"])
        self.assertEqual(self.join(address="10.77.0.11"), "worker-1 is idle\n")
        self.assertEqual((self.shared / "hosts/worker-1").read_text(), "10.77.0.11 worker-1.lisa.internal worker-1\n")
        self.assertEqual((self.shared / "known_hosts").read_text(),
                         f"worker-1,worker-1.lisa.internal,10.77.0.11 {KEY}\n")

    def test_the_masters_key_for_reports_may_only_run_the_report(self) -> None:
        self.join()
        line = (self.root / "var/lib/slipway/keys/root").read_text()
        self.assertEqual(
            line, 'restrict,command="/usr/libexec/slipway/node-report" ssh-ed25519 REPORT slipway-health\n')
        self.join()
        self.assertEqual(len(self.called("ssh-keygen")), 1)

    def test_joining_again_replaces_name_and_key_others_stay(self) -> None:
        self.join()
        self.join("worker-10", "10.77.0.20", deadline=0, code=1)
        self.join(address="10.77.0.12", key=f"{KEY}B")
        self.assertTrue((self.shared / "hosts/worker-1").read_text().startswith("10.77.0.12"))
        lines = (self.shared / "known_hosts").read_text().splitlines()
        self.assertEqual(sorted(line.split(",")[0] for line in lines), ["worker-1", "worker-10"])

    def test_a_worker_that_left_comes_back_one_that_an_administrator_set_aside_does_not(self) -> None:
        self.states(["IDLE", "DRAIN"], ["IDLE"], reason="slipway-leave")
        self.join()
        self.assertEqual(self.called("scontrol update"), ["scontrol update nodename=worker-1 state=resume"])
        self.calls.write_text("")
        self.states(["IDLE", "DRAIN"], reason="broken \x1b fan")
        self.assertIn(r"did not join: the scheduler has it as drain+idle: broken \x1b fan", self.join(deadline=1, code=1))
        self.assertEqual(self.called("scontrol update"), [])

    def test_fails_with_the_cause_when_the_worker_does_not_come(self) -> None:
        self.states([])
        # Nobody answers at an address of the documentation's own network.
        self.assertIn("the master can't reach it at 127.0.0.2", self.join(address="127.0.0.2", deadline=0, code=1))
        self.stub("journalctl", 'echo "error: Munge decode failed: Invalid credential"')
        said = self.join(deadline=0, code=1)
        self.assertIn("munge refuses a node's messages (its munge key differs from the master's", said)
        self.assertIn("Invalid credential", said)
        self.stub("scontrol", "exit 1")
        self.assertIn("the scheduler on the master does not answer", self.join(deadline=0, code=1))

    def test_does_not_wait_for_a_worker_whose_registration_is_refused(self) -> None:
        self.states([])
        self.env["SLIPWAY_FIRST_LOOK_SEC"] = "0"
        for first, place, soon in (
            ("worker-1.lisa.internal", "worker-1.lisa.internal", True), ("10.77.0.11", "10.77.0.11", True), ("::", "worker-1", True),
            ("::", "worker-10.lisa.internal", False), ("worker-1", "worker-2", False),
        ):
            lines = [f"slurm_unpack_received_msg: [[{each}]:4] auth_g_verify: MESSAGE_NODE_REGISTRATION_STATUS has authentication error: x"
                     for each in (first, place)]
            self.stub("journalctl", f"echo '{lines[0]}'; echo '{lines[1]}'")
            started = time.monotonic()
            self.assertIn("munge refuses a node's messages", self.join(address="10.77.0.11", deadline=14, code=1))
            self.assertEqual(time.monotonic() - started < 12, soon, place)

    def test_leave_drains_removes_and_forgets(self) -> None:
        self.join()
        self.calls.write_text("")
        self.worker("leave", "worker-1")
        self.assertFalse((self.shared / "hosts/worker-1").exists())
        self.assertEqual((self.shared / "known_hosts").read_text(), "")
        changes = [call for call in self.called("scontrol") if "show" not in call]
        self.assertEqual(changes, ["scontrol update nodename=worker-1 state=drain reason=slipway-leave",
                                   "scontrol delete nodename=worker-1"])

    def test_a_worker_that_leaves_has_no_name_any_more_when_the_scheduler_forgets_it(self) -> None:
        """Else it sees that it is unknown there, takes itself for a member and registers again (rejoin)."""
        self.join()
        stub = (self.stubs / "scontrol").read_text()
        (self.stubs / "scontrol").write_text(
            f"{stub}\n[[ $* != *delete* ]] || ls {self.shared}/hosts >{self.top}/names-at-delete\n")
        self.worker("leave", "worker-1")
        self.assertEqual((self.top / "names-at-delete").read_text(), "")

    def test_leave_waits_for_running_jobs(self) -> None:
        self.jobs(["wave"], [])
        self.worker("leave", "worker-1")
        self.assertEqual(len(self.called("squeue")), 2)

    def test_past_the_deadline_fails_with_3_and_the_jobs_and_keeps_the_worker(self) -> None:
        self.join()
        self.calls.write_text("")
        self.jobs(["wave", "x\n\x1b[2J"])
        said = self.worker("leave", "worker-1", deadline=0, code=3)
        self.assertIn(r"still runs jobs, takes no new ones: 12 (alice, wave), 13 (alice, x \x1b[2J)", said)
        self.assertTrue((self.shared / "hosts/worker-1").exists())
        self.assertEqual(self.called("scontrol delete"), [])

    def test_a_job_whose_name_is_no_text_is_waited_for_like_any_other(self) -> None:
        self.join()
        self.stub("squeue", r"""printf '{"jobs": [%s]}' "$(printf '{"job_id": 12, "user_name": "bob", "name": "a\xffb", "job_state": ["RUNNING"]}')" """)
        self.assertIn("still runs jobs, takes no new ones: 12 (bob, a\ufffdb)", self.worker("leave", "worker-1", deadline=0, code=3))

    def test_a_worker_that_the_scheduler_never_knew_can_leave(self) -> None:
        self.states([])
        self.worker("leave", "worker-9")
        self.assertEqual([call for call in self.called("scontrol") if "show" not in call], [])

    def test_leave_fails_when_the_scheduler_does_not_answer(self) -> None:
        self.join()
        self.stub("scontrol", "exit 1")
        self.assertIn("the scheduler does not answer", self.worker("leave", "worker-1", code=1))
        self.assertTrue((self.shared / "hosts/worker-1").exists())

    def test_a_lock_that_is_held_is_named(self) -> None:
        lock = self.shared / ".names.lock"
        holder = subprocess.Popen(["flock", str(lock), "sleep", "60"])
        self.addCleanup(holder.wait)
        self.addCleanup(holder.kill)
        lock.write_text("slipway-worker join worker-2 (pid 7, since 12:03:04 UTC)\n")
        process = subprocess.Popen(
            [str(self.root / "usr/sbin/slipway-worker"), "--deadline", "1", "join", "worker-1", "10.77.0.11", KEY],
            env=self.env | {"SLIPWAY_LOCK_SEC": "1"}, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        _, err = process.communicate(timeout=30)
        self.assertIn("is held by slipway-worker join worker-2 (pid 7, since 12:03:04 UTC)", err)

    def test_fails_on_what_is_no_name_address_or_key(self) -> None:
        for arguments in (["join", "../x", "10.77.0.11", KEY], ["join", "worker-1", "nowhere", KEY],
                          ["join", "worker-1", "10.77.0.11", "no key"], ["join", "worker-1"],
                          ["join", "worker-1", "10.77.0.11", f"{KEY}\n10.77.0.12 {KEY}"], ["leave", "../x"], []):
            self.worker(*arguments, code=2)


if __name__ == "__main__":
    unittest.main()
