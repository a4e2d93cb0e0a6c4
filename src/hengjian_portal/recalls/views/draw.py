"""A draw for anybody: the list fixed beforehand, the public numbers, and the draw done again."""

from __future__ import annotations

from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from hengjian_portal.accounts.doors import door
from hengjian_portal.recalls import receipts
from hengjian_portal.recalls.forms.paper import in_language
from hengjian_portal.recalls.models import Panel
from hengjian_portal.recalls.queries import panels as queries


@door("public.read")
def draw(request: HttpRequest, code: str) -> HttpResponse:
    """A draw as anybody may check it; experts stand in it by number, never by name."""
    panel = get_object_or_404(Panel.objects.select_related("recall"), number=code)
    file = queries.file_of(panel)
    facts = {
        "panel": panel, "list_text": file.draw_list.text, "file": file,
        "sources": [source.line for source in file.draw_list.sources],
        "results": [result.line for result in file.results], "v": _verdict(panel),
        "announced": panel.recall.announcements.exists(), "acts": receipts.of_panel(panel),
    }  # fmt: skip
    return render(request, "recalls/experts/draw.html", facts)


@door("public.read")
def draw_file(request: HttpRequest, code: str) -> HttpResponse:
    """The draw as a file for `hengjian draw check`."""
    panel = get_object_or_404(Panel, number=code)
    text = yaml.safe_dump(queries.public_sheet(panel), allow_unicode=True, sort_keys=False)
    answer = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="draw-{panel.number}.yaml"'
    return answer


def _verdict(panel: Panel) -> dict[str, Any]:
    """The card: whether what is recorded comes out when it is drawn again now."""
    if panel.state == Panel.State.VOID:
        return {"tone": "warn", "word": _("这次抽取已作废"), "reason": panel.void_because}
    if panel.state == Panel.State.FIXED:
        reason = _("名单已固定，摘要已公布；结果由下面事先指定的号码决定，现在谁也不知道。")
        return {"tone": "unknown", "word": _("尚未抽取"), "reason": reason}
    wrong = queries.recheck(panel)
    if wrong:
        words = "；".join(in_language(one.said) for one in wrong)
        return {"tone": "danger", "word": _("重算结果不一致"), "reason": words}
    return {
        "tone": "sound", "word": _("重算结果一致"),
        "reason": _("刚刚按名单和公布的号码重新抽取，摘要、种子、抽中和候补都与记录一致。"),
        "actions": [_("请自行到开奖机构公布处核对号码")] if panel.draws_on else [],
    }  # fmt: skip
