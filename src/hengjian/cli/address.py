"""A place on the network, as a command is given it."""

from __future__ import annotations

from hengjian.errors import TextError

_MOST_PORT = 65535


def read_address(written: str, option: str) -> tuple[str, int]:
    """
    Read HOST:PORT, an address of IPv6 in brackets; raises `TextError` naming the option.

    >>> read_address("127.0.0.1:7000", "--tcp"), read_address("[::1]:7000", "--tcp")
    (('127.0.0.1', 7000), ('::1', 7000))
    """
    host, _, port = written.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    bracketed = host.startswith("[") and host.endswith("]")
    number = port.isascii() and port.isdigit() and int(port) <= _MOST_PORT
    if not bare or not number or (":" in bare and not bracketed):
        raise TextError(
            f"{option}: {written!r} is no address; write it as 127.0.0.1:7000",
            zh=f"{option}：{written!r}不是地址，请写成127.0.0.1:7000",
        )
    return bare, int(port)
