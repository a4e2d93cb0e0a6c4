"""Rows of F01, F02, F05, F16, F18: what scales carry against what was ever given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import F, Q
from django.utils.timezone import localdate

from hengjian.metrology.checks.identity import (
    CertificateSeen,
    Identity,
    PutIntoUse,
    SealUse,
    SoftwareSeen,
)
from hengjian.metrology.transition import ScaleType
from hengjian_portal.scales import by_date
from hengjian_portal.scales.checks.scope import Scope
from hengjian_portal.scales.models import (
    Certificate,
    DeliveryLine,
    LifeStep,
    Mark,
    RepairOrder,
    Scale,
    SealBatch,
    TypeApproval,
    Verification,
)

_SOME = 2000


def identities(scope: Scope) -> Iterator[Identity]:
    """
    A scale in use whose code arrives in a delivery as well: the register's, and the one delivered.

    The register itself holds each production code once.
    """
    lines = scope.of(DeliveryLine.objects.filter(delivery__checked_at__gte=scope.since))
    twice = lines.filter(scale__in_use_since__lt=F("delivery__received_on"))
    names = ("scale", "scale__production_code", "scale__type_approval__maker", "scale__serial_no")
    told: set[int] = set()
    for scale, code, maker, serial in twice.exclude(scale__state="withdrawn").values_list(*names):
        if scale not in told:
            told.add(scale)
            yield Identity(scale, code, str(maker), serial, live=True)
        yield Identity(scale, code, str(maker), serial, live=True)


def seals(scope: Scope) -> Iterator[SealUse]:
    """
    Seals that are odd by themselves, with every scale each was bound to.

    Put on without being of a run, by a body that is given runs; or read at a verification though the
    register binds that number to another scale, or to none.
    """
    stocked = SealBatch.objects.values("body")
    put = scope.of(Mark.objects.filter(kind=Mark.Kind.SEAL, batch=None, issuer__in=stocked))
    for value, scale, issuer, at in put.values_list("value", "scale", "issuer", "issued_at"):
        yield SealUse(value, scale, issuer, in_stock=False, on=localdate(at))
    read = scope.of(Verification.objects.filter(at__gte=scope.since, identity__seal_read__gt=""))
    rows = read.values_list("identity__seal_read", "scale", "at")
    bound = _bound({value for value, _scale, _at in rows})
    for value, scale, at in rows:
        own = bound.get(value)
        if own is None or own.scale_id != scale:
            yield SealUse(value, scale, None, in_stock=own is not None, on=localdate(at))
            if own is not None:
                on = localdate(own.issued_at)
                yield SealUse(value, own.scale_id, own.issuer_id, in_stock=True, on=on)


def _bound(values: set[str]) -> dict[str, Mark]:
    """The marks these seal numbers became."""
    return {mark.value: mark for mark in Mark.objects.filter(kind=Mark.Kind.SEAL, value__in=values)}


def software(scope: Scope) -> Iterator[SoftwareSeen]:
    """Software that was registered, read at a verification or delivery, or left by a repair."""
    approved = {
        pk: frozenset(names)
        for pk, names in TypeApproval.objects.values_list("pk", "software_ids")
        if names
    }
    today = localdate(scope.now)
    for kind, names in approved.items():
        strange = scope.of(Scale.objects.filter(type_approval=kind), "pk")
        for pk, name in strange.exclude(software_id__in=names).values_list("pk", "software_id"):
            yield SoftwareSeen(pk, name, names, today)
    kind_of = "scale__type_approval"
    verified = Verification.objects.filter(at__gte=scope.since, identity__software_id__gt="")
    closed = RepairOrder.objects.filter(closed_at__gte=scope.since).exclude(software_after="")
    lines = DeliveryLine.objects.filter(
        delivery__checked_at__gte=scope.since, scale__isnull=False
    ).exclude(software_id="")
    for rows in (
        scope.of(verified).values_list("scale", kind_of, "identity__software_id", "at"),
        scope.of(closed).values_list("scale", kind_of, "software_after", "closed_at"),
        scope.of(lines).values_list("scale", kind_of, "software_id", "delivery__checked_at"),
    ):
        for scale, kind, name, at in rows.iterator(chunk_size=_SOME):
            if kind in approved:
                yield SoftwareSeen(scale, name, approved[kind], localdate(at))


def certificates(scope: Scope) -> Iterator[CertificateSeen]:
    """
    Verification codes read off scales that were never given to that scale.

    Our own certificates are of their body, and of a day on which it verified, by how they are made.
    """
    read = scope.of(
        Verification.objects.filter(at__gte=scope.since, identity__verification_code__gt="")
    )
    rows = list(read.values_list("identity__verification_code", "scale", "at"))
    codes = {code for code, _scale, _at in rows}
    given = set(
        Certificate.objects.filter(verification_code__in=codes).values_list(
            "verification_code", "scale"
        )
    )
    for code, scale, at in rows:
        issued = (code, scale) in given
        yield CertificateSeen(code, scale, None, issued, body_worked=True, on=localdate(at))


def transition() -> date:
    """The first day of the new rules."""
    last = by_date.table().periods[0].last
    assert last is not None
    return last + timedelta(days=1)


def first_uses(scope: Scope) -> Iterator[PutIntoUse]:
    """Old scales said to be in use from the transition on, or entered late and not reviewed yet."""
    old = Scale.objects.filter(type_approval__norm=TypeApproval.Norm.OLDER)
    odd = scope.of(old, "pk").filter(
        Q(in_use_since__gte=transition()) | Q(in_use_since__isnull=False, use_reviewed=False)
    )
    since = dict(odd.values_list("pk", "in_use_since"))
    reviewed = dict(odd.values_list("pk", "use_reviewed"))
    steps = LifeStep.objects.filter(scale__in=since, kind="put_into_use")
    for scale, at in steps.order_by("number").values_list("scale", "at"):
        yield PutIntoUse(
            scale, ScaleType.OLD, since[scale], localdate(at), reviewed[scale]
        )  # fmt: skip
