"""What people report of a scale becomes a lead of its district, once."""

from __future__ import annotations

from datetime import UTC, datetime

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales import suspicions
from hengjian_portal.scales.actions.tips import note_tips
from hengjian_portal.scales.models import Scale, Suspicion
from hengjian_portal.watch.models import Report, Tip

from .rig import signed_in

AT = datetime(2026, 5, 4, 2, tzinfo=UTC)
SHORT = {
    "test": "sale", "code": "P", "weighed": {"billed_g": "3000", "actual_g": "2700", "recheck": "better"},
    "verdict": {"short_g": "300", "finding": "short"},
}  # fmt: skip


def _tip(district: str, **facts: object) -> Tip:
    report = Report.objects.create(
        receipt_no=f"R{Report.objects.count():07d}", source="web", product_name="秤",
        what_happened="少称", district=district, received_at=AT,
    )  # fmt: skip
    return Tip.objects.create(
        report=report, received_at=AT, kind="scale_weight", facts=SHORT | facts
    )


def test_a_tip_becomes_one_lead_at_its_district_about_its_scale(
    in_use: Scale, district: Actor, other_district: Actor
):
    tip = _tip("500103", production_code=in_use.production_code)
    assert note_tips(at=AT) == 1
    assert note_tips(at=AT) == 0
    lead = Suspicion.objects.get()
    assert (lead.check_code, lead.scale, lead.district) == ("short_weight", in_use, "500103")
    assert lead.facts["receipt"] == tip.report.receipt_no
    assert list(suspicions.visible_to(district)) == [lead]
    assert not suspicions.visible_to(other_district).exists()


def test_a_scale_nobody_registered_is_a_lead_as_well_and_a_decided_one_does_not_return(
    district: Actor, settings: object
):
    _tip("500103", market="路边摊")
    assert note_tips(at=AT) == 1
    Suspicion.objects.update(
        stage="dismissed", reason="已核实", decided_at=AT, decided_by=district.person_id
    )
    assert note_tips(at=AT) == 0


def test_an_officer_reads_what_was_weighed(in_use: Scale, district: Actor, settings: object):
    settings.DEMO = True  # type: ignore[attr-defined]
    _tip("500103", production_code=in_use.production_code)
    note_tips(at=AT)
    page = signed_in(district).get(f"/scales/suspicions/{Suspicion.objects.get().pk}/")
    text = page.content.decode()
    assert "结算（克） 3000" in text
    assert "复称用秤 更准的秤" in text
    assert "结论 短斤少两" in text
    assert "复称短少" in text
