"""The certificate of a type approval, and the record of a delivery, as PDF."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from hengjian_portal.look import paper
from hengjian_portal.look.paper import Said
from hengjian_portal.scales import answers, codes, deliveries, receipts, types
from hengjian_portal.scales.models import Delivery, DeliveryLine, TypeApproval

_FOLDER = Path(__file__).with_name("papers")
_VERDICTS = {"accept": "可以收货", "refuse": "不得销售"}
_PENDING = "型式评价大纲全文未公开，评价项目为本系统整理，待核；本证书式样非官方。"


def certificate(approval: TypeApproval) -> bytes:
    """The certificate of a type that was granted here."""
    address = settings.ORIGIN + reverse("scales:type", args=[approval.pk])
    content = paper.frame(
        title="计量器具型式批准证书", title_en="Certificate of type approval",
        number=f"证书编号　{approval.number}", issuer=approval.recorded_by.body.name,
        version=_standing(approval), recipient=approval.maker.name,
        opening="你单位申请的下列电子计价秤经型式评价符合要求，现予批准。",
        facts=_facts(approval), table=_parts(approval), closing=_closing(approval),
        notes=[_PENDING], address=address, qr=paper.qr_svg(address), demo=settings.DEMO,
        **paper.dated(approval.approved_on),
        **paper.with_receipt(receipts.address_of_type(approval)),
    )  # fmt: skip
    return paper.pdf(_FOLDER / "type.typ", content)


def _standing(approval: TypeApproval) -> str:
    return f"已于{approval.revoked_on}撤销" if approval.revoked_on else ""


def _facts(approval: TypeApproval) -> list[Said]:
    application = approval.application
    latest = types.latest_evaluation(application) if application else None
    return [
        Said("型号", approval.model_no, "Model"),
        Said("规格", answers.plate_of(approval), "Max, e, class"),
        Said("最小秤量", f"{approval.min_g.normalize():f} g", "Min"),
        Said("软件标识", "、".join(approval.software_ids) or "—", "Software identification"),
        Said("型式代号", approval.short_code, "Short code"),
        Said("评价依据", approval.get_norm_display(), "Outline"),
        Said("型式评价机构", latest.body.name if latest else "—", "Evaluation body"),
        Said("申请编号", application.number if application else "—", "Application"),
        Said("有效期至", str(approval.valid_until or "—"), "Valid until"),
    ]


def _parts(approval: TypeApproval) -> dict[str, list[list[str]] | list[str]]:
    rows = [[part["name"], part["model"], part["maker"]] for part in approval.key_parts]
    return {"heads": ["关键零部件", "型号", "生产企业"], "rows": rows}


def _closing(approval: TypeApproval) -> str:
    if approval.revoked_on:
        return f"本证书已于{approval.revoked_on}撤销：{approval.revoked_because}"
    return "软件或关键零部件变更，须经评价确认后方可采用。"


def delivery_record(delivery: Delivery) -> bytes:
    """The record of an incoming check, refused lines first."""
    lines = list(deliveries.lines_of(delivery))
    address = settings.ORIGIN + reverse("scales:delivery", args=[delivery.pk])
    refused = sum(line.verdict == DeliveryLine.Verdict.REFUSE for line in lines)
    content = paper.frame(
        title="电子计价秤进货查验记录", title_en="Record of an incoming check",
        number=f"编号　{delivery.number}", issuer=delivery.seller.name,
        facts=[
            Said("供货单位", delivery.supplier, "Supplier"),
            Said("送货单号", delivery.paper_no or "—", "Delivery note"),
            Said("收货日期", delivery.received_on.isoformat(), "Received on"),
            Said("查验人", delivery.checked_by.name, "Checked by"),
            Said("结果", f"共{len(lines)}台，可以收货{len(lines) - refused}台，不得销售{refused}台", "Result"),
        ],
        table={"heads": ["行", "生产码", "型号", "结论", "理由"], "rows": [_row(line) for line in lines]},
        address=address, qr=paper.qr_svg(address), demo=settings.DEMO,
        **paper.dated(localdate(delivery.checked_at)),
    )  # fmt: skip
    return paper.pdf(_FOLDER / "delivery.typ", content)


def _row(line: DeliveryLine) -> list[str]:
    return [
        str(line.row), codes.in_fours(line.code),
        line.scale.type_approval.model_no if line.scale else "—",
        _VERDICTS[line.verdict], "；".join(one["zh"] for one in line.reasons) or "—",
    ]  # fmt: skip
