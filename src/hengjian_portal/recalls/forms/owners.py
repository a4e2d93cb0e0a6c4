"""A list of owners as a producer has it: a table with e-mail addresses or telephone numbers."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

_MOST_BYTES = 2 * 1024 * 1024
_MOST_ROWS = 20_000
_PHONE = re.compile(r"(?:\+?86)?(?:1\d{10}|0\d{9,11})")


class OwnersForm(forms.Form):
    """The table, and that it is used for safety alone."""

    table = forms.FileField(
        label=_("用户名单（CSV）"),
        help_text=_("每行写一个邮箱或电话，其他列会被忽略；第一行可以是表头"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )  # fmt: skip
    only_safety = forms.BooleanField(label=_("名单来源合法，只用于这次安全通知，不用于营销"))

    emails: tuple[str, ...] = ()
    n_phones = 0

    def clean_table(self) -> Any:
        """Read the whole table, or say which row cannot be read."""
        table = self.cleaned_data["table"]
        rows = list(csv.reader(StringIO(_text(table.read(_MOST_BYTES + 1)))))
        if len(rows) > _MOST_ROWS:
            raise ValidationError(_("一次最多20000行，请分几次上传"))
        emails: dict[str, None] = {}
        phones: set[str] = set()
        for number, row in enumerate(rows, start=1):
            cells = [cell.strip() for cell in row if cell.strip()]
            found = [cell.lower() for cell in cells if _is_email(cell)]
            called = {re.sub(r"[\s-]", "", cell) for cell in cells}
            called = {cell for cell in called if _PHONE.fullmatch(cell)}
            if cells and number > 1 and not found and not called:
                raise ValidationError(_("第%(n)d行没有邮箱或电话，请更正后再上传") % {"n": number})
            emails |= dict.fromkeys(found)
            phones |= called
        if not emails and not phones:
            raise ValidationError(_("没有读到邮箱或电话"))
        self.emails, self.n_phones = tuple(emails), len(phones)
        return table


def _text(raw: bytes) -> str:
    if len(raw) > _MOST_BYTES:
        raise ValidationError(_("文件超过2 MB，请分几次上传"))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("读不出文字：请另存为UTF-8编码的CSV"))


def _is_email(cell: str) -> bool:
    try:
        validate_email(cell)
    except ValidationError:
        return False
    return cell.isascii()
