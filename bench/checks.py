"""
What the twenty checks find in the simulated city, beside what was planted in it.

`python bench/checks.py [--scales N] [--city FOLDER] [--out FILE.md]` prints two tables: by check
how many findings, how many of something planted, how many leads to nothing; by fraud how many
instances were found and by which checks. Everything in it is SYNTHETIC: the city's figures are ours.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.checked import carried, opened, seen, weighed
from bench.checked.ledger import Ledger, moment
from bench.checked.truth import Instance, Score, Truth
from bench.city import VERSION
from bench.city.simulation import simulate

from hengjian.metrology.checks.finding import Finding, shipped_checks

# Which checks each fraud was to be met by (the table of checks says what each catches).
MEANT = {
    "F-cloned-label": {"F01", "F03", "F04", "F17"},
    "F-borrowed-seal": {"F02"},
    "F-multiplier": {"F11", "F14"},
    "F-swapped-chip": {"F05", "F06", "F09", "F14"},
    "F-sold-unlocks": {"F07", "F10", "F20"},
    "F-paper-verification": {"F13"},
    "F-dealer-shift": {"F09", "F12"},
    "F-silent-return": {"F08"},
    "F-sold-again": {"F01", "F03", "F04", "F17", "F18"},
    "F-forged-certificate": {"F16"},
    "F-slow-ramp": {"F11", "F14"},
    "F-price-trick": {"F15"},
}
_SEED, _MONTHS, _END = 20260201, 36, "2029-01-31T23:59"


def main() -> int:
    """Make the city if none is given, run every check over it, print what came of it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--scales", type=int, default=200_000)
    asked.add_argument("--seed", type=int, default=_SEED)
    asked.add_argument("--city", type=Path, help="the folder of a city that is there already")
    asked.add_argument("--out", type=Path, help="where to write the page; else it is printed")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = given.city or Path(place)
        if given.city is None:
            simulate(folder, given.scales, given.seed)
        start = time.perf_counter()
        page = report(folder, f"city version {VERSION}, seed {given.seed}")
        seconds = time.perf_counter() - start
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    page += f"\n{seconds:.0f} s from tables to this page, {most:.0f} MB at most.\n"
    if given.out:
        given.out.write_text(page, encoding="utf-8")
    else:
        print(page)
    return 0


def every(ledger: Ledger) -> Iterator[Finding]:
    """Every finding of every check over the three years."""
    yield from carried.findings(ledger)
    yield from opened.findings(ledger, moment(_END))
    yield from weighed.findings(ledger)
    yield from seen.findings(ledger)


def report(folder: Path, what: str) -> str:
    """The page: checks, then frauds."""
    ledger = Ledger(folder)
    truth = Truth(ledger)
    scores = {code: Score() for code in shipped_checks()}
    found: dict[Instance, set[str]] = defaultdict(set)
    told: set[tuple[str, int | None]] = set()
    for finding in every(ledger):
        if (finding.key, finding.scale) in told:
            continue
        told.add((finding.key, finding.scale))
        score, instances = scores[finding.check], truth.of(finding)
        score.findings += 1
        score.true += bool(instances)
        score.meant += any(finding.check in MEANT[fraud] for fraud, _number in instances)
        for instance in instances:
            found[instance].add(finding.check)
    districts = len(set(ledger.district_of.values()))
    chance = truth.planted_scales / len(ledger.type_of)
    head = f"SYNTHETIC: {what}, {len(ledger.type_of):,} scales; run on {date.today()}.\n\n"  # noqa: DTZ011  (a door)
    return head + _checks(scores, districts, chance) + "\n" + _frauds(truth, found)


def _checks(scores: dict[str, Score], districts: int, chance: float) -> str:
    lines = [
        "| check | findings | of something planted | share | of a fraud it is meant for | "
        "leads to nothing, a month | and district |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for code, score in scores.items():
        false = score.findings - score.true
        share = f"{100 * score.true / score.findings:.0f} %" if score.findings else "-"
        name = shipped_checks()[code].en
        lines.append(
            f"| {code} {name} | {score.findings:,} | {score.true:,} | {share} | {score.meant:,} | "
            f"{false / _MONTHS:,.1f} | {false / _MONTHS / districts:,.2f} |"
        )
    every_one = sum(score.findings for score in scores.values())
    true = sum(score.true for score in scores.values())
    false, meant = every_one - true, sum(score.meant for score in scores.values())
    lines.append(
        f"| all | {every_one:,} | {true:,} | {100 * true / max(1, every_one):.0f} % | {meant:,} | "
        f"{false / _MONTHS:,.1f} | {false / _MONTHS / districts:,.2f} |"
    )
    lines.append("")
    lines.append(
        f"{100 * chance:.1f} % of all scales were part of something planted at some time: of findings "
        f"on scales taken blindly at most that share would be true."
    )
    return "\n".join(lines) + "\n"


def _frauds(truth: Truth, found: dict[Instance, set[str]]) -> str:
    lines = [
        "| fraud | instances | found by a check meant for it | recall | found by any | by which checks |",
        "|---|--:|--:|--:|--:|---|",
    ]
    for fraud, instances in sorted(truth.instances.items()):
        here = [one for one in instances if one in found]
        meant = [one for one in here if found[one] & MEANT[fraud]]
        by = Counter(check for one in here for check in found[one])
        told = ", ".join(f"{check} {n}" for check, n in by.most_common())
        lines.append(
            f"| {fraud.removeprefix('F-').replace('-', ' ')} | {len(instances)} | {len(meant)} | "
            f"{100 * len(meant) / len(instances):.0f} % | {len(here)} | {told} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
