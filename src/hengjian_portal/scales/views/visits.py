"""What the server remembers of a visit between its pages: when it began, and what sources said."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import localdate

from hengjian_portal.scales.gate import Identity
from hengjian_portal.scales.models import Scale
from hengjian_portal.scales.platforms import Said, ask
from hengjian_portal.scales.platforms.configured import platform_of
from hengjian_portal.scales.platforms.registry import Registry

_KEY = "scales-visits"


def opened(request: HttpRequest, scale: Scale, now: datetime) -> datetime:
    """When this person first opened the form of this scale today; the first time, that is now."""
    visits: dict[str, Any] = request.session.setdefault(_KEY, {})
    kept = visits.get(str(scale.pk))
    if kept is not None:
        began = datetime.fromisoformat(kept["opened_at"])
        if localdate(began) == localdate(now):
            return began
    visits[str(scale.pk)] = {"opened_at": now.isoformat(), "read": [], "said": []}
    request.session.modified = True
    return now


def asked(request: HttpRequest, scale: Scale, identity: Identity) -> Identity:
    """The same reading with what each source says; who answered once today is not asked again."""
    visit = request.session[_KEY][str(scale.pk)]
    read = [identity.production_code, identity.software_id, identity.serial_no]
    said = tuple(Said.from_json(one) for one in visit["said"])
    if visit["read"] != read or any(one.outcome == "unreachable" for one in said):
        theirs = platform_of(scale.type_approval.maker, settings.MAKER_PLATFORMS)
        sources = [Registry(), *([theirs] if theirs else [])]
        said = tuple(ask(source, scale, identity.on_scale) for source in sources)
        visit.update(read=read, said=[one.as_json() for one in said])
        request.session.modified = True
    return replace(identity, said=said)


def closed(request: HttpRequest, scale: Scale) -> None:
    """Forget a visit whose sheet was drawn up."""
    request.session.get(_KEY, {}).pop(str(scale.pk), None)
    request.session.modified = True
