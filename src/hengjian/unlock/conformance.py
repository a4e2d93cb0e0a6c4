"""
The report of a trial: what was sent, what was answered, and whether the firmware conforms.

A file of JSON or YAML, format `hengjian-unlock-conformance`, version 1. It holds no key. The
codes in it are spent or void once the scale is sealed again, as a trial leaves it where it can.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import yaml

from hengjian.errors import TextError
from hengjian.text.sheet import read_sheet
from hengjian.unlock.check_table import shipped_checks
from hengjian.unlock.field import Fields
from hengjian.unlock.key import PRODUCTION_CODE

FORMAT = "hengjian-unlock-conformance"
VERSION = 1
MOST_BYTES = 128 * 1024
# No control characters, nor those that turn the direction of writing or cannot be seen.
_SHORT = re.compile(
    r"[^\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]{0,400}"
)
_MOST_SPEED = 10**6
_ONE_LINE = 1000  # wider than any line of a report, so that none is folded


class Verdict(StrEnum):
    """How a check came out; `not_tried` where an earlier failure left no way to try it. Stored."""

    PASS = "pass"  # noqa: S105 (a verdict, no password)
    FAIL = "fail"
    NOT_TRIED = "not_tried"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One line sent, and the line that came back; empty where none came."""

    sent: str
    answered: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check with its verdict; `why` is empty exactly for a pass."""

    id: str
    verdict: Verdict
    why_zh: str
    why_en: str
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """
    A whole trial. `speed` is how much faster than real the firmware's waits passed (1: real).

    `simulation` is what the firmware says of itself; times are in UTC.
    """

    profile: str
    profile_version: int
    production_code: str
    software: str
    simulation: bool
    speed: int
    began_at: datetime
    ended_at: datetime
    checks: tuple[CheckResult, ...]

    @property
    def conforms(self) -> bool:
        """Whether every check passed."""
        return all(check.verdict is Verdict.PASS for check in self.checks)

    @property
    def in_real_time(self) -> bool:
        """Whether this is a trial of real firmware that was really waited for."""
        return not self.simulation and self.speed == 1


def report_fields(report: Report) -> dict[str, object]:
    """Lay a report out as the fields of its file, in their order."""
    topics = {check.id: check.topic for check in shipped_checks().checks}
    return {
        "format": FORMAT,
        "version": VERSION,
        "checks_version": shipped_checks().version,
        "profile": report.profile,
        "profile_version": report.profile_version,
        "production_code": report.production_code,
        "software": report.software,
        "simulation": report.simulation,
        "speed": report.speed,
        "began_at": report.began_at.astimezone(UTC).isoformat(),
        "ended_at": report.ended_at.astimezone(UTC).isoformat(),
        "conforms": report.conforms,
        "checks": [
            {
                "id": check.id,
                "topic": topics[check.id],
                "verdict": check.verdict.value,
                "why_zh": check.why_zh,
                "why_en": check.why_en,
                "exchanges": [
                    {"sent": one.sent, "answered": one.answered} for one in check.exchanges
                ],
            }
            for check in report.checks
        ],
    }


def report_text(report: Report, *, as_yaml: bool = False) -> str:
    """Write a report as JSON, or as YAML; `parse_report` reads both."""
    fields = report_fields(report)
    if as_yaml:
        return yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=_ONE_LINE)
    return json.dumps(fields, ensure_ascii=False, indent=1) + "\n"


def parse_report(octets: bytes, name: str = "report") -> Report:
    """
    Read a report strictly; `name` is for messages.

    Raises `TextError` naming the place: a field that is missing, unknown or doubled, a check that
    is missing or out of order, a topic that is not the check's, or a `conforms` that its own
    verdicts contradict. Whether the report is genuine is not asked: it is not signed.
    """
    top = Fields(name, "", _sheet(octets, name))
    top.word("format", (FORMAT,))
    top.whole("version", VERSION, VERSION)
    top.whole("checks_version", shipped_checks().version, shipped_checks().version)
    report = Report(
        profile=top.given("profile"),
        profile_version=top.whole("profile_version", 1),
        production_code=top.fitting("production_code", PRODUCTION_CODE),
        software=top.fitting("software", _SHORT),
        simulation=top.yes_or_no("simulation"),
        speed=top.whole("speed", 1, _MOST_SPEED),
        began_at=_moment(top, "began_at"),
        ended_at=_moment(top, "ended_at"),
        checks=tuple(_result(row) for row in top.rows("checks")),
    )
    said = top.yes_or_no("conforms")
    top.check_all_taken()
    _check_whole(top, report, said)
    return report


def _sheet(octets: bytes, name: str) -> dict[str, object]:
    if len(octets) > MOST_BYTES:
        raise TextError(
            f"{name}: more than {MOST_BYTES} bytes; this is no report of a trial",
            zh=f"{name}：超过{MOST_BYTES}字节，不是符合性报告",
        )
    try:
        sheet = read_sheet(octets.decode("utf-8"), name)
    except UnicodeDecodeError as error:
        raise TextError(
            f"{name}: byte {error.start + 1} is not UTF-8; take the file as it was written",
            zh=f"{name}：第{error.start + 1}字节不是UTF-8，请使用原始文件",
        ) from None
    if not isinstance(sheet, dict):
        raise TextError(
            f"{name}: the top must be a mapping; take the file as it was written",
            zh=f"{name}：最外层应为键值表，请使用原始文件",
        )
    return sheet


def _result(row: Fields) -> CheckResult:
    known = {check.id: check for check in shipped_checks().checks}
    check = known[row.word("id", tuple(known))]
    row.word("topic", (check.topic,))
    result = CheckResult(
        id=check.id,
        verdict=Verdict(row.word("verdict", tuple(Verdict))),
        why_zh=row.fitting("why_zh", _SHORT),
        why_en=row.fitting("why_en", _SHORT),
        exchanges=tuple(_exchange(one) for one in row.rows("exchanges")),
    )
    row.check_all_taken()
    passed = result.verdict is Verdict.PASS
    if any(bool(why) is passed for why in (result.why_zh, result.why_en)):
        raise row.error("why_en", "is empty exactly for a pass", "仅在通过时为空")
    if result.verdict is not Verdict.NOT_TRIED and not result.exchanges:
        raise row.error("exchanges", "are missing from a check that was tried", "缺少往来记录")
    return result


def _exchange(row: Fields) -> Exchange:
    found = Exchange(row.fitting("sent", _SHORT), row.fitting("answered", _SHORT))
    row.check_all_taken()
    return found


def _moment(top: Fields, key: str) -> datetime:
    try:
        found = datetime.fromisoformat(top.given(key))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise top.error(key, "must be a time with its offset", "应为带时区的时间")
    return found.astimezone(UTC)


def _check_whole(top: Fields, report: Report, said: bool) -> None:
    if [check.id for check in report.checks] != [check.id for check in shipped_checks().checks]:
        raise top.error("checks", "must be all of them in their order", "应为全部检查项并按顺序")
    if said is not report.conforms:
        raise top.error("conforms", "contradicts the verdicts", "与各项结论矛盾")
    if report.ended_at < report.began_at:
        raise top.error("ended_at", "lies before began_at", "早于began_at")
