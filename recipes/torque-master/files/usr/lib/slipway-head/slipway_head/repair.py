"""Repair: the master first, as workers mount from it; then the workers, each by itself; then their place in the scheduler."""

import time
from concurrent.futures import ThreadPoolExecutor

from .command import run
from .guard import waiting_for
from .health_master import MASTER
from .health_workers import AT_ONCE, ask
from .names import address_of
from .paths import ROOT
from .report import Problem
from .scheduler import read_nodes
from .text import Failure
from .worker import resume

NODE_REPAIR = ROOT / "usr/libexec/slipway/node-repair"
# What the fresh look needs.
RESERVE_SEC = 45
# Services that run, but do not do what they are for: only a restart helps.
RESTARTED = {"slurmctld": "slurmctld.service", "nfs-server": "nfs-server.service", "munge": "munge.service"}


def repair(problems: list[Problem], workers: list[str], deadline: float) -> None:
    """Does what it can; what it could not do the fresh look tells."""
    of_master = [problem for problem in problems if problem.node == MASTER]
    if of_master:
        waiting_for("the repair of the master")
        for problem in of_master:
            if problem.what in RESTARTED and "the service is" not in problem.reason:
                run(["systemctl", "restart", RESTARTED[problem.what]], timeout=_left(deadline))
        run([str(NODE_REPAIR)], timeout=_left(deadline))
    broken = [name for name in workers if any(problem.node == name for problem in problems)]
    waiting_for(f"the repair of {', '.join(broken)}")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda name: _repair_worker(name, deadline), broken))
    _resume(workers)


def _repair_worker(name: str, deadline: float) -> None:
    if address := address_of(name):
        ask(name, address, _left(deadline), "repair")


def _resume(workers: list[str]) -> None:
    try:
        nodes = read_nodes(workers) if workers else {}
    except Failure:
        return
    for node in nodes.values():
        resume(node)


def _left(deadline: float) -> float:
    return max(1.0, deadline - RESERVE_SEC - time.monotonic())
