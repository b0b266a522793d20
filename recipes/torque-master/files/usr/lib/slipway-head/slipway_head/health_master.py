"""Health of the master: its services, shares and space, and what the scheduler says of the workers."""

import os
import re

from .command import run
from .guard import waiting_for
from .paths import ROOT, SHARED
from .report import Problem, parse_report, problems_of_report
from .scheduler import Node, is_up, read_nodes
from .text import Failure, shown
from .worker import OURS

MASTER = "master"
EXPORTS = ("/home", "/scratch", "/srv/slipway")
REPORT = ROOT / "usr/libexec/slipway/node-report"


def look_at_master() -> list[Problem]:
    waiting_for("the master's own report")
    result = run([str(REPORT)], timeout=30)
    report = parse_report(result.out)
    if not result.ok or report is None:
        raise Failure(f"the master's own report could not be had: {shown(result.said)}")
    problems = problems_of_report(MASTER, report)
    known = {problem.what for problem in problems}
    if "nfs-server" not in known and report.get("nfsd", "0") in ("", "0"):
        problems.append(Problem(MASTER, "nfs-server", "the NFS server has no threads"))
    if "munge" not in known:
        problems += _munge_problems(str(report["credential"]))
    return problems + _export_problems() + _home_problems()


def look_at_scheduler(workers: list[str]) -> tuple[list[Problem], list[Problem]]:
    """It must answer; each worker must be in it, and take jobs. Asked once: one that hangs takes a while each time."""
    waiting_for("the scheduler")
    silent = Problem(MASTER, "slurmctld", "the scheduler runs, but does not answer")
    if not workers:
        return [] if is_up() else [silent], []
    try:
        known = read_nodes(workers)
    except Failure:
        return [silent], []
    return judge_members(workers, known)


def judge_members(workers: list[str], known: dict[str, Node]) -> tuple[list[Problem], list[Problem]]:
    problems: list[Problem] = []
    notes: list[Problem] = []
    for name in workers:
        node = known.get(name)
        if node is None:
            problems.append(Problem(name, "member", "the scheduler does not know it"))
        elif not node.works:
            said = Problem(name, "member", f"the scheduler has it as {node.word}: {node.reason or 'no reason given'}")
            (notes if is_by_hand(node) else problems).append(said)
    return problems, notes


def is_by_hand(node: Node) -> bool:
    """Whether an administrator set it aside, and nothing else is wrong with it."""
    ours = node.reason.startswith(OURS) or node.set_by == "slurm"
    return "DRAIN" in node.states and not ours and not node.states & {"DOWN", "NOT_RESPONDING", "FAIL", "ERROR"}


def _munge_problems(credential: str) -> list[Problem]:
    fault = munge_fault(credential)
    return [Problem(MASTER, "munge", f"a credential of its own is refused: {fault}")] if fault else []


def munge_fault(credential: str) -> str:
    """Empty when munge here takes it, and root made it."""
    if not re.fullmatch(r"MUNGE:[A-Za-z0-9+/=]+:", credential):
        return shown(credential, 120) or "munge gave no credential"
    result = run(["unmunge"], timeout=10, stdin=credential.encode())
    if not result.ok:
        return shown(result.err or result.out, 120) or result.said
    return "" if re.search(r"^UID:\s+.*\(0\)$", result.out, re.MULTILINE) else "it is not of root"


def _export_problems() -> list[Problem]:
    result = run(["exportfs", "-s"], timeout=15)
    if not result.ok:
        return [Problem(MASTER, "exports", f"they can't be listed: {shown(result.said, 120)}")]
    shared = {line.split()[0] for line in result.out.splitlines() if line.strip()}
    return [Problem(MASTER, f"export {path}", f"{path} is not exported") for path in EXPORTS if path not in shared]


def _home_problems() -> list[Problem]:
    """/home on its volume, where there is one."""
    match = re.search(r"^SLIPWAY_HOME_VOLUME='?([^'\n]+)'?$", _env(), re.MULTILINE)
    if match is None or os.path.ismount(ROOT / "home"):
        return []
    return [Problem(MASTER, "mount /home", f"the volume {shown(match[1], 60)} is not mounted on /home")]


def _env() -> str:
    try:
        return (ROOT / "etc/slipway/env").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def shared_version() -> str:
    return (SHARED / "version").read_text(encoding="utf-8").strip()
