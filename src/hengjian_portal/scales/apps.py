"""The room of scales, from type approval to scrap."""

from django.apps import AppConfig


class ScalesConfig(AppConfig):
    """Price-computing scales."""

    name = "hengjian_portal.scales"
    label = "scales"
