"""
Lists and searches over 100,000 cases and 2,000,000 reports, beside a bare SELECT of the same rows.

For each page: server time at the median and the 95th percentile over 30 different requests, the
number of queries (and whether it was always the same), and the ratio to fetching the rows it shows
by their keys through the same driver. Starts a database of its own. `--small` takes a hundredth.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from recording import prepared, put_away

SMALL = "--small" in sys.argv
CASES, REPORTS = (1_000, 20_000) if SMALL else (100_000, 2_000_000)
REQUESTS = 30
NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
BRANDS = ("暖山", "稳步", "巴渝", "江畔", "山城", "两江", "云翼", "田友", "三峡", "嘉陵")
THINGS = (
    "保温杯",
    "婴儿推车",
    "电热水壶",
    "积木",
    "台灯",
    "跑步机",
    "电饭煲",
    "睡衣",
    "移动电源",
    "折叠梯",
)
STORIES = ("漏水烫伤手腕", "刹车失灵溜车", "充电时起火", "小零件脱落", "外壳带电", "支架断裂摔伤")
STAGES = ("received", "analysis", "producer_notified", "plan_due", "implementing", "dormant")
PRODUCT = (
    "id", "name", "name_en", "brand", "model_no", "gtin", "category", "plain_text",
)  # fmt: skip
CASE = (
    "id", "case_no", "stage", "version", "round", "origin", "regime", "source", "title", "danger",
    "product_id", "producer_id", "district", "province", "restricted", "received_at", "opened_at",
    "told", "told_at", "search_text", "public_text",
)  # fmt: skip
ANNOUNCEMENT = ("recall_id", "number", "kind", "title", "title_en", "content", "published_at")
LINE = (
    "recall_id", "model_nos", "lots", "serials", "produced", "gtins", "channels", "regions",
    "beginnings", "where_to_look",
)  # fmt: skip
REPORT = (
    "receipt_no", "secret_digest", "source", "external_no", "product_name", "brand", "model_no",
    "lot", "gtin", "firm_name", "bought_at", "what_happened", "injured", "harm", "district",
    "scope", "scope_note", "seen_at_url", "has_reporter", "received_at", "settled_at",
    "settled_note", "settled_note_en", "search_text",
)  # fmt: skip
chance = random.Random(20260201)  # noqa: S311


def copied(table: str, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
    """Write rows by COPY, as fast as the database takes them."""
    from django.db import connection

    with connection.cursor() as cursor:
        names = ", ".join(f'"{name}"' for name in columns)
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def barcode(n: int) -> str:
    """The n-th barcode, with its check digit."""
    from hengjian.text.gtin import check_digit

    return f"{n:013d}" + check_digit(f"{n:013d}")


def products() -> Iterator[tuple[Any, ...]]:
    """As many products as cases, with names people would type."""
    from hengjian.text.folding import plain

    for n in range(1, CASES + 1):
        brand, thing, model = BRANDS[n % 10], THINGS[n // 10 % 10], f"M{n % 977}-{n}"
        yield n, thing, "", brand, model, "", "", plain(f"{brand}{thing}{model}")


def cases(producers: list[int], districts: list[str]) -> Iterator[tuple[Any, ...]]:
    """Cases of three years in every stage; each second one was announced."""
    from hengjian_portal.recalls.searching import woven_words

    for n in range(1, CASES + 1):
        stage = STAGES[n % 6]
        told = "first" if stage in ("implementing", "dormant") else ""
        at = NOW - timedelta(minutes=15 * (CASES - n))
        number = f"CQ{at.year}-{n:06d}"
        title = f"{BRANDS[n % 10]} {THINGS[n // 10 % 10]} M{n % 977}-{n}"
        words = (number, title, f"厂家{n % 300}")
        yield (
            n, number, stage, 3, 1, "", "consumer", "web", title, STORIES[n % 6], n,
            producers[n % len(producers)], districts[n % len(districts)], "", False, at, at,
            told, at if told else None, woven_words(*words),
            woven_words(*words, f"L{n}", barcode(n)) if told else "",
        )  # fmt: skip


def announcements() -> Iterator[tuple[Any, ...]]:
    """One announcement of each announced case."""
    from psycopg.types.json import Jsonb

    for n in range(1, CASES + 1):
        if STAGES[n % 6] in ("implementing", "dormant"):
            at = NOW - timedelta(minutes=15 * (CASES - n))
            title = f"召回{BRANDS[n % 10]}{THINGS[n // 10 % 10]}"
            content = {"title": title, "do_now": "立即停止使用。", "hazard": STORIES[n % 6]}
            yield n, f"CQ-{n}-1", "first", title, "", Jsonb(content), at


def affected() -> Iterator[tuple[Any, ...]]:
    """One line of each announced case."""
    for n in range(1, CASES + 1):
        if STAGES[n % 6] in ("implementing", "dormant"):
            yield n, [f"M{n % 977}-{n}"], [f"L{n}"], [], [], [barcode(n)], [], [], [], "底部"


def reports(districts: list[str]) -> Iterator[tuple[Any, ...]]:
    """Reports of three years; nine of ten are settled."""
    from hengjian.text.weaving import woven

    for n in range(1, REPORTS + 1):
        at = NOW - timedelta(seconds=45 * (REPORTS - n))
        brand, thing, story = BRANDS[n % 10], THINGS[n // 10 % 10], STORIES[n // 100 % 6]
        number, model = f"B{n:010d}", f"M{n % 977}"
        yield (
            number, "", "web", "", thing, brand, model, f"L{n}", "", "", "", story, 0, "",
            districts[n % len(districts)], "in", "", "", False, at,
            at if n % 10 else None, "", "", woven(f"{number} {thing} {brand} {model} L{n} {story}"),
        )  # fmt: skip


def bodies() -> tuple[list[int], list[str]]:
    """The districts, three hundred producers, the city, and somebody of each to ask as."""
    from hengjian_portal.accounts import districts as units
    from hengjian_portal.accounts.models import Body, Person

    codes = [unit.code for unit in units.everything().values() if unit.valid_to is None]
    made = Body.objects.bulk_create(
        [Body(kind="district", name=f"区{code}", district=code) for code in codes]
        + [Body(kind="producer", name=f"厂家{n}", district=codes[n % 37]) for n in range(300)]
        + [Body(kind="city", name="市局")]
    )
    for body in (made[0], made[37], made[-1]):
        Person.objects.create_user(body.kind, None, name=body.kind, body=body)
    return [body.pk for body in made if body.kind == "producer"], codes


def filled() -> None:
    """The whole city of the bench."""
    from django.db import connection

    producers, codes = bodies()
    started = time.perf_counter()
    copied("products_product", PRODUCT, products())
    copied("recalls_recall", CASE, cases(producers, codes))
    copied("recalls_announcement", ANNOUNCEMENT, announcements())
    copied("recalls_affected", LINE, affected())
    copied("watch_report", REPORT, reports(codes))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    seconds = time.perf_counter() - started
    print(f"filled with {CASES:,} cases and {REPORTS:,} reports in {seconds:.0f} s")


def pages() -> dict[str, tuple[str, Callable[[int], str], str]]:
    """What is asked: who asks, the address of the n-th request, the table whose rows it shows."""

    def n() -> int:
        return chance.randrange(1, CASES)

    def word() -> str:
        return f"{chance.choice(BRANDS)} {chance.choice(THINGS)}"

    return {
        "cases, newest": ("city", lambda k: f"/cases/?page={k + 1}", "recalls_recall"),
        "cases, a far page": ("city", lambda k: f"/cases/?page={300 + k}", "recalls_recall"),
        "cases of a stage": ("city", lambda k: f"/cases/?stage={STAGES[k % 6]}", "recalls_recall"),
        "cases by words": ("city", lambda k: f"/cases/?q={word()}", "recalls_recall"),
        "cases by number": ("city", lambda k: f"/cases/?q=CQ2026-{n():06d}", "recalls_recall"),
        "cases of a district": ("district", lambda k: f"/cases/?page={k + 1}", "recalls_recall"),
        "cases of a producer": ("producer", lambda k: "/cases/", "recalls_recall"),
        "reports, newest": ("city", lambda k: f"/watch/?page={k + 1}", "watch_report"),
        "reports, open": ("city", lambda k: f"/watch/?state=open&page={k + 1}", "watch_report"),
        "reports by words": ("city", lambda k: f"/watch/?q={word()}", "watch_report"),
        "reports by number": ("city", lambda k: f"/watch/?q=B{n():010d}", "watch_report"),
        "reports, no hit": ("city", lambda k: f"/watch/?q=无此{k}物", "watch_report"),
        "reports of a district": ("district", lambda k: f"/watch/?page={k + 1}", "watch_report"),
        "the desk": ("district", lambda k: "/desk/", "recalls_recall"),
        "overdue": ("city", lambda k: "/duties/overdue/", "duties_duty"),
        "public recalls": ("", lambda k: f"/recalls/?page={k + 1}", "recalls_recall"),
        "public, by words": ("", lambda k: f"/recalls/?q={word()}", "recalls_recall"),
        "public, by barcode": ("", lambda k: f"/recalls/?q={barcode(n() // 6 * 6 + 4)}", "recalls_recall"),
        "public, by lot": ("", lambda k: f"/recalls/?q=L{n() // 6 * 6 + 4}", "recalls_recall"),
        "public, no hit": ("", lambda k: f"/recalls/?q=无此{k}物", "recalls_recall"),
        "news": ("", lambda k: f"/news/?page={k + 1}", "recalls_announcement"),
        "feed": ("", lambda k: "/recalls/feed.json", "recalls_announcement"),
    }  # fmt: skip


def measured(who: str, address: Callable[[int], str]) -> tuple[list[float], set[int]]:
    """Server seconds of each request, and how many queries they took."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from hengjian_portal.accounts.models import Person

    client = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    if who:
        person = Person.objects.get(username=who)
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(address(0))
    seconds, counts = [], set()
    for k in range(REQUESTS):
        asked = address(k)
        start = time.perf_counter()
        answer = client.get(asked)
        seconds.append(time.perf_counter() - start)
        assert answer.status_code == 200, (asked, answer.status_code)
        with CaptureQueriesContext(connection) as captured:
            client.get(asked)
        counts.add(len(captured))
    return seconds, counts


