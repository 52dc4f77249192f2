"""From a photo to a closed report with nothing but the Zalo bot: in words, pictures by address."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import zalo_bot
from bot.clock import FixedClock
from bot.geocoder import Geocoder
from bot.limits import Pace
from bot.one_tick import tick
from bot.process import opened
from handlers.messages import Outgoing
from handlers.work import Work
from storage import people
from tests.apart import apart
from tests.harness import MORNING, Bot, Somewhere, jpeg, on_sqlite, running, wards
from tests.installation import settings_for
from tests.process import started
from tests.standin_control import free_port
from tests.test_geocoder import nominatim
from tests.zalo_bot_standin import Shown, Someone, ZaloBotStandIn

CODE = re.compile(r"#([2-9A-HJ-NP-Z]{4,5})\b")
ADMIN = Someone("aaaa9afa66b88fe6d6a9", "Quản trị")
AN = Someone("6ede9afa66b88fe6d6a9", "An")
BINH = Someone("bbbb9afa66b88fe6d6a9", "Bình")
WARD = "zgr-f8a7101d77709e2ec761"


@dataclass
class Town:
    """The bot at work on Zalo, with a ward's group."""

    bot: Bot
    zalo: ZaloBotStandIn
    where: Somewhere

    async def say(self, chat: str, who: Someone, text: str) -> None:
        await self.zalo.say(chat, who, text)
        await self.bot.settle()

    async def name(self, who: Someone, text: str) -> None:
        """Say something in the ward's group to the bot."""
        await self.say(WARD, who, f"@{self.zalo.called}\xa0{text}")

    async def photo(self, chat: str, who: Someone, seed: int, caption: str = "") -> None:
        await self.zalo.send_photo(chat, who, jpeg(seed), caption)
        await self.bot.settle()

    def last(self, chat: str) -> Shown:
        return self.zalo.messages(chat)[-1]

    def all_but_choices(self, chat: str) -> str:
        return "\n".join(self.zalo.texts(chat))

    async def report(self, who: Someone, caption: str) -> str:
        """A member's photo, then the place in words; the code."""
        number = len(await self.bot.reports())
        await self.photo(who.id, who, 101 + number, caption)
        place = apart(self.where.inside, number)
        await self.say(who.id, who, "{:.6f}, {:.6f}".format(*place))
        return (await self.bot.reports())[-1].code

    async def appoint(self, who: Someone, code: str) -> None:
        """Somebody asks to be an officer, and the admin approves with a number."""
        await self.name(who, f"nhận {code}")
        assert "🔒" in self.last(WARD).text
        await self.name(who, _choice(self.last(WARD).text, "quyền"))
        await self.say(ADMIN.id, ADMIN, _choice(self.last(ADMIN.id).text, "Duyệt"))


def _choice(text: str, label: str) -> str:
    """The number under which something is offered."""
    found = re.search(rf"^(\d+) = [^\n]*{label}", text, re.MULTILINE)
    assert found, text
    return found[1]


@asynccontextmanager
async def on_zalo(
    database_url: str, folder: Path, *chats: str, **settings: Any
) -> AsyncIterator[tuple[Bot, ZaloBotStandIn]]:
    """A bot at work that Zalo reaches, with some chats there."""
    port = free_port()
    async with ZaloBotStandIn() as zalo:
        for chat in chats:
            zalo.chat(chat)
        known: dict[str, Any] = {"public_url": f"http://127.0.0.1:{port}", "webhook": True}
        known |= {"port": port, **zalo.settings()}
        async with running(database_url, folder, **known | settings) as bot:
            bot.zalo, zalo.wall = zalo, lambda: bot.clock.at.timestamp()  # noqa: PLW0108  (the clock moves)
            await bot.until(lambda: bot.process.opened_channels >= {*bot.process.channels})
            yield bot, zalo
            await bot.settle()


