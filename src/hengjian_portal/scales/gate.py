"""What must be known and whole of a scale before anything is weighed (三码一封，唯一性信息核查)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hengjian.metrology import marks
from hengjian.metrology.soundness import Mark as Due
from hengjian.metrology.soundness import marks_are_whole
from hengjian_portal.scales import carried, codes
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.identity import Mismatch, Read, compare
from hengjian_portal.scales.models import Scale
from hengjian_portal.scales.platforms import OnScale, Said

# The field in which each mark is read off the scale, and its name in both languages.
FIELDS = {
    Due.PRODUCTION_CODE: ("production_code", "生产码", "production code"),
    Due.REPAIR_CODE: ("repair_code", "维修码", "repair code"),
    Due.VERIFICATION_CODE: ("verification_code", "检定码", "verification code"),
    Due.SEAL: ("seal_read", "铅封", "seal"),
}
_DIFFERS = {
    "production_code": ("生产码", "production code"), "serial_no": ("出厂编号", "serial number"),
    "model_no": ("型号", "model"), "software_id": ("软件标识", "software identifier"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Identity:
    """
    What was read off the scale itself, and what each source said of it.

    `alone_because` is why one goes on where the maker's platform gave no answer. The counters are
    those the scale shows, None where nobody called them up; the checks compare them later.
    """

    production_code: str
    software_id: str
    seal_whole: bool
    seal_read: str = ""
    serial_no: str = ""
    repair_code: str = ""
    verification_code: str = ""
    said: tuple[Said, ...] = ()
    alone_because: str = ""
    lock_count: int | None = None
    calibration_count: int | None = None

    @property
    def on_scale(self) -> OnScale:
        """What sources are asked about."""
        return OnScale(self.production_code, self.software_id, self.serial_no)

    def as_json(self) -> dict[str, Any]:
        """It as a verification keeps it."""
        return {
            "production_code": marks.tidy_code(self.production_code),
            "software_id": self.software_id.strip(), "serial_no": marks.tidy_code(self.serial_no),
            "seal_whole": self.seal_whole, "seal_read": marks.tidy_code(self.seal_read),
            "repair_code": marks.tidy_code(self.repair_code),
            "verification_code": marks.tidy_code(self.verification_code),
            "said": [one.as_json() for one in self.said], "alone_because": self.alone_because,
            **{
                name: value
                for name in ("lock_count", "calibration_count")
                if (value := getattr(self, name)) is not None
            },
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Identity:
        """It as it was kept."""
        return cls(**{**kept, "said": tuple(Said.from_json(one) for one in kept["said"])})


class GateError(ScaleError):
    """
    A scale that is not weighed: `reasons` one by one, on their fields.

    `odd` is what does not fit, beside what is only missing.
    """

    def __init__(self, missing: list[Mismatch], odd: list[Mismatch]) -> None:
        reasons = [*odd, *missing]
        told = "do not verify it, tell the bureau" if odd else "nothing is weighed before"
        zh = "不得检定，请报告市场监管部门" if odd else "补齐之前不得检定"
        super().__init__(
            "; ".join(one.en for one in reasons) + f": {told}",
            zh="；".join(one.zh for one in reasons) + f"。{zh}",
            field=reasons[0].field,
        )
        self.odd = odd
        self.reasons = [ScaleError(one.en, zh=one.zh, field=one.field) for one in reasons]


def check(scale: Scale, identity: Identity) -> None:
    """
    Raise `GateError` with every mark that is missing or not as registered, and where sources differ.

    Raises `CodeError` for a production code that was misread.
    """
    marks.check_code(codes.production_profile(), identity.production_code)
    odd = [*_odd(scale, identity), *_said(identity)]
    missing = [*_unread(scale, identity), *_missing(scale, identity, {one.field for one in odd})]
    if odd or missing:
        raise GateError(missing, odd)


def registered(scale: Scale) -> dict[Due, str]:
    """The marks the register has live on a scale, by kind."""
    return {Due(kind): mark.value for kind, mark in carried.live_marks(scale).items()}


def due(scale: Scale) -> frozenset[Due]:
    """The marks to be read off before this scale is tested."""
    return carried.due_before_verification(scale)


def wants_software(scale: Scale) -> bool:
    """Whether a software identifier must be read off this scale."""
    return bool(scale.type_approval.software_ids)


def _odd(scale: Scale, identity: Identity) -> list[Mismatch]:
    """What was read and is not what is registered."""
    known = registered(scale)
    read = Read(
        identity.production_code, identity.software_id if wants_software(scale) else "",
        identity.serial_no,
        # The first seal is the maker's, and not every maker registers it.
        identity.seal_read if Due.SEAL in known else "",
    )  # fmt: skip
    found = [
        Mismatch(one.code, "seal_read" if one.field == "seal_no" else one.field, one.zh, one.en)
        for one in compare(scale, read)
    ]
    for mark in (Due.REPAIR_CODE, Due.VERIFICATION_CODE):
        field, zh, en = FIELDS[mark]
        text = marks.tidy_code(getattr(identity, field))
        if text and text != known.get(mark, ""):
            held = known.get(mark, "")
            found.append(Mismatch(
                f"{field}_other", field, f"{zh}{text}与登记的{held or '（无）'}不一致",
                f"the {en} {text} is not {held or 'none'}, which is registered",
            ))  # fmt: skip
    return found


def _said(identity: Identity) -> list[Mismatch]:
    """Where the maker says otherwise, or knows no such scale; our own register is compared above."""
    found = []
    for one in identity.said:
        if one.source == "maker" and one.outcome == "unknown":
            zh, en = "生产企业平台查无此码", "the maker knows no such code"
            found.append(Mismatch("maker_unknown", "production_code", zh, en))
        for name in one.differs if one.source == "maker" else ():
            zh, en = _DIFFERS[name]
            field = "production_code" if name == "model_no" else name
            zh, en = f"生产企业平台登记的{zh}与秤上不一致", f"the maker has another {en}"
            found.append(Mismatch(f"maker_{name}", field, zh, en))
    return found


def _unread(scale: Scale, identity: Identity) -> list[Mismatch]:
    """What was not read though it must be, and a maker's answer that is still due."""
    found = []
    if wants_software(scale) and not identity.software_id.strip():
        found.append(
            Mismatch("software_unread", "software_id", "没有读取软件标识", "no software read")
        )
    if not identity.seal_whole:
        found.append(Mismatch(
            "seal_broken", "seal_whole", "铅封不完好，请先报告“机壳被打开”",
            "the seal is not whole, report the scale as opened first",
        ))  # fmt: skip
    for one in identity.said:
        if one.outcome == "unreachable" and not identity.alone_because.strip():
            found.append(Mismatch(
                "maker_unreachable", "alone_because",
                f"{one.why}；只按本平台登记继续的，请写明理由",
                f"{one.why_en}; say why you go on with our register alone",
            ))  # fmt: skip
    return found


def _missing(scale: Scale, identity: Identity, told: set[str]) -> list[Mismatch]:
    """Marks that are due and were not found; what does not fit was said already."""
    known, held = registered(scale), set()
    for mark in Due:
        text = marks.tidy_code(getattr(identity, FIELDS[mark][0]))
        if mark is Due.SEAL:
            if identity.seal_whole and (text == known.get(mark, text)):
                held.add(mark)
        elif text and (text == known.get(mark) or mark is Due.PRODUCTION_CODE):
            held.add(mark)
    if marks_are_whole(due(scale), frozenset(held)):
        return []
    found = []
    for mark in sorted(due(scale) - held):
        field, zh, en = FIELDS[mark]
        if field not in told and not (mark is Due.SEAL and not identity.seal_whole):
            found.append(Mismatch(
                f"{field}_missing", field, f"秤上没有读到{zh}", f"no {en} was read off the scale"
            ))  # fmt: skip
    return found
