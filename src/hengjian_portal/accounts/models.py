"""People, the bodies they belong to, and invitations."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.kinds import Kind


class Body(models.Model):
    """An authority, firm, market or institution that people act for."""

    class Kind(models.TextChoices):
        CITY = Kind.CITY, _("市市场监管局")
        DISTRICT = Kind.DISTRICT, _("区县市场监管局")
        TECHNICAL_BODY = Kind.TECHNICAL_BODY, _("召回技术机构")
        EVALUATION_BODY = Kind.EVALUATION_BODY, _("型式评价机构")
        VERIFICATION_BODY = Kind.VERIFICATION_BODY, _("计量检定机构")
        PRODUCER = Kind.PRODUCER, _("生产者")
        DOMESTIC_AGENT = Kind.DOMESTIC_AGENT, _("跨境境内服务商")
        SELLER = Kind.SELLER, _("销售者")
        PLATFORM = Kind.PLATFORM, _("电商平台")
        MARKET = Kind.MARKET, _("集贸市场主办者")
        SCALE_USER = Kind.SCALE_USER, _("秤的使用者")
        SCALE_MAKER = Kind.SCALE_MAKER, _("秤的生产企业")
        REPAIRER = Kind.REPAIRER, _("秤的维修者")
        COUNTERPART = Kind.COUNTERPART, _("四川省市场监管局")
        NATIONAL = Kind.NATIONAL, _("国家市场监督管理总局")
        AUDITOR = Kind.AUDITOR, _("审计监督")

    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    uscc = models.CharField(max_length=18, blank=True)
    district = models.CharField(max_length=6, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=200, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "district", "name"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="body_named_once_per_kind"),
            models.UniqueConstraint(
                fields=["kind", "uscc"], name="body_uscc_once_per_kind", condition=~Q(uscc="")
            ),
            models.CheckConstraint(
                name="body_district_bureau_has_district",
                condition=~Q(kind="district") | ~Q(district=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class PersonManager(BaseUserManager["Person"]):
    """Makes people; the name Django's commands and the sign-in library expect."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> Person:
        """Make one person with a password (None: cannot sign in until invited)."""
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who signs in, and the body they act for."""

    class Role(models.TextChoices):
        MEMBER = "member", _("经办人")
        HEAD = "head", _("负责人")
        EXPERT = "expert", _("专家")
        SYSTEM_ADMIN = "system_admin", _("系统管理员")

    username = models.CharField(_("用户名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    email = models.EmailField(_("电子邮箱"), blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    role = models.CharField(max_length=20, choices=Role, default=Role.MEMBER)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = PersonManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_acts_for_a_body_or_stands_alone",
                condition=Q(role__in=["expert", "system_admin"], body=None)
                | Q(role__in=["member", "head"], body__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """A letter that lets one person choose their own name and password; the token is never stored."""

    body = models.ForeignKey(Body, null=True, on_delete=models.CASCADE)
    role = models.CharField(max_length=20, choices=Person.Role, default=Person.Role.MEMBER)
    name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_expires_later", condition=Q(expires_at__gt=models.F("invited_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.role})"


class ApiToken(models.Model):
    """What a program of somebody's shows to act for them; only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.CheckConstraint(name="api_token_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="api_token_expires_later", condition=Q(expires_at__gt=models.F("issued_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.name
