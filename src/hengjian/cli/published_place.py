"""Where a log is published, a folder or an address of the web, and what lies there."""

from __future__ import annotations

import zlib
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from hengjian.errors import TextError
from hengjian.ledger.published import Reader
from hengjian.ledger.tile import LARGEST_BUNDLE

_ANSWERS_WITHIN_S = 30
_GONE = {404, 410}
_HEADERS = {"Accept-Encoding": "gzip, identity"}
_GZIP = 16 + zlib.MAX_WBITS


def reader_of(place: str) -> Reader:
    """
    Return what reads the files of a published log; raises `TextError` where there is no such place.

    A file that is not there is a `FileNotFoundError` for the engine to judge; what cannot be
    fetched at all is a `TextError`.
    """
    if place.startswith(("http://", "https://")):
        return lambda path: _fetched(f"{place.rstrip('/')}/{path}")
    folder = Path(place)
    if not folder.is_dir():
        raise TextError(
            f"{place}: is no folder; give that of the log, or its address with https://",
            zh=f"{place}：不是文件夹；请给出日志的文件夹，或以https://开头的网址",
        )
    return lambda path: _read(folder / path)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(path) from None
    except OSError as error:
        raise TextError(
            f"{path}: cannot be read: {error.strerror}", zh=f"{path}：无法读取：{error.strerror}"
        ) from None


def _fetched(url: str) -> bytes:
    try:
        asked = Request(url, headers=_HEADERS)  # noqa: S310 - http(s) only
        with urlopen(asked, timeout=_ANSWERS_WITHIN_S) as answer:  # noqa: S310 - as above
            raw = answer.read(LARGEST_BUNDLE + 1)
            zipped = answer.headers.get("Content-Encoding") == "gzip"
        return _checked(
            zlib.decompressobj(_GZIP).decompress(raw, LARGEST_BUNDLE + 1) if zipped else raw
        )
    except HTTPError as error:
        if error.code in _GONE:
            raise FileNotFoundError(url) from None
        raise _unreachable(url, f"status {error.code}") from None
    except URLError as error:
        raise _unreachable(url, str(error.reason)) from None
    except (OSError, ValueError, zlib.error) as error:
        raise _unreachable(url, str(error)) from None


def _checked(raw: bytes) -> bytes:
    if len(raw) > LARGEST_BUNDLE:
        raise ValueError(f"more than {LARGEST_BUNDLE} bytes, which no file of a log has")
    return raw


def _unreachable(url: str, why: str) -> TextError:
    return TextError(f"{url}: cannot be fetched: {why}", zh=f"{url}：无法获取：{why}")
