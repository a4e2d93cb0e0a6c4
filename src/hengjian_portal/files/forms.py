"""Files handed in with an act: kept as soon as they arrive, so that going back loses none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hengjian.errors import HengjianError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import said
from hengjian_portal.files.actions import keep
from hengjian_portal.files.content import MOST_BYTES, cleaned
from hengjian_portal.files.models import Upload

_MOST_FILES = 12


class FilesInput(forms.FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several photos or PDFs, each looked into before it is taken."""

    widget = FilesInput(attrs={"multiple": True, "accept": "image/*,application/pdf"})

    def clean(self, value: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        """Name and bytes of each; what cannot be taken is said here, at its field."""
        given: list[UploadedFile] = [one for one in value or [] if one]
        if len(given) > _MOST_FILES:
            raise forms.ValidationError(_("一次最多上传12个文件"))
        return [(str(one.name), looked_into(one)) for one in given]


def looked_into(file: UploadedFile) -> bytes:
    """The bytes of a file we can keep; raises a validation error that says why not."""
    content = file.read(MOST_BYTES + 1)
    try:
        cleaned(content)
    except HengjianError as error:
        raise forms.ValidationError(said(error, get_language())) from error
    return content


class FilesForm(forms.Form):
    """The files of one act: those that arrive now, and those kept from the page before."""

    files = FilesField(
        label=_("附件"), required=False, help_text=_("照片或PDF，每个不超过10 MB，可多选")
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)

    def hold(self, actor: Actor, at: datetime) -> list[Upload]:
        """Keep what arrived for this person; all the files of this act so far."""
        about = f"draft:{actor.person_id}"
        numbers = [int(one) for one in self._numbers()]
        for name, content in self.cleaned_data.get("files") or []:
            upload = keep(data=content, name=name, about=about, actor=actor.ref, at=at)
            numbers.append(upload.pk)
        return list(Upload.objects.filter(pk__in=numbers, about=about).order_by("id"))

    def _numbers(self) -> list[str]:
        return [one for one in self.cleaned_data.get("kept", "").split(",") if one.isdecimal()]
