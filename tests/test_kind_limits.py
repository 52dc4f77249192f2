"""Limits that people meet kindly: nothing is turned away, and it is said what cannot be meant."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pytest
from PIL import Image

from tests.harness import MORNING, Bot, Place, Room, jpeg, jpeg_at, metres_north, on_sqlite
from tests.pages import Guest, a_report
from tests.standin import User

WITHDRAW = "chọn «Thu hồi» rồi gửi lại"
ENOUGH, HURRY = "Hôm nay bạn đã gửi hơn 10", "Bạn gửi nhanh quá"


def taken(at: datetime) -> bytes:
    """A photo whose file says when it was taken, by the phone's clock."""
    exif, out = Image.Exif(), BytesIO()
    exif.get_ifd(0x8769)[0x9003] = f"{at:%Y:%m:%d %H:%M:%S}"
    Image.open(BytesIO(jpeg(3))).save(out, "JPEG", exif=exif)
    return out.getvalue()


async def sent(bot: Bot, data: bytes, where: Place) -> Room:
    """A place, and then a photo as a file."""
    an = bot.person("An")
    room = bot.private(an)
    await room.place(an, where)
    await bot.tg.document(room.chat, an, bot.tg.add_file(data), "1.jpg", "image/jpeg")
    await bot.settle()
    return room


async def test_a_photo_from_elsewhere_is_filed_and_its_distance_said(
    site: Bot, guest: Guest
) -> None:
    ward = await site.ward()
    for number, metres in enumerate((700, 400)):
        data = jpeg_at(metres_north(ward.inside, metres), number)
        assert (await guest.send(a_report(number, ward.inside), data))[0] == 200
        await site.wait(minutes=1)
    far, near = [ward.card(report.code).text for report in await site.reports()]
    assert "Ảnh được chụp cách vị trí này 700 m" in far
    assert "cách vị trí" not in near
    assert WITHDRAW not in far, "that is for its sender"


async def test_its_sender_is_told_how_to_mend_it(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    room = bot.private(an)
    for number, metres in enumerate((0, 700)):
        file = bot.tg.add_file(jpeg_at(metres_north(ward.inside, metres), number))
        await bot.tg.document(room.chat, an, file, "1.jpg", "image/jpeg", album="a")
        await bot.wait(seconds=3)
    [answer] = [text for text in room.texts if WITHDRAW in text]
    assert "Ảnh được chụp cách vị trí này 700 m" in answer


@on_sqlite
@pytest.mark.parametrize(
    ("at", "said"),
    [
        (MORNING.replace(day=12), "Ảnh ghi ngày 12/11/2026, có thể do đồng hồ của máy"),
        (
            MORNING.replace(year=2000, month=1, day=1),
            "",
        ),
        (MORNING.replace(day=17), ""),
        (MORNING.replace(year=2031), ""),
    ],
    ids=["last week", "a phone without a clock", "yesterday", "a clock that is ahead"],
)
async def test_an_old_photo_is_filed_and_its_day_said_and_no_clock_accuses(
    bot: Bot, at: datetime, said: str
) -> None:
    ward = await bot.ward()
    room = await sent(bot, taken(at), ward.inside)
    [report] = await bot.reports()
    for text in (ward.card(report.code).text, room.last.text):
        assert said in text
        assert ("Ảnh ghi ngày" in text) == bool(said)


async def once(bot: Bot, room: Room, who: User, where: Place) -> None:
    await room.photo(who)
    await room.place(who, where)


def told(room: Room, words: str) -> int:
    return sum(words in text for text in room.texts)


async def test_beyond_what_counts_a_member_is_told_once_a_day_in_private(bot: Bot) -> None:
    ward, branch = await bot.ward(), await bot.branch()
    an = bot.person("An")
    private = bot.private(an)
    await private.say(an, "/trogiup")
    for n in range(13):
        await once(bot, branch, an, metres_north(ward.inside, n))
        assert told(private, ENOUGH) == (n >= 10)
        await bot.wait(minutes=20)
    assert told(branch, ENOUGH) == 0
    assert len(await bot.reports()) == 13
    await bot.wait(days=1)
    for n in range(11):
        await once(bot, branch, an, metres_north(ward.inside, n))
        await bot.wait(minutes=20)
    assert told(private, ENOUGH) == 2
    assert told(private, HURRY) == 0


@on_sqlite
async def test_who_sends_faster_than_anybody_can_look_is_told_so_once(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    for n in range(9):
        await once(bot, private, an, metres_north(ward.inside, n))
        assert told(private, HURRY) == (n >= 6)
    assert len(await bot.reports()) == 9
