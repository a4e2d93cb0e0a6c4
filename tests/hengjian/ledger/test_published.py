"""A published log is worked out anew, whole: whatever was altered is found, and where."""

from hashlib import sha256

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

from hengjian.errors import PublishedError
from hengjian.ledger.entry import leaf_hash
from hengjian.ledger.growth import Edge, grow
from hengjian.ledger.published import check_published
from hengjian.ledger.tile import bundles_of, tiles_of, write_bundle
from hengjian.ledger.tree import NO_LEAVES, Head
from hengjian.ledger.trust import Trust

TRUST = Trust(LOG.key, (SICHUAN.key, NOTARY.key))
GROWN = a_log(100, 200, 400)
WANTED = {place.path for place in (*tiles_of(700), *bundles_of(700))} | {"checkpoint"}


def check(files, since=None, trust=TRUST, progress=None):
    def read(path):
        if path not in files:
            raise FileNotFoundError(path)
        return files[path]

    return check_published(read, trust, since, progress)


def fails(files, place, says, since=None, trust=TRUST):
    with pytest.raises(PublishedError, match=says) as caught:
        check(files, since, trust)
    assert caught.value.place == place
    assert caught.value.zh.startswith(f"{place}：")
    assert str(caught.value).startswith(f"{place}: ")


def altered(**changes):
    return {**GROWN.files, **changes}


def test_a_log_that_holds_is_said_to_hold():
    found = check(GROWN.files)
    assert (found.trusted.checkpoint.head, found.since) == (GROWN.head, None)
    assert len(found.trusted.cosigned) == 2


def test_only_what_belongs_to_the_checkpoint_is_read():
    assert check({path: GROWN.files[path] for path in WANTED}).trusted.checkpoint.head.size == 700


@pytest.mark.parametrize("size", [0, 1, 100, 255, 256, 257, 300, 511, 512, 513, 699, 700])
def test_a_log_that_grew_out_of_an_older_checkpoint_holds(size):
    found = check(GROWN.files, checkpoint(a_log(size).head))
    assert found.since.head.size == size


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257])
def test_logs_around_a_full_tile_hold(size):
    log = a_log(size)
    assert check(log.files).trusted.checkpoint.head == log.head


def test_progress_is_told_bundle_by_bundle():
    told = []
    check(GROWN.files, progress=lambda done, of: told.append((done, of)))
    assert told == [(256, 700), (512, 700), (700, 700)]


def test_every_file_of_the_log_is_missed_when_it_is_gone():
    for path in sorted(WANTED):
        files = {name: raw for name, raw in GROWN.files.items() if name != path}
        fails(files, path, "is not there")


