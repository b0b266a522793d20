"""What the scheduler says of its nodes and jobs, from its JSON: user text can't forge a field there."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .command import run
from .text import Failure, shown

PORT = 817
NODE_PORT = 818
# The clients try again by themselves for a while when nobody answers.
ANSWER_SEC = 20


@dataclass(frozen=True)
class Node:
    name: str
    states: frozenset[str]
    cpus: int
    reason: str
    # Who gave the reason: `slurm` is the scheduler itself.
    set_by: str = ""
    memory_mib: int = 0

    @property
    def works(self) -> bool:
        """Takes jobs, or has them: nothing sets it aside."""
        return bool(self.states & {"IDLE", "ALLOCATED", "MIXED"}) and not self.states & BAD

    @property
    def busy(self) -> bool:
        return self.works and bool(self.states & {"ALLOCATED", "MIXED", "COMPLETING"})

    @property
    def word(self) -> str:
        """idle, down+not_responding: without what is of no interest."""
        return "+".join(sorted(state.lower() for state in self.states - QUIET)) or "unknown"


BAD = frozenset({"DRAIN", "DOWN", "FAIL", "NOT_RESPONDING", "ERROR", "INVALID_REG", "UNKNOWN", "INVALID", "FUTURE",
                 "MAINTENANCE", "REBOOT_REQUESTED", "REBOOT_ISSUED", "POWERED_DOWN", "POWERING_DOWN"})
QUIET = frozenset({"DYNAMIC_NORM", "DYNAMIC_FUTURE", "CLOUD", "PLANNED"})


@dataclass(frozen=True)
class Job:
    id: int
    user: str
    name: str
    states: frozenset[str]
    reason: str
    nodes: str
    code: int

    @property
    def failed(self) -> bool:
        return not self.states & {"PENDING", "RUNNING", "CONFIGURING", "COMPLETING", "COMPLETED"} or self.code != 0

    def __str__(self) -> str:
        return f"{self.id} ({shown(self.user, 40)}, {shown(self.name, 40)})"


def read_nodes(names: Sequence[str] = ()) -> dict[str, Node]:
    """By name; those that the scheduler does not know are absent. Fails when it does not answer."""
    known = parse_nodes(_ask("scontrol", "--json", "show", "nodes", *(names if len(names) == 1 else [])))
    return {name: known[name] for name in names if name in known} if names else known


def read_jobs(ids: Sequence[int]) -> dict[int, Job]:
    """Of these jobs, those that the scheduler still knows."""
    return parse_jobs(_ask("squeue", "--json", "--states=all", f"--jobs={','.join(map(str, ids))}"))


def read_jobs_on(node: str) -> list[Job]:
    return list(parse_jobs(_ask("squeue", "--json", f"--nodelist={node}")).values())


def is_up() -> bool:
    """Whether it answers at all."""
    return "is UP" in run(["scontrol", "ping"], timeout=ANSWER_SEC).out


def parse_nodes(text: str) -> dict[str, Node]:
    return {node.name: node for node in (_node(entry) for entry in _list(text, "nodes"))}


def parse_jobs(text: str) -> dict[int, Job]:
    return {job.id: job for job in (_job(entry) for entry in _list(text, "jobs"))}


def _ask(*argv: str) -> str:
    result = run(argv, timeout=ANSWER_SEC, limit=64 << 20)
    if not result.ok:
        raise Failure(f"the scheduler does not answer: {argv[0]}: {shown(_error(result.out) or result.said)}")
    return result.out


def _error(text: str) -> str:
    """With --json an error is told there."""
    try:
        errors = json.loads(text).get("errors", [])
        return "; ".join(str(error.get("description") or error.get("error")) for error in errors)
    except (ValueError, AttributeError):
        return ""


def _list(text: str, key: str) -> list[dict[str, Any]]:
    try:
        value = json.loads(text)[key]
    except (ValueError, KeyError, TypeError) as error:
        raise Failure(f"the scheduler's answer has no {key}: {shown(text, 80)}") from error
    if not isinstance(value, list):
        raise Failure(f"the scheduler's answer has no list of {key}")
    return value


def _node(entry: dict[str, Any]) -> Node:
    return Node(
        str(entry["name"]), frozenset(map(str, entry["state"])), int(entry["cpus"]),
        shown(str(entry.get("reason", "")), 200), str(entry.get("reason_set_by_user", "")), int(entry.get("real_memory", 0)),
    )


def _job(entry: dict[str, Any]) -> Job:
    code = entry.get("exit_code", {}).get("return_code", {}).get("number", 0)
    return Job(
        int(entry["job_id"]), str(entry["user_name"]), str(entry["name"]), frozenset(map(str, entry["job_state"])),
        shown(str(entry.get("state_reason", "")), 80), str(entry.get("nodes", "")), int(code or 0),
    )
