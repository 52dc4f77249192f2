import json
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon

from storage.ward_files import WardFileError, from_wkb, read_geojson, to_wkb
from tests.ward_samples import needs_samples, sample

LAT, LON = 16.06, 108.2


def ring(west: float = LON, south: float = LAT, size: float = 0.01) -> list[list[float]]:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    named = {"code": "00115", "name": "Phường Một"} | properties
    return {
        "type": "Feature",
        "properties": {key: value for key, value in named.items() if value is not ...},
        "geometry": geometry or {"type": "Polygon", "coordinates": [ring()]},
    }


def polygon(*rings: list[Any]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def collection(*features: Any, **members: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features} | members)


def problems(text: str | bytes) -> tuple[str, ...]:
    with pytest.raises(WardFileError) as caught:
        read_geojson(text)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def test_a_ward_is_read_with_all_its_properties() -> None:
    (ward,) = read_geojson(
        collection(
            feature(
                valid_from="2019-01-01",
                valid_to="2024-12-31",
                source="survey",
                licence="CC0",
                approximate=True,
                successor_2025_07="00202",
                successor_2021="00201",
                district=None,
            )
        )
    )
    assert (ward.code, ward.name, ward.source, ward.licence) == (
        "00115",
        "Phường Một",
        "survey",
        "CC0",
    )
    assert (ward.valid_from, ward.valid_to) == (date(2019, 1, 1), date(2024, 12, 31))
    assert ward.approximate is True
    assert ward.successors == ("00201", "00202")
    assert ward.geometry.equals(Polygon(ring()))


def test_what_a_file_leaves_out_stays_open() -> None:
    (ward,) = read_geojson(collection(feature(valid_from=None, valid_to="")))
    assert (ward.valid_from, ward.valid_to, ward.source, ward.licence) == (None, None, "", "")
    assert ward.approximate is False
    assert ward.successors == ()


@pytest.mark.parametrize(
    ("written", "read"), [("00115", "00115"), (" 00115 ", "00115"), (123, "123"), (123.0, "123")]
)
def test_codes_are_text_and_keep_their_leading_zeros(written: Any, read: str) -> None:
    assert read_geojson(collection(feature(code=written)))[0].code == read


@pytest.mark.parametrize("key", ["code", "ma_xa", "maXa", "MA_XA", "ward_code"])
def test_the_code_goes_by_several_names(key: str) -> None:
    text = collection(feature(**{"code": ..., key: "00118"}))
    assert read_geojson(text)[0].code == "00118"


@pytest.mark.parametrize("key", ["name", "ten_xa", "tenXa", "TEN_XA", "full_name"])
def test_the_name_goes_by_several_names(key: str) -> None:
    text = collection(feature(**{"name": ..., key: "Phường Hai"}))
    assert read_geojson(text)[0].name == "Phường Hai"


def test_the_short_name_is_taken_before_the_full_one() -> None:
    assert read_geojson(collection(feature(full_name="Phường Một", name="Một")))[0].name == "Một"


def test_names_are_composed_and_free_of_stray_signs() -> None:
    name = "  " + unicodedata.normalize("NFD", "Phường\n Một") + "\x00\ud800 "
    assert read_geojson(collection(feature(name=name)))[0].name == "Phường Một"


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("00201", ("00201",)),
        (201, ("201",)),
        (["a", "b", "a"], ("a", "b")),
        ("a, b;c", tuple("abc")),
    ],
)
def test_successors_may_be_one_or_several(value: Any, codes: tuple[str, ...]) -> None:
    assert read_geojson(collection(feature(successors=value)))[0].successors == codes


@pytest.mark.parametrize("encode", [str.encode, str, lambda text: b"\xef\xbb\xbf" + text.encode()])
def test_text_and_bytes_are_read_with_and_without_a_byte_order_mark(
    encode: Callable[[str], str | bytes],
) -> None:
    assert read_geojson(encode(collection(feature())))[0].name == "Phường Một"
    assert read_geojson("\ufeff" + collection(feature()))[0].name == "Phường Một"


def test_heights_are_dropped() -> None:
    high = [[x, y, 12.5] for x, y in ring()]
    shape = read_geojson(collection(feature(polygon(high))))[0].geometry
    assert not shape.has_z
    assert shape.equals(Polygon(ring()))


def test_holes_and_parts_are_kept() -> None:
    holed = [ring(), ring(LON + 0.004, LAT + 0.004, 0.002)]
    far = [ring(LON + 0.1)]
    geometry = {"type": "MultiPolygon", "coordinates": [holed, far]}
    shape = read_geojson(collection(feature(geometry)))[0].geometry
    assert isinstance(shape, MultiPolygon)
    assert shape.equals(MultiPolygon([(holed[0], [holed[1]]), (far[0], [])]))


