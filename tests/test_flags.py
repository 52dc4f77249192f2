"""After-photos that a human should look at: what raises a doubt and what does not, who is asked,
and what becomes of the closing meanwhile and afterwards."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlmodel import select

from handlers.doubts import too_far, too_old
from handlers.messages import Place
from handlers.work import Work
from storage.tables import Chat, Flag
from tests.harness import ADMIN, Bot, Room, Ward, jpeg, jpeg_at, metres_north, on_sqlite
from tests.standin import User

OLD = "2026-11-10 09:00"


def taken(at: str, seed: int = 50) -> bytes:
    """A photo as a camera file, with what the camera's clock said."""
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = f"{datetime.fromisoformat(at):%Y:%m:%d %H:%M:%S}"
    out = BytesIO()
    Image.open(BytesIO(jpeg(seed))).save(out, "JPEG", exif=exif)
    return out.getvalue()


async def reported(bot: Bot, number: int = 0) -> tuple[Ward, Room, User, str]:
    ward, an = await bot.ward(number), bot.person("An")
    private = bot.private(an)
    return ward, private, an, await private.report(an, ward.inside)


async def send_file(bot: Bot, ward: Ward, data: bytes, caption: str | None, **more: Any) -> None:
    file, user = bot.tg.add_file(data), ward.officer
    await bot.tg.document(ward.chat, user, file, "1.jpg", "image/jpeg", caption, **more)


async def close(bot: Bot, ward: Ward, code: str, data: bytes) -> None:
    """Close a report with a photo that is sent as a file, so that its metadata stays."""
    await send_file(bot, ward, data, "xong", reply_to=ward.card(code))
    await bot.settle()


async def flags(bot: Bot) -> list[Flag]:
    async with bot.process.db.read() as session:
        return list(await session.exec(select(Flag)))


async def test_an_old_photo_is_shown_to_the_office_and_accuses_nobody(bot: Bot) -> None:
    office = await bot.office()
    ward, private, _, code = await reported(bot)
    known = len(office.messages)
    await close(bot, ward, code, taken(OLD))
    [asked] = office.messages[known:]
    assert asked.text.startswith(f"#{code} 🔎")
    assert "chụp lúc 09:00" in asked.text
    assert "chỉ là dấu hiệu" in asked.text
    assert list(asked.buttons) == ["Ảnh được", "Chưa đúng, mở lại"]
    assert asked.photo is not None, "before and after"
    assert await bot.state(code) == "resolved", "it counts as closed meanwhile"
    assert "đang kiểm tra" in ward.card(code).text
    assert "chụp lúc" not in "".join(ward.texts)
    assert "báo đã xong" in private.last.text
    assert "kiểm tra" not in private.last.text


async def test_a_photo_that_is_fine_is_thanked_for(bot: Bot) -> None:
    office = await bot.office()
    ward, _, _, code = await reported(bot)
    await close(bot, ward, code, taken(OLD))
    asked = office.last
    assert await office.press(ADMIN, "Ảnh được") == "Đã ghi nhận."
    assert await bot.state(code) == "resolved"
    assert "đang kiểm tra" not in ward.card(code).text
    assert "Cảm ơn" in ward.last.text
    assert ward.last.reply_to == ward.card(code).message_id
    assert "ảnh được" in office.again(asked).text
    assert not office.again(asked).buttons
    [flag] = await flags(bot)
    assert (flag.verdict, flag.decided_at) == ("fine", bot.clock.now())


async def test_a_photo_that_is_not_right_opens_the_report_again(bot: Bot) -> None:
    office = await bot.office()
    ward, private, an, code = await reported(bot)
    await close(bot, ward, code, taken(OLD))
    told = private.last
    await office.press(ADMIN, "mở lại")
    assert await bot.state(code) == "reopened"
    assert "văn phòng nhờ xem lại" in ward.last.text
    assert "Văn phòng mở lại lúc" in ward.card(code).text
    assert "văn phòng đã mở lại" in private.last.text
    assert "Không còn nhận ý kiến" in await private.press(an, "😀", told)
    assert (await bot.events(code))[-1].data["by"] == "office"
    await ward.photo(ward.officer, reply_to=ward.last)
    assert await bot.state(code) == "resolved"
    assert "đang kiểm tra" not in ward.card(code).text


