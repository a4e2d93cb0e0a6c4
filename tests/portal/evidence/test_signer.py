"""The signer: one key, one state, never two heads that contradict each other."""

from __future__ import annotations

import json
import os
import signal
import socket as sockets
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hengjian.errors import EvidenceError, HeadError
from hengjian.ledger.checkpoint import open_checkpoint
from hengjian.ledger.growth import Edge, grow
from hengjian.ledger.proof import consistency_proof
from hengjian.ledger.tree import NO_LEAVES
from hengjian_portal.evidence.signer.asking import SignerAwayError, ask_head, ask_signature
from hengjian_portal.evidence.signer.vault import adopt, open_vault
from tests.portal.evidence.log_rig import NAME, signer_at

LEAVES = [bytes([n]) * 32 for n in range(20)]
OTHER = [bytes([100 + n]) * 32 for n in range(20)]


def tree(leaves):
    """The head of some leaves, and a reader of its tiles."""
    growth = grow(Edge(), leaves)
    tiles = dict(growth.tiles)

    def read(asked):
        by_place = {(t.level, t.index): raw for t, raw in tiles.items()}
        return [by_place[t.level, t.index][: t.width * 32] for t in asked]

    return growth.head, read


def proof(old: int, leaves):
    _head, read = tree(leaves)
    return consistency_proof(old, len(leaves), read)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "signer"


def test_it_signs_what_grows_and_gives_the_same_answer_twice(place):
    vault = open_vault(place, NAME)
    first = vault.sign(tree(LEAVES[:5])[0], [])
    assert vault.sign(tree(LEAVES[:5])[0], []) == first
    second = vault.sign(tree(LEAVES[:9])[0], proof(5, LEAVES[:9]))
    assert open_checkpoint(second, vault.signer.key)[0].head == tree(LEAVES[:9])[0]


@pytest.mark.parametrize(
    ("leaves", "old"), [(LEAVES[:4], None), (OTHER[:5], None), (OTHER[:9], 5), (LEAVES[:9], None)]
)
def test_it_refuses_a_step_back_a_fork_and_a_head_without_proof(place, leaves, old):
    vault = open_vault(place, NAME)
    kept = vault.sign(tree(LEAVES[:5])[0], [])
    with pytest.raises(HeadError):
        vault.sign(tree(leaves)[0], proof(old, leaves) if old else [])
    assert (vault.head, vault.checkpoint) == (tree(LEAVES[:5])[0], kept)


def test_what_it_signed_outlives_it(place):
    vault = open_vault(place, NAME)
    kept = vault.sign(tree(LEAVES[:5])[0], [])
    vault.close()
    again = open_vault(place, "another name is not asked for again")
    assert (again.head, again.checkpoint, again.signer.name) == (tree(LEAVES[:5])[0], kept, NAME)
    assert (place / "key").stat().st_mode & 0o077 == 0


def test_two_signers_never_share_a_folder(place):
    held = open_vault(place, NAME)
    with pytest.raises(EvidenceError, match="another signer"):
        open_vault(place, NAME)
    held.close()


def test_a_key_without_its_state_is_never_begun_anew(place):
    vault = open_vault(place, NAME)
    checkpoint = vault.sign(tree(LEAVES[:5])[0], [])
    vault.close()
    (place / "state").unlink()
    with pytest.raises(HeadError, match="--adopt"):
        open_vault(place, NAME)
    assert adopt(place, checkpoint).size == 5
    again = open_vault(place, NAME)
    assert again.head == tree(LEAVES[:5])[0]
    with pytest.raises(HeadError):
        again.sign(tree(OTHER[:9])[0], proof(5, OTHER[:9]))


def test_it_adopts_only_what_its_own_key_signed_and_only_what_it_lost(place, tmp_path):
    vault = open_vault(place, NAME)
    mine = vault.sign(tree(LEAVES[:5])[0], [])
    vault.close()
    other = open_vault(tmp_path / "other", NAME)
    foreign = other.sign(tree(LEAVES[:9])[0], [])
    with pytest.raises(HeadError, match="only adopts"):
        adopt(place, mine)
    (place / "state").unlink()
    with pytest.raises(EvidenceError):
        adopt(place, foreign)
    assert not (place / "state").exists()


def test_a_state_without_its_key_is_never_given_a_new_one(place):
    vault = open_vault(place, NAME)
    vault.sign(tree(LEAVES[:5])[0], [])
    vault.close()
    (place / "key").unlink()
    with pytest.raises(HeadError, match="key is missing"):
        open_vault(place, NAME)