def test_an_open_ring_is_closed() -> None:
    assert read_geojson(collection(feature(polygon(ring()[:-1]))))[0].geometry.is_valid


def test_a_ring_that_crosses_itself_is_mended_to_polygons() -> None:
    crossed = [[LON, LAT], [LON + 0.01, LAT + 0.01], [LON + 0.01, LAT], [LON, LAT + 0.01]]
    shape = read_geojson(collection(feature(polygon(crossed))))[0].geometry
    assert isinstance(shape, MultiPolygon)
    assert shape.is_valid
    assert shape.area == pytest.approx(0.00005)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not JSON"),
        ("{'type': 1}", "not JSON"),
        ("[" * 100_000, "not JSON"),
        (b"\xff\xfe{", "not UTF-8"),
        ("[]", "not a GeoJSON FeatureCollection"),
        ("null", "not a GeoJSON FeatureCollection"),
        (json.dumps(feature()), "not a GeoJSON FeatureCollection"),
        ('{"type": "FeatureCollection"}', "no features"),
        (collection(), "no features"),
    ],
)
def test_what_is_no_collection_of_features_is_refused(text: str | bytes, problem: str) -> None:
    (only,) = problems(text)
    assert problem in only


@pytest.mark.parametrize(
    ("geometry", "problem"),
    [
        ({"type": "Point", "coordinates": [LON, LAT]}, "is a Point, not a Polygon"),
        ({"type": "GeometryCollection", "geometries": []}, "is a GeometryCollection"),
        ("POLYGON((1 1))", "no geometry"),
        ({"type": "Polygon"}, "missing or empty"),
        ({"type": "Polygon", "coordinates": []}, "missing or empty"),
        ({"type": "MultiPolygon", "coordinates": [ring()]}, "malformed"),
        (polygon([[LON, LAT], [LON, LAT + 1], [LON, LAT]]), "fewer than three"),
        (polygon([[LON], *ring()]), "not a pair of numbers"),
        (polygon([["108", "16"], *ring()]), "'108' is not a number"),
        (polygon([[True, LAT], *ring()]), "True is not a number"),
        (polygon([[float("nan"), LAT], *ring()]), "not a finite number"),
        (polygon([[10**400, LAT], *ring()]), "not a finite number"),
        (polygon([[LON, LAT], [LON + 1, LAT], [LON + 2, LAT]]), "encloses no area"),
        (polygon([[y, x] for x, y in ring()]), "swapped"),
        (polygon([[550_000 + x, 1_776_000 + y] for x, y in ring()]), "VN-2000"),
        (polygon([[12_045_000 + x, 1_811_000 + y] for x, y in ring()]), "projected"),
        (polygon(ring(2.35, 48.85)), "outside Viet Nam (x 2.35 to 2.36, y 48.85 to 48.86"),
        (polygon([*ring()[:3], [0, 0]]), "outside Viet Nam"),
    ],
)
def test_a_geometry_that_is_no_ward_is_refused_with_the_reason(geometry: Any, problem: str) -> None:
    (only,) = problems(collection(feature(geometry)))
    assert only.startswith("feature 1 (Phường Một): ")
    assert problem in only


def test_a_missing_geometry_is_named() -> None:
    assert problems(collection(feature() | {"geometry": None})) == (
        "feature 1 (Phường Một): no geometry",
    )


@pytest.mark.parametrize("day", ["2025-02-30", "01/07/2025", "20250701", 2025, "soon", True])
def test_a_date_that_is_none_is_refused(day: Any) -> None:
    (only,) = problems(collection(feature(valid_from=day)))
    assert f"valid_from {day!r} is not a date" in only


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    (only,) = problems(collection(feature(valid_from="2025-07-01", valid_to="2025-06-30")))
    assert "valid_to 2025-06-30 is before valid_from 2025-07-01" in only


def test_an_unclear_mark_of_approximation_is_refused() -> None:
    (only,) = problems(collection(feature(approximate="perhaps")))
    assert "approximate 'perhaps' is neither true nor false" in only


@pytest.mark.parametrize("code", [..., None, "", "  ", True, 1.5, ["00115"]])
def test_a_ward_without_a_usable_code_is_refused(code: Any) -> None:
    (only,) = problems(collection(feature(code=code)))
    assert only.startswith("feature 1 (Phường Một): no code")


