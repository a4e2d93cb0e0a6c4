"""Erasing what is held of a person: nothing of it is left or can be guessed, and all entries hold."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections, transaction

from hengjian.errors import EvidenceError
from hengjian.ledger.receipt import write_receipt
from hengjian_portal.accounts.actor import PUBLIC, Actor
from hengjian_portal.evidence import erasing
from hengjian_portal.evidence.actions.erasing import erase_held
from hengjian_portal.evidence.erasing import ErasureError
from hengjian_portal.evidence.models import Entry, RowChange, SubjectKey
from hengjian_portal.evidence.queries import check_chain, personal_details
from hengjian_portal.evidence.queries.erasing import GROUNDS, grounds, standing_of
from hengjian_portal.evidence.queries.receipts import receipt_of
from hengjian_portal.evidence.queries.rows import compare_rows
from hengjian_portal.evidence.queries.whole_log import compare_log
from hengjian_portal.watch import actions as watch
from hengjian_portal.watch.models import Report
from hengjian_portal.watch.told import Told, Wishes
from tests.portal.evidence.dumped import bodies, confirmed, dump, said_in
from tests.portal.evidence.running_log import RunningLog

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)
LATER = AT + timedelta(days=30)
NAME, PHONE, STORY = "欧阳漱玉", "13812345678", "孩子欧阳小满被烫伤，住在渝中区某路7号"
WISH, BREACH, ANSWER = "欧阳女士要求退款", "欧阳女士举报漏水", "欧阳女士您好，已立案"


def reported() -> Report:
    """A report that says who tells it in each of its places, answered and settled."""
    told = Told(product_name="保温杯", what_happened=STORY, district="500103")
    wishes = Wishes(NAME, PHONE, WISH, BREACH)
    return watch.take_report(told=told, wishes=wishes, actor=PUBLIC, at=AT).report


def settled(report: Report, officer: Actor) -> None:
    watch.answer_complaint(
        report=report, answer="accepted", reason=ANSWER, actor=officer, at=AT
    )  # fmt: skip
    watch.answer_tip(report=report, answer="filed", reason=ANSWER, actor=officer, at=AT)
    watch.tell_reporter(report=report, words=ANSWER, actor=officer, at=AT)


def erased(subject: str, ground: str = "consent_withdrawn") -> Entry:
    return erase_held(subject=subject, ground=ground, note="本人申请", actor="person:1", at=LATER)


def test_after_an_erasure_nothing_is_left_of_a_reporter_and_all_still_holds(
    running_log: RunningLog, district: Actor
):
    report = reported()
    settled(report, district)
    watch.look_at_reporter(report=report, why="欧阳女士来电核实", actor=district, at=AT)
    running_log.tend()
    subject = f"report:{report.pk}"
    receipts = [receipt_of(entry) for entry in Entry.objects.filter(object=subject)]
    values = [NAME, PHONE, STORY, WISH, BREACH, ANSWER, "欧阳"]
    before, odd = bodies(), [*compare_log(), *compare_rows()]
    assert {one.how for one in odd} == {"unacted"}  # the cast came without an act
    assert said_in(dump(), values) == [STORY, WISH, BREACH, ANSWER, "欧阳"]
    assert any("欧阳" in body for body in confirmed(before))

    act = erased(subject)
    running_log.tend()

    assert said_in(dump(), values) == []
    # Who kept a copy of every row of before finds no note that says they were so.
    assert [body for body in confirmed(before) if "欧阳" in body] == []
    assert (act.details["article"], act.details["confirmed"]) == ("四十七", False)
    assert check_chain(subject) == Entry.objects.filter(object=subject).count() == 6
    assert [*compare_log(), *compare_rows()] == odd
    for receipt in receipts:
        assert running_log.check(write_receipt(receipt)).entry.at <= AT
    report.refresh_from_db()
    assert (report.product_name, report.what_happened) == ("保温杯", "—")


def test_what_is_held_is_said_in_words_and_never_in_values():
    report = reported()
    held = standing_of(f"report:{report.pk}", AT)
    said = [str(words) for words in held.says]
    assert said == ["报告人联系方式", "报告人姓名", "报告人讲述的情况", "投诉诉求", "举报内容"]
    assert report.receipt_no in held.title
    assert said_in(json.dumps([held.title, *said], ensure_ascii=False), ["欧阳", PHONE]) == []


def test_while_an_answer_is_owed_only_unlawful_processing_erases():
    report = reported()
    with pytest.raises(ErasureError, match="not yet") as refused:
        erased(f"report:{report.pk}")
    assert "尚未答复" in refused.value.zh
    assert not Entry.objects.filter(kind="evidence.erased").exists()
    erased(f"report:{report.pk}", "unlawful_processing")
    assert not SubjectKey.objects.exists()


@pytest.mark.parametrize(
    ("subject", "ground", "why"),
    [
        ("report:999999", "other_law", "nothing personal is held"),
        ("recall:1", "other_law", "nothing that is held of a person"),
        ("report:x", "other_law", "nothing that is held of a person"),
        ("report:999999", "whim", "no ground"),
    ],
)
def test_what_is_unknown_is_refused(subject: str, ground: str, why: str):
    with pytest.raises(ErasureError, match=why):
        erased(subject, ground)


def test_nothing_is_erased_twice(district: Actor):
    report = reported()
    settled(report, district)
    erased(f"report:{report.pk}")
    with pytest.raises(ErasureError, match="erased already"):
        erased(f"report:{report.pk}")


def test_what_is_written_after_an_erasure_can_be_erased_in_its_turn(district: Actor):
    report = reported()
    settled(report, district)
    subject = f"report:{report.pk}"
    erased(subject)
    watch.tell_reporter(report=report, words="欧阳女士，补充答复", actor=district, at=LATER)
    # What was sealed before opens with no key of now, so it is not said to be held.
    said = [str(words) for words in standing_of(subject, LATER).says]
    assert said == ["写给报告人的答复"]
    first = Entry.objects.get(kind="watch.reported")
    with pytest.raises(EvidenceError, match="erased"):
        personal_details(first)
    erased(subject)
    assert said_in(dump(), ["欧阳"]) == []


def test_of_two_who_erase_at_once_one_does_and_one_is_told(district: Actor):
    report = reported()
    settled(report, district)
    said: list[str] = []

    def erase() -> None:
        try:
            erased(f"report:{report.pk}")
            said.append("done")
        except ErasureError as error:
            said.append(str(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=erase) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted("done" if one == "done" else "told" for one in said) == ["done", "told"]
    assert Entry.objects.filter(kind="evidence.erased").count() == 1


def test_an_erasure_that_fails_half_way_leaves_everything(district: Actor, monkeypatch):
    report = reported()
    settled(report, district)
    monkeypatch.setattr("hengjian_portal.evidence.actions.erasing.record", lambda **_said: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        erased(f"report:{report.pk}")
    report.refresh_from_db()
    assert report.what_happened == STORY
    assert SubjectKey.objects.filter(pk=f"report:{report.pk}").exists()
    assert list(compare_rows()) == []


def test_the_rows_of_others_keep_their_salts_and_their_stories(district: Actor):
    ours, theirs = reported(), reported()
    settled(ours, district)
    erased(f"report:{ours.pk}")
    kept = RowChange.objects.filter(source="watch_report", key=str(theirs.pk))
    assert kept.exists()
    assert not kept.filter(salt=None).exists()
    theirs.refresh_from_db()
    assert theirs.what_happened == STORY


def test_a_row_altered_by_hand_after_its_erasure_is_still_found(district: Actor):
    report = reported()
    settled(report, district)
    erased(f"report:{report.pk}")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE watch_report SET product_name = 'x' WHERE id = %s", [report.pk])
        cursor.execute("SET session_replication_role = DEFAULT")
    assert [(one.table, one.how) for one in compare_rows()] == [("watch_report", "altered")]


def test_the_grounds_are_the_items_of_the_article_and_nobody_has_confirmed_them():
    held = grounds()
    assert list(held) == list(GROUNDS)
    items = "一二三四五"
    for item, ground in zip(items, held.values(), strict=True):
        assert ground.says.startswith(f"第一款第{item}项")
        assert str(ground.cite) == "《个人信息保护法》第四十七条（待核）"


def test_every_column_that_a_room_blanks_is_a_column_of_its_table():
    for kind, holdings in erasing.registered().items():
        for holding in holdings:
            model = holding.rows(1).model
            names = {field.attname for field in model._meta.concrete_fields}
            assert set(holding.blanks) <= names, (kind, model)
            assert bool(holding.blanks) is not holding.drop, (kind, model)


def test_every_subject_that_something_is_sealed_about_has_a_room_that_lets_go_of_it():
    kinds = set(erasing.registered())
    assert {"report", "claim", "subscription", "stall", "person", "invitation"} <= kinds
    with transaction.atomic():
        for kind in kinds:
            assert erasing.title_of(f"{kind}:1")
