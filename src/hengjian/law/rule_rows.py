"""One rule of a legal text, read from its section of the file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hengjian.law.citation import Citation, Confidence
from hengjian.law.legal_text import LegalText
from hengjian.law.rule import Rule, Term, Unit
from hengjian.law.strict_yaml import Section

_FIELDS = (
    *("code", "title", "title_en", "article", "who", "trigger", "duty", "recipient", "term"),
    *("extension", "repeats", "variants", "counting", "counting_en", "says", "says_en", "quoted"),
    *("consequence", "consequence_en", "confidence", "read_on", "local"),
)
_UNITS = tuple(unit.value for unit in Unit if unit is not Unit.AT_ONCE)


def read_rule(name: str, section: Section, text: LegalText) -> Rule:
    """Read one rule of `text`; raises `LawError` with file and line."""
    section.only(*_FIELDS)
    assert text.in_force is not None
    term, notice_unit = _term_or_notice(section)
    rule = Rule(
        name=name,
        code=section.text("code"),
        title_zh=section.text("title"),
        title_en=section.text("title_en"),
        who=section.texts("who"),
        trigger=section.text("trigger"),
        duty=section.text("duty"),
        recipient=section.text_or("recipient"),
        term=term,
        notice_unit=notice_unit,
        extension=_extension(section, term),
        repeats=section.flag("repeats"),
        variants=_variants(section, term),
        cite=read_cite(section, text),
        place=text.place,
        in_force=text.in_force,
        until=text.until,
        says=section.text("says"),
        says_en=section.text("says_en"),
        quoted=section.flag("quoted"),
        counting=section.text_or("counting"),
        counting_en=section.text_or("counting_en"),
        consequence=section.text_or("consequence"),
        consequence_en=section.text_or("consequence_en"),
        local=section.text_or("local"),
        origin=section.origin,
    )
    _words_are_read(section, rule.quoted, rule.cite)
    return rule


def read_cite(section: Section, text: LegalText) -> Citation:
    """Read article, confidence and reading day of a section as a citation of `text`."""
    cite = Citation(
        text=text.title,
        article=section.text("article") if section.text_or("article") else None,
        in_force=text.in_force,
        confidence=read_confidence(section),
        read_on=section.day_or_none("read_on"),
        number=text.number,
    )
    if cite.confirmed and (cite.read_on is None or cite.article is None):
        raise section.refuse(
            "verified means somebody read the words: give article and read_on, or lower it",
            "verified表示已核对原文：请填写article与read_on，否则降低confidence",
            "confidence",
        )
    if cite.read_on is not None and not cite.confirmed:
        raise section.refuse(
            f"read_on stands beside confidence {cite.confidence}; what was read is verified",
            f"confidence为{cite.confidence}却有read_on；已核对的应为verified",
            "read_on",
        )
    return cite


def read_confidence(section: Section) -> Confidence:
    """Read how sure we are; raises `LawError` for a word that is none of ours."""
    word = section.text("confidence")
    if word not in set(Confidence):
        allowed = ", ".join(Confidence)
        raise section.refuse(
            f"confidence {word!r} is none of {allowed}",
            f"confidence {word!r}不在{allowed}之中",
            "confidence",
        )
    return Confidence(word)


def _words_are_read(section: Section, quoted: bool, cite: Citation) -> None:
    if quoted and not cite.confirmed:
        raise section.refuse(
            "quoted words must have been read; set confidence to verified or drop quoted",
            "quoted表示引用原文，须先核对（verified），否则删去quoted",
            "quoted",
        )


def _term_or_notice(section: Section) -> tuple[Term | None, Unit | None]:
    if section.is_text("term"):
        if section.text("term") != Unit.AT_ONCE:
            raise section.refuse(
                "term wants {unit: amount}, {set_by_notice: unit} or at_once",
                "term应为{单位: 数}、{set_by_notice: 单位}或at_once",
                "term",
            )
        return Term(0, Unit.AT_ONCE), None
    term = section.section("term")
    if "set_by_notice" in term:
        term.only("set_by_notice")
        return None, _unit(term, term.text("set_by_notice"))
    return _term(term), None


def _term(section: Section) -> Term:
    names = list(section)
    if len(names) != 1:
        raise section.refuse(
            "a term is one amount of one unit, as {working_days: 3}",
            "期限应为一个单位和一个数，如{working_days: 3}",
        )
    unit, amount = _unit(section, names[0]), section.whole(names[0])
    if amount < 1:
        raise section.refuse(
            f"a term of {amount} {unit} is none; write at_once for one without delay",
            f"{amount} {unit}不成期限；立即履行的请写at_once",
            names[0],
        )
    return Term(amount, unit)


def _unit(section: Section, word: str) -> Unit:
    if word not in _UNITS:
        raise section.refuse(
            f"unknown unit {word!r}; the units are {', '.join(_UNITS)}",
            f"未知单位{word!r}；可用单位为{', '.join(_UNITS)}",
            word,
        )
    return Unit(word)


def _extension(section: Section, term: Term | None) -> Term | None:
    if "extension" not in section:
        return None
    extension = _term(section.section("extension"))
    if term is None or extension.unit is not term.unit:
        raise section.refuse(
            "an extension is counted in the unit of its term",
            "延长期限的单位应与期限一致",
            "extension",
        )
    return extension


def _variants(section: Section, term: Term | None) -> Mapping[str, Term]:
    if "variants" not in section:
        return MappingProxyType({})
    rows = section.section("variants")
    variants = {name: _term(rows.section(name)) for name in rows}
    if term not in variants.values():
        raise section.refuse(
            "term must be one of the variants: the one that applies when nothing is chosen",
            "term应为variants之一，即未作选择时适用的期限",
            "variants",
        )
    return MappingProxyType(variants)
