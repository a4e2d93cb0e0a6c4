"""`hengjian unlock conform`: any firmware driven through every check of a trial."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Annotated

import typer

from hengjian.cli.address import read_address
from hengjian.cli.key_source import KeyFile, KeyText, read_key
from hengjian.cli.tcp_wire import TcpWire
from hengjian.cli.whole_file import write_whole
from hengjian.errors import TextError
from hengjian.unlock.check_table import shipped_checks
from hengjian.unlock.conformance import Report, Verdict, report_text
from hengjian.unlock.key import check_production_code
from hengjian.unlock.scale_half import Firmware
from hengjian.unlock.talk import Plan, Wire
from hengjian.unlock.trial import run_trial
from hengjian.unlock.unlock_profile import shipped_profile

_WORDS = {
    Verdict.PASS: "通过 pass",
    Verdict.FAIL: "不通过 FAIL",
    Verdict.NOT_TRIED: "未试 not tried",
}
_ENDINGS = {".json": False, ".yaml": True, ".yml": True}


def conform(
    production_code: Annotated[str, typer.Option(help="The scale's production code.")],
    tcp: Annotated[str, typer.Option(help="HOST:PORT of the firmware.")] = "",
    serial: Annotated[
        Path | None, typer.Option(help="Its serial device, raw, 8 bits, no parity.")
    ] = None,
    baud: Annotated[int, typer.Option(help="Speed of the serial device.")] = 115200,
    key: KeyText = "",
    key_file: KeyFile = None,
    profile: Annotated[str, typer.Option(help="How its codes are made.")] = "gmt0021-2012-sm3",
    out: Annotated[
        Path | None, typer.Option(help="Where the report goes, REPORT.json or REPORT.yaml.")
    ] = None,
    fast: Annotated[
        bool, typer.Option("--fast", help="Let waits pass faster, if the firmware announces it.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Try a scale's firmware on the bench, some minutes; exit 1 where it does not conform."""
    check_production_code(production_code)
    firmware = Firmware(shipped_profile(profile), read_key(key, key_file))
    as_yaml = _ending(out) if out else False
    plan = Plan(firmware.profile, firmware.key, production_code, token_hex(4).upper())
    with _wire(tcp, serial, baud) as wire:
        report = run_trial(wire, plan, fast=fast, now=lambda: datetime.now(UTC))
    if out:
        write_whole(out, report_text(report, as_yaml=as_yaml).encode("utf-8"))
    print(report_text(report) if as_json else "\n".join(_lines(report)))
    if not report.conforms:
        raise typer.Exit(1)


@contextmanager
def _wire(tcp: str, serial: Path | None, baud: int) -> Iterator[Wire]:
    if bool(tcp) is (serial is not None):
        raise TextError(
            "--tcp or --serial: give exactly one of them", zh="--tcp、--serial：请给出且只给出一项"
        )
    if serial is None:
        wire = TcpWire(*read_address(tcp, "--tcp"))
        try:
            yield wire
        finally:
            wire.close()
        return
    from hengjian.cli.serial_wire import SerialWire  # only here: termios is not everywhere

    line = SerialWire(serial, baud)
    try:
        yield line
    finally:
        line.close()


def _ending(out: Path) -> bool:
    if out.suffix not in _ENDINGS or not out.parent.is_dir():
        raise TextError(
            f"--out: {out}: name a .json or .yaml file in a folder that exists",
            zh=f"--out：{out}：应为已有文件夹中的.json或.yaml文件",
        )
    return _ENDINGS[out.suffix]


def _lines(report: Report) -> Iterator[str]:
    table = shipped_checks()
    yield f"口径 Profile     {report.profile}，生产码 production code {report.production_code}"
    if not report.in_real_time:
        yield f"仅供试验 A trial only: 模拟 simulation {report.simulation}, 加速 speed {report.speed}"
    for result in report.checks:
        check = table.named(result.id)
        why = f"  {result.why_zh} / {result.why_en}" if result.why_en else ""
        yield f"{_WORDS[result.verdict]}  {result.id}  {check.zh} {check.en}{why}"
    verdict = "符合 conforms" if report.conforms else "不符合 does not conform"
    yield f"结论 Verdict: {verdict}"
    yield "待核 The clauses behind these checks have not been read; this is no official test"
