"""A sealed file opens whole and unaltered, with its passphrase, or not at all."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from hengjian_portal.embedded.backup import sealed
from hengjian_portal.embedded.backup.fresh import Fresh
from hengjian_portal.embedded.backup.head import KEYS, PAGE, Head
from hengjian_portal.embedded.errors import BackupError

PHRASE = "纸短情长 a long one"
WIDE = sealed.CHUNK + 16
HEAD = Head(
    kind=KEYS, made_at="2026-11-27T04:00:00+00:00", instance="0" * 16, hengjian="0.1.0", postgresql=15,
    log_size=3, log_root="ab" * 32, manifest="cd" * 32, salt="", check="",
)  # fmt: skip


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here a key is derived hundreds of times."""
    monkeypatch.setattr(sealed, "_COST", 1 << 4)


def sealed_file(path: Path, content: bytes) -> Path:
    lock = sealed.new_lock(PHRASE)
    with path.open("w+b") as file:
        sealer = sealed.Sealer(file, lock, KEYS)
        for at in range(0, len(content), 70_001):
            sealer.write(content[at : at + 70_001])
        sealer.finish(replace(HEAD, salt=lock.salt.hex(), check=lock.check.hex()))
    return path


def opened(path: Path, phrase: str = PHRASE, kind: str = KEYS) -> bytes:
    return b"".join(sealed.open_sealed(path, phrase, kind).chunks())


def refused(path: Path, match: str | None = None) -> BackupError:
    with pytest.raises(BackupError, match=match) as error:
        opened(path)
    assert "\n" not in str(error.value)
    assert error.value.zh != str(error.value)
    return error.value


@pytest.fixture(scope="module")
def content() -> bytes:
    return random.Random(1).randbytes(2 * sealed.CHUNK + 77)


@pytest.fixture
def file(tmp_path: Path, content: bytes) -> Path:
    return sealed_file(tmp_path / "file", content)


@pytest.mark.parametrize("size", [0, 1, sealed.CHUNK, sealed.CHUNK + 1, 2 * sealed.CHUNK])
def test_what_was_sealed_comes_back_byte_by_byte(tmp_path: Path, size: int):
    content = random.Random(size).randbytes(size)
    path = sealed_file(tmp_path / "file", content)
    assert opened(path) == content
    chunks = max(1, -(-size // sealed.CHUNK))
    assert path.stat().st_size == PAGE + size + 16 * chunks


def test_nothing_of_it_can_be_read_without_the_passphrase(tmp_path: Path):
    path = sealed_file(tmp_path / "file", "渝AB1234 秘密".encode() * 100)
    assert "秘密".encode() not in path.read_bytes()
    with pytest.raises(BackupError, match="not its passphrase"):
        opened(path, "another long one")


def test_two_files_of_the_same_content_have_nothing_in_common(tmp_path: Path):
    one, two = (sealed_file(tmp_path / name, b"a" * 5000).read_bytes() for name in ("a", "b"))
    assert one[PAGE : PAGE + 32] != two[PAGE : PAGE + 32]


def test_every_flipped_bit_of_the_page_is_noticed(file: Path):
    raw = bytearray(file.read_bytes())
    chance = random.Random(2)
    used = len(raw[:PAGE].rstrip()) + 4
    for at in [*range(0, used), *chance.sample(range(used, PAGE), 60)]:
        bit = 1 << chance.randrange(8)
        raw[at] ^= bit
        file.write_bytes(raw)
        refused(file)
        raw[at] ^= bit


def test_a_flipped_bit_of_any_chunk_is_noticed_and_its_place_named(file: Path):
    raw = bytearray(file.read_bytes())
    chance = random.Random(3)
    edges = [PAGE, PAGE + WIDE - 1, PAGE + WIDE, PAGE + 2 * WIDE, len(raw) - 1]
    for at in [*edges, *(chance.randrange(PAGE, len(raw)) for _n in range(60))]:
        bit = 1 << chance.randrange(8)
        raw[at] ^= bit
        file.write_bytes(raw)
        start = PAGE + (at - PAGE) // WIDE * WIDE
        refused(file, f"damaged from byte {start} on")
        raw[at] ^= bit


def test_a_file_that_was_cut_off_is_noticed_wherever_it_was(file: Path):
    raw = file.read_bytes()
    chance = random.Random(4)
    boundaries = [0, 1, PAGE - 1, PAGE, PAGE + WIDE, PAGE + 2 * WIDE, len(raw) - 1]
    for size in [*boundaries, *(chance.randrange(len(raw)) for _n in range(30))]:
        file.write_bytes(raw[:size])
        refused(file)


def test_chunks_that_were_swapped_doubled_or_left_out_are_noticed(file: Path):
    raw = file.read_bytes()
    page, first, second, last = (
        raw[:PAGE], raw[PAGE : PAGE + WIDE], raw[PAGE + WIDE : PAGE + 2 * WIDE], raw[PAGE + 2 * WIDE :],
    )  # fmt: skip
    assert page + first + second + last == raw
    for wrong in (
        second + first + last, first + first + last, first + last, second + last, last,
        first + second + last + b"x", first + second + second + last, first + second,
    ):  # fmt: skip
        file.write_bytes(page + wrong)
        refused(file, "damaged from byte")


def test_a_chunk_or_a_page_of_another_backup_does_not_fit(
    tmp_path: Path, file: Path, content: bytes
):
    raw = file.read_bytes()
    other = sealed_file(tmp_path / "other", content).read_bytes()
    file.write_bytes(raw[: PAGE + WIDE] + other[PAGE + WIDE :])
    refused(file, f"damaged from byte {PAGE + WIDE} on")
    file.write_bytes(other[:PAGE] + raw[PAGE:])
    refused(file, f"damaged from byte {PAGE} on")


def test_the_two_files_given_the_wrong_way_round_are_told_apart(file: Path):
    with pytest.raises(BackupError, match="the wrong way round"):
        opened(file, kind="everything")


def test_a_file_of_a_newer_format_says_that_a_newer_program_is_needed(file: Path):
    file.write_bytes(file.read_bytes().replace(b'"version": 1', b'"version": 2', 1))
    refused(file, "a backup of format 2; this hengjian reads 1")


def test_something_else_is_no_backup(tmp_path: Path):
    for name, octets in (("a", b""), ("b", b"[1]"), ("c", b"{}"), ("d", b"\x00" * 9000)):
        (tmp_path / name).write_bytes(octets)
        refused(tmp_path / name, "not a backup of hengjian")
    refused(tmp_path / "nothing", "cannot be read: No such file")


def test_a_new_file_replaces_none_and_leaves_nothing_when_given_up(tmp_path: Path):
    (tmp_path / "old").write_bytes(b"kept")
    with pytest.raises(BackupError, match="is there already"):
        Fresh(tmp_path / "old")
    fresh = Fresh(tmp_path / "new")
    fresh.file.write(b"half")
    with pytest.raises(BackupError, match="another backup is being written"):
        Fresh(tmp_path / "new")
    fresh.discard()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old"]
    with pytest.raises(BackupError, match="No such file"):
        Fresh(tmp_path / "no folder" / "new")


def test_what_a_killed_one_left_is_not_in_the_next(tmp_path: Path):
    (tmp_path / ".new.part").write_bytes(b"left by one that was killed" * 1000)
    fresh = Fresh(tmp_path / "new")
    fresh.file.write(b"whole")
    fresh.settle()
    fresh.appear()
    fresh.discard()
    assert (tmp_path / "new").read_bytes() == b"whole"
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
