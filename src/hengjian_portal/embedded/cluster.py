"""One PostgreSQL cluster in one folder: made once, started, watched, stopped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psycopg

from hengjian_portal.embedded import binaries, rank
from hengjian_portal.embedded.errors import EmbeddedError, explained
from hengjian_portal.embedded.folder import Folder

USER = "hengjian"
DATABASE = "hengjian"
_START_SECONDS = 60
_STOP_SECONDS = 30
# Chinese trigram similarity is 0 under the plain C locale, so the cluster's locale is this one.
_LOCALE = "C.UTF-8"


def url(folder: Folder) -> str:
    """Where the cluster of a folder is reached, password included; for `DATABASE_URL`."""
    password = quote(folder.secret("postgres"), safe="")
    return f"postgresql://{USER}:{password}@/{DATABASE}?host={quote(str(folder.socket_folder), safe='')}"


def postmaster(folder: Folder) -> int | None:
    """The process number of the running server of this folder, or None."""
    try:
        number = int((folder.postgres / "postmaster.pid").read_text().split()[0])
        command = Path(f"/proc/{number}/cmdline")
        if Path("/proc/self").exists() and b"postgres" not in command.read_bytes():
            return None  # the number now belongs to another program
        os.kill(number, 0)
    except (OSError, ValueError, IndexError):
        return None
    return number


def start(folder: Folder, at_least: int = binaries.OLDEST) -> int:
    """
    Make the cluster where there is none, start it, and return its process number.

    A new one is made by PostgreSQL `at_least` or newer. A server already running from this folder (left by a killed process) is taken over.
    Raises `EmbeddedError` that says what to do.
    """
    folder.prepare()
    running = postmaster(folder)
    if running is None:
        found = binaries.for_cluster(folder.postgres, at_least)
        role = rank.current()
        if role.owner is not None:
            folder.root.chmod(0o711)  # the other user must pass through; all inside stays private
        if not (folder.postgres / "PG_VERSION").exists():
            _make(folder, found, role)
        _clear_after_a_killed_server(folder)
        role.give(folder.postgres)
        role.give(folder.socket_folder)
        _launch(folder, found, role)
        running = postmaster(folder)
    if running is None:
        raise explained("PostgreSQL stopped right after starting", _log(folder), folder.log_file)
    _prepare_database(folder)
    return running


def stop(folder: Folder) -> None:
    """Stop the folder's server: first gently, then, if it will not, at once. Nothing is lost."""
    for polite in (signal.SIGINT, signal.SIGQUIT):
        number = postmaster(folder)
        if number is None:
            return
        with suppress(ProcessLookupError):
            os.kill(number, polite)
        _gone(folder, _STOP_SECONDS)


def _gone(folder: Folder, seconds: float) -> None:
    until = time.monotonic() + seconds
    while postmaster(folder) is not None and time.monotonic() < until:
        time.sleep(0.05)


def _clear_after_a_killed_server(folder: Folder) -> None:
    """Remove its lock files: we looked, and no server of this folder runs."""
    (folder.postgres / "postmaster.pid").unlink(missing_ok=True)
    for left in folder.socket_folder.glob(".s.PGSQL.*"):
        left.unlink(missing_ok=True)


def _make(folder: Folder, found: binaries.Binaries, role: rank.Rank) -> None:
    """Build beside the final place and rename, so that a killed first start leaves nothing half-made."""
    fresh = folder.root / "postgres.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    role.give(fresh)
    with tempfile.NamedTemporaryFile("w", prefix="hengjian-") as password:
        password.write(folder.secret("postgres"))
        password.flush()
        if role.owner is not None:
            os.chown(password.name, role.owner, -1)
        command = [
            found.program("initdb"), "--pgdata", str(fresh), "--username", USER,
            "--pwfile", password.name, "--auth", "scram-sha-256",
            "--encoding", "UTF8", "--locale", _LOCALE,
        ]  # fmt: skip
        said = _run(command, role)
    if said.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise explained(
            "PostgreSQL could not be set up", said.stderr + said.stdout, folder.log_file
        )
    fresh.rename(folder.postgres)


def _launch(folder: Folder, found: binaries.Binaries, role: rank.Rank) -> None:
    folder.log_file.touch(mode=0o600)
    if role.owner is not None:
        os.chown(folder.log_file, role.owner, -1)
    before = folder.log_file.stat().st_size
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder.socket_folder}'"
    command = [
        found.program("pg_ctl"), "start", "--wait", f"--timeout={_START_SECONDS}",
        "--pgdata", str(folder.postgres), "--log", str(folder.log_file), "--options", options,
    ]  # fmt: skip
    said = _run(command, role)
    if said.returncode:
        log = folder.log_file.read_text(errors="replace")[before:] or said.stderr
        raise explained("PostgreSQL did not start", log, folder.log_file)


def _run(command: Sequence[str], role: rank.Rank) -> subprocess.CompletedProcess[str]:
    # A session of its own: Ctrl-C at the keyboard is ours to answer, not PostgreSQL's.
    return subprocess.run(  # noqa: S603
        [*role.prefix, *command],
        capture_output=True, text=True, check=False, start_new_session=True, user=role.user,
        stdin=subprocess.DEVNULL, cwd="/",
    )  # fmt: skip


def _prepare_database(folder: Folder) -> None:
    """Create the database where it is missing, and see that Chinese text can be compared in it."""
    try:
        admin = url(folder).replace(f"/{DATABASE}?", "/postgres?")
        with psycopg.connect(admin, autocommit=True, connect_timeout=10) as connection:
            row = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone()
            if row is None:
                connection.execute(f'CREATE DATABASE "{DATABASE}"')  # type: ignore[call-overload]
        with psycopg.connect(url(folder), autocommit=True, connect_timeout=10) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            likeness = connection.execute("SELECT similarity('保温杯漏水', '保温杯')").fetchone()
    except psycopg.Error as error:
        raise explained(
            "PostgreSQL refused us", f"{error}\n{_log(folder)}", folder.log_file
        ) from error
    if not likeness or not likeness[0]:
        raise EmbeddedError(
            f"the database's locale cannot compare Chinese text: it must be {_LOCALE}",
            zh=f"数据库的区域设置无法比较中文：应为 {_LOCALE}",
        )


def _log(folder: Folder) -> str:
    try:
        return folder.log_file.read_text(errors="replace")[-4000:]
    except OSError:
        return ""
