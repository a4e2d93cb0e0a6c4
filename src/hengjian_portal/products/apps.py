"""The room of one identity for each product and firm."""

from django.apps import AppConfig


class ProductsConfig(AppConfig):
    """Products and firms that reports, recalls and listings share."""

    name = "hengjian_portal.products"
    label = "products"

    def ready(self) -> None:
        """Hold its rows to the acts."""
        from hengjian_portal.products.held import hold

        hold()
