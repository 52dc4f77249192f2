"""A stand-in for Zalo's Official Account API, its OAuth and its webhooks, on this machine."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import aiohttp
from aiohttp import web
from PIL import Image

from bot.zalo_oa_signature import HEADER, mac
from tests.zalo_oa_samples import APP, LOCATION, OA, PICTURE, Json, event

DAY = 86400.0
WINDOW, FREE, UPLOADS_LIVE, ACCESS_LIVES = 7 * DAY, 2 * DAY, 7 * DAY, 25 * 3600


@dataclass(frozen=True)
class Post:
    """A message as its readers see it."""

    to: str
    in_group: bool
    text: str
    pictures: tuple[str, ...]
    quotes: str | None
    message_id: str


class Lost(Exception):
    """The answer to a request never arrives."""


@dataclass
class OaStandIn:
    """One account with its app. Times are seconds of ``wall``, which a test may set."""

    app_secret: str = "the-secret-of-the-app"
    secret_key: str = "the-key-of-the-account"
    name: str = "Tổ Trật Tự"
    recipe: str = "app_id+secret_key"
    refresh_token: str = "refresh-0-and-many-more-letters"
    wall: Callable[[], float] = time.time
    url: str = ""
    bot_url: str = ""
    """where the bot's webhook is"""
    access_token: str = ""
    expires_in: Any = str(ACCESS_LIVES)
    posts: list[Post] = field(default_factory=list)
    uploads: dict[str, tuple[float, bytes]] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    wrote: dict[str, float] = field(default_factory=dict)
    """when people last wrote"""
    free: int | None = None
    """messages to a person that each window of 48 hours has; None: no end"""
    names: dict[str, str] = field(default_factory=dict)
    photos: dict[str, bytes] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    renewals: int = 0
    renewed: Callable[[], object] = lambda: None
    """called when a pair was renewed, before anybody is told"""
    _expires: float = 0
    _number: int = 0
    _answers: dict[str, deque[Any]] = field(default_factory=lambda: defaultdict(deque))
    _sent: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    async def __aenter__(self) -> OaStandIn:
        app = web.Application(client_max_size=4 * 1024 * 1024, middlewares=[self._faults])
        app.router.add_post("/v4/oa/access_token", self._oauth)
        app.router.add_post("/v3.0/oa/message/cs", self._to_person)
        app.router.add_post("/v3.0/oa/group/message", self._to_group)
        app.router.add_post("/v2.0/oa/upload/image", self._upload)
        app.router.add_get("/v2.0/oa/getoa", self._account)
        app.router.add_get("/v3.0/oa/user/detail", self._user)
        app.router.add_get("/v3.0/oa/group/getgroupsofoa", self._groups)
        app.router.add_post("/v3.0/oa/quota/message", self._quota)
        app.router.add_get("/photos/{name}", self._photo)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    def settings(self) -> dict[str, str]:
        return {
            "zalo_oa_app_id": APP,
            "zalo_oa_app_secret": self.app_secret,
            "zalo_oa_secret_key": self.secret_key,
            "zalo_oa_refresh_token": self.refresh_token,
            "zalo_oa_api_url": self.url,
            "zalo_oa_oauth_url": self.url,
        }

    # What a test can ask for

    def answers(self, path: str, *codes: Any) -> None:
        """The next calls of a path end so: an error code, an HTTP status from 100 on, or `Lost`
        for one that is done and never answered."""
        self._answers[path].extend(codes)

    def texts(self, to: str) -> list[str]:
        return [post.text for post in self.posts if post.to == to]

    def forget_access(self) -> None:
        self.access_token = "another"

    # The API

    @web.middleware
    async def _faults(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.calls.append(request.path)
        waiting = self._answers[request.path]
        answer = waiting.popleft() if waiting else None
        if isinstance(answer, int) and answer >= 100:
            return web.Response(status=answer, text="<html>")
        if isinstance(answer, int):
            return _no(answer)
        done: web.StreamResponse = await handler(request)
        if answer is Lost:
            assert request.transport is not None
            request.transport.abort()
        return done

    async def _oauth(self, request: web.Request) -> web.Response:
        form = await request.post()
        if request.headers.get("secret_key") != self.app_secret or form.get("app_id") != APP:
            return _no(-14004)
        if form.get("grant_type") != "refresh_token" or form["refresh_token"] != self.refresh_token:
            return _no(-14014)
        self.renewals += 1
        self.refresh_token = f"refresh-{self.renewals}-and-many-more-letters"
        self.access_token = f"access-{self.renewals}-and-many-more-letters"
        lives = float(self.expires_in) if self.expires_in else 3600
        self._expires = self.wall() + lives
        self.renewed()
        return web.json_response(
            {
                "access_token": self.access_token,
                "refresh_token": self.refresh_token,
                "expires_in": self.expires_in,
            }
        )

    def _refusal(self, request: web.Request) -> web.Response | None:
        right = request.headers.get("access_token") == self.access_token
        return None if right and self.wall() < self._expires else _no(-216)

    async def _to_person(self, request: web.Request) -> web.Response:
        body = await request.json()
        user, now = body["recipient"]["user_id"], self.wall()
        since = now - self.wrote.get(user, -WINDOW)
        if refusal := self._refusal(request):
            return refusal
        if since > WINDOW:
            return _no(-230)
        if self.free is not None and (since > FREE or self._sent[user] >= self.free):
            return _no(-211)
        return self._take(user, body["message"], in_group=False)

    async def _to_group(self, request: web.Request) -> web.Response:
        body = await request.json()
        group = body["recipient"]["group_id"]
        if refusal := self._refusal(request):
            return refusal
        if group not in self.groups:
            return _no(-403)
        return self._take(group, body["message"], in_group=True)

    def _take(self, to: str, message: Json, *, in_group: bool) -> web.Response:
        text, attachment = message.get("text", ""), message.get("attachment")
        if len(text) > 2000:
            return _no(-210)
        if not text and not attachment:
            return _no(-201)
        if in_group and "quote_message_id" in message:
            return _no(-201)
        pictures = []
        if attachment:
            payload = attachment["payload"]
            if attachment["type"] != "template" or payload["template_type"] != "media":
                return _no(-201)
            (element,) = payload["elements"]
            known = self.uploads.get(element["attachment_id"])
            if known is None or self.wall() - known[0] > UPLOADS_LIVE:
                return _no(-100)
            pictures.append(element["attachment_id"])
        self._sent[to] += 1
        number = self._new("sent")
        quotes = message.get("quote_message_id")
        self.posts.append(Post(to, in_group, text, tuple(pictures), quotes, number))
        return _yes({"message_id": number, "group_id" if in_group else "user_id": to})

    async def _upload(self, request: web.Request) -> web.Response:
        if refusal := self._refusal(request):
            return refusal
        file = (await request.post())["file"]
        assert isinstance(file, web.FileField)
        data = file.file.read()
        if len(data) > 1024 * 1024:
            return _no(-210)
        if Image.open(BytesIO(data)).format not in ("JPEG", "PNG"):
            return _no(-201)
        number = self._new("attachment")
        self.uploads[number] = (self.wall(), data)
        return _yes({"attachment_id": number})

    async def _account(self, request: web.Request) -> web.Response:
        about = {"oa_id": OA, "name": self.name, "is_verified": True, "package_name": "Growth"}
        return self._refusal(request) or _yes(about)

    async def _user(self, request: web.Request) -> web.Response:
        user = json.loads(request.query["data"])["user_id"]
        if user not in self.names:
            return _no(-213)
        return self._refusal(request) or _yes({"user_id": user, "display_name": self.names[user]})

    async def _groups(self, request: web.Request) -> web.Response:
        groups = [{"group_id": group, "name": group} for group in sorted(self.groups)]
        return self._refusal(request) or _yes({"groups": groups, "total": len(groups)})

    async def _quota(self, request: web.Request) -> web.Response:
        return self._refusal(request) or _yes({"cs_reply": {"remain": 8, "total": 8}})

    async def _photo(self, request: web.Request) -> web.Response:
        data = self.photos.get(request.match_info["name"])
        return web.Response(status=404) if data is None else web.Response(body=data)

    def _new(self, what: str) -> str:
        self._number += 1
        return f"{what}-{self._number:05}"

    # What people do

    async def text(self, user: str, text: str, group: str = "", **more: Any) -> str:
        return await self._says(user, "text", {"text": text} | more, group)

    async def photo(self, user: str, data: bytes, text: str = "", group: str = "") -> str:
        name = self._new("photo")
        self.photos[name] = data
        payload = {"url": f"{self.url}/photos/{name}", "thumbnail": f"{self.url}/photos/{name}"}
        part = PICTURE | {"payload": payload}
        return await self._says(user, "image", {"text": text, "attachments": [part]}, group)

    async def place(self, user: str, lat: float, lon: float, group: str = "") -> str:
        where = {"coordinates": {"latitude": str(lat), "longitude": str(lon)}}
        part = LOCATION | {"payload": where}
        return await self._says(user, "location", {"text": "", "attachments": [part]}, group)

    async def _says(self, user: str, kind: str, message: Json, group: str) -> str:
        number = self._new("from")
        name = f"user_send_group_{kind}" if group else f"user_send_{kind}"
        if not group:
            self.wrote[user], self._sent[user] = self.wall(), 0
        said = event(name, message | {"msg_id": number}, group=group, sender={"id": user},
                     timestamp=str(round(self.wall() * 1000)))  # fmt: skip
        await self.deliver(said)
        return number

    async def deliver(self, said: Json, tries: int = 5) -> int:
        """Send an event until it is taken; the last status."""
        status = 0
        for number in range(tries):
            status = await self.knock(json.dumps(said, ensure_ascii=False).encode(), said, number)
            if status == 200:
                break
            await asyncio.sleep(0)
        return status

    async def knock(
        self, raw: bytes, said: Json, retry: int = 0, signature: str | None = None
    ) -> int:
        """One request to the webhook, signed unless told otherwise; its status."""
        first, _, key = self.recipe.partition("+")
        digest = mac(
            {"app_id": APP, "oa_id": OA}[first],
            raw,
            str(said.get("timestamp", "")),
            {"secret_key": self.secret_key, "app_secret": self.app_secret}[key],
        )
        given = {
            HEADER: f"mac={digest}" if signature is None else signature,
            "num_retry": str(retry),
        }
        async with (
            aiohttp.ClientSession() as client,
            client.post(
                f"{self.bot_url}/webhook/zalo-oa", data=BytesIO(raw), headers=given
            ) as answer,
        ):
            return answer.status


def _yes(data: Json) -> web.Response:
    return web.json_response({"data": data, "error": 0, "message": "Success"})


def _no(code: int) -> web.Response:
    return web.json_response({"error": code, "message": f"refused with {code}"})
