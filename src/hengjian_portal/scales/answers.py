"""The answer to 'is this scale right?', for anybody who asks with a code in hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hengjian.metrology.soundness import Reason
from hengjian_portal.look.figures import day as written_day
from hengjian_portal.look.figures import language, zh_en
from hengjian_portal.scales import codes, paper_certificates
from hengjian_portal.scales.models import Scale, TypeApplication, TypeApproval
from hengjian_portal.scales.queries import Found, Standing, find, soundness_of

_TONES = {"sound": "sound", "not_sound": "danger", "unknown": "unknown", "out_of_scope": "unknown"}


@dataclass(frozen=True, slots=True)
class Card:
    """What the verdict card shows."""

    tone: str
    word: str
    reason: str
    actions: list[str] = field(default_factory=list)
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`answer` is sound, not_sound, unknown or out_of_scope; `found` is None for unknown."""

    answer: str
    code: str
    card: Card
    reasons: tuple[Reason, ...] = ()
    found: Found | None = None
    standing: Standing | None = None
    facts: list[tuple[str, str]] = field(default_factory=list)


def answer_for(text: str, day: date) -> Answer:
    """What we know of a code on a day."""
    code = codes.as_typed(text)
    found = find(text)
    if found is None:
        return _unknown(code)
    standing = soundness_of(found.scale, day)
    card = {"sound": _sound, "not_sound": _not_sound, "out_of_scope": _out_of_scope}[
        standing.answer
    ](standing)
    return Answer(
        standing.answer, code, card, standing.verdict.reasons, found, standing,
        _facts(found.scale, standing),
    )  # fmt: skip


def _sound(standing: Standing) -> Card:
    if standing.paper is not None:
        return _on_paper(standing)
    return Card(
        _TONES["sound"], _("检定有效，可以使用"),
        _("这台秤检定合格、在有效期内，没有锁机或停用记录。"),
        [
            _("看一眼：铅封完好，秤上的型号、生产码与下面一致"),
            _("还是觉得分量不对：到市场的公平秤复称"),
        ],
        standing.verdict.until,
    )  # fmt: skip


def _on_paper(standing: Standing) -> Card:
    return Card(
        "warn", _("凭纸质证书可以使用，待核"),
        _("这台旧秤由别的机构检定，证书是照纸质补登的，没有向该机构核对。"),
        [
            _("请摊主出示检定证书，核对编号和出厂编号"),
            _("还是觉得分量不对：到市场的公平秤复称"),
        ],
        standing.verdict.until,
    )  # fmt: skip


def _not_sound(standing: Standing) -> Card:
    why = _one_line(standing.verdict.reasons)
    return Card(_TONES["not_sound"], _("不能用来做买卖"), why, _what_to_do())


def _one_line(reasons: tuple[Reason, ...]) -> str:
    """The reasons as one sentence, in the reader's language."""
    if language() == "en":
        said = "; ".join(reason.en for reason in reasons)
        return f"{said[:1].upper()}{said[1:]}."
    return f"{'；'.join(reason.zh for reason in reasons)}。"


def _what_to_do() -> list[str]:
    return [
        _("不用这台秤结账，请摊主换一台检定合格的秤"),
        _("已经买了：到市场的公平秤复称，保留小票或付款记录"),
        _("摊主不换，或者分量不足：拨打12315"),
    ]


def _out_of_scope(standing: Standing) -> Card:
    return Card(
        _TONES["out_of_scope"], _("不属于电子计价秤新规的范围"),
        str(zh_en(standing.verdict.reasons[0])),
        [
            _("看秤上有没有“检定合格”标记和完好的铅封"),
            _("对分量有疑问：到公平秤复称，或拨打12315"),
        ],
    )  # fmt: skip


def _unknown(code: str) -> Answer:
    if codes.is_misread(code):
        # Where exactly it is wrong is not said here: that would help who makes codes up.
        card = Card(
            _TONES["unknown"], _("号码好像抄错了"),
            _("“%(code)s”通不过校验：多了、少了或抄错了字符。") % {"code": code},
            [
                _("对照秤上的标签再输一遍，或直接扫码"),
                _("标签就是这样写的：这可能是假码，请拨打12315"),
            ],
        )  # fmt: skip
        return Answer("unknown", code, card)
    card = Card(
        _TONES["unknown"], _("查不到这台秤"),
        _("“%(code)s”没有登记。它可能是旧秤、外地的秤，也可能是假码：查不到不等于合格。")
        % {"code": code},
        [_("核对号码，再查一次"), *_what_to_do()],
    )  # fmt: skip
    return Answer("unknown", code, card)


