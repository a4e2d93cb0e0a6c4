"""Tables of a market: its stalls, and old scales that were in use before the transition began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hengjian.errors import CodeError
from hengjian.metrology import marks
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales import by_date, codes, fitness
from hengjian_portal.scales.actions.stalls import StallFacts
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Scale, Stall, TypeApproval
from hengjian_portal.scales.paper_certificates import Dates, Paper, checked
from hengjian_portal.scales.sent_rows import Cells, Column, Found, RowError, day_in, read_sent

STALL_COLUMNS = (
    Column("label", "摊位", "Stall", example="蔬菜区 12 号"),
    Column("trader_name", "经营者", "Trader", longest=80, example="李某"),
    Column("goods", "经营品类", "Goods", longest=20, example="蔬菜"),
    Column(
        "kinds", "商品种类", "Kinds of goods", required=False, longest=200, example="蔬菜；水果"
    ),
)
SCALE_COLUMNS = (
    Column("model_no", "型号", "Model", longest=80, example="ACS-15"),
    Column("maker", "生产企业", "Maker", longest=120, example="某某衡器有限公司"),
    Column("serial_no", "出厂编号", "Serial number", example="19004711"),
    Column("stall", "摊位", "Stall", example="蔬菜区 12 号"),
    Column("since", "起用日期", "In use since", example="2024-04-01"),
    Column("certificate", "证书编号", "Certificate number", example="JD2025-0417"),
    Column("verified_on", "检定日期", "Verified on", example="2025-11-01"),
    Column("until", "证书有效期至", "Certificate valid until", example="2026-10-31"),
    Column("body", "检定机构", "Verification body", longest=60, example="某某计量检定所"),
    Column("regulation", "检定规程", "Regulation", required=False, example="JJG539-2016"),
    Column("made_on", "出厂日期", "Made on", required=False, example="2019-05-06"),
    Column("networked", "网联依据", "Networked because", required=False, longest=120),
)


@dataclass(frozen=True, slots=True)
class OldScale:
    """
    An old scale as a market found it at a stall, with the certificate it brings along on paper.

    `made_on` is None where nobody knows it.
    """

    approval: TypeApproval
    serial_no: str
    stall: Stall
    since: date
    paper: Paper
    made_on: date | None = None
    networked_evidence: str = ""

    @property
    def code(self) -> str:
        """The production code it gets."""
        return codes.production_code(self.approval, self.serial_no)


def read_stalls(market: Body, data: bytes, name: str) -> Found[StallFacts]:
    """Read a table of stalls; raises `TableError`, `ScaleError`."""
    taken = set(Stall.objects.filter(market=market, closed_on=None).values_list("label", flat=True))

    def make(cells: Cells) -> StallFacts:
        label = " ".join(cells["label"].split())
        if label in taken:
            raise RowError(
                f"stall {label} is there already: remove the row or close the stall",
                zh=f"摊位{label}已经有了：请删除该行，或先关闭原摊位", column="label",
            )  # fmt: skip
        try:
            kinds = fitness.kinds_in(cells.get("kinds", ""))
        except ScaleError as error:
            raise RowError(str(error), zh=error.zh or "", column="kinds") from error
        taken.add(label)
        return StallFacts(label, cells["trader_name"], cells["goods"], goods_kinds=kinds)

    return read_sent(data, name, STALL_COLUMNS, make)


def read_old_scales(market: Body, data: bytes, name: str, today: date) -> Found[OldScale]:
    """Read a table of old scales in use; raises `TableError`, `ScaleError`."""
    reader = _Reader(market, today)
    return read_sent(data, name, SCALE_COLUMNS, reader.read)


class _Reader:
    """Holds what rows are compared with, so that a table of thousands asks the database once."""

    def __init__(self, market: Body, today: date) -> None:
        self.today, self.law = today, by_date.table()
        stalls = Stall.objects.filter(market=market, closed_on=None)
        self.stalls = {stall.label: stall for stall in stalls.select_related("trader")}
        self.types: dict[tuple[str, str], list[TypeApproval]] = {}
        for one in TypeApproval.objects.select_related("maker"):
            self.types.setdefault((one.maker.name, one.model_no), []).append(one)
        self.taken = set(Scale.objects.values_list("type_approval_id", "serial_no"))

    def read(self, cells: Cells) -> OldScale:
        """One row; raises `RowError`."""
        approval, stall = self._type(cells), self._stall(cells)
        serial_no = marks.tidy_code(cells["serial_no"])
        since, until, made_on = self._days(cells, approval)
        paper = self._paper(cells, approval, until, made_on)
        found = OldScale(
            approval, serial_no, stall, since, paper, made_on, cells.get("networked", "")
        )
        try:
            codes.production_code(approval, serial_no)
        except CodeError as error:
            raise RowError(str(error), zh=error.zh or "", column="serial_no") from error
        if (approval.pk, serial_no) in self.taken:
            raise RowError(
                f"serial number {serial_no} of this type is registered already: check the plate",
                zh=f"该型式的出厂编号{serial_no}已登记：请核对铭牌", column="serial_no",
            )  # fmt: skip
        self.taken.add((approval.pk, serial_no))
        return found

    def _paper(
        self, cells: Cells, approval: TypeApproval, until: date, made_on: date | None
    ) -> Paper:
        verified_on = day_in(cells, "verified_on")
        assert verified_on is not None  # a required cell is not empty
        written = Paper(
            cells["certificate"], cells["body"], verified_on, until, cells.get("regulation", "")
        )
        dates = Dates(made_on or approval.approved_on, self.today, self.law)
        try:
            return checked(written, approval, dates)
        except ScaleError as error:
            column = {"valid_until": "until"}.get(error.field, error.field)
            raise RowError(str(error), zh=error.zh or "", column=column) from error

    def _type(self, cells: Cells) -> TypeApproval:
        maker, model_no = cells["maker"], cells["model_no"]
        held = self.types.get((maker, model_no), [])
        old = [one for one in held if one.norm == TypeApproval.Norm.OLDER]
        if old:
            return old[0]
        if held:
            raise RowError(
                f"{maker} {model_no} is a new type: its maker registers each scale",
                zh=f"{maker}{model_no}是新型式：由生产企业逐台登记", column="model_no",
            )  # fmt: skip
        raise RowError(
            f"type {model_no} of {maker} is not recorded: ask the city's bureau to record it",
            zh=f"{maker}的型号{model_no}没有登记型式批准：请市局先登记该型式", column="model_no",
        )  # fmt: skip

    def _stall(self, cells: Cells) -> Stall:
        label = " ".join(cells["stall"].split())
        if label not in self.stalls:
            raise RowError(
                f"there is no stall {label}: add it first",
                zh=f"没有摊位{label}：请先登记该摊位", column="stall",
            )  # fmt: skip
        return self.stalls[label]

    def _days(self, cells: Cells, approval: TypeApproval) -> tuple[date, date, date | None]:
        since, until = day_in(cells, "since"), day_in(cells, "until")
        made_on = day_in(cells, "made_on")
        assert since is not None  # required cells are not empty
        assert until is not None
        if not by_date.in_use_before_the_transition(since):
            raise RowError(
                f"in use since {since}: only scales in use before the transition are entered late",
                zh=f"{since}起用：只能补登过渡开始前已在用的秤", column="since",
            )  # fmt: skip
        if since < (made_on or approval.approved_on):
            raise RowError(
                f"in use since {since}, before it could be made: correct the day",
                zh=f"{since}起用，早于出厂或型式批准：请更正日期", column="since",
            )  # fmt: skip
        if made_on is not None and made_on < approval.approved_on:
            raise RowError(
                f"made on {made_on}, before its type was approved on {approval.approved_on}",
                zh=f"出厂日期{made_on}早于型式批准日期{approval.approved_on}", column="made_on",
            )  # fmt: skip
        if until < since:
            raise RowError(
                f"the certificate ended on {until}, before the scale was in use",
                zh=f"证书{until}到期，早于起用日期", column="until",
            )  # fmt: skip
        return since, until, made_on
