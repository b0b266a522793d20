"""Proves that the cluster works, as an ordinary user: slipway-canary [--deadline SEC] USER WORKER…

A job on every worker at once, an MPI program over all slots, a file written on one node and read on another. Workers
that run jobs of users are left out: they have proved themselves, and may be busy for days. Prints one JSON object
{"nodes","busy","slots","jobsSec","mpiSec","fileSec","totalSec","workers"}, where each worker is "ran" or "busy". Every
worker named is accounted for, or it fails and says of each why not.
"""

import json
import time

from .accounts import Account, read_account
from .canary_jobs import Taken, Trial
from .guard import supervise, waiting_for
from .options import read_words
from .scheduler import Node, read_nodes
from .text import Failure, shown

PROGRAM = "slipway-canary"
USAGE = "slipway-canary [--deadline SEC] USER WORKER…"
# What taking back needs, before the whole command's deadline.
RESERVE_SEC = 10


def main(arguments: list[str]) -> int:
    seconds, rest = read_words(arguments, 300, USAGE, lambda rest: len(rest) >= 2, hosts_from=1)
    return supervise(PROGRAM, seconds, lambda: _run(seconds, rest[0], list(dict.fromkeys(rest[1:]))))


def _run(seconds: int, user: str, workers: list[str]) -> int:
    started = time.monotonic()
    account = _account(user)
    waiting_for("the scheduler")
    free, _ = sort_workers(workers, read_nodes(workers))
    measured: dict[str, float] = {"slots": 0, "jobsSec": 0.0, "mpiSec": 0.0, "fileSec": 0.0, "totalSec": 0.0}
    ran: list[Node] = []
    if free:
        ran, measured = _try_out(account, free, started, started + max(1.0, seconds - RESERVE_SEC))
    names = {node.name for node in ran}
    accounted = {name: "ran" if name in names else "busy" for name in workers}
    print(json.dumps({"nodes": len(ran), "busy": len(workers) - len(ran), **measured, "workers": accounted}))
    return 0


def _account(user: str) -> Account:
    account = read_account(user)
    if account is None or account.locked:
        raise Failure(f"no user {shown(user, 40)}")
    return account


def sort_workers(workers: list[str], known: dict[str, Node]) -> tuple[list[Node], list[str]]:
    """Free and busy ones; fails for all others at once, each with its cause."""
    problems = []
    for name in workers:
        node = known.get(name)
        if node is None:
            problems.append(f"{name} is unknown to the scheduler")
        elif not node.works:
            problems.append(f"{name} is {node.word} ({node.reason or 'no reason given'})")
    if problems:
        raise Failure("; ".join(problems))
    nodes = [known[name] for name in workers]
    return [node for node in nodes if not node.busy], [node.name for node in nodes if node.busy]


def _try_out(account: Account, free: list[Node], started: float, deadline: float) -> tuple[list[Node], dict[str, float]]:
    """Where it ran, and how long it took. Workers that jobs of users take meanwhile are as busy as those taken before."""
    with Trial(account, deadline) as trial:
        names = trial.run_jobs([node.name for node in free])
        jobs_done = time.monotonic()
        left, file_seconds = [node for node in free if node.name in names], 0.0
        while left:
            try:
                file_seconds = trial.run_mpi("+".join(f"{node.name}:ppn={node.cpus}" for node in left), sum(node.cpus for node in left))
                break
            except Taken as taken:
                left = [node for node in left if node.name not in taken.workers]
        mpi_done = time.monotonic()
        trial.check_records()
    return left, {
        "slots": sum(node.cpus for node in left),
        "jobsSec": round(jobs_done - started, 2),
        "mpiSec": round(mpi_done - jobs_done, 2),
        "fileSec": file_seconds,
        "totalSec": round(time.monotonic() - started, 2),
    }
