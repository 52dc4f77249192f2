"""The webhook of the Zalo bot: stored before it is acknowledged, and nobody else is let in."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from sqlmodel import select

from bot import health
from bot.channel import Unreadable
from bot.clock import FixedClock
from bot.doctor import examine
from bot.health import Finding
from bot.process import Process, opened
from bot.web import MAX_UPDATE, make_app
from bot.zalo_bot_api import ZaloBotApi
from bot.zalo_bot_updates import Me, read
from storage.tables import Inbox
from tests.installation import settings_for
from tests.standin_control import free_port
from tests.test_zalo_bot_updates import KNOWN, said, wrapped
from tests.zalo_bot_standin import ZaloBotStandIn

HEADER = "X-Bot-Api-Secret-Token"


@dataclass
class Door:
    """The bot's web server, seen from Zalo."""

    zalo: ZaloBotStandIn
    process: Process
    client: ClientSession
    url: str

    async def post(self, body: Any, secret: str | None = None) -> int:
        assert self.process.zalo_bot is not None
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {HEADER: self.process.zalo_bot.secret if secret is None else secret}
        async with self.client.post(self.url, data=BytesIO(data), headers=headers) as answer:
            return answer.status

    async def rows(self) -> list[Inbox]:
        async with self.process.db.read() as session:
            return list(await session.exec(select(Inbox)))


@asynccontextmanager
async def standing(database_url: str, folder: Path, **more: Any) -> AsyncIterator[Door]:
    async with ZaloBotStandIn() as zalo, ClientSession() as client:
        settings = settings_for(
            database_url,
            folder,
            **{"zalo_bot_token": zalo.token, "zalo_bot_api_url": zalo.url} | more,
        )
        clock = FixedClock(datetime(2026, 11, 18, 2, tzinfo=UTC))
        async with opened(settings, clock) as process:
            await process.prepare()
            runner = web.AppRunner(make_app(process), access_log=None)
            await runner.setup()
            try:
                site = web.TCPSite(runner, "127.0.0.1", 0)
                await site.start()
                url = f"http://127.0.0.1:{runner.addresses[0][1]}/webhook/zalo-bot"
                yield Door(zalo, process, client, url)
            finally:
                await runner.cleanup()


@pytest.fixture
async def door(database_url: str, tmp_path: Path) -> AsyncIterator[Door]:
    async with standing(database_url, tmp_path) as made:
        yield made


@pytest.fixture
async def plain_door(tmp_path: Path) -> AsyncIterator[Door]:
    async with standing(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path) as made:
        yield made


async def test_an_update_is_on_disk_once_it_is_acknowledged(door: Door) -> None:
    assert await door.post(said()) == 200
    [row] = await door.rows()
    assert (row.source, json.loads(row.body)) == ("zalo_bot", said())


async def test_what_comes_again_in_another_wrapping_is_stored_once(door: Door) -> None:
    for body in (said(), wrapped(said()), wrapped([said()]), said()):
        assert await door.post(body) == 200
    assert len(await door.rows()) == 1


async def test_ids_of_thousands_of_letters_are_stored_and_parked(door: Door) -> None:
    long = "".join(hashlib.sha256(bytes([n])).hexdigest() for n in range(140))
    for body in (said(message_id=long), said(chat=long), said(message_id=long, text="another")):
        assert await door.post(body) == 200
        assert await door.post(body) == 200
    rows = await door.rows()
    assert len(rows) == 3
    for row in rows:
        with pytest.raises(Unreadable):
            read(row.body, Me())


async def test_every_known_payload_is_taken(plain_door: Door) -> None:
    for _, body, _ in KNOWN:
        assert await plain_door.post(body.encode()) == 200
    bodies = [json.loads(body) for _, body, _ in KNOWN]
    messages = [body.get("result", body)["message"] for body in bodies]
    numbers = {(message["chat"]["id"], message["message_id"]) for message in messages}
    assert len(await plain_door.rows()) == len(numbers)
    assert await plain_door.post({"ok": True}) == 200


@pytest.mark.parametrize("secret", ["", "x", "\u0103".encode().decode("latin-1"), "1" * 64])
async def test_whoever_does_not_know_the_secret_is_refused(plain_door: Door, secret: str) -> None:
    assert await plain_door.post(said(), secret) == 403
    assert await plain_door.rows() == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"5", b'"x"', b"null", b"[" * 100_000])
async def test_garbage_is_refused(plain_door: Door, body: bytes) -> None:
    assert await plain_door.post(body) == 400
    assert await plain_door.rows() == []


