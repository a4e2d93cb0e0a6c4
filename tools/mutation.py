"""
Change the engines of metrology and unlock in thousands of small ways, and list what no test minds.

`make prove` runs it, in an environment of its own. A mutant dies by a failing test or by the type
checker. What survives must stand in tests/hengjian/survivors.yaml with the reason why it may; a
survivor without one, and a reason without its survivor, both fail. Changes to the wording of a
message alone are not made where the wording fills its line, else counted and not argued: people and
the word lists read those.

Random tests draw few examples here, and the same ones in every run, so that a mutant that survives
today survives tomorrow. `--left` tries what the last run left without a reason again, with the
tests as they are now (what died stays dead while the engines stay as they are); `--again` only
compares the last run with the list.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tokenize
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import yaml
from mutmut.mutation.diff_apply import get_diff_for_mutant

ROOT = Path(__file__).parents[1]
PLACE = ROOT / "build" / "mutation"
ARGUED = ROOT / "tests" / "hengjian" / "survivors.yaml"
ENGINES = ("metrology", "unlock")
# Of the command line's tests those that ask these engines without starting a process.
DOORS = ("conftest.py", "test_retail_commands.py")
EXAMPLES = """\
from hypothesis import settings

settings.register_profile(
    "mutation", max_examples=10, derandomize=True, database=None, deadline=None
)
settings.load_profile("mutation")
"""
SETTINGS = r"""[tool.mutmut]
source_paths = ["src"]
only_mutate = ["src/hengjian/metrology/*.py", "src/hengjian/unlock/*.py"]
do_not_mutate = ["*/checks/*"]
# Lines that hold a sentence and nothing else.
do_not_mutate_patterns = [
  '^\s*(zh=)?f?"[^"{}]*[ \u4e00-\u9fff][^"{}]*"[,)]*$',
  '^\s*(fail|not_tried)\("[^"{}]*", "[^"{}]*"\)$',
]
also_copy = ["tests"]
pytest_add_cli_args_test_selection = ["tests/hengjian"]
type_check_command = ["mypy", "--output=json", "src/hengjian"]
[tool.mypy]
mypy_path = "src"
strict = true
warn_unused_ignores = false
[[tool.mypy.overrides]]
module = ["chinese_calendar.*"]
ignore_missing_imports = true
[tool.pytest.ini_options]
addopts = "--import-mode=importlib --strict-markers -p no:cacheprovider"
pythonpath = ["src"]
"""
SURVIVED = {0, 33}  # every test passed, or none comes by
DIED = {1, 37, -24, 24, 36, 152, 255}  # by a test, by the type checker, by taking far too long
PROGRESS_S = 30

Change = tuple[str, str, str]  # where, what stood there, what stands there now


def lay_out() -> None:
    """Copy what is mutated, and its tests, to a folder that may be spoilt."""
    shutil.rmtree(PLACE, ignore_errors=True)
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src" / "hengjian", PLACE / "src" / "hengjian", ignore=ignore)
    (PLACE / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
    lay_out_tests()


def lay_out_tests() -> None:
    """Copy the tests as they are now."""
    shutil.rmtree(PLACE / "tests", ignore_errors=True)
    ignore = shutil.ignore_patterns("__pycache__")
    for engine in ENGINES:
        tests = Path("tests") / "hengjian" / engine
        shutil.copytree(ROOT / tests, PLACE / tests, ignore=ignore)
    doors = Path("tests") / "hengjian" / "cli"
    (PLACE / doors).mkdir()
    for name in DOORS:
        shutil.copy(ROOT / doors / name, PLACE / doors / name)
    (PLACE / "tests" / "conftest.py").write_text(EXAMPLES, encoding="utf-8")
    shutil.copytree(ROOT / "tests" / "golden", PLACE / "tests" / "golden", ignore=ignore)


def run(names: Iterable[str] = ()) -> None:
    """Let mutmut try these mutants, or make and try all; say every half minute how far it is."""
    shared = str(Path(os.environ.get("HENGJIAN_SHARED", ROOT.parent / "shared")).resolve())
    paths = str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"]
    environment = {**os.environ, "HENGJIAN_SHARED": shared, "PATH": paths}
    children = str(os.cpu_count() or 1)
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", children, *names]
    log = PLACE / "mutmut.log"
    with log.open("wb") as said:
        mutmut = subprocess.Popen(command, cwd=PLACE, env=environment, stdout=said, stderr=said)
        while mutmut.poll() is None:
            try:
                mutmut.wait(PROGRESS_S)
            except subprocess.TimeoutExpired:
                print(_progress(), flush=True)
    if mutmut.returncode:
        sys.exit(f"mutmut ended with {mutmut.returncode}; read {log}")


def _progress() -> str:
    try:
        ended = list(outcomes().values())
    except ValueError:
        return "a result is just being written"
    tried = [code for code in ended if code is not None]
    return (
        f"{len(tried)} of {len(ended)} mutants tried, {sum(c in SURVIVED for c in tried)} survive"
    )


def outcomes() -> dict[str, int | None]:
    """How each mutant ended: pytest's exit code, or mutmut's own number; None before."""
    found: dict[str, int | None] = {}
    for file in sorted((PLACE / "mutants").rglob("*.meta")):
        found |= json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def change_of(mutant: str) -> Change:
    """The lines a mutant took away and put there, without their indentation."""
    module, _, _ = mutant.rpartition(".")
    diff = get_diff_for_mutant(mutant, path=f"src/{module.replace('.', '/')}.py").splitlines()
    lines = [one for one in diff if not one.startswith(("---", "+++"))]
    was, now = (" ".join(o[1:].strip() for o in lines if o[:1] == sign) for sign in "-+")
    return _readable(mutant), was, now


def _readable(mutant: str) -> str:
    """`hengjian.unlock.key.xǁKeyǁfrom_hex__mutmut_4` → `unlock.key.Key.from_hex`."""
    name = re.sub(r"__mutmut_\d+$", "", mutant.removeprefix("hengjian."))
    module, _, function = name.rpartition(".")
    plain = function.replace("xǁ", "", 1) if "ǁ" in function else function.removeprefix("x_")
    return f"{module}.{plain.replace('ǁ', '.')}"


def only_words(was: str, now: str) -> bool:
    """Whether two versions of a line differ in the wording of a message and in nothing else."""
    before, after = _tokens(was), _tokens(now)
    if not before or len(before) != len(after):
        return False
    differ = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    return all(_is_prose(a) and b[:1] in "\"'f" and _inside(a) == _inside(b) for a, b in differ)


def _tokens(line: str) -> list[str]:
    try:
        found = tokenize.generate_tokens(io.StringIO(line.strip()).readline)
        return [one.string for one in found if one.string.strip()]
    except (tokenize.TokenError, IndentationError):
        # A line torn out of a longer statement: its strings and the rest between them will do.
        return re.findall(r'f?"[^"]*"|[^"\s]+', line)


def _is_prose(token: str) -> bool:
    return token.lstrip("f")[:1] in ("'", '"') and (" " in token or not token.isascii())


def _inside(token: str) -> list[str]:
    """What an f-string works out between its braces: more than wording."""
    return re.findall(r"\{[^{}]*\}", token) if token.startswith("f") else []


def argued() -> dict[Change, str]:
    """What may survive, and why."""
    groups = yaml.safe_load(ARGUED.read_text(encoding="utf-8"))
    return {
        (one["in"], one["was"], one["now"]): group["why"]
        for group in groups
        for one in group["mutants"]
    }


def survivors() -> dict[str, Change]:
    """Every mutant that lived through the last run, with its change."""
    os.chdir(PLACE)
    lived = [mutant for mutant, code in outcomes().items() if code in SURVIVED]
    return {mutant: change_of(mutant) for mutant in lived}


def compare() -> bool:
    """Print what the last run came to; tell whether it and the list of reasons agree."""
    ended, reasons = outcomes(), argued()
    lived = list(survivors().values())
    left = [one for one in lived if not only_words(one[1], one[2])]
    print(f"{len(ended)} mutants: {dict(Counter(ended.values()))}")
    print(f"survived: {len(lived) - len(left)} in words alone, {len(left)} otherwise")
    odd = [mutant for mutant, code in ended.items() if code not in SURVIVED | DIED]
    fresh = [one for one in left if one not in reasons]
    stale = [one for one in reasons if one not in left]
    for mutant in odd:
        print(f"not judged: {mutant}")
    for where, was, now in fresh:
        print(f"no reason: {where}\n    - {was}\n    + {now}")
    for where, was, now in stale:
        print(f"no survivor any more: {where}\n    - {was}\n    + {now}")
    return not (odd or fresh or stale)


def main() -> None:
    """Lay out, run, compare with the list; exit 1 where they differ."""
    if "--left" in sys.argv:
        reasons = argued()
        names = [
            mutant
            for mutant, change in survivors().items()
            if change not in reasons and not only_words(change[1], change[2])
        ]
        lay_out_tests()
        if names:
            run(names)
    elif "--again" not in sys.argv:
        lay_out()
        run()
    sys.exit(not compare())


if __name__ == "__main__":
    main()
