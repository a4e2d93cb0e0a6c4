"""Tables a market sends: stalls, and old scales in use before the transition."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import load_workbook
from tests.conftest import person_of_kind

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.scales import actions, late_entry
from hengjian_portal.scales.actions import entering
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Mark, Scale, Stall, TypeApproval
from hengjian_portal.watch.imports.table import TableError

from .market_city import body_of, stall_at
from .rig import on, signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
HEADS = (
    "型号,生产企业,出厂编号,摊位,起用日期,证书编号,检定日期,证书有效期至,检定机构,出厂日期,网联依据"
)


def row(made_by: str, **changes: str) -> str:
    """One row that is right, but for what is changed."""
    cells = {
        "model": "ACS-15Q", "maker": made_by, "serial": "19004711", "stall": "A1",
        "since": "2024-04-01", "certificate": "JD2025-0417",
        "verified_on": "2025-11-01", "until": "2026-10-31",
        "body": "某检定所", "made_on": "2019-06-01", "networked": "",
    }  # fmt: skip
    return ",".join((cells | changes).values())


def read(market: Actor, *rows: str, heads: str = HEADS) -> Any:
    data = "\n".join((heads, *rows)).encode()
    return late_entry.read_old_scales(body_of(market), data, "t.csv", TODAY)


@pytest.fixture
def stall(market: Actor) -> Stall:
    return stall_at(market, "A1", on(2026, 3, 9))


def test_old_scales_are_entered_and_wait_for_the_district(
    old_type: TypeApproval, stall: Stall, market: Actor, district: Actor
):
    found = read(market, row(old_type.maker.name), row(old_type.maker.name, serial="19004712"))
    rows = [made for _number, made in found.good]
    entering.enter_old_scales(market=body_of(market), rows=rows, actor=market, at=on(2026, 3, 10))
    scale = Scale.objects.get(serial_no="19004711")
    assert (scale.state, scale.use_reviewed, scale.owner_id) == (
        "registered", False, market.body_id,
    )  # fmt: skip
    assert scale.use_evidence == "检定证书JD2025-0417，有效期至2026-10-31，某检定所"
    paper = scale.paper_certificate
    assert (paper.number, paper.body_name, paper.regulation) == (
        "JD2025-0417", "某检定所", "JJG539-2016",
    )  # fmt: skip
    assert Mark.objects.get(scale=scale).value == scale.production_code
    assert scale.steps.get().kind == "entered_late"
    assert Entry.objects.filter(kind="scales.entered_late").count() == 2
    actions.review_use(
        scale=scale, accepted=True, reason="证书相符", actor=district, at=on(2026, 3, 10)
    )
    assert Scale.objects.get(pk=scale.pk).use_reviewed is True


def test_a_scale_of_a_trader_with_an_account_is_theirs(old_type: TypeApproval, market: Actor):
    user = person_of_kind("scale_user", "yu", "500103")
    stall_at(market, "A1", on(2026, 3, 9), trader=body_of(user))
    found = read(market, row(old_type.maker.name))
    entering.enter_old_scales(
        market=body_of(market), rows=[found.good[0][1]], actor=market, at=on(2026, 3, 10)
    )
    assert Scale.objects.get().owner_id == user.body_id


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    [
        ({"model": ""}, "model_no", "is empty"),
        ({"model": "ACS-99"}, "model_no", "is not recorded: ask the city"),
        ({"model": "ACS-15QL"}, "model_no", "is a new type: its maker registers"),
        ({"maker": "别家"}, "model_no", "is not recorded"),
        ({"maker": "x" * 121}, "maker", "longer than 120"),
        ({"serial": "123456789"}, "serial_no", ""),
        ({"stall": "Z9"}, "stall", "add it first"),
        ({"since": "2026-01-08"}, "since", "only scales in use before the transition"),
        ({"since": "last year"}, "since", "is no day"),
        ({"since": "2018-01-01", "made_on": ""}, "since", "before it could be made"),
        ({"made_on": "2018-01-01"}, "made_on", "before its type was approved"),
        ({"until": "2023-01-01"}, "until", "before the scale was in use"),
        ({"until": "2026-11-02"}, "until", "12 months after it"),
        ({"until": "2025-10-31"}, "until", "must lie between 2025-11-01"),
        ({"verified_on": "2026-03-11"}, "verified_on", "and today"),
        ({"verified_on": "2019-05-31"}, "verified_on", "when it could be made"),
        ({"verified_on": ""}, "verified_on", "is empty"),
        ({"certificate": ""}, "certificate", "is empty"),
        ({"body": "x" * 61}, "body", "longer than 60"),
    ],
)
def test_every_bad_row_says_where_and_what_to_do(
    old_type: TypeApproval, new_type: TypeApproval, stall: Stall, market: Actor,
    changes: dict[str, str], column: str, said: str,
):  # fmt: skip
    found = read(
        market, row(old_type.maker.name, serial="19000001"), row(old_type.maker.name, **changes)
    )
    assert [number for number, _made in found.good] == [2]
    fault = found.faults[0]
    assert (fault.row, fault.column.name) == (3, column)
    assert said in fault.en
    assert fault.zh


def test_a_serial_number_stands_once_in_the_table_and_in_the_register(
    old_type: TypeApproval, old_in_use: Scale, stall: Stall, market: Actor
):
    twice = row(old_type.maker.name, serial="19000009")
    found = read(market, row(old_type.maker.name), twice, twice)
    assert [fault.row for fault in found.faults] == [2, 4]
    assert "registered already" in found.faults[0].en


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        (HEADS.replace("型号", "颜色"), "column '颜色' is not known"),
        (HEADS.replace("型号,", ""), "column Model is missing"),
        (HEADS.replace("型号", "Stall"), "twice"),
    ],
)
def test_columns_are_taken_strictly(stall: Stall, market: Actor, heads: str, said: str):
    with pytest.raises(ScaleError, match=said):
        read(market, "x", heads=heads)


def test_what_is_no_table_is_refused(market: Actor):
    with pytest.raises(TableError):
        late_entry.read_old_scales(body_of(market), b"<html>", "t.csv", TODAY)
    with pytest.raises(ScaleError, match="holds no row"):
        read(market)


def test_what_was_registered_meanwhile_lets_nothing_in(
    old_type: TypeApproval, stall: Stall, market: Actor
):
    rows = [read(market, row(old_type.maker.name)).good[0][1]]
    rows += [read(market, row(old_type.maker.name, serial="19000002")).good[0][1]]
    entering.enter_old_scales(
        market=body_of(market), rows=rows[:1], actor=market, at=on(2026, 3, 10)
    )
    with pytest.raises(ScaleError, match="registered meanwhile"):
        entering.enter_old_scales(
            market=body_of(market), rows=rows[::-1], actor=market, at=on(2026, 3, 10)
        )
    assert Scale.objects.count() == 1


def test_nobody_else_enters_scales_for_a_market(
    old_type: TypeApproval, stall: Stall, market: Actor, maker: Actor, district: Actor
):
    rows = [read(market, row(old_type.maker.name)).good[0][1]]
    for stranger in (maker, district, person_of_kind("market", "other", "500108")):
        with pytest.raises(Refused):
            entering.enter_old_scales(
                market=body_of(market), rows=rows, actor=stranger, at=on(2026, 3, 10)
            )


def upload(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("t.csv", text.encode("gb18030"), "text/csv")


@pytest.mark.usefixtures("demonstration")
def test_the_page_takes_all_or_nothing_unless_good_rows_are_asked_for(
    old_type: TypeApproval, stall: Stall, market: Actor
):
    client, where = signed_in(market), reverse("scales:import_scales", args=[market.body_id])
    maker = old_type.maker.name
    text = "\n".join((HEADS, row(maker), row(maker, serial="1", stall="Z9")))
    strict = client.post(where, {"table": upload(text), "wrong_rows": "none"})
    assert (strict.status_code, Scale.objects.count()) == (422, 0)
    assert "请先登记该摊位" in strict.content.decode()
    loose = client.post(where, {"table": upload(text), "wrong_rows": "good"})
    assert (loose.status_code, Scale.objects.count()) == (200, 1)
    assert client.post(where, {"wrong_rows": "none"}).status_code == 422


@pytest.mark.usefixtures("demonstration")
def test_the_template_is_read_back_as_it_was_given(market: Actor, old_type: TypeApproval):
    client = signed_in(market)
    for what, columns in (
        ("stalls", late_entry.STALL_COLUMNS),
        ("old_scales", late_entry.SCALE_COLUMNS),
    ):
        answer = client.get(reverse("scales:template", args=[market.body_id, what]))
        sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0)
        assert sheet.to_python()[0] == [column.zh for column in columns]


@pytest.mark.usefixtures("demonstration")
def test_stalls_come_in_by_table_and_a_stall_twice_is_refused(market: Actor):
    where = reverse("scales:import_stalls", args=[market.body_id])
    text = "摊位,经营者,经营品类\nA1,李某,蔬菜\nA2,王某,水果\n"
    assert (
        signed_in(market).post(where, {"table": upload(text), "wrong_rows": "none"}).status_code
        == 200
    )
    assert Stall.objects.count() == 2
    again = signed_in(market).post(where, {"table": upload(text), "wrong_rows": "good"})
    assert again.status_code == 422
    assert "已经有了" in again.content.decode()


@pytest.mark.usefixtures("demonstration")
def test_the_district_reviews_many_at_once_and_another_district_sees_none(
    old_claimed: Scale, district: Actor, other_district: Actor
):
    where = reverse("scales:late_entries", args=[old_claimed.market_id])
    sent = {"scales": [old_claimed.pk], "accepted": "yes", "reason": "证书相符"}
    assert signed_in(other_district).post(where, sent).status_code == 404
    assert signed_in(district).post(where, {**sent, "reason": ""}).status_code == 200
    assert signed_in(district).post(where, sent).status_code == 302
    assert Scale.objects.get().use_reviewed is True
