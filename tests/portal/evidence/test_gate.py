"""Start is refused while the database is behind; what was lost comes back from the published log."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from hengjian.errors import HeadError
from hengjian_portal.evidence.actions.recovering import recover
from hengjian_portal.evidence.gate import check_start
from hengjian_portal.evidence.jobs import tend
from hengjian_portal.evidence.models import Entry, LogHead, RecoveredEntry, Unsequenced
from hengjian_portal.evidence.queries.receipts import receipt_of
from tests.portal.evidence.log_rig import AT, Log, acts, at_once, signer_at, unguarded

pytestmark = pytest.mark.django_db(transaction=True)
TABLES = ("entry", "logtile", "loghead", "unsequenced")


def back_up() -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS old_{table}")
            cursor.execute(f"CREATE TABLE old_{table} AS TABLE evidence_{table}")


def restore() -> None:
    """As an older backup leaves the tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in TABLES:
            cursor.execute(f"DELETE FROM evidence_{table}")
            cursor.execute(f"INSERT INTO evidence_{table} SELECT * FROM old_{table}")
            cursor.execute(f"DROP TABLE old_{table}")
        cursor.execute("SET session_replication_role = DEFAULT")


def test_an_empty_and_a_sound_log_may_start(log: Log):
    assert check_start().database.size == 0
    acts(3)
    tend()
    found = check_start()
    assert found.database == found.signer == found.published
    acts(2)  # more than is signed: what every start after a crash looks like
    call_command("check_log_start")


def test_an_older_database_may_not_start_and_is_told_the_way_out(log: Log):
    acts(3)
    tend()
    back_up()
    acts(4)
    tend()
    restore()
    with pytest.raises(HeadError, match=r"holds 3 entries .* the signer 7: .*recover_log"):
        check_start()
    with pytest.raises(CommandError, match="数据库被换成了较旧的"):
        call_command("check_log_start")
    acts(1)
    with pytest.raises(HeadError):
        tend()  # and if somebody starts it anyway, the signer refuses


def test_what_was_lost_comes_back_and_the_log_goes_on(log: Log):
    acts(3)
    tend()
    acts(2)  # written before the backup, placed after it
    back_up()
    tend()
    told = log.read("checkpoint")
    acts(300)
    tend()
    restore()
    done = recover(log.read, log.key, AT)
    assert (done.before, done.after, done.linked, done.bytes_only) == (3, 305, 2, 300)
    assert RecoveredEntry.objects.count() == 300
    check_start()
    acts(2, obj="scale:2")
    assert tend().size == 305 + 1 + 2
    log.checked(since=told)
    assert receipt_of(Entry.objects.filter(kind="evidence.log_recovered").get()) is not None


def test_what_one_statement_wrote_waits_no_longer_though_its_places_lie_in_two_bundles(log: Log):
    acts(3)
    tend()
    at_once(300)
    back_up()
    tend()
    restore()
    later = acts(2, obj="scale:8")
    assert recover(log.read, log.key, AT).linked == 300
    waiting = [entry for row in Unsequenced.objects.all() for entry in row.entries]
    assert waiting == [entry.pk for entry in later] + [Entry.objects.order_by("id").last().pk]
    assert tend().size == 306


def test_nothing_is_taken_from_another_log_or_from_one_that_is_not_ahead(log: Log, tmp_path: Path):
    acts(5)
    tend()
    with pytest.raises(HeadError, match="nothing to take back"):
        recover(log.read, log.key, AT)
    mirror = tmp_path / "mirror"
    shutil.copytree(log.folder, mirror)
    unguarded("DELETE FROM evidence_logtile; DELETE FROM evidence_loghead;"
              "DELETE FROM evidence_entry")  # fmt: skip
    acts(2, obj="scale:9")
    with signer_at(tmp_path / "other", tmp_path / "o"):
        from hengjian_portal.evidence.actions.sequencing import sequence

        sequence(at=AT)
    with pytest.raises(HeadError, match="it is another one"):
        recover(lambda path: (mirror / path).read_bytes(), log.key, AT)
    assert LogHead.objects.get().size == 2
    assert not RecoveredEntry.objects.exists()


def test_another_database_is_not_taken_for_this_log(log: Log):
    acts(5)
    tend()
    unguarded("DELETE FROM evidence_logtile; DELETE FROM evidence_loghead;"
              "DELETE FROM evidence_entry")  # fmt: skip
    acts(6, obj="scale:9")
    from hengjian_portal.evidence.actions.sequencing import sequence

    sequence(at=AT)
    with pytest.raises(HeadError, match="not those that the signer holds"):
        check_start()


def test_places_deleted_by_hand_are_counted(log: Log):
    acts(5)
    tend()
    unguarded(
        "UPDATE evidence_logtile SET entries = entries[:4], hashes = substring(hashes for 128)"
    )
    with pytest.raises(HeadError, match="has 4 places and a head of 5"):
        check_start()
