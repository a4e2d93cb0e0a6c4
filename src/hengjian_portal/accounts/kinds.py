"""The kinds of account there are."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Every kind of account. Stored: add, never rename."""

    CONSUMER = "consumer"  # anybody, signed in or not
    CITY = "city"
    DISTRICT = "district"
    TECHNICAL_BODY = "technical_body"
    EVALUATION_BODY = "evaluation_body"
    VERIFICATION_BODY = "verification_body"
    PRODUCER = "producer"
    DOMESTIC_AGENT = "domestic_agent"
    SELLER = "seller"
    PLATFORM = "platform"
    MARKET = "market"
    SCALE_USER = "scale_user"
    SCALE_MAKER = "scale_maker"
    REPAIRER = "repairer"
    COUNTERPART = "counterpart"
    NATIONAL = "national"
    AUDITOR = "auditor"
    EXPERT = "expert"
    SYSTEM_ADMIN = "system_admin"
    SYSTEM = "system"  # the clock and the jobs
