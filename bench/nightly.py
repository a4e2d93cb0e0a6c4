"""
How long the twenty checks take each night over 200,000 scales with three years of events.

`python bench/nightly.py [--scales N] [--city FOLDER]` copies the simulated city into a database of
its own, then runs the checks as the job does: by group, what they find kept, and once more the
next night. Loading is done by another process, so that the memory told is that of the checks.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.city.simulation import simulate
from bench.recording import prepared, put_away

_SEED = 20260201
_NIGHT = datetime(2029, 1, 30, 18, 10, tzinfo=UTC)  # ten past two of the last day, Beijing


def main() -> int:
    """Load, check, keep, and once more."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--scales", type=int, default=200_000)
    asked.add_argument("--city", type=Path, help="the folder of a city that is there already")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = given.city or Path(place)
        if given.city is None:
            simulate(folder, given.scales, _SEED)
        database, keeper = prepared()
        try:
            if not copied(folder):
                return 1
            _measure()
        finally:
            put_away(database, keeper)
    return 0


def copied(folder: Path) -> bool:
    """Copy a city into the database in another process; whether that went well."""
    loading = get_context("spawn").Process(target=_load, args=(str(folder), dict(os.environ)))
    loading.start()
    loading.join()
    return loading.exitcode == 0


def _load(folder: str, environment: dict[str, str]) -> None:
    os.environ.update(environment)
    import django

    django.setup()
    from bench.checked.ledger import Ledger
    from bench.checked.loading import load

    start = time.perf_counter()
    for table, many in load(Ledger(Path(folder))).items():
        print(f"{table:24}{many:>12,} rows")
    print(f"copied in {time.perf_counter() - start:.0f} s", flush=True)


def _measure() -> None:
    from hengjian_portal.scales.actions.suspecting import note_findings
    from hengjian_portal.scales.checks import nightly
    from hengjian_portal.scales.checks.scope import whole

    scope = whole(_NIGHT)
    groups = {
        "F01 F02 F05 F16 F18": nightly.of_identity, "F06 F07 F09 F10 F20": nightly.of_opening,
        "F11 F12 F13": nightly.of_readings, "F14 F15": nightly.of_sales,
        "F03 F04 F08 F17 F19": nightly.of_scans,
    }  # fmt: skip
    for name, group in groups.items():
        seconds, many = _timed(lambda group=group: Counter(one.check for one in group(scope)))
        told = ", ".join(f"{check} {number:,}" for check, number in sorted(many.items()))
        print(f"{name:24}{seconds:>8.1f} s, {_most():.0f} MB at most: {told}", flush=True)
    for night in (_NIGHT, _NIGHT + timedelta(days=1)):

        def whole_night(night: datetime = night) -> object:
            return note_findings(findings=nightly.every_finding(whole(night)), at=night)

        seconds, kept = _timed(whole_night)
        print(
            f"night of {night:%Y-%m-%d}: {seconds:.1f} s, {kept}, {_most():.0f} MB at most",
            flush=True,
        )


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = act()
    return time.perf_counter() - start, found


def _most() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
