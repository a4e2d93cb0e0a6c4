"""A firm's own quality register: its alone, with a nudge when a pattern shows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.recalls.actions.quality import Noted, note_quality
from hengjian_portal.recalls.queries.quality import notes_of, patterns
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in, text_of
from tests.portal.recalls.paths import AT, Cast

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 9)


def note(cast: Cast, **changes: Any) -> None:
    facts: dict[str, Any] = {
        "kind": "return", "product_name": "保温杯", "model_no": "NS-500", "hazard": "thermal",
        "what": "漏水", "happened_on": TODAY,
    }  # fmt: skip
    note_quality(noted=Noted(**(facts | changes)), actor=cast.producer, at=AT)


def test_two_are_no_pattern_and_the_third_is(cast: Cast):
    note(cast)
    note(cast, n=1, kind="complaint")
    assert patterns(cast.producer, TODAY) == []
    note(cast)
    (found,) = patterns(cast.producer, TODAY)
    assert (found.model_no, found.hazard, found.n, found.injuries) == ("NS-500", "thermal", 3, 0)


def test_one_injury_is_enough(cast: Cast):
    note(cast, kind="injury")
    assert patterns(cast.producer, TODAY)[0].injuries == 1


@pytest.mark.parametrize(
    ("changes", "seen"),
    [
        ({"happened_on": date(2025, 12, 9), "n": 3}, True),  # ninety days before 9 March 2026
        ({"happened_on": date(2025, 12, 8), "n": 3}, False),
        ({"kind": "test", "n": 3}, False),
    ],
)
def test_old_notes_and_tests_make_no_pattern(cast: Cast, changes: dict[str, Any], seen: bool):
    note(cast, **changes)
    assert bool(patterns(cast.producer, TODAY)) is seen


def test_nobody_else_sees_it_and_the_entry_tells_nothing(cast: Cast):
    note(cast, what="密封圈供应商更换")
    other = person_of_kind("domestic_agent", "he", "500157")
    assert not notes_of(other).exists()
    assert "密封圈" not in text_of(signed_in(other).get("/cases/quality/"))
    for officer in (cast.city, cast.district):
        assert signed_in(officer).get("/cases/quality/").status_code == 403
        with pytest.raises(Refused):
            note_quality(
                noted=Noted("return", "杯", "N", "thermal", "x", TODAY), actor=officer, at=AT
            )
    assert "密封圈" not in str(Entry.objects.get(kind="recalls.quality_noted").details)


def test_the_page_nudges_towards_a_report(cast: Cast, time_machine: Any):
    time_machine.move_to(AT)
    typed = {"kind": "injury", "product_name": "保温杯", "model_no": "NS-500",
             "hazard": "thermal", "what": "烫伤", "n": "1", "happened_on": "2026-03-09"}  # fmt: skip
    zhao = signed_in(cast.producer)
    assert zhao.post("/cases/quality/", typed).status_code == 302
    page = zhao.get("/cases/quality/")
    assert "应当报告" in text_of(page)
    assert "model_no=NS-500" in page.content.decode()
    tomorrow = zhao.post("/cases/quality/", {**typed, "happened_on": "2026-03-10"})
    assert "日期不能晚于今天" in text_of(tomorrow)
