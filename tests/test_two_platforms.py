"""One ward with a group on Telegram and one on Zalo: what is done in one shows in the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import zalo_bot
from bot.limits import Pace
from tests.harness import Bot, Ward, jpeg, running
from tests.standin import StandIn
from tests.standin_control import free_port
from tests.test_zalo_bot_loop import ADMIN, AN, BINH, WARD
from tests.zalo_bot_standin import Shown, ZaloBotStandIn


@dataclass
class Both:
    """The bot at work on both, with two groups of one ward."""

    bot: Bot
    zalo: ZaloBotStandIn
    ward: Ward

    def on_zalo(self, code: str, chat: str = WARD) -> list[Shown]:
        return [m for m in self.zalo.messages(chat) if f"#{code}" in m.text]

    async def settle(self) -> None:
        await self.bot.settle()


@pytest.fixture
async def both(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Both]:
    monkeypatch.setattr(zalo_bot, "PACE", Pace(0, 0, 0))
    port = free_port()
    async with ZaloBotStandIn() as zalo, StandIn() as tg:
        settings = {
            "zalo_bot_token": zalo.token,
            "zalo_bot_api_url": zalo.url,
            "zalo_bot_photo_hosts": "127.0.0.1",
            "admins": f"telegram:456,zalo_bot:{ADMIN.id}",
            "public_url": f"http://127.0.0.1:{port}",
            "webhook": True,
            "port": port,
        }
        for chat in (ADMIN.id, AN.id, BINH.id, WARD):
            zalo.chat(chat)
        async with running(database_url, tmp_path, tg, **settings) as bot:
            bot.zalo, zalo.wall = zalo, lambda: bot.clock.at.timestamp()  # noqa: PLW0108
            await bot.until(lambda: {"zalo_bot", "telegram"} <= bot.process.opened_channels)
            ward = await bot.ward()
            await zalo.say(WARD, ADMIN, f"@{zalo.called} gắn phường {ward.name}")
            await bot.settle()
            yield Both(bot, zalo, ward)
            await bot.settle()


async def test_reported_on_zalo_and_closed_on_telegram(both: Both) -> None:
    bot, zalo, ward = both.bot, both.zalo, both.ward
    await zalo.send_photo(AN.id, AN, jpeg(1), "rác đầy")
    await zalo.say(AN.id, AN, "{:.6f}, {:.6f}".format(*ward.inside))
    await both.settle()
    [report] = await bot.reports()
    code = report.code
    assert ward.card(code)
    assert len(both.on_zalo(code)) == 1
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    assert await bot.state(code) == "resolved"
    assert "Đã xong" in both.on_zalo(code)[-1].text
    assert len(both.on_zalo(code)) == 2
    told = both.on_zalo(code, AN.id)[-1]
    assert told.address, "before and after in one picture"
    await zalo.wait_for(lambda: told.photo)


async def test_reported_on_telegram_and_closed_on_zalo(both: Both) -> None:
    bot, zalo, ward = both.bot, both.zalo, both.ward
    an = bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    assert len(both.on_zalo(code)) == 1
    await zalo.say(WARD, BINH, f"@{zalo.called} nhận {code}")
    await both.settle()
    assert await bot.state(code) == "new", "not yet an officer"
    await zalo.say(WARD, BINH, f"@{zalo.called} 1")
    await both.settle()
    await zalo.say(ADMIN.id, ADMIN, "1")
    await both.settle()
    await zalo.send_photo(WARD, BINH, jpeg(2), f"@{zalo.called} xong {code}")
    await both.settle()
    assert await bot.state(code) == "resolved"
    assert "Đã xong" in ward.again(ward.card(code)).text
    assert private.last.photo
