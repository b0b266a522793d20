"""The canary's jobs: submitted and read as the user. What they leave behind is the user's word, so it is only a hint
that they are done; whether and where they ran is the scheduler's record."""

import contextlib
import re
import time
from dataclasses import dataclass
from types import TracebackType

from . import canary_folder
from .accounts import Account
from .as_user import call
from .command import run
from .guard import waiting_for
from .scheduler import Job, read_jobs, read_jobs_on
from .text import Failure, is_whole, shown

SUBMIT_SEC = 60
LOOK_SEC = 3
# Why a job waits that has no free slots.
NO_SLOTS = ("Resources", "Priority", "ReqNodeNotAvail")
MPI_PROGRAM = "/usr/share/slipway-torque/canary-mpi.py"


@dataclass
class Submitted:
    id: int
    what: str
    # The node that it must run on; empty for the one over all.
    node: str


class Taken(Exception):
    """Jobs of users got these workers first."""

    def __init__(self, workers: set[str]) -> None:
        super().__init__()
        self.workers = workers


class Trial:
    """A folder in the user's home and the jobs that write into it; both go at the end."""

    def __init__(self, account: Account, deadline: float) -> None:
        self.account = account
        self.deadline = deadline
        self.jobs: list[Submitted] = []
        self.workers: list[str] = []
        self.folder = ""

    def __enter__(self) -> "Trial":
        made = call(self.account, lambda: canary_folder.make(self.account.home), timeout=20, limit=4096)
        folder = made.decode("utf-8", "replace")
        if not is_whole(re.escape(f"{self.account.home}/.slipway-canary.") + r"[a-z0-9_]{8}", folder):
            raise Failure(f"no folder for the canary: {shown(folder, 80)}")
        self.folder = folder
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        if kind is not None:
            self._cancel(self.jobs, 3)
        with contextlib.suppress(Failure):
            call(self.account, lambda: canary_folder.remove(self.folder), timeout=2 if kind else 20)

    def run_jobs(self, workers: list[str]) -> list[str]:
        """One on each, all at once; each says where it ran. Answers those that jobs of users did not take meanwhile."""
        self.workers = workers
        for worker in workers:
            script = f"#!/bin/sh\nhostname >'{self.folder}/{worker}.new' && mv '{self.folder}/{worker}.new' '{self.folder}/{worker}'\n"
            self._submit(script, f"canary-{worker}", f"nodes={worker}", f"the job on {worker}", worker)
        jobs = dict(zip(workers, self.jobs))
        while jobs:
            try:
                results = self._results(list(jobs), jobs)
                break
            except Taken as taken:
                self._drop([jobs.pop(worker) for worker in taken.workers if worker in jobs])
        else:
            return []
        for worker, said in zip(jobs, results):
            if said != worker:
                raise Failure(f"the job for {worker} ran on {shown(said, 80)}")
        return list(jobs)

    def run_mpi(self, nodes: str, slots: int) -> float:
        """All ranks meet; the last one reads, timed, what another node wrote. Seconds of that. Taken when it has to wait."""
        script = f"#!/bin/sh\nexec mpirun python3 -I {MPI_PROGRAM} '{self.folder}'\n"
        self._submit(script, "canary-mpi", f"nodes={nodes}", f"the MPI job over {slots} slots", "")
        try:
            ranks, seconds = self._results(["ranks", "file-seconds"], dict.fromkeys(["ranks", "file-seconds"], self.jobs[-1]))
        except Taken:
            self._drop([self.jobs[-1]])
            raise
        if not is_whole("[0-9]{1,6}", ranks) or int(ranks) != slots:
            raise Failure(f"MPI ran with {shown(ranks, 40)} ranks instead of {slots}")
        if not is_whole(r"[0-9]{1,6}(\.[0-9]{1,9})?", seconds):
            raise Failure(f"MPI's time for a file is no number: {shown(seconds, 40)}")
        return float(seconds)

    def check_records(self) -> None:
        """The scheduler must have run each job, and where it was meant to."""
        known = read_jobs([job.id for job in self.jobs])
        for job in self.jobs:
            record = known.get(job.id)
            if record is None:
                raise Failure(f"{job.what}: the scheduler has no record of job {job.id}")
            if record.failed or "PENDING" in record.states or record.user != self.account.name:
                raise Failure(f"{job.what} is {'+'.join(sorted(record.states)).lower()}, exit code {record.code}")
            if job.node and record.nodes != job.node:
                raise Failure(f"the job for {job.node} ran on {shown(record.nodes, 80)}")

    def _submit(self, script: str, name: str, resources: str, what: str, node: str) -> None:
        waiting_for(f"qsub of {what}")
        argv = ["env", "-C", self.folder, "qsub", "-o", f"{self.folder}/log", "-j", "oe", "-l", "walltime=60",
                "-N", name, "-l", resources]
        result = run(argv, timeout=SUBMIT_SEC, limit=4096, stdin=script.encode(), user=self.account,
                     env=self.account.env)
        match = re.fullmatch(r"([0-9]{1,9})(\.[A-Za-z0-9.-]{1,200})?\n", result.out)
        if not result.ok or match is None:
            raise Failure(f"qsub refused {what}: {shown(result.said)}")
        self.jobs.append(Submitted(int(match[1]), what, node))

    def _results(self, names: list[str], jobs: dict[str, Submitted]) -> list[str]:
        """What each of these files says; fails as soon as the scheduler has ended a job whose file is missing."""
        found: dict[str, str] = {}
        look = time.monotonic() + LOOK_SEC
        with canary_folder.watch(self.account, self.folder, names) as results:
            while missing := [name for name in names if name not in found]:
                waiting_for(", ".join(jobs[name].what for name in missing))
                found |= results(min(look, self.deadline))
                if len(found) < len(names) and time.monotonic() >= look:
                    self._check_running([jobs[name] for name in names if name not in found])
                    look = time.monotonic() + LOOK_SEC
                if len(found) < len(names) and time.monotonic() >= self.deadline:
                    raise Failure(f"{jobs[missing[0]].what} did not finish in time: {self._queue()}")
        return [found[name] for name in names]

    def _check_running(self, jobs: list[Submitted]) -> None:
        known = read_jobs([job.id for job in jobs])
        for job in jobs:
            record = known.get(job.id)
            if record is None or record.failed:
                raise Failure(f"{job.what} failed: {self._log() or 'it wrote nothing'}")
        if waiting := [job.node for job in jobs if _has_no_slots(known[job.id])]:
            own = {job.id for job in self.jobs}
            nodes = self.workers if "" in waiting else waiting
            taken = {node for node in nodes if any("RUNNING" in job.states and job.id not in own for job in read_jobs_on(node))}
            if taken:
                raise Taken(taken)

    def _drop(self, jobs: list[Submitted]) -> None:
        self._cancel(jobs, 20)
        self.jobs = [job for job in self.jobs if job not in jobs]

    def _cancel(self, jobs: list[Submitted], seconds: float) -> None:
        """As the user: the numbers are what the user's qsub said, and may be those of others' jobs."""
        if jobs:
            run(["scancel", "--quiet", *(str(job.id) for job in jobs)], timeout=seconds, user=self.account, env=self.account.env)

    def _log(self) -> str:
        with contextlib.suppress(Failure):
            return shown(call(self.account, lambda: canary_folder.tail(self.folder), timeout=5).decode("utf-8", "replace"))
        return ""

    def _queue(self) -> str:
        with contextlib.suppress(Failure):
            records = read_jobs([job.id for job in self.jobs]).values()
            return ", ".join(f"{shown(job.name, 40)} {'+'.join(sorted(job.states))} ({job.reason})" for job in records)
        return "the scheduler does not answer"


def _has_no_slots(job: Job) -> bool:
    return "PENDING" in job.states and job.reason.startswith(NO_SLOTS)
