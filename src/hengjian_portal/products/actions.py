"""What is done to the registry of products and firms."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, connection, transaction

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
    _one_at_a_time(f"firm {plain(name)}")
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
        _one_at_a_time(f"gtin {facts.gtin}")
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
    _merge(product, into, actor)
    record(
        kind="products.merged", obj=f"product:{product.pk}", actor=actor.ref, at=at, into=into.pk
    )


@transaction.atomic
def undo_merge(*, product: Product, actor: Actor, at: datetime) -> None:
    """Let a merged product stand for itself again."""
    _part(product, actor)
    record(
        kind="products.merge_undone", obj=f"product:{product.pk}", actor=actor.ref, at=at,
        was_in=product.merged_into_id,
    )  # fmt: skip


@transaction.atomic
def merge_firm(*, firm: Firm, into: Firm, actor: Actor, at: datetime) -> None:
    """Let one firm stand for another. Its products keep naming it, so that it can be undone."""
    _merge(firm, into, actor)
    record(kind="products.firm_merged", obj=f"firm:{firm.pk}", actor=actor.ref, at=at, into=into.pk)


@transaction.atomic
def undo_firm_merge(*, firm: Firm, actor: Actor, at: datetime) -> None:
    """Let a merged firm stand for itself again."""
    _part(firm, actor)
    record(
        kind="products.firm_merge_undone", obj=f"firm:{firm.pk}", actor=actor.ref, at=at,
        was_in=firm.merged_into_id,
    )  # fmt: skip


def _merge(thing: Product | Firm, into: Product | Firm, actor: Actor) -> None:
    policy.require(actor, "products.merge")
    table = type(thing)
    # Both rows are held, lower number first: two merged into each other at once would make a ring.
    rows = table.objects.select_for_update().filter(pk__in=(thing.pk, into.pk)).order_by("pk")
    held = {row.pk: row for row in rows}
    if len(held) != 2 or held[into.pk].merged_into_id is not None:
        raise MergeError(
            "it is merged into another one that still stands for itself: choose that one",
            zh="只能并入另一个仍独立存在的：请另选",
        )
    if table.objects.filter(pk=thing.pk, merged_into=None).update(merged_into=into) != 1:
        raise MergeError("it was merged already: look at it again", zh="已被合并：请刷新后查看")


def _part(thing: Product | Firm, actor: Actor) -> None:
    policy.require(actor, "products.merge")
    merged = type(thing).objects.filter(pk=thing.pk, merged_into=thing.merged_into_id)
    try:
        with transaction.atomic():
            parted = merged.exclude(merged_into=None).update(merged_into=None)
    except IntegrityError as error:
        raise MergeError(
            "another one was entered with this barcode or credit code meanwhile: "
            "merge the two instead",
            zh="其间已登记了相同条码或信用代码的另一个：请改为合并这两个",
        ) from error
    if parted != 1:
        raise MergeError("it is not merged: look again", zh="未被合并：请刷新后查看")


def _one_at_a_time(what: str) -> None:
    """Let nobody else enter the same thing until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
