"""The room of what we tell people."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Inbox and e-mail. Its label is not `messages`, which Django's own framework holds."""

    name = "hengjian_portal.messages"
    label = "inbox"

    def ready(self) -> None:
        """Let what a person was told go with the person."""
        from hengjian_portal.messages.erasable import let_go

        let_go()
