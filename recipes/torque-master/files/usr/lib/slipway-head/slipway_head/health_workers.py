"""Health of the workers, as each says itself: asked through ssh, all at once.

The key is the master's root's alone, and may run one program that takes no input. That needs no service or port more
than there is, is encrypted and proves both sides; and it shows that the operator can get in as well.
"""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from .command import Result, run
from .guard import waiting_for
from .health_master import munge_fault, shared_version
from .names import REPORT_KEY, address_of
from .paths import SHARED
from .report import Problem, clock_problem, parse_report, problems_of_report, users_problem
from .text import shown

# On a busy host an answer is late, not absent: who gave none is asked once more, for longer, before it counts as gone.
# On 2 processors with a load of 8, three new machines among it, 10 s were too little twice.
ASK_SEC = float(os.environ.get("SLIPWAY_ASK_SEC", "10"))
AGAIN_SEC = 2.5 * ASK_SEC
AT_ONCE = 32
# What one look at the master takes at most, but for one that hangs.
MASTER_SEC = 10
CLOCKS_APART = ("Expired", "Rewound")


def look_at_workers(workers: list[str]) -> list[Problem]:
    waiting_for("the reports of the workers")
    found = _all_at_once(workers, lambda name: _look(name, ASK_SEC))
    silent = [name for name in workers if any(problem.what == "answer" for problem in found[name])]
    found |= _all_at_once(silent, lambda name: _look(name, AGAIN_SEC))
    return [problem for name in workers for problem in found[name]]


def look_sec(workers: int) -> float:
    """What a look takes at most, when no worker answers."""
    return MASTER_SEC + (ASK_SEC + AGAIN_SEC) * -(-workers // AT_ONCE)


def _all_at_once(workers: list[str], look: Callable[[str], list[Problem]]) -> dict[str, list[Problem]]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(workers, pool.map(look, workers), strict=True))


def _look(name: str, seconds: float) -> list[Problem]:
    address = address_of(name)
    if not address:
        return [Problem(name, "member", "it has not joined: the master does not know its address")]
    asked = time.time()
    result = ask(name, address, seconds)
    answered = time.time()
    report = parse_report(result.out)
    if report is None:
        return [Problem(name, "answer", explain_silence(address, result, seconds))]
    problems = problems_of_report(name, report)
    clock = clock_problem(name, report, asked, answered)
    if not any(problem.what == "munge" for problem in problems):
        problems += _munge_problems(name, str(report["credential"]), bool(clock))
    return problems + clock + users_problem(name, report, shared_version(), answered)


def ask(name: str, address: str, seconds: float, word: str = "") -> Result:
    options = {
        "BatchMode": "yes", "ConnectTimeout": str(round(min(20, max(1, 0.8 * seconds)))), "IdentitiesOnly": "yes", "StrictHostKeyChecking": "yes",
        "GlobalKnownHostsFile": str(SHARED / "known_hosts"), "UserKnownHostsFile": "/dev/null", "HostKeyAlias": name,
        "LogLevel": "ERROR",
    }
    argv = ["ssh", "-F", "/dev/null", "-T", "-i", str(REPORT_KEY)]
    argv += [part for key, value in options.items() for part in ("-o", f"{key}={value}")]
    return run([*argv, f"root@{address}", *([word] if word else [])], timeout=seconds, limit=65536)


def explain_silence(address: str, result: Result, seconds: float) -> str:
    if result.code is None:
        return f"no answer from {address} within {seconds:g} s: its machine is stopped or overloaded, or the network is gone"
    return f"no report from {address}: {shown(result.said, 160)}"


def _munge_problems(name: str, credential: str, clock_told: bool) -> list[Problem]:
    fault = munge_fault(credential)
    if not fault or (clock_told and any(word in fault for word in CLOCKS_APART)):
        return []
    return [Problem(name, "munge", f"munge refuses its messages (its munge key differs from the master's, or clocks apart): {fault}")]
