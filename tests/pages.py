"""Somebody at the bot's pages: asks for them, and sends what a page's script would send."""

from __future__ import annotations

import html
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.test_utils import TestServer

from bot.web import SERVER, make_app
from tests.harness import Bot, Place, running

PUBLIC = "https://bot.example.org"
REACHED: dict[str, Any] = {"public_url": PUBLIC, "webhook": False}
LINK = re.compile(rf"{re.escape(PUBLIC)}(/\S+)")


class Guest:
    """A browser without scripts."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url, self.http = url, http

    async def get(self, path: str, **more: Any) -> tuple[int, str]:
        async with self.http.get(self.url + path, **more) as answer:
            return answer.status, html.unescape(await answer.text(errors="replace"))

    async def post(self, path: str, said: Any, **more: Any) -> tuple[int, Any]:
        async with self.http.post(self.url + path, json=said, **more) as answer:
            return answer.status, json.loads(await answer.text() or "null")

    async def send(
        self, what: Any, *photos: bytes, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """A report as the form sends it."""
        form = aiohttp.FormData(default_to_multipart=True)
        form.add_field("what", what if isinstance(what, str) else json.dumps(what))
        for photo in photos:
            form.add_field("photo", BytesIO(photo), filename="1.jpg", content_type="image/jpeg")
        async with self.http.post(f"{self.url}/bao-cao", data=form, headers=headers) as answer:
            return answer.status, json.loads(await answer.text() or "null")


def a_report(number: int, where: Place, **more: Any) -> dict[str, Any]:
    """What a form says of a report with the id of this number."""
    return {"id": f"{number:032x}", "place": {"lat": where[0], "lon": where[1]}, "age": 0} | more


@asynccontextmanager
async def door(bot: Bot) -> AsyncIterator[Guest]:
    """The pages of a bot at work in this loop."""
    server = TestServer(make_app(bot.process))
    await server.start_server(**SERVER)
    async with server, aiohttp.ClientSession() as http:
        yield Guest(str(server.make_url("")).rstrip("/"), http)


@asynccontextmanager
async def at_the_door(
    database_url: str, folder: Path, **settings: Any
) -> AsyncIterator[tuple[Bot, Guest]]:
    """A bot that can be reached, with settings of its own, and somebody at its pages."""
    async with running(database_url, folder, **REACHED | settings) as bot, door(bot) as guest:
        yield bot, guest
