"""slipway-canary: whom it accounts for, and what a hostile first user can do to it."""

import json
import os
import subprocess
import time
import unittest
from typing import Any

import support
from slipway_head.canary import sort_workers
from slipway_head.scheduler import parse_nodes
from slipway_head.text import Failure
from support import ALICE, World
from test_scheduler import job, node

# qsub as the user: runs the job at once. What it does instead is in the file `attack`.
QSUB = r"""
cat >/dev/null
folder=${3%/log} all=$*
spec=${all##*nodes=}
n=$(cat @/number) && echo $((n + 1)) >@/number
if [[ $all == *canary-mpi* ]]; then name=canary-mpi; else name=$spec; fi
[[ ! -e @/attack ]] || . @/attack
if [[ $all == *canary-mpi* ]]; then
  echo 0.02 >"$folder/file-seconds"
  [[ -e $folder/ranks || -L $folder/ranks ]] || echo 4 >"$folder/ranks"
else
  [[ -e $folder/$spec || -L $folder/$spec ]] || echo "$spec" >"$folder/$spec"
fi
echo "$n.master.lisa.internal"
"""


class SortTest(unittest.TestCase):
    def sort(self, *nodes: dict[str, Any]) -> tuple[list[str], list[str]]:
        free, busy = sort_workers(["worker-1", "worker-2"], parse_nodes(json.dumps({"nodes": nodes})))
        return [entry.name for entry in free], busy

    def test_every_worker_is_free_or_busy(self) -> None:
        self.assertEqual(self.sort(node("worker-1", "IDLE"), node("worker-2", "MIXED")), (["worker-1"], ["worker-2"]))

    def test_each_other_worker_is_named_with_its_state_and_reason(self) -> None:
        with self.assertRaises(Failure) as caught:
            self.sort(node("worker-2", "IDLE", "DRAIN", reason="broken fan"))
        self.assertEqual(str(caught.exception), "worker-1 is unknown to the scheduler; worker-2 is drain+idle (broken fan)")
        with self.assertRaisesRegex(Failure, "worker-1 is down\\+not_responding"):
            self.sort(node("worker-1", "DOWN", "NOT_RESPONDING"), node("worker-2", "IDLE"))


