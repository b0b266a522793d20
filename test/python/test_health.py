"""slipway-health: what it finds, what it leaves to administrators, how it asks and repairs."""

import json
import os
import subprocess
import time
import unittest
from pathlib import Path
from typing import Any

import support
from slipway_head.health_master import judge_members, munge_fault
from slipway_head.repair import may_pass
from slipway_head.report import Problem, clock_problem, parse_report, problems_of_report, users_problem
from slipway_head.scheduler import parse_nodes
from support import World
from test_scheduler import node

CREDENTIAL = "MUNGE:AwQFAAB/:"
GOOD: dict[str, Any] = {
    "units": {"munge.service": "active", "slurmd.service": "active"}, "mounts": {"/home": "ok"},
    "free": {"/": {"mib": 900, "inodes": 9000}}, "users": "5.0", "nfsd": "8", "credential": CREDENTIAL, "time": 1000.0,
}


class ReportTest(unittest.TestCase):
    def said(self, **changes: Any) -> list[str]:
        return [f"{problem.what}: {problem.reason}" for problem in problems_of_report("worker-1", GOOD | changes)]

    def test_nothing_is_wrong_with_a_good_one(self) -> None:
        self.assertEqual(self.said(), [])

    def test_services_mounts_and_full_disks_are_named(self) -> None:
        self.assertEqual(self.said(units={"slurmd.service": "failed (failed)", "slipway-users.service": "masked, inactive (dead)"}),
                         ["slurmd: the service is failed (failed)", "slipway-users: the service is masked, inactive (dead)"])
        self.assertEqual(self.said(mounts={"/home": "is not mounted"}), ["mount /home: /home is not mounted"])
        self.assertEqual(self.said(free={"/": {"mib": 3, "inodes": 9000}}), ["disk /: / is full: 3 MiB free"])
        self.assertEqual(self.said(free={"/": {"mib": 900, "inodes": 3}}), ["disk /: / is full: 3 files can be made"])

    def test_clocks_are_apart_by_more_than_a_minute(self) -> None:
        for asked, answered, words in ((999, 1001, ""), (1055, 1058, ""), (1070, 1072, "70 s behind"), (900, 905, "95 s ahead")):
            said = "".join(problem.reason for problem in clock_problem("worker-1", GOOD, asked, answered))
            self.assertEqual(bool(said), bool(words), said)
            self.assertIn(words, said)

    def test_an_old_list_of_users_is_named_when_the_new_one_is_older_than_a_minute(self) -> None:
        self.assertEqual(users_problem("worker-1", GOOD, "5.0", 9999), [])
        self.assertEqual(users_problem("worker-1", GOOD, "9000.0", 9050), [])
        self.assertEqual(len(users_problem("worker-1", GOOD, "9000.0", 9061)), 1)

    def test_what_is_no_report_is_none(self) -> None:
        # The last ones are what root of a worker may send.
        odd: list[dict[str, Any]] = [
            {"time": "x"}, {"time": True}, {"time": float("nan")}, {"units": []}, {"units": {"slurmd.service": 1}}, {"mounts": None},
            {"free": {"/": {"mib": "x", "inodes": 1}}}, {"free": {"/": 3}}, {"users": []}, {"credential": {}},
        ]
        for text in ("", "null", "[]", "{}", "[" * 100000, *(json.dumps(GOOD | change) for change in odd)):
            self.assertIsNone(parse_report(text), text[:200])


class MayPassTest(unittest.TestCase):
    def test_waiting_helps_against_all_but_full_disks_and_workers_that_are_away(self) -> None:
        away = [Problem("worker-1", "answer", "none"), Problem("worker-1", "member", "down")]
        full, dead = Problem("worker-2", "disk /", "full"), Problem("worker-2", "slurmd", "inactive")
        for problems, unreached, passes in (
            ([], set(), False), (away, {"worker-1"}, False), (away, set(), True), (away[1:], {"worker-1"}, True),
            ([full], set(), False), ([*away, full], {"worker-1"}, False), ([*away, dead], {"worker-1"}, True),
        ):
            self.assertEqual(may_pass(problems, unreached), passes, problems)


