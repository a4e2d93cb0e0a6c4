"""
Tags and filters for every page. They are built in: no `{% load %}` is needed.

Filters: `day`, `moment`, `thin`, `yuan`, `grams`, `barcode`, `barcodes`, `zh_en`,
`in_its_language`, `listed`, `numbers`, `tone_of_level`.
Tags: `icon`, `shape`, `badge`, `pending_mark`, `page_url`, `nav_link`, `verdict`,
`clock_chip`, `timeline`, `facts`, `form_page`, `form_wrong`, `field`,
`line_chart`, `empty`, `pager`, `qr`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import segno
from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from hengjian_portal.look import charts, fields, figures, icons, standing, tongues
from hengjian_portal.look import timeline as lines

register = template.Library()

for _filter in (
    figures.day,
    figures.moment,
    figures.thin,
    figures.yuan,
    figures.grams,
    figures.barcode,
    figures.barcodes,
    figures.zh_en,
    tongues.in_its_language,
    tongues.listed,
    tongues.numbers,
):
    register.filter(_filter.__name__, _filter)

LEVELS = {"success": "sound", "warning": "warn", "error": "danger"}


@register.filter
def tone_of_level(level: str) -> str:
    """The tone of a Django message's level."""
    return LEVELS.get(level, "plain")


