"""Messages without end: everybody else is served, and who sends them is asked kindly to wait."""

from __future__ import annotations

import pytest
from sqlmodel import func, select

from bot.quota import Quota
from storage.tables import Inbox, Photo
from tests.harness import Bot, on_sqlite

MOST = 5


@pytest.fixture
async def few(bot: Bot) -> Bot:
    """A bot that takes only some messages an hour."""
    await bot.settle()
    bot.process.receiver._people = Quota(MOST, 3600, lambda: bot.clock.now().timestamp())
    return bot


async def photos(bot: Bot) -> int:
    async with bot.process.db.read() as session:
        return (await session.exec(select(func.count()).select_from(Photo))).one()


async def test_who_sends_too_much_is_told_once_and_nothing_of_it_is_taken(few: Bot) -> None:
    ward, an, binh = await few.ward(), few.person("An"), few.person("Bình")
    private = few.private(an)
    for _ in range(MOST):
        await private.photo(an)
    fetched = few.tg.done["getFile"]
    for _ in range(3):
        await private.photo(an)
    assert len([text for text in private.texts if "🙏" in text]) == 1
    assert "60 phút" in private.last.text
    assert await photos(few) == MOST
    assert few.tg.done["getFile"] == fetched, "they are not even fetched"
    code = await few.private(binh).report(binh, ward.inside)
    assert ward.card(code)
    async with few.process.db.read() as session:
        undone = select(func.count()).where(Inbox.done_at.is_(None))  # type: ignore[union-attr]
        assert (await session.exec(undone)).one() == 0
    await few.wait(hours=1)
    code = await private.report(an, ward.inside)
    assert ward.card(code)


@on_sqlite
async def test_in_a_group_who_sends_too_much_is_told_in_answer(few: Bot) -> None:
    branch, an, binh = await few.branch(), few.person("An"), few.person("Bình")
    for _ in range(MOST + 2):
        photo = await branch.photo(an, album="one")
    told = [shown for shown in branch.messages if "🙏" in shown.text]
    assert len(told) == 1
    assert told[0].reply_to not in (None, photo.message_id)
    await branch.photo(binh)
    assert await photos(few) == MOST + 1


@on_sqlite
async def test_what_people_say_to_each_other_in_a_group_is_not_counted(few: Bot) -> None:
    ward, branch, an = await few.ward(), await few.branch(), few.person("An")
    for number in range(5 * MOST):
        await branch.say(an, f"chuyện thứ {number}")
    code = await branch.report(an, ward.inside)
    assert ward.card(code)


@on_sqlite
async def test_a_phone_that_moves_on_is_not_counted(few: Bot) -> None:
    ward, an = await few.ward(), few.person("An")
    private = few.private(an)
    where = await private.place(an, ward.inside, live_period=900)
    lat, lon = ward.inside
    for number in range(2 * MOST):
        await few.tg.edit(where, location=(lat + number / 1e5, lon))
    await private.photo(an)
    assert len(await few.reports()) == 1


@on_sqlite
async def test_what_has_to_be_done_again_is_counted_once(few: Bot) -> None:
    ward, an = await few.ward(), few.person("An")
    private = few.private(an)
    for _ in range(MOST - 2):
        await private.say(an, "/homnay")
    few.tg.fail("getFile", 502, "Bad Gateway")
    code = await private.report(an, ward.inside)
    assert ward.card(code)
