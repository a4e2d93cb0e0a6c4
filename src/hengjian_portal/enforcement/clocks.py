"""The clocks of a matter: which body owes what since which proven event, and what runs out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language

from hengjian.clock.standing import standing
from hengjian.enforcement.stages import Move
from hengjian.errors import PenaltyError
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.queries import bureau
from hengjian_portal.duties.actions import (
    Owing,
    drop_duties,
    extend_duties,
    meet_duty,
    open_duty,
)
from hengjian_portal.duties.law import rule_book
from hengjian_portal.duties.models import Duty
from hengjian_portal.duties.queries import Chip, chip
from hengjian_portal.duties.reckoning import Reckoned, reckon
from hengjian_portal.enforcement import seizures
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.enforcement.queries import latest
from hengjian_portal.look.figures import BEIJING

Papers = dict[str, dict[str, Any]]
_OWED_BY_PARTY = frozenset({"correction", "hearing_request"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A limit that is nobody's duty here, in the shape of a clock chip."""

    what: str
    due_on: date | None
    due_at: datetime | None
    standing: str
    days_left: int | None
    owner_name: str
    article: str
    article_url: str
    confirmed: bool
    provisional: bool


def turn(matter: Matter, move: Move, papers: Papers, at: datetime) -> list[str]:
    """Stop the clocks the move meets or drops and start the ones it opens; the rules started."""
    for rule in move.meets:
        if rule != seizures.RULE or papers["release_record"]["ends"]:
            meet_duty(rule=rule, about=_about(rule, matter, papers), at=at)
    if move.verb == "extend_seizure":
        extend_duties(rule=seizures.RULE, about=_about(seizures.RULE, matter, papers))
    for rule in move.drops:
        drop_duties(rule=rule, about=matter.obj, because=move.verb, at=at)
    opened = []
    for rule in move.opens:
        owner = _owner(rule, matter)
        since, asked = _start(rule, papers, at)
        if owner is None:
            reckon(rule, since, asked)  # refused where it cannot be counted, though nobody owes it
            continue
        owing = Owing(
            rule=rule, owed_by=owner, about=_about(rule, matter, papers), title=str(matter)[:200],
            link=_page(rule, matter), asked=asked,
        )  # fmt: skip
        open_duty(owing=owing, triggered_at=since, at=at)
        opened.append(rule)
    return opened


def _about(rule: str, matter: Matter, papers: Papers) -> str:
    """What a clock is about: the matter, or that one of its seizures the papers name."""
    if rule != seizures.RULE:
        return matter.obj
    named = papers.get("extension_record") or papers.get("release_record")
    held = seizures.seizures_of(matter)
    if named is None:
        return held[-1].obj
    return next(one.obj for one in held if one.number == named["seizure"])


def _start(rule: str, papers: Papers, at: datetime) -> tuple[datetime, dict[str, Any]]:
    """A clock starts at the proven event: service, where something was served."""
    if rule == "correction":
        directive = papers["directive"]
        return noon(directive["served_on"]), {"days": directive["days"]}
    if rule == "hearing_request":
        return noon(papers["advance_notice"]["served_on"]), {}
    if rule == seizures.RULE:
        return noon(papers["seizure_record"]["seized_on"]), {}
    return at, {}


def _owner(rule: str, matter: Matter) -> Body | None:
    """Who owes it; None where the party has no account here and only its page could show it."""
    if rule in _OWED_BY_PARTY:
        return matter.party
    if rule != "criminal_referral_decision":
        return matter.bureau
    head_office = bureau("")
    if head_office is None:
        raise PenaltyError(
            "the register holds no bureau of the city, whose head would decide: create it first",
            zh="单位名录中没有市局，无法由其负责人决定：请先登记市局",
        )
    return head_office


def _page(rule: str, matter: Matter) -> str:
    name = "enforcement:mine" if rule in _OWED_BY_PARTY else "enforcement:matter"
    return reverse(name, args=[matter.pk])


def limitation(act_ended_on: str, harmed: bool) -> Reckoned:
    """When a breach can be punished no more: two years, or five where life or health was harmed."""
    return reckon("penalty_limitation", noon(act_ended_on), {"variant": variant(harmed)})


def variant(harmed: bool) -> str:
    """The variant of the limitation."""
    return "life" if harmed else "ordinary"


def check_not_barred(filing: Mapping[str, Any], at: datetime) -> None:
    """Refuse a case filed after the limitation; an act that goes on is barred by none."""
    if not filing.get("act_ended_on"):
        return
    found = limitation(filing["act_ended_on"], bool(filing.get("harmed")))
    if found.due_on is not None and localdate(at) > found.due_on:
        raise PenaltyError(
            f"the breach ended on {filing['act_ended_on']} and can be punished until "
            f"{found.due_on} only ({found.article}): no case may be filed",
            zh=f"违法行为{filing['act_ended_on']}终了，追责时效至{found.due_on}届满（{found.article}）："
            "不能再立案",
        )


def hearing_until(notice: Mapping[str, Any]) -> Reckoned:
    """Until when a hearing may be asked for after a served advance notice."""
    return reckon("hearing_request", noon(notice["served_on"]), {})


def owed_by_party(matter: Matter, now: datetime) -> list[Chip]:
    """What the party itself owes or may still ask for, as its own page shows it."""
    held = Duty.objects.filter(about=matter.obj, owed_by=matter.party_id, dropped_at=None)
    return [chip(duty, now) for duty in held.select_related("owed_by", "officer")]


def beside(matter: Matter, now: datetime) -> list[Shown]:
    """Limits that run without a duty: the limitation of a case, the answer of the police."""
    if matter.kind == Matter.Kind.PENALTY:
        filing = latest(matter, "filing")
        ended = filing.content.get("act_ended_on") if filing else ""
        if filing and ended:
            asked = {"variant": variant(bool(filing.content.get("harmed")))}
            return [_shown("penalty_limitation", noon(ended), asked, matter.opened_at, now)]
    book = latest(matter, "transfer_book")
    if book is not None:
        answer = latest(matter, "police_answer")
        done = answer.at if answer else None
        return [_shown("police_filing", noon(book.content["accepted_on"]), {}, done, now)]
    return []


def _shown(
    rule: str, since: datetime, asked: dict[str, Any], done: datetime | None, now: datetime
) -> Shown:
    found, said = reckon(rule, since, asked), rule_book().in_force(rule, localdate(since))
    english = (get_language() or "").startswith("en")
    done_on = localdate(done) if done else None
    return Shown(
        what=said.title_en if english else said.title_zh, due_on=found.due_on, due_at=found.due_at,
        standing=standing(found.due_on, localdate(now), done_on).value,
        days_left=(found.due_on - localdate(now)).days if found.due_on else None,
        owner_name="", article=found.article, article_url=reverse("public:rule", args=[rule]),
        confirmed=found.confirmed, provisional=found.provisional,
    )  # fmt: skip


def seizure_until(seized_on: str, *, extended: bool = False) -> Reckoned:
    """The last day of a seizure that began on a day, and the article that says so."""
    return reckon(seizures.RULE, noon(seized_on), {"extended": extended})


def noon(day: str) -> datetime:
    """A day of Beijing as a moment: its noon, so that no time zone moves it."""
    return datetime.combine(date.fromisoformat(day), time(12), tzinfo=BEIJING)
