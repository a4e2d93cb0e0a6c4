"""What a file really is, told by its bytes; pictures are redrawn so that nothing hides in them."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from hengjian.errors import HengjianError

MOST_BYTES = 10 * 1024 * 1024
_MOST_PIXELS = 60_000_000
_LONGEST_SIDE = 2400


class FileError(HengjianError):
    """A file that cannot be taken; says which are."""


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes to keep, and the type they are of."""

    data: bytes
    content_type: str


def cleaned(data: bytes) -> Content:
    """
    The content to keep of what was handed in: a photo without its hidden data, or a PDF as it is.

    Raises `FileError` for anything else, for what is too large, and for what is broken.
    """
    if len(data) > MOST_BYTES:
        raise FileError(
            "the file is larger than 10 MB: send a smaller one", zh="文件超过10 MB，请换一个较小的"
        )
    if data.startswith(b"%PDF-"):
        return Content(data, "application/pdf")
    try:
        picture = Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "WEBP"])
        if picture.width * picture.height > _MOST_PIXELS:
            raise ValueError("too many pixels")
        return _redrawn(picture)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise FileError(
            "the file is neither a photo (JPEG, PNG, WebP) nor a PDF, or it is broken: "
            "take the photo again",
            zh="文件不是照片（JPEG、PNG、WebP）或PDF，或已损坏：请重新拍照上传",
        ) from error


def _redrawn(picture: Image.Image) -> Content:
    # Redrawing drops EXIF (where the photo was taken, by which phone) and anything appended.
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=85)
    return Content(out.getvalue(), "image/jpeg")