async def test_a_doubted_closing_is_not_confirmed_by_silence_until_it_is_decided(bot: Bot) -> None:
    office = await bot.office()
    ward, _, _, code = await reported(bot)
    await close(bot, ward, code, taken(OLD))
    await bot.wait(days=9)
    await bot.tick()
    assert await bot.state(code) == "resolved"
    await office.press(ADMIN, "Ảnh được")
    await bot.tick()
    assert await bot.state(code) == "confirmed"


async def test_its_reporter_may_say_that_it_is_done_all_the_same(bot: Bot) -> None:
    office = await bot.office()
    ward, private, an, code = await reported(bot)
    await close(bot, ward, code, taken(OLD))
    await private.press(an, "😀")
    assert await bot.state(code) == "confirmed"
    await office.press(ADMIN, "mở lại")
    assert await bot.state(code) == "reopened", "two who are one may say so, too"


async def test_only_admins_decide_and_once(bot: Bot) -> None:
    office, private = await bot.office(), bot.private(ADMIN)
    ward, _, _, code = await reported(bot)
    await close(bot, ward, code, taken(OLD))
    asked = office.last
    assert "quản trị viên" in await office.press(ward.officer, "Ảnh được")
    assert (await flags(bot))[0].decided_at is None
    buttons = dict(asked.buttons)
    await office.press(ADMIN, "mở lại", asked)
    await bot.tg.press(ADMIN, asked, buttons["Ảnh được"])
    await bot.settle()
    assert bot.tg.toasts[-1].text == "Yêu cầu này đã được trả lời rồi."
    assert await bot.state(code) == "reopened"
    assert not private.messages


async def test_where_there_is_no_office_the_admins_are_asked(bot: Bot) -> None:
    ward, _, _, code = await reported(bot)
    await close(bot, ward, code, taken(OLD))
    private = bot.private(ADMIN)
    assert private.last.text.startswith(f"#{code} 🔎")
    await bot.restart()
    await bot.tick()
    assert len(private.messages) == 1, "once"
    await private.press(ADMIN, "mở lại")
    assert await bot.state(code) == "reopened"


async def test_where_there_is_nobody_yet_it_waits_until_there_is(bot: Bot) -> None:
    ward, _, _, code = await reported(bot)
    private = bot.private(ADMIN)
    async with bot.process.db.write() as session:
        chat = (await session.exec(select(Chat).where(Chat.address == str(ADMIN.id)))).one()
        chat.active = False
    await close(bot, ward, code, taken(OLD))
    await bot.tick()
    assert not private.messages
    await private.say(ADMIN, "/trogiup")
    for _ in range(2):
        await bot.tick()
    asked = [shown for shown in private.messages if shown.text.startswith(f"#{code} 🔎")]
    assert len(asked) == 1
    await private.press(ADMIN, "Ảnh được")
    assert (await flags(bot))[0].verdict == "fine"


@on_sqlite
async def test_what_waits_for_days_is_said_once_more(bot: Bot) -> None:
    office = await bot.office()
    ward, _, _, code = await reported(bot)
    await close(bot, ward, code, taken(OLD))
    await bot.wait(days=2, minutes=1)
    await bot.tick()
    assert f"#{code}" in office.last.text
    assert "1 ảnh chờ xem" in office.last.text
    known = len(office.messages)
    await bot.wait(days=1)
    await bot.tick()
    assert not [m for m in office.messages[known:] if "chờ xem" in m.text]


@pytest.mark.parametrize("by", ["undo", "reporter"])
async def test_a_closing_that_ends_leaves_nothing_to_decide(bot: Bot, by: str) -> None:
    office = await bot.office()
    ward, private, an, code = await reported(bot)
    await close(bot, ward, code, taken(OLD))
    asked = office.last
    if by == "undo":
        await ward.press(ward.officer, "Hoàn tác")
    else:
        await private.not_done(an)
    assert "Không cần xem nữa" in office.again(asked).text
    assert not office.again(asked).buttons
    assert (await flags(bot))[0].verdict == "over"


async def test_of_a_second_not_done_the_office_decides(bot: Bot) -> None:
    office = await bot.office()
    ward, private, an, code = await reported(bot)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    await private.not_done(an)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    assert "văn phòng sẽ xem lại" in await private.not_done(an)
    assert await bot.state(code) == "resolved"
    assert "vẫn chưa xử lý" in office.last.text
    assert office.last.photo is not None
    await office.press(ADMIN, "mở lại")
    assert await bot.state(code) == "reopened"


