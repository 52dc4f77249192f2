"""One case on two platforms: what is sent on one is dealt with on the other, and all are told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import zalo_bot
from bot.limits import Pace
from storage import people
from tests.harness import ADMIN, Bot, Ward, on_sqlite
from tests.test_zalo_bot_loop import ADMIN as BOSS
from tests.test_zalo_bot_loop import WARD as ZALO_WARD
from tests.test_zalo_bot_loop import Town, on_zalo
from tests.zalo_bot_standin import Someone

LAN = Someone("6ede9afa66b88fe6d6a9", "Lan")
TAM = Someone("cccc9afa66b88fe6d6a9", "Tâm")


@dataclass
class City:
    """A ward with a group on each platform, and an officer in each."""

    bot: Bot
    ward: Ward
    town: Town

    def zalo_lines(self, chat: str, code: str) -> list[str]:
        """First lines about a report in a chat on Zalo."""
        texts = self.town.zalo.texts(chat)
        return [text.partition("\n")[0] for text in texts if f"#{code}" in text]


@pytest.fixture
async def city(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[City]:
    monkeypatch.setattr(zalo_bot, "PACE", Pace(0, 0, 0))
    admins = f"telegram:{ADMIN.id},zalo_bot:{BOSS.id}"
    chats = (BOSS.id, LAN.id, TAM.id, ZALO_WARD)
    async with on_zalo(database_url, tmp_path, *chats, admins=admins) as (bot, zalo):
        ward = await bot.ward(0)
        town = Town(bot, zalo, ward.where)
        await town.name(BOSS, f"gắn phường {ward.name}")
        yield City(bot, ward, town)


async def test_what_comes_from_zalo_is_closed_on_telegram_and_told_on_both(city: City) -> None:
    bot, ward, town = city.bot, city.ward, city.town
    code = await town.report(LAN, "rác đổ ở gốc cây")
    [card] = [m for m in town.zalo.messages(ZALO_WARD) if m.text.startswith(f"#{code} · ")]
    await town.zalo.wait_for(lambda: card.photo)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    assert await bot.state(code) == "accepted"
    await ward.photo(ward.officer, reply_to=ward.card(code))
    assert await bot.state(code) == "resolved"
    assert any("✅" in line for line in city.zalo_lines(ZALO_WARD, code))
    told = town.last(LAN.id)
    await town.zalo.wait_for(lambda: told.photo)
    assert told.text.startswith(f"#{code} ✅")
    assert "✅" in ward.card(code).text


@on_sqlite
async def test_who_cannot_be_written_to_on_zalo_is_told_in_the_branchs_group_on_telegram(
    city: City,
) -> None:
    bot, ward, town = city.bot, city.ward, city.town
    branch = await bot.branch()
    code = await town.report(LAN, "rác đổ ở gốc cây")
    async with bot.process.db.write() as session:
        lan = await people.find_person(session, "zalo_bot", LAN.id)
        assert lan is not None
        lan.unit_id = (await people.units(session))[0].id
    for method in ("sendMessage", "sendPhoto"):
        town.zalo.fail(method, 400, "user blocked the bot", chat=LAN.id)
    told = len(town.zalo.texts(LAN.id))
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    assert len(town.zalo.texts(LAN.id)) == told
    assert branch.last.text.startswith(f"#{code} ✅")
    assert branch.last.photo is not None
    assert any("☹" in label for label in branch.last.buttons), "as Telegram shows them"


async def test_what_comes_from_telegram_is_closed_on_zalo_and_told_on_both(city: City) -> None:
    bot, ward, town = city.bot, city.ward, city.town
    an = bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside, "rác đổ ở gốc cây")
    [card] = [m for m in town.zalo.messages(ZALO_WARD) if m.text.startswith(f"#{code} · ")]
    await town.zalo.wait_for(lambda: card.photo)
    assert card.photo is not None
    await town.appoint(TAM, code)
    await town.photo(ZALO_WARD, TAM, 7, f"@{town.zalo.called} xong {code}")
    assert await bot.state(code) == "resolved"
    assert city.zalo_lines(ZALO_WARD, code)[-1].startswith(f"#{code} ✅")
    assert "✅" in ward.card(code).text
    assert private.last.text.startswith(f"#{code} ✅")
    assert private.last.photo is not None
