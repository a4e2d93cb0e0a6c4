"""Files of scales that makers handed in: whose they are, and what they came to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales.models import Mark, ProductionRun, Scale

Row = tuple[Any, ...]


def visible_to(actor: Actor) -> QuerySet[ProductionRun]:
    """A maker's own files, the newest first."""
    found = ProductionRun.objects.select_related("type_approval__maker")
    return found.filter(maker=actor.body_id) if actor.body_id is not None else found.none()


def waiting_for(actor: Actor) -> list[tuple[str, str, str]]:
    """A maker's files with faults, which wait for its word: name, what it is, where."""
    if not policy.may(actor, "scales.register"):
        return []
    found = visible_to(actor).filter(stage=ProductionRun.Stage.FAULTY).defer("problems")
    return [
        (run.file_name, str(run.get_stage_display()), reverse("scales:run", args=[run.pk]))
        for run in found
    ]


def written(run: ProductionRun) -> int:
    """How many scales were registered with a file."""
    return run.counts.get("new", 0) if run.stage == ProductionRun.Stage.DONE else 0


def said_in(run: ProductionRun, language: str | None) -> list[dict[str, Any]]:
    """The faults of a file in the reader's language."""
    tongue = "en" if (language or "").startswith("en") else "zh"
    return [{**one, "why": one[tongue]} for one in run.problems]


def code_table(run: ProductionRun) -> tuple[list[str], Iterator[Row]]:
    """The codes that were given to the scales of a file."""
    heads = [_("出厂编号"), _("生产码"), _("出厂日期"), _("软件标识"), _("铅封编号")]
    seal = Mark.objects.filter(scale=OuterRef("pk"), kind=Mark.Kind.SEAL, issuer=run.maker_id)
    scales = Scale.objects.filter(run=run).annotate(seal_no=Subquery(seal.values("value")[:1]))
    names = ("serial_no", "production_code", "made_on", "software_id", "seal_no")
    return heads, scales.order_by("serial_no").values_list(*names).iterator(chunk_size=5_000)


def fault_table(run: ProductionRun, language: str | None) -> tuple[list[str], Iterator[Row]]:
    """Every fault of a file."""
    heads = [_("行"), _("列"), _("原因")]
    return heads, ((one["row"], one["field"], one["why"]) for one in said_in(run, language))
