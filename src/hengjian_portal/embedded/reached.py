"""The database of a folder, reached: the one `DATABASE_URL` names, the running one, or one started for a while."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from hengjian_portal.embedded import cluster, guard
from hengjian_portal.embedded.folder import Folder


@contextmanager
def database(place: Folder) -> Iterator[str]:
    """Give the address of the database; a server that was started for this is stopped afterwards."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    started = cluster.postmaster(place) is None
    keeper = guard.Guard(place) if started else None
    try:
        cluster.start(place)
        yield cluster.url(place)
    finally:
        if keeper:
            cluster.stop(place)
            keeper.dismiss()
