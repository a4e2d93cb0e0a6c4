"""The room of people and bodies."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, the bodies they belong to, districts, and who may do what."""

    name = "hengjian_portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Let the sign-in and lock-out of the libraries leave their entries."""
        from hengjian_portal.accounts.erasable import let_go
        from hengjian_portal.accounts.held import hold

        hold()
        let_go()
        from hengjian_portal.accounts import receivers  # noqa: F401
