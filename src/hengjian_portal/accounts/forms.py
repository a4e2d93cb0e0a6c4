"""What people type about people and bodies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hengjian.errors import HengjianError
from hengjian.text.uscc import parse_uscc
from hengjian_portal.accounts import districts
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.accounts.policy import said


def district_choices() -> list[tuple[str, str]]:
    """Every unit that exists, with an empty line first."""
    english = (get_language() or "").startswith("en")
    today = [
        (u.code, u.name_en if english else u.name)
        for u in districts.everything().values()
        if not u.valid_to
    ]
    return [("", _("请选择区县")), *today]


class DistrictField(forms.ChoiceField):
    """A unit of the city that exists today; empty where it is not required."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=district_choices, **kwargs)


class BodyForm(forms.ModelForm):
    """A body for the register."""

    class Meta:
        model = Body
        fields = ["kind", "name", "name_en", "uscc", "district", "phone", "address"]
        labels = {
            "kind": _("单位类别"), "name": _("名称"), "name_en": _("英文名称"),
            "uscc": _("统一社会信用代码"), "district": _("所在区县"),
            "phone": _("电话"), "address": _("地址"),
        }  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].widget = forms.Select(choices=district_choices())

    def clean_uscc(self) -> str:
        """Eighteen characters whose check character fits, or nothing."""
        typed = self.cleaned_data["uscc"].strip()
        if not typed:
            return ""
        try:
            return parse_uscc(typed)
        except HengjianError as error:
            raise ValidationError(said(error, get_language())) from error


class GuestForm(forms.Form):
    """Whom to invite."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    email = forms.EmailField(label=_("电子邮箱"), required=False)
    role = forms.ChoiceField(
        label=_("身份"),
        choices=[(r.value, r.label) for r in (Person.Role.MEMBER, Person.Role.HEAD)],
    )


class JoinForm(forms.Form):
    """A name and a password of one's own."""

    username = forms.CharField(label=_("用户名"), max_length=60, min_length=3)
    password = forms.CharField(
        label=_("密码"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少十个字符，不要用常见密码"),
    )  # fmt: skip
    again = forms.CharField(
        label=_("再输一次密码"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_username(self) -> str:
        """A name nobody has."""
        name: str = self.cleaned_data["username"].strip()
        if Person.objects.filter(username=name).exists():
            raise ValidationError(_("该用户名已有人使用，请换一个"))
        return name

    def clean(self) -> dict[str, object]:
        """Both passwords agree and are not easily guessed."""
        held = super().clean() or {}
        password, again = held.get("password"), held.get("again")
        if password and again and password != again:
            self.add_error("again", _("两次输入的密码不一致"))
        elif password:
            try:
                validate_password(str(password))
            except ValidationError as error:
                self.add_error("password", error)
        return held


class TokenForm(forms.Form):
    """What a token is for, so that its owner knows which one to revoke."""

    name = forms.CharField(label=_("用途"), max_length=60, help_text=_("例如：企业系统自动报送"))
