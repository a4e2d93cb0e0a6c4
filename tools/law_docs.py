"""
Write docs/law/*.md from the law files and the golden cases; `--check` fails when a page is stale.

One page a legal text, both languages: its rules with article, term and how sure we are, a case
for each as a person worked it out, the sentences days are counted by, and its decision table.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from hengjian.law.book import shipped
from hengjian.law.ground import Fine, Ground, shipped_grounds
from hengjian.law.legal_text import LegalText
from hengjian.law.profile import Profile, shipped_profile
from hengjian.law.rule import Rule

sys.path.insert(0, str(Path(__file__).parent))

from law_tables import decisions, figures, mark, quoted, shortfalls, table

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "law"
CASES = ROOT / "tests" / "golden" / "clock"
MADE = "<!-- Written by tools/law_docs.py from src/hengjian/law; change the law files instead. -->"


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` name the stale ones; the exit code says which."""
    pages = {PAGES / name: content for name, content in all_pages()}
    held = set(PAGES.glob("*.md"))
    stale = sorted(
        {path for path, text in pages.items() if _held(path) != text} | held - set(pages)
    )
    if "--check" in arguments:
        for path in stale:
            print(f"{path.relative_to(ROOT)}: stale; run tools/law_docs.py", file=sys.stderr)
        return 1 if stale else 0
    PAGES.mkdir(parents=True, exist_ok=True)
    for path in stale:
        if path in pages:
            path.write_text(pages[path], encoding="utf-8")
        else:
            path.unlink()
    print(f"docs/law: {len(pages)} pages, {len(stale)} changed")
    return 0


def all_pages() -> Iterator[tuple[str, str]]:
    """Make every page as file name and content."""
    texts, cases = shipped().texts, _cases()
    yield "index.md", _join(_index(texts))
    yield "profile.md", _join(_profile(shipped_profile()))
    yield "grounds.md", _join(_grounds(shipped_grounds()))
    for text in texts:
        yield f"{_name(text)}.md", _join(_page(text, cases))


def _index(texts: tuple[LegalText, ...]) -> Iterator[str]:
    yield "# 法律文本 Legal texts"
    yield (
        "标“待核”的内容尚无人对照官方文本核对。 What is marked 待核 has not been held against the "
        "official text by anybody."
    )
    rows = [
        (
            f"[《{text.title}》]({_name(text)}.md)<br>{text.title_en}",
            text.number or "待核",
            text.place,
            str(text.in_force or "待核"),
            mark(text.confidence.value),
            ", ".join(rule.code for rule in text.rules) or "–",
        )
        for text in texts
    ]
    yield table(
        ("文本 text", "文号 number", "地域 place", "施行 in force", "可信度", "规则 rules"), rows
    )
    yield (
        "文本未规定而须选定的事项见[默认口径](profile.md)。 "
        "What no text states and somebody must choose is in [the profile](profile.md)."
    )
    yield "处罚事由与罚款幅度见[处罚事由](grounds.md)。 Grounds and fines are in [grounds](grounds.md)."