def test_a_founding_cut_off_between_state_and_key_is_done_again(place):
    vault = open_vault(place, NAME)
    vault.close()
    (place / "key").unlink()  # what is left when the power went between the two
    assert open_vault(place, NAME).head == NO_LEAVES


@pytest.mark.parametrize("content", [b"", b"{}", b'{"size": 3}', b"\xff"])
def test_a_spoilt_state_or_key_is_refused_with_the_way_out(place, content):
    vault = open_vault(place, NAME)
    vault.sign(tree(LEAVES[:5])[0], [])
    vault.close()
    (place / "state").write_bytes(content)
    with pytest.raises(HeadError, match="--adopt"):
        open_vault(place, NAME)
    (place / "key").write_bytes(content)
    with pytest.raises(EvidenceError, match="backup of the keys"):
        open_vault(place, NAME)


def test_a_state_altered_by_hand_is_not_believed(place):
    vault = open_vault(place, NAME)
    vault.sign(tree(LEAVES[:5])[0], [])
    vault.close()
    said = json.loads((place / "state").read_text())
    (place / "state").write_text(json.dumps(said | {"size": 4}))
    with pytest.raises(HeadError):
        open_vault(place, NAME)


def test_it_is_asked_over_its_socket(place, tmp_path):
    at = tmp_path / "s"
    with signer_at(place, at) as key:
        assert ask_head(at).head == NO_LEAVES
        answer = ask_signature(at, tree(LEAVES[:5])[0], [])
        assert answer.key == key
        assert answer.head.size == 5
        with pytest.raises(HeadError, match="step back"):
            ask_signature(at, tree(LEAVES[:4])[0], [])
        assert at.stat().st_mode & 0o077 == 0
    with pytest.raises(SignerAwayError, match="hengjian signer"):
        ask_head(at)


@pytest.mark.parametrize(
    "line",
    [
        b"", b"\n", b"nonsense\n", b"[]\n", b"{}\n", b'{"ask": "seed"}\n', b"x" * 100_000 + b"\n",
        b'{"ask":"sign","size":true,"root":"","proof":[]}\n',
        b'{"ask":"sign","size":-1,"root":"00","proof":[]}\n',
        b'{"ask":"sign","size":5,"root":"zz","proof":[]}\n',
        b'{"ask":"sign","size":5,"root":"00","proof":5}\n',
    ],
)  # fmt: skip
def test_nonsense_gets_an_answer_and_changes_nothing(place, tmp_path, line):
    at = tmp_path / "s"
    with signer_at(place, at):
        ask_signature(at, tree(LEAVES[:5])[0], [])
        with sockets.socket(sockets.AF_UNIX) as one:
            one.settimeout(10)
            one.connect(str(at))
            one.sendall(line)
            one.shutdown(sockets.SHUT_WR)
            assert "error" in json.loads(one.makefile("rb").readline())
        assert ask_head(at).head == tree(LEAVES[:5])[0]


def test_killed_at_any_moment_it_never_signs_two_heads_of_one_size(tmp_path):
    """Each round it is killed while two rivals ask for different trees; one history must come out."""
    place, at = tmp_path / "signer", tmp_path / "s"
    command = [sys.executable, "-m", "hengjian_portal.evidence", "--folder", str(place)]
    seen: dict[int, bytes] = {}
    for round_ in range(int(os.environ.get("HENGJIAN_KILLS", "5"))):
        process = subprocess.Popen([*command, "--socket", str(at), "--name", NAME])
        _wait_for(at)
        rivals = (LEAVES, OTHER) if round_ % 2 else (OTHER, LEAVES)
        start = time.monotonic()
        while time.monotonic() - start < 0.05 + 0.02 * (round_ % 7):
            for leaves in rivals:
                _ask_next(at, leaves, seen)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert seen


def _ask_next(at: Path, leaves, seen) -> None:
    try:
        size = ask_head(at).head.size
        if size == len(leaves):
            return
        asked = leaves[: size + 1]
        answer = ask_signature(at, tree(asked)[0], proof(size, asked) if size else [])
    except HeadError:
        return  # the other rival's history is signed already
    except SignerAwayError:
        return
    assert seen.setdefault(answer.head.size, answer.head.root) == answer.head.root


def _wait_for(at: Path) -> None:
    for _try in range(200):
        try:
            ask_head(at)
            return
        except EvidenceError:
            time.sleep(0.05)
    raise AssertionError("the signer did not start")


def test_it_knows_neither_django_nor_the_database():
    said = "import sys, hengjian_portal.evidence.commands as c; print('django' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert out.stdout == "False\n"
