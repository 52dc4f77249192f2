"""Places that people type or paste."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.places import read_place, short_link, without_place

HERE = (16.0678, 108.2208)


@pytest.mark.parametrize(
    "text",
    [
        "16.0678, 108.2208",
        "16.0678 108.2208",
        "16.0678,108.2208",
        "16,0678; 108,2208",
        "(16.0678; 108.2208)",
        "ở 16.0678, 108.2208 nhé",
        "tọa độ: 16.0678/108.2208.",
        "16.0678N 108.2208E",
        "16.0678° N, 108.2208° E",
        "N16.0678 E108.2208",
        "N 16.0678°, E 108.2208°",
        "lat: 16.0678, lng: 108.2208",
        "latitude=16.0678 longitude=108.2208",
        "vĩ độ 16.0678, kinh độ 108.2208",
        "16°4'4.08\"N 108°13'14.88\"E",
        "16°04’04.08”N, 108°13’14.88”E",
        "16° 04′ 04.08″ N 108° 13′ 14.88″ E",
        "geo:16.0678,108.2208?z=17",
        "https://www.google.com/maps?q=16.0678,108.2208",
        "https://maps.google.com/?q=16.0678,108.2208",
        "https://maps.google.com/maps?q=loc:16.0678,108.2208",
        "http://maps.google.com/maps?q=16.0678%2C108.2208&z=17&hl=vi",
        "https://www.google.com/maps/search/?api=1&query=16.0678%2C108.2208",
        "https://www.google.com/maps/search/16.0678,+108.2208?entry=tts",
        "https://www.google.com/maps/@16.0678,108.2208,17z",
        "https://www.google.com.vn/maps/place/Ch%E1%BB%A3/@16.1,108.1,17z/data=!3m1!4b1!3d16.0678!4d108.2208",
        "https://www.google.com/maps/place/16%C2%B004'04.1%22N+108%C2%B013'14.9%22E/@16.1,108.3,17z/data=!3d16.0678!4d108.2208",
        "https://www.google.com/maps/dir/?api=1&destination=16.0678,108.2208",
        "https://www.google.com/maps/dir//16.0678,108.2208/@16.06,108.2,15z",
        "https://maps.apple.com/?ll=16.0678,108.2208&q=Dropped%20Pin",
        "https://www.openstreetmap.org/?mlat=16.0678&mlon=108.2208#map=17/16.1/108.1",
        "https://www.openstreetmap.org/#map=17/16.0678/108.2208",
        "https://www.bing.com/maps?cp=16.0678~108.2208&lvl=17",
        "16.0678, 108.2208, 12 Lê Lợi",
        "Rác ở đây https://www.google.com/maps?q=16.0678,108.2208 xin xử lý",
    ],
)
def test_a_place_is_read_in_any_usual_notation(text: str) -> None:
    place = read_place(text)
    assert place is not None
    assert (place.lat, place.lon) == pytest.approx(HERE, abs=0.00002)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rác đầy vỉa hè",
        "12/3, kiệt 16",
        "phạt 1.500, 2.000 đồng",
        "giá 16.000 đồng",
        "gọi 0905.123.456 hoặc 0236.3822.345",
        "lúc 16.30 ngày 22.11.2026",
        "91.0678, 108.2208",
        "16.0678, 190.2208",
        "0.0000, 0.0000",
        "16.0678",
        "16.0678, 108.2208, 17.1234",
        "https://example.com/maps?q=16.0678,108.2208",
        "https://google.com.evil.example/maps?q=16.0678,108.2208",
        "https://[::1/maps?q=16.0678,108.2208",
        "https://www.google.com/maps?q=ch%E1%BB%A3",
        "https://maps.app.goo.gl/AbC123",
        "geo:0,0?q=market",
    ],
)
def test_what_is_no_place_is_left_alone(text: str) -> None:
    assert read_place(text) is None


@given(st.floats(-89.9, 89.9), st.floats(-179.9, 179.9))
def test_what_the_bot_itself_writes_is_read_back(lat: float, lon: float) -> None:
    from handlers.card import map_link

    if (round(lat, 6), round(lon, 6)) == (0, 0):
        return
    for text in (map_link(lat, lon), f"{lat:.5f}, {lon:.5f}"):
        place = read_place(text)
        if place is None:
            assert (round(lat, 5), round(lon, 5)) == (0, 0)
        else:
            assert (place.lat, place.lon) == pytest.approx((lat, lon), abs=0.00001)


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    read_place(text)
    read_place(f"https://www.google.com/maps/{text}")
    short_link(text)
    without_place(text)


def test_the_name_of_a_place_comes_with_its_link() -> None:
    link = "https://www.google.com/maps/place/Ch%E1%BB%A3+C%E1%BB%93n/@16.1,108.1,17z/data=!3d16.0678!4d108.2208"
    place = read_place(link)
    assert place is not None
    assert place.label == "Chợ Cồn"


@pytest.mark.parametrize(
    "text", ["https://maps.app.goo.gl/AbC1", "đây http://goo.gl/maps/xyz nhé", "https://g.co/kgs/a"]
)
def test_a_short_link_has_to_be_followed(text: str) -> None:
    assert (short_link(text) or "?") in text
    assert short_link("https://goo.gl.evil.example/x https://example.com") is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("16.0678, 108.2208", ""),
        ("Rác ở 16.0678, 108.2208", "Rác ở"),
        ("https://maps.app.goo.gl/AbC1\nrác đầy", "rác đầy"),
        ("rác https://www.google.com/maps?q=16.0678,108.2208 đầy", "rác đầy"),
        ("xem https://example.com/a", "xem https://example.com/a"),
    ],
)
def test_the_words_beside_a_place_are_kept(text: str, rest: str) -> None:
    assert without_place(text) == rest
