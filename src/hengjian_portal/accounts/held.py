"""Which rows of this room are held to the acts."""

from __future__ import annotations

from hengjian_portal.accounts.models import ApiToken, Body, Invitation, Person
from hengjian_portal.evidence.guarding import guard


def hold() -> None:
    """People, bodies and their keys to the door."""
    guard(Body, "'body:' || it.id")
    guard(Person, "'person:' || it.id", without=("last_login",))
    guard(Invitation, "'invitation:' || it.id")
    guard(ApiToken, "'token:' || it.id")
