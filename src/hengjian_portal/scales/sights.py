"""What may be found wrong with a scale on the spot, in words; the names are stored."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

WRONG = (
    ("codes", _("码缺失或者与登记不符")),
    ("seal", _("铅封缺失、破损或者编号不符")),
    ("software", _("软件标识不符")),
    ("opened", _("机壳被打开或者改装")),
    ("inaccurate", _("砝码核查超差")),
    ("short", _("复称短缺")),
    ("expired", _("过期仍在使用")),
    ("not_there", _("不在登记的摊位")),
)


def wrong_words(found: Iterable[str]) -> list[str]:
    """What was found wrong, in the reader's language."""
    words = {name: str(label) for name, label in WRONG} | {"seized": str(_("已封存、扣押"))}
    return [words[name] for name in found]
