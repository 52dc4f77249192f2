"""Short links of map programs are followed within their own hosts."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import short_links
from bot.short_links import HOSTS, STEPS, follow

HERE = {"127.0.0.1"}


class Maps:
    """A stand-in for the host of short links."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.leads_to = "https://www.google.example/maps?q=16.0678,108.2208"
        self.url = ""
        self.stop = asyncio.Event()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        match request.path:
            case "/short":
                raise web.HTTPFound("/long")
            case "/long":
                raise web.HTTPMovedPermanently(self.leads_to)
            case "/round":
                raise web.HTTPFound("/round")
            case "/inside":
                raise web.HTTPFound(f"http://localhost:{request.url.port}/secret")
            case "/odd":
                return web.Response(status=302, headers={"Location": "http://[::1/"})
            case "/endless":
                response = web.StreamResponse()
                await response.prepare(request)
                await self.stop.wait()
                return response
        return web.Response(text="a page")


@pytest.fixture
async def maps() -> AsyncIterator[Maps]:
    made = Maps()
    app = web.Application()
    app.router.add_get("/{path:.*}", made.answer)
    server = TestServer(app)
    await server.start_server()
    made.url = str(server.make_url("")).rstrip("/")
    yield made
    made.stop.set()
    await server.close()


async def test_a_link_is_followed_to_its_end(maps: Maps) -> None:
    found = await follow(f"{maps.url}/short", HERE)
    assert found[-1] == maps.leads_to
    assert maps.asked == ["/short", "/long"]


async def test_no_other_host_is_asked(maps: Maps) -> None:
    found = await follow(f"{maps.url}/inside", HERE)
    assert found == [f"{maps.url.replace('127.0.0.1', 'localhost')}/secret"]
    assert maps.asked == ["/inside"]
    assert await follow("http://localhost/secret") == []
    assert await follow("file:///etc/passwd", {""}) == []
    assert "127.0.0.1" not in HOSTS


async def test_a_ring_ends(maps: Maps) -> None:
    assert len(await follow(f"{maps.url}/round", HERE)) == STEPS


async def test_what_leads_nowhere_ends(maps: Maps) -> None:
    assert await follow(f"{maps.url}/page", HERE) == []
    assert await follow("http://127.0.0.1:9/nobody", HERE) == []
    assert len(await follow(f"{maps.url}/odd", HERE)) <= 1


async def test_a_page_without_an_end_is_not_read(
    maps: Maps, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await follow(f"{maps.url}/endless", HERE) == []
    monkeypatch.setattr(short_links, "SECONDS", 0.01)
    assert await follow(f"{maps.url}/endless", HERE) == []
