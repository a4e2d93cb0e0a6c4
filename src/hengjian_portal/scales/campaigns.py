"""Campaigns of inspections as accounts see them: lists, draws, visits, figures by district."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet, Sum

from hengjian.draw.draw_file import parse_draw
from hengjian.draw.drawing import Disagreement, check_draw
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.enforcement.draws import Sheet
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.scales.models import Campaign, CampaignVisit, Replacement

MARKETS = "markets"
_SHEET_ORDER = (
    "case", "of", "how_many", "candidates", "recusals", "public_draws", "commitments", "recorded",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw of a campaign: `name` is `markets`, or the id of the market it is for."""

    name: str
    title: str
    sheet: Sheet

    @property
    def ordered(self) -> Sheet:
        """The sheet in the order in which one writes it."""
        return {name: self.sheet[name] for name in _SHEET_ORDER if name in self.sheet}

    @property
    def digest(self) -> str:
        """The digest of the list."""
        return parse_draw(self.sheet, self.title).draw_list.digest

    def recheck(self) -> tuple[Disagreement, ...]:
        """Draw again now and tell what of the record does not come out."""
        file = parse_draw(self.sheet, self.title)
        return check_draw(file.draw_list, file.results, file.recorded) if file.recorded else ()


@dataclass(frozen=True, slots=True)
class Figures:
    """What a campaign came to in one district; `fines_fen` counts what was decided."""

    district: str
    drawn: int
    visited: int
    checked: int
    wrong: int
    seized: int
    cases: int
    fines_fen: int


def title_of(visit: CampaignVisit, number: int) -> str:
    """What the file of the n-th further draw for a visit is called."""
    return f"{visit.campaign.number}-M{visit.market_id}-{number}"


def ties_of(campaign: Campaign) -> policy.Ties:
    """What binds accounts to a campaign: its district; one of the whole city is the city's."""
    return policy.Ties(districts=frozenset({campaign.district} - {""}))


def visible_to(actor: Actor) -> QuerySet[Campaign]:
    """The campaigns an account may see; a district also those of the city that reach its markets."""
    found = Campaign.objects.select_related("bureau", "planned_by")
    needed = policy.tie_needed(actor, "scales.see_campaigns")
    if needed is policy.Tie.ANY:
        return found
    if needed is policy.Tie.AREA:
        reached = CampaignVisit.objects.filter(market__district=actor.district).values("campaign")
        return found.filter(Q(district=actor.district) | Q(pk__in=reached))
    return found.none()


def visits_of(campaign: Campaign, actor: Actor) -> QuerySet[CampaignVisit]:
    """The visits of a campaign an account may see, in the order drawn."""
    return _visits(actor).filter(campaign=campaign).order_by("pk")


def visit_for(actor: Actor) -> QuerySet[CampaignVisit]:
    """Every visit an account may see."""
    return _visits(actor)


def _visits(actor: Actor) -> QuerySet[CampaignVisit]:
    found = CampaignVisit.objects.select_related("campaign", "market", "matter").prefetch_related(
        Prefetch("inspectors", Person.objects.select_related("body"))
    )
    needed = policy.tie_needed(actor, "scales.see_campaigns")
    if needed is policy.Tie.AREA:
        return found.filter(market__district=actor.district)
    return found if needed is policy.Tie.ANY else found.none()


def waiting_for(actor: Actor) -> QuerySet[CampaignVisit]:
    """The visits this officer was drawn for and has not reported."""
    drawn = _visits(actor).filter(inspectors=actor.person_id, matter__stage="planned")
    return drawn.order_by("campaign__ends_on", "pk")


def to_draw(actor: Actor) -> QuerySet[Campaign]:
    """The campaigns whose lists are fixed and wait for what their chance gives."""
    needed = policy.tie_needed(actor, "scales.run_campaign")
    found = visible_to(actor).filter(stage=Campaign.Stage.PLANNED)
    return found.filter(district=actor.district) if needed is policy.Tie.AREA else found


