"""Words in another language than the page's say so."""

from __future__ import annotations

from django.utils import translation

from hengjian_portal.look.tongues import in_its_language, listed, options_in_their_language


def test_each_chinese_run_of_an_english_page_is_marked_and_the_rest_is_left():
    with translation.override("en"):
        assert in_its_language("NS-500 暖山 2号杯, sold <here>") == (
            'NS-500 <span lang="zh">暖山 2号杯</span>, sold &lt;here&gt;'
        )


def test_a_chinese_page_marks_only_what_is_all_english():
    with translation.override("zh-hans"):
        assert in_its_language("Stop using it") == '<span lang="en">Stop using it</span>'
        assert in_its_language("停用 Stop using it") == "停用 Stop using it"
        assert in_its_language("Safety Gate") == "Safety Gate"


def test_nothing_is_no_words():
    assert in_its_language(None) == ""


def test_a_list_has_the_comma_of_its_language_and_marks_its_parts():
    with translation.override("en"):
        assert listed(["Repair", "更换"]) == 'Repair, <span lang="zh">更换</span>'
    with translation.override("zh-hans"):
        assert listed(["修理", "更换"]) == "修理、更换"


def test_an_option_says_its_language_itself():
    html = '<select><option value="1">白核</option><option value="2">Bai</option></select>'
    with translation.override("en"):
        assert options_in_their_language(html) == (
            '<select><option value="1" lang="zh">白核</option><option value="2">Bai</option></select>'
        )
    with translation.override("zh-hans"):
        assert options_in_their_language(html) == html
