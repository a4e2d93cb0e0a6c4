"""The pages about weight: one address for every answer a reader may meet, and the texts behind."""

from __future__ import annotations

from urllib.parse import urlencode

from hengjian_portal.duties.law import rule_book

SALE = {"goods": "vegetables", "unit": "kg", "price": "3", "billed": "4.5", "recheck": "better"}
SALES = {
    "short": SALE | {"actual": "4.39"},
    "within": SALE | {"actual": "4.4"},
    "more": SALE | {"actual": "4.6"},
    "no_table_value": SALE | {"billed": "26", "actual": "20"},
    "out_of_scope": SALE | {"goods": "live_fish", "actual": "4"},
    "mistyped": SALE | {"actual": "x", "price": "0"},
}
EXACT = {
    "thing_1": "typed", "mass_1": "500", "within_1": "0", "units_1": "1",
    "thing_2": "typed", "mass_2": "1000", "within_2": "0", "units_2": "1",
    "unit": "g", "e_g": "5", "accuracy_class": "III",
}  # fmt: skip


def exact(first: int, second: int) -> dict[str, str]:
    """500 g and 1000 g, and what was shown for them."""
    return EXACT | {"shown_1": str(first), "shown_2": str(second)}


BOTTLES = {
    "honest": exact(500, 1000),
    "multiplied": exact(600, 1200),
    "less": exact(450, 900),
    "shifted": exact(600, 1100),
    "shifted_down": exact(400, 900),
    "off": exact(510, 1010),
    "contradictory": exact(1000, 500),
    "too_little": EXACT | {"thing_1": "water_550_half", "thing_2": "water_550_half",
                           "shown_1": "300", "shown_2": "300"},
    "mistyped": exact(501, 1000) | {"mass_2": ""},
    "not_shown": exact(501, 1000),
}  # fmt: skip
PLATE = {"goods": "meat", "price": "40", "max_kg": "15", "e_g": "5", "accuracy_class": "III"}
PLATES = {
    "suits": PLATE,
    "suits_not": PLATE | {"e_g": "10", "max_kg": "30"},
    "suits_below": PLATE | {"accuracy_class": "IIII", "max_kg": "5"},
    "suits_to_the_end": PLATE | {"goods": "vegetables", "e_g": "10", "max_kg": "30"},
    "out_of_scope": PLATE | {"goods": "live_fish"},
    "no_such_scale": PLATE | {"e_g": "1"},
}
PLACES = {"public:law_text": lambda: [{"name": text.key} for text in rule_book().texts]}
QUERIES = {
    "public:suits": tuple(f"?{urlencode(one)}" for one in PLATES.values()),
    "public:short_weight": tuple(f"?{urlencode(sale)}" for sale in SALES.values()),
    "public:bottle_test": tuple(f"?{urlencode(one)}" for one in BOTTLES.values()),
    "public:scale_tip": (
        f"?test=sale&{urlencode(SALES['short'])}", f"?test=bottle&{urlencode(BOTTLES['off'])}"
    ),
}  # fmt: skip
