"""A draw file: what is refused, with its place, in both languages."""

import copy

import pytest

from hengjian.draw.draw_file import parse_draw
from hengjian.draw.draw_list import SIZES
from hengjian.draw.lottery import LOTTERIES, read_numbers
from hengjian.errors import TextError

PERSON = {"id": "E01", "name": "张明"}
FILE = {
    "case": "case 7",
    "how_many": "3",
    "candidates": [{"id": f"E{n:02}", "name": f"Expert {n}"} for n in range(1, 6)],
    "public_draws": [
        {"lottery": "排列5", "issue": "26011", "numbers": "0 3 0 6 7"},
        {"lottery": "7星彩", "issue": "26005", "numbers": "4 4 8 6 6 4 + 14"},
    ],
}
PLEDGES = [
    {"party": "city", "sha256": "a" * 64},
    {"party": "firm", "sha256": "b" * 64},
]
GONE = object()


def _file(**changes):
    made = {**copy.deepcopy(FILE), **changes}
    return {key: value for key, value in made.items() if value is not GONE}


def _people(*rows):
    return _file(candidates=[*copy.deepcopy(FILE["candidates"]), *rows])


def _draws(place, **changes):
    made = _file()
    row = {**made["public_draws"][place], **changes}
    made["public_draws"][place] = {key: value for key, value in row.items() if value is not GONE}
    return made


def _pledges(*rows):
    return _file(public_draws=GONE, commitments=list(rows))


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (None, "d.yaml: the file must hold a mapping"),
        (_file(case=GONE), "d.yaml: field case: is missing"),
        (_file(case="a\nb"), "d.yaml: case: 'a\\nb' holds a line break"),
        (_file(case="x" * 201), "must have 1 to 200 characters"),
        (_file(how_many="4"), "d.yaml: field how_many: is '4'; use one of 3, 5"),
        (_file(how_many="1"), "d.yaml: field how_many: is '1'; use one of 3, 5"),
        (_file(candidates=FILE["candidates"][:2]), "d.yaml: how_many: 3 of 2 who are left"),
        (_file(note="x"), "d.yaml: field note: is not known here"),
        (_people(PERSON), "d.yaml: candidates: E01 is given twice"),
        (_people({"id": "张", "name": "x"}), "d.yaml: candidates row 6: id: '张' must be 1 to 64"),
        (_people({"id": "E 9", "name": "x"}), "d.yaml: candidates row 6: id: 'E 9' must be"),
        (_people({"id": "E9"}), "d.yaml: candidates row 6, field name: is missing"),
        (_people({"id": "E9", "name": "x\u200by"}), "candidates row 6: name: 'x\\u200by' holds a"),
        (_people({**PERSON, "id": "E9", "age": "4"}), "candidates row 6, field age: is not known"),
        (
            _people({**PERSON, "id": "E9", "specialities": "a"}),
            "candidates row 6, field specialities: must be a list of short texts",
        ),
        (
            _people({**PERSON, "id": "E9", "specialities": ["a", "a"]}),
            "candidates row 6: specialities: a is given twice",
        ),
        (_file(recusals=[{"id": "E09", "reason": "x"}]), "recusals: 'E09' is no candidate"),
        (_file(recusals=[{"id": "E01"}]), "recusals row 1, field reason: is missing"),
        (_file(recusals=[{"id": "E01", "reason": "x"}] * 2), "recusals: E01 is given twice"),
        (
            _file(recusals=[{"id": f"E{n:02}", "reason": "x"} for n in (1, 2, 3)]),
            "d.yaml: how_many: 3 of 2 who are left",
        ),
        (_file(public_draws=GONE), "d.yaml: public_draws: name at least one beforehand"),
        (_file(commitments=PLEDGES), "field commitments: stands beside public_draws; keep one"),
        (
            _draws(0, lottery="双色球"),
            "public_draws row 1: lottery: '双色球' is not known; use one",
        ),
        (_draws(0, issue="2601"), "public_draws row 1: issue: '2601' is no issue of 排列5"),
        (_draws(0, numbers="0 3 0 6"), "public_draws row 1: numbers: 4 given; 排列5 draws 5"),
        (_draws(0, numbers="0 3 0 6 10"), "numbers: 10 at place 5 is not from 0 to 9"),
        (_draws(0, numbers="03067"), "public_draws row 1: numbers: '03067' is not readable"),
        (_draws(1, numbers="4 4 8 6 6 4 15"), "numbers: 15 at place 7 is not from 0 to 14"),
        (_draws(1, numbers="4 4 8 6 6 14 4"), "numbers: 14 at place 6 is not from 0 to 9"),
        (_draws(1, numbers=GONE), "public_draws row 2, field numbers: is missing; the others"),
        (_draws(0, lottery="7星彩", issue="26005", numbers="4 4 8 6 6 4 14"), "is given twice"),
        (_pledges(PLEDGES[0]), "commitments: 1 given; 2 parties at least must commit"),
        (_pledges(PLEDGES[0], {**PLEDGES[1], "party": "city"}), "party: city is given twice"),
        (_pledges(PLEDGES[0], {**PLEDGES[0], "party": "firm"}), "sha256: aaaa"),
        (_pledges({"party": "x", "sha256": "A" * 64}), "commitments row 1: sha256: 'AAAA"),
        (_pledges({**PLEDGES[0], "nonce": "xyz"}, PLEDGES[1]), "row 2, field nonce: is missing"),
        (
            _pledges({**PLEDGES[0], "nonce": "xyz"}, {**PLEDGES[1], "nonce": "f" * 32}),
            "commitments row 1: nonce: 'xyz' is none; give 32 to 128",
        ),
        (_file(recorded={"seed": "x"}), "d.yaml: recorded, field list_digest: is missing"),
    ],
)
def test_bad_input_is_refused_with_its_place_in_both_languages(values, says):
    with pytest.raises(TextError) as refused:
        parse_draw(values, "d.yaml")
    assert says in str(refused.value)
    assert refused.value.zh != str(refused.value)


