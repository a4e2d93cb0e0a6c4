"""Pages for anyone: two questions, and the law behind the answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import zxingcpp
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from PIL import Image, UnidentifiedImageError

from hengjian.errors import LawError
from hengjian_portal.accounts.cards import demo_cards
from hengjian_portal.accounts.doors import door
from hengjian_portal.duties.law import rule_book
from hengjian_portal.look.figures import zh_en
from hengjian_portal.look.paging import page_of
from hengjian_portal.look.paper import as_file
from hengjian_portal.public import verdicts
from hengjian_portal.recalls import documents, receipts
from hengjian_portal.recalls.course import shown
from hengjian_portal.recalls.differences import Change, differences
from hengjian_portal.recalls.forms.announcement import AnnouncementForm
from hengjian_portal.recalls.forms.plan import REMEDIES
from hengjian_portal.recalls.forms.unit import UnitForm
from hengjian_portal.recalls.models import Announcement
from hengjian_portal.recalls.queries import published as queries
from hengjian_portal.recalls.queries.affected import named_by, scope_told
from hengjian_portal.recalls.queries.claims import offered, totals
from hengjian_portal.scales.models import Scale

_MOST_FOUND = 20
_TOLD = ("remedy_how", "defect", "emergency", "sold_where")
_MOST_PIXELS = 40_000_000


@door("public.read")
def home(request: HttpRequest) -> HttpResponse:
    """The two questions, then report, follow, news."""
    facts = {"latest": queries.published()[:4], "cards": demo_cards()}
    return render(request, "public/home.html", facts)


@door("public.read")
def recalls(request: HttpRequest) -> HttpResponse:
    """Is what I bought dangerous? One box, one answer; without a question, every recall."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:200]
    if text:
        found = list(queries.affected_by(text)[:_MOST_FOUND])
        facts = {"q": text, "found": found, "v": verdicts.of_search(text, found)}
        if len(found) == 1:
            scope = scope_told(found[0])
            initial = named_by(scope, text)
            facts |= {"recall": found[0], "form": UnitForm(initial=initial, scope=scope)}
        return render(request, "public/answer.html", facts)
    page = page_of(request, queries.published(), 20)
    return render(request, "public/recalls.html", {"page": page})


def _recall_facts(case_no: str) -> dict[str, Any]:
    found = get_object_or_404(queries.announced(), case_no=case_no)
    announcements = list(found.announcements.all())
    content = announcements[0].content
    names = {value: str(label) for value, label in REMEDIES}
    return {
        "recall": found, "announcements": announcements, "latest": announcements[0],
        "content": content, "v": verdicts.of_recall(found), "affected": found.affected.all(),
        "remedies": [names.get(one, one) for one in content.get("remedies", [])],
        "course": shown(found), "form": UnitForm(scope=scope_told(found)),
        "claimable": offered(found), "claims": totals(found),
        "draws": found.panels.order_by("id"),
        "told": {name: verdicts.told(content, name) for name in _TOLD},
    }  # fmt: skip


@door("public.read")
def recall(request: HttpRequest, case_no: str) -> HttpResponse:
    """One recall: what to do now, then where to look on the product, then the rest."""
    facts = _recall_facts(case_no)
    facts["history"] = _history(facts["announcements"])
    facts["receipt"] = receipts.page_of(facts["latest"])
    return render(request, "public/recall.html", facts)


def _history(announcements: list[Announcement]) -> list[tuple[Announcement, list[Change]]]:
    """Every announcement, newest first, each with what it changed in the one before."""
    earlier = [*announcements[1:], None]
    return [
        (one, differences(AnnouncementForm, before, one) if before else [])
        for one, before in zip(announcements, earlier, strict=True)
    ]


@door("public.read")
def recall_sheet(request: HttpRequest, case_no: str) -> HttpResponse:
    """The same on one sheet of A4, with a code that leads to 'is mine affected'."""
    facts = _recall_facts(case_no)
    facts["address"] = request.build_absolute_uri(reverse("public:mine", args=[case_no]))
    return render(request, "public/recall_sheet.html", facts)


