"""What does not work: slipway-health [--deadline SEC] check WORKER… | repair WORKER…

check prints one JSON object {"healthy","problems":[{"node","what","reason"}],"notes":[…]}. Exit code 0 when it could
look, also when something is wrong. What an administrator has set aside by hand is a note: that is to be respected.
repair starts, mounts and takes back what it can, waits for it, and prints the same object of a fresh check.
"""

import json
import os
import time

from .guard import supervise
from .health_master import look_at_master, look_at_scheduler
from .health_workers import look_at_workers
from .options import read_words
from .report import Problem
from .repair import may_pass, repair

PROGRAM = "slipway-health"
USAGE = "slipway-health [--deadline SEC] check WORKER… | repair WORKER…"
PAUSE_SEC = 3
# Problems that stand unchanged for so long after the repair stay. A worker that was set free registers within seconds.
SETTLE_SEC = float(os.environ.get("SLIPWAY_SETTLE_SEC", "60"))


def main(arguments: list[str]) -> int:
    seconds, rest = read_words(arguments, 120, USAGE, lambda rest: rest[:1] in (["check"], ["repair"]), hosts_from=1)
    work = _check if rest[0] == "check" else _repair
    workers = list(dict.fromkeys(rest[1:]))
    return supervise(PROGRAM, seconds, lambda: work(workers, time.monotonic() + seconds))


def _check(workers: list[str], _deadline: float) -> int:
    _print(*look(workers))
    return 0


def _repair(workers: list[str], deadline: float) -> int:
    problems, notes = look(workers)
    if problems:
        unreached = repair(problems, workers, deadline)
        problems, notes = _look_until_settled(workers, unreached, deadline)
    _print(problems, notes)
    return 0


def _look_until_settled(workers: list[str], unreached: set[str], deadline: float) -> tuple[list[Problem], list[Problem]]:
    """Looks until all is well, or what is left will stay."""
    seen, since = None, 0.0
    while True:
        started = time.monotonic()
        problems, notes = look(workers)
        now = time.monotonic()
        left = {(problem.node, problem.what) for problem in problems}
        if left != seen:
            seen, since = left, now
        # Another look must not run into the deadline: it takes as long as this one.
        late = now + (now - started) + PAUSE_SEC > deadline
        if late or now - since > SETTLE_SEC or not may_pass(problems, unreached):
            return problems, notes
        time.sleep(PAUSE_SEC)


def look(workers: list[str]) -> tuple[list[Problem], list[Problem]]:
    """Problems and notes, the master's first: they are often the cause of the others."""
    problems = look_at_master()
    told = any(problem.what == "slurmctld" for problem in problems)
    of_scheduler, notes = ([], []) if told else look_at_scheduler(workers)
    return problems + of_scheduler + look_at_workers(workers), notes


def _print(problems: list[Problem], notes: list[Problem]) -> None:
    result = {
        "healthy": not problems,
        "problems": [problem.as_json() for problem in problems],
        "notes": [note.as_json() for note in notes],
    }
    print(json.dumps(result, ensure_ascii=False))
