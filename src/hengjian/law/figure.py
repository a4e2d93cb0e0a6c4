"""A number that a text lays down and that is no term: a multiple, a least sum."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hengjian.law.citation import Citation


@dataclass(frozen=True, slots=True)
class Figure:
    """
    One number with the words it stands in.

    `unit` names what is counted, as times_price or yuan. `says` holds the words of the text where
    `quoted`, our paraphrase otherwise.
    """

    name: str
    value: Decimal
    unit: str
    cite: Citation
    says: str
    says_en: str
    quoted: bool

    @property
    def confirmed(self) -> bool:
        """Whether somebody held it against the words; otherwise 待核 goes wherever it goes."""
        return self.cite.confirmed
