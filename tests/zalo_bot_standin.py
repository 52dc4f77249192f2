"""A stand-in for the Zalo Bot API: one bot, its people and groups, and what may go wrong there.

Built from what is known of the platform's shapes and rules, its odd HTTP codes included. Photos
that the bot sends are fetched by their address, as Zalo does.
"""

from __future__ import annotations

import asyncio
import json
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any, Self

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from tests.zalo_bot_faults import Call, Faults
from tests.zalo_bot_people import Json, People, Shown, Someone

__all__ = ["Shown", "Someone", "ZaloBotStandIn"]

WEBHOOK_SET = "You cannot use this API while a webhook is set. Please remove the webhook first"
METHODS = frozenset(
    {"getMe", "getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo"}
    | {"sendMessage", "sendPhoto", "sendChatAction"}
)


class ZaloBotStandIn(People, Faults):
    """Zalo for one bot."""

    def __init__(
        self, token: str = "987654:zalo-stand-in", called: str = "Bot Đường Phố", port: int = 0
    ) -> None:
        People.__init__(self)
        Faults.__init__(self)
        self.token, self.called, self.url = token, called, ""
        self.me: Json = {
            "id": "1459232241454765289",
            "account_name": "bot.VDKyGxQvc",
            "account_type": "BASIC",
            "can_join_groups": True,
            "display_name": called,
        }
        self.calls: list[Call] = []
        self.deliveries: list[tuple[int, bytes]] = []
        """status and body of each try to deliver to the webhook"""
        self.wrapped = False
        self.replays = False
        """whether a poll gets an update again that was fetched already"""
        self.twice = False
        """whether the webhook gets each update twice"""
        self.loses = 0
        """so many of the next updates never reach the bot"""
        self.verification: Json | None = None
        self.fetches = asyncio.Event()
        """set while photos are fetched by their address"""
        self.fetches.set()
        self.plan: int | None = None
        """messages that each month has, both ways"""
        self.life = 0
        self.watch: Callable[[str, str], None] = lambda method, moment: None
        """is told that a call arrives, took effect, or was answered"""
        self._used: Counter[str] = Counter()
        self._webhook: tuple[str, str] | None = None
        self._queue: list[Json] = []
        self._last: Json | None = None
        self._port = port
        self._news = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._delivering = 0
        self._closed = False

    # Serving

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._api)
        app.router.add_get("/photos/{name}", self._photo)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._client = ClientSession(timeout=ClientTimeout(total=10))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closed = True
        self._news.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.close()
        await self._runner.cleanup()

    def settings(self) -> dict[str, str]:
        """What a bot has to be told to be served by this."""
        return {
            "zalo_bot_token": self.token,
            "zalo_bot_api_url": self.url,
            "zalo_bot_photo_hosts": "127.0.0.1",
        }

    def environment(self) -> dict[str, str]:
        """The same for a process of its own."""
        return {name.upper(): value for name, value in self.settings().items()}

    async def _api(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _refusal(401, "Unauthorized")
        method = request.match_info["method"]
        fields: Json = await request.json() if request.can_read_body else dict(request.query)
        call = Call(method, fields)
        self.calls.append(call)
        self.watch(method, "arrives")
        fault = self._struck(call)
        if fault is None or fault.after:
            response = await self._answer(method, fields)
            self.watch(method, "took effect")
            asyncio.get_running_loop().call_later(0.005, self.watch, method, "answered")
        if fault is not None:
            if fault.cut and request.transport is not None:
                request.transport.close()
            response = _refusal(fault.status, fault.description, fault.body, fault.headers)
        call.status = response.status
        return response

    async def _answer(self, method: str, fields: Json) -> web.Response:
        if method not in METHODS:
            return _refusal(404, "Not Found")
        if method == "getUpdates":
            return await self._updates(fields)
        if method == "getMe":
            return _result(self.me)
        if method == "setWebhook":
            secret = fields.get("secret_token", "")
            if not fields.get("url") or not 8 <= len(secret) <= 256:
                return _refusal(400, "Bad Request: url and secret_token are required")
            self._webhook = (fields["url"], secret)
            for update in self._queue:
                self._deliver(update)
            self._queue.clear()
            more = {"verification": self.verification} if self.verification else {}
            return _result({"url": fields["url"], "updated_at": self._now(), **more})
        if method == "deleteWebhook":
            if self._webhook is None:
                return _refusal(400, "Bad Request: no webhook is set")
            self._webhook = None
            return _result({"url": "", "updated_at": self._now()})
        if method == "getWebhookInfo":
            if self._webhook is None:
                return _refusal(404, "Not Found")
            return _result({"url": self._webhook[0], "updated_at": self._now()})
        return self._send(method, fields)

    # What the bot sends

    def _send(self, method: str, fields: Json) -> web.Response:
        chat = fields.get("chat_id")
        if not isinstance(chat, str) or chat not in self._chats:
            return _refusal(400, "Bad Request: chat not found")
        if method == "sendChatAction":
            return _result({"ok": True})
        if self.plan is not None and self.used >= self.plan:
            return _refusal(429, "Too Many Requests: quota exceeded")
        name = "text" if method == "sendMessage" else "caption"
        text = fields.get(name, "")
        size = len(unicodedata.normalize("NFC", text))
        if size > 2000 or (method == "sendMessage" and not size):
            return _refusal(400, f"Bad Request: {name} must have 1 to 2000 characters")
        shown = Shown(chat, self._number(), text, None, fields.get("photo", ""), self.life)
        if method == "sendPhoto":
            if not shown.address.startswith(("https://", "http://127.0.0.1")):
                return _refusal(400, "Bad Request: photo must be an https address")
            self._start(self._fetch(shown))
        self._chats[chat].append(shown)
        self._spend()
        return _result({"message_id": shown.message_id, "date": self._now()})

    async def _fetch(self, shown: Shown) -> None:
        """Zalo fetches more than once, and again where nobody answers."""
        times = 0
        await self.fetches.wait()
        while times < 2:
            try:
                async with self._client.get(shown.address, allow_redirects=False) as answer:
                    found = await answer.read()
                    kind = answer.content_type
                    ok = answer.status == 200 and kind in ("image/jpeg", "image/png")
                    shown.photo = found if ok else None
                    times += 1
            except (ClientError, TimeoutError):
                await asyncio.sleep(0.05)

    @property
    def used(self) -> int:
        """Messages of the plan that this month has used."""
        return self._used[self._month()]

    def _spend(self) -> None:
        self._used[self._month()] += 1

    def _month(self) -> str:
        return f"{datetime.fromtimestamp(self.wall(), timezone(timedelta(hours=7))):%Y-%m}"

    async def raw(self, update: Json) -> Json:
        self._spend()
        if self.loses:
            self.loses -= 1
        elif self._webhook is not None:
            for _ in range(2 if self.twice else 1):
                self._deliver(update)
        else:
            self._queue.append(update)
            self._news.set()
        return update

    def again(self, update: Json) -> None:
        """Deliver an update once more."""
        self._deliver(update)

    @property
    def pending(self) -> bool:
        """Whether anything is on its way."""
        return bool(self._queue or self._delivering)

    # Delivery

    def _deliver(self, update: Json) -> None:
        self._delivering += 1
        self._start(self._post(update))

    async def _post(self, update: Json) -> None:
        """To the webhook, again and again while it is in trouble."""
        wait = 0.01
        try:
            while self._webhook is not None:
                url, secret = self._webhook
                body = {"ok": True, "result": update} if self.wrapped else update
                data = json.dumps(body).encode()
                headers = {"X-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"}
                try:
                    async with self._client.post(url, data=data, headers=headers) as answer:
                        self.deliveries.append((answer.status, await answer.read()))
                        if answer.status < 500:
                            return
                except (ClientError, TimeoutError):
                    self.deliveries.append((0, b""))
                await asyncio.sleep(wait)
                wait = min(2 * wait, 1)
        finally:
            self._delivering -= 1

    async def _updates(self, fields: Json) -> web.Response:
        if self._webhook is not None:
            return _refusal(400, WEBHOOK_SET)
        if not self._queue and self.replays and self._last is not None:
            return _result(self._last)
        try:
            async with asyncio.timeout(float(fields.get("timeout", 30))):
                while not self._queue and not self._closed:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            pass
        if not self._queue:
            return _refusal(408, "Request timeout")
        self._last = self._queue.pop(0)
        return _result(self._last)

    def made(self, method: str) -> list[Json]:
        """What calls of a method asked for."""
        return [call.fields for call in self.calls if call.method == method]

    async def wait_for(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(15):
            while not condition():  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _result(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refusal(
    status: int, said: str, body: str | None = None, headers: dict[str, str] | None = None
) -> web.Response:
    """A refusal; with status 200 it is said in the body alone."""
    if body is not None:
        return web.Response(status=status, text=body, headers=headers)
    refused = {"ok": False, "description": said, "error_code": status if status != 200 else 400}
    return web.json_response(refused, status=status, headers=headers)
