"""The one file that anybody may run, read as a module, and what the engine says beside it."""

import importlib.util
from argparse import Namespace
from contextlib import suppress
from pathlib import Path

from tests.hengjian.ledger.a_log import LOG, NOTARY, SICHUAN

import hengjian.ledger
from hengjian.errors import EvidenceError
from hengjian.ledger.entry import leaf_hash
from hengjian.ledger.proof_file import check_proof_file, read_proof_file
from hengjian.ledger.receipt import check_receipt, read_receipt
from hengjian.ledger.trust import Trust

FILE = Path(hengjian.ledger.__file__).parent / "alone" / "hengjian_check.py"


def _module():
    spec = importlib.util.spec_from_file_location("hengjian_check_alone", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


alone = _module()
TRUST = Trust(LOG.key, (SICHUAN.key, NOTARY.key))


def engine_holds(what, raw, leaf=None):
    """Whether the engine says that a receipt or a proof holds."""
    try:
        if what == "receipt":
            check_receipt(read_receipt(raw), TRUST)
        else:
            check_proof_file(read_proof_file(raw), leaf_hash(leaf), TRUST)
    except EvidenceError:
        return False
    return True


ASKED = Namespace(
    log_key=alone.key_of(LOG.key.vkey, 1),
    witness_keys=[alone.key_of(one.key.vkey, 4) for one in (SICHUAN, NOTARY)],
    needed=2,
)


def alone_holds(what, raw, leaf=None):
    """Whether the file says that a receipt, a proof or a log holds."""
    refusals = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
    with suppress(*refusals, alone.BadInputError):
        getattr(alone, f"check_{what}")(raw, leaf, ASKED)
        return True
    return False
