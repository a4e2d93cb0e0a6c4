"""Pages of long lists: counted up to a bound, so that no list costs more the longer it grows."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

MOST = 10_000


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """
    A paginator that counts to `MOST` and no further; `capped` tells the reader that there is more.

    Who looks for the ten-thousand-and-first row narrows the filter instead of turning pages.
    """

    capped = False

    @cached_property
    def count(self) -> int:  # type: ignore[override]
        """How many rows there are, at most `MOST`."""
        found = self.object_list
        n = found.order_by()[: MOST + 1].count() if isinstance(found, QuerySet) else len(found)
        self.capped = n > MOST
        return min(n, MOST)


def page_of(request: HttpRequest, found: Any, rows: int) -> Page[Any]:
    """The page of a list that the address asks for (`?page=`), the nearest where there is none."""
    return CappedPaginator(found, rows).get_page(request.GET.get("page"))
