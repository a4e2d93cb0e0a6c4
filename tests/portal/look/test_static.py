"""The files of the pages: named by content, complete, and light."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings
from tools import font_sheet

import hengjian_portal.look
from hengjian_portal.look.storage import PageFiles

Show = Callable[..., str]
STATIC = Path(hengjian_portal.look.__file__).parent / "static"
BUDGET = 120_000  # bytes over the wire before fonts


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything collected into a folder of the test's own, as an operator would."""
    if not font_sheet.SOURCE.is_file():
        pytest.skip("the front-end packages are not installed: run `npm ci`")
    root = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=root):
        call_command("collectstatic", interactive=False, verbosity=0)
    return root


def test_before_anything_is_collected_an_address_is_plain(tmp_path: Path) -> None:
    files = PageFiles(location=tmp_path, base_url="/static/")
    assert files.url("look/look.css") == "/static/look/look.css"
    assert files.url("nobody/wrote-this.css") == "/static/nobody/wrote-this.css"


def test_what_was_collected_is_named_by_its_content(collected: Path) -> None:
    files = PageFiles(location=collected, base_url="/static/")
    address = files.url("look/look.css")
    assert re.fullmatch(r"/static/look/look\.[0-9a-f]{12}\.css", address)
    assert (collected / address.removeprefix("/static/")).is_file()
    assert files.url("nobody/wrote-this.css") == "/static/nobody/wrote-this.css"


def test_every_font_the_sheet_names_is_there(collected: Path) -> None:
    files = PageFiles(location=collected, base_url="/static/")
    address = files.url("look/fonts.css")
    sheet = (collected / address.removeprefix("/static/")).read_text(encoding="utf-8")
    named = re.findall(r"url\(\"?([^)\"]+)\"?\)", sheet)
    assert len(named) > 10
    for font in named:
        path = urljoin(address, font)
        assert re.search(r"\.[0-9a-f]{12}\.woff2$", path)
        assert (collected / path.removeprefix("/static/")).is_file()


def test_a_page_weighs_less_than_its_budget(
    collected: Path, whole_page: Callable[..., str]
) -> None:
    page = whole_page()
    loaded = set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', page))
    weight = len(gzip.compress(page.encode()))
    for name in loaded:
        weight += len(gzip.compress((collected / name).read_bytes()))
    assert len(loaded) >= 8
    assert weight < BUDGET


def test_every_file_the_frame_asks_for_exists(
    collected: Path, whole_page: Callable[..., str]
) -> None:
    for name in re.findall(r'"/static/([^"]+)"', whole_page()):
        assert (collected / name).is_file(), name


def test_the_pages_use_our_storage() -> None:
    assert staticfiles_storage.__class__ is PageFiles


def test_no_script_builds_code_from_text_or_writes_style() -> None:
    for script in (STATIC / "look").glob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"\beval\(|new Function|innerHTML|\.style\b|document\.write", text)
        assert not re.search(r"[\u3400-\u9fff]", text), "words belong to templates"
