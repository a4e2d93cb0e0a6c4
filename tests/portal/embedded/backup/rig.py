"""A living instance to back up, the command line to do it with, and what must be the same elsewhere."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

from tests.portal.evidence.kill_rig import Instance

PHRASE = "a long passphrase for tests"
PASSWORD = "a long enough password"
PEOPLE = """
import io
from PIL import Image
from django.utils import timezone
from django.db import transaction
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.evidence.actions import record
from hengjian_portal.files.actions import keep
with transaction.atomic():
    body = Body.objects.filter(kind="producer").first()
    person = Person.objects.create_user("keeper", "a long enough password", name="Keeper", body=body, role="member")
    record(kind="accounts.invited", obj=f"person:{person.pk}", actor="system", at=timezone.now())
for number in range(40):
    picture = io.BytesIO()
    Image.effect_noise((300, 300), number + 1).save(picture, "PNG")
    keep(data=picture.getvalue(), name=f"{number}.png", about=f"report:{number}", actor="system", at=timezone.now())
"""
# What only the right keys make: sealed details opened, and roots that are the ones recorded.
OPENED = """
import json
from hengjian_portal.evidence.models import Disclosure
from hengjian_portal.evidence.seal import opened
from hengjian_portal.scales.keyring import fingerprint, keyring
from hengjian_portal.scales.models import MakerKey
told = [opened(one.subject, bytes(one.sealed)) for one in Disclosure.objects.order_by("id")[:50]]
roots = {f"{key}": fingerprint(keyring().root(key.maker_id, key.version)) for key in MakerKey.objects.all()}
recorded = {f"{key}": key.fingerprint for key in MakerKey.objects.all()}
print("OPENED " + json.dumps([told, roots, recorded]))
"""
RECEIPTS = """
import json
from hengjian.ledger.receipt import write_receipt
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries.receipts import receipt_of
made = {entry.pk: receipt_of(entry) for entry in Entry.objects.order_by("id")[:30]}
print("RECEIPTS " + json.dumps({pk: write_receipt(one).decode() for pk, one in made.items() if one}))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    left_out = ("DATABASE_URL", "HENGJIAN_DATA", "HENGJIAN_SIGNER", "HENGJIAN_BACKUP_PASSPHRASE")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**kept, "HENGJIAN_BACKUP_PASSPHRASE": PHRASE, "PYTHONWARNINGS": "ignore", **more}


def command(*words: object) -> list[str]:
    start = [sys.executable, "-c", "from hengjian.cli import main; main()"]
    return [*start, *(str(word) for word in words)]


def hengjian(*words: object, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*words), env=environment(**more), capture_output=True, text=True, timeout=600,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def backed_up(data: Path, to: Path, **more: str) -> tuple[Path, Path]:
    """Both files of a backup made by the command."""
    to.mkdir(parents=True, exist_ok=True)
    files = to / "everything.hengjian", to / "keys.hengjian"
    done = hengjian("backup", "--to", files[0], "--keys-to", files[1], "--data", data, **more)
    assert done.returncode == 0, done.stderr
    return files


def refused(done: subprocess.CompletedProcess[str], match: str, code: int = 2) -> None:
    """One line on standard error, that says this."""
    assert done.returncode == code, done.stdout + done.stderr
    assert re.search(match, done.stderr), done.stderr
    assert done.stderr.count("\n") == 1, done.stderr


def said(instance: Instance, script: str, word: str) -> object:
    """What a script that prints `WORD {json}` printed, run inside an instance."""
    printed = instance.manage("shell", "-v", "0", "-c", script)
    return json.loads(printed.split(f"{word} ", 1)[1].splitlines()[0])


def started(data: Path, *parts: str) -> Instance:
    """A restored instance, brought up part by part."""
    instance = Instance(data, free_port())
    instance.start("postgres")
    for part in parts:
        instance.start(part)
    if "signer" in parts:
        instance.key()
    return instance


def settled(instance: Instance, patience: float = 180) -> int:
    """Wait until all that was written is published; the size of the log."""
    until = time.monotonic() + patience
    checkpoint = instance.data / "log" / "checkpoint"
    while time.monotonic() < until:
        ((waiting,),) = instance.rows("SELECT count(*) FROM evidence_unsequenced")
        ((size,),) = instance.rows("SELECT coalesce(max(size), 0) FROM evidence_loghead")
        published = checkpoint.exists() and checkpoint.read_bytes().split(b"\n")[1] == b"%d" % size
        if not waiting and published:
            return int(str(size))
        time.sleep(0.3)
    raise AssertionError((instance.data / "worker.log").read_text()[-3000:])


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def signs_in(port: int, username: str, patience: float = 120) -> bool:
    """Whether a person comes in over the sign-in page, as a browser does it."""
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    place = f"http://127.0.0.1:{port}"
    until = time.monotonic() + patience
    while True:
        try:
            page = browser.open(f"{place}/account/login/", timeout=30).read().decode()
            break
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = {"csrfmiddlewaretoken": token[1], "login": username, "password": PASSWORD}
    sent = urllib.request.Request(
        f"{place}/account/login/", urllib.parse.urlencode(form).encode(), {"Origin": place}
    )
    browser.open(sent, timeout=60)
    return browser.open(f"{place}/desk/", timeout=60).url == f"{place}/desk/"


def removed(data: Path) -> None:
    """A folder of a test's own, gone again, so that the disk is not full of them."""
    shutil.rmtree(data, ignore_errors=True)
