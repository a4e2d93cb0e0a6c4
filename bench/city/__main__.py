"""`python -m bench.city`: write a city and say what is in it."""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

from bench.city import VERSION
from bench.city.simulation import simulate
from bench.city.tables import TABLES, digest


def main() -> int:
    """Write the tables, then print rows by table and instances by fraud."""
    asked = argparse.ArgumentParser(prog="python -m bench.city", description=__doc__)
    asked.add_argument("--scales", type=int, default=200_000, help="scales ever made (500 or more)")
    asked.add_argument("--seed", type=int, default=20260201)
    asked.add_argument("--out", type=Path, required=True, help="folder for the tables")
    given = asked.parse_args()
    if given.scales < 500:
        asked.error(f"--scales {given.scales}: a city needs 500 or more")
    start = time.perf_counter()
    rows, frauds = simulate(given.out, given.scales, given.seed)
    seconds = time.perf_counter() - start
    print(f"city version {VERSION}, {given.scales:,} scales, seed {given.seed}")
    for table, (what, _) in TABLES.items():
        print(f"{table:18}{rows[table]:>12,}  {what}")
    for fraud, many in frauds.items():
        print(f"{fraud:22}{many:>8,} instances")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{seconds:.0f} s, {most:.0f} MB at most, sha256 {digest(given.out)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
