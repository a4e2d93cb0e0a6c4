"""The shapes of what programs send and get about cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from hengjian.recall.stages import Stage

_MOST = 100
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=1, le=2**62)]
Typed = Annotated[str, Field(max_length=4000)] | int | bool | list[str] | None


class CaseLine(Schema):
    """A case in a list."""

    id: int
    case_no: str
    title: str
    stage: str
    stage_zh: str
    stage_en: str
    version: int
    round: int
    origin: str
    product: str
    producer: str | None
    received_at: datetime
    url: str


class Cases(Schema):
    """Some cases, and where to read on: null at the end."""

    items: list[CaseLine]
    next: int | None


class CasesAsked(Schema):
    """Which cases: of a stage, with words in number, title, product or producer."""

    stage: Stage | None = None
    q: Text = ""
    before: Number | None = None
    limit: Annotated[int, Field(ge=1, le=_MOST)] = 20


class PaperOut(Schema):
    """A paper of a case, as it was filed."""

    id: int
    kind: str
    kind_zh: str
    kind_en: str
    number: int
    at: datetime
    by: str | None
    content: dict[str, Any]
    pdf: str


class ActOut(Schema):
    """An act this account may do now; `takes_two`: a second officer approves it."""

    verb: str
    zh: str
    en: str
    takes_two: bool


class DutyOut(Schema):
    """A duty with its clock. `standing`: running, due_today, overdue, met, met_late and the like."""

    title: str
    what: str
    owed_by: str
    due_on: date | None
    due_at: datetime | None
    days_left: int | None
    standing: str
    article: str
    confirmed: bool
    provisional: bool
    url: str


class CaseOut(CaseLine):
    """A case with what this account may read of it."""

    papers: list[PaperOut]
    acts: list[ActOut]
    duties: list[DutyOut]


class FieldOut(Schema):
    """A field of an act: `choices` are its values with their words, empty where anything may stand."""

    name: str
    zh: str
    en: str
    required: bool
    several: bool
    choices: list[list[str]]


class DeedIn(Schema):
    """An act as it is sent: at which version the case was seen, the fields, files sent before."""

    version: Number
    fields: dict[Text, Typed] = {}
    uploads: Annotated[list[Number], Field(max_length=12)] = []


class Done(Schema):
    """`done`, or `proposed` where a second officer has to approve; and the case as it stands now."""

    result: str
    case: CaseOut


class FileOut(Schema):
    """A file kept for this person until an act takes it along."""

    id: int
    name: str
    content_type: str
    size: int
    sha256: str
