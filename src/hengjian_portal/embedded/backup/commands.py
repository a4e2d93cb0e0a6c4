"""`hengjian backup`, `hengjian backup check` and `hengjian restore`."""

from __future__ import annotations

import getpass
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from hengjian.errors import HengjianError
from hengjian_portal.embedded import folder
from hengjian_portal.embedded.backup.checking import Files, Held, check
from hengjian_portal.embedded.backup.making import Wanted, back_up
from hengjian_portal.embedded.backup.restoring import Target
from hengjian_portal.embedded.backup.restoring import restore as restored
from hengjian_portal.embedded.errors import BackupError

_Data = Annotated[str, typer.Option(help="Data folder (else HENGJIAN_DATA, else .hengjian)")]
_File = Annotated[Path, typer.Argument(help="The backup: database, uploads, published log")]
_Keys = Annotated[Path, typer.Option("--keys", help="The keys file made with it, or a newer one")]
_Passphrase = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        help="A file whose first line is the passphrase (else HENGJIAN_BACKUP_PASSPHRASE, else it is asked)",
    ),
]

backup_app = typer.Typer(help="Back up everything into two sealed files, while it runs.")


@backup_app.callback(invoke_without_command=True)
def backup(
    context: typer.Context,
    to: Annotated[
        Path | None, typer.Option(help="New file for database, uploads and published log")
    ] = None,
    keys_to: Annotated[
        Path | None, typer.Option(help="New file for the keys; it belongs in another safe")
    ] = None,
    passphrase_file: _Passphrase = None,
    data: _Data = "",
    signer: Annotated[
        str, typer.Option(help="The signer's folder, where it is not signer/ in the data folder")
    ] = "",
) -> None:
    """Back up everything into two sealed files, while it runs."""
    if context.invoked_subcommand is not None:
        return
    if to is None or keys_to is None:
        raise typer.BadParameter("--to FILE and --keys-to FILE are both needed")
    signal.signal(signal.SIGTERM, _stop)
    place = folder.at(data or None)
    keep = Path(signer) if signer else place.root / "signer"
    phrase = _passphrase(passphrase_file, twice=True)
    made = back_up(Wanted(place, to, keys_to, phrase, keep, datetime.now(UTC)))
    print(f"hengjian: {to}: {made.log_size} entries, {made.uploads} uploads")
    print(f"hengjian: {keys_to}: {made.keys} keys")
    if not made.has_signer_key:
        print(
            f"hengjian: no signer's key in {keep}: back it up where it lies, or name it with --signer"
            f" / {keep}中没有签名密钥：请在其所在处备份，或用 --signer 指明",
            file=sys.stderr,
        )


@backup_app.command("check")
def check_backup(file: _File, keys: _Keys, passphrase_file: _Passphrase = None) -> None:
    """Read both files to their end, and say what they hold; exit 1 where they do not hold."""
    files = Files(file, keys, _passphrase(passphrase_file))
    try:
        held = check(files)
    except BackupError as error:
        _tell(error)
        raise typer.Exit(1) from None
    print("\n".join(_lines(held)))


def restore(
    file: _File,
    keys: _Keys,
    passphrase_file: _Passphrase = None,
    data: _Data = "",
    checkpoint: Annotated[
        Path | None,
        typer.Option(help="The newest checkpoint known, of a witness or the published log"),
    ] = None,
) -> None:
    """Restore a backup into an empty data folder; exit 1 where it may not start yet."""
    signal.signal(signal.SIGTERM, _stop)
    newest = _read(checkpoint) if checkpoint else b""
    target = Target(folder.at(data or None), newest)
    files = Files(file, keys, _passphrase(passphrase_file))
    done = restored(files, target, lambda line: print(f"hengjian: {line}", flush=True))
    print("\n".join(_lines(done.held)))
    if done.refusal:
        print(
            f"hengjian: restored, but it may not start yet: {done.refusal}\n"
            "hengjian: for recover_log, keep `hengjian signer` running beside it / "
            "执行 recover_log 时，请同时运行 hengjian signer",
            file=sys.stderr,
        )
        raise typer.Exit(1)
    print(f"hengjian: restored into {target.folder.root}; start it with `hengjian run`")


def _lines(held: Held) -> list[str]:
    head = held.head
    lines = [
        f"制作时间 Made at       {head.made_at}",
        f"实例 Instance         {head.instance} (hengjian {head.hengjian}, PostgreSQL {head.postgresql})",
        f"存证日志 Evidence log  {head.log_size} {head.log_root}",
        f"数据库 Database       {held.database_bytes} bytes"
        + (
            ""
            if held.dump_read
            else " (not read through: no PostgreSQL here / 未通读：本机无 PostgreSQL)"
        ),
        f"上传文件 Uploads       {held.uploads}, {held.upload_bytes} bytes",
        f"密钥 Keys             {', '.join(sorted(held.keys))}",
    ]
    if held.log_key:
        lines.append(f"日志公钥 Log's key     {held.log_key.vkey}")
    return lines


def _passphrase(file: Path | None, twice: bool = False) -> str:
    """From the file, else the environment, else the keyboard, where it is typed twice for a new one."""
    if file is not None:
        phrase = _read(file).decode(errors="replace").partition("\n")[0].rstrip("\r")
    elif (given := os.environ.get("HENGJIAN_BACKUP_PASSPHRASE")) is not None:
        phrase = given
    elif not sys.stdin.isatty():
        raise BackupError(
            "no passphrase: give --passphrase-file, or set HENGJIAN_BACKUP_PASSPHRASE",
            zh="缺少口令：请用 --passphrase-file，或设置 HENGJIAN_BACKUP_PASSPHRASE",
        )
    else:
        phrase = getpass.getpass("口令 Passphrase: ")
        if twice and getpass.getpass("再次输入 Again: ") != phrase:
            raise BackupError("the two passphrases differ", zh="两次输入的口令不同")
    return phrase


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BackupError(
            f"{path}: cannot be read: {error.strerror}", zh=f"{path}：无法读取：{error.strerror}"
        ) from None


def _tell(error: HengjianError) -> None:
    print(f"hengjian: {error} / {error.zh}", file=sys.stderr)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(143)  # so that what was begun is cleared away