@register.simple_tag
def zh_en_label(label: Any) -> str:
    """`{% zh_en_label one.label %}`: a label with zh and en, in the reader's language."""
    return str(label.en if (get_language() or "").startswith("en") else label.zh)


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "recall" %}`: one of our drawings, as inline SVG."""
    return icons.icon(name)


@register.simple_tag
def shape(tone: str) -> SafeString:
    """`{% shape v.tone %}`: the shape that goes with a tone."""
    return icons.shape(tone)


@register.simple_tag
def badge(tone: str, word: object) -> SafeString:
    """`{% badge "warn" _("即将到期") %}`: a word and its shape."""
    tone = tone if tone in icons.TONES else "plain"
    return format_html(
        '<span class="mark tone-{}">{}<span>{}</span></span>', tone, icons.shape(tone), word
    )


@register.simple_tag
def pending_mark(citation: object) -> SafeString:
    """
    `{% pending_mark citation %}`: 待核 unless somebody has read the official text.

    Takes anything with `.confirmed` (bool) or else `.read_on` (a date, or None).
    """
    confirmed = getattr(citation, "confirmed", None)
    if confirmed is None:
        confirmed = getattr(citation, "read_on", None)
    if confirmed:
        return SafeString("")
    return format_html(
        '<span class="pending" title="{}">{}</span>',
        gettext("尚未与官方文本核对"),
        gettext("待核"),
    )


@register.simple_tag
def page_url(name: str, *args: object, **kwargs: object) -> str:
    """`{% page_url "public:recalls" as u %}`: the address, or "" where no such page is served."""
    try:
        return reverse(name, args=args or None, kwargs=kwargs or None)
    except NoReverseMatch:
        return ""


@register.inclusion_tag("look/nav_link.html", takes_context=True)
def nav_link(
    context: Context, url_name: str, icon_name: str, long: str, short: str
) -> dict[str, Any]:
    """One item of the main navigation: long words on a wide screen, short ones on a phone."""
    url = page_url(url_name)
    path = getattr(context.get("request"), "path", "")
    here = bool(url) and (path == url or (url.endswith("/") and path.startswith(url)))
    return {"url": url, "name": icon_name, "long": long, "short": short, "here": here}


@register.inclusion_tag("look/verdict.html")
def verdict(v: object) -> dict[str, object]:
    """
    `{% verdict v %}`: the answer in one word, why, and what to do now.

    `v` has `.tone` (danger, sound, warn, unknown), `.word`, `.reason`, `.actions` (list of
    str) and may have `.until` (date).
    """
    return {"v": v}


@register.inclusion_tag("look/clock_chip.html")
def clock_chip(duty: Any) -> dict[str, object]:
    """
    `{% clock_chip duty %}`: when it is due, how long that is, who owes it, and which article.

    `duty` has `.due_on` (date) or `.due_at` (moment), `.standing`, `.days_left`, `.owner_name`,
    `.article`, `.article_url`, `.confirmed` (bool) and `.provisional` (bool).
    """
    return {"duty": duty, "said": standing.said(duty)}


@register.inclusion_tag("look/timeline.html", takes_context=True)
def timeline(context: Context, entries: Iterable[lines.Line]) -> dict[str, object]:
    """
    `{% timeline entries %}`: each act with its receipt.

    An entry has `.at`, `.title`, `.actor_name`, `.details` ((label, value) pairs) and `.receipt`
    (short hex or ""). `.entry` leads who is signed in to its receipt, `.open_url` anybody.
    """
    person = getattr(getattr(context.get("request"), "user", None), "pk", None)
    return {"entries": [(one, _receipt_url(one, person)) for one in entries]}


def _receipt_url(line: lines.Line, person: int | None) -> str:
    token = lines.token_for(line, person) if person and line.entry else ""
    return (page_url("desk:receipt", token) if token else "") or line.open_url


@register.inclusion_tag("look/facts.html")
def facts(pairs: Iterable[tuple[object, object]] | Mapping[object, object]) -> dict[str, object]:
    """`{% facts pairs %}`: labels and values; an empty value is shown as a dash."""
    return {"pairs": list(pairs.items()) if isinstance(pairs, Mapping) else list(pairs)}


@register.inclusion_tag("look/form_page.html")
def form_page(form: BaseForm) -> dict[str, object]:
    """
    `{% form_page form %}`: everything inside a form but its buttons and its csrf token.

    What is wrong stands on top and links to its field.
    """
    return form_wrong(form)


@register.inclusion_tag("look/form_wrong.html")
def form_wrong(form: BaseForm) -> dict[str, object]:
    """`{% form_wrong form %}`: only what is wrong, for a form that lays its fields out itself."""
    wrong = [
        (bound.id_for_label or bound.auto_id, bound.label, error)
        for bound in form.visible_fields()
        for error in bound.errors
    ]
    return {
        "form": form,
        "wrong": wrong,
        "general": form.non_field_errors() if form.is_bound else [],
    }


@register.inclusion_tag("look/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """`{% field form.gtin %}`: label above, hint, error, input, and Scan where it helps."""
    return {
        "field": bound,
        "kind": fields.kind_of(bound),
        "widget": tongues.options_in_their_language(
            bound.as_widget(attrs=fields.input_attrs(bound))
        ),
        "scan": "data-scan" in bound.field.widget.attrs,
    }


@register.inclusion_tag("look/chart.html")
def line_chart(chart: charts.Chart) -> dict[str, object]:
    """`{% line_chart chart %}`: the drawing with its legend; its table stands below, on the page."""
    keys = [(charts.mark_of(n, line), line.label) for n, line in enumerate(chart.lines)]
    return {"chart": chart, "drawing": charts.drawn(chart), "keys": keys}


@register.inclusion_tag("look/empty.html")
def empty(words: str, url: str = "", action: str = "") -> dict[str, object]:
    """`{% empty _("还没有召回。") url _("登记线索") %}`: nothing here, and what to do about it."""
    return {"words": words, "url": url, "action": action}


@register.inclusion_tag("look/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any]) -> dict[str, object]:
    """`{% pager page %}`: where one is in a long list; the filters in the address stay."""
    capped = bool(getattr(page.paginator, "capped", False))
    return {"page": page, "request": context.get("request"), "capped": capped}


@register.simple_tag
def qr(text: str) -> SafeString:
    """`{% qr address %}`: a QR code as inline SVG that scales with its place."""
    drawing = segno.make(text, error="m").svg_inline(scale=4, omitsize=True, svgclass="qr")
    return SafeString(drawing)
