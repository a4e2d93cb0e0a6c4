"""`hengjian unlock simulate`: our simulated scale behind a TCP port, its state in a file."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import Callable
from pathlib import Path
from secrets import token_bytes
from typing import Annotated

import typer

from hengjian.cli.address import read_address
from hengjian.cli.key_source import KeyFile, KeyText, read_key
from hengjian.cli.scale_file import ScaleFile
from hengjian.errors import TextError
from hengjian.unlock.line_protocol import LineReader, Refusal, err
from hengjian.unlock.scale_event import PowerReturned
from hengjian.unlock.scale_half import LEAST_CHANCE, Firmware, step
from hengjian.unlock.scale_state import ScaleState
from hengjian.unlock.simulated_scale import Device, Moment, answer
from hengjian.unlock.unlock_profile import shipped_profile

_MOST_CLIENTS = 16
_AT_ONCE = 4096  # bytes


class Running:
    """
    A device that runs: its time since power came, and the keeping of its state before each reply.

    `keep` must have written the state when it returns.
    """

    def __init__(self, device: Device, keep: Callable[[ScaleState], None]) -> None:
        self.device, self.keep = device, keep
        self.passed_ns, self.since_ns = 0, time.monotonic_ns()

    def on_for_ns(self) -> int:
        """How long the scale has been on, in its own, perhaps faster, nanoseconds."""
        return self.passed_ns + (time.monotonic_ns() - self.since_ns) * self.device.speed

    def turn(self, read: str | Refusal) -> str:
        """Answer one line; where the state cannot be kept, nothing has happened and it says so."""
        on_for_ns = self.on_for_ns()
        now = Moment(on_for_ns // 10**6, token_bytes(LEAST_CHANCE))
        answered = answer(self.device, read, now)
        try:
            if answered.device.state != self.device.state:
                self.keep(answered.device.state)
        except TextError:
            return err("not_kept")
        # Counted on from here, for the speed may have changed; in nanoseconds, or many lines a
        # millisecond would make time stand still.
        self.passed_ns, self.since_ns = on_for_ns, time.monotonic_ns()
        if answered.restarted:
            self.passed_ns = 0
        self.device = answered.device
        return answered.line


def simulate(
    listen: Annotated[str, typer.Option(help="HOST:PORT; port 0 takes any that is free.")],
    production_code: Annotated[str, typer.Option(help="The scale's production code.")],
    key: KeyText = "",
    key_file: KeyFile = None,
    state: Annotated[
        Path | None, typer.Option(help="Where its memory is kept; none forgets at the end.")
    ] = None,
    profile: Annotated[str, typer.Option(help="How its codes are made.")] = "gmt0021-2012-sm3",
    software: Annotated[str, typer.Option(help="The software it says it runs.")] = "SIM-1.0",
    fastest: Annotated[
        int, typer.Option(min=1, max=100_000, help="How much faster a trial may let waits pass.")
    ] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Run a simulated scale. It is no instrument: it weighs nothing, and its greeting says so."""
    host, port = read_address(listen, "--listen")
    firmware = Firmware(shipped_profile(profile), read_key(key, key_file))
    with ScaleFile(state) as memory:
        remembered = memory.begin(firmware.profile, production_code, software)
        # Power has returned: a back-off begins again.
        begun = step(firmware, remembered, PowerReturned(False), token_bytes(LEAST_CHANCE)).state
        running = Running(Device(firmware, begun, fastest), memory.write)
        asyncio.run(_serve(running, host, port, as_json))


async def _serve(running: Running, host: str, port: int, as_json: bool) -> None:
    clients = 0

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal clients
        clients += 1
        try:
            if clients > _MOST_CLIENTS:
                writer.write(f"{err('busy')}\n".encode("ascii"))
            else:
                await _talk(running, reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass  # the client has gone, or the server ends and has no more to say
        finally:
            clients -= 1
            writer.close()

    try:
        server = await asyncio.start_server(client, host, port)
    except OSError as error:
        raise TextError(
            f"--listen: {host}:{port}: {error.strerror or error}; choose another",
            zh=f"--listen：{host}:{port}：{error.strerror or error}，请另选",
        ) from None
    bound = server.sockets[0].getsockname()
    _announce(str(bound[0]), int(bound[1]), as_json)
    stopped = asyncio.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(ending, stopped.set)
    async with server:
        await stopped.wait()


async def _talk(
    running: Running, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    lines = LineReader()
    while octets := await reader.read(_AT_ONCE):
        for read in lines.feed(octets):
            writer.write(f"{running.turn(read)}\n".encode("ascii"))
            await writer.drain()
            await asyncio.sleep(0)  # many lines of one client do not keep the others waiting


def _announce(host: str, port: int, as_json: bool) -> None:
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if as_json:
        print(json.dumps({"listening": where, "simulation": True}), flush=True)
    else:
        print(f"模拟秤，不是计量器具 Simulated scale, no instrument: {where}", flush=True)
