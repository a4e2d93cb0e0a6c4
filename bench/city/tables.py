"""Which table has which columns, and the books the rows are written to as they come."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path
from types import TracebackType
from typing import TextIO

# One line a table: what stands in it, then its columns. Codes, software and seals are as seen.
TABLES: dict[str, tuple[str, str]] = {
    "districts": ("where the city is", "district name lat lon"),
    "makers": ("who makes scales", "maker_id name"),
    "types": (
        "type approvals; ranges as max:e, masses in g",
        "type_id maker_id type_no model_no generation networked accuracy_class max_g min_g e_g ranges approved_on",
    ),
    "software": (
        "software of a type; a release may be in the field before it is approved",
        "software_id type_id version checksum released_on approved_on",
    ),
    "markets": ("markets, supermarkets, rows of shops", "market_id name kind district lat lon"),
    "market_moves": ("a market that moves as a whole", "market_id moved_on filed_on lat lon"),
    "stalls": ("places where is sold", "stall_id market_id goods user_id"),
    "users": ("who sells there", "user_id kind district"),
    "dealers": ("who sells scales", "dealer_id district delivers_verified"),
    "repairers": ("who may repair and unlock", "repairer_id district"),
    "technicians": (
        "who opens scales; phone_permit names a permission to share a phone",
        "technician_id repairer_id phone phone_permit",
    ),
    "bodies": ("verification bodies", "body_id district"),
    "verifiers": ("who verifies", "verifier_id body_id"),
    "sessions": ("days on which a body verified at a place", "session_id body_id held_on place"),
    "seal_batches": ("seals handed out", "batch_id holder_kind holder_id first last issued_on"),
    "scales": (
        "every scale as its maker or the first ledger recorded it",
        "code type_id serial made_on software_id checksum factory_seal",
    ),
    "sales": ("a dealer sells a scale", "code sold_on dealer_id user_id delivered_verified"),
    "installations": (
        "a market's ledger: ledger (already there), new, replacement, moved; and until when it leaves",
        "code installed_on filed_on stall_id user_id how certificate_until",
    ),
    "moves": ("a scale goes to another stall", "code moved_on filed_on from_stall to_stall"),
    "verifications": (
        "one verification; readings as load:indication:added, corners with their place, "
        "discrimination load:indication:after, tare tare:load:indication:added, price kg:unit:shown",
        "verification_id verification_code code started_at minutes body_id verifier_id checker_id session_id regulation "
        "kind temperature_c verdict valid_until seal_found seal_put repair_code_seen software_seen "
        "checksum_seen cal_counter tamper_counter zero weighing eccentricity repeatability discrimination "
        "tare price",
    ),
    "filings": (
        "certificates as the market's ledger took them from paper",
        "code verification_code body_id dated_on valid_until filed_on stall_id",
    ),
    "locks": ("a scale locked itself", "code at lock_counter cause reported_by"),
    "tickets": (
        "unlocking asked for and granted; used_at is empty where nobody used it",
        "ticket_id code lock_counter order_id technician_id phone challenge requested_at issued_at used_at",
    ),
    "repairs": (
        "repair orders; an open one has no closing day",
        "order_id code repairer_id technician_id opened_at closed_at reason work software_before "
        "software_after cal_before cal_after tamper_before tamper_after repair_code seal_removed seal_put",
    ),
    "software_updates": ("software sent over the network", "code at before after"),
    "scans": ("somebody scanned a label", "at code scanner lat lon"),
    "rechecks": (
        "goods weighed again: fair_scale, complaint, inspection; the code as the person gave it",
        "recheck_id at channel stall_id code goods unit_price_fen billed_g actual_g amount_fen",
    ),
    "inspections": (
        "a look at a scale where it stands",
        "inspection_id code at stall_id seal_seen verification_code_seen software_seen checksum_seen cal_counter tamper_counter",
    ),
    "withdrawals": ("a scale leaves for good", "code withdrawn_on reason handed_to"),
    "frauds": ("what was planted: the truth", "fraud instance object_kind object_id from to"),
}


class Books:
    """The open tables of one folder; a context that closes them."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.rows = dict.fromkeys(TABLES, 0)
        self._files: list[TextIO] = []
        self._writers = {}
        for table, (_, columns) in TABLES.items():
            file = (folder / f"{table}.csv").open("w", encoding="utf-8", newline="")
            self._files.append(file)
            self._writers[table] = csv.writer(file, lineterminator="\n")
            self._writers[table].writerow(columns.split())

    def __enter__(self) -> Books:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in self._files:
            file.close()

    def write(self, table: str, *values: object) -> None:
        """Write one row; the values stand in the order of the columns."""
        self._writers[table].writerow(values)
        self.rows[table] += 1


def digest(folder: Path) -> str:
    """Take the SHA-256 over every table of a folder, names and bytes, in the order of names."""
    whole = hashlib.sha256()
    for table in sorted(TABLES):
        whole.update(f"{table}\n".encode())
        with (folder / f"{table}.csv").open("rb") as file:
            while part := file.read(1 << 20):
                whole.update(part)
    return whole.hexdigest()
