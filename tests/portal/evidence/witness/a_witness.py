"""A published log in a folder, and a real `hengjian witness` beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from hengjian.ledger.cosignature import check_cosignatures
from hengjian.ledger.note import Key, read_key, read_note
from hengjian.ledger.published import Published, check_published
from hengjian.ledger.tree import Head
from hengjian.ledger.trust import Trust
from tests.hengjian.ledger.a_log import LOG, Log, entry

NAME = "sichuan.example/witness"
PATIENCE = 120.0  # seconds; the machine may be busy


@dataclass
class Place:
    """A log that its operator publishes into a folder, and the folder of a witness."""

    root: Path
    log: Log
    address: str = ""
    name: str = NAME
    beside: str = "witness"
    asked: str = ""
    heads: list[Head] = field(default_factory=list)

    @property
    def published(self) -> Path:
        return self.root / "published"

    @property
    def folder(self) -> Path:
        return self.root / self.beside

    @property
    def mirror(self) -> Path:
        return self.folder / "mirror"

    @property
    def key(self) -> Key:
        return read_key(self._cosigner_vkey())

    def _cosigner_vkey(self) -> str:
        from hengjian.ledger.cosignature import Cosigner

        said = json.loads((self.folder / "key").read_bytes())
        return Cosigner.from_seed(said["name"], bytes.fromhex(said["seed"])).key.vkey

    @property
    def state(self) -> tuple[int, str]:
        """Size and root of what the witness knows."""
        said = json.loads((self.folder / "state").read_bytes())
        return said["size"], said["root"]

    def grow(self, count: int, first: int | None = None) -> Place:
        """Grow the log by entries, from its next one or from another, and publish it."""
        start = len(self.log.entries) if first is None else first
        self.log.publish([entry(start + n) for n in range(count)])
        self.heads.append(self.log.head)
        return self.write()

    def write(self) -> Place:
        """Publish as it is done: each file whole, by a rename; the checkpoint last."""
        for path in sorted(self.log.files, key=lambda one: one == "checkpoint"):
            place = self.published / path
            if not place.exists() or place.read_bytes() != self.log.files[path]:
                place.parent.mkdir(parents=True, exist_ok=True)
                fresh = self.root / ".fresh"
                fresh.write_bytes(self.log.files[path])
                fresh.replace(place)
        return self

    def command(self, *options: str) -> list[str]:
        return [
            sys.executable, "-c", "from hengjian.cli import main; main()", "witness",
            "--log", self.address or str(self.published), "--key", LOG.key.vkey,
            "--folder", str(self.folder), "--name", self.name, *options,
        ]  # fmt: skip

    def run(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Run the witness to its end."""
        return subprocess.run(
            self.command(*options), capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    def once(self, *options: str) -> subprocess.CompletedProcess[str]:
        """One round."""
        return self.run("--once", *options)

    def start(self, *options: str) -> subprocess.Popen[str]:
        """Start the witness and leave it running; what it says on standard error lies in a file."""
        with (self.root / "said").open("a") as said:
            return subprocess.Popen(
                self.command(*options), stdout=subprocess.PIPE, stderr=said, text=True
            )

    def mirror_holds(self) -> Published:
        """Check the mirror as any stranger would, the witness's cosignature included."""
        trust = Trust(LOG.key, (self.key,))
        return check_published(lambda path: (self.mirror / path).read_bytes(), trust)

    def evidence(self, name: str) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.folder / name).iterdir()}

    def landed(self) -> set[str]:
        """The tiles and bundles in the mirror, by path."""
        there = (path for path in (self.mirror / "tile").rglob("*") if path.is_file())
        return {path.relative_to(self.mirror).as_posix() for path in there}

    def cosigned(self) -> int:
        """How many entries the mirror's cosigned checkpoint has; 0 without one."""
        try:
            raw = (self.mirror / "checkpoint").read_bytes()
        except FileNotFoundError:
            return 0
        assert check_cosignatures(read_note(raw), self.key)
        return int(raw.split(b"\n")[1])


def a_place(root: Path, *batches: int) -> Place:
    """A log of batches of entries, published."""
    place = Place(root, Log(witnesses=()))
    for size in batches:
        place.grow(size)
    return place


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_said: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder over HTTP."""
    with ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(_Quiet, directory=os.fspath(folder))
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
