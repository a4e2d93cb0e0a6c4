"""
Who may do what: one table, verb by kind of account, with the tie to the object that is needed.

Read a line aloud: "a district may see a lead in its own area". What is not written is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind


class Tie(StrEnum):
    """What must bind an account to the object it acts on."""

    ANY = "any"  # nothing: every object
    AREA = "area"  # the object lies in the account's district
    OWN = "own"  # the object is of the account's body, or of the person
    ASSIGNED = "assigned"  # the person or body was called to this object


ANY, AREA, OWN, ASSIGNED = Tie.ANY, Tie.AREA, Tie.OWN, Tie.ASSIGNED


@dataclass(frozen=True, slots=True)
class Ties:
    """What an object is bound to: districts, bodies, people called to it."""

    districts: frozenset[str] = frozenset()
    bodies: frozenset[int] = frozenset()
    called: frozenset[str] = frozenset()  # `person:3` or `body:4`


class Refused(HengjianError):  # noqa: N818  (it reads as what it is)
    """The account may not do this. Says who may."""

    def __init__(self, message: str, *, zh: str, who_may: tuple[str, ...] = ()) -> None:
        super().__init__(message, zh=zh)
        self.who_may = who_may


_CITY_READS = {Kind.CITY: ANY, Kind.AUDITOR: ANY}
_OFFICERS_READ = {**_CITY_READS, Kind.DISTRICT: AREA}
_OFFICERS_ACT = {Kind.CITY: ANY, Kind.DISTRICT: AREA}
_PRODUCERS = {Kind.PRODUCER: OWN, Kind.DOMESTIC_AGENT: OWN}
_EVERYONE = {kind: ANY for kind in Kind if kind is not Kind.SYSTEM}
_SIGNED_IN = {kind: OWN for kind in Kind if kind not in (Kind.SYSTEM, Kind.CONSUMER)}

TABLE: dict[str, dict[Kind, Tie]] = {
    # Anybody
    "public.read": _EVERYONE,
    "public.report": _EVERYONE,
    # Oneself
    "accounts.self": _SIGNED_IN,
    "desk.see": _SIGNED_IN,
    # People and bodies
    "accounts.invite_colleague": {kind: OWN for kind in _SIGNED_IN if kind is not Kind.EXPERT},
    "accounts.administer": {Kind.SYSTEM_ADMIN: ANY},
    # The evidence log: how far it is, and whether the rows are as the acts left them
    "evidence.see_log": {Kind.SYSTEM_ADMIN: ANY, Kind.AUDITOR: ANY},
    "evidence.compare": {Kind.SYSTEM_ADMIN: ANY, Kind.AUDITOR: ANY},
    # Who watches the evidence log from outside: whoever runs the system names them, the auditor sees
    "evidence.see_witnesses": {Kind.SYSTEM_ADMIN: ANY, Kind.AUDITOR: ANY},
    "evidence.keep_witnesses": {Kind.SYSTEM_ADMIN: ANY},
    # Erasing what is held of a person: the head of the city's bureau, which the action asks for
    "erasure.see": _CITY_READS,
    "erasure.decide": {Kind.CITY: ANY},
    # The law as the operator has it
    "law.see": dict.fromkeys(_SIGNED_IN, ANY),
    "law.propose": {Kind.CITY: ANY},
    "law.approve": {Kind.CITY: ANY},
    # Reports of danger, complaints, tips (recall.md 5.4, rows 1 and 2)
    "watch.submit": {
        **_PRODUCERS, Kind.SELLER: ANY, Kind.PLATFORM: ANY, Kind.DISTRICT: ANY, Kind.CITY: ANY,
        Kind.TECHNICAL_BODY: ANY, Kind.COUNTERPART: ANY, Kind.CONSUMER: ANY,
    },
    "watch.intake": {Kind.DISTRICT: AREA, Kind.CITY: ANY, Kind.TECHNICAL_BODY: ANY},
    "watch.see": {**_OFFICERS_READ, Kind.TECHNICAL_BODY: ANY},
    "watch.see_reporter": _OFFICERS_READ,
    "watch.answer": {Kind.DISTRICT: AREA, Kind.CITY: ANY},
    "watch.import": {Kind.CITY: ANY, Kind.TECHNICAL_BODY: ANY},
    "watch.edit_scope": {Kind.CITY: ANY},
    # Products and firms
    "products.see": {**_CITY_READS, Kind.DISTRICT: ANY, Kind.TECHNICAL_BODY: ANY},
    "products.enter": {Kind.CITY: ANY, Kind.DISTRICT: ANY, Kind.TECHNICAL_BODY: ANY},
    "products.merge": {Kind.CITY: ANY, Kind.TECHNICAL_BODY: ANY},
    # Duties
    "duties.see_board": _OFFICERS_READ,
    "duties.take": _SIGNED_IN,
    # Enforcement beside recalls and scales (recall.md 5.4: the district proposes, the head decides)
    "enforcement.see": _OFFICERS_READ,
    "enforcement.inspect": _OFFICERS_ACT,
    "enforcement.extend_seizure": _OFFICERS_ACT,
    "enforcement.order_correction": _OFFICERS_ACT,
    "enforcement.file_case": _OFFICERS_ACT,
    "enforcement.propose": _OFFICERS_ACT,
    "enforcement.decide": {Kind.CITY: ANY},
    "enforcement.refer": _OFFICERS_ACT,
    "enforcement.decide_referral": {Kind.CITY: ANY},
    "enforcement.answer": {
        **_PRODUCERS, Kind.SELLER: OWN, Kind.PLATFORM: OWN, Kind.MARKET: OWN,
        Kind.SCALE_USER: OWN, Kind.SCALE_MAKER: OWN, Kind.REPAIRER: OWN,
    },
    # Recall cases (recall.md 5.4)
    "recalls.see": {
        **_OFFICERS_READ, Kind.TECHNICAL_BODY: ANY, **_PRODUCERS, Kind.EXPERT: ASSIGNED,
    },
    "recalls.open_lead": {Kind.DISTRICT: AREA, Kind.CITY: ANY, Kind.TECHNICAL_BODY: ANY},
    "recalls.report_to_city": {Kind.DISTRICT: AREA},
    "recalls.turn_away": {Kind.DISTRICT: AREA, Kind.CITY: ANY},
    "recalls.assign": {Kind.CITY: ANY},
    "recalls.analyse": {Kind.CITY: ANY, Kind.TECHNICAL_BODY: ANY},
    "recalls.consult": {Kind.CITY: ANY, Kind.TECHNICAL_BODY: ANY, Kind.EXPERT: ASSIGNED},
    "recalls.file_paper": {Kind.CITY: ANY, Kind.TECHNICAL_BODY: ANY},
    "recalls.sample": {Kind.CITY: ANY, Kind.TECHNICAL_BODY: ANY, Kind.DISTRICT: AREA},
    "recalls.decide": {Kind.CITY: ANY},
    "recalls.decide_draft": {Kind.CITY: ANY},
    "recalls.restrict": {Kind.CITY: ANY},
    "recalls.edit_regime": {Kind.CITY: ANY},
    "recalls.submit": _PRODUCERS,
    "recalls.self_report": {**_PRODUCERS, Kind.SELLER: ANY, Kind.PLATFORM: ANY},
    "recalls.publish": {Kind.CITY: ANY, **_PRODUCERS},
    # Row "consumer claim": consumer C own, producer U own, district R, city R
    "recalls.see_claims": {**_OFFICERS_READ, **_PRODUCERS},
    "recalls.answer_claim": _PRODUCERS,
    "recalls.contact_owners": _PRODUCERS,
    # Experts: the pool, the panel, what each of them signs
    "recalls.see_experts": _CITY_READS,
    "recalls.keep_experts": {Kind.CITY: ANY},
    "recalls.call_panel": {Kind.CITY: ANY},
    "recalls.see_panel": {**_CITY_READS, Kind.TECHNICAL_BODY: ANY, Kind.EXPERT: ASSIGNED},
    "recalls.ask_recusal": {Kind.CITY: ANY, **_PRODUCERS},
    "recalls.sit_on_panel": {Kind.EXPERT: ASSIGNED},
    # Stopping the sale (5.4, row "stop-sale receipt"), and a firm's own register
    "recalls.see_stop_sale": {**_OFFICERS_READ, **_PRODUCERS},
    "recalls.ask_stop": {Kind.CITY: ANY, Kind.DISTRICT: AREA, **_PRODUCERS},
    "recalls.answer_stop": {Kind.SELLER: OWN, Kind.PLATFORM: OWN},
    "recalls.check_shelf": {Kind.CITY: ANY, Kind.DISTRICT: AREA},
    "recalls.note_quality": _PRODUCERS,
    # Sichuan and Chongqing (5.4, column "neighbour MSA" and row "cross-area share")
    "exchange.see": {**_CITY_READS, Kind.COUNTERPART: OWN},
    "exchange.share": {Kind.CITY: ANY},
    "exchange.submit": {Kind.COUNTERPART: OWN},
    "exchange.accept": {Kind.CITY: ANY},
    "exchange.take_part": {Kind.CITY: ANY, Kind.COUNTERPART: OWN},
    "exchange.keys": {Kind.CITY: ANY},
    # Scales (scales.md 7)
    "scales.see": {
        **_OFFICERS_READ, Kind.VERIFICATION_BODY: ANY, Kind.EVALUATION_BODY: ANY,
        Kind.SCALE_MAKER: OWN, Kind.MARKET: OWN, Kind.SCALE_USER: OWN, Kind.SELLER: OWN,
        Kind.REPAIRER: ASSIGNED,
    },
    "scales.see_types": {
        **_CITY_READS, Kind.DISTRICT: ANY, Kind.VERIFICATION_BODY: ANY,
        Kind.EVALUATION_BODY: ANY, Kind.SCALE_MAKER: OWN,
    },
    "scales.approve_type": {Kind.CITY: ANY},
    # Types applied for and evaluated (scales.md 7, row 1): the body called, the head of the city
    "scales.apply_type": {Kind.SCALE_MAKER: OWN},
    "scales.see_applications": {
        **_CITY_READS, Kind.SCALE_MAKER: OWN, Kind.EVALUATION_BODY: ASSIGNED,
    },
    "scales.assign_evaluation": {Kind.CITY: ANY},
    "scales.evaluate": {Kind.EVALUATION_BODY: ASSIGNED},
    "scales.decide_type": {Kind.CITY: ANY},
    "scales.add_software": {Kind.CITY: ANY},
    "scales.revoke_type": {Kind.CITY: ANY},
    "scales.register": {Kind.SCALE_MAKER: OWN},
    # Runs of seal numbers, handed to who seals
    "scales.see_seals": {
        **_OFFICERS_READ, Kind.VERIFICATION_BODY: OWN, Kind.REPAIRER: OWN, Kind.SCALE_MAKER: OWN,
    },
    "scales.issue_seals": _OFFICERS_ACT,
    # What a seller receives (scales.md 1.4: incoming inspection)
    "scales.see_deliveries": {**_OFFICERS_READ, Kind.SELLER: OWN},
    "scales.check_delivery": {Kind.SELLER: OWN},
    "scales.sell": {Kind.SCALE_MAKER: OWN, Kind.SELLER: OWN},
    "scales.put_into_use": {Kind.MARKET: OWN, Kind.SCALE_USER: OWN},
    "scales.review_networked": {Kind.DISTRICT: AREA, Kind.CITY: ANY},
    "scales.report_opened": {
        Kind.DISTRICT: AREA, Kind.CITY: ANY, Kind.VERIFICATION_BODY: ANY,
        Kind.MARKET: OWN, Kind.SCALE_USER: OWN, Kind.REPAIRER: ASSIGNED,
    },
    "scales.repair": {Kind.REPAIRER: ASSIGNED},
    "scales.open_repair": {Kind.REPAIRER: ANY},
    "scales.see_repairs": {
        **_OFFICERS_READ, Kind.VERIFICATION_BODY: ANY, Kind.REPAIRER: OWN, Kind.SCALE_MAKER: OWN,
        Kind.MARKET: OWN, Kind.SCALE_USER: OWN,
    },
    "scales.authorise": {Kind.SCALE_MAKER: OWN},
    "scales.see_authorisations": {
        **_CITY_READS, Kind.DISTRICT: ANY, Kind.SCALE_MAKER: OWN, Kind.REPAIRER: OWN,
    },
    "scales.keys": {Kind.SCALE_MAKER: OWN},
    "scales.take_back": {Kind.DISTRICT: AREA, Kind.CITY: ANY},
    "scales.verify": {Kind.VERIFICATION_BODY: ANY},
    # Verification asked for, planned and done by two (scales.md 2)
    "scales.ask_verification": {Kind.MARKET: OWN, Kind.SCALE_USER: OWN},
    "scales.see_requests": {
        **_OFFICERS_READ, Kind.VERIFICATION_BODY: ANY, Kind.MARKET: OWN, Kind.SCALE_USER: OWN,
    },
    "scales.plan_field_days": {Kind.VERIFICATION_BODY: OWN},
    "scales.see_field_days": {**_CITY_READS, Kind.VERIFICATION_BODY: OWN},
    "scales.see_standards": {**_CITY_READS, Kind.VERIFICATION_BODY: OWN},
    "scales.keep_standards": {Kind.VERIFICATION_BODY: OWN},
    "scales.see_sheets": {**_OFFICERS_READ, Kind.VERIFICATION_BODY: OWN},
    "scales.suspend": {Kind.DISTRICT: AREA, Kind.CITY: ANY, Kind.MARKET: OWN},
    "scales.see_suspicions": _OFFICERS_READ,
    "scales.decide_suspicion": _OFFICERS_ACT,
    "scales.withdraw": {
        Kind.DISTRICT: AREA, Kind.CITY: ANY, Kind.MARKET: OWN, Kind.SCALE_USER: OWN,
    },
    # A market: its nine duties, stalls, cards, fair scale and filed list (order 94)
    "scales.see_boards": {**_OFFICERS_READ, Kind.MARKET: OWN},
    "scales.keep_market": {Kind.MARKET: OWN},
    "scales.answer_filing": _OFFICERS_ACT,
    # Who weighs at a stall: own scales, and what changed with them
    "scales.own": {Kind.SCALE_USER: OWN},
    # Campaigns of inspections, and what officers do to a scale on the spot
    "scales.see_campaigns": _OFFICERS_READ,
    "scales.run_campaign": _OFFICERS_ACT,
    "scales.visit": _OFFICERS_ACT,
    "scales.seize": _OFFICERS_ACT,
}  # fmt: skip


def tie_needed(actor: Actor, verb: str) -> Tie | None:
    """The tie a verb asks of this kind of account; None where it may never do it."""
    return TABLE[verb].get(actor.kind)


def may(actor: Actor, verb: str, ties: Ties | None = None) -> bool:
    """Whether an account may do a verb: at all (`ties` None), or to one object."""
    needed = tie_needed(actor, verb)
    if needed is None or ties is None:
        return needed is not None
    if needed is ANY:
        return True
    if needed is AREA:
        return actor.district in ties.districts
    if needed is OWN:
        return actor.body_id in ties.bodies or actor.ref in ties.called
    return bool({actor.ref, f"body:{actor.body_id}"} & ties.called)


def require(actor: Actor, verb: str, ties: Ties | None = None) -> None:
    """Raise `Refused`, saying who may, unless the account may do the verb."""
    if actor.kind is Kind.SYSTEM or may(actor, verb, ties):
        return
    who = tuple(sorted(kind.value for kind in TABLE[verb]))
    if may(actor, verb):
        raise Refused(
            f"this is not yours: it belongs to another district or body ({verb})",
            zh="该事项属于其他区县或单位，您无权办理",
            who_may=who,
        )
    raise Refused(
        f"this kind of account may not do this ({verb})",
        zh="您的账户类别无权办理该事项",
        who_may=who,
    )


def said(error: HengjianError, language: str | None) -> str:
    """An engine's or the policy's message in the reader's language."""
    return str(error) if (language or "").startswith("en") else error.zh or _("操作未完成")
