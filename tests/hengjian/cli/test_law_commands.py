"""The commands due, rules and scale-rule: what they print, and how they end."""

import json

import pytest


@pytest.fixture
def run(shell):
    """Run one line; gives exit code, output and error output."""

    def command(line: str) -> tuple[int, str, str]:
        ended = shell(*line.split())
        return ended.returncode, ended.stdout, ended.stderr

    return command


def test_due_prints_the_keys_other_programs_rely_on(run):
    code, out, _ = run("due district_report --on 2026-02-13 --json")
    assert code == 0
    assert json.loads(out) == {
        "rule": "district_report",
        "on": "2026-02-13",
        "due_on": "2026-02-25",
        "due_at": None,
        "counted": ["2026-02-14", "2026-02-24", "2026-02-25"],
        "article": None,
        "text": "重庆市缺陷消费品召回管理工作暂行办法",
        "confirmed": False,
        "provisional": False,
    }


def test_due_in_hours_gives_the_moment(run):
    code, out, _ = run("due transfer_to_police --on 2026-03-06 --at 15:30 --json")
    found = json.loads(out)
    assert (code, found["due_on"], found["due_at"]) == (
        0,
        "2026-03-07",
        "2026-03-07T15:30:00+08:00",
    )
    assert (found["article"], found["text"]) == ("五", "行政执法机关移送涉嫌犯罪案件的规定")
    assert found["confirmed"] is True


@pytest.mark.parametrize(
    ("line", "due_on"),
    [
        ("due producer_result --on 2026-06-12 --days 15", "2026-07-06"),
        ("due stage_report --on 2026-03-31 --nth 2", "2026-09-30"),
        ("due clue_check --on 2026-03-02 --extended", "2026-04-14"),
        ("due penalty_limitation --on 2026-06-30 --variant life", "2031-06-30"),
        ("due incident_report --on 2026-03-06 --place cn", "2026-03-10"),
    ],
)
def test_due_takes_what_the_rule_alone_does_not_tell(run, line, due_on):
    code, out, _ = run(f"{line} --json")
    assert (code, json.loads(out)["due_on"]) == (0, due_on)


def test_due_for_people_shows_both_marks(run):
    code, out, _ = run("due stage_report --on 2026-11-30")
    assert code == 0
    assert "2027-03-01 24:00" in out
    assert "《消费品召回管理暂行规定》第二十一条（待核）" in out
    assert "暂定 Provisional" in out
    assert "待核 Not held against the official text" in out


def test_due_for_people_leaves_the_marks_off_what_is_certain(run):
    _, out, _ = run("due hearing_request --on 2026-04-28")
    assert "《行政处罚法》第六十四条" in out
    assert "待核" not in out
    assert "暂定" not in out


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("due distric_report --on 2026-02-13", "did you mean district_report"),
        ("due district_report --on 2026-02-30", "--on: '2026-02-30' is no day"),
        ("due district_report --on 20260213", "--on: '20260213' is no day"),
        ("due district_report --on 2026-01-31", "no text on district_report is in force"),
        ("due transfer_to_police --on 2026-03-06", "give the time of day"),
        ("due transfer_to_police --on 2026-03-06 --at 25:00", "--at: '25:00' is no time"),
        ("due transfer_to_police --on 2026-03-06 --at 1530", "--at: '1530' is no time"),
        ("due stage_report --on 2026-02-13 --place cq", "no texts held for the place 'cq'"),
        ("rules --place cq", "no texts held for the place 'cq'"),
        ("scale-rule --type old --act use --on 2026-06-01", "--networked or --not-networked"),
        ("scale-rule --type new --act use --on 2026-6-1", "--on: '2026-6-1' is no day"),
        ("scale-rule --type new --act use --on 2026-06-01 --max-kg -1", "--max-kg: '-1'"),
        ("scale-rule --type new --act use --on 2026-06-01 --max-kg nan", "--max-kg: 'nan'"),
    ],
)
def test_bad_input_is_one_line_on_standard_error_and_exit_2(run, line, message):
    code, out, err = run(line)
    assert (code, out) == (2, "")
    assert err.startswith("hengjian: ")
    assert err.count("\n") == 1
    assert message in err


def test_rules_lists_every_rule_with_its_source(run):
    code, out, _ = run("rules --json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert len({row["rule"] for row in rows}) == 30
    assert sum(row["until"] is not None for row in rows) == 3  # the complaints of before 2026-04-15
    first = rows[0]
    assert (first["rule"], first["code"], first["term"]) == (
        "district_report",
        "D01",
        {"working_days": 3},
    )
    assert {row["rule"] for row in rows if row["confirmed"]} == {
        *("stop_sale", "platform_data", "complaint_acceptance", "tell_named_reporter"),
        *("clue_check", "penalty_decision", "hearing_request", "criminal_referral_decision"),
        *("transfer_to_police", "police_filing", "penalty_limitation"),
    }


def test_rules_of_the_nation_leave_the_local_one_out(run):
    _, out, _ = run("rules --place cn --json")
    assert "district_report" not in out


def test_rules_for_people_mark_what_nobody_has_read(run):
    _, out, _ = run("rules")
    rows = [line for line in out.splitlines() if "│ D0" in line]
    assert all("待核" in line for line in rows if "D09" not in line)
    assert [line for line in rows if "D09" in line]
    assert all("待核" not in line for line in rows if "D09" in line)


def test_scale_rule_prints_the_keys_other_programs_rely_on(run):
    code, out, _ = run(
        "scale-rule --type old --not-networked --certificate-until 2027-11-30 "
        "--act use --on 2027-01-07 --json"
    )
    found = json.loads(out)
    assert code == 0
    assert (found["decision"], found["until"]) == ("allow", "2027-01-07")
    assert (found["rule"], found["confirmed"]) == ("old_use_verified", False)


@pytest.mark.parametrize(
    ("line", "exit_code", "decision"),
    [
        ("--type old --not-networked --act produce --on 2026-01-07", 0, "allow"),
        ("--type old --not-networked --act produce --on 2026-01-08", 1, "forbid"),
        ("--type new --act install --on 2026-01-08", 0, "allow"),
        ("--type old --networked --act use --on 2028-01-01", 1, "forbid"),
        ("--type old --not-networked --act sell --on 2026-06-01 --max-kg 100.1", 0, "out_of_scope"),
        ("--type old --not-networked --act sell --on 2026-06-01 --class II", 0, "out_of_scope"),
        (
            "--type old --networked --certificate-until 2030-12-31 --act use --on 2030-01-08",
            0,
            "allow",
        ),
    ],
)
def test_scale_rule_ends_with_1_only_where_the_act_is_forbidden(run, line, exit_code, decision):
    code, out, _ = run(f"scale-rule {line} --json")
    assert (code, json.loads(out)["decision"]) == (exit_code, decision)


def test_scale_rule_for_people_says_why_in_both_languages(run):
    code, out, _ = run("scale-rule --type old --not-networked --act sell --on 2026-06-01")
    assert code == 1
    assert "不得 forbid" in out
    assert "自2026年1月8日起旧型式不得生产、销售或新装" in out
    assert "From 2026-01-08 old types may not be made, sold or newly installed" in out
    assert "待核" in out
