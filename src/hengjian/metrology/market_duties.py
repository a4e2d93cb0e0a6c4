"""
The nine duties of who runs a market (market_duties.yaml), and how each stands on a day.

A duty is green, yellow or red. What the register itself knows (the filed list, the fair scale) is
computed from it; the others stand on the proof that was last given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from hengjian.law.citation import Citation, Confidence
from hengjian.metrology.field import Fields
from hengjian.metrology.soundness import Reason
from hengjian.text.sheet import shipped_sheet

_FILE = "market_duties.yaml"
REGISTER = "register"
FAIR_SCALE = "fair_scale"


class Colour(StrEnum):
    """How a duty stands; from the worst to the best."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class MarketDuty:
    """
    One duty: what it is called, its item of the article, and what shows that it is met.

    `proof` is `register`, `fair_scale`, or the name of the setting that says for how many days a
    proof counts.
    """

    name: str
    zh: str
    en: str
    item: str
    cite: Citation
    proof: str


@dataclass(frozen=True, slots=True)
class Terms:
    """
    What no text states: days by the name of a setting.

    `warn` is how many days ahead a duty turns yellow, `fair_check` after how many days the fair
    scale must be tried again.
    """

    proof_days: Mapping[str, int]
    warn: int
    fair_check: int


@dataclass(frozen=True, slots=True)
class Proof:
    """When a duty was met last, and until when that counts where the proof itself says so."""

    done_on: date
    good_until: date | None = None


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """The filed list: when one was last accepted, whether one waits, how much changed since."""

    accepted_on: date | None
    waiting: bool
    n_changes: int
    n_scales: int


@dataclass(frozen=True, slots=True)
class FairScaleFacts:
    """The fair scale: is one named and sound, until when, when was it tried and did it hold."""

    named: bool
    sound: bool = False
    sound_until: date | None = None
    checked_on: date | None = None
    holds: bool = False


@dataclass(frozen=True, slots=True)
class DutyStanding:
    """The colour of a duty, why, and the day on which it changes for the worse, if one is known."""

    colour: Colour
    why: Reason
    until: date | None = None


@cache
def shipped_duties() -> Mapping[str, MarketDuty]:
    """
    Read the duties that lie beside the code, by name, in their order; raises `TextError`.

    >>> duty = shipped_duties()["fair_scale"]
    >>> print(duty.item, duty.cite)
    六 《集贸市场计量监督管理办法》第五条（待核）
    """
    return read_duties(shipped_sheet("hengjian.metrology", _FILE), _FILE)


def read_duties(values: Mapping[str, object], name: str) -> dict[str, MarketDuty]:
    """Read the duties from the mapping of a YAML file; raises `TextError` with the place."""
    top = Fields(name, "", values)
    cite = _cite(top)
    rows = top.block("duties")
    if rows is None:
        raise top.error("duties", "is missing; list the duties", "缺失，请列出各项义务")
    found = {}
    for key in rows.values:
        row = rows.block(key) or Fields(name, key, {})
        found[key] = MarketDuty(
            key, row.given("zh"), row.given("en"), row.given("item"), cite, row.given("proof")
        )
        row.check_all_taken()
    top.check_all_taken()
    return found


def _cite(top: Fields) -> Citation:
    read_on = top.text("read_on")
    return Citation(
        text=top.given("text"),
        article=top.given("article"),
        in_force=date.fromisoformat(top.given("in_force")),
        confidence=Confidence(top.word("confidence", tuple(Confidence))),
        read_on=date.fromisoformat(read_on) if read_on else None,
        number=top.given("number"),
    )


