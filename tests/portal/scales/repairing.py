"""A repair in the making: keys, an authorised technician, seals, an order; for several tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from hengjian.unlock.one_time_code import code_at_scale
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.scales import actions, repairs
from hengjian_portal.scales.actions.unlocking import Given
from hengjian_portal.scales.models import RepairOrder, Scale, SealBatch

# Ten in the morning in Beijing, 2026-05-04; each later act says its own moment.
AT = datetime(2026, 5, 4, 2, tzinfo=UTC)
CHALLENGE = "31415926"


@dataclass(frozen=True)
class Workshop:
    """Who repairs, whose scale, and the order that is open."""

    repairer: Actor
    maker: Actor
    scale: Scale
    order: RepairOrder

    def display(self, **changes: object) -> actions.Display:
        """What the locked scale shows, at its own market, the second factor just given."""
        shown = actions.Display(
            counter=max(self.fresh().lock_count, 1), challenge=CHALLENGE,
            production_code=self.scale.production_code, second_factor_at=AT,
            market=self.scale.market_id,
        )  # fmt: skip
        return replace(shown, **changes)  # type: ignore[arg-type]

    def fresh(self) -> Scale:
        """The scale as it is now."""
        return Scale.objects.select_related("type_approval__maker").get(pk=self.scale.pk)

    def again(self) -> RepairOrder:
        """The order as it is now."""
        return RepairOrder.objects.select_related("scale__type_approval__maker").get(
            pk=self.order.pk
        )

    def ask(self, at: datetime = AT, **changes: object) -> Given:
        """Ask for a code; the second factor is given at that moment."""
        shown = self.display(**({"second_factor_at": at} | changes))
        return actions.ask_code(order=self.again(), display=shown, actor=self.repairer, at=at)

    def unlocked(self, at: datetime = AT) -> Given:
        """Ask for a code and say that the scale took it."""
        given = self.ask(at)
        actions.confirm_unlocked(ticket=given.ticket, actor=self.repairer, at=at)
        return given

    def work(self, **changes: object) -> actions.Work:
        """A repair with nothing wrong about it."""
        done = actions.Work(
            said="更换按键板", software_after=self.scale.software_id, calibration_after=1,
            seal_no="WX0000001", parts=[{"name": "按键板", "old_no": "K1", "new_no": "K2"}],
        )  # fmt: skip
        return replace(done, **changes)  # type: ignore[arg-type]

    def code_in_the_scale(self, counter: int, challenge: str = CHALLENGE) -> str:
        """The code the scale itself would take, worked out from the key inside it."""
        scale = self.fresh()
        secret = repairs.secret_of(scale, repairs.key_of(scale))
        return code_at_scale(repairs.profile(), secret, counter, challenge)


def workshop(scale: Scale, repairer: Actor, maker: Actor) -> Workshop:
    """Everything there, the order open on a scale that was found locked or is to be opened."""
    actions.start_key(actor=replace(maker, is_head=True), at=AT - timedelta(days=90))
    technician = Person.objects.get(pk=repairer.person_id)
    days = actions.Days(date(2026, 1, 1), date(2026, 12, 31))
    actions.authorise(technician=technician, days=days, actor=maker, at=AT - timedelta(days=30))
    SealBatch.objects.create(
        body_id=repairer.body_id, prefix="WX", width=7, first=1, last=100,
        issued_by_id=maker.person_id, issued_at=AT,
    )  # fmt: skip
    fault = actions.Fault("显示锁机", RepairOrder.Place.ON_SITE, technician)
    held = Scale.objects.select_related("type_approval__maker").get(pk=scale.pk)
    order = actions.open_order(scale=held, fault=fault, actor=repairer, at=AT)
    return Workshop(repairer, maker, held, order)
