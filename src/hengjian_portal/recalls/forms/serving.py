"""The notice served again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hengjian_portal.look.fields import long_field
from hengjian_portal.recalls.forms.investigation import NoticeForm


class ServeAgainForm(NoticeForm):
    """The notice as it should have been served, and why it is served again."""

    reason = long_field(_("重新送达的原因"), help_text=_("例如：送达了同名的另一家企业"))

    def prepare(self) -> None:
        """Take over the notice served before."""
        super().prepare()
        last = (
            self.recall.documents.filter(kind="investigation_notice").last()
            if self.recall
            else None
        )
        if last is not None:
            self.initial = {**last.content, "served_on": None, "reason": ""}
