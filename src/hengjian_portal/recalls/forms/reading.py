"""Who may read a restricted case."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Person
from hengjian_portal.look.fields import long_field
from hengjian_portal.recalls.forms.paper import PaperForm, PeopleField

_OFFICERS = ("city", "district", "technical_body", "auditor")


class RestrictForm(PaperForm):
    """The officers who may read the case; nobody chosen: all who may see cases."""

    readers = PeopleField(_("可查看人员"), help_text=_("都不选：取消限定"), required=False)
    reason = long_field(_("理由"))

    def prepare(self) -> None:
        """Officers of the authorities, those named already ticked."""
        officers = Person.objects.filter(body__kind__in=_OFFICERS, is_active=True)
        if self.recall is not None:
            in_area = officers.filter(body__kind="district", body__district=self.recall.district)
            officers = officers.exclude(body__kind="district") | in_area
            self.initial = {"readers": list(self.recall.readers.values_list("pk", flat=True))}
        self.fields["readers"].queryset = officers.select_related("body")  # type: ignore[attr-defined]
