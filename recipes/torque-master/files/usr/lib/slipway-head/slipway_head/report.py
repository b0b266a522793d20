"""What a node said of itself, and what is wrong with that. Pure."""

import json
from dataclasses import dataclass
from typing import Any

from .text import shown

FULL_MIB, FULL_INODES = 20, 100
INACTIVE = "the service is"
CLOCK_SEC = 60
# Nodes look for new users every 15 s.
USERS_SEC = 60


@dataclass(frozen=True)
class Problem:
    node: str
    what: str
    reason: str

    def as_json(self) -> dict[str, str]:
        return {"node": self.node, "what": self.what, "reason": self.reason}


def parse_report(text: str) -> dict[str, Any] | None:
    """None when it is no report: root of a worker may send what it likes."""
    try:
        report = json.loads(text)
        texts = [report["users"], report["credential"], *report["units"].values(), *report["mounts"].values()]
        numbers = [report["time"], *(part[key] for part in report["free"].values() for key in ("mib", "inodes"))]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    good = all(isinstance(text, str) for text in texts)
    # Neither true nor a number that no arithmetic can use.
    return report if good and all(type(number) in (int, float) and abs(number) < 1e15 for number in numbers) else None


def problems_of_report(node: str, report: dict[str, Any]) -> list[Problem]:
    """Services, mounts and space; the clock, munge and the users are compared with the master's."""
    problems = [
        Problem(node, unit.removesuffix(".service"), f"{INACTIVE} {shown(state, 80)}")
        for unit, state in report["units"].items() if state != "active"
    ]
    problems += [
        Problem(node, f"mount {path}", f"{path} {shown(state, 80)}")
        for path, state in report["mounts"].items() if state != "ok"
    ]
    for path, free in report["free"].items():
        if free["mib"] < FULL_MIB:
            problems.append(Problem(node, f"disk {path}", f"{path} is full: {free['mib']} MiB free"))
        elif free["inodes"] < FULL_INODES:
            problems.append(Problem(node, f"disk {path}", f"{path} is full: {free['inodes']} files can be made"))
    return problems


def clock_problem(node: str, report: dict[str, Any], asked: float, answered: float) -> list[Problem]:
    """By how much the node's clock differs from ours, which was read before and after."""
    apart = max(asked - report["time"], report["time"] - answered, 0)
    if apart <= CLOCK_SEC:
        return []
    side = "behind" if report["time"] < asked else "ahead of"
    return [Problem(node, "clock", f"its clock is {apart:.0f} s {side} the master's")]


def users_problem(node: str, report: dict[str, Any], version: str, now: float) -> list[Problem]:
    """Whether it has taken over the newest list, if that is not just made."""
    if report["users"] == version or now - _number(version) <= USERS_SEC:
        return []
    return [Problem(node, "users", "it has not taken over the newest list of users and names")]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0
