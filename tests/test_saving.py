"""Saving messages near the end of a plan: cards that can wait come together once an hour."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import outbox, people
from storage.tables import Outbox
from tests.apart import apart
from tests.harness import at, jpeg, wards
from tests.zalo_oa_harness import ADMIN, MEMBER, OFFICER, OaBot, at_work
from tests.zalo_oa_samples import GROUP


@pytest.fixture
async def bot(database_url: str, tmp_path: Path) -> AsyncIterator[OaBot]:
    """A ward with its group, and a plan of which 80 % are used."""
    async with at_work(database_url, tmp_path, zalo_oa_monthly=1000) as bot:
        bot.oa.groups.add(GROUP)
        await bot.oa.text(ADMIN, f"/ganphuong {wards()[0].name}", GROUP)
        await bot.settle()
        async with bot.process.db.write() as session:
            now = bot.clock.now()
            (group,) = await people.groups(session, "ward")
            officer = await people.person_of(session, "zalo_oa", OFFICER, "", now)
            await people.grant(session, officer.id or 0, "officer", now, ward_id=group.ward_id)
            for _ in range(800):
                row = await outbox.put(session, group.id or 0, {"text": "a"}, now=now)
                post = await session.get_one(Outbox, row)
                post.sent_at = now
        yield bot


async def report(bot: OaBot, number: int, words: str = "rác") -> str:
    await bot.wait(seconds=20)
    await bot.oa.photo(MEMBER, jpeg(number), words)
    await bot.settle()
    await bot.oa.place(MEMBER, *apart(wards()[0].inside, number))
    await bot.settle()
    return (await bot.reports())[-1].code


async def go(bot: OaBot, clock: str) -> None:
    bot.clock.at = at(clock)
    await bot.process.ticker.tick()
    bot.process.sender.wake()
    await bot.settle()


def cards(bot: OaBot, code: str) -> list[str]:
    return [text for text in bot.oa.texts(GROUP) if f"#{code} · " in text]


async def test_cards_of_an_hour_come_in_one_post_with_their_photos(bot: OaBot) -> None:
    codes = [await report(bot, number) for number in (1, 2)]
    await go(bot, "09:57")
    assert [cards(bot, code) for code in codes] == [[], []]
    await go(bot, "09:59")
    (one,), (other,) = (cards(bot, code) for code in codes)
    assert one == other
    assert "2 phản ánh mới" in one
    pictures = [post.pictures for post in bot.oa.posts if post.in_group and post.pictures]
    assert len(pictures) == 2
    await go(bot, "10:01")
    assert [len(cards(bot, code)) for code in codes] == [1, 1]


async def test_a_photo_that_comes_late_waits_for_the_card_that_waits(bot: OaBot) -> None:
    code = await report(bot, 1)
    await bot.oa.photo(MEMBER, jpeg(2))
    await bot.settle()
    await bot.wait(minutes=1)
    assert f"#{code}" not in "".join(bot.oa.texts(GROUP))
    await go(bot, "10:01")
    card, more = [text for text in bot.oa.texts(GROUP) if f"#{code}" in text]
    assert card.startswith(f"#{code} · ")
    assert more == f"#{code} · thêm 1 ảnh"


async def test_one_alone_comes_by_itself_at_the_hour(bot: OaBot) -> None:
    code = await report(bot, 1)
    await go(bot, "09:59")
    assert cards(bot, code) == []
    await go(bot, "10:00")
    assert len(cards(bot, code)) == 1
    assert "phản ánh mới" not in cards(bot, code)[0]


async def test_what_is_urgent_comes_at_once(bot: OaBot) -> None:
    code = await report(bot, 1, "nguy hiểm, mất nắp cống")
    assert len(cards(bot, code)) == 1


async def test_an_officer_answers_a_gathered_card_by_its_code(bot: OaBot) -> None:
    codes = [await report(bot, number) for number in (1, 2)]
    await go(bot, "09:59")
    await bot.oa.text(OFFICER, f"nhận {codes[0]}", GROUP)
    await bot.settle()
    assert [found.state for found in await bot.reports()] == ["accepted", "new"]


async def test_an_answer_to_a_gathered_post_is_never_a_guess(bot: OaBot) -> None:
    for number in (1, 2):
        await report(bot, number)
    await go(bot, "09:59")
    (post,) = {post.message_id for post in bot.oa.posts if "phản ánh mới" in post.text}
    await bot.oa.text(OFFICER, "nhận", GROUP, quote_msg_id=post)
    await bot.settle()
    assert [found.state for found in await bot.reports()] == ["new", "new"]


async def test_cards_whose_group_is_gone_before_their_post_reach_the_office(bot: OaBot) -> None:
    office = GROUP[::-1]
    bot.oa.groups.add(office)
    await bot.oa.text(ADMIN, "/ganvanphong", office)
    codes = [await report(bot, number) for number in (1, 2)]
    bot.oa.groups.remove(GROUP)
    await go(bot, "09:59")
    assert not any(code in text for code in codes for text in bot.oa.texts(office))
    await go(bot, "10:59")
    assert [code for code in codes if any(code in text for text in bot.oa.texts(office))] == codes
    bot.oa.groups.add(GROUP)
    await bot.oa.text(ADMIN, f"/ganphuong {wards()[0].name}", GROUP)
    await bot.wait(minutes=1)
    await go(bot, "12:01")
    assert [code for code in codes if any(code in text for text in bot.oa.texts(GROUP))] == codes


async def test_a_bot_that_was_away_at_that_moment_sends_each_card(bot: OaBot) -> None:
    codes = [await report(bot, number) for number in (1, 2)]
    await go(bot, "10:20")
    assert [len(cards(bot, code)) for code in codes] == [1, 1]


async def test_below_the_mark_every_card_comes_at_once(database_url: str, tmp_path: Path) -> None:
    async with at_work(database_url, tmp_path, zalo_oa_monthly=1000) as bot:
        bot.oa.groups.add(GROUP)
        await bot.oa.text(ADMIN, f"/ganphuong {wards()[0].name}", GROUP)
        await bot.settle()
        code = await report(bot, 1)
        assert len(cards(bot, code)) == 1
