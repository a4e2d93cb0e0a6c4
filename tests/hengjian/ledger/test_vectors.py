"""What others published: proofs, logs, notes and pages of the specification, all reproduced."""

import json
import re
from base64 import b64decode

import pytest
from tests.hengjian.ledger.a_log import vectors

from hengjian.errors import EvidenceError
from hengjian.ledger.checkpoint import open_checkpoint, read_text
from hengjian.ledger.cosignature import check_cosignatures
from hengjian.ledger.entry import leaf_hash
from hengjian.ledger.growth import Edge, grow
from hengjian.ledger.line import read_hash
from hengjian.ledger.note import KeyKind, check_note, read_key, read_note, read_signature
from hengjian.ledger.proof import (
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
)
from hengjian.ledger.published import check_published
from hengjian.ledger.tile import read_bundle
from hengjian.ledger.tree import Head, root_hash
from hengjian.ledger.trust import Trust
from hengjian.ledger.witness import read_request

# The key of the test log of transparency-dev/tessera, testdata/log; its id is that in its notes.
TESSERA = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"


def _b64(text):
    return b64decode(text or "")


def _held(case):
    proof = [_b64(one) for one in case["proof"] or []]
    if "leafHash" in case:
        head = Head(case["treeSize"], _b64(case["root"]))
        check_inclusion(_b64(case["leafHash"]), case["leafIdx"], head, proof)
    else:
        old = Head(case["size1"], _b64(case["root1"]))
        check_consistency(old, Head(case["size2"], _b64(case["root2"])), proof)


@pytest.mark.parametrize("kind", ["inclusion", "consistency"])
def test_every_published_proof_is_accepted_or_refused_as_it_must_be(kind):
    folder = vectors("merkle") / kind
    cases = [json.loads(path.read_text("utf-8")) for path in sorted(folder.rglob("*.json"))]
    refused = []
    for case in cases:
        if case["wantErr"]:
            with pytest.raises(EvidenceError):
                _held(case)
            refused.append(case["desc"])
        else:
            _held(case)
    assert len(refused) > 50
    assert len(cases) - len(refused) >= 4


def test_the_reference_tree_of_rfc_6962_is_reproduced():
    tree = json.loads(vectors("rfc6962_reference_tree.json").read_text("utf-8"))
    leaves = [leaf_hash(bytes.fromhex(one)) for one in tree["leaves"]]
    roots = [bytes.fromhex(one) for one in tree["roots_by_size"]]
    edges = [grow(Edge(), leaves[:n]) for n in range(9)]
    assert [root_hash(leaves[:n]) for n in range(9)] == roots
    assert [growth.head.root for growth in edges] == roots
    for case in tree["inclusion"]:
        tiles = dict(edges[case["size"]].tiles)
        proof = inclusion_proof(case["index"], case["size"], lambda ts, t=tiles: [t[x] for x in ts])
        assert [one.hex() for one in proof] == case["proof"]
    for case in tree["consistency"]:
        tiles = dict(edges[case["n"]].tiles)
        proof = consistency_proof(case["m"], case["n"], lambda ts, t=tiles: [t[x] for x in ts])
        assert [one.hex() for one in proof] == case["proof"]


def _tessera():
    return vectors("tessera_log"), read_key(TESSERA)


@pytest.mark.parametrize("size", range(16))
def test_each_checkpoint_of_the_tessera_log_is_that_of_its_entries(size):
    folder, key = _tessera()
    found, _ = open_checkpoint((folder / f"checkpoint.{size}").read_bytes(), key)
    assert found.head.size == size
    raw = (folder / f"tile/entries/000.p/{size}").read_bytes() if size else b""
    growth = grow(Edge(), [leaf_hash(one) for one in read_bundle(raw, size)])
    assert growth.head == found.head
    if size:
        assert (folder / f"tile/0/000.p/{size}").read_bytes() == dict(growth.tiles).popitem()[1]


def test_the_tessera_log_holds_and_grew_out_of_each_older_checkpoint():
    folder, key = _tessera()
    for size in range(16):
        older = (folder / f"checkpoint.{size}").read_bytes()
        found = check_published(lambda path: (folder / path).read_bytes(), Trust(key), older)
        assert found.since.head.size == size


def _notes():
    return json.loads(vectors("signed_notes.json").read_text("utf-8"))


def test_every_published_note_is_signed_by_its_key():
    for case in _notes():
        key, note = read_key(case["vkey"]), read_note(case["note"].encode())
        assert key.vkey == case["vkey"]
        assert note.raw == case["note"].encode()
        if key.kind is KeyKind.LOG:
            check_note(note, key)
        else:
            assert check_cosignatures(note, key).time == 1767139200


def test_a_published_note_with_another_text_is_refused():
    for case in _notes():
        key, note = read_key(case["vkey"]), read_note(case["note"].replace("e", "E", 1).encode())
        with pytest.raises(EvidenceError, match="does not hold"):
            (check_note if key.kind is KeyKind.LOG else check_cosignatures)(note, key)


def _example(page, first):
    """The indented or fenced example of a page that begins with these words."""
    text = (vectors("c2sp") / page).read_text("utf-8")
    lines = [re.sub(r"^(?:    |\t)", "", line) for line in text.split("\n")]
    start = next(n for n, line in enumerate(lines) if line.startswith(first))
    taken = lines[start:]
    end = max(n for n, line in enumerate(taken[:25]) if line.startswith("\u2014 ")) + 1
    return "\n".join(taken[:end]) + "\n"


def test_the_example_of_a_checkpoint_is_read_as_it_is_written():
    raw = _example("tlog-checkpoint.md", "example.com/behind-the-sofa").encode()
    note = read_note(raw)
    found = read_text(note.text)
    assert (note.raw, found.text) == (raw, note.text)
    assert (found.origin, found.head.size) == ("example.com/behind-the-sofa", 20852163)


def test_the_example_of_a_note_with_an_empty_line_in_it_is_read_as_it_is_written():
    raw = _example("signed-note.md", "Ognuno sta solo").encode()
    note = read_note(raw)
    assert note.raw == raw
    assert note.text.endswith("sole:\n\ned è subito sera.\n")
    assert note.signatures[0].name == "quasimodo.example/salvatore"


def test_the_example_of_a_cosigned_checkpoint_carries_the_time_of_the_page():
    note = read_note(_example("tlog-cosignature.md", "example.com/behind-the-sofa").encode())
    witness = note.signatures[1]
    assert int.from_bytes(witness.signature[:8], "big") == 1679315147


def test_the_example_of_a_request_to_a_witness_is_read_as_it_is_written():
    raw = _example("tlog-witness.md", "old 20852014").encode()
    request = read_request(raw)
    assert request.raw == raw
    assert (request.old, len(request.hashes)) == (20852014, 4)


def test_the_example_of_a_witness_answer_is_three_signature_lines():
    page = (vectors("c2sp") / "tlog-witness.md").read_text("utf-8")
    lines = re.findall("^    (\u2014 witness\\.example/w[12] [A-Za-z0-9+/=]+)$", page, re.MULTILINE)
    found = [read_signature(line) for line in lines]
    assert [one.line for one in found] == lines
    assert [one.name for one in found] == [f"witness.example/w{n}" for n in (1, 1, 2)]


def test_the_hashes_in_the_example_of_a_proof_are_read_as_they_are_written():
    page = (vectors("c2sp") / "tlog-proof.md").read_text("utf-8")
    lines = page.split("index 73894\n")[1].split("\n\n")[0].split("\n")
    assert [len(read_hash(line, "line")) for line in lines] == [32] * 5
