"""A browser, and the demonstration city served to it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.ready import copy_of

HOW = "no browser: install Debian's chromium (apt-get install chromium), or set CHROMIUM"
HENGJIAN = [sys.executable, "-c", "from hengjian.cli import main; main()"]
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"


def chromium() -> str | None:
    """Where a browser is."""
    named = os.environ.get("CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a screen."""
    program = chromium()
    if program is None:
        pytest.skip(HOW)
    with sync_playwright() as playwright:
        held = playwright.chromium.launch(
            executable_path=program,
            args=[
                "--no-sandbox",
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
            ],
        )
        yield held
        held.close()


@pytest.fixture(scope="session")
def city_folder(ready_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demonstration city keeps its data; the tables are there already."""
    return copy_of(ready_folder, tmp_path_factory.mktemp("city") / "data").root


@pytest.fixture(scope="session")
def city(city_folder: Path) -> Iterator[str]:
    """`hengjian run --demo`; its address. Each process of the run has a city of its own."""
    if chromium() is None:
        pytest.skip(HOW)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = city_folder
    process = subprocess.Popen(
        [*HENGJIAN, "run", "--demo", "--data", str(data), "--port", str(port)],
        env={k: v for k, v in os.environ.items() if k != "DATABASE_URL"},
        stdout=(data / "run.log").open("w"), stderr=subprocess.STDOUT,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        for _n in range(1500):
            assert process.poll() is None, (data / "run.log").read_text()
            try:
                urllib.request.urlopen(f"{address}/health/", timeout=5).read()
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=40)


@pytest.fixture
def visit(browser: Browser, city: str) -> Iterator[object]:
    """Open a visitor's own window: `visit(width=390, lang="en", js=True)`."""
    opened: list[BrowserContext] = []

    def visit(width: int = 1280, lang: str = "zh-CN", js: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale=lang, base_url=city,
            java_script_enabled=js, permissions=["camera"] if js else [],
        )  # fmt: skip
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield visit
    for context in opened:
        context.close()


@pytest.fixture
def due(city: str, city_folder: Path) -> Callable[[str], None]:
    """Let a job that comes by the clock come now: `due("scales.note_tips")` hands it to the worker."""
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}

    def due(task: str) -> None:
        words = [*HENGJIAN, "manage", "--", "procrastinate", "defer", task, '{"timestamp": 0}']
        subprocess.run(words, env=environment | {"HENGJIAN_DATA": str(city_folder)}, check=True)

    return due
