"""Destroying the bytes of files that were erased."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hengjian_portal.files import actions


@app.task(name="files.destroy", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def destroy(digest: str) -> bool:
    """Destroy the bytes of a digest that no row speaks of any more."""
    return actions.destroy(digest=digest)
