"""An instance in parts, each of which may be killed, under load that remembers what was promised it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from hengjian.ledger.note import Key
from hengjian_portal.embedded import cluster
from hengjian_portal.embedded.folder import Folder
from hengjian_portal.embedded.supervisor import web_command
from hengjian_portal.evidence.signer.asking import SignerAwayError, ask_head

PARTS = ("signer", "worker", "web", "postgres")
_SESSION = """
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.conf import settings
from hengjian_portal.accounts.models import Person
from django.db import transaction
from django.utils import timezone
from hengjian_portal.evidence.actions import record
with transaction.atomic():
    person = Person.objects.create(username="load", name="Load", role="expert")
    record(kind="accounts.invited", obj=f"person:{person.pk}", actor="system", at=timezone.now())
store = SessionStore()
store[SESSION_KEY] = str(person.pk)
store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
store[HASH_SESSION_KEY] = person.get_session_auth_hash()
store.save()
print("SESSION", store.session_key)
"""


@dataclass
class Instance:
    """PostgreSQL, web server, worker and signer of one data folder with tables, started one by one."""

    data: Path
    port: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    session: str = ""

    @property
    def folder(self) -> Folder:
        return Folder(self.data)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ, "DATABASE_URL": cluster.url(self.folder), "HENGJIAN_DATA": str(self.data),
            "HENGJIAN_ORIGIN": f"http://127.0.0.1:{self.port}",
            "DJANGO_SETTINGS_MODULE": "hengjian_portal.settings", "PYTHONWARNINGS": "ignore",
        }  # fmt: skip

    def found(self) -> None:
        """Every part running, and somebody who may send as much as they like."""
        cluster.start(self.folder)
        said = self.manage("shell", "-v", "0", "-c", _SESSION)
        self.session = said.split("SESSION ")[1].split()[0]
        for part in ("signer", "worker", "web"):
            self.start(part)

    def manage(self, *arguments: str, check: bool = True) -> str:
        command = [sys.executable, "-m", "hengjian_portal", *arguments]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, part: str) -> None:
        if part == "postgres":
            cluster.start(self.folder)
            return
        commands = {
            "signer": [sys.executable, "-m", "hengjian_portal.evidence"],
            "worker": [sys.executable, "-m", "hengjian_portal", "work"],
            "web": web_command("127.0.0.1", self.port),
        }
        with (self.data / f"{part}.log").open("ab") as log:
            self.running[part] = subprocess.Popen(
                commands[part], env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, part: str) -> None:
        """SIGKILL, to the whole group of a part; to the postmaster alone, as a machine would."""
        if part == "postgres":
            number = cluster.postmaster(self.folder)
            if number:
                os.kill(number, signal.SIGKILL)
            return
        process = self.running.pop(part)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def look_after(self) -> None:
        """Start again what ended by itself, as the supervisor does: a worker whose database went away."""
        for part in [name for name, process in self.running.items() if process.poll() is not None]:
            self.start(part)

    def end(self) -> None:
        for part in list(self.running):
            self.kill(part)
        cluster.stop(self.folder)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(cluster.url(self.folder)) as connection:
            return connection.execute(statement).fetchall()

    def key(self, patience: float = 60) -> Key:
        until = time.monotonic() + patience
        while True:
            try:
                return ask_head(self.folder.socket_folder / "signer").key
            except SignerAwayError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)


@dataclass
class Load:
    """Reports sent over HTTP, each again until it is taken; what was answered so was promised."""

    instance: Instance
    name: str
    promised: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            reference = f"{self.name}-{number}"
            while not self._sent(reference):
                if self.stop.is_set():
                    return
                time.sleep(0.05)
            self.promised.append(f"api-{reference}")

    def _sent(self, reference: str) -> bool:
        told = {"product_name": "保温杯", "what_happened": "杯盖飞出", "reference": reference}
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.instance.port}/api/reports",
            data=json.dumps(told).encode(),
            headers={"Content-Type": "application/json", "Cookie": f"sessionid={self.instance.session}"},
        )  # fmt: skip
        try:
            with urllib.request.urlopen(asked, timeout=5) as answer:
                return answer.status == 201
        except urllib.error.HTTPError as error:
            why = error.read()
            # It was committed, and the answer was lost to a kill: the sender knows it is there.
            if error.code == 409 and b"was taken in before" in why:
                return True
            if error.code not in (409, 500, 502, 503):
                self.refused.append(f"{error.code} {why[:500]!r}")
                self.stop.set()
            return False
        except OSError:
            return False


def torment(instance: Instance, loads: list[Load], kills: int, seed: int) -> dict[str, int]:
    """
    Kill parts at random moments and start them again; how often each was killed.

    Mostly acts are let through between two kills, else nothing would be there to be lost; every
    fourth comes at once, into whatever was just starting.
    """
    chance = random.Random(seed)
    done = dict.fromkeys(PARTS, 0)
    for number in range(kills):
        if number % 4 != 3:
            _let_through(instance, loads, chance.randint(2, 12))
        time.sleep(chance.uniform(0, 0.5))
        part = PARTS[number % 4] if number < 4 else chance.choice(PARTS)
        instance.kill(part)
        done[part] += 1
        time.sleep(chance.uniform(0, 0.3))
        instance.start(part)
    _let_through(instance, loads, 5)
    return done


def _let_through(instance: Instance, loads: list[Load], count: int) -> None:
    def promised() -> int:
        return sum(len(load.promised) for load in loads)

    enough, until = promised() + count, time.monotonic() + 60
    while promised() < enough and time.monotonic() < until:
        instance.look_after()
        time.sleep(0.02)
