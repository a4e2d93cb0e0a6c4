"""What this room holds of anybody, and how it lets go of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hengjian_portal.evidence.erasing import Holding, holds_of_all
from hengjian_portal.files.actions import destroy_later
from hengjian_portal.files.models import Upload


def let_go() -> None:
    """The files of a subject, their bytes with them; what a writer had only begun is theirs too."""
    holds_of_all(_files)


def _files(subject: str) -> Holding:
    kind, _colon, number = subject.partition(":")
    owned = [subject, f"draft:{number}"] if kind == "person" else [subject]
    return Holding(
        _("上传的文件"), lambda _pk: Upload.objects.filter(about__in=owned), drop=True,
        afterwards=destroy_later,
    )  # fmt: skip
