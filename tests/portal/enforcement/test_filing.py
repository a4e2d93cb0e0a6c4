"""Filing a case: in time, and where the article asks for it only after a directive was not met."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from hengjian.errors import PenaltyError
from hengjian_portal.enforcement.actions import open_matter
from hengjian_portal.enforcement.models import Matter
from tests.portal.enforcement.conftest import AT, FILING, Team, directive, do


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ended", "harmed", "last"),
    [
        # Two years from Friday 2024-03-08 end on Sunday 2026-03-08, so on Monday the 9th: today.
        ("2024-03-08", False, ""),
        ("2024-03-06", False, "2026-03-06"),
        # Where life or health was harmed five years run: from 2024-03-06 to 2029.
        ("2024-03-06", True, ""),
        ("", False, ""),
    ],
)
def test_a_case_filed_after_the_limitation_is_refused(
    team: Team, ended: str, harmed: bool, last: str
):
    filing = FILING | {"act_ended_on": ended, "harmed": harmed}
    asked: dict[str, Any] = {
        "kind": "penalty", "subject": team.subject(ground="refusal_to_recall"),
        "papers": {"filing": filing}, "actor": team.drafter, "at": AT,
    }  # fmt: skip
    if last:
        with pytest.raises(PenaltyError, match=f"can be punished until {last} only"):
            open_matter(**asked)
        assert not Matter.objects.exists()
    else:
        assert open_matter(**asked).stage == "filed"


@pytest.mark.django_db
def test_a_late_duty_is_punished_only_after_a_directive_was_not_met(team: Team):
    served = directive(team, at=datetime(2026, 2, 2, 2, tzinfo=UTC))
    asked: dict[str, Any] = {
        "kind": "penalty",
        "papers": {"filing": FILING},
        "actor": team.drafter,
        "at": AT,
    }
    for before in (None, served):
        subject = team.subject(ground="duty_not_corrected", grown_from=before)
        with pytest.raises(PenaltyError, match="serve a directive first"):
            open_matter(subject=subject, **asked)
    # Fifteen days after Monday 2 February end on Tuesday the 17th, in Spring Festival; off to the
    # 23rd, so Tuesday the 24th.
    recheck = {"recheck": {"checked_on": "2026-03-09", "found": "仍未公示"}}
    do(served, "find_not_corrected", team.drafter, recheck)
    served.refresh_from_db()
    subject = team.subject(ground="duty_not_corrected", grown_from=served)
    assert open_matter(subject=subject, **asked).grown_from_id == served.pk