def bare(table: str) -> float:
    """The same number of rows by their keys, through the same driver: the median of 30."""
    from django.db import connection

    times = []
    with connection.cursor() as cursor:
        for _n in range(REQUESTS):
            first = chance.randrange(1, CASES // 2)
            start = time.perf_counter()
            cursor.execute(f"SELECT * FROM {table} WHERE id >= %s ORDER BY id LIMIT 25", [first])  # noqa: S608
            cursor.fetchall()
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Fill, ask, print."""
    place, keeper = prepared()
    from django.conf import settings

    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["*"]
    try:
        filled()
        print(f"{'page':24}{'p50 ms':>9}{'p95 ms':>9}{'queries':>9}{'/ SELECT':>10}")
        slow = []
        for name, (who, address, table) in pages().items():
            seconds, counts = measured(who, address)
            p95 = sorted(seconds)[int(len(seconds) * 0.95) - 1]
            ratio = statistics.median(seconds) / bare(table)
            many = "/".join(map(str, sorted(counts)))
            print(
                f"{name:24}{statistics.median(seconds) * 1000:9.1f}{p95 * 1000:9.1f}"
                f"{many:>9}{ratio:10.0f}"
            )
            slow += [name] if p95 > 0.3 else []
        print("over 300 ms at the 95th percentile: " + (", ".join(slow) or "none"))
    finally:
        put_away(place, keeper)


if __name__ == "__main__":
    main()
