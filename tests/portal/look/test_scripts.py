"""The three scripts, walked in a browser against the gallery under the portal's own policy."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles import finders
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import override_settings
from tools import font_sheet

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = Path("/usr/bin/chromium")
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'"
)
BARCODE = "6901234567892"


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *said: object) -> None:
        """Say nothing."""


class Portal(WSGIHandler):
    """The gallery and its static files, as they lie in their packages."""

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        name = request.path.removeprefix("/static/")
        if name == request.path:
            response: HttpResponseBase = super().get_response(request)
        else:
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            response = HttpResponse(Path(finders.find(name)).read_bytes(), content_type=kind)
        response["Content-Security-Policy"] = POLICY
        return response


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    if not CHROMIUM.exists() or not font_sheet.SOURCE.is_file():
        pytest.skip("needs chromium and the front-end packages")
    with override_settings(
        ROOT_URLCONF="tests.portal.look.gallery",
        MIDDLEWARE=["django.contrib.messages.middleware.MessageMiddleware"],
        MESSAGE_STORAGE="django.contrib.messages.storage.cookie.CookieStorage",
    ):
        server = make_server("127.0.0.1", 0, Portal(), server_class=Server, handler_class=Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as play:
        started = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """The gallery, opened; a complaint of the browser fails the test."""
    opened = browser.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    opened.goto(address)
    yield opened
    opened.close()
    assert complaints == []


def test_without_scripts_the_form_is_whole_and_promises_no_scan(browser: Any, address: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    assert page.locator("#id_gtin").is_visible()
    assert not page.locator("[data-scan-for]").is_visible()


def test_a_photo_of_a_barcode_fills_the_field(page: Any, tmp_path: Path) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    photo = tmp_path / "photo.svg"
    code = zxingcpp.create_barcode(BARCODE, zxingcpp.BarcodeFormat.EAN13)
    photo.write_text(code.to_svg(scale=3), encoding="utf-8")
    page.goto(photo.as_uri())
    page.screenshot(path=tmp_path / "photo.png")
    page.go_back()
    page.click("[data-scan-for=id_gtin]")
    page.set_input_files("dialog.scan input[type=file]", tmp_path / "photo.png")
    page.wait_for_selector("dialog.scan", state="detached")
    assert page.input_value("#id_gtin") == BARCODE


def test_without_a_camera_the_dialog_says_what_to_do(page: Any) -> None:
    page.click("[data-scan-for=id_gtin]")
    page.wait_for_selector("[data-say=nocamera]:not([hidden])")
    page.keyboard.press("Escape")
    assert page.locator("dialog.scan").count() == 0


def test_what_was_typed_is_back_after_a_reload_and_can_be_dropped(page: Any) -> None:
    page.fill("#id_what", "壶底起火")
    page.check("#id_injured_1")
    page.on("dialog", lambda asked: asked.accept())
    page.reload()
    assert page.input_value("#id_what") == "壶底起火"
    assert page.is_checked("#id_injured_1")
    page.click("[data-draft-drop]")
    assert page.input_value("#id_what") == ""
    page.reload()
    assert page.input_value("#id_what") == ""


def test_leaving_with_something_unsent_asks_first(page: Any) -> None:
    asked: list[str] = []
    page.fill("#id_what", "壶底起火")
    page.on("dialog", lambda question: (asked.append(question.type), question.accept()))
    page.click(".brand")
    page.wait_for_load_state()
    assert asked == ["beforeunload"]


def test_arrow_keys_walk_the_rows_and_a_click_anywhere_follows(page: Any) -> None:
    page.locator("table[data-rows] tbody tr a").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "CQ-2026-0016"
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.textContent") == "CQ-2026-0009"
    page.locator("table[data-rows] tbody tr").first.locator("td").nth(1).click()
    assert page.url.endswith("#CQ-2026-0017")


@pytest.mark.parametrize("width", [360, 640, 1280])
def test_no_page_is_wider_than_its_screen(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_to_complain_of(page: Any, colours: str) -> None:
    axe = font_sheet.ROOT / "node_modules/axe-core/axe.min.js"
    if not axe.is_file():
        pytest.skip("axe-core is not installed: run `npm ci`")
    page.emulate_media(color_scheme=colours)
    page.reload()
    page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []
