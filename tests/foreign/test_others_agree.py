"""
Software of others checks our log, unmodified: x/mod of the Go project, and sigstore.

A run that does not end in time fails; it is never skipped. The tests are skipped only where the
software is not set up: `make foreign` does that.
"""

import json
import subprocess
from random import Random

import pytest
from tests.hengjian.ledger.a_log import (
    LOG,
    NOTARY,
    SICHUAN,
    STRANGER,
    Log,
    a_log,
    checkpoint,
    entry,
    flipped,
)
from tools.foreign import CHECKER, PYTHON, ROOT, is_ready

from hengjian.ledger.entry import leaf_hash
from hengjian.ledger.growth import Edge, grow
from hengjian.ledger.proof import inclusion_proof
from hengjian.ledger.proof_file import ProofFile
from hengjian.ledger.tile import read_bundle, write_bundle
from hengjian.ledger.tree import Head

pytestmark = pytest.mark.skipif(
    not is_ready(), reason="not set up: `make foreign` fetches and builds it"
)

WITHIN_S = 60
SIZE = 70_000
OLDER = (1, 255, 256, 257, 5_000, 65_535, 65_536, 65_537, 69_999, 70_000)
WITNESSES = (SICHUAN.key.vkey, NOTARY.key.vkey)


def xmod(*words):
    """Whether x/mod says it holds, and what it says."""
    done = subprocess.run(
        [CHECKER, *words], capture_output=True, text=True, timeout=WITHIN_S, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout.startswith("HOLDS" if done.returncode == 0 else "FAILS: "), done
    return done.returncode == 0, done.stdout


def sigstore(cases):
    """What sigstore says of each proof."""
    done = subprocess.run(
        [PYTHON, "-I", ROOT / "tests/foreign/sigstore_check.py"],
        input=json.dumps(cases), capture_output=True, text=True, timeout=WITHIN_S, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def numbered(n):
    return b"entry %d" % n


@pytest.fixture(scope="module")
def large():
    """A log of 70,000 entries, grown in two batches."""
    log = Log()
    for first, last in ((0, 4_321), (4_321, SIZE)):
        log.publish([numbered(n) for n in range(first, last)])
    return log


@pytest.fixture(scope="module")
def published(large, tmp_path_factory):
    return large.write_to(tmp_path_factory.mktemp("log"))


def _older(folder, log):
    """Checkpoints that the log published when it was smaller."""
    leaves = [leaf_hash(one) for one in log.entries]
    for size in OLDER:
        place = folder / f"older-{size}"
        place.write_bytes(checkpoint(grow(Edge(), leaves[:size]).head))
        yield place


def test_x_mod_says_that_our_log_holds_and_only_grew(large, published, tmp_path):
    older = list(_older(tmp_path, large))
    assert xmod("log", published, LOG.key.vkey, *older) == (True, "HOLDS\n")


@pytest.mark.parametrize("size", [1, 255, 256, 257, 511, 512, 513, 1025])
def test_x_mod_agrees_on_logs_around_full_tiles(tmp_path, size):
    folder = a_log(size).write_to(tmp_path)
    assert xmod("log", folder, LOG.key.vkey) == (True, "HOLDS\n")


@pytest.fixture
def altered(published):
    """Put other bytes in the place of published ones, for the length of a test."""
    kept = {}

    def put(path, raw):
        kept.setdefault(path, (published / path).read_bytes())
        if raw is None:
            (published / path).unlink()
        else:
            (published / path).write_bytes(raw)

    yield put
    for path, raw in kept.items():
        (published / path).write_bytes(raw)


N = 123 * 256 + 45
BUNDLE, TILE = "tile/entries/123", "tile/0/123"


def _other_bundle(published):
    entries = read_bundle((published / BUNDLE).read_bytes(), 256)
    return write_bundle([*entries[:45], b"another", *entries[46:]])


def _other_tile(published):
    raw = (published / TILE).read_bytes()
    return raw[: 45 * 32] + leaf_hash(b"another") + raw[46 * 32 :]


def test_an_entry_altered_together_with_its_leaf_hash_is_found(published, altered):
    # CVE-2026-56865: x/mod before v0.40.0 passes this over. That it is found shows that the x/mod
    # we are held against is a sound one.
    altered(BUNDLE, _other_bundle(published))
    altered(TILE, _other_tile(published))
    held, said = xmod("log", published, LOG.key.vkey)
    assert (held, "inconsistent tile" in said) == (False, True), said


def test_x_mod_finds_an_altered_entry(published, altered):
    altered(BUNDLE, _other_bundle(published))
    assert xmod("log", published, LOG.key.vkey) == (
        False,
        f"FAILS: entry {N} is not that of its leaf hash\n",
    )


@pytest.mark.parametrize(
    "path", [TILE, "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1", "checkpoint"]
)
def test_x_mod_finds_a_flipped_bit(published, altered, path):
    altered(path, flipped((published / path).read_bytes(), 100))
    assert not xmod("log", published, LOG.key.vkey)[0]


@pytest.mark.parametrize("path", [BUNDLE, TILE, "tile/entries/273.p/112", "checkpoint"])
def test_x_mod_misses_a_file_that_is_gone(published, altered, path):
    altered(path, None)
    held, said = xmod("log", published, LOG.key.vkey)
    assert (held, "no such file" in said) == (False, True)


def test_x_mod_refuses_another_key_another_root_and_a_rewritten_log(
    large, published, tmp_path, altered
):
    assert not xmod("log", published, STRANGER.key.vkey)[0]
    other = tmp_path / "other"
    other.write_bytes(checkpoint(Head(5_000, bytes(32))))
    assert not xmod("log", published, LOG.key.vkey, other)[0]
    altered("checkpoint", checkpoint(Head(SIZE, bytes(32))))
    assert not xmod("log", published, LOG.key.vkey)[0]


def _proof(folder, proof, found):
    (folder / "proof").write_bytes(proof)
    (folder / "entry").write_bytes(found)
    return folder / "proof", folder / "entry", LOG.key.vkey


@pytest.mark.parametrize("index", [0, 4_320, 65_535, 65_536, SIZE - 1])
def test_x_mod_and_the_witnesses_agree_on_our_proofs(large, tmp_path, index):
    found = large.proof_file(index)
    words = _proof(tmp_path, found.raw, numbered(index))
    assert xmod("proof", *words, *WITNESSES) == (True, "HOLDS\n")
    words = _proof(tmp_path, found.raw, numbered(index + 1))
    assert not xmod("proof", *words)[0]
    moved = ProofFile(index ^ 1, found.hashes, found.checkpoint)
    assert not xmod("proof", *_proof(tmp_path, moved.raw, numbered(index)))[0]


def test_x_mod_finds_a_false_cosignature(tmp_path):
    raw = a_log(9).proof_file(3).raw
    at = raw.index(NOTARY.name.encode()) + len(NOTARY.name) + 40
    false = raw[:at] + (b"A" if raw[at : at + 1] != b"A" else b"B") + raw[at + 1 :]
    assert xmod("proof", *_proof(tmp_path, raw, entry(3)), *WITNESSES)[0]
    assert not xmod("proof", *_proof(tmp_path, false, entry(3)), *WITNESSES)[0]
    assert xmod("proof", *_proof(tmp_path, false, entry(3)), WITNESSES[0])[0]


def _cases(log, pairs):
    for index, size in pairs:
        head = grow(Edge(), [leaf_hash(one) for one in log.entries[:size]]).head
        # Every tile of a smaller log is a part of one of the larger.
        hashes = inclusion_proof(index, size, lambda tiles: [_narrow(log, one) for one in tiles])
        yield {
            "index": index, "size": size, "root": head.root.hex(),
            "hashes": [one.hex() for one in hashes], "leaf": log.entries[index].hex(),
        }  # fmt: skip


def _narrow(log, tile):
    if tile in log.tiles:
        return log.tiles[tile]
    wider = next(one for one in log.tiles if (one.level, one.index) == (tile.level, tile.index))
    return log.tiles[wider][: tile.width * 32]


def test_sigstore_agrees_on_our_proofs_and_refuses_altered_ones():
    random = Random(6)
    log = Log().publish([numbered(n) for n in range(1_025)])
    sizes = [*range(1, 40), 255, 256, 257, *(random.randint(1, 1_025) for _ in range(60)), 1_025]
    good = list(_cases(log, [(random.randrange(size), size) for size in sizes]))
    bad = []
    for one in good:
        bad.append({**one, "leaf": (bytes.fromhex(one["leaf"]) + b"!").hex()})
        bad.append({**one, "root": bytes(32).hex()})
        bad.append({**one, "hashes": [*one["hashes"], bytes(32).hex()]})
        bad += [{**one, "hashes": one["hashes"][1:]}] if one["hashes"] else []
    assert sigstore(good) == [True] * len(good)
    assert sigstore(bad) == [False] * len(bad)


def test_a_checker_that_hangs_is_a_failure(tmp_path, monkeypatch):
    hangs = tmp_path / "hangs"
    hangs.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    hangs.chmod(0o700)
    monkeypatch.setattr("tests.foreign.test_others_agree.CHECKER", hangs)
    monkeypatch.setattr("tests.foreign.test_others_agree.WITHIN_S", 0.2)
    with pytest.raises(subprocess.TimeoutExpired):
        xmod("log", tmp_path, LOG.key.vkey)
