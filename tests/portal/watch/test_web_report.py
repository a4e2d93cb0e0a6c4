"""What anybody reports: three steps, without an account and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hengjian_portal.watch.models import Report
from tests.portal.watch.test_pages import wrong

pytestmark = pytest.mark.django_db


def photo_of(size: tuple[int, int] = (40, 30)) -> bytes:
    """A JPEG that says by which phone it was taken."""
    import io

    from PIL import Image

    out, picture = io.BytesIO(), Image.new("RGB", size, "red")
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"  # Make
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def two_steps(client: Any, **first: str) -> Any:
    client.post("/report/", {"product_name": "保温杯", "brand": "巴渝", **first})
    return client.post(
        "/report/what-happened/",
        {"what_happened": "杯底炸裂", "injured": "1", "harm": "", "district": "500103"},
    )


def test_three_steps_make_a_report_with_its_photo_and_receipt(client: Any, db: None) -> None:
    from hengjian_portal.files.models import Upload
    from hengjian_portal.files.queries import content

    assert two_steps(client)["Location"] == "/report/about-you/"
    assert not Report.objects.exists()
    photo = SimpleUploadedFile("p.jpg", photo_of())
    page = client.post(
        "/report/about-you/", {"photo": photo, "contact": "13800002222"}, follow=True
    )
    report = Report.objects.get()
    assert (report.source, report.injured, report.district) == ("web", 1, "500103")
    assert report.receipt_no in page.content.decode()
    kept = content(Upload.objects.get(about=f"report:{report.pk}"))
    assert b"SecretPhone" in photo_of()
    assert b"SecretPhone" not in kept
    secret = client.session["danger_receipt"][1]
    follow = client.post("/follow/", {"receipt_no": report.receipt_no, "secret": secret})
    assert "正在处理" in follow.content.decode()
    assert "13800002222" not in str(dict(client.session))
    wrong_secret = client.post("/follow/", {"receipt_no": report.receipt_no, "secret": "x"})
    assert "保温杯" not in wrong_secret.content.decode()


@pytest.mark.parametrize("data", [b"not a photo", b"GIF89a" + b"0" * 50, photo_of()[:300]])
def test_a_bad_photo_is_said_at_its_field_and_nothing_is_sent(
    data: bytes, client: Any, db: None
) -> None:
    two_steps(client)
    page = client.post("/report/about-you/", {"photo": SimpleUploadedFile("p.jpg", data)})
    assert wrong(page, "photo")
    assert not Report.objects.exists()


def test_steps_are_not_jumped_over(client: Any, db: None) -> None:
    assert client.get("/report/what-happened/")["Location"] == "/report/"
    assert client.get("/report/about-you/")["Location"] == "/report/"
    assert client.get("/report/done/")["Location"] == "/report/"


def test_sending_twice_makes_one_report_and_shows_its_receipt(client: Any, db: None) -> None:
    two_steps(client)
    client.post("/report/about-you/", {"name": ""})
    assert client.post("/report/about-you/", {"name": ""})["Location"] == "/report/done/"
    assert Report.objects.count() == 1
    client.post("/report/", {"product_name": "电热毯"})  # another one is begun
    assert client.get("/report/about-you/")["Location"] == "/report/"


def test_whose_answer_is_lost_on_the_way_finds_the_receipt_on_sending_again(
    client: Any, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_given: Any) -> None:
        raise RuntimeError("the line broke after the report was taken in")

    two_steps(client)
    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr("hengjian_portal.public.report.let_go", lost)
        assert client.post("/report/about-you/", {"name": ""}).status_code == 500
    again = client.post("/report/about-you/", {"name": ""}, follow=True)
    assert Report.objects.get().receipt_no in again.content.decode()
    assert client.session["danger_receipt"][1] in again.content.decode()


def test_every_step_is_a_plain_form(client: Any, db: None) -> None:
    """Nothing in a step needs a script: one form, posted to where it stands, with a button."""
    two_steps(client)
    for place in ("/report/", "/report/what-happened/", "/report/about-you/"):
        text = client.get(place).content.decode()
        main = text[text.index("<main") : text.index("</main>")]
        assert main.count('<form method="post"') == 1
        assert '<button class="btn btn-primary btn-lg">' in main
        assert "onclick" not in main


def test_goods_with_another_law_are_said_and_still_taken(client: Any, db: None) -> None:
    client.post("/report/", {"product_name": "婴儿奶粉"})
    assert "奶粉" in client.get("/report/what-happened/").content.decode()
    client.post("/report/what-happened/", {"what_happened": "有异物"})
    client.post("/report/about-you/", {"name": ""})
    assert Report.objects.get().scope == "out"
