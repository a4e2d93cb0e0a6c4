"""Every component says in words what it shows in colour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace as Thing
from xml.etree import ElementTree

import pytest
from django.core.paginator import Paginator
from tests.portal.look.gallery import DUTIES, ENTRIES, VERDICTS

from hengjian_portal.look import icons

Show = Callable[..., str]


def duty(**said: object) -> Thing:
    return Thing(**{**vars(DUTIES[0]), **said})


def test_a_verdict_gives_the_word_the_reason_and_what_to_do(show: Show) -> None:
    page = show("{% verdict v %}", v=VERDICTS[0])
    for words in (
        "立即停止使用",
        "壶底可能过热起火",
        "现在怎么做",
        "拔下插头，不要再用。",
        "icon-danger",
    ):
        assert words in page
    assert "有效至" not in page


def test_a_verdict_that_lasts_says_until_when(show: Show) -> None:
    assert "有效至 2027-01-07（周四）" in show("{% verdict v %}", v=VERDICTS[1])
    assert "Valid until 2027-01-07 (Thu)" in show("{% verdict v %}", "en", v=VERDICTS[1])


@pytest.mark.parametrize(
    ("standing", "days_left", "zh", "en", "tone"),
    [
        ("running", 12, "还剩 12 天", "12 days left", "plain"),
        ("running", 3, "还剩 3 天", "3 days left", "warn"),
        ("running", 1, "还剩 1 天", "1 day left", "warn"),
        ("due_today", 0, "今天到期", "Due today", "warn"),
        ("overdue", -1, "逾期 1 天", "1 day overdue", "danger"),
        ("overdue", -2, "逾期 2 天", "2 days overdue", "danger"),
        ("overdue", 0, "已逾期", "Overdue", "danger"),
        ("met", 4, "已履行", "Done", "sound"),
        ("met_late", -1, "逾期履行", "Done late", "warn"),
    ],
)
def test_a_chip_says_how_the_term_stands(
    show: Show, standing: str, days_left: int, zh: str, en: str, tone: str
) -> None:
    owed = duty(standing=standing, days_left=days_left)
    page = show("{% clock_chip duty %}", duty=owed)
    assert f"<b>{zh}</b>" in page
    assert f"tone-{tone}" in page
    assert f"<b>{en}</b>" in show("{% clock_chip duty %}", "en", duty=owed)


def test_a_chip_links_to_its_article_and_names_who_owes(show: Show) -> None:
    page = show("{% clock_chip duty %}", duty=duty())
    assert '<a href="#law">《消费品召回管理暂行规定》第九条</a>' in page
    assert "重庆慢火电器有限公司" in page
    assert "待核" not in page
    assert "暂定" not in page


def test_a_rule_nobody_has_read_and_a_day_not_yet_certain_are_marked(show: Show) -> None:
    page = show("{% clock_chip duty %}", duty=duty(confirmed=False, provisional=True))
    assert "待核" in page
    assert "暂定" in page


def test_a_term_in_hours_shows_its_minute_in_beijing(show: Show) -> None:
    at = datetime(2026, 3, 9, 7, 30, tzinfo=UTC)
    assert "2026-03-09 15:30" in show("{% clock_chip duty %}", duty=duty(due_at=at))


def test_a_duty_in_a_standing_nobody_knows_is_refused(show: Show) -> None:
    with pytest.raises(KeyError):
        show("{% clock_chip duty %}", duty=duty(standing="forgotten"))


def test_the_timeline_shows_each_act_with_its_receipt(show: Show) -> None:
    page = show("{% timeline entries %}", entries=ENTRIES)
    assert page.count("<li>") == 3
    assert '<a href="#receipt"><code>9f2c41d07ab8</code></a>' in page
    assert "<code>71be0056c3aa</code>" in page
    assert page.count("凭据") == 2
    assert "<dt>受伤人数</dt><dd>2</dd>" in page


def test_a_fact_nobody_stated_is_a_dash_and_zero_is_a_fact(show: Show) -> None:
    page = show("{% facts pairs %}", pairs={"进口商": "", "伤者": 0})
    assert "—" in page
    assert "<dd>0</dd>" in page


@pytest.mark.parametrize(
    ("read", "marked"),
    [
        (Thing(confirmed=True), False),
        (Thing(confirmed=False, read_on=date(2026, 11, 22)), True),
        (Thing(read_on=date(2026, 11, 22)), False),
        (Thing(read_on=None), True),
    ],
)
def test_a_citation_is_marked_until_somebody_has_read_it(
    show: Show, read: Thing, marked: bool
) -> None:
    assert ("待核" in show("{% pending_mark c %}", c=read)) is marked


def test_a_badge_is_a_word_and_a_shape_and_escapes_what_people_write(show: Show) -> None:
    page = show("{% badge tone word %}", tone="warn", word="<b>即将到期</b>")
    assert "icon-warn" in page
    assert "&lt;b&gt;即将到期" in page


def test_no_two_tones_share_a_shape() -> None:
    assert len({icons.shape(tone) for tone in icons.TONES}) == len(icons.TONES)


@pytest.mark.parametrize("name", icons.DRAWINGS)
def test_an_icon_is_a_drawing_that_speaking_readers_pass_over(name: str) -> None:
    drawing = ElementTree.fromstring(icons.icon(name))
    assert drawing.get("aria-hidden") == "true"
    assert len(drawing) > 0


def test_an_icon_that_does_not_exist_names_those_that_do() -> None:
    with pytest.raises(KeyError, match="there are: danger, sound"):
        icons.icon("dragon")


def test_an_address_that_is_not_served_is_empty(show: Show) -> None:
    assert show('{% page_url "public:news" as u %}[{{ u }}]') == "[]"
    assert show('{% page_url "public:scales" as u %}[{{ u }}]') == "[/scales/]"


def test_the_pager_keeps_the_filters_and_says_where_one_is(show: Show) -> None:
    page = show("{% pager page %}", page=Paginator(range(1284), 50).page(2))
    assert "共 1\N{NO-BREAK SPACE}284 条" in page
    assert "第 2 页，共 26 页" in page
    assert "?kind=toy&amp;page=1" in page
    assert "?kind=toy&amp;page=3" in page


def test_a_list_of_one_page_has_a_count_and_no_steps(show: Show) -> None:
    page = show("{% pager page %}", "en", page=Paginator(range(1), 50).page(1))
    assert "1 in all" in page
    assert "Next" not in page


def test_a_capped_count_says_that_there_are_more(show: Show) -> None:
    paginator = Paginator(range(10_000), 50)
    paginator.capped = True
    assert "超过 10\N{NO-BREAK SPACE}000 条" in show("{% pager page %}", page=paginator.page(1))


def test_an_empty_state_says_what_to_do(show: Show) -> None:
    empty = '{% empty _("还没有符合条件的召回。") "/new/" _("清除筛选") %}'
    page = show(f"{{% for x in none %}}{{% empty %}}{empty}{{% endfor %}}")
    assert "还没有符合条件的召回。" in page
    assert '<a class="btn btn-outline-primary" href="/new/">清除筛选</a>' in page