def test_bits_flipped_in_every_file_are_found():
    for path in sorted(WANTED):
        raw = GROWN.files[path]
        for bit in range(0, 8 * len(raw), max(1, 8 * len(raw) // 61)):
            with pytest.raises(PublishedError):
                check(altered(**{path: flipped(raw, bit)}))


def test_every_flipped_bit_of_a_small_log_is_found():
    log = Log().publish([b"a", b"bc", b""])
    for path, raw in log.files.items():
        for bit in range(8 * len(raw)):
            with pytest.raises(PublishedError):
                check({**log.files, path: flipped(raw, bit)})


def _bundle(index, entries):
    start = index * 256
    return write_bundle(entries[start : min(start + 256, len(entries))])


def _entries(changed, n=300):
    return [*GROWN.entries[:n], changed, *GROWN.entries[n + 1 :]]


def test_an_altered_entry_is_found_in_its_tile():
    files = altered(**{"tile/entries/001": _bundle(1, _entries(entry(9)))})
    fails(files, "tile/0/001", "hash 44 is not the one that the entries give")


def test_an_entry_altered_together_with_its_leaf_hash_is_found():
    # A reader of tiles that checks entries against leaves, and tiles against signed parents only
    # where it happens to look, is led past this (CVE-2026-56865).
    tile = bytearray(GROWN.files["tile/0/001"])
    tile[44 * 32 : 45 * 32] = leaf_hash(entry(9))
    files = altered(
        **{"tile/entries/001": _bundle(1, _entries(entry(9))), "tile/0/001": bytes(tile)}
    )
    fails(files, "tile/1/000.p/2", "hash 1 is not the one that the entries give")


def test_an_entry_altered_together_with_every_tile_is_found_at_the_root():
    growth = grow(Edge(), [leaf_hash(one) for one in _entries(entry(9))])
    tiles = {tile.path: raw for tile, raw in growth.tiles}
    files = altered(**tiles, **{"tile/entries/001": _bundle(1, _entries(entry(9)))})
    fails(files, "checkpoint", "is not the signed one")


def test_a_log_rewritten_and_signed_anew_is_found_by_an_older_checkpoint():
    other = Log().publish(_entries(entry(9)))
    assert check(other.files).trusted.checkpoint.head.size == 700
    fails(other.files, "since", "the log was rewritten", checkpoint(a_log(301).head))
    assert check(other.files, checkpoint(a_log(300).head)).since.head.size == 300


def test_a_log_cut_back_is_found_by_an_older_checkpoint():
    fails(a_log(600).files, "checkpoint", "the log was cut back", GROWN.files["checkpoint"])


def test_another_log_of_the_same_size_is_found_by_an_older_checkpoint():
    fails(GROWN.files, "since", "rewritten", checkpoint(Head(700, bytes(32))))
    fails(GROWN.files, "since", "rewritten", checkpoint(Head(0, bytes(32))))
    fails(a_log().publish([]).files, "since", "rewritten", checkpoint(Head(0, bytes(32))))


def test_a_checkpoint_that_another_key_signed_is_refused():
    fails(altered(checkpoint=checkpoint(GROWN.head, STRANGER)), "checkpoint", "no signature")
    fails(GROWN.files, "since", "no signature", checkpoint(GROWN.head, STRANGER))
    fails(GROWN.files, "since", "no signed note", b"hello")


def test_an_empty_log_with_a_root_is_refused():
    raw = checkpoint(Head(0, bytes(32)), witnesses=(SICHUAN, NOTARY))
    fails({"checkpoint": raw}, "checkpoint", "is not the signed one")
    raw = checkpoint(NO_LEAVES, witnesses=(SICHUAN, NOTARY))
    assert check({"checkpoint": raw}).trusted.checkpoint.head == NO_LEAVES


def test_a_witness_that_did_not_sign_is_missed():
    raw = checkpoint(GROWN.head, witnesses=(SICHUAN,))
    fails(altered(checkpoint=raw), "checkpoint", "1 of the named witnesses")


def test_an_older_checkpoint_needs_no_witness():
    assert check(GROWN.files, checkpoint(a_log(100).head)).since.head.size == 100


def test_a_log_that_grew_while_it_was_read_may_serve_the_full_files_only():
    later = a_log(700).publish([entry(n) for n in range(700, 1024)])
    gone = ("tile/entries/002.p/188", "tile/0/002.p/188")
    files = {path: raw for path, raw in GROWN.files.items() if path not in gone}
    files |= {path: later.files[path] for path in ("tile/entries/002", "tile/0/002")}
    assert check(files).trusted.checkpoint.head == GROWN.head
    cut = files["tile/0/002"][: 188 * 32]
    fails({**files, "tile/0/002": cut}, "tile/0/002.p/188", "6016 bytes; 256 hashes")


def test_a_partial_file_is_not_as_wide_as_a_full_one():
    later = a_log(1024)
    for kind in ("0", "entries"):
        path = f"tile/{kind}/002.p/188"
        with pytest.raises(PublishedError) as caught:
            check(altered(**{path: later.files[f"tile/{kind}/002"]}))
        assert caught.value.place == path


def test_three_levels_of_tiles_are_rebuilt():
    log = Log().publish([b"%d" % n for n in range(66_000)])
    assert {tile.level for tile in tiles_of(66_000)} == {0, 1, 2}
    assert check(log.files).trusted.checkpoint.head == log.head
    tile = bytearray(log.files["tile/2/000.p/1"])
    tile[0] ^= 1
    fails({**log.files, "tile/2/000.p/1": bytes(tile)}, "tile/2/000.p/1", "hash 0")
    assert sha256(log.files["tile/0/000"]).digest() != sha256(log.files["tile/1/000"]).digest()
