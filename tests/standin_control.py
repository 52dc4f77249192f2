"""The stand-in as a process of its own: a small JSON surface, and the client for it."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import os
import socket
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiohttp import ClientConnectionError, ClientSession, ClientTimeout, web

from tests.standin_chats import Shown
from tests.updates import Chat, Json, User

if TYPE_CHECKING:
    from tests.standin import StandIn

DEEDS = frozenset(
    {
        "text",
        "photo",
        "document",
        "location",
        "venue",
        "channel_post",
        "joined",
        "promoted",
        "removed",
        "migrate",
        "raw",
        "press",
        "again",
        "deliver",
    }
)
FAULTS = frozenset(
    {
        "fail",
        "garbage",
        "delay",
        "drop",
    }
)


def _plain(value: Any) -> Any:
    return dataclasses.asdict(value) if dataclasses.is_dataclass(value) else value  # type: ignore[arg-type]


async def _do(tg: StandIn, deed: Json) -> Json:
    wanted = dict(deed)
    what = wanted.pop("what")
    if what == "press":
        wanted["message"] = tg.chats.kept[wanted.pop("chat_id")][wanted.pop("message_id")].shown()
    elif what in FAULTS:
        getattr(tg, what)(**wanted)
        return {}
    elif what not in DEEDS:
        raise web.HTTPBadRequest(text=f"unknown deed {what}")
    for name, kind in (("chat", Chat), ("channel", Chat), ("user", User), ("by", User)):
        if name in wanted:
            wanted[name] = kind(**wanted[name])
    done = await getattr(tg, what)(**wanted)
    if done is None:
        return {}
    if isinstance(done, int):
        return {"update_id": done}
    if isinstance(done, Chat):
        return {"chat_id": done.id}
    return {
        "update_id": done.update_id,
        "message_id": done.message_id,
        "at": tg.made_at[done.update_id],
    }


def add_control(app: web.Application, tg: StandIn) -> None:
    async def add_file(request: web.Request) -> web.Response:
        data = await request.read()
        return web.json_response({"file_id": tg.add_file(data, request.query["name"])})

    async def do(request: web.Request) -> web.Response:
        deeds = await request.json()
        return web.json_response([await _do(tg, deed) for deed in deeds])

    async def sent(request: web.Request) -> web.Response:
        since = int(request.query.get("since", 0))
        return web.json_response(
            [{**_plain(one), "message_id": one.message_id} for one in tg.sent[since:]]
        )

    async def messages(request: web.Request) -> web.Response:
        everybody = request.query.get("everybody") == "1"
        shown = tg.messages(int(request.query["chat_id"]), everybody)
        return web.json_response([_plain(one) for one in shown])

    async def state(request: web.Request) -> web.Response:
        return web.json_response(_state(tg))

    async def wait(request: web.Request) -> web.Response:
        query = request.query
        method, want = query.get("method"), int(query["count"])

        def enough() -> bool:
            if method is None:
                return len(tg.pending) <= want
            return tg.done[method] >= want

        try:
            await tg.wait_for(enough, float(query.get("timeout", 60)))
        except AssertionError as error:
            return web.json_response({"story": str(error)}, status=504)
        return web.json_response(_state(tg))

    app.router.add_post("/__fixture/files", add_file)
    app.router.add_post("/__fixture/do", do)
    app.router.add_get("/__fixture/sent", sent)
    app.router.add_get("/__fixture/messages", messages)
    app.router.add_get("/__fixture/state", state)
    app.router.add_get("/__fixture/wait", wait)


def _state(tg: StandIn) -> Json:
    return {
        "pending": len(tg.pending),
        "updates": len(tg.updates),
        "sent": len(tg.sent),
        "done": dict(tg.done),
        "refused": tg.refused,
    }


class Remote:
    """The stand-in in another process, asked over its JSON surface."""

    def __init__(self, url: str, token: str, client: ClientSession, pid: int) -> None:
        self.url, self.token, self.pid = url, token, pid
        self._client = client

    async def _ask(self, method: str, path: str, **request: Any) -> Any:
        async with self._client.request(method, f"{self.url}/__fixture/{path}", **request) as found:
            if found.status == 504:
                raise AssertionError((await found.json())["story"])
            found.raise_for_status()
            return await found.json()

    async def add_file(self, data: bytes, name: str = "photo.jpg") -> str:
        answer = await self._ask("POST", "files", data=data, params={"name": name})
        return str(answer["file_id"])

    async def do(self, *deeds: Json) -> list[Json]:
        """Each deed is {"what": a method of StandIn, …its arguments by name}."""
        plain = [{name: _plain(value) for name, value in deed.items()} for deed in deeds]
        found: list[Json] = await self._ask("POST", "do", json=plain)
        return found

    async def sent(self, since: int = 0) -> list[Json]:
        found: list[Json] = await self._ask("GET", "sent", params={"since": since})
        return found

    async def messages(self, chat_id: int, everybody: bool = False) -> list[Shown]:
        params = {"chat_id": chat_id, "everybody": int(everybody)}
        found = await self._ask("GET", "messages", params=params)
        return [
            Shown(**{**one, "rows": tuple(tuple(map(tuple, row)) for row in one["rows"])})
            for one in found
        ]

    async def state(self) -> Json:
        found: Json = await self._ask("GET", "state")
        return found

    async def wait_done(self, method: str, count: int, timeout: float = 60) -> Json:  # noqa: ASYNC109
        """Until so many calls of a method have succeeded."""
        params: Json = {"method": method, "count": count, "timeout": timeout}
        found: Json = await self._ask("GET", "wait", params=params)
        return found

    async def wait_confirmed(self, timeout: float = 60) -> Json:  # noqa: ASYNC109
        """Until no update is left unconfirmed."""
        found: Json = await self._ask("GET", "wait", params={"count": 0, "timeout": timeout})
        return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def remote_standin(*options: str) -> AsyncIterator[Remote]:
    """Start `python -m tests.standin` with these options and end it afterwards."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.standin", "--port", str(port), *options, env=dict(os.environ)
    )
    try:
        async with ClientSession(timeout=ClientTimeout(total=None)) as client:
            remote = Remote(f"http://127.0.0.1:{port}", "123456:stand-in", client, process.pid)
            async with asyncio.timeout(20):
                while True:
                    try:
                        await remote.state()
                        break
                    except ClientConnectionError:
                        if process.returncode is not None:
                            raise
                        await asyncio.sleep(0.05)
            yield remote
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def serve(arguments: Iterable[str] | None = None) -> None:
    from tests.standin import Limits, StandIn

    parser = argparse.ArgumentParser(prog="python -m tests.standin", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--limits", action="store_true", help="enforce Telegram's limits")
    parser.add_argument("--scale", type=float, default=1.0, help="factor on the limits' windows")
    parser.add_argument("--privacy", action="store_true", help="privacy mode is on, says getMe")
    chosen = parser.parse_args(None if arguments is None else list(arguments))

    async def run() -> None:
        limits = Limits().scaled(chosen.scale) if chosen.limits else False
        tg = StandIn(
            port=chosen.port, limits=limits, can_read_all_group_messages=not chosen.privacy
        )
        async with tg:
            print(f"{tg.url} {tg.token}", flush=True)
            stopped = asyncio.Event()
            loop = asyncio.get_running_loop()
            for name in (2, 15):
                loop.add_signal_handler(name, stopped.set)
            await stopped.wait()

    asyncio.run(run())
