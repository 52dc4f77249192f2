"""The real process: starting, stopping, a second one by mistake, and what its log says."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests import process
from tests.harness import ADMIN, jpeg, wards
from tests.process import BotProcess
from tests.standin import Chat, StandIn, User
from tests.standin_control import free_port
from tests.standin_faults import BAD_GATEWAY

TOKEN = "123456:AAF-a_secret_that_nobody_may_see"
AN = User(1001, "An")


@pytest.fixture
async def tg() -> AsyncIterator[StandIn]:
    async with StandIn(token=TOKEN) as running:
        yield running


def settings(url: str, folder: Path, database: str = "", **more: str) -> dict[str, str]:
    return {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": url,
        "TELEGRAM_PACE": "0,0,0",
        "DATABASE_URL": database or f"sqlite:///{folder / 'bot.db'}",
        "PHOTO_STORE": str(folder / "photos"),
        "PORT": str(free_port()),
        "ADMINS": f"telegram:{ADMIN.id}",
        **more,
    }


async def reports(tg: StandIn, text: str | None = None) -> None:
    chat = Chat(AN.id, "private", AN.name)
    await tg.photo(chat, AN, tg.add_file(jpeg()), text)
    await tg.location(chat, AN, *wards()[0].inside)


def everything(bot: BotProcess) -> str:
    return "\n".join([*bot.words, *(str(line) for line in bot.log)])


async def test_a_report_is_answered_and_a_stop_is_clean(
    tg: StandIn, tmp_path: Path, database_url: str
) -> None:
    async with process.started(tmp_path, settings(tg.url, tmp_path, database_url)) as bot:
        await bot.says("channel_open")
        await reports(tg)
        await tg.wait_for(lambda: "đã ghi nhận" in tg.last(AN.id).text)
        assert await bot.stop() == 0
    assert "Traceback" not in everything(bot)


async def test_a_second_run_says_who_is_first_and_ends(
    tg: StandIn, tmp_path: Path, database_url: str
) -> None:
    chosen = settings(tg.url, tmp_path, database_url)
    async with process.started(tmp_path, chosen) as first:
        await first.says("channel_open")
        async with process.started(tmp_path, {**chosen, "PORT": str(free_port())}) as second:
            assert await second.ended() == 1
        assert "another process" in everything(second)
        assert "Traceback" not in everything(second)
        if "sqlite" in database_url:
            assert str(first.pid) in everything(second)
        await reports(tg)
        await tg.wait_for(lambda: "đã ghi nhận" in tg.last(AN.id).text)


async def test_a_second_database_with_the_same_token_is_refused(
    tg: StandIn, tmp_path: Path
) -> None:
    chosen = settings(tg.url, tmp_path)
    async with process.started(tmp_path, chosen) as first:
        await first.says("channel_open")
        other = settings(tg.url, tmp_path, f"sqlite:///{tmp_path / 'other.db'}")
        async with process.started(tmp_path, other) as second:
            assert await second.ended() == 1
        assert "token" in everything(second)
        assert TOKEN not in everything(second)


async def test_on_two_machines_one_of_two_pollers_ends_with_a_clear_message(
    tg: StandIn, tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    a, b = (settings(tg.url, tmp_path / name) for name in "ab")
    async with process.started(tmp_path / "a", a) as one:
        await one.says("channel_open")
        async with process.started(tmp_path / "b", b) as two:
            await two.says("channel_open")
            await two.says("telegram_conflict")
            ends = [asyncio.create_task(bot.ended(60)) for bot in (one, two)]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            [gone] = [bot for bot in (one, two) if bot.returncode is not None]
            assert gone.returncode == 1
            assert "same TELEGRAM_BOT_TOKEN" in everything(gone)
            assert "Traceback" not in everything(gone)
            await reports(tg)
            await tg.wait_for(lambda: "đã ghi nhận" in tg.last(AN.id).text)
            for end in ends:
                end.cancel()


async def test_a_token_telegram_does_not_know_is_said(tg: StandIn, tmp_path: Path) -> None:
    wrong = {**settings(tg.url, tmp_path), "TELEGRAM_BOT_TOKEN": "123456:wrong-and-long-enough"}
    async with process.started(tmp_path, wrong) as bot:
        assert await bot.ended() == 1
    assert "TELEGRAM_BOT_TOKEN" in everything(bot)
    assert "wrong-and-long-enough" not in everything(bot)
    assert "Traceback" not in everything(bot)


async def test_a_port_that_is_taken_is_said(tg: StandIn, tmp_path: Path) -> None:
    taken = {**settings(tg.url, tmp_path), "PORT": tg.url.rpartition(":")[2]}
    async with process.started(tmp_path, taken) as bot:
        assert await bot.ended() == 1
    assert "PORT" in everything(bot)
    assert "Traceback" not in everything(bot)


async def test_it_starts_while_telegram_is_unreachable_and_works_when_it_is_back(
    tmp_path: Path,
) -> None:
    port = free_port()
    chosen = settings(f"http://127.0.0.1:{port}", tmp_path)
    async with process.started(tmp_path, chosen) as bot:
        await bot.says("channel_unreachable")
        async with (
            aiohttp.ClientSession() as client,
            client.get(f"http://127.0.0.1:{chosen['PORT']}/healthz") as health,
        ):
            assert health.status == 503
            assert "telegram" in await health.text()
        async with StandIn(token=TOKEN, port=port) as tg:
            await bot.says("channel_open")
            await reports(tg)
            await tg.wait_for(lambda: "đã ghi nhận" in tg.last(AN.id).text)
            await bot.stop()
    assert TOKEN not in everything(bot)
    assert TOKEN.partition(":")[2] not in everything(bot)


async def test_the_token_is_in_no_line_of_the_log_whatever_fails(
    tg: StandIn, tmp_path: Path
) -> None:
    secret = TOKEN.partition(":")[2]
    chosen = settings(tg.url, tmp_path, LOG_LEVEL="DEBUG")
    tg.fail("getMe", **BAD_GATEWAY)
    async with process.started(tmp_path, chosen) as bot:
        await bot.says("channel_open")
        tg.fail("getUpdates", **BAD_GATEWAY)
        tg.drop("download")
        tg.drop("getFile")
        tg.garbage("sendMessage")
        tg.fail("sendMessage", 400, f"Bad Request: strange {TOKEN}", {})
        await reports(tg, f"my token is {TOKEN}")
        await bot.says("send_failed")
        await bot.says("message_refused")
        await bot.stop()
    said = everything(bot)
    assert "photo_unreachable" in said
    assert secret not in said
    assert bot.log


async def test_a_tick_beside_a_running_process_leaves_the_sending_to_it(
    tg: StandIn, tmp_path: Path, database_url: str
) -> None:
    chosen = settings(tg.url, tmp_path, database_url)
    branch = Chat(-1_000_000_000_777, "supergroup", "Chi đoàn 1")
    async with process.started(tmp_path, chosen) as bot:
        await bot.says("channel_open")
        tg.member(branch, tg.bot)
        await tg.text(branch, ADMIN, "/gandoan Chi đoàn 1")
        await tg.wait_for(lambda: "chỉ tiêu" in tg.last(branch.id).text)
        command = ("tick", "--at", "2030-11-20T16:40:00+07:00")
        async with process.started(tmp_path, chosen, *command) as tick:
            assert await tick.ended() == 0
        await tg.wait_for(lambda: [m for m in tg.messages(branch.id) if "chưa đạt" in m.text])
        # The branches' board and the wards'.
        await tg.wait_for(lambda: len([m for m in tg.messages(branch.id) if m.photo]) == 2)
        async with process.started(tmp_path, chosen, *command) as tick:
            assert await tick.ended() == 0
        await reports(tg)
        await tg.wait_for(lambda: "đã ghi nhận" in tg.last(AN.id).text)
        assert len([m for m in tg.messages(branch.id) if "chưa đạt" in m.text]) == 1
        assert len([m for m in tg.messages(branch.id) if m.photo]) == 2
    assert not tg.queue.last_error


async def test_a_tick_alone_delivers_what_is_due_and_stops(
    tg: StandIn, tmp_path: Path, database_url: str
) -> None:
    chosen = settings(tg.url, tmp_path, database_url)
    branch = Chat(-1_000_000_000_777, "supergroup", "Chi đoàn 1")
    async with process.started(tmp_path, chosen) as bot:
        await bot.says("channel_open")
        tg.member(branch, tg.bot)
        await tg.text(branch, ADMIN, "/gandoan Chi đoàn 1")
        await tg.wait_for(lambda: "chỉ tiêu" in tg.last(branch.id).text)
        await bot.stop()
    for _ in range(2):
        command = ("tick", "--at", "2030-11-20T16:40:00")
        async with process.started(tmp_path, chosen, *command) as tick:
            assert await tick.ended() == 0
    found = [m.text for m in tg.messages(branch.id) if "chưa đạt" in m.text]
    assert len(found) == 1
    async with process.started(tmp_path, chosen, "tick", "--at", "half past four") as tick:
        assert await tick.ended() == 1
    assert "--at" in everything(tick)
