"""Members of the cluster: slipway-worker [--deadline SEC] join NAME ADDRESS HOSTKEY | leave NAME

join: the worker's name and host key become known to all nodes; waits until the scheduler shows it free.
leave: no new jobs, waits for running ones up to the deadline (then exit 3, jobs listed, no new jobs still), forgets the
worker. Both may be repeated. What comes after the deadline, finding the cause and taking back, has MORE_SEC.
"""

import os
import time

from .cause import is_refused, join_cause
from .command import run
from .guard import supervise, waiting_for
from .names import forget, remember
from .options import read_words
from .scheduler import Node, read_jobs_on, read_nodes
from .slot_memory import set_slot_memory
from .text import Failure, check_host, shown

PROGRAM = "slipway-worker"
USAGE = "slipway-worker [--deadline SEC] join NAME ADDRESS HOSTKEY | leave NAME"
MORE_SEC = 60
# A healthy worker registers within a few seconds; after this long it is asked whether it ever can.
FIRST_LOOK_SEC = float(os.environ.get("SLIPWAY_FIRST_LOOK_SEC", "6"))
# How the reasons begin that `leave` gives and that the scheduler's daemons give by themselves, some of them as root
# (src/slurmctld/node_mgr.c, src/slurmd). Any other reason is taken for an administrator's.
OURS = ("slipway-leave", "Node unexpectedly rebooted", "Not responding", "Kill task failed", "SlurmdSpoolDir is full",
        "Prolog error", "Epilog error", "batch job complete failure")


def main(arguments: list[str]) -> int:
    seconds, rest = read_words(arguments, 600, USAGE, lambda rest: (rest[:1], len(rest)) in ((["join"], 4), (["leave"], 2)))
    action = _join if rest[0] == "join" else _leave
    return supervise(PROGRAM, seconds + MORE_SEC, lambda: action(seconds, *rest[1:]))


def _join(seconds: int, name: str, address: str, key: str) -> int:
    deadline, next_look = time.monotonic() + seconds, time.monotonic() + FIRST_LOOK_SEC
    remember(name, address, key)
    while True:
        waiting_for(f"{name} in the scheduler")
        node = _look(name)
        if node is not None and node.works:
            set_slot_memory()
            print(f"{name} is {node.word}")
            return 0
        if node is not None:
            resume(node)
        elif time.monotonic() >= next_look:
            if is_refused(name, address):
                deadline = time.monotonic()
            next_look = time.monotonic() + 5
        if time.monotonic() >= deadline:
            raise Failure(f"{name} did not join: {join_cause(name, address, node)}")
        time.sleep(0.5)


def _look(name: str) -> Node | None:
    try:
        return read_nodes([name]).get(name)
    except Failure:
        # It may be starting again; past the deadline it is named as the cause.
        return None


def resume(node: Node) -> None:
    """Takes back what set it aside, if that was us."""
    if node.states & {"DRAIN", "DOWN"} and node.reason.startswith(OURS):
        run(["scontrol", "update", f"nodename={node.name}", "state=resume"], timeout=30)


def _leave(seconds: int, name: str) -> int:
    check_host(name)
    deadline = time.monotonic() + seconds
    known = name in read_nodes([name])
    if known:
        _tell("update", f"nodename={name}", "state=drain", "reason=slipway-leave")
        while jobs := read_jobs_on(name):
            listed = ", ".join(map(str, jobs[:20]))
            if time.monotonic() >= deadline:
                raise Failure(f"{name} still runs jobs, takes no new ones: {listed}", 3)
            waiting_for(f"jobs on {name}: {listed}")
            time.sleep(1)
    # First the name: a worker that is a member and finds itself unknown to the scheduler registers again (rejoin).
    forget(name)
    if known:
        _delete(name, deadline + 10)
        set_slot_memory()
    return 0


def _delete(name: str, deadline: float) -> None:
    """A job's last clean-up keeps a node busy for a moment longer."""
    while True:
        result = run(["scontrol", "delete", f"nodename={name}"], timeout=30)
        if result.ok or name not in read_nodes([name]):
            return
        if time.monotonic() >= deadline:
            raise Failure(f"{name} can't be removed from the scheduler: {shown(result.said)}")
        waiting_for(f"the scheduler to let go of {name}")
        time.sleep(0.5)


def _tell(*argv: str) -> None:
    result = run(["scontrol", *argv], timeout=30)
    if not result.ok:
        raise Failure(f"scontrol {argv[0]}: {shown(result.said)}")
