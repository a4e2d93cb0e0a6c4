"""The one file that anybody may run says the same as the engine."""

import ast
import subprocess
import sys
from dataclasses import replace
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
    opening,
)
from tests.hengjian.ledger.the_file import ASKED, FILE, TRUST, alone_holds, engine_holds

from hengjian.errors import EvidenceError
from hengjian.ledger.entry import leaf_hash
from hengjian.ledger.published import check_published
from hengjian.ledger.receipt import Receipt, write_receipt

LOG_300 = a_log(100, 200)
RECEIPT = write_receipt(Receipt(entry(137), LOG_300.proof_file(137), opening(137)))
PROOF = LOG_300.proof_file(137).raw
WITNESSES = ["--witness", SICHUAN.key.vkey, "--witness", NOTARY.key.vkey]


@pytest.fixture
def run(tmp_path):
    """Run the file as a stranger would: no package, no environment, an empty folder."""

    def ended(*words, key=LOG.key.vkey, **files):
        for name, raw in files.items():
            (tmp_path / name).write_bytes(raw)
        return subprocess.run(
            [sys.executable, "-I", "-S", str(FILE), *words, "--key", key],
            cwd=tmp_path, env={}, capture_output=True, timeout=60, check=False,
        )  # fmt: skip

    return ended


def test_it_imports_nothing_of_ours_and_stays_short():
    text = FILE.read_text("utf-8")
    assert "import hengjian" not in text
    assert "from hengjian" not in text
    assert text.count("\n") <= 300


def test_python_3_9_can_read_it():
    ast.parse(FILE.read_text("utf-8"), feature_version=(3, 9))


def test_it_tells_what_a_receipt_says(run):
    done = run("receipt", "r", *WITNESSES, r=RECEIPT)
    said = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    for words in ("成立 HOLDS", "recall.reported", "officer:1", "赵137", "137 / 300"):
        assert words in said


def test_it_checks_a_proof_with_the_entry_beside_or_inside(run):
    assert run("proof", "p", "--leaf", "e", p=PROOF, e=entry(137)).returncode == 0
    inside = LOG_300.proof_file(7, entry(7)).raw
    assert run("proof", "p", p=inside).returncode == 0
    assert run("proof", "p", "--leaf", "e", p=inside, e=entry(8)).returncode == 1


def test_it_checks_a_published_log(run, tmp_path):
    LOG_300.write_to(tmp_path)
    older = checkpoint(a_log(100).head)
    done = run("log", ".", *WITNESSES, "--since", "older", older=older)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "条数 Size 300" in done.stdout.decode()


def test_an_entry_altered_together_with_its_leaf_hash_is_found(run, tmp_path):
    LOG_300.write_to(tmp_path)
    tile, bundle = tmp_path / "tile/0/000", tmp_path / "tile/entries/000"
    raw = bytearray(tile.read_bytes())
    raw[3 * 32 : 4 * 32] = leaf_hash(entry(9))
    tile.write_bytes(raw)
    bundle.write_bytes(bundle.read_bytes().replace(entry(3), entry(9)))
    done = run("log", ".")
    assert done.returncode == 1
    assert "tile/1/000.p/1 is not what the entries give" in done.stdout.decode()


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (("receipt", "none"), LOG.key.vkey),
        (("proof", "none"), LOG.key.vkey),
        (("log", "none"), LOG.key.vkey),
        (("receipt", "p"), LOG.key.vkey),
        (("proof", "p"), LOG.key.vkey),
        (("proof", "p", "--leaf", "none"), LOG.key.vkey),
        (("receipt", "r"), "nonsense"),
        (("receipt", "r"), SICHUAN.key.vkey),
        (("receipt", "r"), LOG.key.vkey[:-1]),
        (("receipt", "r", "--witness", LOG.key.vkey), LOG.key.vkey),
        (("receipt", "r", *WITNESSES, "--needed", "3"), LOG.key.vkey),
        (("receipt", "r", *WITNESSES[:2] * 2), LOG.key.vkey),
    ],
)
def test_bad_input_ends_with_2_and_nothing_on_standard_output(run, words, key):
    done = run(*words, key=key, r=RECEIPT, p=PROOF)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr


def _tampered():
    """Receipts and proofs, sound and altered, each with its name."""
    sound = Receipt(entry(137), LOG_300.proof_file(137), opening(137))
    less = [
        replace(sound, opening=None),
        replace(sound, opening=replace(opening(137), disclosures=())),
    ]
    yield from (("receipt", write_receipt(one), None) for one in (sound, *less))
    yield "proof", PROOF, entry(137)
    yield "proof", LOG_300.proof_file(7, b"x").raw, entry(7)
    random = Random(3)
    for what, raw, leaf in (("receipt", RECEIPT, None), ("proof", PROOF, entry(137))):
        bits = random.sample(range(8 * len(raw)), 40)
        yield from ((what, flipped(raw, bit), leaf) for bit in bits)
        yield from ((what, raw[:cut], leaf) for cut in (0, 1, 30, len(raw) - 1))
        yield what, raw + b"\n", leaf
    for old, new in ((b"137", b"138"), (b"officer:1", b"officer:2"), (b"reported", b"closed"),
                     (b'"version": 1', b'"version": 2'), (b'"opening": {', b'"opening": null, "x": {'),
                     (b"2026-03-10", b"2026-03-11"), (b"  ", b"    "), (b"300", b"301")):  # fmt: skip
        yield "receipt", RECEIPT.replace(old, new), None
        yield "receipt", RECEIPT.replace(old, new, 1), None
    salt = opening(137).salt.hex().encode()
    yield "receipt", RECEIPT.replace(salt, salt.upper()), None
    yield "proof", PROOF, entry(136)
    yield "proof", a_log(300).publish([entry(300)]).proof_file(137).raw, entry(137)
    yield "proof", Log(signer=STRANGER).publish([entry(1)]).proof_file(0).raw, entry(1)
    yield "proof", Log(witnesses=(SICHUAN,)).publish([entry(1)]).proof_file(0).raw, entry(1)


def test_it_agrees_with_the_engine_on_every_sound_and_every_altered_file(capsys):
    verdicts = []
    for what, raw, leaf in _tampered():
        held = engine_holds(what, raw, leaf)
        assert alone_holds(what, raw, leaf) is held, (what, raw)
        verdicts.append(held)
    assert verdicts.count(True) >= 5
    assert verdicts.count(False) > 100


@pytest.mark.parametrize(
    "change", ["kind", "salt", "_sd", "proof", "key", "version", "cut", "space"]
)
def test_it_agrees_when_run_by_a_stranger(run, change):
    raw = {
        "kind": RECEIPT.replace(b"recall.reported", b"recall.closed"),
        "salt": RECEIPT.replace(b'"salt": "', b'"salt": "0'),
        "_sd": RECEIPT.replace(b'"_sd"', b'"_se"'),
        "proof": RECEIPT.replace(b"index 137", b"index 136"),
        "key": write_receipt(
            Receipt(entry(1), Log(signer=STRANGER).publish([entry(1)]).proof_file(0))
        ),
        "version": RECEIPT.replace(b'"version": 1', b'"version": 9'),
        "cut": RECEIPT[:-2],
        "space": RECEIPT.replace(b": ", b":  "),
    }[change]
    assert raw != RECEIPT
    assert not engine_holds("receipt", raw)
    done = run("receipt", "r", *WITNESSES, r=raw)
    assert done.returncode == 1
    assert done.stdout.decode().startswith(("记录", "第几条", "不成立 DOES NOT HOLD"))
    assert "不成立 DOES NOT HOLD" in done.stdout.decode()


def _log_verdicts(tmp_path, files):
    for path, raw in files.items():
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(raw)

    def read(path):
        return (tmp_path / path).read_bytes()

    try:
        check_published(read, TRUST)
        held = True
    except EvidenceError:
        held = False
    ASKED.file = str(tmp_path)
    return held, alone_holds("log", files["checkpoint"])


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 513, 66_000])
def test_it_agrees_with_the_engine_on_logs_of_many_sizes(tmp_path, size, capsys):
    log = Log().publish([b"%d" % n for n in range(size)])
    assert _log_verdicts(tmp_path, log.files) == (True, True)


def test_it_agrees_with_the_engine_on_every_flipped_byte_of_a_log(tmp_path, capsys):
    log = Log().publish([b"%d" % n for n in range(258)])
    random = Random(4)
    for path, raw in log.files.items():
        bits = random.sample(range(8 * len(raw)), 4)
        for bit in bits:
            verdicts = _log_verdicts(tmp_path, {**log.files, path: flipped(raw, bit)})
            assert verdicts == (False, False), (path, bit)
