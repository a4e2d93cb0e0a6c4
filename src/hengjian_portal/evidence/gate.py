"""
Whether the database stands where the signer and the published log say it does; nothing starts before.

A database that is behind was restored from a backup, or is not the one that was switched to. Going on
would give places in the log away twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from hengjian.errors import EvidenceError, HeadError
from hengjian.ledger.tree import NO_LEAVES, Head
from hengjian_portal.evidence.publishing import published_head
from hengjian_portal.evidence.queries.log import count_places, edge_at, head_of, newest_head
from hengjian_portal.evidence.signer.asking import ask_head


@dataclass(frozen=True, slots=True)
class Standing:
    """The log's three heads: in the database, at the signer, published."""

    database: Head
    signer: Head
    published: Head


def standing() -> Standing:
    """Read all three; raises `SignerAwayError` and what the signer refuses."""
    answer = ask_head(settings.EVIDENCE_SIGNER)
    published = published_head(settings.EVIDENCE_LOG, answer.key)
    return Standing(head_of(newest_head()), answer.head, published)


def check_start() -> Standing:
    """
    Refuse to go on where the database is behind, or is another log.

    Raises `HeadError` saying which of the others it does not agree with, and the way out.
    """
    found = standing()
    leaves = count_places()
    if leaves != found.database.size:
        raise HeadError(
            f"the log in the database has {leaves} places and a head of {found.database.size}: rows "
            "were deleted or added by hand. See how-to/evidence-log, 'rows are missing'",
            zh=f"数据库中的日志有{leaves}个位置，而树头为{found.database.size}："
            "有行被手工删除或增加，见操作说明“存证日志”",
        )
    for who, who_zh, other in (
        ("the signer", "签名进程", found.signer),
        ("the published log", "已发布的日志", found.published),
    ):
        _check_against(found.database, who, who_zh, other)
    return found


def _check_against(database: Head, who: str, who_zh: str, other: Head) -> None:
    if other.size > database.size:
        raise HeadError(
            f"the database holds {database.size} entries of the log, {who} {other.size}: an older "
            "database was put in its place. Bring back the newer one; where it is lost, take the "
            "missing entries from the published log or a mirror: hengjian manage recover_log FOLDER",
            zh=f"数据库中的日志有{database.size}条，{who_zh}有{other.size}条：数据库被换成了较旧的。"
            "请恢复较新的数据库；若已丢失，可从已发布日志或镜像补回："
            "hengjian manage recover_log 文件夹",
        )
    if other.size and _root_at(other.size) != other.root:
        raise HeadError(
            f"the first {other.size} entries in the database are not those that {who} holds: this "
            "is the database of another log, or it was rewritten. Nothing may be signed; compare "
            "with a witness, see how-to/evidence-log",
            zh=f"数据库中前{other.size}条与{who_zh}不一致：这是另一日志的数据库，或已被改写。"
            "不得签名，请与见证方核对，见操作说明“存证日志”",
        )


def _root_at(size: int) -> bytes:
    try:
        return edge_at(size).root if size else NO_LEAVES.root
    except EvidenceError:
        return b""
