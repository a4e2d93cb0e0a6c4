"""`hengjian proof check`: whether a proof or a receipt holds, without asking anybody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from hengjian.cli.source import octets_of
from hengjian.cli.verdict import Verdict, tell
from hengjian.errors import EvidenceError, TextError
from hengjian.ledger.entry import leaf_hash
from hengjian.ledger.note import read_key
from hengjian.ledger.proof_file import FORMAT, check_proof_file, read_proof_file
from hengjian.ledger.receipt import Shown, check_receipt, is_receipt, read_receipt
from hengjian.ledger.trust import Trust

proof_app = typer.Typer(no_args_is_help=True, help="Check a proof or a receipt, offline.")


@proof_app.callback()
def proof() -> None:
    """Check that an entry is in the log, with nothing but a file and the log's key."""


@proof_app.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="A .tlog-proof, or a receipt.")],
    key: Annotated[str, typer.Option(help="The log's key, as it is published: name+id+key.")],
    witness: Annotated[
        list[str] | None, typer.Option(help="The key of a witness; may be given several times.")
    ] = None,
    needed: Annotated[
        int | None, typer.Option(help="How many of them must have signed; all, if not given.")
    ] = None,
    leaf: Annotated[
        Path | None, typer.Option(help="The entry as it was recorded, where the file has it not.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check that an entry stands in the log whose key is given; exit 1 where it does not hold."""
    trust = Trust(read_key(key), tuple(map(read_key, witness or [])), needed)
    raw = octets_of(file)
    entry = octets_of(leaf) if leaf else None
    if not is_receipt(raw) and not raw.startswith(FORMAT.encode()):
        raise TextError(
            f"{file}: is neither a proof, which begins with {FORMAT!r}, nor a receipt",
            zh=f"{file}：既不是以{FORMAT!r}开头的证明，也不是存证凭据",
        )
    try:
        verdict = (_receipt if is_receipt(raw) else _proof)(raw, entry, trust, file)
    except EvidenceError as error:
        verdict = Verdict(error=error)
    tell(verdict, as_json)


def _proof(raw: bytes, entry: bytes | None, trust: Trust, file: Path) -> Verdict:
    found = read_proof_file(raw)
    given = found.extra if entry is None else entry
    if given is None:
        raise TextError(
            f"{file}: does not hold the entry itself; give it with --leaf FILE",
            zh=f"{file}：不含记录本身，请用--leaf FILE给出",
        )
    trusted = check_proof_file(found, leaf_hash(given), trust)
    return Verdict(trusted, [f"第几条 Entry      {found.index}（从0起 from 0）"])


def _receipt(raw: bytes, entry: bytes | None, trust: Trust, _file: Path) -> Verdict:
    found = read_receipt(raw)
    shown = check_receipt(found, trust)
    if entry is not None and entry != found.entry:
        raise EvidenceError(
            "the receipt is of another entry than --leaf gives",
            zh="存证凭据所载记录与--leaf给出的不同",
        )
    index = f"第几条 Entry      {found.proof.index}（从0起 from 0）"
    return Verdict(shown.trusted, [index, *_said(shown)])


def _said(shown: Shown) -> Iterator[str]:
    yield f"时间 Time         {shown.entry.at.isoformat()}"
    yield f"本对象第几条 Step {shown.entry.seq}"
    if shown.opening is None:
        yield "内容 Content      未开启 not opened"
        return
    yield f"种类 Kind         {shown.opening.kind}"
    yield f"操作者 Actor      {shown.opening.actor}"
    yield f"对象 Object       {shown.opening.obj}"
    yield f"内容 Details      {json.dumps(dict(shown.opening.details), ensure_ascii=False)}"
    for name, value in shown.disclosed.items():
        yield f"披露 Disclosed    {name}: {json.dumps(value, ensure_ascii=False)}"
