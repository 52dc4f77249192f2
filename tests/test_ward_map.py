import itertools
import json
import math
import random
from typing import Any

import numpy as np
import pytest
import shapely
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon, box

from storage.ward_files import read_geojson
from storage.ward_map import WardArea, WardMap
from tests.ward_samples import needs_samples, sample

LAT, LON = 16.06, 108.2


def ward(code: str, geometry: Any, id: int = 1) -> WardArea:
    return WardArea(id=id, code=code, name=f"Ward {code}", geometry=geometry)


def square(west: float, south: float, size: float = 0.01) -> Polygon:
    return box(west, south, west + size, south + size)


def neighbours() -> WardMap:
    """Two squares side by side, given in the wrong order."""
    return WardMap([ward("00002", square(LON, LAT)), ward("00001", square(LON + 0.01, LAT))])


def code_at(wards: WardMap, lat: float, lon: float) -> str | None:
    found = wards.at(lat, lon)
    return found.code if found else None


@st.composite
def cell_maps(draw: st.DrawFn) -> list[WardArea]:
    """Cells without gaps around drawn points, some of them with a hole and some missing."""
    places = draw(
        st.lists(
            st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=12, unique=True
        )
    )
    frame = box(-5, -5, 65, 65)
    points = shapely.multipoints(places)
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=frame))
    cells = shapely.intersection(cells, frame)
    holed = draw(st.integers(0, len(cells) - 1))
    centre = cells[holed].representative_point()
    radius = cells[holed].boundary.distance(centre) / 2
    cells[holed] = cells[holed].difference(centre.buffer(radius))
    lat, lon = draw(st.floats(8.5, 23)), draw(st.floats(102.5, 109))
    placed = shapely.transform(cells, lambda xy: xy / 1000 + (lon, lat))
    keep = draw(st.integers(1, len(cells)))
    return [ward(f"{number:05}", shape, number) for number, shape in enumerate(placed[:keep], 1)]


places = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
offsets = st.tuples(st.floats(-0.05, 0.12), st.floats(-0.05, 0.12))


def test_a_point_inside_belongs_to_the_ward_around_it() -> None:
    assert code_at(neighbours(), LAT + 0.005, LON + 0.005) == "00002"
    assert code_at(neighbours(), LAT + 0.005, LON + 0.015) == "00001"


def test_a_point_outside_every_ward_belongs_to_none() -> None:
    assert neighbours().at(LAT + 0.02, LON) is None


def test_a_point_on_a_shared_line_belongs_to_the_lowest_code_whatever_the_order() -> None:
    areas = [ward("00002", square(LON, LAT)), ward("00001", square(LON + 0.01, LAT))]
    for order in itertools.permutations(areas):
        assert code_at(WardMap(order), LAT + 0.005, LON + 0.01) == "00001"


def test_a_point_on_an_outer_line_and_on_a_corner_is_inside() -> None:
    assert code_at(neighbours(), LAT, LON + 0.005) == "00002"
    assert code_at(neighbours(), LAT, LON) == "00002"


def test_both_wards_at_a_shared_line_are_within_no_metres() -> None:
    found = neighbours().within(LAT + 0.005, LON + 0.01, 0)
    assert [(area.code, metres) for area, metres in found] == [("00001", 0), ("00002", 0)]


def test_a_hole_is_not_part_of_the_ward() -> None:
    island = square(LON + 0.004, LAT + 0.004, 0.002)
    wards = WardMap([ward("1", square(LON, LAT).difference(island)), ward("2", island)])
    assert code_at(wards, LAT + 0.005, LON + 0.005) == "2"
    assert code_at(wards, LAT + 0.001, LON + 0.001) == "1"


def test_every_part_of_a_ward_in_several_parts_counts() -> None:
    parts = shapely.union_all([square(LON, LAT), square(LON + 0.05, LAT)])
    assert code_at(WardMap([ward("1", parts)]), LAT + 0.005, LON + 0.055) == "1"
    assert code_at(WardMap([ward("1", parts)]), LAT + 0.005, LON + 0.03) is None


