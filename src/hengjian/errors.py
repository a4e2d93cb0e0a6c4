"""
Everything that can go wrong inside an engine, as one tree.

HengjianError
├── LawError           a statute file is wrong, or no text is in force that day
├── CalendarError      a date lies outside the years we hold holiday notices for
├── TextError          an identifier or a line of a file that cannot be read
├── StageError         an act that the stage of a case does not allow
├── PenaltyError       a fine, or an act of enforcement, that its article or its clock forbids
├── MeasureError       a reading that no scale of this class could give
├── EvidenceError      an entry, proof, checkpoint or leaf that does not hold
│   ├── ProofError     a proof that does not lead to the root it is held against
│   ├── SignatureError a signature of a known key that is false, or missing where it is needed
│   ├── HeadError      a head that must not be signed: smaller, forked, or not shown to follow
│   └── PublishedError a published log, naming the first place that does not hold
└── CodeError          an unlock code that must not open the scale
"""

from __future__ import annotations


class HengjianError(Exception):
    """
    Catch this at a door (a page, an API, the command line), and nowhere deeper.

    `str(error)` is the English message; `error.zh` says the same in Chinese.
    Both say what is wrong, where, and what to do.

    >>> error = CalendarError("no holiday notice held for 2027", zh="尚未录入2027年放假安排")
    >>> str(error), error.zh
    ('no holiday notice held for 2027', '尚未录入2027年放假安排')
    """

    def __init__(self, message: str, *, zh: str) -> None:
        super().__init__(message)
        self.zh = zh


class LawError(HengjianError):
    """A statute file is wrong, or no text is in force that day."""


class CalendarError(HengjianError):
    """A date lies outside the years we hold holiday notices for."""


class TextError(HengjianError):
    """An identifier or a line of a file that cannot be read."""


class StageError(HengjianError):
    """An act that the stage of a case does not allow."""


class PenaltyError(HengjianError):
    """A fine, or an act of enforcement, that its article or its clock forbids."""


class MeasureError(HengjianError):
    """A reading that no scale of this class could give."""


class EvidenceError(HengjianError):
    """An entry, proof, checkpoint or leaf that does not hold."""


class ProofError(EvidenceError):
    """A proof that does not lead to the root it is held against."""


class SignatureError(EvidenceError):
    """A signature of a known key that is false, or missing where it is needed."""


class HeadError(EvidenceError):
    """A head that must not be signed: smaller, forked, or not shown to follow."""


class PublishedError(EvidenceError):
    """A published log that does not hold; `place` is the path of the first thing that does not."""

    def __init__(self, message: str, *, zh: str = "", place: str = "") -> None:
        super().__init__(message, zh=zh)
        self.place = place


class CodeError(HengjianError):
    """An unlock code that must not open the scale."""
