"""
A data folder with its cluster made and its tables in it, made once for a whole run of tests.

Making one takes half a minute, mostly migrations; whoever needs one takes a copy. It does not wait
for the disk: a killed process loses nothing by that, only a machine without power would.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from hengjian_portal.embedded import cluster
from hengjian_portal.embedded.folder import Folder


def ready_folder(factory: pytest.TempPathFactory) -> Path:
    """The one of this run, stopped; all processes of the run share it."""
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    place, made = shared / "ready", shared / "ready.made"
    with (shared / "ready.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(place, ignore_errors=True)
            _make(Folder(place))
            made.touch()
    return place


def copy_of(ready: Path, to: Path) -> Folder:
    """A folder of one's own, stopped, that nobody has served from yet."""
    shutil.copytree(ready, to)
    return Folder(to)


def _make(folder: Folder) -> None:
    cluster.start(folder)
    try:
        with psycopg.connect(cluster.url(folder), autocommit=True) as connection:
            for setting in ("fsync", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        for step in ("migrate", "--verbosity", "0"), ("collectstatic", "--no-input", "-v", "0"):
            _manage(folder, *step)
    finally:
        cluster.stop(folder)


def _manage(folder: Folder, *words: str) -> None:
    environment = {
        **os.environ, "DATABASE_URL": cluster.url(folder), "HENGJIAN_DATA": str(folder.root),
        "DJANGO_SETTINGS_MODULE": "hengjian_portal.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "hengjian_portal", *words],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
