"""`hengjian deviation` and `hengjian bottle-test`: what they print, and how they end."""

import json

import pytest

SALE = {"--goods": "vegetables", "--price": "3", "--billed": "4500", "--actual": "4390"}
KEYS = {"allowed_g", "short_g", "within", "refund_fen", "compensation_fen"}


def words(options):
    return [word for pair in options.items() for word in pair]


def test_short_goods_end_with_one_and_say_what_is_owed(shell):
    done = shell("deviation", *words(SALE), "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told.keys() >= KEYS
    assert {name: told[name] for name in KEYS} == {
        "allowed_g": 100, "short_g": 110, "within": False, "refund_fen": 33,
        "compensation_fen": 50000,
    }  # fmt: skip
    assert (told["finding"], told["article"], told["confirmed"]) == ("short", "五", False)
    said = shell("deviation", *words(SALE)).stdout
    assert "0.33 元 yuan" in said
    assert "500.00 元 yuan" in said
    assert "待核" in said


def test_on_an_equal_scale_the_same_goods_are_within_and_nothing_is_owed(shell):
    done = shell("deviation", *words(SALE), "--scale", "equal", "--json")
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert (told["allowed_g"], told["table_g"], told["within"]) == (200, 100, True)
    assert (told["refund_fen"], told["compensation_fen"]) == (0, 0)


@pytest.mark.parametrize(
    ("changed", "finding"),
    [({"--goods": "live_fish"}, "out_of_scope"), ({"--billed": "25001"}, "no_table_value")],
)
def test_where_the_table_is_silent_no_sum_is_guessed(shell, changed, finding):
    done = shell("deviation", *words(SALE | changed), "--json")
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert told["finding"] == finding
    assert [told[name] for name in ("allowed_g", "within", "refund_fen", "compensation_fen")] == [
        None, None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"--goods": "gold"}, "goods 'gold' are not in the table; name one of vegetables"),
        ({"--price": "x"}, "--price: 'x' is not a number"),
        ({"--price": "0"}, "the price must be a number above zero"),
        ({"--billed": "1e3"}, "--billed: '1e3' is not a number"),
        ({"--billed": "0"}, "the billed mass must be a number above zero"),
        ({"--actual": "4.3900001"}, "--actual: '4.3900001' is not a number"),
        ({"--actual": "９"}, "--actual: '９' is not a number"),
    ],
)
def test_a_sale_that_cannot_be_is_one_line_and_two(shell, changed, says):
    done = shell("deviation", *words(SALE | changed), "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_multiplied_scale_ends_with_one(shell):
    done = shell("bottle-test", "--weighed", "500=600", "--weighed", "1000=1200", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == {
        "finding": "multiplied", "off": True, "contradictory": False,
        "gain_low": 1.17, "gain_high": 1.23, "offset_low_g": -22.5, "offset_high_g": 22.5,
        "hidden_g": None,
    }  # fmt: skip


def test_an_honest_scale_ends_with_nought_and_says_what_could_hide(shell):
    done = shell("bottle-test", "--weighed", "500=500", "--weighed", "1000=1000")
    assert done.returncode == 0
    assert "与准确的秤相符" in done.stdout
    assert "< 7.5 g" in done.stdout


def test_things_are_named_counted_or_given_in_grams(shell):
    named = shell("bottle-test", "--weighed", "water_550=675", "--weighed", "2xwater_550=1350")
    assert (named.returncode, "multiplied" in named.stdout) == (1, True)
    given = shell("bottle-test", "--weighed", "562~30=560", "--weighed", "5000~100=5005", "--json")
    assert (given.returncode, json.loads(given.stdout)["finding"]) == (0, "honest")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--weighed", "500=500"], "--weighed is given 1 times; give it twice"),
        (["--weighed", "500", "--weighed", "500=500"], "'500' is not WHAT=SHOWN"),
        (["--weighed", "500=", "--weighed", "500=500"], "--weighed: '' is not a number"),
        (["--weighed", "brick=5", "--weighed", "500=500"], "no thing of known mass is called 'brick'"),
        (["--weighed", "13xsalt_500=5", "--weighed", "500=500"], "13 units cannot be weighed at once"),
        (["--weighed", "500~600=5", "--weighed", "500=500"], "a known mass from -100 g to 1100 g is none"),
        (["--weighed", "500=501", "--weighed", "500=500"], "a scale with e = 5 g cannot show 501 g"),
        (["--weighed", "500=500", "--weighed", "500=500", "--e", "3"], "e = 3 g is not 1, 2 or 5"),
        (["--weighed", "500=500", "--weighed", "500=500", "--e", "1", "--class", "IIII"],
         "class IIII has no verification interval e = 1 g"),
    ],
)  # fmt: skip
def test_a_reading_that_cannot_be_is_one_line_and_two(shell, options, says):
    done = shell("bottle-test", *options, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
