"""Finding products and firms, and the ones that may be the same."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, QuerySet

from hengjian.text.folding import plain
from hengjian_portal.products.models import Firm, Product

# A likeness a person should look at; measured against typed variants of the demonstration's goods.
LIKELY = 0.4
_MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What is known of a product; `gtin` has 14 digits or is empty."""

    name: str
    brand: str = ""
    model_no: str = ""
    gtin: str = ""
    category: str = ""
    firm_name: str = ""
    name_en: str = ""

    @property
    def plain_text(self) -> str:
        """Brand, name and model number as they are compared."""
        return plain(f"{self.brand}{self.name}{self.model_no}")


@dataclass(frozen=True, slots=True)
class Alike:
    """A product that may be the one being entered, and why."""

    product: Product
    exact: bool
    likeness: float


def live() -> QuerySet[Product]:
    """Products that were not merged into another."""
    return Product.objects.filter(merged_into=None).select_related("firm")


def standing(product: Product) -> Product:
    """The product that stands for this one after all merges."""
    while product.merged_into is not None:
        product = product.merged_into
    return product


def alike(facts: ProductFacts) -> list[Alike]:
    """Products that are the same (barcode, or brand and model number) or likely so; best first."""
    same = Q(pk=None)
    if facts.gtin:
        same |= Q(gtin=facts.gtin)
    if facts.model_no:
        same |= Q(brand__iexact=facts.brand, model_no__iexact=facts.model_no)
    exact = [Alike(p, True, 1.0) for p in live().filter(same)[:_MOST_SHOWN]]
    near = (
        live()
        .filter(plain_text__trigram_similar=facts.plain_text)
        .exclude(pk__in=[found.product.pk for found in exact])
        .annotate(likeness=TrigramSimilarity("plain_text", facts.plain_text))
        .filter(likeness__gte=LIKELY)
        .order_by("-likeness")[: _MOST_SHOWN - len(exact)]
    )
    return exact + [Alike(p, False, round(p.likeness, 2)) for p in near]


def search(text: str) -> QuerySet[Product]:
    """Products whose brand, name, model number, barcode or maker holds the words."""
    needle = plain(text)
    if not needle:
        return live()
    found = Q(plain_text__contains=needle) | Q(firm__plain_name__contains=needle)
    if needle.isdigit():
        found |= Q(gtin__endswith=needle)
    return live().filter(found)


def firm_named(name: str) -> Firm | None:
    """The firm of exactly this name, folded."""
    return Firm.objects.filter(plain_name=plain(name), merged_into=None).first()


def firms_alike(firm: Firm) -> QuerySet[Firm]:
    """Firms whose name is close to this one's, the closest first."""
    others = Firm.objects.filter(merged_into=None).exclude(pk=firm.pk)
    return (
        others.annotate(likeness=TrigramSimilarity("plain_name", firm.plain_name))
        .filter(likeness__gte=LIKELY)
        .order_by("-likeness")[:_MOST_SHOWN]
    )
