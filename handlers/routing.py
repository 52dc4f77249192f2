"""Which ward a place belongs to, and which neighbours are worth offering."""

from dataclasses import dataclass

from handlers.messages import Place
from handlers.rules import IntakeRules
from storage.ward_map import WardArea, WardMap


@dataclass(frozen=True, slots=True)
class Route:
    """The ward a place is taken for; ``outside_m`` when it lies that far outside of it."""

    ward: WardArea
    outside_m: float
    neighbours: tuple[WardArea, ...]


@dataclass(frozen=True, slots=True)
class Outside:
    """A place in no ward, with the nearest one if there is any, and how far it is."""

    nearest: WardArea | None
    metres: float


def route(wards: WardMap, place: Place, rules: IntakeRules) -> Route | Outside:
    """The ward of a place. Neighbours within the larger of the rule's distance and the stated
    accuracy are offered; a phone that is a kilometre unsure would offer half the city, so
    accuracy counts up to 500 m."""
    near = max(rules.near_line_m, min(place.accuracy or 0.0, 500.0))
    ward = wards.at(place.lat, place.lon)
    outside = 0.0
    if ward is None:
        found = wards.nearest(place.lat, place.lon)
        if found is None:
            return Outside(None, 0.0)
        ward, outside = found
        if outside > rules.outside_m:
            return Outside(ward, outside)
    around = wards.within(place.lat, place.lon, outside + near)
    others = tuple(area for area, _ in around if area.id != ward.id)[:4]
    return Route(ward, outside, others)
