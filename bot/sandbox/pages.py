"""The sandbox's pages: the chats of one machine in a browser, over plain HTTP on loopback."""

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.sandbox import acts, cheats, moves, samples, scene, views
from bot.sandbox.guard import HEADERS, Handler, guarded
from bot.static import LIBRARIES, File, served
from handlers.texts import LANGUAGES
from storage.wards import Wards

if TYPE_CHECKING:
    from bot.process import Process

BEAT_SECONDS = 15.0
OUTLINE_TOLERANCE_M = 4.0
STATIC: dict[str, File] = {
    "page.css": ("bot.sandbox", "page.css", "text/css"),
    "page.js": ("bot.sandbox", "page.js", "text/javascript"),
    "chats.js": ("bot.sandbox", "chats.js", "text/javascript"),
    "composer.js": ("bot.sandbox", "composer.js", "text/javascript"),
    "map.js": ("bot.sandbox", "map.js", "text/javascript"),
    "cheats.js": ("bot.sandbox", "cheats.js", "text/javascript"),
    "guide.js": ("bot.sandbox", "guide.js", "text/javascript"),
    "texts.js": ("bot.sandbox", "texts.js", "text/javascript"),
    "icon.svg": ("bot.sandbox", "icon.svg", "image/svg+xml"),
    **LIBRARIES,
}
"""every file that is served, by the name it is asked for: nothing else can be reached"""


def add_pages(app: web.Application, process: "Process") -> None:
    """Add the sandbox to the web server."""
    pages = _Pages(process)
    routes: list[tuple[str, str, Handler]] = [
        ("GET", "/", pages.index),
        ("GET", "/sandbox/static/{name}", pages.static),
        ("GET", "/sandbox/state", pages.state),
        ("GET", "/sandbox/events", pages.events),
        ("GET", "/sandbox/photo/{key}", pages.photo),
        ("GET", "/sandbox/sample/{name}", pages.sample),
        ("GET", "/sandbox/wards.geojson", pages.wards),
        ("POST", "/sandbox/act", pages.act),
        ("POST", "/sandbox/cheat", pages.cheat),
        ("POST", "/sandbox/clock", pages.clock),
        ("POST", "/sandbox/language", pages.language),
    ]
    for method, path, handler in routes:
        app.router.add_route(method, path, guarded(handler))


class _Pages:
    """Handlers of one process."""

    def __init__(self, process: "Process") -> None:
        self._process = process
        self._outlines: tuple[Wards, str] | None = None
        self._cheating = asyncio.Lock()

    async def index(self, _: web.Request) -> web.StreamResponse:
        return served("bot.sandbox", "page.html", "text/html")

    async def static(self, request: web.Request) -> web.StreamResponse:
        found = STATIC.get(request.match_info["name"])
        return served(*found) if found else web.Response(status=404)

    async def state(self, request: web.Request) -> web.StreamResponse:
        """Everything, or what changed since a number."""
        if not self._ready:
            return _json({"error": "starting"}, 503)
        return _json(await views.state(self._process, _since(request)))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Changes as they happen (server-sent events)."""
        sandbox = self._process.sandbox
        response = web.StreamResponse(
            headers=HEADERS | {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        since = _since(request)
        with contextlib.suppress(ConnectionResetError):
            while not sandbox.ended:
                news = sandbox.chats.news()
                if self._ready:
                    state = await views.state(self._process, since)
                    since = state["since"]
                    data = json.dumps(state, ensure_ascii=False)
                    await response.write(f"id: {since}\ndata: {data}\n\n".encode())
                else:
                    await response.write(b": starting\n\n")
                try:
                    async with asyncio.timeout(BEAT_SECONDS if self._ready else 0.2):
                        await news.wait()
                except TimeoutError:
                    continue
        return response

    async def act(self, request: web.Request) -> web.StreamResponse:
        if not self._ready:
            return _json({"error": "starting"}, 503)
        try:
            return _json(await acts.carry_out(self._process, await acts.read(request)))
        except acts.ActError as error:
            return _json({"error": str(error)}, 413 if str(error) == "too-big" else 400)

    async def cheat(self, request: web.Request) -> web.StreamResponse:
        """One at a time: each looks for answers to what its people did."""
        if not self._ready:
            return _json({"error": "starting"}, 503)
        name = await _field(request, "name")
        try:
            async with self._cheating:
                return _json(await cheats.attempt(self._process, name))
        except acts.ActError as error:
            return _json({"error": str(error)}, 400)

    async def clock(self, request: web.Request) -> web.StreamResponse:
        if not self._ready:
            return _json({"error": "starting"}, 503)
        if not moves.may_move(self._process):
            return _json({"error": "real-clock"}, 409)
        to = await _field(request, "to")
        if not await moves.move(self._process, to):
            return _json({"error": "bad"}, 400)
        return _json(views.clock(self._process))

    async def language(self, request: web.Request) -> web.StreamResponse:
        lang = await _field(request, "lang")
        if lang not in LANGUAGES or not self._ready:
            return _json({"error": "bad"}, 400)
        async with self._process.db.write() as session:
            await scene.speak(session, lang)
        self._process.sandbox.chats.tell()
        return _json({})

    async def photo(self, request: web.Request) -> web.StreamResponse:
        data = await self._process.sandbox.photo(request.match_info["key"])
        if data is None:
            return web.Response(status=404)
        # Photos are named by their contents, so what is under a name never changes.
        keep = {"Cache-Control": "private, max-age=31536000, immutable"}
        return web.Response(body=data, content_type="image/jpeg", headers=keep)

    async def sample(self, request: web.Request) -> web.StreamResponse:
        name, _, when = request.match_info["name"].removesuffix(".jpg").partition("-")
        if name not in samples.names() or when not in ("before", "after"):
            return web.Response(status=404)
        after = when == "after"
        time = samples.next_time(await self._process.sandbox.chats.samples(), name, after=after)
        data = await asyncio.to_thread(samples.draw, name, after, time)
        # Asked for anew each time the tray opens: it is the one that would be sent now.
        keep = {"Cache-Control": "no-store"}
        return web.Response(body=data, content_type="image/jpeg", headers=keep)

    async def wards(self, _: web.Request) -> web.StreamResponse:
        if not self._ready:
            return _json({"error": "starting"}, 503)
        known = self._process.world.wards
        if self._outlines is None or self._outlines[0] is not known:
            land = known.map.mainland
            outlines = known.map.outlines(OUTLINE_TOLERANCE_M) | {
                "mainland": [land[:2], land[2:]] if land else None
            }
            self._outlines = (known, json.dumps(outlines, ensure_ascii=False))
        return web.Response(text=self._outlines[1], content_type="application/geo+json")

    @property
    def _ready(self) -> bool:
        return "sandbox" in self._process.opened_channels


def _since(request: web.Request) -> int:
    """The number to go on from; a browser that reconnects says by itself what it has."""
    given = request.headers.get("Last-Event-ID") or request.query.get("since", "0")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 18 else 0


async def _field(request: web.Request, name: str) -> str:
    try:
        return str(json.loads(await request.read())[name])
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""


def _json(value: Any, status: int = 200) -> web.Response:
    text = json.dumps(value, ensure_ascii=False)
    keep = {"Cache-Control": "no-store"}
    return web.Response(text=text, status=status, content_type="application/json", headers=keep)
