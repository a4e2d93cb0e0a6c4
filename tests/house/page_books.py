"""What each room says of its pages, brought together for the walk over every page."""

from tests.house import (
    erasure_pages,
    exchange_pages,
    expert_pages,
    file_pages,
    log_pages,
    market_pages,
    repair_pages,
    scale_pages,
    suspicion_pages,
    verification_pages,
    weighing_pages,
    witness_pages,
)

_BOOKS = (
    erasure_pages, exchange_pages, expert_pages, file_pages, log_pages, market_pages, repair_pages, scale_pages,
    suspicion_pages, verification_pages, weighing_pages, witness_pages,
)  # fmt: skip
NO_PAGES = frozenset().union(*(getattr(book, "NO_PAGES", ()) for book in _BOOKS))
PLACES = {name: places for book in _BOOKS for name, places in getattr(book, "PLACES", {}).items()}
QUERIES = {name: asked for book in _BOOKS for name, asked in getattr(book, "QUERIES", {}).items()}
