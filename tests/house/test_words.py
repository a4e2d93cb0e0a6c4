"""No page says a word that its reader's language does not have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.translation import trans_real
from tools import messages

from hengjian.recall.stages import MOVES, Stage
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import PUBLIC, Actor, actor_of
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.desk.demo.loading import load
from hengjian_portal.duties.law import rule_book
from hengjian_portal.enforcement.models import CreditRecord, Matter
from hengjian_portal.messages.models import Message
from hengjian_portal.products.models import Firm, Product
from hengjian_portal.recalls.actions.amending import AMENDABLE
from hengjian_portal.recalls.actions.filing import FILED_AT
from hengjian_portal.recalls.acts import ACTS
from hengjian_portal.recalls.forms.book import FORMS
from hengjian_portal.recalls.models import Claim, Document, Recall, StopSale
from hengjian_portal.scales.models import Scale, TypeApproval
from hengjian_portal.watch.models import Report
from tests.house import page_books
from tests.house.page_words import chinese_as_english, english_as_chinese

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ACCOUNTS = (
    "", "demo-district", "demo-technical", "demo-city", "demo-producer", "demo-maker",
    "demo-market", "demo-verifier", "demo-auditor", "demo-admin", "demo-expert", "demo-sichuan",
    "demo-evaluator", "demo-seller", "demo-city-head", "demo-user",
)  # fmt: skip
# Addresses that answer with a file, with a feed, or only to what is sent to them.
NO_PAGES = frozenset(
    {
        "set_language", "public:feed_json", "public:feed_atom", "public:mine_json", "public:health", "public:decode",
        "recalls:answer_claim", "recalls:claimant", "accounts:enter_as", "accounts:deactivate", "desk:decide", "files:show", "scales:paper",
        "scales:compute", "scales:answer_delivery", "duties:take", "products:merge", "products:undo_merge", "products:merge_firm", "products:undo_firm_merge", "watch:reporter", "watch:answer",
        "accounts:join", "enforcement:attach", "watch:import_run", "mfa_download_recovery_codes",
        "recalls:draft", "recalls:decide", "recalls:agree_regime", "recalls:compute_risk", "recalls:custody", "recalls:check_shelf", *page_books.NO_PAGES,
    }
)  # fmt: skip

Kwargs = dict[str, object]
Faults = Callable[[str], list[str]]


@pytest.fixture(scope="module", autouse=True)
def words() -> None:
    """The translations as they are written now, not as they were compiled some time ago."""
    messages.compiled()
    trans_real._translations.clear()


@pytest.fixture(scope="module")
def _city(
    django_db_setup: None, django_db_blocker: Any, words: None
) -> Iterator[dict[str, list[str]]]:
    """The demonstration city, once for the module, with its addresses; it is gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(timezone.now())
        yield _addresses()
        transaction.set_rollback(True)


@pytest.fixture
def addresses(_city: dict[str, list[str]], db: None, settings: Any) -> dict[str, list[str]]:
    """Every address of the city, which is served as the demonstration serves it."""
    settings.DEMO = True
    return _city


