"""A gallery of closings that are not what they seem, each with what the bot makes of it; and of
honest ones that it leaves alone."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from tests.harness import ADMIN, Bot, Room, Ward, jpeg, jpeg_at, metres_north, on_sqlite
from tests.standin import Shown
from tests.test_alike import changed, with_software
from tests.test_flags import close, flags, reported, taken

STOCK = 900
"""the number of a photo that somebody found somewhere"""


def with_clock(data: bytes, at: str) -> bytes:
    """A photo with another time in its EXIF."""
    exif, out = Image.Exif(), BytesIO()
    exif.get_ifd(0x8769)[0x9003] = at
    Image.open(BytesIO(data)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def asked(office: Room, code: str) -> Shown:
    """What the office is asked about a closing, and nobody else is told."""
    [question] = [shown for shown in office.messages if shown.text.startswith(f"#{code} 🔎")]
    assert question.photo is not None
    assert list(question.buttons) == ["Ảnh được", "Chưa đúng, mở lại"]
    return question


async def assert_kind(bot: Bot, ward: Ward, private: Room, code: str) -> None:
    """It counts as closed, the ward reads that it is looked at, and nobody is accused."""
    assert await bot.state(code) == "resolved"
    assert "đang kiểm tra" in ward.card(code).text
    for text in (*ward.texts, *private.texts):
        assert "rất giống" not in text
        assert "phần mềm" not in text


async def test_a_stock_photo_that_an_editor_wrote_is_shown_to_the_office(bot: Bot) -> None:
    office = await bot.office()
    ward, private, _, code = await reported(bot)
    await close(bot, ward, code, with_software(jpeg(STOCK), "Adobe Photoshop 25.4"))
    assert "tệp ảnh ghi tên phần mềm: Photoshop" in asked(office, code).text
    await assert_kind(bot, ward, private, code)


async def test_a_stock_photo_that_says_nothing_is_found_the_second_time(bot: Bot) -> None:
    office = await bot.office()
    ward, private, _, first = await reported(bot)
    _, _, _, second = await reported(bot)
    await close(bot, ward, first, jpeg(STOCK))
    assert await flags(bot) == [], "nobody can know it yet"
    await close(bot, ward, second, jpeg(STOCK))
    assert f"đúng tệp ảnh đã gửi cho #{first}" in asked(office, second).text
    await assert_kind(bot, ward, private, second)


@pytest.mark.parametrize(
    "cheat",
    [
        "",
        "saved again at quality 30",
        "up to 10 % cut off each side",
        "half a turn",
        "turned by 3°",
    ],
)
async def test_the_photo_that_the_report_began_with_shows_no_work(bot: Bot, cheat: str) -> None:
    office = await bot.office()
    ward, private, _, code = await reported(bot)
    await close(bot, ward, code, changed(jpeg(1), cheat) if cheat else jpeg(1))
    assert "gần như trùng với ảnh trước xử lý" in asked(office, code).text
    await assert_kind(bot, ward, private, code)
    await office.press(ADMIN, "mở lại")
    assert await bot.state(code) == "reopened"
    assert "văn phòng nhờ xem lại" in ward.last.text


@pytest.mark.parametrize("cheat", ["mirrored and cut", "a caption below", "all of it at once"])
async def test_the_after_photo_of_another_report_is_told_with_its_code(
    bot: Bot, cheat: str
) -> None:
    office = await bot.office()
    ward, private, _, first = await reported(bot)
    _, _, _, second = await reported(bot)
    await close(bot, ward, first, jpeg(STOCK))
    await close(bot, ward, second, changed(jpeg(STOCK), cheat))
    assert f"ảnh rất giống một ảnh của #{first}" in asked(office, second).text
    await assert_kind(bot, ward, private, second)


@on_sqlite
async def test_another_wards_after_photo_is_found_as_well(bot: Bot) -> None:
    office = await bot.office()
    here, _, _, first = await reported(bot)
    there, _, _, second = await reported(bot, 1)
    await close(bot, here, first, jpeg(STOCK))
    await close(bot, there, second, jpeg(STOCK))
    assert f"#{first}" in asked(office, second).text


async def test_the_photo_of_the_first_closing_is_no_answer_to_not_done(bot: Bot) -> None:
    office = await bot.office()
    ward, private, an, code = await reported(bot)
    await close(bot, ward, code, jpeg(STOCK))
    await bot.wait(minutes=5)
    await private.not_done(an)
    await bot.wait(minutes=5)
    await close(bot, ward, code, jpeg(STOCK))
    assert f"đúng tệp ảnh đã gửi cho #{code}" in asked(office, code).text
    await assert_kind(bot, ward, private, code)


async def test_a_photo_whose_clock_was_turned_is_known_by_what_it_shows(bot: Bot) -> None:
    office = await bot.office()
    ward, _, _, first = await reported(bot)
    _, _, _, second = await reported(bot)
    await close(bot, ward, first, jpeg(STOCK))
    await close(bot, ward, second, with_clock(jpeg(STOCK), "2026:11:18 09:00:00"))
    assert f"#{first}" in asked(office, second).text


async def test_all_that_speaks_against_a_photo_is_one_question(bot: Bot) -> None:
    office = await bot.office()
    ward, _, _, first = await reported(bot)
    _, _, _, second = await reported(bot)
    await close(bot, ward, first, jpeg(STOCK))
    far = Image.open(BytesIO(jpeg_at(metres_north(ward.inside, 2000), STOCK)))
    exif, out = far.getexif(), BytesIO()
    assert exif.get_ifd(0x8825)
    exif[0x0131] = "GIMP 2.10.34"
    far.save(out, "JPEG", exif=exif)
    await close(bot, ward, second, out.getvalue())
    question = asked(office, second).text
    assert question.count("•") == 3
    assert question.index(f"#{first}") < question.index("GIMP") < question.index("2 km")


@on_sqlite
async def test_a_clock_that_runs_ahead_or_was_never_set_is_nothing_to_ask_about(bot: Bot) -> None:
    ward, _, _, first = await reported(bot)
    _, _, _, second = await reported(bot)
    await close(bot, ward, first, taken("2031-05-05 10:00", 60))
    await close(bot, ward, second, taken("2002-01-01 00:00", 61))
    assert await flags(bot) == []


@on_sqlite
async def test_honest_closings_are_left_alone(bot: Bot) -> None:
    office = await bot.office()
    for number in range(3):
        ward, _, _, code = await reported(bot)
        near = jpeg_at(metres_north(ward.inside, 20), 100 + number)
        await close(bot, ward, code, near)
    await ward.photo(ward.officer, reply_to=ward.card(code))
    assert await flags(bot) == []
    assert "🔎" not in "".join(office.texts)


@on_sqlite
async def test_a_photo_that_is_sent_again_after_an_undo_is_nothing_to_ask_about(bot: Bot) -> None:
    ward, _, _, code = await reported(bot)
    await close(bot, ward, code, jpeg(STOCK))
    await ward.press(ward.officer, "Hoàn tác")
    await bot.wait(minutes=1)
    await close(bot, ward, code, jpeg(STOCK))
    assert await bot.state(code) == "resolved"
    assert await flags(bot) == []