@support.needs_root
class CanaryTest(World):
    def setUp(self) -> None:
        super().setUp()
        folder = self.root / "var/lib/extrausers"
        (folder / "passwd").write_text(
            f"tuser:*:{ALICE}:{ALICE}::/home/tuser:/bin/bash\ngone:*:52009:52009::/home/gone:/usr/sbin/nologin\n")
        (folder / "group").write_text(f"tuser:*:{ALICE}:\nwaves:*:60001:tuser\n")
        self.home = self.root / "home/tuser"
        self.home.mkdir(mode=0o700)
        os.chown(self.home, ALICE, ALICE)
        (self.top / "number").write_text("7\n")
        (self.top / "number").chmod(0o666)
        self.stub("qsub", QSUB.replace("@", str(self.top)).replace("${3%/log}", "${2%/log}"))
        self.stub("scancel")
        scancel = self.stubs / "scancel"
        scancel.write_text(scancel.read_text().replace(' $*"', ' $* by $(id -u)"'))
        self.nodes(node("worker-1", "IDLE"), node("worker-2", "IDLE"))
        self.records(job(7, "COMPLETED", nodes="worker-1", user_name="tuser"),
                     job(8, "COMPLETING", nodes="worker-2", user_name="tuser"),
                     job(9, "RUNNING", nodes="worker-[1-2]", user_name="tuser"))

    def nodes(self, *nodes: dict[str, Any]) -> None:
        (self.top / "nodes").write_text(json.dumps({"nodes": nodes}))
        self.stub("scontrol", f"cat {self.top}/nodes")

    def records(self, *jobs: dict[str, Any]) -> None:
        (self.top / "jobs").write_text(json.dumps({"jobs": jobs}))
        self.stub("squeue", f"cat {self.top}/jobs")

    def attack(self, script: str) -> None:
        """What the user's side does when a job is submitted; $folder, $spec and $name are set."""
        (self.top / "attack").write_text(script)

    def canary(self, *workers: str, user: str = "tuser", deadline: int = 30) -> subprocess.CompletedProcess[str]:
        return self.run_program("usr/sbin/slipway-canary", "--deadline", str(deadline), user,
                                *(workers or ("worker-1", "worker-2")))

    def fails(self, words: str, *workers: str, deadline: int = 30, **more: Any) -> str:
        started = time.monotonic()
        result = self.canary(*workers, deadline=deadline, **more)
        self.assertLess(time.monotonic() - started, deadline + 15)
        self.assertNotEqual(result.returncode, 0)
        self.assertEqual(result.stdout, "")
        self.assertIn(words, result.stderr)
        self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
        self.assertTrue(result.stderr.rstrip("\n").isprintable(), result.stderr)
        self.assertEqual([file.name for file in self.home.iterdir()], [])
        return result.stderr

    def test_runs_a_job_on_each_worker_and_mpi_over_all_slots(self) -> None:
        result = self.canary()
        self.assertEqual(result.stderr, "")
        said = json.loads(result.stdout)
        self.assertEqual((said["nodes"], said["busy"], said["slots"], said["fileSec"]), (2, 0, 4, 0.02))
        self.assertEqual(said["workers"], {"worker-1": "ran", "worker-2": "ran"})
        self.assertIn("-N canary-mpi -l nodes=worker-1:ppn=2+worker-2:ppn=2", self.called("qsub")[-1])
        self.assertEqual(list(self.home.iterdir()), [])

    def test_workers_with_jobs_of_users_are_busy(self) -> None:
        self.nodes(node("worker-1", "MIXED"), node("worker-2", "ALLOCATED"))
        said = json.loads(self.canary().stdout)
        self.assertEqual((said["nodes"], said["busy"], said["totalSec"]), (0, 2, 0))
        self.assertEqual(said["workers"], {"worker-1": "busy", "worker-2": "busy"})
        self.assertEqual(self.called("qsub"), [])

    def test_fails_when_the_scheduler_does_not_answer(self) -> None:
        self.stub("scontrol", 'echo "slurm_load_node error: Unable to contact slurm controller" >&2; exit 1')
        self.fails("the scheduler does not answer: scontrol: slurm_load_node error: Unable to contact")
        self.stub("scontrol", 'echo "{}"')
        self.fails("the scheduler's answer has no nodes")

    def test_fails_for_a_worker_that_the_scheduler_does_not_name(self) -> None:
        self.nodes(node("worker-1", "IDLE"))
        self.fails("worker-2 is unknown to the scheduler")

    def test_fails_without_workers_and_for_users_that_are_not_there(self) -> None:
        result = self.run_program("usr/sbin/slipway-canary", "tuser")
        self.assertEqual(result.returncode, 2)
        for user in ("nobody-here", "root", "gone", "../x\x1b"):
            self.fails("no user ", user=user)

    def test_text_in_a_result_is_never_interpreted(self) -> None:
        mark = self.top / "mark"
        self.attack(f"echo 'JOBS[$(touch {mark})0]+1' >\"$folder/ranks\"")
        self.fails("MPI ran with JOBS[$(touch")
        self.assertFalse(mark.exists())

    def test_a_link_to_a_host_key_shows_nothing_of_it(self) -> None:
        secret = self.top / "host_key"
        secret.write_text("PRIVATE KEY")
        secret.chmod(0o600)
        for link in (str(secret), "/etc/shadow", "/dev/zero"):
            self.attack(f'ln -sf {link} "$folder/ranks"')
            self.assertNotIn("PRIVATE", self.fails("a result of the canary can't be read"))

    def test_a_link_as_the_log_shows_nothing_of_it(self) -> None:
        secret = self.top / "host_key"
        secret.write_text("PRIVATE KEY")
        secret.chmod(0o600)
        self.records(job(7, "FAILED", code=1), job(8, "FAILED", code=1))
        self.attack(f'ln -sf {secret} "$folder/log"; exec sh -c "echo 7.master" # no result')
        self.assertNotIn("PRIVATE", self.fails("the job on worker-1 failed: it wrote nothing"))

    def test_pipes_huge_and_odd_files_end_it_in_time(self) -> None:
        for script in ('mkfifo "$folder/ranks"', 'head -c 100000 /dev/zero >"$folder/ranks"', 'mkdir "$folder/ranks"'):
            self.attack(f'[[ $name != canary-mpi ]] || {script}')
            self.fails("a result of the canary can't be read")

    def test_a_result_in_place_of_the_scheduler_does_not_count(self) -> None:
        self.records(job(7, "COMPLETED", nodes="worker-2", user_name="tuser"), job(8, "COMPLETED", nodes="worker-2"),
                     job(9, "RUNNING"))
        self.fails("the job for worker-1 ran on worker-2")
        (self.top / "number").write_text("7\n")
        self.records(job(7, "COMPLETED", nodes="worker-1", user_name="tuser"))
        self.fails("the job on worker-2: the scheduler has no record of job 8")

    def test_fails_for_a_job_that_does_not_finish_and_cancels_it(self) -> None:
        self.records(job(7, "PENDING", state_reason="Resources", name="canary-worker-1"))
        self.attack('[[ $spec != worker-1 ]] || { echo 7.master; exit; }')
        self.fails("the job on worker-1 did not finish in time: canary-worker-1 PENDING (Resources)", deadline=13)
        # The numbers are the user's word, and may be those of others' jobs.
        self.assertEqual(self.called("scancel"), [f"scancel --quiet 7 8 by {ALICE}"])

    def test_a_worker_that_a_job_takes_meanwhile_is_busy(self) -> None:
        mine = [job(7, "COMPLETED", nodes="worker-1", user_name="tuser"), job(8, "COMPLETED", nodes="worker-2", user_name="tuser"),
                job(9, "PENDING", state_reason="Resources", user_name="tuser"), job(10, "RUNNING", user_name="tuser")]
        for name, jobs in (("jobs", mine), ("worker-1", mine[:1]), ("worker-2", [*mine[1:2], job(77, "RUNNING", user_name="bob")])):
            (self.top / name).write_text(json.dumps({"jobs": jobs}))
        self.stub("squeue", f"case $* in *--nodelist=*) last=${{!#}}; cat {self.top}/${{last#--nodelist=}} ;; *) cat {self.top}/jobs ;; esac")
        self.attack('[[ $n != 9 ]] || { echo 9.master; exit; }; [[ $n != 10 ]] || echo 2 >"$folder/ranks"')
        result = self.canary()
        self.assertEqual(result.stderr, "")
        said = json.loads(result.stdout)
        self.assertEqual((said["nodes"], said["busy"], said["slots"], said["workers"]), (1, 1, 2, {"worker-1": "ran", "worker-2": "busy"}))
        self.assertEqual(self.called("scancel"), [f"scancel --quiet 9 by {ALICE}"])
        self.assertIn("-N canary-mpi -l nodes=worker-1:ppn=2", self.called("qsub")[-1])

    def test_workers_that_jobs_took_before_any_ran_are_busy(self) -> None:
        waiting = [job(number, "PENDING", state_reason="Resources", user_name="tuser") for number in (7, 8)]
        (self.top / "jobs").write_text(json.dumps({"jobs": waiting}))
        (self.top / "others").write_text(json.dumps({"jobs": [job(77, "RUNNING", user_name="bob")]}))
        self.stub("squeue", f"case $* in *--nodelist=*) cat {self.top}/others ;; *) cat {self.top}/jobs ;; esac")
        self.attack('echo "$n.master"; exit')
        said = json.loads(self.canary().stdout)
        self.assertEqual((said["nodes"], said["busy"], said["slots"]), (0, 2, 0))

    def test_a_log_that_begins_with_a_dash_is_shown(self) -> None:
        self.records(job(7, "FAILED", code=1, user_name="tuser"), job(8, "PENDING"))
        self.attack('echo "-bash: mpirun: not found" >"$folder/log"; [[ $spec != worker-1 ]] || { echo 7.master; exit; }')
        self.fails("the job on worker-1 failed: -bash: mpirun: not found")

    def test_what_a_failed_job_wrote_is_shown_escaped(self) -> None:
        self.records(job(7, "FAILED", code=1, user_name="tuser"), job(8, "PENDING"))
        self.attack('printf "a\\x1b[2J\\nno MPI" >"$folder/log"; [[ $spec != worker-1 ]] || { echo 7.master; exit; }')
        self.fails(r"the job on worker-1 failed: a\x1b[2J no MPI")

    def test_qsub_that_hangs_or_lies_ends_it(self) -> None:
        self.attack('echo "7.master; $(id)"; exit')
        self.fails("qsub refused the job on worker-1")
        self.attack("sleep 100")
        self.fails("deadline of 3 s passed while waiting for qsub of the job on worker-1", deadline=3)


if __name__ == "__main__":
    unittest.main()
