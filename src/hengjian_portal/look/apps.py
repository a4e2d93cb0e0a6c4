"""The room's card for Django."""

from __future__ import annotations

from django.apps import AppConfig


class LookConfig(AppConfig):
    """Templates, tags and static files that every other room stands on."""

    name = "hengjian_portal.look"
    label = "look"
    verbose_name = "外观"
