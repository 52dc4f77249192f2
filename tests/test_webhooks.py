"""What all webhooks do with strangers: turned away, slowed down, and not waited for."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from sqlmodel import select
from structlog.testing import capture_logs

from bot import webhooks
from bot.process import Process, opened
from bot.web import MAX_UPDATE, make_app
from bot.webhooks import MISSES_A_MINUTE, MOST_UNKNOWN
from bot.zalo_oa_signature import HEADER, mac
from storage.tables import Inbox
from tests.installation import settings_for
from tests.zalo_oa_samples import TEXT

KEY, APP = "key-of-the-account", "360846524940903967"
PATHS = ("/webhook/telegram", "/webhook/zalo-bot", "/webhook/zalo-oa")
SECRETS = {
    "/webhook/telegram": "X-Telegram-Bot-Api-Secret-Token",
    "/webhook/zalo-bot": "X-Bot-Api-Secret-Token",
}
BODIES: dict[str, Any] = {
    "/webhook/telegram": {"update_id": 1},
    "/webhook/zalo-bot": {"event_name": "x", "message": {"chat": {"id": "1"}, "message_id": "2"}},
    "/webhook/zalo-oa": TEXT,
}


@dataclass
class Doors:
    """All webhooks of one process."""

    process: Process
    server: TestServer
    client: aiohttp.ClientSession

    def headers(self, path: str, raw: bytes) -> dict[str, str]:
        """What shows that a platform sends it."""
        process = self.process
        assert process.telegram is not None
        assert process.zalo_bot is not None
        if path in SECRETS:
            channel = process.telegram if path.endswith("telegram") else process.zalo_bot
            return {SECRETS[path]: channel.secret}
        return {HEADER: f"mac={mac(APP, raw, TEXT['timestamp'], KEY)}"}

    async def post(self, path: str, raw: bytes, headers: dict[str, str]) -> tuple[int, str | None]:
        """The status, and how long to stay away."""
        url = self.server.make_url(path)
        async with self.client.post(url, data=BytesIO(raw), headers=headers) as answer:
            return answer.status, answer.headers.get("Retry-After")

    async def authentic(self, path: str) -> int:
        raw = json.dumps(BODIES[path]).encode()
        return (await self.post(path, raw, self.headers(path, raw)))[0]

    async def strange(
        self, path: str, raw: bytes = b"", forwarded: str | None = None
    ) -> tuple[int, str | None]:
        headers = {SECRETS.get(path, HEADER): "0" * 64}
        if forwarded is not None:
            headers["X-Forwarded-For"] = forwarded
        return await self.post(path, raw or json.dumps(BODIES[path]).encode(), headers)

    async def open_body(self, path: str) -> bytes:
        """The first line of what answers a body that goes on without end."""
        host, port = self.server.host, self.server.port
        reading, writing = await asyncio.open_connection(host, port)
        names = {"Host": "x", "Content-Length": "1000"} | self.headers(path, b"")
        head = "".join(f"{name}: {value}\r\n" for name, value in names.items())
        writing.write(f"POST {path} HTTP/1.1\r\n{head}\r\n{{".encode())
        try:
            return await asyncio.wait_for(reading.readline(), 10)
        finally:
            writing.close()
            await writing.wait_closed()

    async def rows(self) -> int:
        async with self.process.db.read() as session:
            return len((await session.exec(select(Inbox))).all())


@asynccontextmanager
async def standing(folder: Path, **more: Any) -> AsyncIterator[Doors]:
    settings = settings_for(
        f"sqlite:///{folder / 'bot.db'}",
        folder,
        **{
            "telegram_bot_token": "123:abc",
            "zalo_bot_token": "456:def",
            "public_url": "http://127.0.0.1:9",
            "zalo_oa_app_id": APP,
            "zalo_oa_app_secret": "app-secret",
            "zalo_oa_secret_key": KEY,
            "zalo_oa_refresh_token": "refresh",
            "zalo_oa_api_url": "http://127.0.0.1:9",
            "zalo_oa_oauth_url": "http://127.0.0.1:9",
        }
        | more,
    )
    async with opened(settings) as process:
        await process.prepare()
        server = TestServer(make_app(process))
        async with server, aiohttp.ClientSession() as client:
            yield Doors(process, server, client)


@pytest.fixture
async def doors(tmp_path: Path) -> AsyncIterator[Doors]:
    async with standing(tmp_path) as made:
        yield made


@pytest.mark.parametrize("path", PATHS)
async def test_strangers_who_knock_too_often_are_asked_to_stay_away(
    doors: Doors, path: str
) -> None:
    with capture_logs() as logs:
        for _ in range(MISSES_A_MINUTE):
            assert await doors.strange(path) == (403, None)
        status, wait = await doors.strange(path)
    assert status == 429
    assert wait is not None
    assert 1 <= int(wait) <= 60
    assert len(logs) == MISSES_A_MINUTE, "what is said too often is not written down"
    assert "0000" not in str(logs)
    for other in PATHS:
        assert (await doors.strange(other))[0] == 429, "it is the same stranger"
        assert await doors.authentic(other) == 200, "a platform is never turned away for others"
    assert await doors.rows() == len(PATHS)


async def test_garbage_that_nobody_signed_is_counted_too(doors: Doors) -> None:
    for _ in range(MISSES_A_MINUTE):
        assert (await doors.strange(PATHS[2], b"garbage"))[0] == 400
    assert (await doors.strange(PATHS[2], b"garbage"))[0] == 429


async def test_behind_a_proxy_strangers_are_told_apart(tmp_path: Path) -> None:
    async with standing(tmp_path, behind_proxy=True) as doors:
        # What stands before the last comma anybody could have written.
        for number in range(MISSES_A_MINUTE):
            await doors.strange(PATHS[0], forwarded=f"192.0.2.{number}, 192.0.2.101")
        assert (await doors.strange(PATHS[0], forwarded="192.0.2.101"))[0] == 429
        assert (await doors.strange(PATHS[0], forwarded="192.0.2.101, 192.0.2.102"))[0] == 403


async def test_without_a_proxy_nobody_is_another_by_saying_so(doors: Doors) -> None:
    for number in range(MISSES_A_MINUTE):
        await doors.strange(PATHS[0], forwarded=f"192.0.2.{number}")
    assert (await doors.strange(PATHS[0], forwarded="192.0.2.101"))[0] == 429


@pytest.mark.parametrize("path", PATHS)
async def test_a_body_without_end_is_not_waited_for(
    doors: Doors, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "BODY_SECONDS", 0.05)
    assert b" 408 " in await doors.open_body(path)


@pytest.mark.parametrize(
    ("path", "most"),
    [(PATHS[0], MAX_UPDATE), (PATHS[1], MAX_UPDATE), (PATHS[2], MOST_UNKNOWN)],
)
@pytest.mark.parametrize("pad", [lambda size: b'"' + b"x" * size + b'"', lambda size: b" " * size])
async def test_a_body_has_a_size(
    doors: Doors, path: str, most: int, pad: Callable[[int], bytes]
) -> None:
    raw = pad(most)
    assert (await doors.post(path, raw + b" ", doors.headers(path, raw)))[0] == 413
    assert await doors.rows() == 0


async def test_strangers_of_the_first_two_are_not_listened_to(doors: Doors) -> None:
    for path in PATHS[:2]:
        assert (await doors.strange(path, b"x" * (2 * MAX_UPDATE)))[0] in (403, 429)