def _pages(patterns: Any = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "api":
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            yield from _pages(pattern.url_patterns, inner)
        elif not isinstance(pattern, URLResolver):
            yield f"{space}{pattern.name}", pattern


def _each(found: Any, field: str = "pk", name: str = "pk") -> Callable[[], list[Kwargs]]:
    return lambda: [{name: value} for value in found().values_list(field, flat=True)]


def _cases() -> Any:
    return Recall.objects.order_by("stage", "pk").distinct("stage")


def _scales() -> Any:
    return Scale.objects.order_by("state", "pk").distinct("state")


def _acts() -> list[Kwargs]:
    """Each act of the pages at a case that waits for it, or else at any."""
    held = {Stage(case.stage): case.pk for case in _cases()}
    starts = {verb: [s for m in MOVES if m.verb == verb for s in m.from_stages] for verb in ACTS}
    any_case = next(iter(held.values()))
    return [
        {"pk": next((held[stage] for stage in stages if stage in held), any_case), "verb": verb}
        for verb, stages in starts.items()
    ]


def _scale_acts() -> list[Kwargs]:
    from hengjian_portal.scales.acts import ACTS as SCALE_ACTS

    return [{"code": s.production_code, "verb": v} for s in _scales()[:1] for v in SCALE_ACTS]


def _matter_acts(verb: str) -> list[Kwargs]:
    return [{"pk": matter.pk, "verb": verb} for matter in Matter.objects.all()[:2]]


def _published() -> Any:
    return Recall.objects.filter(announcements__isnull=False).order_by("pk").distinct()[:2]


def _papers() -> list[Kwargs]:
    """One paper of each kind that is open to correction."""
    held = Document.objects.filter(kind__in=AMENDABLE).order_by("kind", "pk").distinct("kind")
    return [{"pk": paper.recall_id, "number": paper.pk} for paper in held]


WITH_FIELDS = frozenset(verb for verb, form in FORMS.items() if form.base_fields)
# What stands in the places of an address, page by page.
PLACES: dict[str, Callable[[], list[Kwargs]]] = {
    "accounts:body": _each(lambda: Body.objects.order_by("kind", "pk").distinct("kind")),
    "enforcement:act": lambda: _matter_acts("submit_inspection"),
    "enforcement:matter": _each(lambda: Matter.objects.all()[:8]),
    "enforcement:mine": _each(lambda: Matter.objects.filter(kind="directive")[:2]),
    "enforcement:my_act": lambda: _matter_acts("state_defence"),
    "enforcement:publish_credit": _each(lambda: Matter.objects.filter(kind="penalty")[:2]),
    "enforcement:remove_credit": _each(lambda: CreditRecord.objects.all()[:1]),
    "desk:amend": lambda: [{"name": "district_report"}],
    "messages:read": _each(lambda: Message.objects.all()[:1]),
    "products:product": _each(lambda: Product.objects.all()[:2]), "products:firm": _each(lambda: Firm.objects.all()[:2]),
    **{f"public:{page}": _each(_published, "case_no", "case_no") for page in ("claim", "claim_done", "mine", "recall", "recall_sheet")},
    "public:subscription": lambda: [{"token": "none"}], "recalls:owners": _each(_published),
    "public:rule": lambda: [{"name": name} for name in rule_book().names()],
    "public:scale_short": _each(_scales, "production_code", "code"),
    "recalls:act": _acts,
    "recalls:case": _each(_cases), **page_books.PLACES,
    "recalls:serve_again": _each(lambda: Recall.objects.filter(stage="producer_notified")[:1]),
    "recalls:file": lambda: [
        {"pk": case.pk, "kind": kind}
        for case in Recall.objects.filter(stage="consultation")[:1] for kind in FILED_AT
    ],
    "recalls:stop_sale": _each(lambda: _cases()[:3]),
    "recalls:stop_answer": lambda: [{"number": one.pk} for one in StopSale.objects.all()[:1]],
    "recalls:samples": _each(lambda: _cases()[:2]),
    "recalls:restrict": _each(lambda: _cases()[:1]),
    "recalls:edit_regime": lambda: [{"name": "farm_machinery"}],
    "recalls:paper": _papers, "recalls:amend": _papers, "recalls:claim": _each(lambda: Claim.objects.order_by("state", "pk").distinct("state")),
    "recalls:reword": lambda: [
        {"pk": case.pk, "how": how} for case in _published() for how in ("correct", "withdraw")
    ],
    "scales:act": _scale_acts,
    "scales:label": _each(lambda: _scales()[:1], "production_code", "code"), "scales:scale": _each(_scales, "production_code", "code"),
    "scales:type": _each(lambda: TypeApproval.objects.all()[:3]),
    "scales:verify": _each(lambda: _scales()[:3], "production_code", "code"),
    "watch:report": _each(lambda: Report.objects.order_by("-pk")[:6]),
}  # fmt: skip
QUERIES = {
    "public:recalls": ("?q=NS-500", "?q=暖山", "?q=nothing-of-this-name"),
    "scales:look_up": ("?code=NONE-0000",),
    "enforcement:open": tuple(f"?kind={kind}" for kind in Matter.Kind),
    "recalls:cases": ("?q=none-of-these",), **page_books.QUERIES,
    "public:report": ("?product_name=cup",),
}  # fmt: skip


def _addresses() -> dict[str, list[str]]:
    """The addresses of the city by the right their door asks; "" is the sign-in library's."""
    found: dict[str, list[str]] = {}
    for name, pattern in _pages():
        if name in NO_PAGES:
            continue
        held = found.setdefault(getattr(pattern.callback, "verb", ""), [])
        if pattern.pattern.regex.groups:
            places = PLACES.get(name, list)
            held += [reverse(name, kwargs=kwargs) for kwargs in places()]
        else:
            held += [reverse(name) + query for query in ("", *QUERIES.get(name, ()))]
    return found


def _client(username: str, language: str) -> Client:
    """A browser set to a language, in which somebody may be signed in."""
    client = Client(headers={"accept-language": language})
    if username:
        client.force_login(Person.objects.get(username=username), backend=BACKEND)
    return client


def _visited(actor: Actor, addresses: dict[str, list[str]]) -> Iterator[str]:
    """What an account may open, and one page that refuses it; what is the same for all, twice."""
    refused = False
    for verb, held in addresses.items():
        if verb.startswith("public.") or not verb:
            yield from held if actor.kind in (Kind.CONSUMER, Kind.CITY) else held[:1]
        elif policy.may(actor, verb):
            yield from held
        elif not refused:
            refused = True
            yield held[0]


def _wrong(
    username: str, language: str, addresses: dict[str, list[str]], faults: Faults
) -> list[str]:
    """Page by page, the texts at fault."""
    actor = actor_of(Person.objects.get(username=username)) if username else PUBLIC
    return _faults(_client(username, language), _visited(actor, addresses), faults)


def _faults(client: Client, addresses: Iterable[str], faults: Faults) -> list[str]:
    wrong = []
    for address in addresses:
        answer: HttpResponse = client.get(address)
        if answer.get("Content-Type", "").startswith("text/html"):
            found = sorted(set(faults(answer.content.decode())))
            wrong += [f"{answer.status_code} {address}: {text}" for text in found]
    return wrong


def test_every_word_has_its_english(capsys: pytest.CaptureFixture[str]):
    assert messages.check() == 0, capsys.readouterr().err


def test_one_chinese_word_has_one_english_word_in_every_room():
    """All rooms share one catalogue at run time: a second English would silently be lost."""
    english: dict[object, set[object]] = {}
    for room in messages.rooms():
        for message in messages.catalogue(room):
            if message.id and message.string:
                english.setdefault((message.id, message.context), set()).add(message.string)
    assert {word: said for word, said in english.items() if len(said) > 1} == {}


def test_every_page_is_walked_or_is_no_page():
    with_places = {name for name, page in _pages() if page.pattern.regex.groups}
    assert with_places - NO_PAGES == set(PLACES)


@pytest.mark.parametrize("username", ACCOUNTS)
def test_no_chinese_stands_in_an_english_page_unless_it_says_so(addresses: Any, username: str):
    wrong = _wrong(username, "en", addresses, chinese_as_english)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("username", ACCOUNTS)
def test_no_english_sentence_stands_in_a_chinese_page(addresses: Any, username: str):
    wrong = _wrong(username, "zh-hans", addresses, english_as_chinese)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "username", ["demo-city", "demo-district", "demo-producer", "demo-technical"]
)
def test_what_an_empty_form_is_told_is_english_in_an_english_page(addresses: Any, username: str):
    client, told = _client(username, "en"), []
    for address in addresses["recalls.see"]:
        if address.rstrip("/").rpartition("/")[2] in WITH_FIELDS:
            answer = client.post(address, {"version": "1"})
            told += [f"{address}: {text}" for text in chinese_as_english(answer.content.decode())]
    assert not told, "\n".join(told)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_sign_in_librarys_pages_keep_to_one_language(addresses: Any, language: str):
    """With and without a second factor; these pages ask for a password, so somebody has one."""
    words = "a long enough password"
    person = Person.objects.create_user("song", words, name="Song", body=Body.objects.first())
    faults = chinese_as_english if language == "en" else english_as_chinese
    client = Client(headers={"accept-language": language})
    client.post(reverse("account_login"), {"login": "song", "password": words})
    client.post(reverse("account_reauthenticate"), {"password": words})
    wrong = _faults(client, addresses[""], faults)
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    wrong += _faults(client, addresses[""], faults)
    client.logout()
    client.post(reverse("account_login"), {"login": "song", "password": words})
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    wrong += _faults(client, [reverse("mfa_authenticate")], faults)
    assert not wrong, "\n".join(wrong)
