"""`hengjian unlock simulate`: its memory outlives any end, and nobody brings it down."""

import json
import signal
import threading

import pytest
from tests.hengjian.cli.simulated import KEY, simulated

from hengjian.unlock.key import Key
from hengjian.unlock.line_protocol import read_reply
from hengjian.unlock.one_time_code import code_at_scale
from hengjian.unlock.scale_state import read_state
from hengjian.unlock.unlock_profile import shipped_profile

PROFILE = shipped_profile("gmt0021-2012-sm3")


def facts(client, line):
    said = read_reply(client.ask(line))
    assert said.ok, said
    return dict(said.facts)


def right_code(client):
    shown = facts(client, "CHALLENGE")
    return code_at_scale(PROFILE, Key.from_hex(KEY), int(shown["counter"]), shown["challenge"])


def test_it_says_that_it_is_a_simulation():
    with simulated() as scale:
        assert json.loads(scale.said)["simulation"] is True
        assert facts(scale.client(), "HELLO 1")["simulation"] == "yes"


def test_killed_at_once_it_comes_back_as_it_was(tmp_path):
    memory = tmp_path / "scale.json"
    with simulated("--state", memory) as scale:
        client = scale.client()
        assert client.ask("VERIFY VCODE1 SEAL-1") == "OK VERIFY"
        client.ask("OPEN")
        client.ask("CODE 00000000")
        shown = facts(client, "CHALLENGE")
        scale.kill()
    with simulated("--state", memory) as scale:
        client = scale.client()
        assert facts(client, "CHALLENGE") == shown
        state = facts(client, "STATE")
        assert (state["phase"], state["counter"], state["tries"]) == ("locked", "1", "4")
        assert client.ask(f"CODE {right_code(client)}") == "OK CODE"
        scale.kill()
    with simulated("--state", memory) as scale:
        assert facts(scale.client(), "STATE")["phase"] == "unlocked"
        assert scale.client().ask("WEIGH") == "ERR not_sealed"


def test_killed_in_the_middle_of_many_events_its_memory_is_whole_and_not_behind_its_answers(
    tmp_path,
):
    memory = tmp_path / "scale.json"
    for turn in range(3):
        with simulated("--state", memory) as scale:
            client, seen = scale.client(), 0
            client.send(b"OPEN\nCHALLENGE\nCLOSE\n" * 2000)
            for _ in range(30 + 40 * turn):
                line = client.read()
                if line.startswith("OK CHALLENGE"):
                    seen = int(read_reply(line).facts["counter"])
            scale.kill()
        state = read_state(memory.read_bytes(), "memory")
        assert state.counter >= seen > 0
        assert state.phase == "locked"


def test_a_back_off_begins_again_after_it_was_killed(tmp_path):
    memory = tmp_path / "scale.json"
    with simulated("--state", memory) as scale:
        client = scale.client()
        client.ask("OPEN")
        for _ in range(5):
            client.ask("CODE 00000000")
        scale.kill()
    with simulated("--state", memory) as scale:
        client = scale.client()
        assert int(facts(client, "STATE")["wait"]) >= 59
        assert client.ask(f"CODE {right_code(client)}").startswith("ERR back_off")


def test_waits_pass_as_fast_as_was_announced_and_no_faster():
    with simulated("--fastest", 100) as scale:
        client = scale.client()
        assert facts(client, "HELLO 1")["fastest"] == "100"
        assert client.ask("SPEED 101") == "ERR too_fast fastest=100"
        client.ask("OPEN")
        for _ in range(5):
            client.ask("CODE 00000000")
        assert client.ask("SPEED 100") == "OK SPEED speed=100"
        threading.Event().wait(0.7)
        assert client.ask(f"CODE {right_code(client)}") == "OK CODE"


def test_two_clients_at_once_talk_to_one_scale():
    with simulated() as scale:
        one, two = scale.client(), scale.client()
        assert one.ask("OPEN") == "OK OPEN"
        assert facts(two, "STATE")["phase"] == "locked"
        code = right_code(one)
        assert two.ask(f"CODE {code}") == "OK CODE"
        assert one.ask(f"CODE {code}") == "ERR not_locked"


