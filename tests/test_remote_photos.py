"""Photos by address: only from a platform's hosts, capped, and never from our own network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import remote_photos
from bot.channel import PhotoGone, PhotoTooBig, Unreachable
from bot.remote_photos import fetch

OWN = ("127.0.0.1",)
Serve = Callable[[Callable[[web.Request], Awaitable[web.StreamResponse]]], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    servers: list[TestServer] = []

    async def start(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> str:
        app = web.Application()
        app.router.add_get("/{any:.*}", answer)
        server = TestServer(app)
        servers.append(server)
        await server.start_server()
        return str(server.make_url("/p.jpg"))

    yield start
    for server in servers:
        await server.close()


async def photo(_: web.Request) -> web.Response:
    return web.Response(body=b"photo")


async def test_a_photo_comes_from_a_host_that_is_named(serve: Serve) -> None:
    assert await fetch(await serve(photo), OWN, 100) == b"photo"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/p.jpg",
        "https://zdn.vn.example.org/p.jpg",
        "https://evilzdn.vn/p.jpg",
        "https://a.zdn.vn@example.org/p.jpg",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "file:///etc/passwd",
        "ftp://f.zdn.vn/p.jpg",
        "http://f.zdn.vn/p.jpg",
        "no address",
        "https://[",
        "",
    ],
)
async def test_nothing_is_fetched_from_elsewhere(url: str) -> None:
    with pytest.raises(PhotoGone):
        await fetch(url, remote_photos.ZALO_HOSTS, 100)


async def test_a_platforms_name_that_leads_into_our_network_is_not_followed(
    monkeypatch: pytest.MonkeyPatch, serve: Serve
) -> None:
    port = (await serve(photo)).rpartition(":")[2]

    async def here(*_: object) -> list[dict[str, object]]:
        return [{"hostname": "f.zdn.vn", "host": "127.0.0.1", "port": int(port.split("/")[0]),
                 "family": 2, "proto": 0, "flags": 0}]  # fmt: skip

    monkeypatch.setattr(aiohttp.ThreadedResolver, "resolve", here)
    with pytest.raises(Unreachable):
        await fetch(f"http://f.zdn.vn:{port}", ("*.zdn.vn",), 100, plain=True)
    assert await fetch(f"http://f.zdn.vn:{port}", ("f.zdn.vn",), 100) == b"photo"


async def test_a_redirect_is_followed_within_the_hosts_only(serve: Serve) -> None:
    async def away(_: web.Request) -> web.Response:
        raise web.HTTPFound("http://localhost:1/secret")

    async def near(request: web.Request) -> web.Response:
        if request.path == "/there":
            return await photo(request)
        raise web.HTTPFound("/there")

    async def around(_: web.Request) -> web.Response:
        raise web.HTTPFound("/p.jpg")

    assert await fetch(await serve(near), OWN, 100) == b"photo"
    for answer in (away, around):
        with pytest.raises(PhotoGone):
            await fetch(await serve(answer), OWN, 100)


async def test_a_photo_without_end_is_cut_off(serve: Serve) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b"x" * 1000)

    with pytest.raises(PhotoTooBig):
        await fetch(await serve(endless), OWN, 10_000)


async def test_a_photo_that_says_it_is_too_big_is_not_read(serve: Serve) -> None:
    async def big(_: web.Request) -> web.Response:
        return web.Response(body=b"x" * 101)

    with pytest.raises(PhotoTooBig):
        await fetch(await serve(big), OWN, 100)


async def test_a_photo_that_never_comes_keeps_nobody_waiting(serve: Serve) -> None:
    freed = asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        await freed.wait()
        return web.Response()

    with pytest.raises(Unreachable, match="in time"):
        await fetch(await serve(slow), OWN, 100, seconds=0.1)
    freed.set()


@pytest.mark.parametrize(
    ("status", "error"), [(403, PhotoGone), (404, PhotoGone), (410, PhotoGone), (500, Unreachable)]
)
async def test_an_answer_without_a_photo_is_told_apart(
    serve: Serve, status: int, error: type[Exception]
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status)

    with pytest.raises(error):
        await fetch(await serve(answer), OWN, 100)
