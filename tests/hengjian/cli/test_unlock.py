"""`hengjian unlock`: the code it prints, what it refuses, and a key that it never shows."""

import io
import json

import pytest

KEY = "1234567890abcdef1234567890abcdef"
RFC_KEY = b"12345678901234567890".hex()
ROW = ("--time", 1313998979, "--counter", 1234, "--challenge", "5678")


def test_a_code_is_printed_alone_and_the_mark_beside_it(shell):
    done = shell("unlock", "--profile", "gmt0021-2012-sm3", "--key", KEY, *ROW)
    assert (done.returncode, done.stdout) == (0, "814095\n")
    assert "待核" in done.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--profile", "gmt0021-2012-sm3", "--key", KEY, *ROW], "814095"),
        (["--profile", "gmt0021-2023-hmac-sm3", "--key", KEY, *ROW], "117134"),
        (["--profile", "gmt0021-2012-sm3", "--key", KEY.upper(), *ROW, "--step", 1], "814095"),
        (["--profile", "hotp-6", "--key", RFC_KEY, "--counter", 9], "520489"),
        (["--profile", "totp-sha1-8", "--key", RFC_KEY, "--time", 59, "--step", 30], "94287082"),
        (["--profile", "totp-sha1-8", "--key", RFC_KEY, "--time", 1], "94287082"),
        (
            ["--profile", "ocra-hotp-sha1-6-qn08", "--key", RFC_KEY, "--challenge", "99999999"],
            "294470",
        ),
    ],
)
def test_json_holds_the_code(shell, words, code):
    done = shell("unlock", *words, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["code"] == code
    assert done.stderr == ""


def test_json_says_whether_the_algorithm_is_confirmed(shell):
    done = shell("unlock", "--profile", "gmt0021-2023-hmac-sm3", "--key", KEY, *ROW, "--json")
    assert json.loads(done.stdout)["confirmed"] is False
    done = shell("unlock", "--profile", "hotp-6", "--key", RFC_KEY, "--counter", 0, "--json")
    assert json.loads(done.stdout) == {"code": "755224", "profile": "hotp-6", "confirmed": True}


def test_more_digits_where_the_profile_has_them(shell):
    words = ("unlock", "--profile", "gmt0021-2012-sm3", "--key", KEY, *ROW, "--digits")
    assert shell(*words, 8).stdout.strip().endswith("814095")
    assert len(shell(*words, 8).stdout.strip()) == 8
    assert shell(*words, 5).returncode == 2


def test_a_key_may_come_from_a_file_or_from_standard_input(shell, tmp_path, monkeypatch):
    file = tmp_path / "key"
    file.write_text(KEY + "\n")
    words = ("unlock", "--profile", "gmt0021-2012-sm3", *ROW)
    assert shell(*words, "--key-file", file).stdout == "814095\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(KEY + "\n"))
    assert shell(*words, "--key", "-").stdout == "814095\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--key", KEY, *ROW], "--profile: is missing"),
        (["--profile", "sm4", "--key", KEY, *ROW], "no unlock profile 'sm4'"),
        (["--profile", "hotp-6", *ROW], "give exactly one of them"),
        (["--profile", "hotp-6", "--key", KEY, "--key-file", "x", *ROW], "exactly one of them"),
        (["--profile", "hotp-6", "--key-file", "/nowhere/key", *ROW], "/nowhere/key: cannot be"),
        (["--profile", "hotp-6", "--key", KEY, *ROW], "takes no time"),
        (["--profile", "hotp-6", "--key", KEY], "needs the counter"),
        (["--profile", "gmt0021-2012-sm3", "--key", KEY[:-1], *ROW], "not hexadecimal"),
        (["--profile", "gmt0021-2012-sm3", "--key", KEY[:30], *ROW], "the key has 15 bytes"),
        (["--profile", "hotp-6", "simulate", "--listen", "x"], "--profile: stands before simulate"),
        (["--json", "conform", "--production-code", "A"], "--as-json: stands before conform"),
    ],
)
def test_bad_input_ends_with_two_and_one_line_that_shows_no_key(shell, words, says):
    done = shell("unlock", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert KEY[:12] not in done.stderr


@pytest.mark.parametrize("command", [["unlock"], ["unlock", "simulate"], ["unlock", "conform"]])
def test_the_help_says_that_a_key_on_the_command_line_can_be_seen(shell, command):
    said = " ".join(shell(*command, "--help").stdout.replace("│", " ").split())
    assert "can see it in `ps`" in said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--listen", "nowhere"], "--listen: 'nowhere' is no address"),
        (["--listen", "127.0.0.1:99999"], "is no address"),
        (["--listen", "::1:7000"], "is no address"),
        (["--listen", "127.0.0.1:0", "--software", "a b"], "software 'a b' must be"),
        (["--listen", "127.0.0.1:0", "--profile", "totp-sha1-8"], "a scale has no clock"),
        (["--listen", "192.0.2.1:7000"], "--listen: 192.0.2.1:7000"),
    ],
)
def test_a_simulation_that_cannot_begin_says_why(shell, words, says):
    done = shell("unlock", "simulate", "--production-code", "PQILIN1", "--key", KEY, *words)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "--tcp or --serial: give exactly one"),
        (["--tcp", "127.0.0.1:1", "--serial", "/dev/null"], "give exactly one"),
        (["--tcp", "127.0.0.1"], "--tcp: '127.0.0.1' is no address"),
        (["--serial", "/dev/null"], "/dev/null: is no serial device"),
        (["--serial", "/nowhere"], "/nowhere: is no serial device"),
        (["--serial", "/dev/null", "--baud", 7], "--baud: 7 is not known; use one of 9600"),
        (["--tcp", "127.0.0.1:1", "--out", "report.txt"], "--out: report.txt: name a .json"),
        (["--tcp", "127.0.0.1:1", "--out", "/nowhere/r.json"], "in a folder that exists"),
        (["--tcp", "127.0.0.1:1", "--profile", "totp-sha1-8"], "a scale has no clock"),
    ],
)
def test_a_trial_that_cannot_begin_says_why(shell, words, says):
    done = shell("unlock", "conform", "--production-code", "PQILIN1", "--key", KEY, *words)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