def markets_for(actor: Actor, district: str) -> QuerySet[Body]:
    """The open markets a campaign of this account may draw from."""
    found = Body.objects.filter(kind=Body.Kind.MARKET, closed_on=None)
    where = actor.district if actor.kind is Kind.DISTRICT else district
    return found.filter(district=where) if where else found


def inspectors_for(actor: Actor) -> QuerySet[Person]:
    """The officers a campaign of this account may draw: of the city, and of its own district."""
    found = Person.objects.filter(is_active=True, body__kind__in=("city", "district"))
    if actor.kind is Kind.DISTRICT:
        found = found.filter(Q(body__kind="city") | Q(body__district=actor.district))
    return found.select_related("body").order_by("body__kind", "body__name", "name", "pk")


def draws_of(campaign: Campaign) -> list[Draw]:
    """The draw of the markets, then that of the inspectors of each market."""
    held = campaign.draws or campaign.lists
    found = [Draw(MARKETS, f"{campaign.number}-markets", held["markets"])]
    inspectors: dict[str, Sheet] = held["inspectors"]
    # As drawn; before that, as the markets stand in their list.
    markets = held["markets"].get("recorded", {}).get("drawn") or [
        row["id"] for row in held["markets"]["candidates"]
    ]
    found += [Draw(name, f"{campaign.number}-{name}", inspectors[name]) for name in markets]
    return found + _further(campaign)


def _further(campaign: Campaign) -> list[Draw]:
    """The draws by which officers who fell away were replaced, visit by visit."""
    held = replacements_of(campaign.visits.all())
    numbers: dict[int, int] = {}
    found = []
    for one in held:
        numbers[one.visit_id] = numbers.get(one.visit_id, 0) + 1
        title = title_of(one.visit, numbers[one.visit_id])
        found.append(Draw(f"R{one.pk}", title, one.sheet))
    return found


def replacements_of(visits: Iterable[CampaignVisit]) -> QuerySet[Replacement]:
    """Who fell away from visits and who goes instead, the first first."""
    held = Replacement.objects.filter(visit__in=[visit.pk for visit in visits])
    return held.select_related("visit__campaign", "visit__market", "visit__matter", "out", "into")


def draw_named(campaign: Campaign, name: str) -> Draw | None:
    """One draw of a campaign by its name, or None."""
    return next((one for one in draws_of(campaign) if one.name == name), None)


def figures(campaign: Campaign, visits: Iterable[CampaignVisit]) -> list[Figures]:
    """What the campaign came to, by district of its markets."""
    by_district: dict[str, list[CampaignVisit]] = {}
    for visit in visits:
        by_district.setdefault(visit.market.district, []).append(visit)
    return [_figures(campaign, name, held) for name, held in sorted(by_district.items())]


def _figures(campaign: Campaign, district: str, visits: list[CampaignVisit]) -> Figures:
    cases = _cases(campaign, visits)
    return Figures(
        district=district,
        drawn=len(visits),
        visited=sum(
            visit.matter is not None and visit.matter.stage == "submitted" for visit in visits
        ),
        checked=sum(visit.scales_checked for visit in visits),
        wrong=sum(visit.scales_wrong for visit in visits),
        seized=sum(visit.scales_seized for visit in visits),
        cases=cases.count(),
        fines_fen=cases.aggregate(sum=Sum("amount_fen"))["sum"] or 0,
    )


def _cases(campaign: Campaign, visits: list[CampaignVisit]) -> QuerySet[Matter]:
    """Penalty cases that grew from the visits, or are about scales found wrong on them."""
    inspections = [visit.matter_id for visit in visits]
    wrong = [
        f"scale:{pk}"
        for visit in visits
        for pk in visit.looks.filter(sound=False, scale__isnull=False).values_list(
            "scale", flat=True
        )
    ]
    grown = Q(grown_from__in=inspections) | Q(grown_from__grown_from__in=inspections)
    about = Q(about__in=wrong, opened_at__gte=campaign.planned_at)
    return Matter.objects.filter(grown | about, kind=Matter.Kind.PENALTY).distinct()