def test_a_gap_between_neighbours_is_nobodys_but_both_are_near() -> None:
    wards = WardMap([ward("1", square(LON, LAT)), ward("2", square(LON + 0.0101, LAT))])
    gap = (LAT + 0.005, LON + 0.01003)
    assert wards.at(*gap) is None
    nearest = wards.nearest(*gap)
    assert nearest is not None
    assert nearest[0].code == "1"
    assert nearest[1] == pytest.approx(3.2, abs=0.1)
    assert [area.code for area, _ in wards.within(*gap, 200)] == ["1", "2"]
    assert [area.code for area, _ in wards.within(*gap, 5)] == ["1"]


def test_the_nearest_in_metres_wins_over_the_nearest_in_degrees() -> None:
    lat = 23.3
    east, north = square(LON + 0.00100, lat - 0.005), square(LON - 0.005, lat + 0.00095)
    found = WardMap([ward("north", north), ward("east", east)]).nearest(lat, LON)
    assert found is not None
    assert found[0].code == "east"


def measured_along_the_edge(shape: Polygon, lat: float, lon: float) -> float:
    """The least distance on the ellipsoid to points some decimetres apart, near the best one."""

    def metres(at: float) -> float:
        point = shape.exterior.interpolate(at)
        return float(geodesic((lat, lon), (point.y, point.x)).meters)

    length = shape.exterior.length
    rough = min(np.linspace(0, length, 101), key=metres)
    fine = np.linspace(rough - length / 100, rough + length / 100, 201) % length
    return min(map(metres, fine))


@pytest.mark.parametrize("lat", [8.6, 16.06, 23.35])
@pytest.mark.parametrize("bearing", [0, 33, 90, 135, 210, 270, 317])
@pytest.mark.parametrize("away", [800, 1_000, 5_000, 60_000])
def test_metres_agree_with_the_ellipsoid_all_over_the_country(
    lat: float, bearing: float, away: float
) -> None:
    shape = square(LON, lat)
    place = geodesic(meters=away).destination((lat + 0.005, LON + 0.005), bearing)
    start = (place.latitude, place.longitude)
    wards = WardMap([ward("1", shape)])
    found = wards.nearest(*start)
    assert found is not None
    assert found[1] == pytest.approx(measured_along_the_edge(shape, *start), rel=0.001)
    assert wards.within(*start, found[1] * 1.0001) == [found]
    assert wards.within(*start, found[1] * 0.9999) == []


def test_a_map_without_wards_finds_nothing() -> None:
    wards = WardMap([])
    assert wards.at(LAT, LON) is None
    assert wards.nearest(LAT, LON) is None
    assert wards.within(LAT, LON, 1_000) == []
    assert wards.outlines(10)["features"] == []


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(math.nan, LON), (LAT, math.nan), (math.inf, LON), (90.1, LON), (LAT, -180.1), (LON, LAT)],
)
def test_what_is_no_place_is_refused_by_every_question(lat: float, lon: float) -> None:
    wards = neighbours()
    with pytest.raises(ValueError, match="not a place"):
        wards.at(lat, lon)
    with pytest.raises(ValueError, match="not a place"):
        wards.nearest(lat, lon)
    with pytest.raises(ValueError, match="not a place"):
        wards.within(lat, lon, 200)


@pytest.mark.parametrize("metres", [math.nan, math.inf, -1])
def test_what_is_no_length_is_refused(metres: float) -> None:
    with pytest.raises(ValueError, match="metres must be"):
        neighbours().within(LAT, LON, metres)
    with pytest.raises(ValueError, match="tolerance_m must be"):
        neighbours().outlines(metres)


@settings(deadline=None)
@given(cell_maps(), st.randoms(use_true_random=False))
def test_every_point_in_the_interior_of_a_ward_is_in_that_ward(
    areas: list[WardArea], chance: random.Random
) -> None:
    wards = WardMap(areas)
    for area in areas:
        west, south, east, north = area.geometry.bounds
        drawn = [Point(chance.uniform(west, east), chance.uniform(south, north)) for _ in range(5)]
        drawn.append(area.geometry.representative_point())
        for point in drawn:
            if area.geometry.contains_properly(point):
                assert wards.at(point.y, point.x) == area
                assert wards.nearest(point.y, point.x) == (area, 0)


