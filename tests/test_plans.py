"""Plans of platforms: what is counted, what doctor says, and whom the bot tells, once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot import health
from bot.health import Finding
from storage import outbox, people, usage
from tests.harness import at, on_sqlite
from tests.zalo_oa_harness import ADMIN, MEMBER, OaBot, at_work


@pytest.fixture
async def bot(database_url: str, tmp_path: Path) -> AsyncIterator[OaBot]:
    async with at_work(database_url, tmp_path, zalo_oa_monthly=10) as started:
        for person in (ADMIN, MEMBER):
            started.oa.wrote[person] = started.oa.wall()
        await started.settle()
        yield started


async def sent(bot: OaBot, count: int, to: str = MEMBER, **payload: Any) -> None:
    """So many messages went out to somebody, now."""
    async with bot.process.db.write() as session:
        chat = await people.chat_at(session, "zalo_oa", to, "private")
        for _ in range(count):
            await outbox.put(session, chat.id or 0, {"text": "a"} | payload, now=bot.clock.now())
    bot.process.sender.wake()
    await bot.settle()


async def used(bot: OaBot) -> int:
    since = bot.process.world.month_start(bot.clock.now())
    async with bot.process.db.read() as session:
        return await usage.sent(session, "zalo_oa", since)


async def found(bot: OaBot, what: str) -> Finding:
    findings = (await health.check(bot.process)).findings
    return next(finding for finding in findings if finding.what == what)


async def test_messages_of_the_local_month_are_counted(bot: OaBot) -> None:
    await bot.wait(days=12)
    bot.oa.wrote[MEMBER] = bot.oa.wall()
    assert bot.clock.now() < at("00:00", 1, 12)
    await sent(bot, 3)
    assert await used(bot) == 3
    bot.clock.at = at("00:30", 1, 12)
    assert await used(bot) == 0
    await sent(bot, 1)
    assert await used(bot) == 1


async def test_an_album_counts_as_its_photos_where_it_is_sent_so(bot: OaBot) -> None:
    bot.expected.add("photo_missing")
    await sent(bot, 1, more_photos=["a", "b", "c"])
    await sent(bot, 1, more_photos=[])
    assert await used(bot) == 4
    since = bot.process.world.month_start(bot.clock.now())
    async with bot.process.db.read() as session:
        assert await usage.sent(session, "zalo_oa", since, albums_as_one=True) == 2


async def test_other_channels_do_not_count(bot: OaBot) -> None:
    await sent(bot, 2)
    since = bot.process.world.month_start(bot.clock.now())
    async with bot.process.db.read() as session:
        assert await usage.sent(session, "telegram", since) == 0


async def test_the_admins_are_told_once_at_each_stage(bot: OaBot) -> None:
    await bot.oa.text(ADMIN, "xin chào")
    await bot.settle()
    await sent(bot, 7 - await used(bot))
    await bot.process.ticker.tick()
    await bot.settle()
    before = bot.oa.texts(ADMIN)
    await sent(bot, 1)
    for _ in range(2):
        await bot.process.ticker.tick()
        await bot.settle()
    (warning,) = bot.oa.texts(ADMIN)[len(before) :]
    assert "Zalo OA" in warning
    assert "8/10" in warning
    await sent(bot, 1)
    for _ in range(2):
        await bot.process.ticker.tick()
        await bot.settle()
    (warning,) = bot.oa.texts(ADMIN)[len(before) + 1 :]
    assert "10/10" in warning


@on_sqlite
async def test_doctor_shows_what_is_used_of_a_plan(bot: OaBot) -> None:
    what = "zalo oa messages"
    assert await found(bot, what) == Finding(what, True, "0 of 10 this month", warning=True)
    await sent(bot, 8)
    assert await found(bot, what) == Finding(what, False, "8 of 10 this month", warning=True)
    await sent(bot, 2)
    assert await found(bot, what) == Finding(what, False, "10 of 10 this month")


@on_sqlite
async def test_a_plan_without_a_limit_is_no_finding(database_url: str, tmp_path: Path) -> None:
    async with at_work(database_url, tmp_path) as bot:
        await bot.settle()
        whats = [finding.what for finding in (await health.check(bot.process)).findings]
    assert "zalo oa messages" not in whats
