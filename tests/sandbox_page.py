"""A visitor of the sandbox over HTTP: acts in people's names and reads the news."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import shapely

from tests.process import BotProcess, start

Said = dict[str, Any]


class Visitor:
    """One page: what it knows of the chats, and what its reader does there."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self.http = url, session
        self.messages: dict[int, Said] = {}
        self.state: Said = {}

    async def until(self, found: Callable[[list[Said]], Any], timeout: float = 40) -> Any:  # noqa: ASYNC109
        """Follow the news until something is found in the messages."""
        async with asyncio.timeout(timeout):
            async with self.http.get(f"{self.url}/sandbox/events") as news:
                assert news.status == 200, await news.text()
                async for line in news.content:
                    if not line.startswith(b"data:"):
                        continue
                    self.state = json.loads(line[5:])
                    if self.state["whole"]:
                        self.messages.clear()
                    self.messages |= {said["id"]: said for said in self.state["messages"]}
                    if result := found(sorted(self.messages.values(), key=lambda m: m["id"])):
                        return result
        raise AssertionError("the news ended")

    async def bot_says(self, chat: str, words: str = "", **has: Any) -> Said:
        """The newest message of the bot in a chat with these words in it."""

        def found(messages: list[Said]) -> Said | None:
            for said in reversed(messages):
                if said["from"] != "bot" or not said["chat"].startswith(chat):
                    continue
                if words not in f"{said['title']}\n{said['text']}":
                    continue
                if all(bool(said[name]) is wanted for name, wanted in has.items()):
                    return said
            return None

        said: Said = await self.until(found)
        return said

    async def ask(self, path: str, what: Said, **more: Any) -> tuple[int, Said]:
        async with self.http.post(f"{self.url}{path}", json=what, **more) as answer:
            return answer.status, await answer.json()

    async def act(self, chat: str, writer: str, **what: Any) -> Said:
        status, said = await self.ask("/sandbox/act", {"chat": chat, "from": writer} | what)
        assert status == 200, said
        return said

    async def upload(self, chat: str, writer: str, *photos: bytes, **what: Any) -> tuple[int, Said]:
        form = aiohttp.FormData()
        form.add_field("what", json.dumps({"chat": chat, "from": writer} | what))
        for photo in photos:
            form.add_field("photo", BytesIO(photo), filename="photo.jpg", content_type="image/jpeg")
        async with self.http.post(f"{self.url}/sandbox/act", data=form) as answer:
            return answer.status, await answer.json()

    async def press(self, said: Said, writer: str, label: str) -> Said:
        data = next(b["data"] for row in said["buttons"] for b in row if label in b["label"])
        return await self.act(said["chat"], writer, press=data, message=said["id"])

    async def move_clock(self, to: str) -> Said:
        status, said = await self.ask("/sandbox/clock", {"to": to})
        assert status == 200, said
        return said

    async def picture(self, key: str) -> bytes:
        return await self._read(f"photo/{key}")

    async def sample(self, name: str) -> bytes:
        """A sample as it would be sent now."""
        return await self._read(f"sample/{name}.jpg")

    async def _read(self, path: str) -> bytes:
        async with self.http.get(f"{self.url}/sandbox/{path}") as answer:
            assert answer.status == 200
            return await answer.read()

    async def place_in(self, number: int = 0) -> tuple[str, dict[str, float]]:
        """The group of some ward, and a place well inside that ward."""
        async with self.http.get(f"{self.url}/sandbox/wards.geojson") as answer:
            ward = (await answer.json(content_type=None))["features"][number]
        inside = shapely.geometry.shape(ward["geometry"]).representative_point()
        return f"ward:{ward['properties']['code']}", {"lat": inside.y, "lon": inside.x}

    async def report(self, number: int = 0, **what: Any) -> Said:
        """A sample photo and a place; the card that comes of them."""
        chat, place = await self.place_in(number)
        await self.act("member", "member", samples=[["rubbish", False]], **what)
        await self.act("member", "member", place=place)
        return await self.bot_says(chat, photos=True, buttons=True)


def settings(folder: Path, **more: str) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{folder / 'bot.db'}",
        "PHOTO_STORE": str(folder / "photos"),
        "PORT": "0",
    } | more


@asynccontextmanager
async def visited(folder: Path, **more: str) -> AsyncIterator[tuple[Visitor, BotProcess]]:
    """The real process in a folder, with its sandbox open in a page; killed at the end if a test
    did not stop it."""
    bot = await start(folder, settings(folder, **more))
    try:
        url = (await bot.says("started"))["url"]
        if "TELEGRAM_BOT_TOKEN" not in more:
            await bot.says("channel_open")
        async with aiohttp.ClientSession() as session:
            yield Visitor(url, session), bot
    finally:
        await bot.stop()
