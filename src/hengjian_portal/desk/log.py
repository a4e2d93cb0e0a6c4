"""The evidence log for whoever looks after it: how far it is, and whether the rows are as they were left."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.queries import body_names
from hengjian_portal.evidence.queries.watching import heads, last_comparison

# How a row differs, in words, and what to do about it.
HOW = {
    "altered": (
        gettext_lazy("内容被改动"), gettext_lazy("查明谁直接改了数据库；从备份取回原值，由有权的人办理更正"),
    ),
    "gone": (gettext_lazy("被删除"), gettext_lazy("从备份取回这一行；查明是谁删除的")),
    "appeared": (
        gettext_lazy("凭空出现"), gettext_lazy("没有任何办理留下这一行：查明来源，核实以前不要使用"),
    ),
    "missing": (
        gettext_lazy("记录不见了"),
        gettext_lazy("有存证记录被删除：停止写入，从备份或者已发布的日志补回（hengjian manage recover_log）"),
    ),
    "unsigned": (
        gettext_lazy("与签过名的树不符"),
        gettext_lazy("记录与哈希块一起被改：不得再签名，与见证方核对"),
    ),
    "unacted": (
        gettext_lazy("改动时没有存证记录"),
        gettext_lazy("有程序或者人绕开办理直接改了数据：查明是否为经批准的维护"),
    ),
    "unsalted": (
        gettext_lazy("无法核对"), gettext_lazy("个人信息依法删除后这一行本应一并清空：检查删除是否办完"),
    ),
    "notes": (
        gettext_lazy("改动记录本身被改"),
        gettext_lazy("有人改了数据库里的改动记录：停止写入，用备份和已发布的日志比对"),
    ),
}  # fmt: skip


@door("evidence.see_log")
def log(request: HttpRequest) -> HttpResponse:
    """Heads, what waits, the last comparison of rows, and what to do in each case."""
    compared = last_comparison()
    differs = (
        [(one, *HOW.get(one.how, (one.how, ""))) for one in compared.named] if compared else []
    )
    facts = {
        "heads": heads(settings.EVIDENCE_LOG), "compared": compared, "differs": differs,
        "n_more": compared.n_odd - len(differs) if compared else 0,
        "who": body_names({compared.actor}).get(compared.actor, _("系统")) if compared else "",
    }  # fmt: skip
    return render(request, "desk/log.html", facts)


@door("evidence.compare")
@require_POST
def compare(request: HttpRequest) -> HttpResponse:
    """Have the rows compared by the worker; the result becomes an entry in the name of who asked."""
    try:
        with transaction.atomic():
            jobs.configure_task("evidence.compare_rows").defer(actor=actor(request).ref)
        messages.success(request, _("已开始核对，结果稍后出现在本页。"))
    except AlreadyEnqueued:
        messages.info(request, _("已有一次核对在等待办理。"))
    return redirect("desk:log")
