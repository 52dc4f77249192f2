"""Pictures by public address: whoever has one gets that picture, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from sqlmodel import col, select

from bot.clock import FixedClock
from bot.errors import StartError
from bot.process import Process
from bot.published import GOOD_FOR, Published
from bot.signing import Signer
from storage.photos import PhotoStore
from storage.tables import Photo
from tests.harness import Bot, jpeg
from tests.installation import settings_for
from tests.pages import PUBLIC, Guest

PNG = b"\x89PNG\r\n\x1a\n drawn"


@dataclass
class Gallery:
    """A store of pictures behind a web server."""

    photos: PhotoStore
    clock: FixedClock
    signer: Signer
    published: Published
    client: ClientSession
    url: str

    async def get(self, address: str, **more: Any) -> tuple[int, bytes, Mapping[str, str]]:
        async with self.client.get(address, **more) as answer:
            return answer.status, await answer.read(), answer.headers


async def shown_to_all(_: str) -> bool:
    return True


@pytest.fixture
async def gallery() -> AsyncIterator[Gallery]:
    photos = PhotoStore.in_memory()
    clock = FixedClock(datetime(2026, 11, 18, 2, tzinfo=UTC))
    signer = Signer("key", clock)
    published = Published(photos, lambda: signer, lambda: url, shown_to_all)
    app = web.Application()
    app.router.add_get("/a/{name}", published.answer)
    server = TestServer(app)
    await server.start_server()
    url = str(server.make_url("")).rstrip("/")
    async with ClientSession() as client:
        yield Gallery(photos, clock, signer, published, client, url)
    await server.close()


async def test_a_photo_is_served_at_its_address(gallery: Gallery) -> None:
    key = await gallery.photos.put(jpeg())
    address = gallery.published.address(key)
    assert address.startswith(f"{gallery.url}/a/")
    status, data, headers = await gallery.get(address)
    assert (status, data, headers["Content-Type"]) == (200, jpeg(), "image/jpeg")
    assert headers["Cache-Control"] == "public, max-age=300"
    assert headers["X-Content-Type-Options"] == "nosniff"
    again = await gallery.get(address, headers={"If-None-Match": headers["ETag"]})
    assert again[:2] == (304, b"")


async def test_a_drawn_picture_is_stored_and_served_as_what_it_is(gallery: Gallery) -> None:
    name = await gallery.published.keep(PNG)
    address = gallery.published.address(name)
    assert address.endswith(".png")
    status, data, headers = await gallery.get(address)
    assert (status, data, headers["Content-Type"]) == (200, PNG, "image/png")


async def test_an_address_is_good_for_60_days(gallery: Gallery) -> None:
    address = gallery.published.address(await gallery.photos.put(jpeg()))
    gallery.clock.at += timedelta(days=60)
    assert (await gallery.get(address))[0] == 200
    gallery.clock.at += timedelta(seconds=1)
    assert (await gallery.get(address))[0] == 404
    assert timedelta(days=30) < GOOD_FOR


async def test_all_that_is_wrong_gets_the_same_answer(gallery: Gallery) -> None:
    key = await gallery.photos.put(jpeg())
    sign = gallery.signer.sign
    answers = [
        await gallery.get(f"{gallery.url}/a/{name}")
        for name in (
            f"{key}.jpg",
            f"{sign('photo', key)}",
            f"{sign('photo', key)}.gif",
            f"{sign('place', key)}.jpg",
            f"{sign('photo', key)[:-1]}.jpg",
            f"{sign('photo', '0' * 64)}.jpg",
            f"{sign('photo', '../../etc/passwd')}.jpg",
            f"{Signer('other', gallery.clock).sign('photo', key)}.jpg",
            "x.jpg",
            ".jpg",
        )
    ]
    assert {answer[:2] for answer in answers} == {(404, b"404\n")}
    assert {answer[2]["Cache-Control"] for answer in answers} == {"no-store"}
    assert (await gallery.get(f"{gallery.url}/a/"))[0] == 404


async def test_it_is_known_whether_anybody_asked(gallery: Gallery) -> None:
    key = await gallery.photos.put(jpeg())
    one, other = (gallery.published.watched_address(key) for _ in range(2))
    await gallery.get(one)
    assert await gallery.published.was_asked_for(one, 0.01)
    assert not await gallery.published.was_asked_for(other, 0.01)
    assert not await gallery.published.was_asked_for(f"{gallery.url}/a/x.jpg?y", 0.01)
    waiting = asyncio.create_task(gallery.published.fetched(10))
    await gallery.get(other)
    await waiting


async def test_what_was_taken_back_refused_or_undone_is_served_no_more(
    site: Bot, guest: Guest
) -> None:
    ward, an = await site.ward(), site.person("An")
    private = site.private(an)

    async def picture(number: int) -> str:
        async with site.process.db.read() as session:
            photo = (await session.exec(select(Photo).order_by(col(Photo.id)))).all()[number]
        return site.process.published.address(photo.key).removeprefix(PUBLIC)

    async def status(path: str, etag: str = "") -> int:
        return (await guest.get(path, headers={"If-None-Match": etag}))[0]

    one, two, three = [await private.report(an, ward.inside) for _ in range(3)]
    await ward.photo(ward.officer, reply_to=ward.card(three))
    pictures = [await picture(number) for number in range(4)]
    assert [await status(path) for path in pictures] == [200] * 4
    async with guest.http.get(guest.url + pictures[0]) as answer:
        etag = answer.headers["ETag"]
    await ward.press(ward.officer, "Hoàn tác")
    await private.say(an, f"/huy {one}")
    await ward.say(ward.officer, "từ chối nhà ông Tư", reply_to=ward.card(two))
    assert [await status(path) for path in pictures] == [404, 404, 200, 404]
    assert await status(pictures[0], etag) == 404


@pytest.mark.parametrize(
    ("public_url", "api", "starts"),
    [
        ("https://bot.example.org", "https://bot-api.zaloplatforms.com", True),
        ("http://127.0.0.1:8080", "https://bot-api.zaloplatforms.com", True),
        ("", "http://127.0.0.1:9", True),
        ("", "https://bot-api.zaloplatforms.com", False),
        ("http://bot.example.org", "https://bot-api.zaloplatforms.com", False),
        ("http://bot.example.org", "http://127.0.0.1:9", False),
    ],
)
async def test_zalo_needs_an_address_to_fetch_pictures_from(
    tmp_path: Path, public_url: str, api: str, starts: bool
) -> None:
    settings = settings_for(
        f"sqlite:///{tmp_path / 'bot.db'}",
        tmp_path,
        zalo_bot_token="1:abcdefgh",
        zalo_bot_api_url=api,
        public_url=public_url,
    )
    if starts:
        process = Process(settings, FixedClock(datetime(2026, 11, 18, tzinfo=UTC)))
        await process.close()
    else:
        with pytest.raises(StartError, match=r"PUBLIC_URL.* an https address is needed"):
            Process(settings, FixedClock(datetime(2026, 11, 18, tzinfo=UTC)))
