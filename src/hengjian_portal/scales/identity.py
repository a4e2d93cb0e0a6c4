"""Whether what stands on a scale is what the register holds of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hengjian.metrology import marks
from hengjian_portal.scales import carried, codes
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Mark, Scale


@dataclass(frozen=True, slots=True)
class Read:
    """What somebody read off a scale; what they did not read is empty and is not compared."""

    production_code: str = ""
    software_id: str = ""
    serial_no: str = ""
    seal_no: str = ""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing on a scale that is not as registered; `field` is that of `Read`."""

    code: str
    field: str
    zh: str
    en: str

    def as_json(self) -> dict[str, str]:
        """The reason as lines of deliveries and facts of suspicions keep it."""
        return {"code": self.code, "zh": self.zh, "en": self.en}


class IdentityError(ScaleError):
    """A scale that is not who it says it is; `mismatches` are all the reasons."""

    def __init__(self, mismatches: tuple[Mismatch, ...]) -> None:
        super().__init__(
            "; ".join(one.en for one in mismatches) + ": do not go on, the bureau has been told",
            zh="；".join(one.zh for one in mismatches) + "。不得继续办理，已转市场监管部门核查",
            field=mismatches[0].field,
        )
        self.mismatches = mismatches


def compare(scale: Scale, read: Read) -> tuple[Mismatch, ...]:
    """
    Hold what was read against the register, one reason for each thing that differs.

    A software identification must be the scale's own and one of its type's.
    """
    found = (
        _code(scale, read.production_code), _software(scale, read.software_id),
        _serial(scale, read.serial_no), _seal(scale, read.seal_no),
    )  # fmt: skip
    return tuple(one for one in found if one is not None)


def facts_of(scale: Scale, read: Read, mismatches: tuple[Mismatch, ...]) -> dict[str, Any]:
    """What a suspicion keeps of a scale that is not as registered."""
    said = {
        "production_code": read.production_code, "software_id": read.software_id,
        "serial_no": read.serial_no, "seal_no": read.seal_no,
    }  # fmt: skip
    return {
        "registered_code": scale.production_code,
        "read": {name: value for name, value in said.items() if value},
        "reasons": [one.as_json() for one in mismatches],
    }


def _code(scale: Scale, read: str) -> Mismatch | None:
    code = codes.as_typed(read)
    if not code or code == scale.production_code:
        return None
    if codes.is_misread(code):
        return Mismatch(
            "code_misread", "production_code",
            f"读到的生产码{code}通不过校验，可能抄错，也可能是假码",
            f"the production code read, {code}, does not check: misread, or made up",
        )  # fmt: skip
    return Mismatch(
        "code_other", "production_code",
        f"秤上的生产码{code}与登记的{scale.production_code}不一致，可能不是同一台秤，或标签被仿冒",
        f"the code on the scale, {code}, is not {scale.production_code}, which is registered: "
        "another scale, or a copied label",
    )  # fmt: skip


def _software(scale: Scale, read: str) -> Mismatch | None:
    software, known = read.strip(), scale.type_approval.software_ids
    if not software or (software == scale.software_id and (not known or software in known)):
        return None
    if known and software not in known:
        return Mismatch(
            "software_not_of_type",
            "software_id",
            f"软件标识“{software}”不属于型式批准的{'、'.join(known)}",
            f"software {software!r} is not of the approved type, which has {', '.join(known)}",
        )
    return Mismatch(
        "software_other",
        "software_id",
        f"软件标识“{software}”与登记的{scale.software_id or '（无）'}不一致",
        f"software {software!r} is not {scale.software_id or 'none'}, which is registered",
    )


def _serial(scale: Scale, read: str) -> Mismatch | None:
    serial = marks.tidy_code(read)
    if not serial or serial == scale.serial_no:
        return None
    return Mismatch(
        "serial_other", "serial_no",
        f"铭牌上的出厂编号{serial}与登记的{scale.serial_no}不一致",
        f"serial number {serial} on the plate is not {scale.serial_no}, which is registered",
    )  # fmt: skip


def _seal(scale: Scale, read: str) -> Mismatch | None:
    seal, live = marks.tidy_code(read), carried.live_marks(scale).get(Mark.Kind.SEAL)
    if not seal or (live is not None and live.value == seal):
        return None
    held = live.value if live else "（无）"
    return Mismatch(
        "seal_other", "seal_no",
        f"铅封编号{seal}与登记的{held}不一致",
        f"seal {seal} is not {live.value if live else 'none'}, which is registered",
    )  # fmt: skip
