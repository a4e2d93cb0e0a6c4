"""`hengjian unlock conform`: over TCP and over a serial line, and how it ends."""

import json
import os
import threading
import tty

import pytest
import yaml
from tests.hengjian.cli.simulated import CODE, KEY, simulated
from tests.hengjian.unlock.bench_scale import KEY as SCALE_KEY
from tests.hengjian.unlock.bench_scale import PROFILE, BenchScale, failed, trial
from tests.hengjian.unlock.wrong_firmware import WeighsWhileLocked

from hengjian.cli.serial_wire import SerialWire
from hengjian.cli.tcp_wire import TcpWire
from hengjian.cli.unlock_simulate import Running
from hengjian.unlock.conformance import parse_report
from hengjian.unlock.line_protocol import LineReader
from hengjian.unlock.scale_half import Firmware
from hengjian.unlock.scale_state import new_scale
from hengjian.unlock.simulated_scale import Device
from hengjian.unlock.talk import WireError

WORDS = ("unlock", "conform", "--production-code", CODE, "--key", KEY, "--fast")


@pytest.mark.parametrize("ending", ["json", "yaml"])
def test_our_simulated_scale_conforms_and_the_report_reads_back(shell, tmp_path, ending):
    out = tmp_path / f"report.{ending}"
    with simulated("--fastest", 600) as scale:
        done = shell(*WORDS, "--tcp", f"127.0.0.1:{scale.port}", "--out", out)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "结论 Verdict: 符合 conforms" in done.stdout
    assert "仅供试验 A trial only" in done.stdout
    report = parse_report(out.read_bytes())
    assert (report.conforms, report.simulation, report.speed) == (True, True, 600)
    assert report.began_at < report.ended_at
    loaded = yaml.safe_load(out.read_text()) if ending == "yaml" else json.loads(out.read_text())
    assert loaded["conforms"] is True
    assert KEY not in out.read_text().lower()


def test_json_prints_the_report(shell):
    with simulated("--fastest", 600) as scale:
        done = shell(*WORDS, "--tcp", f"127.0.0.1:{scale.port}", "--json")
    assert parse_report(done.stdout.encode()).conforms


def test_the_wrong_key_does_not_conform_and_ends_with_one(shell, tmp_path):
    out = tmp_path / "report.json"
    words = [word if word != KEY else "f" * 32 for word in WORDS]
    with simulated("--fastest", 600) as scale:
        done = shell(*words, "--tcp", f"127.0.0.1:{scale.port}", "--out", out)
    assert done.returncode == 1
    assert "不通过 FAIL  right_code_opens" in done.stdout
    assert not parse_report(out.read_bytes()).conforms


def test_nobody_there_is_a_failed_greeting_and_not_a_crash(shell):
    done = shell(*WORDS, "--tcp", "127.0.0.1:1")
    assert done.returncode == 1
    assert "不通过 FAIL  greeting" in done.stdout
    assert done.stdout.count("未试 not tried") == 28


class SerialScale:
    """A scale at the far end of a pseudo-terminal; `reply_to` answers each line."""

    def __init__(self, reply_to):
        self.near, self.far = os.openpty()
        tty.setraw(self.near)
        self.reply_to = reply_to
        self.device = os.ttyname(self.far)
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        reader = LineReader()
        while octets := self.arrived():
            for read in reader.feed(octets):
                os.write(self.near, self.reply_to(read).encode() + b"\r\n")

    def arrived(self):
        try:
            return os.read(self.near, 1024)
        except OSError:
            return b""

    def close(self):
        os.close(self.far)
        os.close(self.near)
        self.thread.join(10)


@pytest.fixture
def serial():
    held = []

    def place(reply_to):
        held.append(SerialScale(reply_to))
        return held[-1].device

    yield place
    for one in held:
        one.close()


class SleepsFast(SerialWire):
    """The wire of a serial device, whose waits move the time of the scale at its other end."""

    def __init__(self, device, scale):
        super().__init__(device, 115200)
        self.scale = scale

    def wait_ms(self, span_ms):
        self.scale.wait_ms(span_ms)


@pytest.mark.parametrize("kind", [BenchScale, WeighsWhileLocked])
def test_a_scale_on_a_serial_line_is_tried_the_same(serial, kind):
    scale = kind()
    wire = SleepsFast(serial(scale.reply_to), scale)
    wire.profile, wire.key = scale.profile, scale.key
    report = trial(wire)
    wire.close()
    assert failed(report) == failed(trial(kind()))


def test_a_serial_device_on_the_command_line_is_tried(shell, serial):
    device = Device(Firmware(PROFILE, SCALE_KEY), new_scale(PROFILE, CODE, "ZH-1.04"), 600)
    place = serial(Running(device, keep=lambda state: None).turn)
    words = ("--production-code", CODE, "--key", SCALE_KEY.octets.hex(), "--fast", "--json")
    done = shell("unlock", "conform", "--serial", place, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert parse_report(done.stdout.encode()).conforms


def test_silence_on_a_serial_line_is_said_within_seconds(monkeypatch):
    monkeypatch.setattr("hengjian.cli.serial_wire.ANSWERS_WITHIN_S", 0.2)
    near, far = os.openpty()
    wire = SerialWire(os.ttyname(far), 115200)
    with pytest.raises(WireError, match=r"no answer: .* silence"):
        wire.ask("HELLO 1")
    wire.close()
    os.close(near)
    os.close(far)


def test_a_late_answer_is_not_taken_for_the_next_one(monkeypatch):
    monkeypatch.setattr("hengjian.cli.serial_wire.ANSWERS_WITHIN_S", 0.2)
    near, far = os.openpty()
    tty.setraw(near)
    wire = SerialWire(os.ttyname(far), 115200)
    with pytest.raises(WireError):
        wire.ask("STATE")
    os.write(near, b"OK STATE phase=locked\n")
    threading.Timer(0.05, os.write, (near, b"OK ID production=A\n")).start()
    assert wire.ask("ID") == "OK ID production=A"
    wire.close()
    os.close(near)
    os.close(far)


def test_a_lost_connection_is_made_anew_and_a_greeting_is_the_reply_to_a_power_cut():
    with simulated() as scale:
        wire = TcpWire("127.0.0.1", scale.port)
        assert wire.ask("STATE").startswith("OK STATE")
        wire.line.shutdown(2)
        assert wire.restart("POWER").startswith("OK HELLO")
        wire.close()
