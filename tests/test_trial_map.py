import tomllib
from importlib.resources import files

import shapely

from storage.trial_map import trial_wards
from storage.ward_files import read_geojson
from storage.ward_map import WardArea, WardMap
from tests.ward_samples import needs_samples, sample


def trial_map() -> WardMap:
    return WardMap(
        [
            WardArea(number, ward.code, ward.name, ward.geometry, ward.approximate)
            for number, ward in enumerate(trial_wards())
        ]
    )


def test_the_trial_map_has_thirteen_wards_all_marked_approximate_and_undated() -> None:
    wards = trial_wards()
    assert len({ward.code for ward in wards}) == len({ward.name for ward in wards}) == 13
    assert all(ward.approximate and ward.source and ward.licence for ward in wards)
    assert all(ward.valid_from is None and ward.valid_to is None for ward in wards)


def test_every_known_point_lies_in_its_own_ward() -> None:
    data = tomllib.loads(files("storage").joinpath("trial_wards.toml").read_text("utf-8"))
    wards = trial_map()
    for ward in data["ward"]:
        assert len(ward["points"]) == 5
        for lat, lon in ward["points"]:
            found = wards.at(lat, lon)
            assert found is not None
            assert found.code == ward["code"]


def test_the_cells_leave_no_gap_and_do_not_overlap() -> None:
    shapes = [ward.geometry for ward in trial_wards()]
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.union_all(shapes).geom_type == "Polygon"
    assert not shapely.union_all(shapes).interiors


def test_the_map_reaches_some_900_metres_beyond_the_outermost_points() -> None:
    wards = trial_map()
    northernmost = (16.092, 108.2157)
    assert wards.at(northernmost[0] + 880 / 111_000, northernmost[1]) is not None
    assert wards.at(northernmost[0] + 940 / 111_000, northernmost[1]) is None


def test_the_trial_map_is_the_same_each_time() -> None:
    first, second = trial_wards(), trial_wards()
    assert first == second
    assert [ward.geometry.wkb for ward in first] == [ward.geometry.wkb for ward in second]


@needs_samples
def test_the_trial_map_agrees_with_real_boundaries_for_more_than_nine_places_in_ten() -> None:
    trial = {ward.code: ward.geometry for ward in trial_wards()}
    real = {ward.code: ward.geometry for ward in read_geojson(sample("hai_chau_2019_fit"))}
    assert trial.keys() == real.keys()
    agreed = sum(real[code].intersection(trial[code]).area for code in real)
    assert 0.92 < agreed / sum(shape.area for shape in real.values()) < 0.94
