"""The witness: each answer of C2SP tlog-witness, its race, and what its client reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hengjian.ledger.a_log import (
    LOG,
    NOTARY,
    SICHUAN,
    STRANGER,
    TIME,
    a_log,
    checkpoint,
    entry,
    flipped,
)

from hengjian.errors import EvidenceError, SignatureError
from hengjian.ledger.checkpoint import Checkpoint
from hengjian.ledger.cosignature import check_cosignatures
from hengjian.ledger.note import Signature, Signer, read_note, write_note
from hengjian.ledger.proof import consistency_proof
from hengjian.ledger.tree import NO_LEAVES, Head
from hengjian.ledger.witness import (
    SIZE,
    Answer,
    Request,
    Witness,
    decide,
    origin_asked,
    read_answer,
    read_request,
)

WITNESS = Witness(SICHUAN, {LOG.name: [LOG.key]})
GROWN = a_log(100, 200, 50)
H100, H300, H350 = a_log(100).head, a_log(300).head, GROWN.head


def way(old, new):
    return tuple(consistency_proof(old, new, GROWN.read_tiles))


def request(old, head, hashes=None, signer=LOG):
    hashes = way(old, head.size) if hashes is None else hashes
    return Request(old, hashes, checkpoint(head, signer)).raw


def answered(raw, state):
    return decide(raw, WITNESS, state, TIME)


def test_the_first_checkpoint_is_cosigned_without_a_proof():
    decision = answered(request(0, H100), None)
    assert (decision.answer.status, decision.before, decision.state) == (200, NO_LEAVES, H100)
    note = read_note(decision.cosigned)
    assert [one.name for one in note.signatures] == [LOG.name, SICHUAN.name]
    assert check_cosignatures(note, SICHUAN.key).time == TIME
    assert decision.answer.body.decode() == f"{note.signatures[1].line}\n"


def test_a_log_that_only_grew_is_cosigned():
    decision = answered(request(100, H300), H100)
    assert (decision.answer.status, decision.before, decision.state) == (200, H100, H300)


def test_the_same_checkpoint_again_is_cosigned_again():
    assert answered(request(300, H300), H300).state == H300


def test_an_empty_log_is_cosigned_if_its_root_is_that_of_no_leaves():
    assert answered(request(0, NO_LEAVES), None).state == NO_LEAVES
    assert answered(request(0, Head(0, bytes(32))), None).answer.status == 422


def refused(raw, state, status):
    decision = answered(raw, state)
    assert (decision.answer.status, decision.state, decision.cosigned) == (status, None, b"")
    return decision.answer


def test_another_state_is_answered_with_its_size():
    answer = refused(request(100, H350), H300, 409)
    assert (answer.body, answer.media_type) == (b"300\n", SIZE)
    assert refused(request(100, H350), None, 409).body == b"0\n"


def test_a_step_back_is_answered_with_the_size_that_is_known():
    assert refused(request(0, H100), H300, 409).body == b"300\n"


FORKED = a_log(100).publish([entry(n) for n in range(1000, 1250)]).head


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        (request(100, FORKED, way(100, 350)), H100),
        (request(100, H300, ()), H100),
        (request(100, H300, way(100, 300)[:-1]), H100),
        (request(100, H300, (*way(100, 300), bytes(32))), H100),
        (request(300, Head(300, bytes(32)), ()), H300),
        (request(300, H300, (bytes(32),)), H300),
        (request(0, H100, (bytes(32),)), None),
    ],
    ids=[
        "fork",
        "no proof",
        "short",
        "long",
        "other root",
        "proof to itself",
        "proof from nothing",
    ],
)
def test_what_does_not_follow_is_not_cosigned(raw, state):
    refused(raw, state, 422)


def test_a_checkpoint_smaller_than_its_old_size_is_a_bad_request():
    refused(request(300, H100, ()), H300, 400)


def test_a_log_that_is_not_known_is_not_found():
    other = Signer.from_seed("log.example/elsewhere", bytes(32))
    assert refused(request(0, H100, signer=other), None, 404)
    assert (
        decide(request(0, H100), Witness(SICHUAN, {LOG.name: []}), None, TIME).answer.status == 404
    )


def test_a_log_that_did_not_sign_is_forbidden():
    refused(request(0, H100, signer=STRANGER), None, 403)


def test_a_false_line_of_a_known_key_is_forbidden_beside_a_true_one():
    text = Checkpoint(LOG.name, H100).text
    false = Signature(LOG.name, LOG.key.id, bytes(64))
    raw = Request(0, (), write_note(text, [LOG.sign(text), false])).raw
    refused(raw, None, 403)


def test_lines_of_unknown_keys_are_passed_over_and_not_kept():
    text = Checkpoint(LOG.name, H100).text
    lines = [Signature("x.example", n.to_bytes(4, "big"), b"?") for n in range(99)]
    decision = answered(Request(0, (), write_note(text, [*lines, LOG.sign(text)])).raw, None)
    assert decision.answer.status == 200
    assert len(read_note(decision.cosigned).signatures) == 2


def test_either_of_two_keys_of_a_log_is_enough():
    both = Witness(SICHUAN, {LOG.name: [STRANGER.key, LOG.key]})
    assert decide(request(0, H100), both, None, TIME).answer.status == 200


GOOD = request(100, H300)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"old 0\n",
        b"\xff" + GOOD,
        GOOD[:-1],
        GOOD.replace(b"old 100", b"old 0100"),
        GOOD.replace(b"old 100", b"Old 100"),
        GOOD.replace(b"old 100\n", b""),
        GOOD.replace(b"\n\n", b"\n", 1),
        GOOD.replace(b"\n300\n", b"\n-300\n"),
        Request(100, (bytes(32),) * 64, checkpoint(H300)).raw,
        Request(100, (bytes(31),), checkpoint(H300)).raw,
        b"x" * 2_000_001,
    ],
)
def test_what_cannot_be_read_is_a_bad_request(raw):
    assert refused(raw, H100, 400).body
    assert origin_asked(raw) is None


def test_no_flipped_bit_of_a_request_is_cosigned():
    for bit in range(8 * len(GOOD)):
        decision = answered(flipped(GOOD, bit), H100)
        assert decision.state is None, bit
        assert decision.answer.status in (400, 403, 404, 409, 422)


@given(
    st.binary(max_size=120) | st.text(max_size=80).map(lambda text: b"old 0\n\n" + text.encode())
)
def test_no_request_raises_anything(raw):
    assert answered(raw, None).answer.status == 400


def test_the_origin_is_known_before_the_decision():
    assert origin_asked(GOOD) == LOG.name


def test_a_request_reads_back():
    assert read_request(GOOD).raw == GOOD


class Store:
    """A state that is claimed as a row of a table is: only if it still is what was read."""

    def __init__(self, head):
        self.head = head

    def claim(self, decision):
        if self.head != decision.before:
            return False
        self.head = decision.state
        return True


def test_of_two_requests_at_once_the_later_to_store_is_turned_away():
    # The race of add-checkpoint: A for 300 and B for 350 are both checked against 100.
    store = Store(H100)
    a, b = (answered(request(100, head), store.head) for head in (H300, H350))
    assert (a.answer.status, b.answer.status) == (200, 200)
    assert store.claim(b)
    assert not store.claim(a)
    assert store.head == H350
    again = answered(request(100, H300), store.head)
    assert (again.answer.status, again.answer.body) == (409, b"350\n")


NOTE = read_note(checkpoint(H300))
KEYS = [SICHUAN.key, NOTARY.key]


def said(*signatures):
    return Answer(200, "".join(f"{one.line}\n" for one in signatures).encode())


def test_the_client_keeps_the_cosignatures_that_hold():
    answer = answered(request(100, H300), H100).answer
    reply = read_answer(answer, NOTE, KEYS)
    assert [one.name for one in reply.cosignatures] == [SICHUAN.name]
    held = read_note(NOTE.with_signatures(reply.cosignatures).raw)
    assert check_cosignatures(held, SICHUAN.key).time == TIME


def test_the_client_passes_over_lines_of_keys_it_does_not_know():
    ours, other = SICHUAN.cosign(NOTE.text, TIME), NOTARY.cosign(NOTE.text, TIME)
    assert read_answer(said(other, ours, ours), NOTE, [SICHUAN.key]).cosignatures == (ours,)


def test_the_client_reads_the_size_that_the_witness_knows():
    assert read_answer(Answer(409, b"300\n", SIZE), NOTE, KEYS).size == 300


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        (said(NOTARY.cosign(NOTE.text, TIME)), SignatureError, "without a cosignature"),
        (
            said(SICHUAN.cosign(Checkpoint(LOG.name, H350).text, TIME)),
            SignatureError,
            "does not hold",
        ),
        (Answer(200, b""), EvidenceError, "answered 200"),
        (Answer(200, b"hello\n"), EvidenceError, "no signature line"),
        (Answer(422, b"no\n"), EvidenceError, "answered 422: 'no"),
        (Answer(409, b"many\n"), EvidenceError, "the answer 409"),
        (Answer(409, b"300"), EvidenceError, "answered 409"),
        (Answer(200, b"\xff"), EvidenceError, "not UTF-8"),
    ],
)
def test_an_answer_that_gives_nothing_is_refused(answer, kind, says):
    with pytest.raises(kind, match=says) as caught:
        read_answer(answer, NOTE, [SICHUAN.key])
    assert caught.value.zh != str(caught.value)
