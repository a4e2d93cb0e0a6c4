"""What is wrong with the evidence log, on the first page of whoever looks after it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.desk.panel import Line, Panel
from hengjian_portal.evidence.models import Witness
from hengjian_portal.evidence.queries.watching import last_comparison
from hengjian_portal.evidence.queries.witnesses import behind_since, current
from hengjian_portal.look.figures import moment

ALARMS = {
    Witness.Alarm.AHEAD: gettext_lazy("对方见证到的比我方现有的多：我方日志被回退"),
    Witness.Alarm.FORK: gettext_lazy("对方持有的与我方矛盾：日志出现两个版本"),
}


def log_trouble(actor: Actor) -> Panel | None:
    """Rows that are not as acts left them, witnesses that raise an alarm or stay behind."""
    if not policy.may(actor, "evidence.see_log"):
        return None
    lines = [*_rows(), *_witnesses()]
    return Panel(_("存证日志需要处理"), lines, reverse("desk:log"), len(lines))


def _rows() -> Iterator[Line]:
    compared = last_comparison()
    if compared and compared.n_odd:
        what = _("数据不是各项办理留下的样子")
        yield Line(what, _("%(n)s 处不符") % {"n": compared.n_odd}, reverse("desk:log"))


def _witnesses() -> Iterator[Line]:
    for one in current().order_by("since", "pk"):
        if one.alarm:
            yield Line(one.name, str(ALARMS[Witness.Alarm(one.alarm)]), reverse("desk:witnesses"))
        elif since := behind_since(one):
            note = _("%(since)s 起没有跟上日志：联系见证方") % {"since": moment(since)}
            yield Line(one.name, note, reverse("desk:witnesses"))