def by_proof(proof: Proof | None, days: int, terms: Terms, day: date) -> DutyStanding:
    """
    How a duty stands that is shown by proof: until its own last day, else for so many days.

    >>> terms = Terms({}, warn=30, fair_check=7)
    >>> by_proof(Proof(date(2026, 1, 5)), 365, terms, date(2026, 6, 1)).colour.value
    'green'
    """
    if proof is None:
        return DutyStanding(Colour.RED, Reason("还没有提交过佐证", "no proof was given yet"))
    until = proof.good_until or proof.done_on + timedelta(days=days)
    if day > until:
        why = Reason(f"上次佐证{until}已过期", f"the last proof ended on {until}")
        return DutyStanding(Colour.RED, why)
    if day > until - timedelta(days=terms.warn) and days > terms.warn:
        why = Reason(f"佐证{until}到期，请更新", f"the proof ends on {until}: renew it")
        return DutyStanding(Colour.YELLOW, why, until)
    why = Reason(f"{proof.done_on}已落实", f"met on {proof.done_on}")
    return DutyStanding(Colour.GREEN, why, until)


def of_register(facts: RegisterFacts) -> DutyStanding:
    """How the duty to register and file stands: the accepted list against what is there now."""
    if facts.accepted_on is None and not facts.waiting:
        return DutyStanding(Colour.RED, Reason("台账还没有报备", "the list was never filed"))
    if facts.waiting:
        why = Reason("台账已报备，等待区县局接收", "the list is filed and waits for the bureau")
        return DutyStanding(Colour.YELLOW, why)
    if facts.n_changes:
        why = Reason(
            f"{facts.accepted_on}接收后已有{facts.n_changes}处变化，请重新报备",
            f"{facts.n_changes} changes since it was accepted on {facts.accepted_on}: file it again",
        )
        return DutyStanding(Colour.YELLOW, why)
    why = Reason(
        f"{facts.n_scales}台秤，台账{facts.accepted_on}接收，此后没有变化",
        f"{facts.n_scales} scales, accepted on {facts.accepted_on}, nothing changed since",
    )
    return DutyStanding(Colour.GREEN, why)


def of_fair_scale(facts: FairScaleFacts, terms: Terms, day: date) -> DutyStanding:
    """
    How the duty to keep a fair scale stands: named, sound, tried lately, and it held.

    >>> of_fair_scale(FairScaleFacts(named=False), Terms({}, 30, 7), date(2026, 6, 1)).why.en
    'no scale is named as the fair scale'
    """
    wrong = _wrong_fair_scale(facts, terms, day)
    if wrong is not None:
        return DutyStanding(Colour.RED, wrong)
    assert facts.checked_on is not None
    again = facts.checked_on + timedelta(days=terms.fair_check)
    end = facts.sound_until
    if end is not None and day > end - timedelta(days=terms.warn):
        why = Reason(f"公平秤检定{end}到期，请申请检定", f"its verification ends on {end}: apply")
        return DutyStanding(Colour.YELLOW, why, end)
    if day == again:
        why = Reason("公平秤今天应当核查", "the fair scale is to be tried today")
        return DutyStanding(Colour.YELLOW, why, again)
    why = Reason(f"{facts.checked_on}核查准确", f"tried on {facts.checked_on}, and it held")
    return DutyStanding(Colour.GREEN, why, again)


def _wrong_fair_scale(facts: FairScaleFacts, terms: Terms, day: date) -> Reason | None:
    if not facts.named:
        return Reason("还没有指定公平秤", "no scale is named as the fair scale")
    if not facts.sound:
        return Reason("公平秤今天不能使用", "the fair scale may not be used today")
    if facts.checked_on is None:
        return Reason("公平秤还没有核查过", "the fair scale was never tried")
    if not facts.holds:
        return Reason(
            f"公平秤{facts.checked_on}核查超差，应停用并检定",
            f"the fair scale was out of limits on {facts.checked_on}: stop it and have it verified",
        )
    if day > facts.checked_on + timedelta(days=terms.fair_check):
        return Reason(
            f"公平秤上次核查在{facts.checked_on}，已超过{terms.fair_check}天",
            f"the fair scale was last tried on {facts.checked_on}, over {terms.fair_check} days ago",
        )
    return None
