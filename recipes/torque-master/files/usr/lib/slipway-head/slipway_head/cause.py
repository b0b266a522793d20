"""Why a worker is not free: the nearest cause that can be seen from the master."""

import re
import socket

from .command import run
from .scheduler import NODE_PORT, Node, is_up
from .text import shown

REFUSALS = re.compile(r"Invalid credential|authentication error|Munge decode failed")


def join_cause(name: str, address: str, node: Node | None) -> str:
    """One line."""
    if not is_up():
        return f"the scheduler on the master does not answer: {_last(journal('slurmctld'))}"
    if node is not None:
        return f"the scheduler has it as {node.word}: {node.reason or 'no reason given'}"
    if refusals := [line for line in journal("slurmctld", "munge") if REFUSALS.search(line)]:
        return ("munge refuses a node's messages (its munge key differs from the master's, or clocks apart): "
                + _last(refusals))
    if not port_open(address, 22):
        return f"the master can't reach it at {address}"
    if not port_open(address, NODE_PORT):
        return (f"it runs, but its execution daemon does not answer at {address}:{NODE_PORT}; "
                "see its own boot messages")
    words = [line for line in journal("slurmctld") if re.search(rf"\b{re.escape(name)}\b", line)]
    return f"its execution daemon runs, but does not register: {_last(words)}"


def is_refused(name: str, address: str) -> bool:
    """Whether waiting longer is of no use: munge keeps refusing its registration.

    The daemon tries again by itself, after 2 s first and later after minutes. The log names it by its host name or its
    address, and as [::] until that has a name.
    """
    refusal = re.compile(r"\[\[?([^\]]*)\].*REGISTRATION_STATUS has authentication error")
    refused = [match[1] for line in journal("slurmctld", since="-2min") if (match := refusal.search(line))]
    own = [place for place in refused if place in (name, address) or place.startswith(f"{name}.")]
    return bool(own) and len(own) + refused.count("::") >= 2


def port_open(address: str, port: int, seconds: float = 3) -> bool:
    try:
        with socket.create_connection((address, port), seconds):
            return True
    except OSError:
        return False


def journal(*units: str, since: str = "-10min") -> list[str]:
    """The newest lines of these services."""
    argv = ["journalctl", "--boot", f"--since={since}", "--output=cat", "--no-pager", "--lines=500"]
    return run([*argv, *(f"--unit={unit}" for unit in units)], timeout=15).out.splitlines()


def _last(lines: list[str]) -> str:
    # Users' text may be part of it: names of jobs, for one.
    return shown(lines[-1]) if lines else "it has written nothing"
