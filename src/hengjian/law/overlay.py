"""What the operator adds to the shipped law: a confirmation or a correction, dated and signed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from hengjian.errors import LawError
from hengjian.law.citation import Confidence
from hengjian.law.rule import Rule, Term


class OverlayKind(StrEnum):
    """Confirm what we hold, or correct it. The values are stored: add, never rename."""

    CONFIRM = "confirm"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class Overlay:
    """
    One finding of the operator about one rule, made by one person and approved by another.

    It adds a version of the rule that applies to triggers from `in_force_from` on; the shipped
    version stays and keeps applying to the days before. `source` says which official text was
    read, `read_on` when. Empty `article` and `says` leave what is held. A confirmation changes
    no term; a correction changes something. `place` is where the rule is looked up.

    Raises `LawError` where two people did not sign, the source is missing, or the kind does not
    match what is changed.
    """

    rule: str
    kind: OverlayKind
    source: str
    read_on: date
    approved_by: tuple[str, str]
    in_force_from: date
    term: Term | None = None
    article: str = ""
    says: str = ""
    place: str = "cn-chongqing"

    def __post_init__(self) -> None:
        first, second = (name.strip() for name in self.approved_by)
        if not first or not second or first == second:
            raise self._refuse("two different people must sign", "须由两名不同人员签署")
        if not self.source.strip():
            raise self._refuse("name the official text that was read", "须写明所核对的正式文本")
        if self.kind is OverlayKind.CONFIRM and self.term is not None:
            raise self._refuse(
                "a confirmation changes no term; make it a correction",
                "确认不得改变期限，请改为更正",
            )
        if self.kind is OverlayKind.CORRECT and not (self.term or self.article or self.says):
            raise self._refuse("a correction must change something", "更正须至少改变一项内容")

    def version_of(self, rule: Rule) -> Rule:
        """
        Make the version of `rule` that this overlay adds; `rule` itself is left as it is.

        Raises `LawError` where the article would stay unknown, or the term of a rule with
        variants, or one set by a notice, would be changed.
        """
        if self.term is not None and (rule.variants or rule.term is None):
            raise self._refuse(
                "its term depends on variants or a notice and cannot be corrected here",
                "其期限取决于情形或通知书，不能在此更正",
            )
        article = self.article or rule.cite.article
        if not article:
            raise self._refuse("name the article; we hold none", "须写明条款，系统中尚无条款号")
        cite = replace(
            rule.cite, article=article, confidence=Confidence.VERIFIED, read_on=self.read_on
        )
        return replace(
            rule,
            cite=cite,
            term=self.term or rule.term,
            says=self.says or rule.says,
            quoted=rule.quoted or bool(self.says),
            in_force=self.in_force_from,
            source=self.source,
        )

    def _refuse(self, problem: str, zh: str) -> LawError:
        return LawError(
            f"overlay on {self.rule} from {self.in_force_from}: {problem}",
            zh=f"对规则{self.rule}自{self.in_force_from}起的修订：{zh}",
        )
