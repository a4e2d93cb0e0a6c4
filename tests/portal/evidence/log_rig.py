"""A signer in a thread and a folder to publish in: what the tests of the log stand on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection, transaction

from hengjian.ledger.note import Key
from hengjian.ledger.published import Published, check_published
from hengjian.ledger.trust import Trust
from hengjian_portal.evidence.actions import Act, record, record_many
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.signer import serving
from hengjian_portal.evidence.signer.vault import open_vault

AT = datetime(2026, 3, 9, 2, tzinfo=UTC)
NAME = "cq.example/log"


@dataclass(frozen=True, slots=True)
class Log:
    """Where the log is published, where its signer answers, and its public key."""

    folder: Path
    socket: Path
    signer: Path
    key: Key

    def checked(self, since: bytes | None = None) -> Published:
        """Check the published log whole, as a stranger does."""
        return check_published(self.read, Trust(self.key), since)

    def read(self, path: str) -> bytes:
        """One published file."""
        return (self.folder / path).read_bytes()


@contextmanager
def signer_at(folder: Path, socket: Path, name: str = NAME) -> Iterator[Key]:
    """Serve a signer's folder from a thread."""
    vault = open_vault(folder, name)
    server = serving.server_at(vault, socket)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield vault.signer.key
    finally:
        server.shutdown()
        server.server_close()
        vault.close()
        thread.join()


def acts(count: int, obj: str = "scale:1") -> list[Entry]:
    """Record acts, each in its own transaction."""
    made = []
    for number in range(count):
        with transaction.atomic():
            made.append(record(kind="scales.looked", obj=obj, actor="person:1", at=AT, n=number))
    return made


def at_once(count: int) -> list[Entry]:
    """Record acts on seven objects, all in one statement."""
    with transaction.atomic():
        return record_many(
            [Act("scales.looked", f"scale:{n % 7}", "person:1", {"n": n}) for n in range(count)],
            at=AT,
        )


def unguarded(statement: str) -> None:
    """What a database administrator can do and no trigger sees."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = DEFAULT")
