"""F01, F02, F05, F16, F18: what a scale carries against what was ever given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from hengjian.metrology.checks.finding import Finding, shipped_checks
from hengjian.metrology.transition import ScaleType


@dataclass(frozen=True, slots=True)
class Identity:
    """One scale as somebody has it: register, delivery, or found at a stall."""

    scale: int
    production_code: str
    maker: str
    serial_no: str
    live: bool


@dataclass(frozen=True, slots=True)
class SealUse:
    """One seal as it was put on a scale; `in_stock` says whether its issuer was given it."""

    seal_no: str
    scale: int
    body: int | None
    in_stock: bool
    on: date


@dataclass(frozen=True, slots=True)
class SoftwareSeen:
    """The software a scale named, and those of its type that were approved by that day."""

    scale: int
    software_id: str
    approved: frozenset[str]
    on: date


@dataclass(frozen=True, slots=True)
class CertificateSeen:
    """A certificate somebody showed: whether its body issued it, and worked on that day."""

    number: str
    scale: int
    body: int | None
    issued: bool
    body_worked: bool
    on: date


@dataclass(frozen=True, slots=True)
class PutIntoUse:
    """A scale as it came into use: its type, the first day, and when that was written down."""

    scale: int
    scale_type: ScaleType
    since: date
    recorded_on: date
    reviewed: bool


def twice(identities: Iterable[Identity]) -> Iterator[Finding]:
    """F01: a production code on two live scales, or under two makers."""
    at_least = shipped_checks()["F01"].thresholds["at_least_live"]
    by_code: dict[str, list[Identity]] = defaultdict(list)
    for one in identities:
        by_code[one.production_code].append(one)
    for code, group in by_code.items():
        live = sum(one.live for one in group)
        makers = {one.maker for one in group}
        if live >= at_least or len(makers) > 1:
            for one in group:
                facts = {"code": code, "live": live, "makers": sorted(makers), "scales": len(group)}
                yield Finding("F01", f"F01:{code}", one.scale, facts=facts)


def seals(uses: Iterable[SealUse]) -> Iterator[Finding]:
    """F02: a seal on two scales, or one its issuer was never given."""
    by_number: dict[str, list[SealUse]] = defaultdict(list)
    for use in uses:
        by_number[use.seal_no].append(use)
    for number, group in by_number.items():
        scales = {use.scale for use in group}
        for use in group:
            if len(scales) > 1 or not use.in_stock:
                facts = {
                    "seal_no": number, "scales": len(scales), "in_stock": use.in_stock,
                    "on": use.on.isoformat(),
                }  # fmt: skip
                yield Finding("F02", f"F02:{number}:{use.scale}", use.scale, use.body, facts=facts)


def software(seen: Iterable[SoftwareSeen]) -> Iterator[Finding]:
    """F05: a software identification that its type does not have."""
    for one in seen:
        if one.approved and one.software_id not in one.approved:
            facts = {
                "software_id": one.software_id, "approved": sorted(one.approved),
                "on": one.on.isoformat(),
            }  # fmt: skip
            yield Finding("F05", f"F05:{one.scale}:{one.software_id}", one.scale, facts=facts)


def certificates(seen: Iterable[CertificateSeen]) -> Iterator[Finding]:
    """F16: a certificate its body never issued, or dated on a day that body did not work."""
    for one in seen:
        if not one.issued or not one.body_worked:
            facts = {
                "certificate": one.number, "issued": one.issued, "body_worked": one.body_worked,
                "on": one.on.isoformat(),
            }  # fmt: skip
            yield Finding("F16", f"F16:{one.number}", one.scale, one.body, facts=facts)


def late_old_types(uses: Iterable[PutIntoUse], transition: date) -> Iterator[Finding]:
    """F18: an old type said to be in use from the transition on, or entered late and unreviewed."""
    for use in uses:
        late = use.recorded_on >= transition and not use.reviewed
        if use.scale_type is ScaleType.OLD and (use.since >= transition or late):
            facts = {
                "since": use.since.isoformat(), "recorded_on": use.recorded_on.isoformat(),
                "reviewed": use.reviewed,
            }  # fmt: skip
            yield Finding("F18", f"F18:{use.scale}", use.scale, facts=facts)
