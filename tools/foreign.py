"""
Set up software of others that checks our log, in `.foreign/`: Go with its x/mod, and sigstore.

Everything is pinned by hash in requirements/foreign.txt and kept apart from the product. The checker
that is built from tests/foreign/xmod_check.go takes x/mod from the sources Go itself is built of,
so nothing but the two wheels is fetched.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / ".foreign"
PINS = ROOT / "requirements" / "foreign.txt"
SOURCE = ROOT / "tests" / "foreign" / "xmod_check.go"
PYTHON = PLACE / "bin" / "python"
CHECKER = PLACE / "xmod_check"
STAMP = PLACE / ".ready"
_PACKAGES = ("note", "tlog")
_WITHIN_S = 900


def wanted() -> str:
    """What pins, source and this script ask for, as a digest."""
    files = (PINS, SOURCE, Path(__file__))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def is_ready() -> bool:
    """Whether everything is there, as it is asked for now."""
    return STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted()


def main() -> None:
    """Set it up unless it is there."""
    if is_ready():
        return
    shutil.rmtree(PLACE, ignore_errors=True)
    venv.create(PLACE, with_pip=True)
    _run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
         "--only-binary", ":all:", "--require-hashes", "-r", PINS)  # fmt: skip
    _build()
    STAMP.write_text(wanted(), encoding="utf-8")


def _build() -> None:
    """Build the checker without the network, with the x/mod that Go carries."""
    root = next(PLACE.glob("lib/python*/site-packages/go"))
    path = PLACE / "gopath"
    for name in _PACKAGES:
        inside = Path("golang.org/x/mod/sumdb") / name
        shutil.copytree(root / "src/cmd/vendor" / inside, path / "src" / inside)
    _run(root / "bin/go", "build", "-o", CHECKER, SOURCE,
         GOROOT=str(root), GOPATH=str(path), GOCACHE=str(PLACE / "gocache"), GO111MODULE="off",
         GOFLAGS="", GOPROXY="off", GOTOOLCHAIN="local", CGO_ENABLED="0")  # fmt: skip


def _run(*words: object, **environment: str) -> None:
    subprocess.run(
        [str(word) for word in words],
        check=True,
        timeout=_WITHIN_S,
        env={**os.environ, **environment},
    )


if __name__ == "__main__":
    sys.exit(main())
