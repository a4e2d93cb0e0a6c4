"""The gallery with invented things in it, and addresses for the frame to point at."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace as Thing

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.i18n import set_language

from hengjian_portal.look.icons import DRAWINGS
from hengjian_portal.look.timeline import Line


class ReportForm(forms.Form):
    """One field of every kind the portal uses."""

    gtin = forms.CharField(
        label="商品条码",
        help_text="包装上的 13 位数字，例如 6901234567892",
        widget=forms.TextInput(attrs={"data-scan": ""}),
    )
    phone = forms.CharField(label="联系电话", required=False)
    injured = forms.ChoiceField(
        label="有人受伤吗？",
        choices=[("no", "没有"), ("yes", "有")],
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(label="产品种类", choices=[("", "请选择"), ("toy", "儿童玩具")])
    price = forms.DecimalField(label="价格（元）", required=False)
    bought_on = forms.DateField(
        label="购买日期", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    what = forms.CharField(label="发生了什么", widget=forms.Textarea(attrs={"rows": 4}))
    photo = forms.FileField(label="照片", required=False)
    honest = forms.BooleanField(label="以上内容属实")


def _duty(standing: str, days_left: int, **more: object) -> Thing:
    return Thing(
        **{
            "due_on": date(2026, 3, 10),
            "due_at": None,
            "standing": standing,
            "days_left": days_left,
            "owner_name": "重庆慢火电器有限公司",
            "article": "《消费品召回管理暂行规定》第九条",
            "article_url": "#law",
            "confirmed": True,
            "provisional": False,
            **more,
        }
    )


DUTIES = [
    _duty("overdue", -2),
    _duty("due_today", 0, confirmed=False),
    _duty("running", 12, provisional=True),
    _duty(
        "running", 1, due_at=datetime(2026, 3, 9, 7, 30, tzinfo=UTC), owner_name="万州区市场监管局"
    ),
    _duty("met", 0),
    _duty("met_late", -1),
]
VERDICTS = [
    Thing(
        tone="danger",
        word="立即停止使用",
        reason="您的电热水壶（型号 MH-1800，批次 2025-07）在召回范围内：壶底可能过热起火。",
        actions=[
            "拔下插头，不要再用。",
            "保留产品和购买凭据。",
            "拨打厂家召回电话，免费更换或退货。",
        ],
        until=None,
    ),
    Thing(
        tone="sound",
        word="这台秤检定合格",
        reason="三码一封完整，编号与厂家记录一致。",
        actions=["如果仍觉得不准，请到市场公平秤复称。"],
        until=date(2027, 1, 7),
    ),
    Thing(tone="warn", word="检定即将到期", reason="还有 5 天。", actions=["联系检定机构预约。"]),
    Thing(
        tone="unknown",
        word="没有查到",
        reason="没有这个条码的召回记录，不等于产品没有危险。",
        actions=[],
    ),
]
ENTRIES = [
    Line(
        at=datetime(2026, 3, 6, 2, 15, tzinfo=UTC),
        title="企业报告缺陷",
        actor_name="重庆慢火电器有限公司",
        details=[("受伤人数", "2"), ("涉及批次", "2025-07、2025-08")],
        receipt="9f2c41d07ab8",
        open_url="#receipt",
    ),
    Line(
        at=datetime(2026, 3, 9, 8, 40, tzinfo=UTC),
        title="技术机构开始分析",
        actor_name="重庆市产品缺陷技术中心",
        details=[],
        receipt="71be0056c3aa",
    ),
    Line(
        at=datetime(2026, 3, 10, 1, 0, tzinfo=UTC),
        title="召回计划已报",
        actor_name="",
        details=[],
        receipt="",
    ),
]
ROWS = [
    Thing(
        number="CQ-2026-0017",
        product="慢火牌电热水壶 MH-1800",
        tone="danger",
        word="召回实施中",
        count=12840,
        due_on=date(2026, 3, 10),
    ),
    Thing(
        number="CQ-2026-0016",
        product="小云雀儿童推车 T3",
        tone="warn",
        word="待报召回计划",
        count=950,
        due_on=date(2026, 3, 12),
    ),
    Thing(
        number="CQ-2026-0009",
        product="山城暖手宝 N1",
        tone="sound",
        word="结束主动阶段",
        count=3210,
        due_on=date(2026, 2, 25),
    ),
]


def sample(form: forms.Form) -> dict[str, object]:
    """Everything the gallery template shows."""
    return {
        "case_no": "CQ-2026-0017",
        "case_title": "慢火牌电热水壶 MH-1800",
        "duties": DUTIES,
        "verdicts": VERDICTS,
        "pairs": [
            ("生产者", "重庆慢火电器有限公司"),
            ("型号", "MH-1800"),
            ("数量", "12 840 台"),
            ("进口商", ""),
        ],
        "figures": [("进行中", 38), ("今天到期", 4), ("已逾期", 2), ("涉及产品", 1284067)],
        "entries": ENTRIES,
        "rows": ROWS,
        "page": Paginator(range(1284), 50).page(3),
        "form": form,
        "sample_moment": datetime(2026, 2, 24, 16, 5, tzinfo=UTC),
        "sample_yuan": Decimal("1234.5"),
        "sample_fen": 1999,
        "sample_grams": Decimal("15000"),
        "sample_names": {"zh": "已公示", "en": "announced"},
        "unread": Thing(read_on=None),
        "icon_names": list(DRAWINGS),
    }


def show(request: HttpRequest) -> HttpResponse:
    """The gallery; a sent form comes back with what is wrong with it."""
    form = ReportForm(request.POST or None)
    if request.method == "POST":
        messages.success(request, "已保存。")
        messages.error(request, "短信没有发出，请检查号码。")
    request.user = Thing(
        is_authenticated="signed" in request.GET,
        name="周敏",
        body=Thing(name="万州区市场监督管理局"),
    )
    return render(request, "look/gallery.html", {**sample(form), "user": request.user})


def nothing(request: HttpRequest) -> HttpResponse:
    """A page whose address is all that matters."""
    return HttpResponse()


PUBLIC = [
    path(f"{name}/", nothing, name=name) for name in ("recalls", "scales", "report", "follow")
]
urlpatterns = [
    path("", show, name="gallery"),
    path("", include((PUBLIC, "public"))),
    path("desk/", include(([path("", nothing, name="home")], "desk"))),
    path("login/", nothing, name="account_login"),
    path("logout/", nothing, name="account_logout"),
    path("language/", set_language, name="set_language"),
]
