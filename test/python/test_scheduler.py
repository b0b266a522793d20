"""What the scheduler says."""

import json
import unittest
from typing import Any

import support
from slipway_head.scheduler import parse_jobs, parse_nodes
from slipway_head.text import Failure


def node(name: str, *states: str, reason: str = "") -> dict[str, Any]:
    return {"name": name, "state": list(states), "cpus": 2, "address": "10.77.0.11", "reason": reason}


def job(number: int, *states: str, code: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "job_id": number, "user_name": "alice", "name": "wave", "job_state": list(states), "state_reason": "None",
        "nodes": "worker-1", "exit_code": {"return_code": {"number": code}}, **more,
    }


class SchedulerTest(unittest.TestCase):
    def test_tells_nodes_that_work_from_those_set_aside(self) -> None:
        table = {
            ("IDLE", "DYNAMIC_NORM"): (True, False, "idle"), ("MIXED",): (True, True, "mixed"),
            ("ALLOCATED",): (True, True, "allocated"), ("IDLE", "PLANNED"): (True, False, "idle"),
            ("IDLE", "COMPLETING"): (True, True, "completing+idle"),
            ("IDLE", "DRAIN", "DYNAMIC_NORM"): (False, False, "drain+idle"), ("MIXED", "DRAIN"): (False, False, "drain+mixed"),
            ("DOWN", "NOT_RESPONDING"): (False, False, "down+not_responding"),
            ("IDLE", "NOT_RESPONDING"): (False, False, "idle+not_responding"), ("FUTURE",): (False, False, "future"),
            (): (False, False, "unknown"),
        }
        for states, expected in table.items():
            found = parse_nodes(json.dumps({"nodes": [node("worker-1", *states)]}))["worker-1"]
            self.assertEqual((found.works, found.busy, found.word), expected, states)

    def test_tells_jobs_that_failed(self) -> None:
        jobs = parse_jobs(json.dumps({"jobs": [
            job(1, "COMPLETED"), job(2, "FAILED", code=3), job(3, "TIMEOUT"), job(4, "COMPLETING"), job(5, "CANCELLED"),
            job(6, "PENDING"), job(7, "FAILED", "COMPLETING"),
        ]}))
        self.assertEqual([number for number in jobs if jobs[number].failed], [2, 3, 5])

    def test_names_of_jobs_are_shown_escaped(self) -> None:
        jobs = parse_jobs(json.dumps({"jobs": [job(1, "RUNNING", name="x\n2 (root, \x1b[2J")]}))
        self.assertEqual(str(jobs[1]), r"1 (alice, x 2 (root, \x1b[2J)")

    def test_fails_for_an_answer_without_nodes(self) -> None:
        for text in ("", "null", "{}", '{"nodes": 3}', "[]"):
            with self.assertRaisesRegex(Failure, "the scheduler's answer has no", msg=text):
                parse_nodes(text)


if __name__ == "__main__":
    unittest.main()
