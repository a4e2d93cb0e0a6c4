"""
Legal texts read from YAML, strictly: what is missing, doubled, unknown or unsourced is refused.

A text lies at `texts/<place>/<key>.yaml`. Every refusal is a `LawError` that names file and line.
A changed law is a new file that `replaces` the old one; no file is edited for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hengjian.errors import LawError
from hengjian.law.decision_rows import read_decisions
from hengjian.law.legal_text import LegalText, Principle
from hengjian.law.rule import Rule
from hengjian.law.rule_rows import read_cite, read_confidence, read_rule
from hengjian.law.shortfall_rows import read_figure, read_shortfalls
from hengjian.law.strict_yaml import Section, parse, refusal

NATION = "cn"

_FIELDS = (
    *("title", "title_en", "issuer", "number", "jurisdiction", "in_force", "until", "confidence"),
    *("read_on", "note", "note_en", "replaces", "rules", "principles", "figures"),
    *("decisions", "shortfalls"),
)


def load_texts(folder: Path) -> tuple[LegalText, ...]:
    """
    Read every text below `folder`, one sub-folder a place; raises `LawError`.

    Editions that another text replaces are ended the day before that one begins. A rule id may
    stand in several texts of a place as long as no day has two of them.
    """
    texts: list[LegalText] = []
    for path in sorted(folder.glob("*/*.yaml")):
        name = path.relative_to(folder).as_posix()
        texts.append(read_text(_content(path, name), name))
    ended = _end_replaced(texts)
    _no_overlap(ended)
    _local_is_true(ended)
    return ended


def read_text(content: str, name: str) -> LegalText:
    """Read one text from the content of `<place>/<key>.yaml`; raises `LawError`."""
    section = parse(content, name)
    section.only(*_FIELDS)
    place, key = name.removesuffix(".yaml").split("/")
    if section.text("jurisdiction") != place:
        raise section.refuse(
            f"jurisdiction is not {place}, the folder of the file; move one of the two",
            f"jurisdiction与所在目录{place}不一致，请改正其一",
            "jurisdiction",
        )
    confidence = read_confidence(section)
    text = LegalText(
        key=key,
        place=place,
        title=section.text("title"),
        title_en=section.text("title_en"),
        issuer=section.text("issuer"),
        number=section.text_or("number"),
        in_force=section.day_or_none("in_force"),
        until=section.day_or_none("until"),
        confidence=confidence,
        read_on=section.day_or_none("read_on"),
        note=section.text_or("note"),
        note_en=section.text_or("note_en"),
        replaces=section.text_or("replaces"),
    )
    return _with_contents(text, section)


def _with_contents(text: LegalText, section: Section) -> LegalText:
    if text.until and text.in_force and text.until < text.in_force:
        raise section.refuse("until lies before in_force", "until早于in_force", "until")
    rules = section.section("rules") if "rules" in section else None
    if rules and text.in_force is None:
        raise section.refuse(
            "a text with rules needs in_force, the day they begin to apply",
            "有规则的文本必须填写in_force（施行日期）",
            "rules",
        )
    decisions = section.section("decisions") if "decisions" in section else None
    shortfalls = section.section("shortfalls") if "shortfalls" in section else None
    return replace(
        text,
        rules=tuple(read_rule(name, rules.section(name), text) for name in rules) if rules else (),
        principles=tuple(_principle(row, text) for row in section.sections("principles")),
        figures=tuple(read_figure(row, text) for row in section.sections("figures")),
        decisions=read_decisions(decisions, text) if decisions else None,
        shortfalls=read_shortfalls(shortfalls, text) if shortfalls else None,
    )


def _principle(section: Section, text: LegalText) -> Principle:
    section.only("name", "article", "says", "says_en", "quoted", "confidence", "read_on")
    return Principle(
        name=section.text("name"),
        cite=read_cite(section, text),
        says=section.text("says"),
        says_en=section.text("says_en"),
        quoted=section.flag("quoted"),
    )


def _content(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise LawError(
            f"{name}: byte {error.start + 1} is not UTF-8; save the file as UTF-8",
            zh=f"{name}：第{error.start + 1}字节不是UTF-8，请以UTF-8保存",
        ) from None


def _end_replaced(texts: list[LegalText]) -> tuple[LegalText, ...]:
    ends: dict[tuple[str, str], date] = {}
    keys = {(text.place, text.key) for text in texts}
    for text in texts:
        if not text.replaces:
            continue
        old = (text.place, text.replaces)
        if old not in keys or text.in_force is None:
            raise LawError(
                f"{text.place}/{text.key}.yaml: replaces {text.replaces}, which is no text of "
                f"{text.place}, or gives no in_force; name the old file and the first day",
                zh=f"{text.place}/{text.key}.yaml：replaces所指的{text.replaces}不存在，"
                "或缺少in_force，请写明旧文件名与施行日期",
            )
        ends[old] = text.in_force - timedelta(days=1)
    return tuple(_ended(text, ends) for text in texts)


def _ended(text: LegalText, ends: Mapping[tuple[str, str], date]) -> LegalText:
    last = ends.get((text.place, text.key))
    if last is None or (text.until and text.until <= last):
        return text
    return replace(text, until=last, rules=tuple(replace(rule, until=last) for rule in text.rules))


def _no_overlap(texts: tuple[LegalText, ...]) -> None:
    seen: dict[tuple[str, str], list[Rule]] = {}
    for rule in (rule for text in texts for rule in text.rules):
        others = seen.setdefault((rule.place, rule.name), [])
        for other in others:
            if other.is_in_force(rule.in_force) or rule.is_in_force(other.in_force):
                raise _refuse_rule(
                    rule,
                    f"{rule.name} is in force from {rule.in_force} here and, on some of the same "
                    f"days, in {other.origin}; say `replaces` in the newer text",
                    f"规则{rule.name}自{rule.in_force}起施行，与{other.origin}时间重叠；"
                    "请在较新的文本中写replaces",
                )
        others.append(rule)


def _local_is_true(texts: tuple[LegalText, ...]) -> None:
    rules = [rule for text in texts for rule in text.rules]
    national = {rule.name for rule in rules if rule.place == NATION}
    for rule in rules:
        true = "replaces" if rule.name in national else "adds"
        if rule.place != NATION and rule.local != true:
            raise _refuse_rule(
                rule,
                f"{rule.name} must say `local: {true}`: that is what it does to the national texts",
                f"规则{rule.name}应写local: {true}",
            )


def _refuse_rule(rule: Rule, problem: str, zh: str) -> LawError:
    file, _, line = rule.origin.rpartition(":")
    return refusal(file, int(line), problem, zh)
