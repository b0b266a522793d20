"""Repair: the master first, as workers mount from it; then the workers, each by itself; then their place in the scheduler."""

import time
from concurrent.futures import ThreadPoolExecutor

from .command import run
from .guard import waiting_for
from .health_master import MASTER
from .health_workers import AT_ONCE, ask, look_sec
from .names import address_of
from .paths import ROOT
from .report import INACTIVE, Problem
from .scheduler import read_nodes
from .text import Failure
from .worker import resume

NODE_REPAIR = ROOT / "usr/libexec/slipway/node-repair"
# ssh's own exit code for no connection.
SSH_FAILED = 255
# Services that run, but do not do what they are for: only a restart helps.
RESTARTED = {"slurmctld": "slurmctld.service", "nfs-server": "nfs-server.service", "munge": "munge.service"}


def repair(problems: list[Problem], workers: list[str], deadline: float) -> set[str]:
    """Does what it can; what it could not do the fresh look tells. Answers the workers that could not be reached."""
    # Time for that look stays.
    deadline -= look_sec(len(workers))
    of_master = [problem for problem in problems if problem.node == MASTER]
    if of_master:
        waiting_for("the repair of the master")
        for problem in of_master:
            # One that is not active is started by node-repair.
            if problem.what in RESTARTED and not problem.reason.startswith(INACTIVE):
                run(["systemctl", "restart", RESTARTED[problem.what]], timeout=_left(deadline))
        run([str(NODE_REPAIR)], timeout=_left(deadline))
    broken = [name for name in workers if any(problem.node == name for problem in problems)]
    waiting_for(f"the repair of {', '.join(broken)}")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        reached = list(pool.map(lambda name: _repair_worker(name, deadline), broken))
    _resume(workers)
    return {name for name, was in zip(broken, reached, strict=True) if not was}


def may_pass(problems: list[Problem], unreached: set[str]) -> bool:
    """Whether any of them can go away by waiting. A full disk stays full, and a worker that answered neither the repair
    nor the look after it stays away."""
    away = unreached & {problem.node for problem in problems if problem.what == "answer"}
    return any(problem.node not in away and not problem.what.startswith("disk ") for problem in problems)


def _repair_worker(name: str, deadline: float) -> bool:
    """Whether it could be asked."""
    address = address_of(name)
    return bool(address) and ask(name, address, _left(deadline), "repair").code not in (None, SSH_FAILED)


def _resume(workers: list[str]) -> None:
    try:
        nodes = read_nodes(workers) if workers else {}
    except Failure:
        return
    for node in nodes.values():
        resume(node)


def _left(deadline: float) -> float:
    return max(1.0, deadline - time.monotonic())
