"""
The Merkle tree of RFC 9162, section 2.1.1 (the same as RFC 6962, section 2.1), and nothing more.

Storage, signing and publishing live elsewhere; here are only bytes in, hashes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from hengjian.errors import EvidenceError
from hengjian.ledger.entry import HASH
from hengjian.ledger.line import LARGEST_SIZE

EMPTY = sha256().digest()  # the root of a tree without leaves
_PAIR = 2 * HASH


@dataclass(frozen=True, slots=True)
class Head:
    """How many leaves a tree has, 0 to 2**63 - 1, and its root, 32 bytes."""

    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not 0 <= self.size <= LARGEST_SIZE or len(self.root) != HASH:
            raise EvidenceError(
                f"no tree has {self.size} leaves and a root of {len(self.root)} bytes; "
                f"a root has {HASH} bytes",
                zh=f"不存在{self.size}个叶子、根为{len(self.root)}字节的树；根应为{HASH}字节",
            )


NO_LEAVES = Head(0, EMPTY)


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbours; the 0x01 keeps a node from ever passing for a leaf."""
    return sha256(b"\x01" + left + right).digest()


def split_point(size: int) -> int:
    """
    Return the largest power of two below `size`, which is at least 2.

    >>> [split_point(size) for size in (2, 3, 4, 5, 8, 9)]
    [1, 2, 2, 4, 4, 8]
    """
    return 1 << (size - 1).bit_length() - 1


def root_hash(leaves: Sequence[bytes]) -> bytes:
    """
    Hash a tree over its leaf hashes, by the words of the definition: what everything is held against.

    >>> root_hash([]).hex()[:16], root_hash([sha256(bytes(1)).digest()]).hex()[:16]
    ('e3b0c44298fc1c14', '6e340b9cffb37a98')
    """
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return leaves[0]
    k = split_point(len(leaves))
    return node_hash(root_hash(leaves[:k]), root_hash(leaves[k:]))


def run_hash(run: bytes) -> bytes:
    """
    Hash a full subtree over 1, 2, 4, 8, … hashes that stand one after another in `run`.

    This is where the time goes when a log grows: one loop over one buffer.

    >>> run_hash(bytes(64)) == node_hash(bytes(32), bytes(32))
    True
    """
    sha = sha256
    while len(run) > HASH:
        run = b"".join(
            [sha(b"\x01" + run[at : at + _PAIR]).digest() for at in range(0, len(run), _PAIR)]
        )
    return run


def joined(parts: Sequence[bytes]) -> bytes:
    """
    Hash neighbouring full subtrees, largest first, into the tree that they make up.

    One part at least: the last two are joined first, as the definition splits from the left.
    """
    found = parts[-1]
    for part in reversed(parts[:-1]):
        found = node_hash(part, found)
    return found
