"""What became of the rows of business: each change noted by the database itself, not by us."""

from __future__ import annotations

import pgtrigger
from django.db import models

from hengjian_portal.evidence.models.guards import NO_TRUNCATE

_STAYS = pgtrigger.Trigger(
    name="stays",
    operation=pgtrigger.Update | pgtrigger.Delete,
    when=pgtrigger.Before,
    func="""
        IF TG_OP = 'UPDATE'
           AND to_jsonb(NEW) - ARRAY['batch', 'salt'] = to_jsonb(OLD) - ARRAY['batch', 'salt']
           AND (NEW.batch IS NOT DISTINCT FROM OLD.batch OR OLD.batch IS NULL)
           AND (NEW.salt IS NOT DISTINCT FROM OLD.salt OR NEW.salt IS NULL) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'pgtrigger: What became of a row stays written';
    """,
)


class RowChange(models.Model):
    """
    One row as one transaction left it: table, key, whose row, and a salted digest of all of it.

    `batch` is the entry by which the change was put on the log. Erasing what the row said of a
    person destroys the salt: the digest then tells nothing, and still stands in its batch.
    """

    xact = models.BigIntegerField()
    source = models.CharField(max_length=63)
    key = models.CharField(max_length=80)
    object = models.CharField(max_length=80)
    salt = models.UUIDField(null=True)
    digest = models.BinaryField(max_length=32, null=True)
    batch = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["source", "key", "-id"], name="row_change_latest"),
            models.Index(
                fields=["id"], condition=models.Q(batch__isnull=True), name="row_change_waiting"
            ),
            models.Index(fields=["batch"], name="row_change_batch"),
        ]
        triggers = [NO_TRUNCATE, _STAYS]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"