class MembersTest(unittest.TestCase):
    def judge(self, *states: str, reason: str = "", set_by: str = "root") -> tuple[list[str], list[str]]:
        entry = node("worker-1", *states, reason=reason) | {"reason_set_by_user": set_by}
        found = judge_members(["worker-1"], parse_nodes(json.dumps({"nodes": [entry]})))
        return [problem.reason for problem in found[0]], [note.reason for note in found[1]]

    def test_what_an_administrator_set_aside_is_a_note(self) -> None:
        self.assertEqual(self.judge("IDLE", "DRAIN", reason="new fan"), ([], ["the scheduler has it as drain+idle: new fan"]))

    def test_all_else_that_takes_no_jobs_is_a_problem(self) -> None:
        for states, reason, set_by in (
            (("IDLE", "DRAIN"), "slipway-leave", "root"), (("IDLE", "DRAIN"), "Kill task failed", "root"),
            (("IDLE", "DRAIN"), "Prolog error", "slurm"), (("IDLE", "DRAIN"), "SlurmdSpoolDir is full", "root"),
            (("DOWN", "NOT_RESPONDING"), "Not responding", "slurm"), (("IDLE", "NOT_RESPONDING"), "", ""),
            (("DOWN", "DRAIN"), "new fan", "root"), (("FUTURE",), "", ""),
        ):
            problems, notes = self.judge(*states, reason=reason, set_by=set_by)
            self.assertEqual((len(problems), notes), (1, []), states)

    def test_workers_that_work_or_are_busy_are_well_and_a_missing_one_is_not(self) -> None:
        self.assertEqual(self.judge("MIXED"), ([], []))
        self.assertEqual(judge_members(["worker-2"], {})[0][0].reason, "the scheduler does not know it")


