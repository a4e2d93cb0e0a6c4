"""The certificate of another body: entered from paper, its days checked, counted once reviewed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.models import Entry
from hengjian_portal.scales import actions, answers, filings, own, queries
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import PaperCertificate, Scale, TypeApproval
from hengjian_portal.scales.paper_certificates import Paper

from .market_city import body_of
from .rig import MADE, label_of, on, signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
PAPER = Paper("JD2025-0417", "某检定所", date(2025, 11, 1), date(2026, 10, 31), "JJG539-2016")


@pytest.fixture
def bought(old_type: TypeApproval, maker: Actor, market: Actor) -> Scale:
    """An old scale of the market's, in its hands since 2024 and never registered as in use."""
    one = actions.Made("19004711", date(2024, 3, 4))
    scale = actions.register_scale(approval=old_type, made=one, actor=maker, at=MADE)
    sale = actions.Sale(body_of(market), date(2024, 3, 20))
    actions.sell(scale=scale, sale=sale, actor=maker, at=MADE)
    return scale


def enter(scale: Scale, market: Actor, paper: Paper = PAPER) -> Scale:
    """Put it into use since 2024, with its paper."""
    place = actions.PlaceOfUse(date(2024, 4, 1), "A1", body_of(market), paper=paper)
    actions.put_into_use(scale=scale, place=place, actor=market, at=on(2026, 3, 10))
    return queries.everything().get(pk=scale.pk)


def accepted(scale: Scale, district: Actor) -> Scale:
    actions.review_use(
        scale=scale, accepted=True, reason="证书相符", actor=district, at=on(2026, 3, 10)
    )
    return queries.everything().get(pk=scale.pk)


def test_a_paper_counts_once_the_district_accepted_it_and_until_its_last_day(
    bought: Scale, market: Actor, district: Actor
):
    scale = enter(bought, market)
    assert scale.use_evidence == "检定证书JD2025-0417，有效期至2026-10-31，某检定所"
    assert not queries.soundness_of(scale, TODAY).is_sound
    scale = accepted(scale, district)
    last = queries.soundness_of(scale, date(2026, 10, 31))
    assert (last.is_sound, last.verdict.until) == (True, date(2026, 10, 31))
    after = queries.soundness_of(scale, date(2026, 11, 1))
    assert not after.is_sound
    assert "已过期" in after.verdict.reasons[0].zh
    (row,) = filings.lists_of([body_of(market)])[scale.market_id]
    assert row["valid_until"] == "2026-10-31"


def test_the_transition_cuts_what_the_paper_says(bought: Scale, market: Actor, district: Actor):
    late = replace(PAPER, verified_on=date(2026, 3, 9), valid_until=date(2027, 3, 8))
    scale = accepted(enter(bought, market, late), district)
    assert queries.soundness_of(scale, TODAY).verdict.until == date(2027, 1, 7)
    assert queries.soundness_of(scale, date(2027, 1, 7)).is_sound
    assert not queries.soundness_of(scale, date(2027, 1, 8)).is_sound


def test_everybody_reads_that_it_comes_from_paper_and_waits_to_be_confirmed(
    bought: Scale, market: Actor, district: Actor
):
    scale = enter(bought, market)
    before = answers.answer_for(scale.production_code, TODAY)
    assert before.card.tone == "danger"
    assert ("纸质检定证书", "JD2025-0417 · 照纸质补登，待核") in before.facts
    accepted(scale, district)
    answer = answers.answer_for(scale.production_code, TODAY)
    assert (answer.answer, answer.card.tone) == ("sound", "warn")
    assert answer.card.word == "凭纸质证书可以使用，待核"
    told = answers.as_json(answer, TODAY)["scale"]
    assert (told["certificate"], told["paper_certificate"]) == (None, "JD2025-0417")


def test_an_opening_ends_what_the_paper_stood_for(bought: Scale, market: Actor, district: Actor):
    scale = accepted(enter(bought, market), district)
    actions.report_opened(scale=scale, found="外壳有撬痕", actor=market, at=on(2026, 3, 11))
    scale = queries.everything().get(pk=scale.pk)
    found = queries.soundness_of(scale, date(2026, 3, 11))
    assert (found.is_sound, found.paper) == (False, None)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"verified_on": date(2026, 3, 11)}, "verified_on", "and today"),
        ({"verified_on": date(2024, 3, 3)}, "verified_on", "when it could be made"),
        ({"valid_until": date(2025, 10, 31)}, "valid_until", "must lie between"),
        ({"valid_until": date(2026, 11, 2)}, "valid_until", "12 months after"),
        ({"regulation": "JJG1204-2025"}, "regulation", "verified by JJG539-2016"),
    ],
)
def test_days_out_of_order_or_another_regulation_are_refused(
    bought: Scale, market: Actor, changes: dict[str, object], field: str, said: str
):
    with pytest.raises(ScaleError, match=said) as refused:
        enter(bought, market, replace(PAPER, **changes))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not PaperCertificate.objects.exists()


def test_a_paper_without_its_regulation_gets_that_of_its_day(bought: Scale, market: Actor):
    scale = enter(bought, market, replace(PAPER, regulation=""))
    assert scale.paper_certificate.regulation == "JJG539-2016"


def test_a_new_scale_brings_no_paper_along(sold: Scale, market: Actor):
    place = actions.PlaceOfUse(
        date(2026, 3, 9), "A1", body_of(market), read=label_of(sold), paper=PAPER
    )
    with pytest.raises(ScaleError, match="only old scales") as refused:
        actions.put_into_use(scale=sold, place=place, actor=market, at=MADE)
    assert refused.value.field == "certificate_no"


def test_a_step_taken_back_takes_its_paper_along(bought: Scale, market: Actor, district: Actor):
    scale = enter(bought, market)
    actions.take_back(scale=scale, reason="登记错了", actor=district, at=on(2026, 3, 10))
    assert not PaperCertificate.objects.exists()
    assert Entry.objects.get(kind="scales.put_into_use").details["paper"]["number"] == PAPER.number
    assert enter(scale, market).paper_certificate.number == PAPER.number


@pytest.mark.usefixtures("demonstration")
def test_the_form_asks_for_the_paper_of_an_old_scale_whole_or_not_at_all(
    bought: Scale, sold: Scale, market: Actor
):
    client = signed_in(market)
    new = client.get(reverse("scales:act", args=[sold.production_code, "put_into_use"]))
    assert 'name="certificate_no"' not in new.content.decode()
    where = reverse("scales:act", args=[bought.production_code, "put_into_use"])
    assert 'name="certificate_no"' in client.get(where).content.decode()
    typed = {
        "version": bought.version, "market": market.body_id, "stall": "A1", "since": "2024-04-01",
        "certificate_no": "JD2025-0417", "certificate_body": "某检定所",
        "verified_on": "2025-11-01",
    }  # fmt: skip
    half = client.post(where, typed).content.decode()
    assert "要填全，或者都不填" in half
    assert client.post(where, typed | {"valid_until": "2026-10-31"}).status_code == 302
    page = client.get(reverse("scales:scale", args=[bought.production_code])).content.decode()
    assert "照纸质补登，待核" in page


def test_a_trader_reads_until_when_the_paper_serves(bought: Scale, market: Actor, district: Actor):
    accepted(enter(bought, market), district)
    (one,) = own.mine(market, TODAY)
    assert (one.tone, one.until) == ("warn", date(2026, 10, 31))
    assert "待核" in one.word
