"""
The lines by which a scale is talked to in a trial, version 1; ours, not an official protocol.

ASCII text, one command a line, one line in reply, ended by a line feed (a carriage return before
it is set aside), at most 300 bytes. A reply is `OK WORD name=value …` or `ERR reason name=value …`;
an empty value is written as a dash.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from hengjian.errors import TextError
from hengjian.unlock.scale_state import CODE, SEAL, SOFTWARE

VERSION = 1
MOST_LINE = 300  # bytes without the line end
_REPLY_WORD = re.compile(r"[A-Za-z_]{1,40}", re.ASCII)
_FACT = re.compile(r"([a-z_]{1,40})=(\S{1,100})", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,10}", re.ASCII)


class Word(StrEnum):
    """What can be asked of a scale. OPEN, CLOSE, POWER and SPEED are hooks of a trial only."""

    HELLO = "HELLO"
    ID = "ID"
    STATE = "STATE"
    CHALLENGE = "CHALLENGE"
    CODE = "CODE"
    REPAIR = "REPAIR"
    VERIFY = "VERIFY"
    WEIGH = "WEIGH"
    LOG = "LOG"
    OPEN = "OPEN"
    CLOSE = "CLOSE"
    POWER = "POWER"
    SPEED = "SPEED"


# The shapes of the arguments of each word; a word may take one of several sets of them.
_ARGUMENTS: Mapping[Word, tuple[tuple[re.Pattern[str], ...], ...]] = {
    Word.HELLO: ((_NUMBER,),),
    Word.ID: ((),),
    Word.STATE: ((),),
    Word.CHALLENGE: ((),),
    Word.CODE: ((re.compile(r"[0-9]{1,20}", re.ASCII),),),
    Word.REPAIR: ((CODE, SOFTWARE),),
    Word.VERIFY: ((CODE, SEAL),),
    Word.WEIGH: ((),),
    Word.LOG: ((), (_NUMBER,)),
    Word.OPEN: ((),),
    Word.CLOSE: ((),),
    Word.POWER: ((), (re.compile("opened"),)),
    Word.SPEED: ((_NUMBER,),),
}


@dataclass(frozen=True, slots=True)
class Command:
    """A word and its arguments, each of the shape its place asks for."""

    word: Word
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that is no command, and the reason by which it is refused."""

    reason: str


@dataclass(frozen=True, slots=True)
class Said:
    """A reply: whether it is OK, its word or reason, and the facts it names."""

    ok: bool
    word: str
    facts: Mapping[str, str]


@dataclass(slots=True)
class LineReader:
    r"""
    Bytes as they arrive, cut into lines; what is too long or not ASCII becomes a refusal.

    Never holds more than one line of bytes, however long the line.

    >>> reader = LineReader()
    >>> reader.feed(b"ID\r\nSTA"), reader.feed(b"TE\n" + b"x" * 999), reader.feed(b"\n\xff\n")
    (['ID'], ['STATE'], [Refusal(reason='line_too_long'), Refusal(reason='not_ascii')])
    """

    held: bytes = b""
    too_long: bool = field(default=False)

    def feed(self, octets: bytes) -> list[str | Refusal]:
        """Take what has arrived; return the lines that are now whole."""
        *whole, rest = octets.split(b"\n")
        found = [self._ended(part) for part in whole]
        self._keep(rest)
        return found

    def _ended(self, part: bytes) -> str | Refusal:
        self._keep(part)
        line, was_too_long = self.held.removesuffix(b"\r"), self.too_long
        self.held, self.too_long = b"", False
        if was_too_long or len(line) > MOST_LINE:
            return Refusal("line_too_long")
        # Control characters are ASCII too, and no part of any command.
        text = line.decode("ascii", errors="replace")
        return text if text.isascii() and (text.isprintable()) else Refusal("not_ascii")

    def _keep(self, part: bytes) -> None:
        room = MOST_LINE + 1 - len(self.held)  # one more, for the carriage return
        self.too_long = self.too_long or len(part) > room
        self.held += part[:room]


def read_command(line: str) -> Command | Refusal:
    """
    Read a command; words are capitals, one blank or more between them.

    >>> read_command("CODE 12345678")
    Command(word=<Word.CODE: 'CODE'>, arguments=('12345678',))
    >>> read_command("CODE please"), read_command("SELL 1")
    (Refusal(reason='bad_argument'), Refusal(reason='unknown_command'))
    """
    word, *arguments = line.split() or [""]
    if word not in tuple(Word):
        return Refusal("unknown_command")
    for shapes in _ARGUMENTS[Word(word)]:
        if len(shapes) == len(arguments) and all(
            shape.fullmatch(given) for shape, given in zip(shapes, arguments, strict=True)
        ):
            return Command(Word(word), tuple(arguments))
    return Refusal("bad_argument")


def ok(word: Word, **facts: object) -> str:
    """
    Write a reply that says yes.

    >>> ok(Word.ID, production="PQILIN1", repair="")
    'OK ID production=PQILIN1 repair=-'
    """
    return _line(f"OK {word}", facts)


def err(reason: str, **facts: object) -> str:
    """
    Write a reply that says no, and why.

    >>> err("back_off", wait=60)
    'ERR back_off wait=60'
    """
    return _line(f"ERR {reason}", facts)


def read_reply(line: str) -> Said:
    """
    Read a reply; a dash as a value is an empty one.

    Raises `TextError` for a line that is no reply, or names one fact twice.

    >>> read_reply("OK ID production=PQILIN1 repair=-").facts["repair"]
    ''
    """
    head, *rest = line.split(" ")
    word = rest[0] if rest else ""
    found = [_FACT.fullmatch(part) for part in rest[1:]]
    pairs = [(one[1], "" if one[2] == "-" else one[2]) for one in found if one]
    shaped = head in ("OK", "ERR") and _REPLY_WORD.fullmatch(word) and len(line) <= MOST_LINE
    if not shaped or len(dict(pairs)) != len(found):
        raise TextError(
            f"the reply {line[:60]!r} is not OK or ERR, a word, and facts as name=value",
            zh=f"回应{line[:60]!r}不是OK或ERR加词语和name=value",
        )
    return Said(head == "OK", word, MappingProxyType(dict(pairs)))


def _line(head: str, facts: Mapping[str, object]) -> str:
    return " ".join([head, *(f"{name}={str(value) or '-'}" for name, value in facts.items())])
