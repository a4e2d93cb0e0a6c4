"""Software of others checks the published log of the demonstration city, as `make run` makes it."""

import json
import subprocess
import time
import urllib.request

import pytest
from tests.foreign.test_others_agree import sigstore, xmod
from tests.portal.embedded.test_run import Instance, free_port
from tools.foreign import is_ready

from hengjian.ledger.checkpoint import open_checkpoint
from hengjian.ledger.note import read_key
from hengjian.ledger.proof import inclusion_proof
from hengjian.ledger.tile import read_bundle

pytestmark = pytest.mark.skipif(
    not is_ready(), reason="not set up: `make foreign` fetches and builds it"
)
START_S, PUBLISHED_S = 600, 120


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """The folder of the city's published log, once all that was recorded is in it."""
    one = Instance(tmp_path_factory.mktemp("city"), free_port(), "--demo")
    try:
        assert one.answers(START_S), one.ended()
        folder = one.folder.root / "log"
        _published(folder, one.port)
    finally:
        one.ended()
    return folder


def _published(folder, port):
    """Until the checkpoint no longer grows; over HTTP it is the file that lies there."""
    until, before = time.monotonic() + PUBLISHED_S, b""
    while time.monotonic() < until:
        time.sleep(4)
        try:
            raw = (folder / "checkpoint").read_bytes()
        except FileNotFoundError:
            continue
        if raw == before:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/log/checkpoint") as answer:
                assert answer.read() == raw
            return
        before = raw
    raise AssertionError("the log of the city was not published in time")


def test_x_mod_says_that_the_log_of_the_city_holds(city):
    vkey = (city / "key").read_text().strip()
    assert xmod("log", city, vkey) == (True, "HOLDS\n")


def test_sigstore_agrees_on_proofs_out_of_its_published_tiles(city):
    key = read_key((city / "key").read_text().strip())
    head = open_checkpoint((city / "checkpoint").read_bytes(), key)[0].head
    assert head.size > 4_000

    def read(tiles):
        return [(city / tile.path).read_bytes() for tile in tiles]

    cases = []
    for index in (0, 1, 255, 256, 1_000, head.size - 1):
        bundle = index // 256
        width = min(256, head.size - bundle * 256)
        path = f"tile/entries/{bundle:03d}" + ("" if width == 256 else f".p/{width}")
        entry = read_bundle((city / path).read_bytes(), width)[index % 256]
        assert json.loads(entry)["v"] == 1
        cases.append(
            {
                "index": index, "size": head.size, "root": head.root.hex(),
                "hashes": [one.hex() for one in inclusion_proof(index, head.size, read)],
                "leaf": entry.hex(),
            }
        )  # fmt: skip
    assert sigstore(cases) == [True] * len(cases)
    wrong = [{**one, "index": one["index"] ^ 1} for one in cases]
    assert sigstore(wrong) == [False] * len(cases)


def test_a_city_whose_entry_was_changed_fails(city):
    """Last: it spoils the folder."""
    place = city / "tile/entries/000"
    raw = bytearray(place.read_bytes())
    raw[40] ^= 1
    place.write_bytes(raw)
    vkey = (city / "key").read_text().strip()
    assert not xmod("log", city, vkey)[0]
    check = [".venv/bin/hengjian", "log", "check", str(city), "--key", vkey]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 1
