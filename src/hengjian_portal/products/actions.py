"""What is done to the registry of products and firms."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hengjian.errors import HengjianError
from hengjian.text.folding import plain
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.actions import record
from hengjian_portal.products.models import Firm, Product
from hengjian_portal.products.queries import ProductFacts, firm_named


class MergeError(HengjianError):
    """Two products that cannot be made one, or one that cannot be parted."""


@transaction.atomic
def enter_firm(*, name: str, actor: Actor, at: datetime) -> Firm:
    """The firm of this name, entered where it is new."""
    held = firm_named(name)
    if held is not None:
        return held
    firm = Firm.objects.create(name=name, plain_name=plain(name))
    record(kind="products.firm_entered", obj=f"firm:{firm.pk}", actor=actor.ref, at=at, name=name)
    return firm


@transaction.atomic
def enter_product(*, facts: ProductFacts, actor: Actor, at: datetime) -> Product:
    """
    Enter a product; one with the same barcode is taken instead of entering it again.

    Likely duplicates are the page's to show (`queries.alike`): a person decides.
    """
    if facts.gtin:
        held = Product.objects.filter(gtin=facts.gtin, merged_into=None).first()
        if held is not None:
            return held
    firm = enter_firm(name=facts.firm_name, actor=actor, at=at) if facts.firm_name else None
    product = Product.objects.create(
        name=facts.name, name_en=facts.name_en, brand=facts.brand, model_no=facts.model_no,
        gtin=facts.gtin, category=facts.category, firm=firm, plain_text=facts.plain_text,
    )  # fmt: skip
    record(
        kind="products.entered", obj=f"product:{product.pk}", actor=actor.ref, at=at,
        name=facts.name, brand=facts.brand, model_no=facts.model_no, gtin=facts.gtin,
        firm=firm.pk if firm else None,
    )  # fmt: skip
    return product


@transaction.atomic
def merge(*, product: Product, into: Product, actor: Actor, at: datetime) -> None:
    """Let one product stand for another. Nothing is moved, so that it can be undone."""
    policy.require(actor, "products.merge")
    if product.pk == into.pk or into.merged_into_id is not None:
        raise MergeError(
            "a product is merged into another one that still stands for itself: choose that one",
            zh="只能并入另一个仍独立存在的产品：请另选",
        )
    if Product.objects.filter(pk=product.pk, merged_into=None).update(merged_into=into) != 1:
        raise MergeError(
            "this product was merged already: look at it again", zh="该产品已被合并：请刷新后查看"
        )
    record(
        kind="products.merged", obj=f"product:{product.pk}", actor=actor.ref, at=at, into=into.pk
    )


@transaction.atomic
def undo_merge(*, product: Product, actor: Actor, at: datetime) -> None:
    """Let a merged product stand for itself again."""
    policy.require(actor, "products.merge")
    if (
        not Product.objects.filter(pk=product.pk, merged_into=product.merged_into_id)
        .exclude(merged_into=None)
        .update(merged_into=None)
    ):
        raise MergeError(
            "this product is not merged: look again", zh="该产品未被合并：请刷新后查看"
        )
    record(
        kind="products.merge_undone", obj=f"product:{product.pk}", actor=actor.ref, at=at,
        was_in=product.merged_into_id,
    )  # fmt: skip
