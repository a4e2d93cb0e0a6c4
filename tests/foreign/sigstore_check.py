"""Has sigstore's own arithmetic judge proofs of ours: JSON in, one verdict each out."""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace


def main() -> None:
    """Read a list of `{index, size, root, hashes, leaf}` in hexadecimal; print true or false each."""
    # Here, for only the Python that this runs in has it.
    from sigstore._internal.merkle import verify_merkle_inclusion
    from sigstore.errors import VerificationError

    verdicts = []
    for one in json.load(sys.stdin):
        proof = SimpleNamespace(
            log_index=one["index"],
            tree_size=one["size"],
            root_hash=bytes.fromhex(one["root"]),
            hashes=[bytes.fromhex(text) for text in one["hashes"]],
        )
        said = SimpleNamespace(inclusion_proof=proof, canonicalized_body=bytes.fromhex(one["leaf"]))
        try:
            verify_merkle_inclusion(SimpleNamespace(_inner=said))
            verdicts.append(True)
        except VerificationError:
            verdicts.append(False)
    json.dump(verdicts, sys.stdout)


if __name__ == "__main__":
    main()
