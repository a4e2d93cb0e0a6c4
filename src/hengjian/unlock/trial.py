"""A trial of firmware: every check of the table in its order, and the report of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from hengjian.errors import CodeError
from hengjian.unlock import trial_locking, trial_repair
from hengjian.unlock.check_table import shipped_checks
from hengjian.unlock.conformance import CheckResult, Report, Verdict
from hengjian.unlock.line_protocol import Word
from hengjian.unlock.talk import FailedError, NotTriedError, Plan, Talk, Wire, WireError

Step = Callable[[Talk], None]


# The function of each check by its id; a check without one is an error at once.
_ROOMS = vars(trial_locking) | vars(trial_repair)
STEPS: Mapping[str, Step] = MappingProxyType(
    {check.id: _ROOMS[check.id] for check in shipped_checks().checks}
)


def run_trial(wire: Wire, plan: Plan, *, fast: bool, now: Callable[[], datetime]) -> Report:
    """
    Drive firmware through every check, some minutes of its time, and leave it sealed if it can be.

    With `fast`, firmware that announces it in its greeting is told to let its waits pass faster;
    any other is really waited for. `now` is the door's clock, for the times in the report.
    """
    talk = Talk(wire, plan)
    began_at = now()
    results: list[CheckResult] = []
    for name, step in STEPS.items():
        silent = results and results[0].verdict is not Verdict.PASS
        results.append(_not_greeted(name) if silent else _run(talk, name, step))
        if len(results) == 1 and fast and results[0].verdict is Verdict.PASS:
            _speed_up(talk)
    _leave_sealed(talk)
    return Report(
        profile=plan.profile.name,
        profile_version=plan.profile.version,
        production_code=plan.production_code,
        software=talk.software,
        simulation=talk.simulation,
        speed=talk.speed,
        began_at=began_at,
        ended_at=now(),
        checks=tuple(results),
    )


def _run(talk: Talk, name: str, step: Step) -> CheckResult:
    talk.exchanges = []
    verdict, en, zh = Verdict.PASS, "", ""
    try:
        step(talk)
    except NotTriedError as error:
        verdict, en, zh = Verdict.NOT_TRIED, str(error), error.zh
    except (FailedError, WireError) as error:
        verdict, en, zh = Verdict.FAIL, str(error), error.zh
    return CheckResult(name, verdict, zh, en, tuple(talk.exchanges))


def _not_greeted(name: str) -> CheckResult:
    return CheckResult(
        name, Verdict.NOT_TRIED, "没有合格的问候行", "there was no right greeting", ()
    )


def _speed_up(talk: Talk) -> None:
    fastest = talk.ask(f"{Word.HELLO} 1").facts.get("fastest", "1")
    if fastest.isdigit() and int(fastest) > 1 and talk.ask(f"{Word.SPEED} {fastest}").ok:
        talk.speed = int(fastest)


def _leave_sealed(talk: Talk) -> None:
    """Spend or void every code that stands in the report; a scale that cannot be sealed stays so."""
    try:
        trial_locking.seal_again(talk)
        if talk.speed > 1:
            talk.ask(f"{Word.SPEED} 1")
    except CodeError:
        return