async def test_a_photo_from_far_away_is_shown(bot: Bot) -> None:
    office = await bot.office()
    ward, _, _, code = await reported(bot)
    await close(bot, ward, code, jpeg_at(metres_north(ward.inside, 900), 60))
    assert "cách chỗ phản ánh 900 m" in office.last.text


@on_sqlite
async def test_a_photo_from_nearby_is_not(bot: Bot) -> None:
    office = await bot.office()
    ward, _, _, code = await reported(bot)
    await close(bot, ward, code, jpeg_at(metres_north(ward.inside, 200), 60))
    assert not await flags(bot)
    assert "🔎" not in "".join(office.texts)


async def test_a_place_that_an_officer_shares_counts_before_and_after_closing(bot: Bot) -> None:
    office = await bot.office()
    ward, _, _, code = await reported(bot)
    _, _, _, other = await reported(bot)
    far = metres_north(ward.inside, 1500)
    await ward.place(ward.officer, far, reply_to=ward.card(code))
    assert "đã ghi vị trí" in ward.last.text
    await ward.photo(ward.officer, reply_to=ward.card(code))
    assert "1,5 km" in office.last.text
    await ward.photo(ward.officer, reply_to=ward.card(other))
    assert not office.last.text.startswith(f"#{other} 🔎")
    await ward.place(ward.officer, far, reply_to=ward.card(other))
    assert office.last.text.startswith(f"#{other} 🔎")
    assert "đang kiểm tra" in ward.card(other).text


@on_sqlite
async def test_a_place_of_two_hours_ago_says_nothing_about_a_closing(bot: Bot) -> None:
    ward, _, _, code = await reported(bot)
    await ward.place(ward.officer, metres_north(ward.inside, 1500), reply_to=ward.card(code))
    await bot.wait(hours=2)
    await ward.photo(ward.officer, reply_to=ward.card(code))
    assert not await flags(bot)


@on_sqlite
@pytest.mark.parametrize(
    ("clock", "doubted"),
    [
        ("2026-11-18 08:59", False),
        ("2026-11-18 02:00", False),
        ("2026-11-17 07:30", False),
        ("2026-11-17 06:30", True),
        ("2025-01-01 00:00", True),
        ("2000-01-01 00:00", False),
        ("1980-01-01 00:00", False),
        ("2031-05-05 00:00", False),
    ],
    ids=["now", "UTC", "zone", "yesterday", "year", "unset", "epoch", "future"],
)
async def test_wrong_clocks_of_honest_phones_raise_no_doubt(
    bot: Bot, clock: str, doubted: bool
) -> None:
    _, _, _, code = await reported(bot)
    report = await bot.the_report(code)
    async with bot.process.db.read() as session:
        work = Work(session, bot.clock.now(), bot.process.world)
        assert bool(too_old(work, report, datetime.fromisoformat(clock))) is doubted


@on_sqlite
async def test_what_a_phone_is_unsure_of_is_added_to_the_distance(bot: Bot) -> None:
    ward, _, _, code = await reported(bot)
    report = await bot.the_report(code)
    lat, lon = metres_north(ward.inside, 600)
    async with bot.process.db.read() as session:
        work = Work(session, bot.clock.now(), bot.process.world)
        assert too_far(work, report, Place(lat, lon))
        assert not too_far(work, report, Place(lat, lon, 350))
        report.accuracy = 400
        assert not too_far(work, report, Place(lat, lon))
        away = metres_north(ward.inside, 5000)
        assert too_far(work, report, Place(*away, 100_000)), "that is no place at all"


@on_sqlite
async def test_of_an_album_all_reasons_are_in_one_question(bot: Bot) -> None:
    office = await bot.office()
    ward, _, _, code = await reported(bot)
    card = ward.card(code)
    for seed, caption in ((70, "xong"), (71, None), (72, None)):
        await send_file(bot, ward, taken(OLD, seed), caption, album="a", reply_to=card)
    await bot.settle()
    asked = [m for m in office.messages if m.text.startswith(f"#{code} 🔎")]
    assert len(asked) == 1
    assert asked[0].text.count("chụp lúc") == 1
    assert (await bot.the_report(code)).resolved_at == bot.clock.now()
