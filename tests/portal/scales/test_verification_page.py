"""The verification page: computed, checked, issued, and what stops it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales import actions
from hengjian_portal.scales.models import Scale, Verification

from .conftest import SOFTWARE, readings, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]
Visits = Callable[..., actions.Visit]


def _typed(scale: Scale, checker: Actor, **changes: str) -> dict[str, str]:
    """The form as an engineer sends it: every reading of the sheet, error 0."""
    typed = {
        "version": str(scale.version), "production_code": scale.production_code,
        "software_id": SOFTWARE, "seal_present": "on", "checker": str(checker.person_id),
        "place": "解放坊", "temperature_c": "18.5", "standards": "M1 20 kg", "seal_no": "YZ-9",
        "r-zero-1-load_g": "50", "r-zero-1-indication_g": "50", "r-zero-1-added_g": "2.5",
    }  # fmt: skip
    counts: dict[str, int] = {}
    for test, rows in readings().items():
        for row in rows if isinstance(rows, list) else []:
            counts[test] = counts.get(test, 0) + 1
            for name, value in row.items():
                if name not in ("direction", "position"):
                    typed[f"r-{test}-{counts[test]}-{name}"] = value
    return typed | changes


def test_an_engineer_computes_checks_and_then_issues(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor
):
    client = signed_in(verifier_a)
    where = reverse("scales:verify", args=[in_use.production_code])
    assert client.get(where).status_code == 200
    typed = _typed(in_use, verifier_b)
    shown = client.post(where, typed | {"step": "check"})
    assert "全部合格" in shown.content.decode()
    assert not Verification.objects.exists()
    issued = client.post(where, typed | {"step": "issue"})
    assert issued.status_code == 302
    done = Verification.objects.get()
    assert (done.verdict, done.certificate.seal_no) == ("pass", "YZ9")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"r-weighing-2-indication_g": "2503"}, "不是分度值"),
        ({"r-weighing-2-added_g": ""}, "请填写"),
        ({"r-weighing-2-added_g": "-1"}, "大于"),
        ({"r-weighing-2-added_g": "many"}, "称量记录里有填错的数"),
        ({"software_id": "ZH-0"}, "程序可能被更换"),
        ({"seal_present": ""}, "铅封不完好"),
        ({"seal_no": ""}, "请填写新铅封编号"),
        ({"production_code": "P123"}, "位"),
    ],
)
def test_nothing_is_issued_while_something_on_the_page_is_wrong(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor, changes: dict[str, str], words: str
):
    where = reverse("scales:verify", args=[in_use.production_code])
    typed = _typed(in_use, verifier_b, step="issue", **changes)
    page = signed_in(verifier_a).post(where, typed)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not Verification.objects.exists()


def test_a_row_left_empty_is_named_as_missing_and_not_issued(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor
):
    where = reverse("scales:verify", args=[in_use.production_code])
    typed = _typed(in_use, verifier_b, step="issue")
    typed["r-tare-1-indication_g"] = typed["r-tare-1-added_g"] = ""
    page = signed_in(verifier_a).post(where, typed).content.decode()
    assert "还缺：去皮" in " ".join(page.split())
    assert not Verification.objects.exists()


def test_a_page_opened_before_somebody_else_acted_is_refused(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor
):
    where = reverse("scales:verify", args=[in_use.production_code])
    typed = _typed(in_use, verifier_b, step="issue", version=str(in_use.version - 1))
    page = signed_in(verifier_a).post(where, typed)
    assert "已被他人办理" in page.content.decode()
    assert not Verification.objects.exists()


def test_rows_are_judged_as_they_are_typed(in_use: Scale, verifier_a: Actor):
    where = reverse("scales:compute", args=[in_use.production_code])
    typed = {
        "r-weighing-2-load_g": "2500", "r-weighing-2-indication_g": "2505",
        "r-weighing-2-added_g": "0",
    }  # fmt: skip
    text = signed_in(verifier_a).post(where, typed).content.decode()
    # 2505 + 2.5 - 0 - 2500 = 7.5 g against 0.5 e = 2.5 g at 500 e.
    row = text.split('id="said-weighing-2"')[1].split('id="said-weighing-3"')[0]
    assert "不合格" in row
    assert "7.5" in row
    assert "2.5" in row
    assert "还缺" in text
