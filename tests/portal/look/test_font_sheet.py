"""The cut font sheet keeps what our words need."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools import font_sheet

FACES = "".join(
    f"/* {name} */ @font-face {{ font-family: 'N'; unicode-range: {points};\n"
    f"src: url(./files/n-{name}.woff2) format('woff2-variations'); }}\n"
    for name, points in (("1", "U+8861,U+9274"), ("2", "U+9f98-9fa5"), ("latin", "U+0000-00FF"))
)


def test_a_slice_with_one_of_our_characters_is_kept_and_others_are_left() -> None:
    sheet = font_sheet.sheet(FACES, "a鉴")
    assert "url(../noto/n-1.woff2)" in sheet
    assert "url(../noto/n-latin.woff2)" in sheet
    assert "n-2" not in sheet
    assert sheet.count("font-display:swap") == 2


def test_letters_digits_and_punctuation_are_always_needed(tmp_path: Path) -> None:
    assert set("Az09，。（）《》¥") <= font_sheet.words_in(tmp_path)


def test_words_are_read_from_templates_translations_and_labels(tmp_path: Path) -> None:
    for name, word in (("a.html", "衡"), ("b.po", "鉴"), ("c.yaml", "秤"), ("d.png", "龘")):
        (tmp_path / name).write_text(word, encoding="utf-8")
    found = font_sheet.words_in(tmp_path)
    assert set("衡鉴秤") <= found
    assert "龘" not in found


def test_check_tells_a_stale_sheet_and_writing_heals_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "wght.css", tmp_path / "src/fonts.css"
    target.parent.mkdir()
    source.write_text(FACES, encoding="utf-8")
    for name, value in (("ROOT", tmp_path), ("SOURCE", source), ("TARGET", target)):
        monkeypatch.setattr(font_sheet, name, value)
    assert font_sheet.main(["--check"]) == 1
    assert "stale" in capsys.readouterr().err
    assert font_sheet.main([]) == 0
    assert font_sheet.main(["--check"]) == 0


def test_without_the_packages_it_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(font_sheet, "ROOT", tmp_path)
    monkeypatch.setattr(font_sheet, "SOURCE", tmp_path / "missing.css")
    assert font_sheet.main(["--check"]) == 2
    assert "npm ci" in capsys.readouterr().err
