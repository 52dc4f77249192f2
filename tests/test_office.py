"""The office: what it acts for, what it is told, and what goes there when a ward has ended."""

import pytest

from tests.harness import ADMIN, Bot, end, on_sqlite, wards


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
