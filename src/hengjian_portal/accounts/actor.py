"""Who acts: one small value that policy, actions and evidence all understand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengjian_portal.accounts.kinds import Kind

if TYPE_CHECKING:
    from hengjian_portal.accounts.models import Person

OFFICERS = frozenset({Kind.CITY, Kind.DISTRICT, Kind.NATIONAL, Kind.COUNTERPART, Kind.AUDITOR})


@dataclass(frozen=True, slots=True)
class Actor:
    """
    Somebody acting: what kind of account, which person and body, from which district.

    `ref` is what entries keep: `person:12`, `public` or `system`; never a name.
    """

    kind: Kind
    ref: str
    person_id: int | None = None
    body_id: int | None = None
    district: str = ""
    is_head: bool = False

    @property
    def stage_kind(self) -> str:
        """
        The kind as the stage table of a recall knows it.

        A domestic agent stands as producer, a platform as a seller.
        """
        stands_as = {Kind.DOMESTIC_AGENT: Kind.PRODUCER, Kind.PLATFORM: Kind.SELLER}
        return stands_as.get(self.kind, self.kind).value


PUBLIC = Actor(Kind.CONSUMER, "public")
SYSTEM = Actor(Kind.SYSTEM, "system")


def actor_of(person: Person) -> Actor:
    """The actor a signed-in person is."""
    kind = Kind(person.role) if person.body is None else Kind(person.body.kind)
    return Actor(
        kind=kind,
        ref=f"person:{person.pk}",
        person_id=person.pk,
        body_id=person.body_id,
        district=person.body.district if person.body else "",
        is_head=person.role == "head",
    )
