"""The form of a paper again, with the reason for correcting it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hengjian_portal.look.fields import long_field
from hengjian_portal.recalls.actions.amending import AMENDABLE
from hengjian_portal.recalls.forms.book import READ_BY
from hengjian_portal.recalls.forms.paper import PaperForm
from hengjian_portal.recalls.models import Document

CORRECTED_BY = {kind: READ_BY[kind] for kind in AMENDABLE}


def amending_form(paper: Document) -> type[PaperForm]:
    """The form that a paper was handed in with, and one field more: why it is corrected."""
    form = CORRECTED_BY[paper.kind]
    return type(f"Amending{form.__name__}", (form,), {
        "amend_reason": long_field(_("更正的原因")), "__doc__": form.__doc__,
    })  # fmt: skip