@pytest.fixture
async def town(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Town]:
    monkeypatch.setattr(zalo_bot, "PACE", Pace(0, 0, 0))
    settings = {"telegram_bot_token": "", "admins": f"zalo_bot:{ADMIN.id}"}
    chats = (ADMIN.id, AN.id, BINH.id, WARD)
    async with on_zalo(database_url, tmp_path, *chats, **settings) as (bot, zalo):
        made = Town(bot, zalo, wards()[0])
        await made.name(ADMIN, f"gắn phường {made.where.name}")
        yield made


async def test_a_report_is_filed_carded_closed_and_told(town: Town) -> None:
    code = await town.report(AN, "rác đổ ở gốc cây")
    assert f"#{code}" in town.last(AN.id).text
    card = next(m for m in town.zalo.messages(WARD) if m.text.startswith(f"#{code} · "))
    await town.zalo.wait_for(lambda: card.photo)
    assert card.address.startswith(town.bot.process.base_url)
    assert "rác đổ ở gốc cây" in card.text
    assert f"xong {code}" in card.text
    assert "https://" in card.text
    await town.appoint(BINH, code)
    await town.name(BINH, f"nhận {code}")
    assert await town.bot.state(code) == "accepted"
    assert code in town.last(AN.id).text
    await town.photo(WARD, BINH, 2, f"@{town.zalo.called} xong {code}")
    assert await town.bot.state(code) == "resolved"
    told = next(m for m in reversed(town.zalo.messages(AN.id)) if m.address)
    await town.zalo.wait_for(lambda: told.photo)
    assert code in told.text
    await town.bot.wait(seconds=30)
    await town.say(AN.id, AN, _choice(told.text, "☹"))
    why = town.last(AN.id)
    await town.bot.wait(seconds=30)
    await town.say(AN.id, AN, _choice(why.text, "Chưa xử lý"))
    assert await town.bot.state(code) == "reopened"


@on_sqlite
async def test_webhooks_that_come_twice_or_wrapped_do_everything_once(town: Town) -> None:
    town.zalo.twice = town.zalo.wrapped = True
    code = await town.report(AN, "rác")
    assert [report.code for report in await town.bot.reports()] == [code]
    assert len([m for m in town.zalo.messages(WARD) if m.text.startswith(f"#{code} · ")]) == 1


@on_sqlite
async def test_a_photo_whose_address_ended_is_asked_for_again(town: Town) -> None:
    update = {
        "from": {"id": AN.id, "display_name": AN.name, "is_bot": False},
        "photo_url": town.zalo.add_photo(jpeg()),
    }
    town.zalo.expire(update["photo_url"])  # type: ignore[arg-type]
    await town.zalo.happen("message.image.received", AN.id, AN, **update)
    await town.bot.settle()
    assert not await town.bot.reports()
    assert "📷" in town.last(AN.id).text or "ảnh" in town.last(AN.id).text


@on_sqlite
async def test_a_new_group_is_told_once_a_day_how_to_be_bound(town: Town) -> None:
    group = town.zalo.chat("zgr-0000000000000000000a")
    for _ in range(2):
        await town.say(group, ADMIN, f"@{town.zalo.called} xin chào")
    [hello] = town.zalo.texts(group)
    assert "/ganphuong" in hello
    await town.say(group, ADMIN, f"@{town.zalo.called} /ganphuong {wards()[1].name}")
    assert wards()[1].name in town.last(group).text
    await town.say(group, ADMIN, f"@{town.zalo.called} xin chào")
    assert len(town.zalo.texts(group)) == 2


@on_sqlite
async def test_what_zalo_cannot_give_is_answered_with_what_works(town: Town) -> None:
    await town.zalo.happen("message.unsupported.received", AN.id, AN)
    await town.bot.settle()
    assert "ảnh" in town.last(AN.id).text


async def test_what_is_not_understood_uses_up_no_plan(town: Town) -> None:
    for number in range(5):
        await town.zalo.happen("message.unsupported.received", AN.id, AN)
        await town.say(AN.id, AN, f"lạ quá {number}")
    await town.bot.settle()
    assert len(town.zalo.texts(AN.id)) == 1
    await town.bot.wait(hours=1)
    await town.say(AN.id, AN, "lạ quá")
    assert len(town.zalo.texts(AN.id)) == 2