def test_a_name_or_a_code_too_long_to_be_shown_is_refused() -> None:
    assert read_geojson(collection(feature(name="x" * 100)))
    (only,) = problems(collection(feature(name="x" * 101)))
    assert only == f"feature 1 ({'x' * 100}): the name has 101 characters; 100 are the most"
    (only,) = problems(collection(feature(code="1" * 3000)))
    assert only == "feature 1 (Phường Một): the code has 3000 characters; 100 are the most"


def test_a_code_used_twice_on_one_day_is_refused() -> None:
    two = feature(polygon(ring(LON + 1)), name="Phường Hai")
    assert problems(collection(feature(), two)) == (
        "feature 2 (Phường Hai): code 00115 is already that of feature 1 (Phường Một)",
    )


def test_a_code_may_come_back_after_its_first_ward_has_ended() -> None:
    before, after = feature(valid_to="2025-06-30"), feature(valid_from="2025-07-01")
    assert [ward.code for ward in read_geojson(collection(before, after))] == ["00115", "00115"]


def test_wards_that_overlap_much_are_refused() -> None:
    two = feature(polygon(ring(LON + 0.009)), code="2", name="Phường Hai")
    assert problems(collection(feature(), two)) == (
        "feature 2 (Phường Hai): overlaps feature 1 (Phường Một) by 10% of the smaller ward",
    )


def test_a_ward_drawn_inside_another_is_refused() -> None:
    two = feature(polygon(ring(LON + 0.004, LAT + 0.004, 0.001)), code="2")
    assert "by 100% of the smaller ward" in problems(collection(feature(), two))[0]


def test_a_small_overlap_is_a_drawing_error_and_passes() -> None:
    two = feature(polygon(ring(LON + 0.0097)), code="2")
    assert len(read_geojson(collection(feature(), two))) == 2


def test_all_problems_of_all_features_are_listed_at_once() -> None:
    found = problems(
        collection(
            feature(),
            "nothing",
            feature(code=..., name=..., valid_to="never"),
            feature(polygon([[y, x] for x, y in ring()]), name="Phường Bốn"),
        )
    )
    assert [line.partition(":")[0] for line in found] == [
        "feature 2",
        "feature 3",
        "feature 3",
        "feature 3",
        "feature 4 (Phường Bốn)",
        "feature 4 (Phường Bốn)",
        "feature 3",
    ]
    text = "\n".join(found)
    for part in ("not a GeoJSON Feature", "no code", "no name", "never", "swapped", "overlaps"):
        assert part in text
    assert "code 00115 is already that of feature 1 (Phường Một)" in text


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::3405", "EPSG:4756", "VN-2000"])
def test_a_file_that_names_another_system_of_coordinates_is_refused(name: str) -> None:
    (only,) = problems(collection(feature(), crs={"type": "name", "properties": {"name": name}}))
    assert only.startswith(f"coordinates are in {name}:")


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"])
def test_a_file_that_names_wgs84_is_read(name: str) -> None:
    assert read_geojson(collection(feature(), crs={"type": "name", "properties": {"name": name}}))


@pytest.mark.parametrize("shape", [Polygon(ring()), MultiPolygon([Polygon(ring())])])
def test_a_stored_geometry_comes_back_as_it_was(shape: Any) -> None:
    assert from_wkb(to_wkb(shape)) == shape
    assert from_wkb(to_wkb(shapely.force_3d(shape, 5))) == shape


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "code", "name", "coordinates", "geometry", "properties"]),
            inner,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(json_values, json_values, json_values)
def test_no_json_at_all_makes_the_reader_fail_otherwise_than_by_its_own_error(
    properties: Any, coordinates: Any, crs: Any
) -> None:
    odd = {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
    }
    with pytest.raises(WardFileError):
        read_geojson(collection(odd, properties, crs=crs))


@needs_samples
@pytest.mark.parametrize(
    ("stem", "wards"),
    [
        ("hai_chau_2019_fit", 13),
        ("long_bien_2019", 14),
        ("quan_1_2019", 10),
        ("quan_4_2019", 15),
        ("da_nang_2025-07_simplified", 94),
    ],
)
def test_real_ward_files_are_read_whole(stem: str, wards: int) -> None:
    read = read_geojson(sample(stem))
    assert len(read) == len({ward.code for ward in read}) == wards
    assert all(len(ward.code) == 5 and ward.source and ward.licence for ward in read)
    assert all(ward.valid_from or ward.valid_to for ward in read)
    assert all(from_wkb(to_wkb(ward.geometry)) == ward.geometry for ward in read)