class HealthTest(World):
    def setUp(self) -> None:
        super().setUp()
        (self.root / "etc/slipway").mkdir()
        (self.root / "etc/slipway/env").write_text("SLIPWAY_NODE='master'\nSLIPWAY_HOME_VOLUME=''\n")
        (self.shared / "version").write_text("5.0\n")
        self.report("master", self.root / "usr/libexec/slipway/node-report")
        for number in (1, 2):
            (self.shared / f"hosts/worker-{number}").write_text(f"10.77.0.1{number} worker-{number}.x worker-{number}\n")
            self.report(f"worker-{number}")
        # ssh … root@ADDRESS [WORD]
        self.stub("ssh", f"""[[ $* != *" repair" ]] || exit 0
case $* in *10.77.0.11*) . {self.top}/worker-1 ;; *) . {self.top}/worker-2 ;; esac""")
        self.stub("unmunge", "cat >/dev/null; printf 'STATUS: Success (0)\\nUID:              root (0)\\n'")
        self.stub("exportfs", "printf '/home x\\n/scratch x\\n/srv/slipway x\\n'")
        self.stub("systemctl")
        self.nodes(node("worker-1", "IDLE"), node("worker-2", "MIXED"))

    def nodes(self, *nodes: dict[str, Any]) -> None:
        (self.top / "nodes").write_text(json.dumps({"nodes": nodes}))
        self.stub("scontrol", f'[[ $1 == ping ]] && echo "Slurmctld(primary) at master is UP" || cat {self.top}/nodes')

    def report(self, name: str, file: Path | None = None, **changes: Any) -> None:
        """What the node says; its clock is right unless it is said otherwise."""
        text = json.dumps(GOOD | {"time": 4242.0} | changes)
        script = f"""cat <<'REPORT' | sed "s/4242.0/$(date +%s)/"\n{text}\nREPORT\n"""
        file = file or self.top / name
        file.write_text(f"#!/bin/bash\n{script}")
        file.chmod(0o755)

    def health(self, *arguments: str, deadline: int = 40, **env: str) -> dict[str, Any]:
        result = self.run_program("usr/sbin/slipway-health", "--deadline", str(deadline), *arguments, **env)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return json.loads(result.stdout)  # type: ignore[no-any-return]

    def check(self, **env: str) -> list[str]:
        said = self.health("check", "worker-1", "worker-2", **env)
        self.assertEqual(said["healthy"], not said["problems"])
        return [f"{problem['node']}: {problem['what']}: {problem['reason']}" for problem in said["problems"]]

    def test_a_good_cluster_is_healthy(self) -> None:
        self.assertEqual(self.check(), [])
        call = self.called("ssh")[0]
        for words in ("StrictHostKeyChecking=yes", f"-i {self.root}/etc/slipway/report-key", "BatchMode=yes"):
            self.assertIn(words, call)

    def test_faults_of_the_master_are_named(self) -> None:
        program = self.root / "usr/libexec/slipway/node-report"
        self.report("master", program, units={"slurmctld.service": "inactive (dead)"}, nfsd="0")
        self.stub("exportfs", "echo '/home x'")
        (self.root / "etc/slipway/env").write_text("SLIPWAY_HOME_VOLUME='lisa-home'\n")
        self.assertEqual(self.check(), [
            "master: slurmctld: the service is inactive (dead)", "master: nfs-server: the NFS server has no threads",
            "master: export /scratch: /scratch is not exported", "master: export /srv/slipway: /srv/slipway is not exported",
            "master: mount /home: the volume lisa-home is not mounted on /home",
        ])

    def test_a_scheduler_that_does_not_answer_is_named_once(self) -> None:
        self.stub("scontrol", "exit 1")
        self.assertEqual(self.check(), ["master: slurmctld: the scheduler runs, but does not answer"])

    def test_a_scheduler_that_dies_between_two_questions_is_named(self) -> None:
        self.stub("scontrol", f'[[ $1 == ping && ! -e {self.top}/asked ]] && touch {self.top}/asked && echo "Slurmctld(primary) at master is UP"')
        self.assertEqual(self.check(), ["master: slurmctld: the scheduler runs, but does not answer"])

    def test_a_scheduler_that_hangs_is_named_in_time(self) -> None:
        self.stub("scontrol", "sleep 100")
        started = time.monotonic()
        self.assertEqual(self.health("check", "worker-1", deadline=60)["problems"][0]["what"], "slurmctld")
        self.assertLess(time.monotonic() - started, 35)

    def test_many_silent_workers_are_named_in_time(self) -> None:
        self.stub("ssh", "sleep 100")
        names = [f"worker-{number}" for number in range(1, 34)]
        for number in range(1, 34):
            (self.shared / f"hosts/worker-{number}").write_text(f"10.77.0.{number} worker-{number}\n")
        self.nodes(*(node(name, "IDLE") for name in names))
        said = self.health("check", *names, deadline=60, SLIPWAY_ASK_SEC="1")
        self.assertEqual([problem["node"] for problem in said["problems"]], names)

    def test_a_report_that_can_not_be_read_is_that_workers_problem_alone(self) -> None:
        self.report("worker-1", units=[])
        self.assertEqual([problem.split(": ")[:2] for problem in self.check()], [["worker-1", "answer"]])

    def test_faults_of_workers_are_named(self) -> None:
        self.report("worker-1", units={"slurmd.service": "failed (failed)"}, mounts={"/home": "is not mounted"}, time=1000.0)
        (self.top / "worker-2").write_text('echo "ssh: connect to host 10.77.0.12 port 22: Connection refused" >&2; exit 255')
        problems = self.check()
        self.assertEqual([problem.split(": ")[1] for problem in problems], ["slurmd", "mount /home", "clock", "answer"])
        self.assertIn("worker-2: answer: no report from 10.77.0.12: ssh: connect to host 10.77.0.12 port 22", problems[3])

    def test_a_stopped_machine_is_named_in_time(self) -> None:
        (self.top / "worker-1").write_text("sleep 100")
        started = time.monotonic()
        self.assertEqual(self.check(SLIPWAY_ASK_SEC="1"), [
            "worker-1: answer: no answer from 10.77.0.11 within 2.5 s: its machine is stopped or overloaded, or the network is gone"])
        self.assertLess(time.monotonic() - started, 10)

    def test_a_late_answer_of_a_busy_machine_is_one(self) -> None:
        (self.top / "worker-1").write_text(f"sleep 1.6\n{(self.top / 'worker-1').read_text()}")
        self.assertEqual(self.check(SLIPWAY_ASK_SEC="1"), [])

    def test_another_munge_key_is_named(self) -> None:
        self.stub("unmunge", "[[ $(cat) == *OTHER* ]] && { echo 'unmunge: Error: Invalid credential' >&2; exit 11; }\n"
                  "printf 'UID:              root (0)\\n'")
        self.report("worker-1", credential="MUNGE:OTHER:")
        self.assertEqual(self.check(), ["worker-1: munge: munge refuses its messages (its munge key differs from the master's, "
                                        "or clocks apart): unmunge: Error: Invalid credential"])

    def test_fails_when_the_master_can_not_be_looked_at(self) -> None:
        (self.root / "usr/libexec/slipway/node-report").write_text("#!/bin/sh\necho broken >&2; exit 1\n")
        result = self.run_program("usr/sbin/slipway-health", "check", "worker-1")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertEqual(result.stderr, "slipway-health: the master's own report could not be had: broken\n")

    def test_repair_asks_each_broken_worker_to_mend_itself_and_looks_again(self) -> None:
        mark = self.top / "mended"
        good = (self.top / "worker-1").read_text()
        self.report("worker-1", units={"slurmd.service": "inactive (dead)"})
        bad = (self.top / "worker-1").read_text()
        (self.top / "worker-1").write_text(f"if [[ -e {mark} ]]; then\n{good}\nelse\n{bad}\nfi\n")
        self.stub("ssh", f"""if [[ $* == *" repair" ]]; then touch {mark}; exit; fi
case $* in *10.77.0.11*) . {self.top}/worker-1 ;; *) . {self.top}/worker-2 ;; esac""")
        nodes = [json.dumps({"nodes": [node("worker-1", *state), node("worker-2", "MIXED")]})
                 for state in (("DOWN", "NOT_RESPONDING"), ("IDLE",))]
        for number, text in enumerate(nodes):
            (self.top / f"nodes-{number}").write_text(text.replace('"reason": ""', '"reason": "Not responding"'))
        self.stub("scontrol", f"""case $* in
  ping) echo "Slurmctld(primary) at master is UP" ;;
  *resume) mv {self.top}/nodes-1 {self.top}/nodes-0 ;;
  *) cat {self.top}/nodes-0 ;;
esac""")
        self.assertEqual(self.health("repair", "worker-1", "worker-2", deadline=60)["problems"], [])
        self.assertEqual([call.split()[-2:] for call in self.called("ssh") if call.endswith(" repair")], [["root@10.77.0.11", "repair"]])
        self.assertIn("scontrol update nodename=worker-1 state=resume", self.called("scontrol update"))

    def test_repair_does_not_wait_for_what_stays(self) -> None:
        self.stub("ssh", f"""[[ $* != *10.77.0.11* ]] || exec sleep 100
[[ $* != *" repair" ]] || exit 0
. {self.top}/worker-2""")
        self.report("worker-2", free={"/": {"mib": 3, "inodes": 9000}})
        started = time.monotonic()
        # Of which 13.5 s are for the look after it, the rest for the repair.
        said = self.health("repair", "worker-1", "worker-2", deadline=22, SLIPWAY_ASK_SEC="1")
        self.assertEqual([problem["what"] for problem in said["problems"]], ["answer", "disk /"])
        self.assertLess(time.monotonic() - started, 25)

    def test_repair_waits_for_a_service_as_long_as_something_changes(self) -> None:
        good = (self.top / "worker-1").read_text()
        self.report("worker-1", units={"slurmd.service": "masked, inactive (dead)"})
        bad = (self.top / "worker-1").read_text()
        started = time.monotonic()
        said = self.health("repair", "worker-1", "worker-2", deadline=60, SLIPWAY_SETTLE_SEC="4")
        self.assertEqual([problem["what"] for problem in said["problems"]], ["slurmd"])
        self.assertGreater(time.monotonic() - started, 4)
        self.assertLess(time.monotonic() - started, 30)
        (self.top / "worker-1").write_text(f"if (( $(wc -l <{self.top}/looks) > 3 )); then\n{good}\nelse\n{bad}\nfi\necho >>{self.top}/looks\n")
        (self.top / "looks").write_text("")
        self.assertTrue(self.health("repair", "worker-1", "worker-2", deadline=60)["healthy"])

    def test_repair_leaves_a_healthy_cluster_alone(self) -> None:
        self.assertTrue(self.health("repair", "worker-1", "worker-2")["healthy"])
        self.assertEqual(self.called("systemctl") + self.called("scontrol update"), [])