def test_of_two_who_type_the_right_code_at_once_one_opens_and_one_is_told():
    with simulated() as scale:
        clients = [scale.client() for _ in range(8)]
        clients[0].ask("OPEN")
        code = right_code(clients[0])
        for client in clients:
            client.send(f"CODE {code}\n".encode())
        said = sorted(client.read() for client in clients)
        assert said == ["ERR not_locked"] * 7 + ["OK CODE"]


def test_many_guessers_at_once_share_five_tries():
    with simulated() as scale:
        clients = [scale.client() for _ in range(10)]
        clients[0].ask("OPEN")
        for client in clients:
            client.send(b"CODE 00000000\n" * 3)
        said = [client.read().split(" ")[1] for client in clients for _ in range(3)]
        assert (said.count("wrong_code"), said.count("back_off")) == (5, 25)


@pytest.mark.parametrize(
    ("octets", "reply"),
    [
        (b"\x00\xff\xfe garbage\n", "ERR not_ascii"),
        (b"A" * 1_000_000 + b"\n", "ERR line_too_long"),
        (b"CODE please\n", "ERR bad_argument"),
        (b"\n", "ERR unknown_command"),
    ],
)
def test_garbage_and_endless_lines_are_refused_and_the_talk_goes_on(octets, reply):
    with simulated() as scale:
        client = scale.client()
        client.send(octets)
        assert client.read() == reply
        assert facts(client, "STATE")["phase"] == "closed"


def test_whoever_goes_in_the_middle_of_a_line_leaves_the_others_in_peace():
    with simulated() as scale:
        gone = scale.client()
        gone.send(b"OP")
        gone.close()
        assert facts(scale.client(), "STATE")["phase"] == "closed"


def test_too_many_at_once_are_sent_away():
    with simulated() as scale:
        clients = [scale.client() for _ in range(16)]
        assert all(client.ask("STATE").startswith("OK") for client in clients)
        assert scale.client().read() == "ERR busy"
        clients[0].close()
        clients[1].ask("STATE")
        assert scale.client().ask("STATE").startswith("OK STATE")


def test_what_cannot_be_kept_has_not_happened(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    with simulated("--state", folder / "scale.json") as scale:
        client = scale.client()
        (folder / ".scale.json.new").mkdir()  # where the next state would be written
        assert client.ask("OPEN") == "ERR not_kept"
        assert facts(client, "STATE")["counter"] == "0"
        (folder / ".scale.json.new").rmdir()
        assert client.ask("OPEN") == "OK OPEN"


def test_two_processes_do_not_share_a_memory(tmp_path):
    memory = tmp_path / "scale.json"
    with simulated("--state", memory), simulated("--state", memory) as second:
        assert "another simulated scale runs on it" in second.kill()
        assert second.process.returncode == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [("{", "scale.json"), ("{}", "field version"), ("", "is no state of a scale")],
)
def test_a_memory_that_is_not_whole_is_not_taken_up(tmp_path, text, says):
    memory = tmp_path / "scale.json"
    memory.write_text(text)
    with simulated("--state", memory) as scale:
        assert says in scale.kill()
        assert scale.process.returncode == 2
    assert memory.read_text() == text


def test_the_memory_of_another_scale_is_not_taken_up(tmp_path):
    memory = tmp_path / "scale.json"
    with simulated("--state", memory) as scale:
        scale.kill()
    with simulated("--state", memory, "--profile", "hotp-6") as scale:
        assert "is the memory of" in scale.kill()


def test_its_memory_holds_no_key_and_is_its_owners_only(tmp_path):
    memory = tmp_path / "scale.json"
    with simulated("--state", memory) as scale:
        scale.client().ask("OPEN")
        scale.kill()
    assert KEY not in memory.read_text()
    assert memory.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_in_good_order_when_it_is_asked_to(how):
    with simulated() as scale:
        scale.client().ask("STATE")
        assert scale.kill(how) == ""
        assert scale.process.returncode == 0
