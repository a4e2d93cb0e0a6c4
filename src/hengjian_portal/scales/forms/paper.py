"""The certificate of another body that an old scale brings along on paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian_portal.look.fields import day_field
from hengjian_portal.scales.models import Scale, TypeApproval
from hengjian_portal.scales.paper_certificates import Paper

NAMES = ("certificate_no", "certificate_body", "verified_on", "valid_until", "regulation")
_NEEDED = NAMES[:4]


class PaperFields(forms.Form):
    """The fields of a paper certificate: all of them but the regulation, or none."""

    certificate_no = forms.CharField(
        label=_("纸质检定证书编号"), max_length=40, required=False,
        help_text=_("旧秤带来的、别的机构出具的证书；没有的，这几项都不填"),
    )  # fmt: skip
    certificate_body = forms.CharField(label=_("出具证书的机构"), max_length=60, required=False)
    verified_on = day_field(_("证书上的检定日期"), required=False)
    valid_until = day_field(_("证书有效期至"), required=False)
    regulation = forms.CharField(
        label=_("证书上的检定规程"), max_length=16, required=False,
        help_text=_("例如 JJG539-2016；没有写明的不填"),
    )  # fmt: skip

    def offer_paper(self, scale: Scale) -> None:
        """Only an old scale is asked for one."""
        if scale.type_approval.norm == TypeApproval.Norm.JJF_2184:
            for name in NAMES:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Half a certificate is none."""
        held: dict[str, Any] = super().clean() or {}
        given = [name for name in _NEEDED if held.get(name)]
        if given or held.get("regulation"):
            for name in _NEEDED:
                if name in self.fields and not held.get(name) and name not in self.errors:
                    self.add_error(name, _("纸质证书的各项要填全，或者都不填"))
        return held

    def paper(self) -> Paper | None:
        """What was typed of it, taken out of what the act takes."""
        number, body, verified_on, valid_until, regulation = (
            self.cleaned_data.pop(name, None) for name in NAMES
        )
        if not number:
            return None
        return Paper(number, body, verified_on, valid_until, regulation or "")
