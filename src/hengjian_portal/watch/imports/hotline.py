"""A hand-over of the 12315 hotline: columns by whatever names, mapped by the officer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hengjian.text.folding import plain
from hengjian_portal.accounts import districts
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.watch.imports.cell import parse_moment
from hengjian_portal.watch.imports.plan import Incoming
from hengjian_portal.watch.imports.table import Row, TableError
from hengjian_portal.watch.models import Report
from hengjian_portal.watch.told import Told, Wishes

KIND = Report.Source.HOTLINE.value


@dataclass(frozen=True, slots=True)
class Field:
    """Something a hand-over tells: the names columns give it, and how long it may be."""

    names: tuple[str, ...]
    most: int
    needed: bool = False


# In the order the page shows them; the first name is the one the hotline itself uses.
FIELDS: dict[str, Field] = {
    "external_no": Field(("工单号", "工单编号", "登记编号", "投诉编号", "编号"), 60, True),
    "received_at": Field(("登记时间", "登记日期", "受理时间", "投诉时间", "时间"), 40),
    "product_name": Field(
        ("被投诉产品", "商品名称", "产品名称", "涉及产品", "商品", "产品"), 160, True
    ),
    "brand": Field(("品牌", "商标"), 80),
    "model_no": Field(("型号", "规格型号", "型号规格"), 120),
    "firm_name": Field(("生产者", "生产企业", "生产厂家", "制造商"), 160),
    "bought_at": Field(("销售者", "被投诉方", "被投诉企业", "经营者", "商家", "网店"), 160),
    "what_happened": Field(("问题描述", "投诉内容", "内容", "情况说明", "事由"), 4000, True),
    "complaint": Field(("诉求", "投诉请求", "诉求内容"), 300),
    "name": Field(("联系人", "投诉人", "姓名", "消费者"), 60),
    "contact": Field(("联系电话", "联系方式", "电话", "手机"), 120),
    "district": Field(("区县", "所属区县", "行政区划", "承办单位", "地区"), 40),
}
# What a row is compared by with the report it became. Who reported is sealed there, and the time
# and the district may have been filled in by us.
CONTENT = (
    "product_name", "brand", "model_no", "firm_name", "bought_at", "what_happened", "complaint"
)  # fmt: skip


def guessed(columns: Iterable[str]) -> dict[str, str]:
    """
    For each field the column that most likely holds it; fields nothing fits are left out.

    >>> guessed(["投诉编号", "商品名称", "投诉内容", "备注"])
    {'external_no': '投诉编号', 'product_name': '商品名称', 'what_happened': '投诉内容'}
    """
    free = {plain(column): column for column in columns}
    found: dict[str, str] = {}
    for field, spec in FIELDS.items():
        for name in spec.names:
            if column := free.pop(plain(name), ""):
                found[field] = column
                break
    return found


@dataclass(frozen=True, slots=True)
class Handover:
    """How the columns are mapped, who takes the table in, and when."""

    mapping: Mapping[str, str]
    actor: Actor
    at: datetime

    def missing(self) -> list[str]:
        """List the needed fields that no column was given to, by their Chinese names."""
        return [
            spec.names[0]
            for field, spec in FIELDS.items()
            if spec.needed and not self.mapping.get(field)
        ]

    def understood(self, row: Row) -> Incoming:
        """
        Read a row of the table.

        Raises `TableError` for what is missing, too long, in the future or of another district,
        `TextError` for a time that cannot be read.
        """
        held = {field: self._cell(field, row) for field in FIELDS}
        day = held.pop("received_at")
        received = parse_moment(day) if day else self.at
        if received > self.at:
            raise TableError(f"{day} has not come yet: correct it", zh=f"{day}晚于现在：请更正")
        content = {field: held[field] for field in CONTENT}
        wishes = Wishes(held.pop("name"), held.pop("contact"), held.pop("complaint"))
        district = self._district(held.pop("district"))
        told = Told(**held, source=KIND, district=district, received_at=received)
        return Incoming(
            number=told.external_no,
            told=told,
            wishes=wishes,
            content=content,
            title=told.product_name,
        )

    def _cell(self, field: str, row: Row) -> str:
        spec, column = FIELDS[field], self.mapping.get(field, "")
        text = row.values.get(column, "")
        if spec.needed and not text:
            raise TableError(
                f"the column {column!r} is empty: fill it in", zh=f"“{column}”为空：请补上"
            )
        if len(text) > spec.most:
            raise TableError(
                f"the column {column!r} holds {len(text)} characters, more than {spec.most}: "
                "shorten it",
                zh=f"“{column}”有{len(text)}字，超过{spec.most}字：请缩短",
            )
        return text

    def _district(self, words: str) -> str:
        own = self.actor.district if self.actor.kind is Kind.DISTRICT else ""
        code = _code_of(words) if words else own
        if own and code != own:
            raise TableError(
                f"{words!r} is another district's: it is for that district or the city to take in",
                zh=f"“{words}”属于其他区县：应由该区县或市局导入",
            )
        return code


def _code_of(words: str) -> str:
    bare = "".join(words.split()).removeprefix("重庆市")
    for unit in districts.everything().values():
        if unit.valid_to is None and (bare == unit.code or bare.startswith(unit.name)):
            return unit.code
    raise TableError(
        f"no district is called {words!r}: write its name, such as 渝中区",
        zh=f"没有名为“{words}”的区县：请写区县名称，例如渝中区",
    )