class MungeTest(World):
    def test_only_a_credential_of_root_counts(self) -> None:
        self.stub("unmunge", "printf 'UID:              eve (2001)\\n'")
        path, os.environ["PATH"] = os.environ["PATH"], self.env["PATH"]
        self.addCleanup(os.environ.__setitem__, "PATH", path)
        self.assertEqual(munge_fault(CREDENTIAL), "it is not of root")
        self.assertEqual(munge_fault("MUNGE:x\nUID: root (0)"), "MUNGE:x UID: root (0)")
        self.assertEqual(munge_fault(""), "munge gave no credential")


class NodeReportTest(World):
    def report(self, **env: str) -> subprocess.CompletedProcess[str]:
        return self.run_program("usr/libexec/slipway/node-report", **env)

    def test_runs_without_input_and_is_one_object(self) -> None:
        file = self.root / "usr/libexec/slipway/node-report"
        share = self.root / "usr/share/slipway-torque"
        (share / "mounts").write_text("# none\n/proc=proc\n/nowhere=nfs4\n/=nfs4\n")
        (share / "fstab").write_text("/dev/loop0 /nowhere/disk ext4 noatime 0 0\n/nowhere/tmp /dev none bind 0 0\n")
        (share / "services").write_text("no-such-unit.service\n")
        file.write_text(file.read_text().replace('"/usr/share/slipway-torque', f'"{share}').replace('"/var/lib/slipway/users.fstab', f'"{share}/fstab'))
        report = json.loads(self.report(SSH_ORIGINAL_COMMAND="id; touch /tmp/x").stdout)
        self.assertEqual((report["mounts"]["/proc"], report["mounts"]["/nowhere"]), ("ok", "is not mounted"))
        self.assertRegex(report["mounts"]["/"], "not nfs4")
        self.assertEqual(report["mounts"]["/nowhere/disk"], "is not mounted")
        self.assertNotEqual(report["units"]["no-such-unit.service"], "active")
        self.assertGreater(report["free"]["/"]["mib"], 0)


if __name__ == "__main__":
    unittest.main()
