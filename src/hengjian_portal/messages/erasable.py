"""What this room holds of a person, and how it lets go of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hengjian_portal.evidence.erasing import Holding, holds
from hengjian_portal.messages.models import Message


def let_go() -> None:
    """The inbox of a person."""
    holds("person", Holding(_("收件箱"), lambda pk: Message.objects.filter(to=pk), drop=True))
