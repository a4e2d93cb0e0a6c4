"""
The log in the database: which entry stands where, the tiles over them, and the signed heads.

Who writes what: the sequencer alone writes tiles and heads, in one transaction under one
lock; the note of a head is what the signer gave back. A power cut at any point leaves either the
whole batch or nothing of it.
"""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField, BigIntegerRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models.expressions import RawSQL

from hengjian_portal.evidence.models.guards import APPEND_ONLY, NO_TRUNCATE, only_once


class Unsequenced(models.Model):
    """
    Entries of one statement that stand in no log yet, and the transaction that wrote them.

    `leaf_hashes` has 32 bytes for each of `entries`, in their order. Their number stands beside them:
    to count them would mean to read them.
    """

    first_entry = models.BigIntegerField(primary_key=True)
    n_entries = models.PositiveIntegerField()
    entries = ArrayField(models.BigIntegerField())
    leaf_hashes = models.BinaryField()
    xact = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=RawSQL(
                    "n_entries > 0 AND n_entries = cardinality(entries)"
                    " AND n_entries * 32 = length(leaf_hashes)",
                    [],
                    output_field=models.BooleanField(),
                ),
                name="unsequenced_hash_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.n_entries} entries from {self.first_entry}"


class LogTile(models.Model):
    """
    Up to 256 hashes of one level of the tree; it only ever grows to the right.

    At level 0 these are leaf hashes, and `entries` says of each which entry it is: the place of an
    entry in the log is 256 times the tile's index and its place in the tile. Where a backup lost the
    entry, None stands there, and its bytes in `RecoveredEntry`.
    """

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()
    entries = ArrayField(models.BigIntegerField(null=True), null=True)
    # The lowest and the highest of them, by which the tile of an entry is found.
    first_entry = models.BigIntegerField(null=True)
    last_entry = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "index"], name="log_tile_once"),
            models.CheckConstraint(
                condition=RawSQL(
                    "(entries IS NULL) = (level > 0)"
                    " AND coalesce(cardinality(entries) * 32, length(hashes)) = length(hashes)",
                    [],
                    output_field=models.BooleanField(),
                ),
                name="log_tile_says_which",
            ),
        ]
        indexes = [
            GistIndex(
                models.Func(
                    "first_entry", "last_entry", models.Value("[]"), function="int8range",
                    output_field=BigIntegerRangeField(),
                ),
                condition=models.Q(level=0),
                name="log_tile_of_entry",
            ),
        ]  # fmt: skip
        triggers = [
            NO_TRUNCATE,
            pgtrigger.Trigger(
                name="only_grows",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                    IF TG_OP = 'UPDATE' AND (NEW.level, NEW.index) = (OLD.level, OLD.index)
                       AND substring(NEW.hashes FROM 1 FOR length(OLD.hashes)) = OLD.hashes
                       AND NEW.entries[:cardinality(OLD.entries)] IS NOT DISTINCT FROM OLD.entries
                    THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: A tile of the log only grows';
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"tile {self.level}/{self.index}"


class RecoveredEntry(models.Model):
    """The public bytes of an entry that a backup lost, as the published log gave them back."""

    index = models.BigIntegerField(primary_key=True)
    public_bytes = models.BinaryField()

    class Meta:
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"entry at {self.index}"


class LogHead(models.Model):
    """A size of the log and its root; the signed checkpoint, once the signer has given it."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    checkpoint = models.TextField(null=True)

    class Meta:
        triggers = [NO_TRUNCATE, only_once("signed_once", "checkpoint")]

    def __str__(self) -> str:
        return f"head of {self.size}"


class Witness(models.Model):
    """Somebody outside who looks after the log: their key, and where they are asked."""

    class How(models.TextChoices):
        """How their cosignature is had: handed a checkpoint, or their mirror read."""

        HANDED = "handed"
        MIRROR = "mirror"

    class Alarm(models.TextChoices):
        """What they know that contradicts us: more than we have, or another tree."""

        AHEAD = "ahead"
        FORK = "fork"

    name = models.CharField(max_length=100)
    vkey = models.CharField(max_length=300, unique=True)
    url = models.URLField(max_length=300)
    how = models.CharField(max_length=10, choices=How.choices, default=How.HANDED)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    # What they answered last; `ok`, or what was wrong. An alarm stays until they cosign again.
    said = models.CharField(max_length=300, blank=True)
    said_at = models.DateTimeField(null=True, blank=True)
    alarm = models.CharField(max_length=10, choices=Alarm.choices, blank=True)
    cosigned_size = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(how__in=["handed", "mirror"]), name="witness_how"
            ),
            models.CheckConstraint(
                condition=models.Q(alarm__in=["", "ahead", "fork"]), name="witness_alarm"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Cosignature(models.Model):
    """The line by which a witness cosigned one head."""

    size = models.BigIntegerField()
    witness_id = models.BigIntegerField()
    line = models.CharField(max_length=400)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["size", "witness_id"], name="cosignature_once"),
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.witness_id} on {self.size}"
