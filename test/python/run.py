"""Runs the Python tests beside it, all or the modules named, and adds their counts to the file that SLIPWAY_RESULTS names."""

import os
import sys
import unittest
from pathlib import Path

# A cache beside the recipes would be part of the images, and change their names.
sys.dont_write_bytecode = True
FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))


def main(names: list[str]) -> int:
    loader = unittest.defaultTestLoader
    suite = loader.loadTestsFromNames(names) if names else loader.discover(str(FOLDER))
    result = unittest.TextTestRunner(verbosity=2 if sys.stdout.isatty() else 1).run(suite)
    skipped, broken = len(result.skipped), {id(test) for test, _ in result.failures + result.errors}
    passed, failed = result.testsRun - skipped - len(broken), len(broken)
    # A suite without a test is a failure.
    if passed + failed == 0:
        failed = 1
    if file := os.environ.get("SLIPWAY_RESULTS"):
        with open(file, "a", encoding="utf-8") as counts:
            counts.write(f"{os.environ.get('SLIPWAY_SUITE', 'python')}\t{passed}\t{failed}\t{skipped}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
