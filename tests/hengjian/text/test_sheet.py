"""A YAML file is read as it is written; what is doubtful is refused with its line."""

import pytest

from hengjian.errors import TextError
from hengjian.text.sheet import read_sheet, shipped_sheet


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("{a: 0500}", {"a": "0500"}),
        ("{a: 2.10}", {"a": "2.10"}),
        ("{a: no}", {"a": "no"}),
        ("{a: 1:30}", {"a": "1:30"}),
        ("{a: 2026-03-06}", {"a": "2026-03-06"}),
        ("{a: .nan}", {"a": ".nan"}),
        ('{a: true, b: "true"}', {"a": True, "b": "true"}),
        ("{a: null, b: ~, c: }", {"a": None, "b": None, "c": None}),
        ('{"a": [1, 2.0, "x"]}', {"a": ["1", "2.0", "x"]}),
        ("", None),
    ],
)
def test_every_plain_word_stays_the_text_in_the_file(written, read):
    assert read_sheet(written, "r.yaml") == read


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("a: 1\nb: 2\na: 3", "r.yaml: line 3: a is given twice"),
        ("a: 1\nb: [", "r.yaml: line 2: not readable as YAML"),
        ("a: &x 1\nb: *x", "r.yaml: line 1: tags"),
        ("a: 1\nb: !!python/object:os.system {}", "r.yaml: line 2: tags"),
        ("[1, 2]: 3", "r.yaml: line 1: a key must be a word"),
        ("a: \x00", "r.yaml: line 1: not readable"),
        ("a: 1\n---\nb: 2", "r.yaml: line 2: not readable"),
        ("[" * 30 + "]" * 30, "nested too deep"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_what_is_doubtful_is_refused_with_its_line(written, says):
    with pytest.raises(TextError) as caught:
        read_sheet(written, "r.yaml")
    assert says in str(caught.value)
    assert "行" in caught.value.zh


def test_a_shipped_table_is_a_mapping():
    assert "stages" in shipped_sheet("hengjian.recall", "stages.yaml")
