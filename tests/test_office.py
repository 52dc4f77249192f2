"""The office: what it acts for, what it is told, and what goes there when a ward has ended."""

from datetime import timedelta

import pytest
from sqlmodel import select

from storage import people
from storage.tables import Ward
from storage.wards import VERSION
from tests.harness import ADMIN, Bot, at, on_sqlite, wards


async def end(bot: Bot, name: str, successors: str = "") -> None:
    """A ward's last day was yesterday."""
    yesterday = bot.process.world.day(bot.clock.now()) - timedelta(days=1)
    async with bot.process.db.write() as session:
        ward = (await session.exec(select(Ward).where(Ward.name == name))).one()
        ward.valid_to, ward.successors = yesterday, successors
        await people.remember(session, VERSION, f"without {name}")
    await bot.tick()


async def filed(bot: Bot, number: int = 0) -> str:
    an = bot.person("An")
    return await bot.private(an).report(an, wards()[number].inside)


# For whom it acts


async def test_the_report_of_a_ward_with_a_group_is_not_the_offices(bot: Bot) -> None:
    ward, office, code = await bot.ward(), await bot.office(), await filed(bot)
    await office.say(ADMIN, f"từ chối {code} ngoài thẩm quyền")
    assert await bot.state(code) == "new"
    assert office.last.text.startswith(f"#{code}")
    assert ward.name in office.last.text
    assert f"«{ward.chat.title}»" in office.last.text
    await office.photo(ADMIN, f"xong {code}")
    assert await bot.state(code) == "new"
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    await office.say(ADMIN, f"hoàn tác {code}")
    assert await bot.state(code) == "accepted"


async def test_what_the_office_does_for_a_ward_is_told_as_the_offices(bot: Bot) -> None:
    office, an = await bot.office(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, wards()[0].inside)
    await office.say(ADMIN, "nhận", reply_to=office.card(code))
    assert private.last.text.startswith(f"#{code} 🔧 Văn phòng đã nhận xử lý")
    await office.say(ADMIN, "từ chối đất tư", reply_to=office.card(code))
    assert private.last.text == f"#{code} ⛔ Văn phòng từ chối, lý do: đất tư"
    await office.press(ADMIN, "Hoàn tác")
    assert private.last.text.startswith(f"#{code} ↩️ Văn phòng vừa rút lại")
    await office.say(ADMIN, f"chuyển {wards()[1].name}", reply_to=office.card(code))
    assert wards()[1].name in private.last.text, "where it went, whoever passed it on"


async def test_a_card_that_came_before_the_ward_had_a_group_says_where_it_is_dealt_with(
    bot: Bot,
) -> None:
    office = await bot.office()
    code = await filed(bot)
    card = office.card(code)
    ward = await bot.ward()
    for _ in range(2):
        assert "không xử lý" in await office.press(ADMIN, "Nhận xử lý", card)
    assert await bot.state(code) == "new"
    told = [text for text in office.texts if f"«{ward.chat.title}»" in text]
    assert len(told) == 1, "said once, however often it is pressed"
    assert told[0].startswith(f"#{code}")
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    assert await bot.state(code) == "accepted"


async def test_in_the_office_only_admins_act_for_a_ward_without_a_group(bot: Bot) -> None:
    office, mai = await bot.office(), bot.person("Mai")
    code = await filed(bot)
    await office.say(mai, "nhận", reply_to=office.card(code))
    assert await bot.state(code) == "new"
    assert "🔒" in office.last.text
    await office.press(ADMIN, "Nhận xử lý", office.card(code))
    assert await bot.state(code) == "accepted"


async def test_a_ward_that_lost_its_group_is_the_offices_to_act_for(bot: Bot) -> None:
    ward, office, code = await bot.ward(), await bot.office(), await filed(bot)
    await bot.tg.removed(ward.chat, ADMIN)
    await bot.settle()
    await office.say(ADMIN, f"nhận {code}")
    assert await bot.state(code) == "accepted"


# Wards that ended


async def test_the_office_acts_for_an_ended_ward_without_a_successor(bot: Bot) -> None:
    ward, office, code = await bot.ward(), await bot.office(), await filed(bot)
    third = await bot.ward(3)
    await end(bot, ward.name)
    await third.say(third.officer, f"nhận {code}")
    assert f"«{office.chat.title}»" in third.last.text
    await office.say(ADMIN, f"nhận {code}")
    assert await bot.state(code) == "accepted"
    await office.photo(ADMIN, f"xong {code}")
    assert await bot.state(code) == "resolved"


@on_sqlite
@pytest.mark.parametrize("office", [False, True])
async def test_the_group_of_an_ended_ward_can_finish_what_it_has(bot: Bot, office: bool) -> None:
    ward, code = await bot.ward(), await filed(bot)
    if office:
        await bot.office()
    await end(bot, ward.name)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    assert await bot.state(code) == "accepted"


@on_sqlite
async def test_reports_of_an_ended_ward_with_a_successor_are_the_successors(bot: Bot) -> None:
    ward, office, code = await bot.ward(0), await bot.office(), await filed(bot)
    heir = next(row for row in bot.process.world.wards.in_force if row.name == wards()[1].name)
    await end(bot, ward.name, heir.code)
    await office.say(ADMIN, f"nhận {code}")
    assert await bot.state(code) == "new"
    assert heir.name in office.last.text
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    assert await bot.state(code) == "accepted", "its group and officers are the successor's"


async def test_what_is_open_when_a_ward_ends_comes_to_the_office_and_is_told_once(bot: Bot) -> None:
    ward, office, code = await bot.ward(), await bot.office(), await filed(bot)
    await end(bot, ward.name)
    for _ in range(3):
        await bot.wait(days=1)
        await bot.tick()
    told = [text for text in office.texts if "chưa có phường thay" in text]
    assert len(told) == 1
    assert ward.name in told[0]
    assert "1 phản ánh" in told[0]
    await office.press(ADMIN, "Nhận xử lý", office.card(code))
    assert await bot.state(code) == "accepted"
    assert "Đang xử lý" in ward.card(code).text


@on_sqlite
async def test_of_a_ward_that_ends_with_nothing_open_nobody_hears(bot: Bot) -> None:
    ward, office = await bot.ward(), await bot.office()
    code = await filed(bot)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    known = len(office.messages)
    await end(bot, ward.name)
    assert len(office.messages) == known


@on_sqlite
async def test_without_an_office_the_admins_are_told_and_a_later_office_gets_the_cards(
    bot: Bot,
) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await end(bot, ward.name)
    assert "chưa có phường thay" in bot.private(ADMIN).last.text
    office = await bot.office()
    await office.say(ADMIN, "nhận", reply_to=office.card(code))
    assert await bot.state(code) == "accepted"


@on_sqlite
async def test_the_group_of_an_ended_ward_gets_no_boards(bot: Bot) -> None:
    ward, other = await bot.ward(0), await bot.ward(1)
    await end(bot, ward.name)
    await bot.go(at("07:30", 23), tick=True)
    assert [text for text in other.texts if "Xếp hạng" in text]
    assert not [text for text in ward.texts if "Xếp hạng" in text]


@on_sqlite
async def test_the_group_of_a_ward_with_a_successor_gets_the_boards_as_the_successors(
    bot: Bot,
) -> None:
    ward = await bot.ward(0)
    heir = next(row for row in bot.process.world.wards.in_force if row.name == wards()[1].name)
    await end(bot, ward.name, heir.code)
    await bot.go(at("07:30", 23), tick=True)
    assert [text for text in ward.texts if "Xếp hạng" in text]
