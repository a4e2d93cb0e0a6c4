"""Our own small set of icons: 24 units square, drawn in lines, coloured by the text around them."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# What stands inside each <svg>. The five shapes at the top carry a state and are filled.
DRAWINGS: dict[str, str] = {
    "danger": (
        '<path class="fill" d="M8.3 2h7.4L22 8.3v7.4L15.7 22H8.3L2 15.7V8.3z"/>'
        '<path class="on" d="M12 7v6M12 16.6v.4"/>'
    ),
    "sound": (
        '<circle class="fill" cx="12" cy="12" r="10"/><path class="on" d="m7.5 12.4 3 3 6-6.6"/>'
    ),
    "warn": (
        '<path class="fill" d="M12 2.6 22.6 21H1.4z"/><path class="on" d="M12 9.2v5M12 17.4v.4"/>'
    ),
    "unknown": (
        '<circle cx="12" cy="12" r="9.2"/>'
        '<path d="M9.3 9.4c.2-1.6 1.3-2.5 2.8-2.5s2.7 1 2.7 2.4c0 2-2.8 2.2-2.8 4.3M12 16.7v.4"/>'
    ),
    "plain": '<path d="M12 3l9 9-9 9-9-9z"/>',
    "info": '<circle cx="12" cy="12" r="9.2"/><path d="M12 11v6M12 7.2v.4"/>',
    "recall": '<path d="M4 8h11a5 5 0 0 1 0 10H8"/><path d="M8 4 4 8l4 4"/>',
    "scale": (
        '<path d="M3 8.5 21 5.5M12 7v13M7.5 20h9"/>'
        '<path d="M3 8.5 1.6 14h5.2L5.4 8.1M18.6 6 17.2 11.5h5.2L21 5.5"/>'
    ),
    "report": '<path d="M4 10v4h3l8 4.5v-13L7 10zM18.5 9a4 4 0 0 1 0 6M7.5 14l1.2 5.5"/>',
    "bell": '<path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4"/>',
    "news": (
        '<path d="M4 4h12v16H5.5A1.5 1.5 0 0 1 4 18.5zM16 9h4v9.5a1.5 1.5 0 0 1-3 0M7 8h6M7 '
        '12h6M7 16h4"/>'
    ),
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 20.5c.6-4 3.6-6 8-6s7.4 2 8 6"/>',
    "desk": '<path d="M3 9h18M5 9v11M19 9v11M13 9v6h6M8 5h5v4"/>',
    "leave": '<path d="M13 4H5v16h8M10 12h10M16.5 8.5 20 12l-3.5 3.5"/>',
    "language": (
        '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18"/>'
    ),
    "phone": (
        '<path d="M5 3.5h4l1.5 5-2.3 1.7a12 12 0 0 0 5.6 5.6l1.7-2.3 5 1.5v4c0 1-.8 1.5-1.5 '
        '1.5C10.5 20.5 3.5 13.5 3.5 5c0-.7.5-1.5 1.5-1.5z"/>'
    ),
    "clock": '<circle cx="12" cy="12" r="9.2"/><path d="M12 6.5V12l3.7 2.3"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5.5 5.5"/>',
    "scan": '<path d="M3 8V3h5M16 3h5v5M21 16v5h-5M8 21H3v-5M7 8v8M10.5 8v8M13.5 8v8M17 8v8"/>',
    "camera": '<path d="M3 7.5h4.5L9 5h6l1.5 2.5H21V19H3z"/><circle cx="12" cy="13" r="3.5"/>',
    "print": '<path d="M7 8V3h10v5M7 17H3V8h18v9h-4M7 14h10v7H7z"/>',
    "download": '<path d="M12 3v12M7 10.5l5 5 5-5M4 20.5h16"/>',
    "upload": '<path d="M12 15.5v-12M7 8l5-5 5 5M4 20.5h16"/>',
    "document": '<path d="M6 2.5h8l4.5 4.5v14.5h-12.5zM14 2.5V7h4.5M9 12h6M9 16h6"/>',
    "seal": (
        '<rect x="4" y="4" width="16" height="16" rx="1.5"/><path d="M8 8h8M12 8v8M8 16h8M9 12h6"/>'
    ),
    "lock": '<path d="M5 11h14v10H5zM8 11V7.5a4 4 0 0 1 8 0V11M12 15v2.5"/>',
    "unlock": '<path d="M5 11h14v10H5zM8 11V7.5a4 4 0 0 1 7.7-1.5M12 15v2.5"/>',
    "receipt": (
        '<path d="M5 2.5h14v19l-2.3-1.7-2.4 1.7-2.3-1.7-2.3 1.7-2.4-1.7L5 21.5zM9 8h6M9 12h6"/>'
    ),
    "law": (
        '<path d="M12 5.5C9.5 4 6.5 3.5 3 3.5v15.5c3.5 0 6.5.5 9 2 2.5-1.5 5.5-2 9-2V3.5c-3.5 '
        '0-6.5.5-9 2zM12 5.5V21"/>'
    ),
    "filter": '<path d="M3 5h18l-7 8v6l-4 2v-8z"/>',
    "link": (
        '<path d="M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6L11.5 7M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 '
        '0 0 6 6l1.5-1.5"/>'
    ),
    "next": '<path d="m9 5 7 7-7 7"/>',
    "back": '<path d="m15 5-7 7 7 7"/>',
    "plus": '<path d="M12 4v16M4 12h16"/>',
    "check": '<path d="m4.5 12.5 5 5L19.5 7"/>',
    "cross": '<path d="m5.5 5.5 13 13M18.5 5.5l-13 13"/>',
    "undo": '<path d="M4 9h10a5.5 5.5 0 0 1 0 11H8M8 4.5 3.5 9 8 13.5"/>',
    "copy": '<path d="M8 8h12.5v12.5H8zM16 8V3.5H3.5V16H8"/>',
    "empty": '<path d="M3 13.5 6 5h12l3 8.5V20H3zM3 13.5h5.5l1 2.5h5l1-2.5H21"/>',
}
TONES = ("danger", "sound", "warn", "unknown", "plain")


def icon(name: str) -> SafeString:
    """
    One drawing as inline SVG, hidden from readers that speak: a word always stands beside it.

    Raises `KeyError` naming the icons there are.
    """
    if name not in DRAWINGS:
        raise KeyError(f"no icon {name!r}; there are: {', '.join(DRAWINGS)}")
    return format_html(
        '<svg class="icon icon-{}" viewBox="0 0 24 24" width="20" height="20" '
        'aria-hidden="true" focusable="false">{}</svg>',
        name,
        mark_safe(DRAWINGS[name]),  # noqa: S308 - a drawing from the table above, nobody's input
    )


def shape(tone: str) -> SafeString:
    """The shape that goes with a tone, so that a state is never colour alone."""
    return icon(tone if tone in TONES else "plain")