async def test_what_is_too_big_is_refused(plain_door: Door) -> None:
    assert await plain_door.post(b'"' + b"x" * MAX_UPDATE + b'"') == 413


async def test_what_cannot_be_stored_is_not_acknowledged(
    plain_door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(plain_door.process.receiver, "store", broken)
    assert await plain_door.post(said()) == 503


async def test_zalo_may_look_whether_anybody_is_there(plain_door: Door) -> None:
    for ask in (plain_door.client.get, plain_door.client.head):
        async with ask(plain_door.url) as answer:
            assert answer.status == 200


async def test_without_a_token_there_is_no_door(tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path)
    async with opened(settings) as process:
        paths = {route.resource.canonical for route in make_app(process).router.routes()
                 if route.resource}  # fmt: skip
        assert "/webhook/zalo-bot" not in paths


# What healthz and the doctor say


async def findings(process: Process) -> dict[str, Finding]:
    return {found.what: found for found in (await health.check(process)).findings}


async def test_a_webhook_counts_once_it_is_set_and_reached(tmp_path: Path) -> None:
    more = {"public_url": f"http://127.0.0.1:{free_port()}", "webhook": True}
    async with standing(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path, **more) as door:
        assert not (await findings(door.process))["zalo bot"].ok
        await door.process.open_channels()
        assert (await findings(door.process))["zalo bot"] == Finding("zalo bot", True, "webhook")
        door.zalo.verification = {"ok": False, "outcome": "http.404"}
        await door.process.channels["zalo_bot"].open()
        found = (await findings(door.process))["zalo bot"]
        assert found == Finding("zalo bot", False, "Zalo cannot deliver to PUBLIC_URL: http.404")


async def test_a_zalo_that_cannot_be_reached_is_said_with_the_reason_until_it_is(
    tmp_path: Path,
) -> None:
    more = {"public_url": f"http://127.0.0.1:{free_port()}", "webhook": True}
    async with standing(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path, **more) as door:
        channel = door.process.zalo_bot
        assert channel is not None
        reached = channel.api
        channel.api = ZaloBotApi("9:abc", f"http://127.0.0.1:{free_port()}")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3):
                await door.process.open_channels()
        assert (await findings(door.process))["zalo bot"] == Finding(
            "zalo bot",
            False,
            "does not answer: ClientConnectorError; it is tried again by itself: "
            "look at the network",
        )
        await channel.api.close()
        channel.api = reached
        await door.process.open_channels()
        assert (await findings(door.process))["zalo bot"].ok


async def test_what_the_bot_lacks_on_zalo_is_said(plain_door: Door) -> None:
    process, channel = plain_door.process, plain_door.process.zalo_bot
    assert channel is not None
    assert set(await findings(process)) & {"zalo bot groups", "zalo bot name"} == set()
    plain_door.zalo.me |= {"can_join_groups": False, "display_name": None}
    channel.strange_photo = "f.example.org is none of the platform's hosts"
    await process.open_channels()
    found = await findings(process)
    assert found["zalo bot"].says == "no poll was completed yet"
    for what, says in (
        ("zalo bot groups", "Zalo Bot Creator"),
        ("zalo bot name", "ZALO_BOT_NAME"),
        ("zalo bot photos", "f.example.org is none of the platform's hosts: see ZALO_BOT_PHOTO"),
    ):
        assert says in found[what].says
        assert found[what].warning
    assert "telegram" in found


async def test_the_doctor_asks_zalo_while_nothing_runs(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    async with ZaloBotStandIn() as zalo:
        known = {"zalo_bot_token": zalo.token, "zalo_bot_api_url": zalo.url}
        found = {f.what: f for f in await examine(settings_for(url, tmp_path, **known))}
        assert found["zalo bot"] == Finding("zalo bot", True, "@bot.VDKyGxQvc")
        assert found["zalo bot webhook"] == Finding("zalo bot webhook", True, "none is set")
        assert "telegram" not in found
        more = known | {"public_url": "https://bot.example.org"}
        found = {f.what: f for f in await examine(settings_for(url, tmp_path, **more))}
        assert found["zalo bot webhook"].warning
        known["zalo_bot_token"] = "1:wrong"
        found = {f.what: f for f in await examine(settings_for(url, tmp_path, **known))}
        assert "does not know this ZALO_BOT_TOKEN" in found["zalo bot"].says
        assert "zalo bot webhook" not in found
    found = {f.what: f for f in await examine(settings_for(url, tmp_path, **known))}
    assert found["zalo bot"].says.startswith("does not answer")
