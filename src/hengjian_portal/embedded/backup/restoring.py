"""
Restoring a backup into an empty folder: read through first, then all of it, or nothing.

From the first step to the last a file marks the folder as half restored, and nothing starts there.
What the signer signed last is never in a backup, or a restored one would sign the same places twice:
it is taken from the newest checkpoint that is known, and the check of every start then decides.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.metadata import version

from hengjian.ledger.published import CHECKPOINT
from hengjian_portal.embedded import binaries, children, cluster, guard
from hengjian_portal.embedded.backup import checking, database, head, parts
from hengjian_portal.embedded.backup.fresh import unwritten
from hengjian_portal.embedded.backup.published import head_in
from hengjian_portal.embedded.errors import BackupError, EmbeddedError
from hengjian_portal.embedded.folder import Folder

Say = Callable[[str], None]
_CLAIM = "claim"  # the file by which a process holds a folder


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored; `refusal` is why it may not start yet, empty where it may."""

    held: checking.Held
    refusal: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where to, and the newest checkpoint from outside, where one is given."""

    folder: Folder
    checkpoint: bytes = b""


def restore(files: checking.Files, target: Target, say: Say) -> Restored:
    """
    Restore a backup whole, or leave the folder as empty as it was.

    Raises `BackupError` and `EmbeddedError`. An outside database is filled whole or not at all; what
    fails after that leaves it filled, and says so.
    """
    with _held_empty(target.folder):
        say("reading the backup …")
        held = checking.check(files, target.checkpoint)
        _refuse_newer(held.head)
        url = os.environ.get("DATABASE_URL", "")
        if url:
            database.refuse_unless_empty(url)
        work = _Work(files, target, held, say)
        try:
            return work.done(url)
        except OSError as error:
            raise unwritten(target.folder.root, error) from None
        except EmbeddedError as error:
            if _disk_was_full(target.folder):
                full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                raise unwritten(target.folder.root, full) from error
            raise
        finally:
            files.progress.end()


@dataclass(frozen=True, slots=True)
class _Work:
    files: checking.Files
    target: Target
    held: checking.Held
    say: Say

    def done(self, outside: str) -> Restored:
        place = self.target.folder
        with ExitStack() as stack:
            keeper = guard.Guard(place)
            stack.callback(keeper.dismiss)
            url = outside
            if not outside:
                stack.callback(cluster.stop, place)
                cluster.start(place, self.held.head.postgresql)
                url = cluster.url(place)
            self._extract(url)
            self.say("tables …")
            environment = children.environment(place, url, own_signer=self.held.log_key is not None)
            children.step(environment, "migrate", "--verbosity", "0")
            self._give_signer_its_state(url)
            refusal = self._may_start(environment, keeper)
            os.sync()
        return Restored(self.held, refusal)

    def _extract(self, url: str) -> None:
        root = self.target.folder.root
        self.say("files and database …")
        for name, key in self.held.keys.items():
            parts.write_file(root / name, [key])
        programs = binaries.for_copying(self.held.head.postgresql)
        for name, blocks in checking.Everything(self.files, self.held.keys).each():
            if name == parts.DATABASE:
                database.load(url, programs, blocks)
            else:
                mode = 0o644 if name.startswith(parts.LOG) else 0o600
                parts.write_file(root / name, blocks, mode)

    def _give_signer_its_state(self, url: str) -> None:
        """
        Adopt the newest checkpoint known; where nothing was ever signed, a new key is made at the start.

        One from outside goes before what the database says of itself, so that the check of the start
        holds the database against it.
        """
        if self.held.log_key is None:
            return
        signer = self.target.folder.root / "signer"
        published = self.target.folder.root / "log" / CHECKPOINT
        known = [self.target.checkpoint] if self.target.checkpoint else []
        known += [published.read_bytes()] if published.exists() else []
        known = known or [one for one in (database.newest_checkpoint(url),) if one]
        if not known:
            (signer / "key").unlink()
            return
        chosen = signer / "adopted"
        chosen.write_bytes(max(known, key=lambda one: head_in(one).size))
        children.adopt(signer, chosen)
        chosen.unlink()

    def _may_start(self, environment: dict[str, str], keeper: guard.Guard) -> str:
        """What `check_log_start` says of it, beside a signer that runs for just as long."""
        own = (self.target.folder.root / "signer" / "key").exists()
        if not own and not os.environ.get("HENGJIAN_SIGNER"):
            return ""  # nothing is signed yet, or the signer is elsewhere and not named: the start asks
        self.say("evidence log …")
        with ExitStack() as stack:
            if own:
                stack.enter_context(children.signer(environment, keeper))
            return children.refusal(environment, "check_log_start")


@contextmanager
def _held_empty(place: Folder) -> Iterator[None]:
    """An empty folder for this process, marked until all is in it; emptied again where that fails."""
    _refuse_unless_empty(place)
    try:
        place.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        claim = place.claim()
        place.half_restored.touch(mode=0o600)
    except OSError as error:
        raise unwritten(place.root, error) from None
    try:
        _empty(place)
        place.prepare()
        yield
    except BaseException:
        _empty(place)
        (place.root / _CLAIM).unlink()
        place.half_restored.unlink()  # last: as long as it lies there, the next restore begins anew
        raise
    else:
        place.half_restored.unlink()
    finally:
        claim.close()


def _disk_was_full(place: Folder) -> bool:
    """Whether the server says so: whoever talks to it only hears that it went away."""
    try:
        log = place.log_file.read_text(errors="replace")
    except OSError:
        return False
    return os.strerror(errno.ENOSPC) in log


def _refuse_unless_empty(place: Folder) -> None:
    root = place.root
    if not root.exists() or place.half_restored.exists():
        return  # what one that was killed left; it marked the folder when that was empty
    if (root / _CLAIM).exists():
        place.claim().close()  # says who holds it, where somebody does
    found = sorted(path.name for path in root.iterdir())
    if found:
        raise BackupError(
            f"{root} is not empty ({', '.join(found[:5])}): a restore replaces nothing. Move it away, "
            "or name another folder with --data",
            zh=f"{root}不是空文件夹（{'、'.join(found[:5])}）：恢复不覆盖任何内容。请将其移走，"
            "或用 --data 另选文件夹",
        )


def _empty(place: Folder) -> None:
    """Remove all but the mark and the claim, which go last."""
    cluster.stop(place)
    for path in place.root.iterdir():
        if path.name in (place.half_restored.name, _CLAIM):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _refuse_newer(page: head.Head) -> None:
    """Before anything is written: what was made by newer programs than ours is not taken apart."""
    ours = version("hengjian")
    if _ordered(page.hengjian) > _ordered(ours):
        raise BackupError(
            f"the backup is of hengjian {page.hengjian}, this is {ours}: install that version or a newer one",
            zh=f"备份由衡鉴{page.hengjian}制作，本程序为{ours}：请安装该版本或更新版本",
        )
    binaries.for_copying(page.postgresql)


def _ordered(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]
