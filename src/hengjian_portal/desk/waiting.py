"""What waits for an account today: duties by due date, and what its hand is needed for."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hengjian.recall.stages import STAGES, VERBS, Stage, open_verbs
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.desk import verifications
from hengjian_portal.desk.log_trouble import log_trouble
from hengjian_portal.desk.panel import MOST as _MOST
from hengjian_portal.desk.panel import Line, Panel
from hengjian_portal.desk.requests import erasures_asked
from hengjian_portal.enforcement import queries as enforcement
from hengjian_portal.exchange.queries import waiting as exchange
from hengjian_portal.recalls.acts import ACTS, ASIDE
from hengjian_portal.recalls.forms.paper import in_language
from hengjian_portal.recalls.models import Proposal
from hengjian_portal.recalls.queries import cases as recalls
from hengjian_portal.recalls.queries import panels as experts
from hengjian_portal.recalls.queries.stop_sale import asked_of, to_check
from hengjian_portal.scales import queries as scales
from hengjian_portal.scales import runs, suspicions, types
from hengjian_portal.scales import waiting as markets
from hengjian_portal.scales.models import Suspicion
from hengjian_portal.watch import queries as watch

_KEEPS_SCALES = (
    Kind.MARKET, Kind.SCALE_USER, Kind.VERIFICATION_BODY, Kind.SCALE_MAKER, Kind.SELLER,
)  # fmt: skip


def panels(actor: Actor, day: date) -> list[Panel]:
    """The lists of one account's desk that hold something."""
    found = [
        log_trouble(actor), _seats(actor), _approvals(actor), _cases(actor), _experts(actor, day), _asked(actor),
        _shelves(actor), _matters(actor), _exchange(actor), _reports(actor), _types(actor),
        _production(actor), *verifications.panels(actor, day), _markets(actor, day),
        _scales(actor, day), _suspicions(actor, day), erasures_asked(actor),
    ]  # fmt: skip
    return [panel for panel in found if panel is not None and panel.lines]


def _seats(actor: Actor) -> Panel | None:
    """For an expert: calls to answer, and opinions that may be signed now."""
    if not policy.may(actor, "recalls.sit_on_panel"):
        return None
    waiting = experts.seats_waiting(actor.person_id)
    lines = [
        Line(
            f"{seat.panel.number} {seat.panel.recall.title}",
            _("答复邀请") if seat.state == "invited" else _("签署意见"),
            reverse("recalls:seat", args=[seat.pk]),
        )
        for seat in waiting[:_MOST]
    ]
    return Panel(_("等我答复和签署的专家组"), lines, reverse("recalls:cases"), len(waiting))


def _experts(actor: Actor, day: date) -> Panel | None:
    """For the city: panels that wait for numbers, for a decision on recusal, or for a new list."""
    if not policy.may(actor, "recalls.call_panel"):
        return None
    waiting = experts.panels_waiting(day)
    lines = [
        Line(
            f"{panel.number} {panel.recall.title}",
            _("录入开奖结果") if panel.state == "fixed" else _("有回避申请待决定，或专家组不满员"),
            reverse("recalls:panel", args=[panel.pk]),
        )
        for panel in waiting[:_MOST]
    ]
    return Panel(_("等我办理的专家组"), lines, reverse("recalls:experts"), waiting.count())


def _cases(actor: Actor) -> Panel | None:
    if not policy.may(actor, "recalls.see"):
        return None
    mine = [stage.value for stage in STAGES if _may_move(actor, stage)]
    waiting = recalls.visible_to(actor).filter(stage__in=mine).order_by("opened_at")
    lines = []
    for case in waiting[:_MOST]:
        moves = [move for move in recalls.possible(actor, case) if move.verb not in ASIDE]
        stage = in_language(STAGES[Stage(case.stage)].label)
        verb = in_language(VERBS[moves[0].verb])
        url = reverse("recalls:case", args=[case.pk])
        lines.append(Line(f"{case.case_no} {case.title}", f"{stage} → {verb}", url))
    return Panel(_("等我办理的案件"), lines, reverse("recalls:cases"), waiting.count())


def _approvals(actor: Actor) -> Panel | None:
    """What colleagues drew up and cannot approve themselves."""
    if not policy.may(actor, "recalls.decide_draft"):
        return None
    waiting = Proposal.objects.filter(outcome="").exclude(drafted_by_id=actor.person_id)
    waiting = waiting.filter(recall__in=recalls.visible_to(actor)).select_related("recall")
    lines = [
        Line(
            f"{one.recall.case_no} {one.recall.title}", in_language(VERBS[one.verb]),
            reverse("recalls:case", args=[one.recall_id]),
        )
        for one in waiting.order_by("drafted_at")[:_MOST]
    ]  # fmt: skip
    return Panel(_("等我批准的事项"), lines, reverse("recalls:cases"), waiting.count())


def _asked(actor: Actor) -> Panel | None:
    """What a seller or platform has to answer."""
    if not policy.may(actor, "recalls.answer_stop"):
        return None
    waiting = asked_of(actor).filter(state="asked")
    lines = [
        Line(
            f"{one.recall.case_no} {one.recall.title}", _("立即停止销售并反馈"),
            reverse("recalls:stop_answer", args=[one.pk]),
        )
        for one in waiting[:_MOST]
    ]  # fmt: skip
    return Panel(_("要我停售的召回"), lines, reverse("recalls:asked"), waiting.count())


