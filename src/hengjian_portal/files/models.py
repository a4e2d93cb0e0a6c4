"""Uploads: what was handed in, kept by its digest."""

from __future__ import annotations

from django.db import models


class Upload(models.Model):
    """One file handed in: cleaned, kept under its digest, shown as what its content says it is."""

    digest = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    about = models.CharField(max_length=80, db_index=True)
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "about"], name="upload_once_per_object"),
        ]

    def __str__(self) -> str:
        return self.name
