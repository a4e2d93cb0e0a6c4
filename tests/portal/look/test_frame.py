"""The frame around every page, and the pages for what went wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace as Thing

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.utils import translation

Page = Callable[..., str]
ERRORS = ["400", "403", "403_csrf", "404", "500"]


def error_page(name: str, language: str, **context: object) -> str:
    request = None if name in ("400", "500") else RequestFactory().get("/recalls/CQ-1/")
    if request:
        request.user = Thing(is_authenticated=False)
    with translation.override(language):
        return render_to_string(f"{name}.html", context, request)


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "zh-Hans"), ("en", "en")])
def test_the_page_says_its_language(whole_page: Page, language: str, said: str) -> None:
    assert f'<html lang="{said}">' in whole_page(language)


def test_a_page_in_english_has_no_chinese_but_what_is_marked_or_given(whole_page: Page) -> None:
    for template in ("masthead", "footer", "dialogs"):
        with translation.override("en"):
            request = RequestFactory().get("/")
            request.user = Thing(is_authenticated=False)
            part = render_to_string(f"look/{template}.html", {"demo": True, "lang": "en"}, request)
        unmarked = re.sub(r'<(\w+)[^>]*lang="zh"[^>]*>.*?</\1>', "", part, flags=re.DOTALL)
        assert not re.search(r"[\u3400-\u9fff]", unmarked), template


def test_nothing_on_the_page_needs_an_inline_script_or_style(whole_page: Page) -> None:
    page = whole_page()
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    assert '"includeIndicatorStyles": false' in page


def test_a_page_that_is_not_served_is_not_offered(whole_page: Page) -> None:
    page = whole_page()
    assert 'href="/recalls/"' in page
    assert "最新动态" not in page


def test_the_page_one_is_on_is_marked(show: Callable[..., str]) -> None:
    item = '{% nav_link "public:recalls" "recall" "a" "b" %}'
    assert "aria-current" not in show(item)
    request = RequestFactory().get("/recalls/CQ-1/")
    assert 'aria-current="page"' in show(item, request=request)


def test_somebody_signed_in_sees_name_body_desk_and_a_button_to_leave(whole_page: Page) -> None:
    page = whole_page(address="/?signed=1")
    for words in ("周敏", "万州区市场监督管理局", "我的工作台"):
        assert words in page
    assert '<form method="post" action="/logout/">' in page
    assert "登录" not in page


def test_a_stranger_is_offered_to_sign_in_and_no_desk(whole_page: Page) -> None:
    page = whole_page()
    assert 'href="/login/"' in page
    assert "我的工作台" not in page


def test_the_language_is_switched_by_post_and_brings_one_back(whole_page: Page) -> None:
    page = whole_page(address="/?signed=1")
    assert '<form method="post" action="/language/">' in page
    assert '<input type="hidden" name="next" value="/?signed=1">' in page
    assert 'name="language" value="en" lang="en"' in page
    assert 'name="language" value="zh-hans" lang="zh"' in whole_page("en")


def test_a_demonstration_says_so_twice_and_an_office_never(whole_page: Page) -> None:
    assert whole_page().count("不是官方网站") == 2
    with override_settings(DEMO=False):
        page = whole_page()
    assert "不是官方网站" not in page
    assert "12315" in page


def test_messages_are_told_with_their_shape(whole_page: Page) -> None:
    page = whole_page(sent={"gtin": ""})
    assert re.search(r'note tone-sound">\s*<svg class="icon icon-sound".*?已保存。', page)
    assert re.search(r'note tone-danger">\s*<svg class="icon icon-danger".*?短信没有发出', page)


@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.parametrize(("language", "call"), [("zh-hans", "请"), ("en", "Nothing|nothing")])
def test_each_error_says_what_happened_and_what_to_do(name: str, language: str, call: str) -> None:
    page = error_page(name, language)
    assert "<h1>" in page
    assert "<li>" in page
    assert re.search(call, page)


def test_an_error_names_the_address_it_happened_at() -> None:
    assert "<code>/recalls/CQ-1/</code>" in error_page("404", "zh-hans")
    assert "<code>/recalls/CQ-1/</code>" in error_page("403", "en")


def test_a_refusal_gives_the_reason_and_who_may() -> None:
    page = error_page("403", "en", reason="The plan is not yours.", who_may=["the city’s bureau"])
    assert "The plan is not yours." in page
    assert "This may be done by: the city’s bureau." in page


@pytest.mark.parametrize("name", ["400", "500"])
def test_an_error_without_a_request_speaks_both_languages_at_once(name: str) -> None:
    page = error_page(name, "en")
    assert '<div lang="zh">' in page
    assert '<div lang="en">' in page


def test_a_document_to_print_has_no_navigation(show: Callable[..., str]) -> None:
    page = show(
        '{% extends "look/print.html" %}{% block main %}<h1>责令召回通知书</h1>{% endblock %}'
    )
    assert "责令召回通知书" in page
    assert "<nav" not in page
    assert "没有法律效力" in page
