"""The memory of a slot: the smallest worker decides."""

import json
import unittest
from concurrent.futures import ThreadPoolExecutor

import support
from support import World
from test_scheduler import node

from slipway_head.scheduler import parse_nodes
from slipway_head.slot_memory import smallest_share


def sized(name: str, memory: int, cpus: int) -> dict[str, object]:
    return {**node(name, "IDLE"), "real_memory": memory, "cpus": cpus}


def share(*nodes: dict[str, object]) -> int | None:
    return smallest_share(parse_nodes(json.dumps({"nodes": list(nodes)})).values())


class SlotMemoryTest(World):
    def test_is_the_share_of_the_worker_that_has_least_for_each_slot(self) -> None:
        self.assertEqual(share(sized("worker-1", 440, 1), sized("worker-2", 912, 2), sized("worker-3", 7600, 4)), 440)
        self.assertEqual(share(sized("worker-1", 440, 1), sized("worker-2", 912, 4)), 228)

    def test_is_not_set_without_workers_that_say_what_they_have(self) -> None:
        self.assertIsNone(share())
        self.assertIsNone(share(sized("worker-1", 0, 1), sized("worker-2", 440, 0)))

    def test_is_set_when_a_worker_joins(self) -> None:
        self.answer(sized("worker-1", 912, 2))
        self.assertEqual(self.join().returncode, 0)
        self.assertEqual(self.called("scontrol update"), ["scontrol update partitionname=batch defmempercpu=456"])
        self.assertEqual((self.root / "etc/slurm/slot-memory.conf").read_text(), "DefMemPerCPU=456\n")

    def test_a_join_fails_when_it_can_not_be_set(self) -> None:
        self.answer(sized("worker-1", 912, 2), update='echo "Access denied" >&2; exit 1')
        result = self.join()
        self.assertEqual(result.returncode, 1)
        self.assertIn("the memory of a slot can't be set to 456 MiB: Access denied", result.stderr)

    def test_workers_that_join_at_once_are_all_counted(self) -> None:
        # Each shows a smaller worker than the one before, and the earlier is answered later.
        counted = self.top / "counted"
        counted.write_text("")
        self.answer(sized("worker-1", 912, 2))
        self.stub("scontrol", f'''case $* in
          *--json*worker-1*) cat {self.top}/nodes ;;
          *show*) echo x >>{counted}; n="$(wc -l <{counted})"; sleep "0.$((6 - n))"
            sed "s/912/$((912 - 2 * n))/" {self.top}/nodes ;;
        esac''')
        with ThreadPoolExecutor() as pool:
            results = list(pool.map(lambda _: self.join(), range(6)))
        self.assertEqual([result.stderr for result in results if result.returncode], [])
        self.assertEqual((self.root / "etc/slurm/slot-memory.conf").read_text(), "DefMemPerCPU=450\n")

    def answer(self, *nodes: dict[str, object], update: str = ":") -> None:
        (self.top / "nodes").write_text(json.dumps({"nodes": list(nodes)}))
        self.stub("scontrol", f"case $* in *show*) cat {self.top}/nodes ;; update*) {update} ;; esac")
        self.stub("ssh-keygen", 'file="${!#}"; echo private >"$file"; echo "ssh-ed25519 REPORT x" >"$file.pub"')

    def join(self):  # noqa: ANN201
        return self.run_program("usr/sbin/slipway-worker", "join", "worker-1", "10.77.0.11", "ssh-ed25519 AAAA")


if __name__ == "__main__":
    unittest.main()
