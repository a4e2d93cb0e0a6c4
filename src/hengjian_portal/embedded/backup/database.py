"""The database as one stream: out by pg_dump, in one snapshot while everything runs, and in by pg_restore."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg

from hengjian_portal.embedded import binaries
from hengjian_portal.embedded.backup.parts import BLOCK
from hengjian_portal.embedded.errors import BackupError

_OURS = (
    "SELECT count(*) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'r'"
    " AND nspname NOT IN ('pg_catalog', 'information_schema')"
)


def server_version(url: str) -> int:
    """The major version of the server; raises `BackupError` where it does not answer."""
    with _asked(url) as connection:
        return connection.info.server_version // 10_000


def refuse_unless_empty(url: str) -> None:
    """Raise `BackupError` where the database holds tables already."""
    with _asked(url) as connection:
        row = connection.execute(_OURS).fetchone()
    if row and row[0]:
        raise BackupError(
            f"the database that DATABASE_URL names holds {row[0]} tables already: make an empty one "
            "(createdb) and name that, or unset DATABASE_URL",
            zh=f"DATABASE_URL 所指数据库已有{row[0]}个表：请新建空库（createdb）并改用，"
            "或取消 DATABASE_URL",
        )


def newest_checkpoint(url: str) -> bytes:
    """The checkpoint of the head signed last that the database holds; nothing where it has none."""
    with _asked(url) as connection:
        row = connection.execute(
            "SELECT checkpoint FROM evidence_loghead WHERE checkpoint IS NOT NULL"
            " ORDER BY size DESC LIMIT 1"
        ).fetchone()
    return row[0].encode() if row else b""


def dumped(url: str, programs: binaries.Binaries) -> Iterator[bytes]:
    """Everything in the database as of one moment; raises `BackupError` where it cannot be read whole."""
    command = [programs.program("pg_dump"), "--format=custom", "--no-comments", *_ownerless(url)]
    with tempfile.TemporaryFile() as said:
        process = _begun(command, url, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, said=said)
        try:
            assert process.stdout is not None
            while block := process.stdout.read(BLOCK):
                yield block
            _ended(process, said, "the database cannot be read", "无法读取数据库")
        finally:
            _stopped(process)


def load(url: str, programs: binaries.Binaries, blocks: Iterable[bytes]) -> None:
    """Fill an empty database, whole or not at all; raises `BackupError`."""
    words = ["--single-transaction", "--exit-on-error", *_ownerless(url)]
    _restored(programs, words, url, blocks)


def read_through(programs: binaries.Binaries, blocks: Iterable[bytes]) -> None:
    """Have PostgreSQL read a dump to its end, and write nothing; raises `BackupError`."""
    _restored(programs, [f"--file={os.devnull}"], "", blocks)


def _restored(
    programs: binaries.Binaries, words: Sequence[str], url: str, blocks: Iterable[bytes]
) -> None:
    command = [programs.program("pg_restore"), *words]
    with tempfile.TemporaryFile() as said:
        process = _begun(command, url, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, said=said)
        try:
            assert process.stdin is not None
            with suppress(BrokenPipeError):  # it ended early; what it said tells why
                for block in blocks:
                    process.stdin.write(block)
                process.stdin.close()
            for _left in blocks:
                pass
            _ended(process, said, "the database cannot be filled", "无法写入数据库")
        finally:
            _stopped(process)


def _ownerless(url: str) -> list[str]:
    """Nothing of who owned it there: here it is ours. The password stays off the command line."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    user = f"{parts.username}@" if parts.username else ""
    bare = urlunsplit(parts._replace(netloc=user + host))
    return ["--no-owner", "--no-privileges", "--no-password", f"--dbname={bare}"]


def _begun(
    command: Sequence[str], url: str, *, stdin: int, stdout: int, said: IO[bytes]
) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    if password := urlsplit(url).password:
        environment["PGPASSWORD"] = unquote(password)
    return subprocess.Popen(  # noqa: S603  (a program we found ourselves)
        command, stdin=stdin, stdout=stdout, stderr=said, env=environment, cwd="/"
    )


def _ended(process: subprocess.Popen[bytes], said: IO[bytes], what: str, what_zh: str) -> None:
    if process.wait() == 0:
        return
    said.seek(0)
    lines = [line for line in said.read().decode(errors="replace").splitlines() if line.strip()]
    why = next((line for line in lines if "error" in line.lower()), "") or " / ".join(lines[-2:])
    raise BackupError(f"{what}: {why}", zh=f"{what_zh}：{why}")


def _stopped(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with suppress(OSError):
                pipe.close()
    process.wait()


@contextmanager
def _asked(url: str) -> Iterator[psycopg.Connection]:
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            yield connection
    except psycopg.Error as error:
        why = str(error).strip().splitlines()[0]
        raise BackupError(f"the database refused: {why}", zh=f"数据库拒绝访问：{why}") from error