@door("public.read")
def announcement(_request: HttpRequest, case_no: str) -> HttpResponse:
    """The announcement that stands, as PDF; a withdrawn one says that it is."""
    found = get_object_or_404(queries.announced(), case_no=case_no)
    latest = found.announcements.all()[0]
    return as_file(documents.announcement_pdf(latest), latest.number, public=True)


@door("public.read")
def scales(request: HttpRequest) -> HttpResponse:
    """Is this scale right? The box; the answer is the scales room's."""
    if request.GET.get("code"):
        return redirect(f"{reverse('scales:look_up')}?{request.GET.urlencode()}")
    return render(request, "public/scales.html")


@door("public.read")
@require_POST
def decode(request: HttpRequest) -> HttpResponse:
    """Read the code on a photo, for phones whose browser cannot; then go on with it."""
    where = request.POST.get("next", "")
    goal = "public:scales" if where == "scale" else "public:recalls"
    key = "code" if where == "scale" else "q"
    try:
        picture = Image.open(request.FILES["photo"], formats=["JPEG", "PNG", "WEBP"])
        if picture.width * picture.height > _MOST_PIXELS:
            raise ValueError
        read = zxingcpp.read_barcodes(picture.convert("L"))
    except (KeyError, OSError, ValueError, UnidentifiedImageError, Image.DecompressionBombError):
        read = []
    if not read:
        words = _("没有在照片里读到条码或二维码：请靠近、对准、光线充足后再拍，或直接输入号码。")
        return render(request, "public/not_read.html", {"words": words, "goal": goal}, status=422)
    return redirect(f"{reverse(goal)}?{urlencode({key: code_in(read[0].text)})}")


def code_in(text: str) -> str:
    """The code in what was scanned: of our own addresses only the last part."""
    return text.rstrip("/").rsplit("/", 1)[-1] if "/s/" in text else text


@door("public.read")
def news(request: HttpRequest) -> HttpResponse:
    """Every announcement, corrections and withdrawals too, newest first."""
    page = page_of(request, queries.announcements(), 30)
    return render(request, "public/news.html", {"page": page})


@door("public.read")
def law(request: HttpRequest) -> HttpResponse:
    """Every rule with its article and whether anybody read it."""
    return render(request, "public/law.html", {"rules": rule_book().all(localdate())})


@door("public.read")
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """One rule: its words, its article, its versions."""
    try:
        versions = rule_book().versions(name)
        standing = [one for one in versions if one.is_in_force(localdate())]
        current = rule_book().in_force(name, localdate()) if standing else versions[-1]
    except LawError as error:
        raise Http404 from error
    facts = {"rule": current, "versions": versions}
    return render(request, "public/rule.html", facts)


@door("public.read")
def law_text(request: HttpRequest, name: str) -> HttpResponse:
    """One legal text as far as we hold it: its sentences, its numbers, its table, its rules."""
    found = next((text for text in rule_book().texts if text.key == name), None)
    if found is None:
        raise Http404
    goods = found.shortfalls.goods.values() if found.shortfalls else ()
    facts = {"text": found, "left_out": [zh_en(one) for one in goods if one.outside]}
    return render(request, "public/law_text.html", facts)


@door("public.read")
def story(request: HttpRequest) -> HttpResponse:
    """Five minutes through both halves, in the demonstration."""
    states = ("verified", "failed", "locked", "suspended")
    found = [Scale.objects.filter(state=state).order_by("pk").first() for state in states]
    examples = [(one.get_state_display(), one.production_code) for one in found if one]
    return render(
        request, "public/story.html", {"examples": [*examples, (_("查不到"), "NONE-0000")]}
    )


@door("public.read")
def health(_request: HttpRequest) -> HttpResponse:
    """Whether we can reach the database; for whoever watches the service."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
