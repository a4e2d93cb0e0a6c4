"""The log as anybody fetches it: its files, how long they may be kept, and what is never served."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from hengjian.errors import PublishedError
from hengjian.ledger import alone
from hengjian.ledger.published import check_published
from hengjian.ledger.trust import Trust
from hengjian_portal.evidence.actions import Act, record_many
from hengjian_portal.evidence.exporting import export

from .running_log import RunningLog

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)


def entries(count: int, log: RunningLog) -> int:
    """Record some acts and publish them; how many entries the log has then."""
    with transaction.atomic():
        record_many((Act("test.done", f"thing:{n}", "system", {}) for n in range(count)), at=AT)
    return log.tend().size


def fetched(client: Client, path: str) -> bytes:
    answer = client.get(f"/log/{path}")
    if answer.status_code == 404:
        raise FileNotFoundError(path)
    return answer.content


def test_the_log_is_checked_whole_over_its_addresses(client: Client, running_log: RunningLog):
    assert entries(300, running_log) >= 300
    found = check_published(lambda path: fetched(client, path), Trust(running_log.key))
    assert found.trusted.checkpoint.head == running_log.tend()


def test_files_say_how_long_they_may_be_kept(client: Client, running_log: RunningLog):
    entries(256, running_log)
    tile, checkpoint = client.get("/log/tile/0/000"), client.get("/log/checkpoint")
    assert tile["Cache-Control"] == "public, max-age=31536000, immutable"
    assert tile["Content-Type"] == "application/octet-stream"
    assert checkpoint["Cache-Control"] == "public, max-age=5"
    assert checkpoint["Content-Type"] == "text/plain; charset=utf-8"
    for answer, path in ((tile, "tile/0/000"), (checkpoint, "checkpoint")):
        assert answer.content == (running_log.folder / path).read_bytes()
        again = client.get(f"/log/{path}", HTTP_IF_NONE_MATCH=answer["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        head = client.head(f"/log/{path}")
        assert (head.status_code, head["ETag"], head.content) == (200, answer["ETag"], b"")


def test_files_are_kept_once_for_everybody_but_pages_are_not(
    client: Client, running_log: RunningLog
):
    size = entries(3, running_log)
    client.get("/language/en/")  # a visitor with a cookie
    files = [f"tile/0/000.p/{size}", f"tile/entries/000.p/{size}", "checkpoint", "key"]
    for path in [*files, "hengjian_check.py"]:
        answer = client.get(f"/log/{path}", HTTP_ACCEPT_LANGUAGE="en")
        assert answer.status_code == 200
        assert not answer.has_header("Vary")
        again = client.get(f"/log/{path}", HTTP_IF_NONE_MATCH=answer["ETag"])
        assert (again.status_code, again.has_header("Vary")) == (304, False)
    assert "Accept-Language" in client.get("/log/")["Vary"]


def test_the_etag_of_the_checkpoint_changes_with_it(client: Client, running_log: RunningLog):
    entries(1, running_log)
    before = client.get("/log/checkpoint")["ETag"]
    entries(1, running_log)
    assert client.get("/log/checkpoint", HTTP_IF_NONE_MATCH=before).status_code == 200


def test_a_partial_tile_is_gone_once_the_full_one_is_there(client: Client, running_log: RunningLog):
    size = entries(20, running_log)
    path = f"tile/0/000.p/{size}"
    assert client.get(f"/log/{path}").status_code == 200
    kept = (running_log.folder / path).read_bytes()
    entries(300, running_log)
    # A mirror may have put it back: it is not served beside the full one all the same.
    (running_log.folder / path).parent.mkdir(exist_ok=True)
    (running_log.folder / path).write_bytes(kept)
    assert client.get(f"/log/{path}").status_code == 404
    assert client.get("/log/tile/0/000").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        ".lock", ".writing/x", "state", "../secrets/django", "tile/../checkpoint", "tile/0/0",
        "tile/0/000.p/256", "tile/0/000.p/0", "tile/0/x000/000", "tile/0/../../key", "tile/64/000",
        "tile/0/000.p/", "tile/.lock", "tile/0/000/", "tile/0/%2e%2e/%2e%2e/checkpoint", "tile//etc/passwd",
    ],
)  # fmt: skip
def test_nothing_else_is_served(path: str, client: Client, running_log: RunningLog):
    entries(256, running_log)
    (running_log.folder / "state").write_text("a secret")
    assert client.get(f"/log/{path}").status_code == 404


def test_nothing_can_be_sent_to_the_files(client: Client, running_log: RunningLog):
    entries(1, running_log)
    for path in ("checkpoint", "key", "hengjian_check.py", "tile/0/000.p/1"):
        assert client.post(f"/log/{path}").status_code == 405


def test_the_key_and_the_file_that_checks_are_there_as_text(
    client: Client, running_log: RunningLog
):
    entries(1, running_log)
    assert client.get("/log/key").content == f"{running_log.key.vkey}\n".encode()
    answer = client.get("/log/hengjian_check.py")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content == Path(alone.__file__).with_name("hengjian_check.py").read_bytes()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_names_size_key_and_ways_to_check(
    language: str, client: Client, running_log: RunningLog
):
    size = entries(3, running_log)
    page = client.get("/log/", HTTP_ACCEPT_LANGUAGE=language).content.decode()
    assert running_log.key.vkey in page.replace("&#x2B;", "+")
    assert f"<dd>{size}</dd>" in page
    assert "/log/hengjian_check.py" in page
    assert "/log/check/" in page


def test_before_anything_is_published_the_page_says_so(client: Client, running_log: RunningLog):
    assert "还没有发布" in client.get("/log/").content.decode()
    for path in ("checkpoint", "key", "tile/0/000"):
        assert client.get(f"/log/{path}").status_code == 404


def test_the_log_is_copied_to_a_folder_and_the_copy_grows(
    running_log: RunningLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    entries(250, running_log)
    call_command("export_log", str(tmp_path / "copy"))
    size = entries(20, running_log)
    call_command("export_log", str(tmp_path / "copy"))
    assert capsys.readouterr().out.split("\n")[1].startswith(f"{size} ")
    copied = {path.relative_to(tmp_path / "copy") for path in (tmp_path / "copy").rglob("*")}
    assert {Path("checkpoint"), Path("key"), Path("tile/0/000")} <= copied


def test_a_copy_of_an_altered_log_is_refused(running_log: RunningLog, tmp_path: Path):
    entries(3, running_log)
    (bundle,) = (running_log.folder / "tile/entries/000.p").iterdir()
    raw = bytearray(bundle.read_bytes())
    raw[10] ^= 1
    bundle.write_bytes(raw)
    with pytest.raises(PublishedError):
        export(running_log.folder, tmp_path / "copy")
    assert not (tmp_path / "copy/checkpoint").exists()


def test_there_is_nothing_to_copy_before_the_first_checkpoint(
    running_log: RunningLog, tmp_path: Path
):
    with pytest.raises(CommandError, match="nothing is published"):
        call_command("export_log", str(tmp_path / "copy"))