def _shelves(actor: Actor) -> Panel | None:
    """Sellers of a district whose shelves nobody has looked at yet."""
    if actor.kind is not Kind.DISTRICT:
        return None
    waiting = to_check(actor)
    lines = [
        Line(
            f"{one.recall.case_no} {one.recall.title}", f"{one.body} · {one.get_state_display()}",
            reverse("recalls:stop_sale", args=[one.recall_id]),
        )
        for one in waiting[:_MOST]
    ]  # fmt: skip
    return Panel(_("待核查的停售"), lines, reverse("recalls:cases"), waiting.count())


def _matters(actor: Actor) -> Panel:
    """Inspections, directives, penalties and referrals; a party's own where it may answer."""
    waiting = [Line(*line) for line in enforcement.waiting_for(actor)]
    officer = policy.may(actor, "enforcement.see")
    url = reverse("enforcement:matters" if officer else "enforcement:all_mine")
    return Panel(_("等我办理的执法事项"), waiting[:_MOST], url, len(waiting))


def _exchange(actor: Actor) -> Panel | None:
    """Packages to receive, to decide on, to approve, and tasks of joint actions."""
    if not policy.may(actor, "exchange.take_part"):
        return None
    waiting = [Line(*line) for line in exchange.waiting_for(actor)]
    return Panel(_("川渝协作"), waiting[:_MOST], reverse("exchange:packages"), len(waiting))


def _may_move(actor: Actor, stage: Stage) -> bool:
    return any(
        move.verb in ACTS and move.verb not in ASIDE and policy.may(actor, ACTS[move.verb].right)
        for move in open_verbs(stage, actor.stage_kind)
    )


def _reports(actor: Actor) -> Panel | None:
    if actor.kind not in (Kind.DISTRICT, Kind.CITY, Kind.TECHNICAL_BODY):
        return None
    waiting = watch.filtered(watch.visible_to(actor), "", "open", "")
    lines = [
        Line(
            f"{report.receipt_no} {report.product_name}", report.what_happened[:60],
            reverse("watch:report", args=[report.pk]),
        )
        for report in waiting.order_by("received_at")[:_MOST]
    ]  # fmt: skip
    return Panel(_("待处理的报告"), lines, reverse("watch:reports"), waiting.count())


def _types(actor: Actor) -> Panel:
    """Types that wait to be given to an evaluation body, evaluated, or decided."""
    waiting = [Line(*line) for line in types.waiting_for(actor)]
    return Panel(_("型式批准申请"), waiting[:_MOST], reverse("scales:applications"), len(waiting))


def _production(actor: Actor) -> Panel:
    """A maker's files of scales that have faults."""
    waiting = [Line(*line) for line in runs.waiting_for(actor)]
    return Panel(_("批量登记出厂的秤"), waiting[:_MOST], reverse("scales:production"), len(waiting))


def _markets(actor: Actor, day: date) -> Panel:
    """Visits one was drawn for, lists to answer, late entries to review, a market's open duties."""
    waiting = [Line(*line) for line in markets.waiting_for(actor, day)]
    inspects = policy.may(actor, "scales.see_campaigns")
    url = reverse("scales:campaigns" if inspects else "scales:boards")
    return Panel(_("市场与双随机检查"), waiting[:_MOST], url, len(waiting))


def _scales(actor: Actor, day: date) -> Panel | None:
    """For who keeps or verifies scales: what must not be used, then what ends soon or waits."""
    if actor.kind not in _KEEPS_SCALES:
        return None
    mine = scales.visible_to(actor)
    if actor.kind is Kind.VERIFICATION_BODY:
        mine = mine.filter(district=actor.district)
    elif actor.kind in (Kind.SCALE_MAKER, Kind.SELLER):
        unsold = Q(owner=None) | Q(owner=actor.body_id)
        mine = mine.filter(unsold, state__in=["produced", "sold"])
    waiting = scales.by_need(mine.exclude(state="withdrawn"), day)
    lines = []
    for scale in waiting[:_MOST]:
        moves = scales.possible(actor, scale)
        where = " ".join(part for part in (str(scale.market or ""), scale.stall) if part)
        past = scale.state == "verified" and not scales.soundness_of(scale, day).is_sound
        state = _("检定已失效，不能使用") if past else scale.get_state_display()
        note = f"{state} {where}".strip()
        if moves:
            url = reverse("scales:scale", args=[scale.production_code])
            lines.append(Line(scale.production_code, note, url))
    return Panel(_("计价秤"), lines, reverse("scales:scales"), waiting.count())


def _suspicions(actor: Actor, day: date) -> Panel:
    """What the checks of scales found and nobody has looked into: overdue ones, then the newest."""
    waiting = suspicions.waiting(actor, day)
    lines = [
        Line(
            capfirst(suspicions.name_of(one.check_code)), _suspicion_note(one, day),
            reverse("scales:suspicion", args=[one.pk]),
        )
        for one in waiting[:_MOST]
    ]  # fmt: skip
    where = f"{reverse('scales:suspicions')}?stage=open"
    return Panel(_("待核查的疑点"), lines, where, waiting.count())


def _suspicion_note(one: Suspicion, day: date) -> str:
    about = str(one.scale or one.body or one.person or "")
    late = suspicions.days_late(one, day)
    if not late:
        return about
    said = _("逾期%(n)d天未核查") % {"n": late}
    return f"{about} {said}".strip()
