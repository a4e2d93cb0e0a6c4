"""The tool for words: what it finds, what it keeps, what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation
from tools import messages


@pytest.fixture
def portal(tmp_path: Path) -> Path:
    """A portal of one room with a template and a module."""
    room = tmp_path / "scales"
    (room / "templates/scales").mkdir(parents=True)
    (room / "__init__.py").write_text("", encoding="utf-8")
    (room / "templates/scales/page.html").write_text(
        '<p title="{% trans "序列号" %}">{% trans "这台秤" %}{{ _("合格") }}</p>\n'
        "{% blocktrans trimmed count n=marks %}\n  有 {{ n }} 个码\n"
        "{% plural %}\n  有 {{ n }} 个码\n"
        "{% endblocktrans %}\n    {% if x %}\n  {% badge tone _('待核') %}{% endif %}\n",
        encoding="utf-8",
    )
    (room / "views.py").write_text(
        "from django.utils.translation import gettext as _, gettext_lazy, pgettext\n"
        'A = gettext_lazy("铅封")\nB = _("维修")\nC = pgettext("physical", "封")\nD = _(A)\n',
        encoding="utf-8",
    )
    return tmp_path


def translate(portal: Path, text: str, english: str) -> None:
    po = portal / "scales" / messages.PO
    held = po.read_text(encoding="utf-8")
    assert f'msgid "{text}"\nmsgstr ""' in held
    po.write_text(
        held.replace(f'msgid "{text}"\nmsgstr ""', f'msgid "{text}"\nmsgstr "{english}"'),
        encoding="utf-8",
    )


def faults(portal: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert messages.check(portal) == 1
    return capsys.readouterr().err


def test_every_way_of_marking_words_is_found(portal: Path) -> None:
    found = {
        said.id: said.context for said in messages.catalogue(portal / "scales", portal) if said.id
    }
    assert found == {
        "序列号": None, "这台秤": None, "合格": None, ("有 %(n)s 个码", "有 %(n)s 个码"): None,
        "待核": None, "铅封": None, "维修": None, "封": "physical",
    }  # fmt: skip


def test_extracting_keeps_translations_and_drops_what_is_no_longer_said(portal: Path) -> None:
    messages.extract(portal)
    translate(portal, "铅封", "seal")
    translate(portal, "维修", "repair")
    views = portal / "scales/views.py"
    views.write_text(
        views.read_text(encoding="utf-8").replace('B = _("维修")\n', ""), encoding="utf-8"
    )
    messages.extract(portal)
    held = (portal / "scales" / messages.PO).read_text(encoding="utf-8")
    assert 'msgid "铅封"\nmsgstr "seal"' in held
    assert "维修" not in held


def test_extracting_twice_changes_nothing(portal: Path) -> None:
    messages.extract(portal)
    once = (portal / "scales" / messages.PO).read_bytes()
    messages.extract(portal)
    assert (portal / "scales" / messages.PO).read_bytes() == once


def test_a_room_that_was_never_extracted_is_stale(
    portal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "stale" in faults(portal, capsys)


def test_untranslated_words_are_listed(portal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messages.extract(portal)
    assert "untranslated: '铅封'" in faults(portal, capsys)


def test_fuzzy_words_are_listed(portal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messages.extract(portal)
    translate(portal, "铅封", "seal")
    po = portal / "scales" / messages.PO
    text = po.read_text(encoding="utf-8").replace('msgid "铅封"', '#, fuzzy\nmsgid "铅封"')
    po.write_text(text, encoding="utf-8")
    assert "fuzzy: '铅封'" in faults(portal, capsys)


def test_a_translation_that_loses_a_variable_is_refused(
    portal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (portal / "scales/templates/scales/page.html").write_text(
        "{% blocktrans %}有 {{ n }} 个码{% endblocktrans %}", encoding="utf-8"
    )
    messages.extract(portal)
    translate(portal, "有 %(n)s 个码", "%(many)s marks")
    assert "个码" in faults(portal, capsys)


def test_a_room_fully_translated_passes(portal: Path) -> None:
    (portal / "scales/templates/scales/page.html").write_text("<p>OK</p>", encoding="utf-8")
    messages.extract(portal)
    for text in ("铅封", "维修", "封"):
        translate(portal, text, "x")
    assert messages.check(portal) == 0


@pytest.mark.parametrize(
    "source",
    [
        "<p>秤</p>",
        '<p title="秤">x</p>',
        '{% empty "没有" %}',
        '{{ x|default:"没有" }}',
        '<b lang="zh">衡鉴</b>秤',
        '<p lang="zh">秤<i lang="en">秤</i></p>',
        "<p lang='zh'>秤<br></p>秤",
    ],
)
def test_chinese_that_nobody_can_translate_is_found(source: str) -> None:
    assert len(messages.chinese_outside_tags(f"\n{source}")) == 1
    assert messages.chinese_outside_tags(f"\n{source}")[0][0] == 2


@pytest.mark.parametrize(
    "source",
    [
        '{% trans "秤" %}',
        "{% blocktrans %}秤 {{ n }}{% endblocktrans %}",
        "{# 秤 #}{% comment %}秤{% endcomment %}",
        '{% empty _("没有") %}{{ _("秤") }}',
        '<p lang="zh-Hans">秤<img alt="秤"><b>秤</b></p>',
    ],
)
def test_chinese_in_a_tag_or_marked_as_chinese_is_fine(source: str) -> None:
    assert messages.chinese_outside_tags(source) == []


def test_the_face_itself_is_wholly_translated() -> None:
    assert list(messages.room_faults(messages.PORTAL / "look")) == []


def test_english_is_shown_in_english_and_libraries_keep_their_chinese() -> None:
    with translation.override("en"):
        assert translation.gettext("待核") == "unconfirmed"
        assert translation.gettext("This field is required.") == "This field is required."
    with translation.override("zh-hans"):
        assert translation.gettext("待核") == "待核"
        assert translation.gettext("This field is required.") == "这个字段是必填项。"
