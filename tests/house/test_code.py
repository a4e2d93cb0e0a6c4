"""The rules of the house that no other tool holds: names, docstrings, clocks, prints, saves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
ENGINES = SOURCE / "hengjian"
PORTAL = SOURCE / "hengjian_portal"
FORBIDDEN = {
    *("utils", "helpers", "common", "misc", "base", "manager", "service", "data", "info", "core"),
}
DOOR_ROOMS = {"views", "management", "cli", "alone"}
ON_ITS_OWN = "alone"  # one file of 300 lines for strangers: comments where needed, no room for more
DOOR_FILES = {"views", "api", "jobs", "commands", "receivers", "doors", "feeds"}
# Each of these reads the wall clock; the last two only where no time is handed to them.
CLOCKS = {"datetime.now", "timezone.now", "datetime.utcnow", "datetime.today", "date.today"}
CLOCKS_WITHOUT_ARGUMENT = {"localdate", "localtime", "timezone.localdate", "timezone.localtime"}


def _modules(place: Path) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(place.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def _called(node: ast.AST) -> str:
    """The dotted name that is called, as it is written."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def _is_view(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and any(
        _called(mark) == "door" for mark in node.decorator_list
    )


def _is_door(path: Path, tree: ast.Module) -> bool:
    """Tell a door: by its room, by its name, or because it holds a page."""
    return (
        bool(DOOR_ROOMS & set(path.parts))
        or path.stem in DOOR_FILES
        or any(_is_view(node) for node in tree.body)
    )


def _where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT).as_posix()}:{getattr(node, 'lineno', 1)}"


def _calls(path: Path, tree: ast.Module) -> Iterator[ast.Call]:
    """Every call of a module that is no door."""
    if not _is_door(path, tree):
        yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _clocks(path: Path, tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Every reading of the wall clock in a module that is no door: the moment, or only the day."""
    for node in _calls(path, tree):
        if _called(node) in CLOCKS:
            yield node, "now"
        elif _called(node) in CLOCKS_WITHOUT_ARGUMENT and not node.args and not node.keywords:
            yield node, "day"


def _readings(wanted: str) -> list[str]:
    return [
        _where(path, node)
        for path, tree in _modules(SOURCE)
        for node, what in _clocks(path, tree)
        if what == wanted
    ]


def test_no_module_has_a_name_that_says_nothing():
    places = (
        path for room in ("src", "tools", "tests", "bench") for path in (ROOT / room).rglob("*")
    )
    named = (path for path in places if path.suffix == ".py" or (path / "__init__.py").is_file())
    bad = [path.relative_to(ROOT).as_posix() for path in named if path.stem.strip("_") in FORBIDDEN]
    assert bad == []


def _public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        yield node
        inside = node.body if isinstance(node, ast.ClassDef) else []
        for method in inside:
            if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
                yield method


def test_everything_public_in_an_engine_says_what_it_is():
    silent = [
        f"{_where(path, node)} {node.name}"
        for path, tree in _modules(ENGINES)
        if path.parent.name != ON_ITS_OWN
        for node in _public(tree)
        if not ast.get_docstring(node)
    ]
    assert silent == []


def test_every_module_says_what_it_is():
    silent = [_where(path, tree) for path, tree in _modules(SOURCE) if not ast.get_docstring(tree)]
    assert silent == []


def test_only_doors_print():
    found = [
        _where(path, node)
        for path, tree in _modules(SOURCE)
        for node in _calls(path, tree)
        if _called(node) == "print"
    ]
    assert found == []


def test_only_doors_read_the_clock():
    assert _readings("now") == []


def test_only_doors_ask_what_day_it_is():
    assert _readings("day") == []


def test_no_model_overrides_save():
    found = [
        _where(path, method)
        for path, tree in _modules(PORTAL)
        for kind in ast.walk(tree)
        if isinstance(kind, ast.ClassDef)
        for method in kind.body
        if isinstance(method, ast.FunctionDef) and method.name == "save"
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "finds"),
    [
        ("x = timezone.now()", ["now"]),
        ("x = localdate()", ["day"]),
        ("x = localdate(at)", []),
        ('@door("a.b")\ndef page(request): return timezone.now()', []),
        ("def page(request): return timezone.now()", ["now"]),
    ],
)
def test_the_search_finds_a_clock_and_passes_a_door(source, finds):
    assert [what for _node, what in _clocks(Path("room/acts.py"), ast.parse(source))] == finds
