"""
Write down which of the tests that the promises name passed in the last whole run.

    python tools/promises.py          read build/reports, which `make test` writes, and write promises_seen.json
    python tools/promises.py --check  exit 1 where what was seen is not for the promises as they stand
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / "build" / "reports"
sys.path.insert(0, str(ROOT / "src"))

from hengjian_portal.desk import promises  # noqa: E402


def take(reports: list[Path]) -> int:
    """Write down which named test passed in the runs reported; 1 where one did not, or did not run."""
    outcomes: dict[str, list[bool]] = {}
    for report in reports:
        for name, passed in outcomes_in(report).items():
            outcomes.setdefault(name, []).extend(passed)
    results = {name: result_of(name, outcomes) for name in promises.tests_named()}
    written = {
        "promises": promises.digest(),
        "on": datetime.now(UTC).date().isoformat(),
        "tests": results,
    }
    text = json.dumps(written, ensure_ascii=False, indent=1, sort_keys=True)
    promises.SEEN.write_text(text + "\n", encoding="utf-8")
    broken = [name for name, passed in results.items() if not passed]
    print("\n".join(f"not kept: {name}" for name in broken) or f"{len(results)} tests, all passed")
    return 1 if broken else 0


def outcomes_in(report: Path) -> dict[str, list[bool]]:
    """Of each test function and each file of tests, whether its cases passed."""
    found: dict[str, list[bool]] = {}
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314  (our own report)
        if case.find("skipped") is not None:
            continue
        passed = case.find("failure") is None and case.find("error") is None
        file = case.attrib["classname"].removeprefix("tests.").replace(".", "/") + ".py"
        name = case.attrib["name"].split("[")[0].split("@")[0]
        for key in (f"{file}::{name}", f"{file}::*"):
            found.setdefault(key, []).append(passed)
    return found


def result_of(name: str, outcomes: dict[str, list[bool]]) -> bool:
    """Whether a named test ran and passed in all its cases."""
    return bool(outcomes.get(name)) and all(outcomes[name])


def check() -> int:
    """Whether what was seen is for the promises as they stand, and nothing in it is broken."""
    seen = promises.seen_results()
    left = [name for name in promises.tests_named() if not seen.get(name)]
    if left:
        print("not seen, or not kept; run `make promises`: " + ", ".join(left[:5]), file=sys.stderr)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(check() if "--check" in sys.argv else take(sorted(REPORTS.glob("*.xml"))))
