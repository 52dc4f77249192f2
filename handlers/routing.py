"""Routing: a place's ward, the neighbours worth offering, the groups that deal with a report."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.messages import Place
from handlers.rules import IntakeRules
from handlers.work import Work
from storage import people
from storage.tables import Chat, Report, Spot, Unit
from storage.ward_map import WardArea, WardMap


@dataclass(frozen=True, slots=True)
class Route:
    """The ward a place is taken for; ``outside_m`` when it lies that far outside of it."""

    ward: WardArea
    outside_m: float


@dataclass(frozen=True, slots=True)
class Outside:
    """A place in no ward, with the nearest one if there is any, and how far it is."""

    nearest: WardArea | None
    metres: float


def route(wards: WardMap, place: Place, rules: IntakeRules) -> Route | Outside:
    """The ward of a place, or a ward so close that the place is taken for it."""
    found = wards.nearest(place.lat, place.lon)
    if found is None:
        return Outside(None, 0.0)
    ward, outside = found
    return Route(ward, outside) if outside <= rules.outside_m else Outside(ward, outside)


def neighbours(
    wards: WardMap, lat: float, lon: float, accuracy: float | None, rules: IntakeRules
) -> tuple[WardArea, ...]:
    """The wards that a place may as well lie in, nearest first: no further than the nearest one by
    more than the rule's distance or the stated accuracy. A phone that is a kilometre unsure would
    offer half the city, so accuracy counts up to 500 m."""
    found = wards.nearest(lat, lon)
    if found is None:
        return ()
    near = found[1] + max(rules.near_line_m, min(accuracy or 0.0, 500.0))
    return tuple(area for area, _ in wards.within(lat, lon, near))


def neighbours_of(work: Work, report: Report) -> tuple[WardArea, ...]:
    """The wards that a report's place may as well lie in, with its own if that is one of them."""
    wards, rules = work.world.wards.map, work.rules.intake
    return neighbours(wards, report.lat, report.lon, report.accuracy, rules)


async def dealing_with(work: Work, report: Report) -> Sequence[Chat]:
    """Where a report is dealt with: in the groups of its ward, and where it has none, in the
    office's. Where a ward ended and left nobody in its place, the office sees to what is open, and
    its group can still finish what it has."""
    wards = work.world.wards
    ward_id = wards.current(report.ward_id)
    chats = await people.groups(work.session, "ward", ward_id=ward_id)
    if chats and ward_id not in wards.ended:
        return chats
    return [*await people.groups(work.session, "office"), *chats]


async def answers_for(work: Work, spot: Spot) -> str:
    """Who answers for a recurring point: whom the office named, and otherwise its ward."""
    if spot.owner:
        return spot.owner
    unit = await work.session.get(Unit, spot.unit_id) if spot.unit_id else None
    return unit.name if unit is not None else work.world.wards.name(spot.ward_id)