def test_a_letter_and_its_accent_written_apart_are_put_together():
    apart, together = ({**PERSON, "id": "E09", "name": name} for name in ("Zoe\u0308", "Zo\u00eb"))
    first, second = parse_draw(_people(apart)), parse_draw(_people(together))
    assert first.draw_list.digest == second.draw_list.digest


def test_a_name_with_a_rare_ideograph_is_taken():
    # U+9FED, and a private character as older name registers use them.
    found = parse_draw(_people({"id": "E09", "name": "张\u9fed\ue000"}))
    assert "candidate: E09 张\u9fed\ue000\n" in found.draw_list.text


def test_panels_are_odd():
    assert SIZES == (3, 5)


def test_the_lotteries_have_their_published_shapes():
    assert LOTTERIES["排列5"].up_to == (9,) * 5
    assert LOTTERIES["7星彩"].up_to == (9, 9, 9, 9, 9, 9, 14)


@pytest.mark.parametrize("text", ["", "+", "1 + 2 + 3", "-1 2", "1, 2", "٣ 1", "1.0", "100"])
def test_what_is_no_row_of_numbers_is_refused(text):
    with pytest.raises(TextError, match="is not readable; write 0 3 0 6 7"):
        read_numbers(text)


def test_as_many_markets_are_drawn_as_one_likes_and_the_list_says_what_it_is_of():
    file = parse_draw(_file(of="markets", how_many="2"), "d.yaml")
    assert file.draw_list.how_many == 2
    assert "\nof: markets\nhow many: 2\n" in file.draw_list.text


def test_a_list_of_experts_reads_as_it_always_did():
    assert "of:" not in parse_draw(_file(), "d.yaml").draw_list.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"of": "judges"}, "field of: is 'judges'; use one of experts, markets, inspectors"),
        ({"of": "markets", "how_many": "0"}, "how_many: 0 cannot be drawn; use one of 1 to 500"),
        ({"of": "markets", "how_many": "two"}, "field how_many: 'two' is no number"),
        ({"of": "inspectors", "how_many": "9999"}, "field how_many: '9999' is no number|cannot"),
    ],
)
def test_what_cannot_be_drawn_is_refused(changes, said):
    with pytest.raises(TextError, match=said):
        parse_draw(_file(**changes), "d.yaml")