def _facts(scale: Scale, standing: Standing) -> list[tuple[str, str]]:
    """What anybody may read of a scale: things and bodies, no person."""
    approval, live = scale.type_approval, standing.certificate
    pairs = [
        (_("生产码"), codes.in_fours(scale.production_code)),
        (_("型号"), f"{approval.model_no} · {nameplate_line(scale)}"),
        (_("市场"), str(scale.market) if scale.market else ""),
        (_("摊位"), scale.stall),
    ]
    if live is not None:
        done = live.verification
        pairs += [
            (_("检定证书"), live.number),
            (_("检定日期"), written_day(done.verified_on)),
            (_("有效至"), written_day(live.valid_until)),
            (_("检定机构"), str(done.body)),
            (_("检定规程"), done.regulation),
            (_("铅封编号"), live.seal_no),
        ]
    paper = paper_certificates.of_scale(scale)
    if paper is not None:
        pairs += [
            (_("纸质检定证书"), _("%(number)s · 照纸质补登，待核") % {"number": paper.number}),
            (_("纸质证书的检定机构"), paper.body_name),
            (_("纸质证书的检定日期"), written_day(paper.verified_on)),
            (_("纸质证书有效至"), written_day(paper.valid_until)),
            (_("纸质证书的检定规程"), paper.regulation),
        ]
    pairs += [
        (_("生产企业"), str(approval.maker)),
        (_("型式批准"), f"{approval.number} · {approval.get_norm_display()}"),
    ]
    return [(label, value) for label, value in pairs if value]


def register_facts(scale: Scale) -> list[tuple[str, str]]:
    """What the register holds of a scale beside what anybody may read."""
    pairs = [
        (_("出厂编号"), scale.serial_no),
        (_("软件标识"), scale.software_id),
        (_("出厂日期"), written_day(scale.made_on)),
        (_("所有者"), str(scale.owner or "")),
        (_("使用者"), str(scale.user or "")),
        (_("使用起始"), written_day(scale.in_use_since)),
        (_("网联核定依据"), scale.networked_evidence),
    ]
    return [(label, value) for label, value in pairs if value]


def nameplate_line(scale: Scale) -> str:
    """Max, e and class as they stand on the plate of a scale."""
    return plate_of(scale.type_approval)


def plate_of(approval: TypeApproval | TypeApplication) -> str:
    """Max, e and class of a type, as its plates have them."""
    e = " / ".join(row["e_g"] for row in approval.ranges) or f"{approval.e_g.normalize():f}"
    kilograms = f"{(approval.max_g / 1000).normalize():f}"
    return f"Max {kilograms} kg · e = {e} g · ({approval.accuracy_class})"


def as_json(answer: Answer, day: date) -> dict[str, Any]:
    """The same answer for programs; names are stable."""
    told: dict[str, Any] = {
        "version": 1, "code": answer.code, "answer": answer.answer, "as_of": day.isoformat(),
        "until": answer.card.until.isoformat() if answer.card.until else None,
        "reasons": [{"zh": reason.zh, "en": reason.en} for reason in answer.reasons],
        "scale": None,
    }  # fmt: skip
    if answer.found is not None:
        told["scale"] = _scale_json(answer.found.scale, answer.standing)
    return told


def _scale_json(scale: Scale, standing: Standing | None) -> dict[str, Any]:
    live = standing.certificate if standing else None
    paper = paper_certificates.of_scale(scale)
    return {
        "production_code": scale.production_code, "state": scale.state,
        "maker": scale.type_approval.maker.name, "model_no": scale.type_approval.model_no,
        "type_approval": scale.type_approval.number, "norm": scale.type_approval.norm,
        "market": scale.market.name if scale.market else None, "stall": scale.stall or None,
        "certificate": live.number if live else None,
        "paper_certificate": paper.number if paper else None,
        "certificate_until": live.valid_until.isoformat() if live else None,
    }  # fmt: skip