def _page(text: LegalText, cases: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    yield f"# 《{text.title}》"
    yield f"{text.title_en}"
    until = f" – {text.until}" if text.until else ""
    yield table(
        ("发布 issuer", "文号 number", "施行 in force", "地域 place", "可信度 confidence"),
        [
            (
                text.issuer,
                text.number or "待核",
                f"{text.in_force or '待核'}{until}",
                text.place,
                mark(text.confidence.value),
            )
        ],
    )
    if text.note:
        yield f"> {text.note}\n>\n> {text.note_en}"
    if text.rules:
        yield "## 规则 Rules"
        yield table(
            ("编号", "规则 rule", "条款 article", "期限 term", "可信度 confidence"),
            [_rule_row(rule) for rule in text.rules],
        )
        for rule in text.rules:
            fitting = [c for c in cases[rule.name] if rule.is_in_force(c["triggered_on"])]
            yield from _rule_section(rule, fitting[0] if fitting else None)
    if text.principles:
        yield "## 条文 What it says" if text.shortfalls else "## 计算方法 How days are counted"
        for each in text.principles:
            yield f"**{each.cite}** {quoted(each.says, each.quoted)}\n\n{each.says_en}"
    if text.shortfalls:
        yield from shortfalls(text.shortfalls)
    if text.figures:
        yield from figures(text.figures)
    if text.decisions:
        yield from decisions(text.decisions)


def _rule_row(rule: Rule) -> tuple[str, ...]:
    zh, en = rule.term_words()
    article = f"第{rule.cite.article}条" if rule.cite.article else "–"
    return (
        rule.code,
        f"[`{rule.name}`](#{rule.name})<br>{rule.title_zh}<br>{rule.title_en}",
        article,
        f"{zh}<br>{en}",
        mark(rule.cite.confidence.value),
    )


def _rule_section(rule: Rule, case: dict[str, Any] | None) -> Iterator[str]:
    yield f'<a id="{rule.name}"></a>\n\n### {rule.code} {rule.title_zh} {rule.title_en}'
    yield f"{rule.cite} {quoted(rule.says, rule.quoted)}\n\n{rule.says_en}"
    rows = [
        ("谁 who", ", ".join(f"`{who}`" for who in rule.who)),
        ("起算 trigger", f"`{rule.trigger}`"),
        ("向谁 recipient", f"`{rule.recipient}`" if rule.recipient else "–"),
    ]
    if rule.counting:
        rows.append(("计算 counting", f"{rule.counting}<br>{rule.counting_en}"))
    if rule.consequence:
        rows.append(("后果 consequence", f"{rule.consequence}<br>{rule.consequence_en}"))
    if rule.local:
        how = {
            "adds": "地方增加 added locally",
            "replaces": "代替全国规定 replaces the national rule",
        }
        rows.append(("与全国规定 beside the national", how[rule.local]))
    yield table(("", ""), rows)
    if case is not None:
        yield _example(case)


def _example(case: dict[str, Any]) -> str:
    asked = ", ".join(f"{name} {value}" for name, value in case.get("asked", {}).items())
    started = f"{case['triggered_on']} ({asked})" if asked else case["triggered_on"]
    due = case.get("due_at") or case["due"]
    provisional = "（暂定 provisional）" if case.get("provisional") else ""
    return (
        f"> 例 Example: {case['name']}.\n>\n> {started} → **{due}**{provisional}\n>\n"
        f"> {case['worked_out_from']}"
    )


def _profile(profile: Profile) -> Iterator[str]:
    yield f"# 默认口径 Profile `{profile.name}`，版本 version {profile.version}"
    yield f"{profile.label}。 {profile.label_en}."
    yield table(
        ("名称 name", "取值 value", "可选 choices", "理由 why"),
        [
            (
                f"`{name}`",
                f"{setting.value} {setting.unit}".strip(),
                ", ".join(setting.choices) or "–",
                f"{setting.why}<br>{setting.why_en}",
            )
            for name, setting in profile.settings.items()
        ],
    )


def _grounds(grounds: dict[str, Ground]) -> Iterator[str]:
    yield "# 处罚事由与罚款幅度 Grounds and fines"
    rows = [
        (
            f"`{name}`<br>{ground.title_zh}<br>{ground.title_en}",
            str(ground.cite),
            _fine(ground.fine)
            + (f"；情节严重 serious {_fine(ground.serious)}" if ground.serious else ""),
            "是 yes" if ground.needs_directive else "–",
            mark(ground.cite.confidence.value),
        )
        for name, ground in grounds.items()
    ]
    yield table(
        (
            "事由 ground",
            "依据 article",
            "罚款（元）fine (yuan)",
            "须先责令改正 directive first",
            "可信度",
        ),
        rows,
    )


def _fine(fine: Fine) -> str:
    plain = f"{fine.plain.low_fen // 100}–{fine.plain.high_fen // 100}"
    times = f"`{fine.times_of}` × {fine.from_times}–{fine.up_to_times}；无 none: "
    return f"{times}{plain}" if fine.times_of else plain


def _cases() -> dict[str, list[dict[str, Any]]]:
    """The golden cases of each rule; the first of a version's own days stands on its page."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(CASES.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            if "suspended" not in case:
                found.setdefault(case["rule"], []).append(case)
    return found


def _name(text: LegalText) -> str:
    return f"{text.place}-{text.key}".replace("_", "-")


def _join(blocks: Iterator[str]) -> str:
    return "\n\n".join([MADE, *blocks]) + "\n"


def _held(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
