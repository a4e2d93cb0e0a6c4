"""`invite_administrator NAME`: the first person of a new installation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse
from django.utils import timezone

from hengjian_portal.accounts.actions import INVITATION_DAYS, Guest, invite
from hengjian_portal.accounts.actor import SYSTEM
from hengjian_portal.accounts.models import Person


class Command(BaseCommand):
    """Print an invitation for a system administrator, who then invites everybody else."""

    help = "Print an invitation link for a system administrator"

    def add_arguments(self, parser: CommandParser) -> None:
        """The name of the person."""
        parser.add_argument("name")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Invite, and print the link; it is kept nowhere."""
        guest = Guest(name=options["name"], role=Person.Role.SYSTEM_ADMIN)
        _invitation, token = invite(guest=guest, actor=SYSTEM, at=timezone.now())
        address = settings.ORIGIN + reverse("accounts:join", args=[token])
        self.stdout.write(f"{address}\n({INVITATION_DAYS} days, once)")
