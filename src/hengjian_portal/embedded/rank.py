"""
As whom PostgreSQL's programs run: it refuses the administrator, rightly.

An ordinary user runs them as is. For root, a user namespace in which the same files belong to an
ordinary user is enough; where the machine forbids namespaces, the user `nobody` does it and the
data folder is given to it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from hengjian_portal.embedded.errors import EmbeddedError


@dataclass(frozen=True, slots=True)
class Rank:
    """What goes before a command, and the user id its files must have (None: leave them)."""

    prefix: tuple[str, ...] = ()
    owner: int | None = None
    user: int | None = None

    def give(self, place: Path) -> None:
        """Let the rank's user own a folder and all in it; raises where it cannot be reached."""
        if self.owner is None:
            return
        for one in (place, *place.rglob("*")):
            os.chown(one, self.owner, -1)
        for parent in place.resolve().parents:
            if not parent.stat().st_mode & 0o001:
                raise EmbeddedError(
                    f"run by root without user namespaces, PostgreSQL runs as 'nobody', who cannot "
                    f"reach {place} through {parent}: set HENGJIAN_DATA to a folder such as /var/lib/hengjian",
                    zh=f"以 root 运行且无用户命名空间时，PostgreSQL 以 nobody 身份运行，"
                    f"无法经 {parent} 到达 {place}：请将 HENGJIAN_DATA 设为如 /var/lib/hengjian 的文件夹",
                )


def current() -> Rank:
    """The rank for this process: nothing special, a namespace, or `nobody`."""
    if os.geteuid() != 0:
        return Rank()
    if os.environ.get("HENGJIAN_ROOT_AS") != "nobody" and _namespace_works():
        return Rank(prefix=_NAMESPACE)
    nobody = pwd.getpwnam("nobody").pw_uid
    return Rank(owner=nobody, user=nobody)


_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


def _namespace_works() -> bool:
    if not shutil.which("unshare"):
        return False
    tried = subprocess.run([*_NAMESPACE, "true"], capture_output=True, check=False)  # noqa: S603
    return tried.returncode == 0