@settings(deadline=None)
@given(cell_maps(), offsets, st.floats(0, 5_000))
def test_within_is_sorted_and_agrees_with_at_and_nearest(
    areas: list[WardArea], offset: tuple[float, float], metres: float
) -> None:
    wards = WardMap(areas)
    west, south, *_ = shapely.total_bounds([area.geometry for area in areas])
    lat, lon = south + offset[0], west + offset[1]
    found = wards.within(lat, lon, metres)
    distances = [distance for _, distance in found]
    assert distances == sorted(distances)
    assert all(distance <= metres for distance in distances)
    here, nearest = wards.at(lat, lon), wards.nearest(lat, lon)
    assert nearest is not None
    assert (nearest[1] == 0) == (here is not None)
    if here is not None:
        assert found[0] == nearest == (here, 0)
    assert found[:1] == ([nearest] if nearest[1] <= metres else [])


@settings(deadline=None)
@given(cell_maps(), places, st.floats(0, 1e9))
def test_no_place_on_earth_makes_the_map_fail(
    areas: list[WardArea], place: tuple[float, float], metres: float
) -> None:
    wards = WardMap(areas)
    wards.at(*place)
    wards.within(*place, metres)
    nearest = wards.nearest(*place)
    assert nearest is not None
    assert 0 <= nearest[1] <= 20_100_000


def test_outlines_are_geojson_with_what_a_web_map_shows() -> None:
    area = WardArea(7, "00115", "Phường Một", square(LON, LAT), approximate=True)
    drawn = json.loads(json.dumps(WardMap([area]).outlines(20)))
    assert drawn["type"] == "FeatureCollection"
    (feature,) = drawn["features"]
    assert feature["properties"] == {"code": "00115", "name": "Phường Một", "approximate": True}
    # To a millionth of a degree, a tenth of a metre.
    drawn_shape = shapely.geometry.shape(feature["geometry"])
    assert drawn_shape.hausdorff_distance(area.geometry) < 1e-6


def test_a_map_opens_on_the_land_where_most_wards_are_and_not_on_the_sea() -> None:
    town = [ward(f"1{n}", square(LON + 0.01 * n, LAT), n) for n in range(3)]
    across_the_river = ward("20", square(LON, LAT + 0.03), 20)
    far_out = shapely.MultiPolygon([square(LON + 3 + n, LAT - 1) for n in range(7)])
    islands = ward("30", far_out, 30)
    wards = WardMap([*town, across_the_river, islands])
    assert wards.mainland == pytest.approx((LAT, LON, LAT + 0.04, LON + 0.03))
    assert wards.bounds == pytest.approx((LAT - 1, LON, LAT + 0.04, LON + 9.01))


def test_islands_far_out_are_left_out_too_where_they_belong_to_a_ward_on_the_land() -> None:
    both = shapely.MultiPolygon([square(LON, LAT), square(LON + 3, LAT)])
    wards = WardMap([ward("1", both), ward("2", square(LON + 0.01, LAT), 2)])
    assert wards.mainland == pytest.approx((LAT, LON, LAT + 0.01, LON + 0.02))


def test_a_map_without_wards_has_no_land() -> None:
    assert WardMap([]).mainland is None


def test_simpler_outlines_have_fewer_points_and_still_no_gaps() -> None:
    wiggle = [(LON + 0.01 + 0.0002 * math.sin(k), LAT + 0.0002 * k) for k in range(51)]
    left = Polygon([(LON, LAT), *wiggle, (LON, LAT + 0.01)])
    right = Polygon([(LON + 0.02, LAT), *wiggle, (LON + 0.02, LAT + 0.01)])
    wards = WardMap([ward("1", left), ward("2", right)])
    full, simple = (
        np.array([shapely.geometry.shape(f["geometry"]) for f in wards.outlines(t)["features"]])
        for t in (0, 100)
    )
    assert shapely.get_num_coordinates(simple).sum() < shapely.get_num_coordinates(full).sum() / 4
    assert shapely.coverage_is_valid(simple)
    assert shapely.union_all(simple).geom_type == "Polygon"


@needs_samples
def test_a_real_city_has_each_of_its_wards_where_it_lies() -> None:
    areas = [
        WardArea(number, new.code, new.name, new.geometry)
        for number, new in enumerate(read_geojson(sample("da_nang_2025-07_simplified")))
    ]
    wards = WardMap(areas)
    points = [area.geometry.representative_point() for area in areas]
    assert [wards.at(point.y, point.x) for point in points] == areas
