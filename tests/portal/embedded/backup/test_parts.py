"""What lies inside: parts of unknown length, a manifest that must fit, names that are ours."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from hengjian_portal.embedded.backup import progress
from hengjian_portal.embedded.backup.parts import PartReader, PartWriter, file_parts
from hengjian_portal.embedded.errors import BackupError


def written(*named: tuple[str, list[bytes]], **more: object) -> tuple[bytes, str]:
    out = io.BytesIO()
    writer = PartWriter(out.write)
    for name, blocks in named:
        writer.add(name, blocks)
    digest = writer.finish(more)
    return out.getvalue(), digest


def reader(raw: bytes, piece: int = 7) -> PartReader:
    return PartReader(
        Path("file"), iter([raw[at : at + piece] for at in range(0, len(raw), piece)])
    )


def test_parts_come_back_in_order_whatever_pieces_they_are_read_in():
    raw, _digest = written(
        ("uploads/称/a", [b"abc", b"", b"d" * 1000]), ("database", []), keys={"secrets/django": "1"}
    )
    for piece in (1, 7, 4096):
        read = reader(raw, piece)
        assert [(name, b"".join(blocks)) for name, blocks in read.each()] == [
            ("uploads/称/a", b"abc" + b"d" * 1000), ("database", b""),
        ]  # fmt: skip
        assert read.manifest == {"keys": {"secrets/django": "1"}}
        assert read.parts["uploads/称/a"].size == 1003


def test_a_part_that_nobody_takes_is_counted_all_the_same():
    raw, _digest = written(("uploads/a", [b"x" * 5000]), ("uploads/b", [b"y"]))
    read = reader(raw)
    assert [name for name, _blocks in read.each()] == ["uploads/a", "uploads/b"]
    assert read.parts["uploads/a"].size == 5000


@pytest.mark.parametrize(
    "name",
    [
        "uploads/../../etc/passwd",
        "/etc/passwd",
        "uploads//a",
        "elsewhere/a",
        "signer/state",
        "uploads/a/.",
    ],
)
def test_a_name_that_we_never_write_is_refused(name: str):
    raw, _digest = written((name, [b"x"]))
    with pytest.raises(BackupError, match="is not what this version of hengjian writes there"):
        list(reader(raw).each())


def test_a_doubled_part_an_ending_before_the_manifest_and_more_after_it_are_refused():
    raw, _digest = written(("uploads/a", [b"x"]), ("uploads/a", [b"x"]))
    good, _digest = written(("uploads/a", [b"x"]))
    for wrong in (raw, good[:-3], good[:20], b"", good + b"x" * 10, good + b"x"):
        with pytest.raises(BackupError):
            list(reader(wrong).each())


def test_a_manifest_of_other_parts_is_refused():
    good, _digest = written(("uploads/a", [b"x"]))
    with pytest.raises(BackupError, match="manifest"):
        list(reader(good.replace(b'"uploads/a": [1', b'"uploads/a": [2')).each())


def test_files_that_are_being_written_are_left_out(tmp_path: Path):
    for name in ("aa/abcdef", "aa/abcdef.4711", "unlock/maker-1-v1.key", "unlock/maker-1-v1.99"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    names = [name for name, _path in file_parts(tmp_path, "secrets/")]
    assert names == ["secrets/aa/abcdef", "secrets/unlock/maker-1-v1.key"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_said_after_two_seconds_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch):
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    terminal, file = Terminal(), io.StringIO()
    for to in (terminal, file):
        now[0] = 100.0
        shown = progress.Progress(to, now[0])
        blocks = shown.through("database", [b"x" * 3_000_000] * 3)
        next(blocks)
        assert to.getvalue() == ""
        now[0] = 102.5
        next(blocks)
        now[0] = 102.6  # said a moment ago
        next(blocks)
        shown.end()
    assert terminal.getvalue() == "\r\x1b[Khengjian: database 6 MB\r\x1b[K"
    assert file.getvalue() == ""
