"""One identity for each product and firm, shared by reports, recalls and later listings."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from hengjian_portal.accounts.models import Body


class Firm(models.Model):
    """A maker, importer or seller as products name it; `body` where it also has accounts here."""

    name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160, blank=True)
    uscc = models.CharField(max_length=18, blank=True)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT)
    # The name as it is compared: folded, without punctuation.
    plain_name = models.CharField(max_length=160, db_index=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["name"]
        indexes = [
            GinIndex(fields=["plain_name"], name="firm_name_trgm", opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="firm_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
            ),
            models.UniqueConstraint(
                fields=["uscc"], name="firm_uscc_once",
                condition=~Q(uscc="") & Q(merged_into=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """A product as it is sold: brand, name, model number, barcode, category, maker."""

    name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160, blank=True)
    brand = models.CharField(max_length=80, blank=True)
    model_no = models.CharField(max_length=120, blank=True)
    gtin = models.CharField(max_length=14, blank=True)
    category = models.CharField(max_length=40, blank=True)
    firm = models.ForeignKey(Firm, null=True, blank=True, on_delete=models.PROTECT)
    # Brand, name and model number as they are compared: folded, without punctuation.
    plain_text = models.CharField(max_length=400)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["name"]
        indexes = [
            GinIndex(fields=["plain_text"], name="product_text_trgm", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["gtin"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="product_gtin_has_14_digits", condition=Q(gtin="") | Q(gtin__regex=r"^\d{14}$")
            ),
            models.CheckConstraint(
                name="product_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
            ),
            models.UniqueConstraint(
                fields=["gtin"], name="product_gtin_once",
                condition=~Q(gtin="") & Q(merged_into=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return " ".join(part for part in (self.brand, self.name, self.model_no) if part)
