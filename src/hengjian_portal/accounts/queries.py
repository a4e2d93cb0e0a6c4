"""Finding people and bodies."""

from __future__ import annotations

from collections.abc import Iterable

from hengjian_portal.accounts.models import Body, Person


def body_names(refs: Iterable[str]) -> dict[str, str]:
    """For `person:3`: the body and name, as officers read them; others are left out."""
    numbers = [int(ref.removeprefix("person:")) for ref in refs if ref.startswith("person:")]
    people = Person.objects.filter(pk__in=numbers).select_related("body")
    return {
        f"person:{person.pk}": f"{person.body} {person.name}" if person.body else person.name
        for person in people
    }


def bureau(district: str) -> Body | None:
    """The bureau of a district; the city's own where the district is not known or has none."""
    found = Body.objects.filter(kind="district", district=district).first() if district else None
    return found or Body.objects.filter(kind="city").order_by("pk").first()
