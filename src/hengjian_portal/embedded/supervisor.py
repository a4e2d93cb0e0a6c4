"""
Keeps the database, the web server and the worker running together, and stops them together.

One process watches; each part is a child in a process group of its own. A part that dies is started
again; one that keeps dying ends the whole with a message.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from hengjian_portal.embedded import children, cluster, guard
from hengjian_portal.embedded.errors import EmbeddedError
from hengjian_portal.embedded.folder import Folder

_TICK_SECONDS = 0.3
_MOST_DEATHS = 5
_WITHIN_SECONDS = 60.0

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run and where."""

    folder: Folder
    host: str
    port: int
    demo: bool


@dataclass(slots=True)
class Part:
    """One child: its name, its command, and when it died of late."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)


class _Stop(Exception):  # noqa: N818  (not an error: somebody asked us to stop)
    """Somebody pressed Ctrl-C or sent SIGTERM."""


def run(plan: Plan, say: Say) -> None:
    """
    Set up and serve until told to stop. Blocks.

    Raises `EmbeddedError` where the port is taken, the folder is held by another process, the
    database cannot start, or a part keeps dying. No child is left behind in any case.
    """
    plan.folder.refuse_half_restored()
    plan.folder.prepare()
    claim = plan.folder.claim()
    _port_is_free(plan.host, plan.port)
    own_database = not os.environ.get("DATABASE_URL")
    keeper = guard.Guard(plan.folder if own_database else None)
    parts: list[Part] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _ask_to_stop)
    try:
        if own_database:
            say("PostgreSQL …")
            cluster.start(plan.folder)
        environment = _environment(plan)
        parts = [Part("signer", children.SIGNER)]
        _begin(parts[0], environment, keeper)
        _set_up(plan, environment)
        for part in _parts(plan):
            parts.append(part)
            _begin(part, environment, keeper)
        say(f"http://{_shown(plan.host)}:{plan.port}/")
        _watch(plan, parts, environment, keeper)
    except _Stop:
        say("stopping …")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        _end(parts)
        if own_database:
            cluster.stop(plan.folder)
        keeper.dismiss()
        claim.close()


def _ask_to_stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stop


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _port_is_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise EmbeddedError(
                f"cannot serve on {host}:{port}: {error.strerror}. "
                "Another program may hold the port: choose one with --port",
                zh=f"无法在 {host}:{port} 上提供服务：{error.strerror}。"
                "端口可能被占用：请用 --port 另选一个",
            ) from error


def _environment(plan: Plan) -> dict[str, str]:
    ours = {
        "HENGJIAN_DATA": str(plan.folder.root),
        "HENGJIAN_DEMO": "1" if plan.demo else "",
        "HENGJIAN_ORIGIN": os.environ.get("HENGJIAN_ORIGIN")
        or f"http://{_shown(plan.host)}:{plan.port}",
        "DJANGO_SETTINGS_MODULE": os.environ.get(
            "DJANGO_SETTINGS_MODULE", "hengjian_portal.settings"
        ),
    }
    if not os.environ.get("DATABASE_URL"):
        ours["DATABASE_URL"] = cluster.url(plan.folder)
    return {**os.environ, **ours}


def _set_up(plan: Plan, environment: dict[str, str]) -> None:
    demo = ["--demo"] if plan.demo else []
    command = [sys.executable, "-m", "hengjian_portal", "set_up", *demo]
    # Not in a group of its own: Ctrl-C during set-up stops it as well.
    said = subprocess.run(command, env=environment, check=False)  # noqa: S603
    if said.returncode:
        raise EmbeddedError(
            "the step named last failed; its message stands above",
            zh="最后所列步骤失败，原因见上文",
        )


def web_command(host: str, port: int) -> list[str]:
    """The web server as it is run here; it reads where the database is from the environment."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi",
        "--host", host, "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
        "hengjian_portal.wsgi:application",
    ]  # fmt: skip


def _parts(plan: Plan) -> list[Part]:
    worker = [sys.executable, "-m", "hengjian_portal", "work"]
    return [Part("web", web_command(plan.host, plan.port)), Part("worker", worker)]


def _begin(part: Part, environment: dict[str, str], keeper: guard.Guard) -> None:
    part.process = subprocess.Popen(  # noqa: S603
        part.command, env=environment, start_new_session=True, stdin=subprocess.DEVNULL
    )
    keeper.watch(part.process.pid)


def _watch(plan: Plan, parts: list[Part], environment: dict[str, str], keeper: guard.Guard) -> None:
    embedded = not os.environ.get("DATABASE_URL")
    while True:
        time.sleep(_TICK_SECONDS)
        keeper.stand_again()
        if embedded and cluster.postmaster(plan.folder) is None:
            cluster.start(plan.folder)
        for part in parts:
            if part.process is not None and part.process.poll() is not None:
                _mourn(part)
                _begin(part, environment, keeper)


def _mourn(part: Part) -> None:
    """Note a death; too many in a short while are not an accident."""
    now = time.monotonic()
    part.deaths = [then for then in part.deaths if now - then < _WITHIN_SECONDS] + [now]
    if len(part.deaths) >= _MOST_DEATHS:
        raise EmbeddedError(
            f"the {part.name} process ended {_MOST_DEATHS} times within a minute; "
            "its messages stand above",
            zh=f"{part.name} 进程一分钟内退出 {_MOST_DEATHS} 次，原因见上文",
        )


def _end(parts: list[Part]) -> None:
    alive = [p.process for p in parts if p.process is not None and p.process.poll() is None]
    for process in alive:
        process.send_signal(signal.SIGTERM)
    until = time.monotonic() + 8
    for process in alive:
        try:
            process.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            guard.end([process.pid], patience=1)
            process.wait()
