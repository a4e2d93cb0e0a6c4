"""The pages of docs/law are what the law files say, and a stale one is found."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture
def docs():
    spec = importlib.util.spec_from_file_location("law_docs", ROOT / "tools" / "law_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_are_fresh(docs, capsys):
    assert docs.main(["--check"]) == 0, capsys.readouterr().err


def test_a_page_somebody_edited_is_named_and_written_again(docs, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    monkeypatch.setattr(docs, "PAGES", tmp_path / "docs" / "law")
    assert docs.main([]) == 0
    page = tmp_path / "docs" / "law" / "cn-e-commerce.md"
    page.write_text(page.read_text(encoding="utf-8").replace("3年", "2年"), encoding="utf-8")
    (page.parent / "cn-forgotten.md").write_text("old", encoding="utf-8")
    assert docs.main(["--check"]) == 1
    named = capsys.readouterr().err
    assert "docs/law/cn-e-commerce.md: stale" in named
    assert "docs/law/cn-forgotten.md: stale" in named
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0
    assert not (page.parent / "cn-forgotten.md").exists()


def test_every_rule_has_a_place_a_page_can_link_to(docs):
    pages = dict(docs.all_pages())
    joined = "\n".join(pages.values())
    for rule in docs.shipped().names():
        assert f'<a id="{rule}"></a>' in joined
