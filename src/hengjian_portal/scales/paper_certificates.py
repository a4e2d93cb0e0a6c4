"""Certificates that old scales entered late bring along on paper: checked as far as dates go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hengjian.clock.counting import months_after
from hengjian.law.decision_table import DecisionTable
from hengjian.law.profile import shipped_profile
from hengjian_portal.scales import by_date
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import PaperCertificate, Scale, TypeApproval


@dataclass(frozen=True, slots=True)
class Paper:
    """
    What a paper certificate says: its number, the body, the days, and the regulation.

    An empty `regulation` means that the paper was not read for it: then it is that of its day.
    """

    number: str
    body_name: str
    verified_on: date
    valid_until: date
    regulation: str = ""

    @property
    def said(self) -> str:
        """It in one line, as the evidence of a late entry."""
        return f"检定证书{self.number}，有效期至{self.valid_until}，{self.body_name}"


@dataclass(frozen=True, slots=True)
class Dates:
    """What the days of a paper are held against: when the scale was made, today, the transition."""

    made_on: date
    today: date
    law: DecisionTable | None = None


def checked(paper: Paper, approval: TypeApproval, dates: Dates) -> Paper:
    """
    The paper with its regulation, once its days are in order and the regulation is that of its day.

    Raises `ScaleError` with the field that is wrong.
    """
    if not dates.made_on <= paper.verified_on <= dates.today:
        raise ScaleError(
            f"verified on {paper.verified_on}: that must lie between {dates.made_on}, when it could "
            "be made, and today",
            zh=f"检定日期{paper.verified_on}应在出厂（或型式批准）日期{dates.made_on}之后、今天之前",
            field="verified_on",
        )
    months = shipped_profile().number("certificate_valid_months")
    longest = months_after(paper.verified_on, months)
    if not paper.verified_on <= paper.valid_until <= longest:
        raise ScaleError(
            f"valid until {paper.valid_until}: that must lie between {paper.verified_on} and "
            f"{longest}, {months} months after it",
            zh=f"有效期至{paper.valid_until}应在检定日期之后、{longest}（检定后{months}个月）之前",
            field="valid_until",
        )
    due = by_date.regulation_of(approval, paper.verified_on, law=dates.law)
    said = paper.regulation.strip().upper().replace(" ", "")
    if said and said != due.upper():
        raise ScaleError(
            f"on {paper.verified_on} scales of this type were verified by {due}, not by {said}",
            zh=f"{paper.verified_on}检定这种型式的秤应按{due}，而不是{said}",
            field="regulation",
        )
    return Paper(
        paper.number.strip(), paper.body_name.strip(), paper.verified_on, paper.valid_until, due
    )


def row_of(scale: Scale, paper: Paper) -> PaperCertificate:
    """The row that keeps a checked paper of a scale."""
    return PaperCertificate(
        scale=scale, number=paper.number, body_name=paper.body_name, regulation=paper.regulation,
        verified_on=paper.verified_on, valid_until=paper.valid_until,
    )  # fmt: skip


def facts_of(paper: Paper) -> dict[str, str]:
    """It as the entry of a late entry keeps it."""
    return {
        "number": paper.number, "body_name": paper.body_name, "regulation": paper.regulation,
        "verified_on": paper.verified_on.isoformat(), "valid_until": paper.valid_until.isoformat(),
    }  # fmt: skip


def of_scale(scale: Scale) -> PaperCertificate | None:
    """The paper certificate of a scale, if one was entered."""
    return getattr(scale, "paper_certificate", None)


def that_counts(scale: Scale) -> PaperCertificate | None:
    """
    The paper certificate that stands for a verification.

    It does so once the district accepted it, and until anything else happens to the scale: a
    verification here, an opening, a failure.
    """
    if scale.state != Scale.State.REGISTERED or not scale.use_reviewed:
        return None
    return of_scale(scale)