async def test_before_zalo_is_reached_it_is_known_what_can_be_said_there(tmp_path: Path) -> None:
    async with ZaloBotStandIn() as zalo:
        url = f"sqlite:///{tmp_path / 'bot.db'}"
        settings = settings_for(url, tmp_path, **zalo.settings())
        async with opened(settings, FixedClock(MORNING)) as process:
            await process.prepare()
            assert not process.world.bot("zalo_bot").buttons


async def test_a_tick_serves_the_pictures_that_it_sends(tmp_path: Path) -> None:
    async with ZaloBotStandIn() as zalo:
        zalo.chat(AN.id)
        url = f"sqlite:///{tmp_path / 'bot.db'}"
        settings = settings_for(url, tmp_path, **zalo.settings(), port=free_port())
        async with opened(settings, FixedClock(MORNING)) as process:
            await process.prepare()
            key = await process.photos.put(jpeg())
            async with process.db.write() as session:
                chat = await people.chat_at(session, "zalo_bot", AN.id, "private")
                work = Work(session, process.clock.now(), process.world)
                await work.post(chat, Outgoing(text="#K7P2", photo=key))
            _, done = await tick(process)
        assert done
        [shown] = zalo.messages(AN.id)
        await zalo.wait_for(lambda: shown.photo)


async def test_a_stop_waits_for_the_pictures_that_were_just_sent(tmp_path: Path) -> None:
    port = free_port()
    async with ZaloBotStandIn() as zalo:
        settings = {
            **zalo.environment(),
            "ADMINS": f"zalo_bot:{ADMIN.id}",
            "DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}",
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "PORT": str(port),
        }
        zalo.fetches.clear()
        zalo.chat(ADMIN.id)
        async with started(tmp_path, settings) as bot:
            # By polling, as it is tried out.
            await zalo.say(zalo.chat(WARD), ADMIN, f"@{zalo.called} gắn phường {wards()[0].name}")
            await zalo.wait_for(lambda: zalo.messages(WARD))
            await zalo.say(ADMIN.id, ADMIN, "{:.6f}, {:.6f}".format(*wards()[0].inside))
            await zalo.send_photo(ADMIN.id, ADMIN, jpeg())
            await zalo.wait_for(lambda: len(zalo.messages(WARD)) > 1)
            bot.terminate()
            await bot.says("pictures_awaited")
            zalo.fetches.set()
            assert await bot.ended() == 0
        card = zalo.messages(WARD)[1]
        await zalo.wait_for(lambda: card.photo)
        assert zalo.made("getUpdates")


@on_sqlite
async def test_a_place_shown_on_the_page_files_the_report(town: Town) -> None:
    await town.photo(AN.id, AN, 1, "rác đầy")
    await town.bot.wait(seconds=30)
    link = re.search(r"http://\S+/g/\S+", town.last(AN.id).text)
    assert link is not None
    lat, lon = town.where.inside
    async with (
        aiohttp.ClientSession() as http,
        http.post(link[0], json={"lat": lat, "lon": lon}) as answer,
    ):
        said = await answer.json()
    await town.bot.settle()
    assert said["ward"] == town.where.name
    assert said["code"] in town.all_but_choices(AN.id)
    assert said["code"] in town.all_but_choices(WARD)


async def test_a_typed_address_is_chosen_by_its_number(town: Town) -> None:
    async with nominatim() as maps:
        town.bot.process.receiver._geocoder = Geocoder(maps.url, between=0)
        lat, lon = map(str, town.where.inside)
        maps.found = [{"display_name": "12, Đường Hoa Mai, Khu Bốn", "lat": lat, "lon": lon}]
        await town.photo(AN.id, AN, 1, "rác đầy")
        await town.say(AN.id, AN, "12 Hoa Mai")
        assert not await town.bot.reports()
        await town.say(AN.id, AN, _choice(town.last(AN.id).text, "12 Đường Hoa Mai"))
    [report] = await town.bot.reports()
    assert report.place == "12 Đường Hoa Mai, Khu Bốn"
    assert report.code in town.all_but_choices(WARD)
