"""What a job gets of the memory where it asks for none: for each slot, a slot's share of the smallest worker.

Each worker can then fill all its slots with such jobs. Without a default one of them would take a whole node's memory.
Set when workers join and leave: for the scheduler that runs, and in a file for the one that will start.
"""

from collections.abc import Iterable

from .command import run
from .lock import held
from .paths import ROOT, write_whole
from .scheduler import ANSWER_SEC, Node, read_nodes
from .text import Failure, shown

PARTITION = "batch"
# Included by slurm.conf.
FILE = ROOT / "etc/slurm/slot-memory.conf"
# Asking the scheduler and telling it take ANSWER_SEC each at most, for those who are before us as well.
LOCK_SEC = 60


def set_slot_memory() -> None:
    # Workers come and go at the same time; the last to be counted must be the last to be written.
    with held(FILE.with_name(".slot-memory.lock"), "setting the memory of a slot", LOCK_SEC):
        _set_slot_memory()


def _set_slot_memory() -> None:
    share = smallest_share(read_nodes().values())
    if share is None:
        return
    write_whole(FILE, f"DefMemPerCPU={share}\n")
    result = run(["scontrol", "update", f"partitionname={PARTITION}", f"defmempercpu={share}"], timeout=ANSWER_SEC)
    if not result.ok:
        raise Failure(f"the memory of a slot can't be set to {share} MiB: {shown(result.said)}")


def smallest_share(nodes: Iterable[Node]) -> int | None:
    """MiB; None without workers."""
    return min((node.memory_mib // node.cpus for node in nodes if node.cpus > 0 and node.memory_mib > 0), default=None)
