"""
The signer, a fence around a log: it signs a head only if that grew out of the last one it signed.

Two sequencers at once, a restored backup, a switch to a standby: whatever goes wrong before it, no
two signed checkpoints contradict each other. As with a witness, **the state is stored before the
checkpoint leaves**, and only if the stored state still is the one that was decided upon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hengjian.errors import HeadError, ProofError
from hengjian.ledger.checkpoint import Checkpoint
from hengjian.ledger.note import Signer, write_note
from hengjian.ledger.tree import Head
from hengjian.ledger.witness import check_follows


@dataclass(frozen=True, slots=True)
class Signed:
    """The state to store in the place of `before`, and then the checkpoint to hand out."""

    before: Head
    state: Head
    checkpoint: bytes


def sign_head(asked: Head, proof: Sequence[bytes], state: Head, signer: Signer) -> Signed:
    """
    Sign a head as a checkpoint of the log that the signer is named after.

    `state` is the head signed last; a new log begins with `NO_LEAVES`, which is written down when
    the log is founded, never assumed because a state is missing. `proof` leads from there to
    `asked`. The same head asked again gives the same checkpoint. Raises `HeadError`.
    """
    if asked.size < state.size:
        raise HeadError(
            f"{state.size} entries are signed already; {asked.size} would be a step back. Was a "
            "backup restored? Bring back the entries that are missing",
            zh=f"已签到{state.size}条，所请{asked.size}条为倒退；如系恢复备份，请先补齐缺失的记录",
        )
    try:
        check_follows(state, asked, proof)
    except ProofError as error:
        raise HeadError(
            f"the head of {asked.size} entries is not shown to follow the signed one of "
            f"{state.size}: {error}",
            zh=f"{asked.size}条的树头不能证明承接已签的{state.size}条：{error.zh}",
        ) from None
    text = Checkpoint(signer.name, asked).text
    return Signed(state, asked, write_note(text, [signer.sign(text)]))
