"""Certificates and rejection notices as PDF, with the code that leads to the live page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from hengjian.metrology.limits import regulation
from hengjian_portal.look import paper
from hengjian_portal.scales import answers, codes, receipts, weighing
from hengjian_portal.scales.actions.verifying import failed_items
from hengjian_portal.scales.models import Scale, Verification

_TEMPLATE = Path(__file__).with_name("papers") / "verification.typ"


def printable() -> QuerySet[Verification]:
    """Verifications with everything their paper shows."""
    return Verification.objects.select_related(
        "scale__type_approval__maker", "scale__owner", "scale__market", "body", "verifier",
        "checker", "certificate",
    )  # fmt: skip


def public_address(scale: Scale) -> str:
    """Where the code on a scale leads."""
    return settings.ORIGIN + reverse("public:scale_short", args=[scale.production_code])


def name_of(done: Verification) -> str:
    """The number of the certificate, of the rejection notice, or of the record of a check."""
    if done.kind == Verification.Kind.IN_SERVICE:
        return f"JC{done.verified_on.year}{done.pk:08d}"
    if done.verdict == Verification.Verdict.PASS:
        return done.certificate.number
    return f"TZ{done.verified_on.year}{done.pk:08d}"


def pdf(done: Verification) -> bytes:
    """The paper of one verification, as PDF."""
    return paper.pdf(_TEMPLATE, _content(done))


def png(done: Verification) -> bytes:
    """The first page of the same as a picture of 200 dots an inch."""
    return paper.png(_TEMPLATE, _content(done))


def _content(done: Verification) -> dict[str, Any]:
    """Everything on the paper, as text."""
    scale, passed = done.scale, done.verdict == Verification.Verdict.PASS
    items = done.result["items"]
    title, title_en = _title(done)
    return {
        "title": title, "title_en": title_en, "number": name_of(done), "demo": settings.DEMO,
        "void": _voided(done) if _is_certified(done) else "", "note": _NOTES[_is_certified(done)],
        "bases": _bases(done),
        "body": done.body.name, "body_address": done.body.address, "body_phone": done.body.phone,
        "facts": _facts(done), "passed": passed,
        "conclusion": _conclusion(done), "items": [_item(item) for item in items],
        "persons": [["检定员", done.verifier.name], ["核验员", done.checker.name]],
        "address": public_address(scale), "qr": paper.qr_svg(public_address(scale)),
        **paper.with_receipt(receipts.address_of(done)),
    }  # fmt: skip


_NOTES = {
    True: "铅封破损、开壳或维修后，本证书即失效，须重新检定。", False: "本文书不是检定证书。",
}  # fmt: skip


def _is_certified(done: Verification) -> bool:
    """Whether the paper is a certificate: a check in service gives none, however it came out."""
    passed = done.verdict == Verification.Verdict.PASS
    return passed and done.kind != Verification.Kind.IN_SERVICE


def _title(done: Verification) -> tuple[str, str]:
    if done.kind == Verification.Kind.IN_SERVICE:
        return "使用中检查记录", "Record of a check in service"
    if _is_certified(done):
        return "检定证书", "Verification certificate"
    return "检定结果通知书", "Notice of verification result"


def _bases(done: Verification) -> str:
    """Each test with the clause its limit was taken from; what nobody has read there shows 待核."""
    tests = dict.fromkeys(str(item["item"]) for item in done.result["items"])
    found = []
    for test in tests:
        basis = weighing.basis(test, done.regulation)
        pending = "" if basis.confirmed else "（待核）"
        found.append(f"{weighing.TEST_WORDS[test]} {basis.words}{pending}")
    return "；".join(found) + "。"


def _voided(done: Verification) -> str:
    certificate = done.certificate
    if certificate.void_since is None:
        return ""
    with translation.override("zh-hans"):
        return f"已作废：{certificate.get_void_reason_display()}"


def _conclusion(done: Verification) -> str:
    if done.kind == Verification.Kind.IN_SERVICE and done.verdict == Verification.Verdict.PASS:
        return f"依据{done.regulation}作使用中检查，所查项目合格。原检定证书的有效期不变。"
    if done.verdict == Verification.Verdict.PASS:
        until = done.certificate.valid_until
        return f"依据{done.regulation}检定，合格。有效期至{until:%Y年%m月%d日}。"
    failed = "、".join(weighing.TEST_WORDS[name] for name in failed_items(done))
    return f"依据{done.regulation}检定，不合格。不合格项目：{failed}。在重新检定合格前不得使用。"


def _facts(done: Verification) -> list[list[str]]:
    scale = done.scale
    approval = scale.type_approval
    client = scale.owner or scale.market
    pairs = [
        ("送检单位", client.name if client else ""),
        ("器具名称", "电子计价秤"),
        ("型号", approval.model_no),
        ("出厂编号", scale.serial_no),
        ("生产码", codes.in_fours(scale.production_code)),
        ("生产企业", approval.maker.name),
        ("规格", answers.nameplate_line(scale)),
        ("型式批准", approval.number),
        ("软件标识", scale.software_id),
        ("标准器", done.standards),
        ("检定依据", f"{done.regulation} {regulation(done.regulation).title}"),
        ("检定类别", dict(_KINDS)[done.kind]),
        ("环境条件", f"{done.temperature_c} ℃"),
        ("检定地点", done.place),
        ("检定日期", f"{done.verified_on:%Y-%m-%d}"),
    ]
    if _is_certified(done):
        certificate = done.certificate
        pairs += [
            ("有效期至", f"{certificate.valid_until:%Y-%m-%d}"),
            ("检定码", codes.in_fours(certificate.verification_code)),
            ("铅封编号", certificate.seal_no),
        ]
    return [[label, value or "—"] for label, value in pairs]


_KINDS = (("initial", "首次检定"), ("subsequent", "后续检定"), ("in_service", "使用中检查"))


def _item(item: dict[str, str | None]) -> list[str]:
    error, limit = item["error_g"], item["limit_g"]
    return [
        weighing.TEST_WORDS[str(item["item"])], _note(str(item["note"] or "")),
        f"{item['load_g']} g", "—" if error is None else f"{error} g",
        "—" if limit is None else f"±{limit} g", "合格" if item["verdict"] == "pass" else "不合格",
    ]  # fmt: skip


def _note(note: str) -> str:
    """The engine's note in the words of the paper."""
    words = {
        "up": "加载", "down": "卸载", "centre": "中心", "front_left": "左前",
        "front_right": "右前", "back_left": "左后", "back_right": "右后", "spread": "极差",
    }  # fmt: skip
    return words.get(note, note.replace("tare", "皮重").replace("shown", "显示"))
