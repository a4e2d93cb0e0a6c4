"""Every pair of colours that tokens.css promises can be read, in both themes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import hengjian_portal.look

STYLES = Path(hengjian_portal.look.__file__).parent / "static/look"
TOKENS = (STYLES / "tokens.css").read_text(encoding="utf-8")
PROMISES = re.findall(r"(pair|shape): (--[\w-]+) on (--[\w-]+)", TOKENS)
NEEDED = {"pair": 4.5, "shape": 3.0}


def theme(opening: str) -> dict[str, str]:
    """The colours declared in the block that starts with `opening`."""
    block = TOKENS[TOKENS.index(opening) :]
    return dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", block[: block.index("}")]))


LIGHT = theme(':root,\n[data-bs-theme="light"] {')
DARK = theme('\n  [data-bs-theme="dark"] {')
ASKED_DARK = theme(':root:not([data-bs-theme="light"]) {')


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("kind", "front", "ground"), PROMISES)
def test_a_promised_pair_can_be_read(
    colours: dict[str, str], kind: str, front: str, ground: str
) -> None:
    assert contrast(colours[front], colours[ground]) >= NEEDED[kind]


def test_dark_is_the_same_whether_asked_for_or_set() -> None:
    assert DARK == ASKED_DARK
    assert DARK.keys() == LIGHT.keys()


def test_every_colour_but_the_hair_line_is_in_a_promise() -> None:
    promised = {name for _, *pair in PROMISES for name in pair}
    assert LIGHT.keys() - promised == {"--line"}


def test_components_use_the_tokens_and_no_colour_of_their_own() -> None:
    styles = (STYLES / "look.css").read_text(encoding="utf-8")
    screen = styles[: styles.index("/* A4 */")]
    own = set(re.findall(r"#[0-9a-f]{3,8}\b", screen))
    # the scanner lies over a camera picture, which knows no theme
    assert own == {"#000000b3", "#111315", "#ffffff", "#00000059"}
