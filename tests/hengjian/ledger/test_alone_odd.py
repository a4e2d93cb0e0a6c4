"""The one file that anybody may run follows every proof, and judges odd checkpoints as the engine does."""

from contextlib import suppress

import pytest
from tests.hengjian.ledger.a_log import (
    LOG,
    NOTARY,
    SICHUAN,
    TIME,
    entry,
    leaf,
    naive,
    naive_inclusion,
)
from tests.hengjian.ledger.the_file import alone, alone_holds, engine_holds

from hengjian.ledger.checkpoint import Checkpoint
from hengjian.ledger.entry import leaf_hash
from hengjian.ledger.note import Signature
from hengjian.ledger.proof_file import ProofFile
from hengjian.ledger.tree import Head


def _followed(index, size, path):
    with suppress(ValueError):
        return alone.follow(leaf(index), index, size, path)
    return None


def test_it_follows_every_proof_of_small_logs_and_no_other():
    for size in range(1, 41):
        for index in range(size):
            path = naive_inclusion(index, 0, size)
            assert _followed(index, size, path) == naive(0, size), (index, size)
            assert _followed(index, size, [*path, bytes(32)]) is None
            assert _followed(index, size, path[:-1]) is None or not path
            assert _followed(index + size, size, path) is None


def _signed(text, more=""):
    """A proof for the only entry of a log, its checkpoint of any text that the log signs."""
    lines = [LOG.sign(text), SICHUAN_LINE(text), NOTARY_LINE(text)]
    note = text + "\n" + "".join(f"{one.line}\n" for one in lines) + more
    return ProofFile(0, (), note.encode()).raw


def _witnessed(witness):
    """What a witness would sign that looks at nothing."""

    def line(text, time=TIME):
        message = f"cosignature/v1\ntime {time}\n{text}".encode()
        signature = time.to_bytes(8, "big") + witness.private.sign(message)
        return Signature(witness.name, witness.key.id, signature)

    return line


SICHUAN_LINE, NOTARY_LINE = _witnessed(SICHUAN), _witnessed(NOTARY)
TEXT = Checkpoint(LOG.name, Head(1, leaf_hash(entry(1)))).text
ODD = {
    "an extension": (_signed(TEXT + "more\n"), True),
    "a line of a stranger": (_signed(TEXT, "\u2014 x AAAAAAAA\n"), True),
    "a hundred signatures": (_signed(TEXT, "\u2014 x AAAAAAAA\n" * 97), True),
    "too many signatures": (_signed(TEXT, "\u2014 x AAAAAAAA\n" * 98), False),
    "a control character": (_signed(TEXT + "a\tb\n"), False),
    "a delete character": (_signed(TEXT + "a\x7fb\n"), True),
    "an empty line": (_signed(TEXT + "\nmore\n"), False),
    "another origin": (_signed("x" + TEXT), False),
    "a size with a zero": (_signed(TEXT.replace("\n1\n", "\n01\n")), False),
    "a size too large": (_signed(TEXT.replace("\n1\n", f"\n{2**63}\n")), False),
    "a root cut off": (_signed(TEXT[:-5] + "\n"), False),
    "two lines": (_signed("\n".join(TEXT.split("\n")[:2]) + "\n"), False),
    "a name with a plus": (_signed(TEXT, "\u2014 a+b AAAAAAAA\n"), False),
    "a name with a blank": (_signed(TEXT, "\u2014 a\u3000b AAAAAAAA\n"), False),
    "a signature cut off": (_signed(TEXT, "\u2014 x AAAAAA==\n"), False),
    "stray bits": (_signed(TEXT, "\u2014 x AAAAAAB=\n"), False),
    "a minus": (_signed(TEXT, "- x AAAAAAAA\n"), False),
    "a time of zero": (_signed(TEXT, f"{NOTARY_LINE(TEXT, 0).line}\n"), False),
    "a time too late": (_signed(TEXT, f"{NOTARY_LINE(TEXT, 2**63).line}\n"), False),
    "a later time": (_signed(TEXT, f"{NOTARY_LINE(TEXT, TIME + 1).line}\n"), True),
    "a large file": (_signed(TEXT + "x" * 1_000_000 + "\n"), False),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_it_agrees_with_the_engine_on_odd_checkpoints(name, capsys):
    raw, holds = ODD[name]
    assert engine_holds("proof", raw, entry(1)) is holds
    assert alone_holds("proof", raw, entry(1)) is holds
