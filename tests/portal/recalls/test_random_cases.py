"""
Cases driven at random, by every kind of account, through acts that are allowed and acts that are not.

What may happen is read from the closed table as it was handed to us, beside this checkout, and from
the rights written by hand; not from the code under test. `HENGJIAN_RANDOM_CASES` says how many cases
(120 unless told; `make prove` drives a thousand).
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from hengjian.errors import HengjianError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.duties.models import Duty
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.recalls.actions.case import Deed, Seen, carry_out
from hengjian_portal.recalls.acts import ACTS
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Document, Recall
from tests.conftest import person_of_kind
from tests.portal.recalls.paths import ANNOUNCEMENT, DEFECT, PLAN, PROGRESS, Cast, later

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parents[1]
SHARED = Path(os.environ.get("HENGJIAN_SHARED", Path(__file__).parents[4] / "shared"))
TABLE = SHARED / "domain" / "stages.yaml"
RIGHTS = yaml.safe_load((HERE / "accounts/expected_rights.yaml").read_text(encoding="utf-8"))
N_CASES = int(os.environ.get("HENGJIAN_RANDOM_CASES", "120"))
N_TRIES = 26
SEED = 20260201
# As whom a kind of account stands in the table.
STANDS_AS = {"domestic_agent": "producer", "platform": "seller"}


@pytest.fixture(scope="module")
def table() -> dict[str, Any]:
    if not TABLE.exists():
        pytest.skip(
            "the closed stage table is not beside this checkout; HENGJIAN_SHARED says where"
        )
    return yaml.safe_load(TABLE.read_text(encoding="utf-8"))


@pytest.fixture
def everybody(cast: Cast) -> list[Actor]:
    """One of every kind of account, and the cast of the case."""
    held = {"city", "district", "technical_body", "producer"}
    others = [k for k in Kind if k not in (Kind.SYSTEM, Kind.CONSUMER) and k not in held]
    made = [person_of_kind(kind.value, f"any-{kind.value}", "500103") for kind in others]
    stranger = person_of_kind("district", "far", "500108")
    main = [cast.city, cast.second, cast.district, cast.technical, cast.producer]
    return [*main * 4, *made, stranger]


REASON = {"reason": {"text": "x"}}
PAPERS: dict[str, dict[str, Any]] = {
    "turn_away": REASON | {"law_that_applies": {"law": "y"}},
    "call_consultation": {"analysis_note": {"summary": "x", "hazards": [], "harms": []}},
    "investigate_directly": {"approval_grave_or_wide": {"because": "wide"}},
    "record_unreachable": {
        "service_attempts": {"attempts": "a\nb"},
        "consumer_alert": {"title": "t", "do_now": "停用", "hazard": "h"},
    },
    "submit_result": {"investigation_result": {"conclusion": "defect"}},
    "take_over_refused": {"non_response_record": {"how": "refused", "record": "x"}},
    "admit_defect": {"defect_record": DEFECT},
    "object": {"objection_with_evidence": {"grounds": "x"}},
    "convene_panel": {"draw_record": {}},
    "determine_defect": {
        "expert_opinions": {},
        "determination": {"served_on": "2026-03-09", "majority": "x", "dissent": "y"},
    },
    "determine_no_defect": {
        "expert_opinions": {},
        "determination": {"served_on": "2026-03-09", "majority": "x", "dissent": "y"},
    },
    "report_for_directive": {"report_up": {"to": "x"}},
    "receive_directive": {"directive": {"served_on": "2026-03-09"}},
    "submit_plan": {"recall_plan": PLAN},
    "return_plan": {"gaps": {"text": "x", "days": 5}},
    "accept_plan": {},
    "announce": {"announcement": ANNOUNCEMENT},
    "submit_progress": {"progress_report": PROGRESS},
    "change_plan": {"changed_plan": PLAN},
    "continue_recall": {"effect_assessment": {}},
    "recall_again": {"effect_assessment": {}, "recall_notice": {"served_on": "2026-03-09"}},
    "find_effective": {"effect_assessment": {}},
    "submit_final_report": {"final_report": {"corrected": 1}},
    "return_final_report": {"gaps": {"text": "x"}},
    "close_active": {"closing_decision": {"reason": "x"}},
    "transfer_out": {"letter": {"to": "x"}},
    "merge_into": {"target_case": {"case_no": "CQ1999-0001"}},
}


def papers_for(cast: Cast, verb: str, chance: random.Random) -> dict[str, Any]:
    """Papers that an act can be done with; now and then one is left out."""
    of_the_cast = {
        "notify_producer": cast.notice, "report_investigation": cast.report,
        "notify_recall": cast.recall_notice,
    }  # fmt: skip
    papers = of_the_cast[verb]() if verb in of_the_cast else dict(PAPERS.get(verb, REASON))
    if papers and chance.random() < 0.06:
        del papers[chance.choice(sorted(papers))]
    return papers


def moves_at(table: dict[str, Any], stage: str, verb: str) -> Iterator[dict[str, Any]]:
    for move in table["moves"]:
        if move["verb"] == verb and stage in move["from"]:
            yield move


def is_allowed(table: dict[str, Any], case: Recall, deed: Deed) -> bool:
    """Whether table and rights let this through; guards may still say no."""
    kind = deed.actor.kind.value
    body = STANDS_AS.get(kind, kind)
    fitting = [m for m in moves_at(table, case.stage, deed.verb) if body in m["who"]]
    tie = RIGHTS[ACTS[deed.verb].right].get(kind)
    own = case.producer_id is not None and deed.actor.body_id == case.producer_id
    tied = {"any": True, "area": deed.actor.district == case.district, "own": own}
    if not fitting or not tied.get(tie, False):
        return False
    return set(fitting[0].get("needs", ())) <= set(deed.papers)


def test_no_random_act_leaves_the_table_loses_a_duty_or_goes_unrecorded(
    table: dict[str, Any], cast: Cast, everybody: list[Actor]
):
    chance = random.Random(SEED)
    done: dict[str, int] = {}
    for _n in range(N_CASES):
        case = cast.lead()
        for attempt in range(N_TRIES):
            verb = _verb(table, case.stage, chance)
            actor = _actor(table, case.stage, verb, everybody, chance)
            deed = Deed(
                Seen(case.pk, case.version), verb, papers_for(cast, verb, chance), actor,
                approver=chance.choice([cast.second, cast.city, None]),
            )  # fmt: skip
            if _try(table, case, deed, attempt):
                done[verb] = done.get(verb, 0) + 1
            case.refresh_from_db()
        _check_whole(table, case)
    # The walk was worth something: far ends of the table were reached, not only its beginning.
    assert len(done) >= 25, done
    assert sum(done.values()) > 3 * N_CASES


def _verb(table: dict[str, Any], stage: str, chance: random.Random) -> str:
    """Mostly a verb that is open at the stage, so that cases get on; else any."""
    here = [m["verb"] for m in table["moves"] if stage in m["from"] and m["verb"] in ACTS]
    ends = {"turn_away", "hand_to_complaints", "merge_into", "leave", "transfer_out"}
    onward = [verb for verb in here if verb not in ends] or here
    if onward and chance.random() < 0.85:
        return chance.choice(onward if chance.random() < 0.9 else here)
    return chance.choice(sorted(ACTS))


def _actor(
    table: dict[str, Any], stage: str, verb: str, everybody: list[Actor], chance: random.Random
) -> Actor:
    """Two times of three somebody whose kind may, so that cases get on; else anybody."""
    who = {body for move in moves_at(table, stage, verb) for body in move["who"]}
    fitting = [one for one in everybody if STANDS_AS.get(one.kind.value, one.kind.value) in who]
    return chance.choice(fitting if fitting and chance.random() < 0.67 else everybody)


def _try(table: dict[str, Any], case: Recall, deed: Deed, day: int) -> bool:
    before = (case.stage, case.version, Entry.objects.count(), Duty.objects.count(),
              Document.objects.count())  # fmt: skip
    allowed = is_allowed(table, case, deed)
    refused: HengjianError | None = None
    try:
        after = carry_out(deed=deed, at=later(day))
    except HengjianError as error:
        refused = error
    if refused is not None:
        case.refresh_from_db()
        now = (case.stage, case.version, Entry.objects.count(), Duty.objects.count(),
               Document.objects.count())  # fmt: skip
        assert now == before, f"{deed.verb} was refused and left something behind"
        # Only a guard may refuse what table and rights allow, and it says why in both languages.
        assert not allowed or isinstance(refused, CaseError), (deed.verb, deed.actor.kind, refused)
        assert refused.zh
        return False
    assert allowed, f"{deed.actor.kind} was let do {deed.verb} at {before[0]}"
    move = next(moves_at(table, before[0], deed.verb))
    assert (after.stage, after.version) == (move["to"], before[1] + 1)
    assert Entry.objects.count() == before[2] + 1
    assert Duty.objects.count() >= before[3]
    return True


def _check_whole(table: dict[str, Any], case: Recall) -> None:
    """The case stands in the table, its chain holds, and every clock of its entries is accounted for."""
    assert case.stage in table["stages"]
    about = f"recall:{case.pk}"
    assert check_chain(about) == case.version
    started: list[str] = []
    for entry in Entry.objects.filter(object=about):
        started += entry.details.get("clocks", [])
    held = Duty.objects.filter(about=about)
    assert sorted(started) == sorted(held.values_list("rule", flat=True))
    for duty in held:
        ended = (duty.met_at is not None) + (duty.dropped_at is not None)
        assert ended <= 1
        assert duty.dropped_at is None or duty.dropped_because
