"""Routing: the ward of a place, and the wards that it may as well lie in."""

import pytest
from shapely import box

from handlers.messages import Place
from handlers.routing import Outside, Route, neighbours, route
from handlers.rules import load_rules
from storage.ward_map import WardArea, WardMap

RULES = load_rules(None).intake
LAT, LON, SIZE = 16.06, 108.2, 0.01
TEN_METRES = 0.00009
WARDS = WardMap(
    [
        WardArea(
            n, f"0000{n}", f"Ward {n}", box(LON + n * SIZE, LAT, LON + (n + 1) * SIZE, LAT + SIZE)
        )
        for n in range(3)
    ]
)
LINE = LON + SIZE


def near(lat: float, lon: float, accuracy: float | None = None) -> list[int]:
    return [area.id for area in neighbours(WARDS, lat, lon, accuracy, RULES)]


def test_well_inside_a_ward_no_other_is_near() -> None:
    assert near(LAT + SIZE / 2, LON + SIZE / 2) == [0]


def test_beside_a_line_both_wards_are_near() -> None:
    assert near(LAT + SIZE / 2, LINE + TEN_METRES) == [1, 0]


def test_a_phone_that_is_unsure_brings_more_wards_near_but_not_the_whole_city() -> None:
    place = LAT + SIZE / 2, LINE + 10 * TEN_METRES
    assert near(*place) == [1]
    assert near(*place, accuracy=150) == [1, 0]
    assert near(LAT + SIZE / 2, LINE + SIZE / 2, accuracy=5000) == [1]


@pytest.mark.parametrize("metres", [20, 150])
def test_outside_of_all_the_wards_that_are_hardly_further_than_the_nearest_are_near(
    metres: float,
) -> None:
    place = Place(LAT - metres / 110_600, LINE + TEN_METRES)
    found = route(WARDS, place, RULES)
    assert isinstance(found, Route)
    assert found.ward.id == 1
    assert found.outside_m == pytest.approx(metres, rel=0.01)
    assert near(place.lat, place.lon) == [1, 0]


def test_far_outside_a_place_is_in_no_ward() -> None:
    found = route(WARDS, Place(LAT - SIZE, LON), RULES)
    assert isinstance(found, Outside)
    assert found.nearest is not None
    assert found.nearest.id == 0


def test_without_wards_nothing_is_near() -> None:
    assert neighbours(WardMap([]), LAT, LON, None, RULES) == ()
    assert route(WardMap([]), Place(LAT, LON), RULES) == Outside(None, 0.0)
