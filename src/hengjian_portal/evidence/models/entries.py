"""
Tables of evidence: one entry for each act, and the personal details an entry only commits to.

Plain ids, no foreign keys: an entry outlives what it speaks of. Entries and disclosures are
append-only by trigger; what erasure destroys is the key of a subject.
"""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models

from hengjian.ledger.disclosure import DIGESTS, read_disclosure
from hengjian_portal.evidence.models.guards import APPEND_ONLY

# The one who writes an entry cannot forget to have it sequenced: the database notes it. A statement
# of a hundred thousand entries leaves a hundred notes, which are faster written and taken than rows.
_NOTED = pgtrigger.Trigger(
    name="note_unsequenced",
    operation=pgtrigger.Insert,
    when=pgtrigger.After,
    level=pgtrigger.Statement,
    referencing=pgtrigger.Referencing(new="new_rows"),
    func="""
        INSERT INTO evidence_unsequenced (first_entry, n_entries, entries, leaf_hashes, xact)
        SELECT min(id), count(*), array_agg(id ORDER BY id), string_agg(leaf_hash, '' ORDER BY id),
            pg_current_xact_id()::text::bigint
        FROM new_rows GROUP BY id / 1000;
        RETURN NULL;
    """,
)


class Entry(models.Model):
    """One act: the fixed public bytes, and beside them the salt and details they commit to."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=80)
    object = models.CharField(max_length=80)
    actor = models.CharField(max_length=80)
    details = models.JSONField()
    # The disclosures, by name, of details that may be shown one by one; `details` holds their digests.
    apart = models.JSONField(default=dict)

    pseudonym = models.BinaryField(max_length=32)
    object_seq = models.PositiveIntegerField()
    salt = models.BinaryField(max_length=32)
    public_bytes = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["object", "object_seq"], name="entry_one_per_step"),
            models.CheckConstraint(
                condition=models.Q(object_seq__gte=1), name="entry_seq_from_one"
            ),
        ]
        indexes = [models.Index(fields=["kind", "at"]), models.Index(fields=["actor", "at"])]
        triggers = [*APPEND_ONLY, _NOTED]

    @property
    def says(self) -> dict[str, Any]:
        """All details that are not personal, as they were recorded."""
        shown = (read_disclosure(text) for text in self.apart.values())
        return {**{n: v for n, v in self.details.items() if n != DIGESTS}, **dict(shown)}

    def __str__(self) -> str:
        return f"{self.kind} {self.object} #{self.object_seq}"


class Disclosure(models.Model):
    """One personal detail of an entry: its digest is in the entry, its value sealed here."""

    entry_id = models.BigIntegerField(db_index=True)
    subject = models.CharField(max_length=80, db_index=True)
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=43)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry_id", "name"], name="disclosure_once"),
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.name} of entry {self.entry_id}"


class SubjectKey(models.Model):
    """The key that opens the disclosures about one subject; destroying it erases them."""

    subject = models.CharField(max_length=80, primary_key=True)
    sealed_key = models.BinaryField()

    class Meta:
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.subject
