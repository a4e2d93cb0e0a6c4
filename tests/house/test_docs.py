"""The documents say what is there, lead where they point, and speak of the project alone."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from urllib.parse import unquote

import pytest

from hengjian.cli.app import app
from hengjian.law.book import shipped
from hengjian_portal.accounts.policy import TABLE

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
BY_HAND = sorted(
    [
        *(ROOT / name for name in ("README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md")),
        *DOCS.glob("*.md"),
        *(DOCS / "how-to").glob("*.md"),
        *DECISIONS,
    ]
)
PAGES = sorted({*BY_HAND, *DOCS.rglob("*.md")})
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)

LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
VARIABLE = re.compile(r"\bHENGJIAN_[A-Z_]+\b|\bDATABASE_URL\b")
QUOTED_WORDS = re.compile(r"\*([^*\n]*[\u3400-\u9fff][^*\n]*)\*")
# Written in pieces, so that this file does not find itself.
ADDRESSES = ("pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs", "npm" + "mirror")
FOLDERS = re.compile(r"(?<![\w.~/-])/" + r"(?:work|root|home|Users)/")


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _commands() -> set[str]:
    own = {str(one.name) for one in (*app.registered_commands, *app.registered_groups)}
    return own | {point.name for point in entry_points(group="hengjian.commands")}


def _variables() -> set[str]:
    sources = (ROOT / "src").rglob("*.py")
    return {name for path in sources for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}


def _targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


@pytest.mark.parametrize("command", sorted(_commands()))
def test_every_command_is_in_the_docs(command):
    assert f"hengjian {command}" in TEXT


@pytest.mark.parametrize("name", sorted(_variables()))
def test_every_setting_is_in_the_docs(name):
    assert name in TEXT


@pytest.mark.parametrize("rule", shipped().names())
def test_every_rule_is_in_the_docs(rule):
    assert f"`{rule}`" in TEXT


@pytest.mark.parametrize("right", sorted(TABLE))
def test_every_right_is_in_the_docs(right):
    assert f"`{right}`" in TEXT


def _links(page: Path) -> Iterator[str]:
    outside_code = CODE.sub("", page.read_text(encoding="utf-8"))
    for inline, attribute in LINK.findall(outside_code):
        target = inline or attribute
        if not target.startswith(("http://", "https://", "mailto:")):
            yield target


def _anchors(page: Path) -> set[str]:
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", h.strip().lower()).replace(" ", "-") for h in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)"', text))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_leads_somewhere(page):
    lost = []
    for link in _links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / unquote(path)).resolve() if path else page
        if "docs/pictures/" in path:
            continue
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            lost.append(link)
    assert lost == []


def test_every_picture_is_there():
    named = {link for page in BY_HAND for link in _links(page) if "docs/pictures/" in link}
    assert named, "the README shows the product"
    missing = sorted(link for link in named if not (ROOT / link).is_file())
    if missing and not (DOCS / "pictures").exists():
        pytest.skip("no picture is kept yet: the browser tests take them")
    assert missing == []


@pytest.mark.parametrize("page", BY_HAND, ids=_name)
def test_only_targets_that_exist_are_named(page):
    code = "\n".join(CODE.findall(page.read_text(encoding="utf-8")))
    assert set(re.findall(r"(?:^|[`\s])make ([a-z]+)", code)) <= _targets()


def test_the_readmes_give_the_two_commands():
    for name in ("README.md", "README.zh.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "make run" in text
        assert "make test" in text


def _kept() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: which files are kept is git's to say")
    said = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [ROOT / name for name in said.split("\0") if name and (ROOT / name).is_file()]


def test_no_kept_file_names_a_registry_or_a_folder_of_some_machine():
    found = []
    for path in _kept():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        if any(address in text for address in ADDRESSES) or FOLDERS.search(text):
            found.append(_name(path))
    assert found == []


@pytest.mark.parametrize("page", DECISIONS, ids=_name)
def test_a_decision_keeps_the_form(page):
    text = page.read_text(encoding="utf-8")
    assert re.match(rf"# {page.name[:4]} \S", text)
    parts = re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE)
    assert parts == ["Decided", "Because", "So", "Not", "Until"]
    assert text.count("\n") <= 100, "a decision is one page"


def test_decisions_are_numbered_without_a_gap_and_listed():
    numbers = [int(page.name[:4]) for page in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))
    listed = set(_links(DOCS / "index.md"))
    assert {f"decisions/{page.name}" for page in DECISIONS} <= listed
    assert {f"how-to/{page.name}" for page in (DOCS / "how-to").glob("*.md")} <= listed


def _dependencies() -> set[str]:
    found = set()
    for path in (ROOT / "requirements").glob("*.in"):
        for line in path.read_text(encoding="utf-8").splitlines():
            name = re.split(r"[\[<>=!~;\s]", line.split("#")[0].strip())[0]
            if name and not name.startswith("-"):
                found.add(name)
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    return found | set(package["dependencies"]) | set(package["devDependencies"])


def test_every_dependency_has_its_line_with_a_licence():
    page = (DOCS / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8")
    rows = [re.split(r"\s*\|\s*", line.strip("| ")) for line in page.splitlines() if "|" in line]
    said = {row[0]: row[2] for row in rows if len(row) == 3 and row[0] != "dependency"}
    said.pop("---", None)
    assert set(said) == _dependencies()
    assert all(licence for licence in said.values())


def _words_of_the_portal() -> str:
    kinds = (".py", ".html", ".yaml")
    portal = (ROOT / "src").rglob("*")  # verbs and stages are named in the engines
    files = (path for path in portal if path.suffix in kinds)
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_what_the_docs_call_a_button_is_what_the_pages_call_it():
    words = _words_of_the_portal()
    pages = [ROOT / "README.zh.md", ROOT / "CONTRIBUTING.md", *(DOCS / "how-to").glob("*.md")]
    named = {
        (page.name, label)
        for page in pages
        for label in QUOTED_WORDS.findall(page.read_text(encoding="utf-8").replace("**", ""))
    }
    assert len(named) > 15
    assert sorted((page, label) for page, label in named if label not in words) == []
