"""At the end of a plan: the admins hear of it in time, messages wait, and none fails in silence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from bot import health
from handlers import saving
from storage import outbox, people
from storage.tables import Inbox, Outbox
from tests.harness import ADMIN as TELEGRAM_ADMIN
from tests.harness import Bot, at, jpeg, on_sqlite, wards
from tests.test_two_platforms import LAN, City, city
from tests.test_zalo_bot_loop import ADMIN as BOSS
from tests.test_zalo_bot_loop import WARD as ZALO_WARD
from tests.zalo_oa_harness import ADMIN, MEMBER, OFFICER, at_work
from tests.zalo_oa_samples import GROUP

__all__ = ["city"]

PLAN = 100


def has_plan(bot: Bot, messages: int) -> None:
    bots = bot.process.world.bots
    bot.process.world.bots = dict(bots) | {"zalo_bot": replace(bots["zalo_bot"], monthly=messages)}


async def used(bot: Bot) -> saving.Used:
    async with bot.process.db.read() as session:
        return await saving.used(session, bot.process.world, "zalo_bot", bot.clock.now())


async def use_up(city: City, messages: int) -> None:
    """Let so many messages of the month be used, by sending to a group of no concern."""
    bot = city.bot
    async with bot.process.db.write() as session:
        chat = await people.chat_at(session, "zalo_bot", "zgr-0000000000000000beef", "group")
        for _ in range(messages - (await used(bot)).both):
            row = await outbox.put(session, chat.id or 0, {"text": "a"}, now=bot.clock.now())
            (await session.get_one(Outbox, row)).sent_at = bot.clock.now()
            city.town.zalo._spend()


def warnings(texts: list[str]) -> list[str]:
    return [text for text in texts if f"/{PLAN} tin" in text]


async def test_what_people_send_counts_as_well_and_is_still_counted_when_it_is_forgotten(
    city: City,
) -> None:
    bot = city.bot
    await city.town.report(LAN, "rác")
    before = await used(bot)
    assert before.received == len([u for u in city.town.zalo.deliveries if u[0] == 200])
    assert before.both == city.town.zalo.used
    await bot.wait(days=11)
    async with bot.process.db.write() as session:
        for row in await session.exec(select(Inbox)):
            row.received_at = row.done_at = at("09:00", 1)
    for _ in range(2):
        await bot.tick()
        await bot.wait(days=0, hours=12)
    async with bot.process.db.read() as session:
        assert not (await session.exec(select(Inbox).where(Inbox.source == "zalo_bot"))).all()
    assert (await used(bot)).received == before.received
    await bot.go(at("09:00", 1, 12), tick=True)
    assert (await used(bot)).received == 0


async def test_admins_hear_of_the_end_while_it_can_still_be_said(city: City) -> None:
    bot, zalo = city.bot, city.town.zalo
    zalo.plan = PLAN
    has_plan(bot, PLAN)
    await use_up(city, 80)
    await bot.tick()
    (first,) = warnings(zalo.texts(BOSS.id))
    assert "gộp mỗi giờ" in first
    await use_up(city, 98)
    await bot.tick()
    _, second = warnings(zalo.texts(BOSS.id))
    assert "gần như hết" in second
    assert "phải chờ tới tháng sau" in second
    telegram = bot.private(TELEGRAM_ADMIN).texts
    assert len(warnings(telegram)) == 2, "on each platform"


@pytest.mark.parametrize("mended", ["a larger plan", "next month"])
async def test_what_is_too_much_waits_and_goes_out(city: City, mended: str) -> None:
    bot, ward, town = city.bot, city.ward, city.town
    code = await town.report(LAN, "rác")
    has_plan(bot, PLAN)
    await use_up(city, PLAN)
    town.zalo.plan = PLAN
    known, cards = len(town.zalo.texts(LAN.id)), len(town.zalo.texts(ZALO_WARD))
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    await bot.wait(minutes=30)
    assert len(town.zalo.texts(LAN.id)) == known
    findings = {f.what: f for f in (await health.check(bot.process)).findings}
    assert not findings["zalo bot messages"].ok
    assert not findings["zalo bot messages"].warning
    assert not findings["outbox"].ok, "what waits is seen"
    assert [log for log in bot.logs if log["event"] == "too_fast"]
    if mended == "a larger plan":
        town.zalo.plan = 2 * PLAN
        await bot.wait(minutes=2)
    else:
        await bot.go(at("00:01", 1, 12))
    assert [text for text in town.zalo.texts(LAN.id)[known:] if text.startswith(f"#{code} ✅")]
    assert [text for text in town.zalo.texts(ZALO_WARD)[cards:] if text.startswith(f"#{code} ✅")]


@on_sqlite
async def test_a_reminder_of_a_day_that_is_over_is_not_sent_any_more(city: City) -> None:
    bot, town = city.bot, city.town
    branch = "zgr-1111a7101d77709e2ec7"
    await town.say(town.zalo.chat(branch), BOSS, f"@{town.zalo.called} gắn đoàn Chi đoàn 1")
    town.zalo.plan = 0
    for day in (19, 20, 21):
        await bot.go(at("16:30", day), tick=True)
    town.zalo.plan = None
    await bot.go(at("17:00", 21))
    assert len([text for text in town.zalo.texts(branch) if text.startswith("⏰")]) == 1


@pytest.mark.parametrize("mended", ["a larger plan", "next month"])
async def test_who_was_not_told_for_want_of_messages_is_told_without_having_to_write(
    database_url: str, tmp_path: Path, mended: str
) -> None:
    async with at_work(database_url, tmp_path, zalo_oa_monthly=100) as bot:
        bot.clock.at = at("09:00", 29)
        bot.oa.groups.add(GROUP)
        await bot.oa.text(ADMIN, f"/ganphuong {wards()[0].name}", GROUP)
        await bot.oa.photo(MEMBER, jpeg(1), "rác")
        await bot.oa.place(MEMBER, *wards()[0].inside)
        await bot.settle()
        (report,) = await bot.reports()
        async with bot.process.db.write() as session:
            now = bot.clock.now()
            officer = await people.person_of(session, "zalo_oa", OFFICER, "", now)
            await people.grant(session, officer.id or 0, "officer", now, ward_id=report.ward_id)
        await bot.process.ticker.tick()
        bot.oa.answers("/v3.0/oa/message/cs", -211)
        await bot.oa.text(OFFICER, f"từ chối {report.code} đất tư", GROUP)
        await bot.settle()
        assert f"#{report.code} ⛔" not in "".join(bot.oa.texts(MEMBER))
        if mended == "a larger plan":
            bots = bot.process.world.bots
            larger = replace(bots["zalo_oa"], monthly=200)
            bot.process.world.bots = dict(bots) | {"zalo_oa": larger}
        else:
            bot.clock.at = at("08:00", 1, 12)
        await bot.process.ticker.tick()
        await bot.settle()
        assert bot.oa.texts(MEMBER)[-1].startswith(f"#{report.code} ⛔")
