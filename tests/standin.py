"""A stand-in Telegram: the emulator's Bot API server, with a shim for what it does not model.

In a test: `async with StandIn() as tg`. As a process of its own: `python -m tests.standin`.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from lo_bot_api_emulator import ApiRefusal, LoBotApiEmulator

from tests import updates as say
from tests.standin_chats import Chats, File, Said, Shown
from tests.standin_faults import (
    TOO_OLD,
    CutError,
    Fault,
    Faults,
    InsteadError,
    Limits,
    Throttle,
)
from tests.standin_people import People
from tests.standin_queue import Queues
from tests.standin_record import Photo, Record, Sent, Toast
from tests.updates import ANONYMOUS, CHANNEL_BOT, Chat, Json, User

__all__ = ["ANONYMOUS", "CHANNEL_BOT", "Chat", "Limits", "Said", "Sent", "Shown", "StandIn", "User"]

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
# Real parameters that the emulator's stricter contract does not list.
ACCEPTED = frozenset(
    {
        "message_thread_id",
        "link_preview_options",
        "protect_content",
        "show_caption_above_media",
    }
)
SILENT = frozenset({"getUpdates", "getFile", "download", "sendChatAction", "answerCallbackQuery"})
NOTHING_TO_DO = frozenset(
    {
        "setMessageReaction",
        "setMyName",
        "setMyDescription",
        "setMyShortDescription",
        "setMyDefaultAdministratorRights",
        "pinChatMessage",
        "unpinChatMessage",
        "logOut",
        "close",
    }
)


@dataclass
class Exchange:
    sent: Sent
    fault: Fault | None = None


CURRENT: ContextVar[Exchange] = ContextVar("exchange")


def decoded(fields: Json) -> Json:
    found = dict(fields)
    for name, value in fields.items():
        if isinstance(value, str) and (
            (value[:1] in ("{", "[") and name not in ("text", "caption")) or name == "chat_id"
        ):
            with suppress(ValueError):
                found[name] = json.loads(value)
    return found


class _Emulator(LoBotApiEmulator):  # type: ignore[misc]
    def __init__(self, tg: StandIn) -> None:
        super().__init__(
            max_history=1,
            max_updates=10_000_000,
            max_assets=10_000_000,
            asset_bytes=2**40,
            allow_insecure_loopback_webhooks=True,
        )
        self.tg = tg
        self._update_queues = tg.queue = Queues(
            changed=tg.changed,
            record=self._record,
            max_updates=10_000_000,
            insecure_webhooks=True,
        )

    def check_asset_capacity(self, sources: object) -> None:
        """Its own check counts all bytes again at each upload; here there is no cap to check."""

    async def read_request(self, request: web.Request) -> tuple[Json, Json]:
        fields, uploads = await super().read_request(request)
        exchange = CURRENT.get()
        exchange.sent.fields = decoded(fields)
        chat_id = exchange.sent.fields.get("chat_id")
        exchange.sent.chat_id = chat_id if isinstance(chat_id, int) else None
        await self.tg.before(exchange)
        return fields, uploads

    def validate(self, method: str, fields: Json, uploads: Json) -> Any:
        sent = CURRENT.get().sent
        own = self.tg.answer(method, sent.fields)
        if own is not None:
            return own
        markup = sent.fields.get("reply_markup")
        for name in ACCEPTED & set(fields):
            del fields[name]
        if isinstance(markup, dict) and method.startswith("send"):
            if "force_reply" in markup:
                del fields["reply_markup"]
            elif "inline_keyboard" not in markup and method != "sendMessage":
                # The emulator knows keyboards only under a text.
                self.validate_markup(markup, private_chat=int(fields["chat_id"]) > 0)
                del fields["reply_markup"]
        return self.tg.apply(method, sent, super().validate(method, fields, uploads))


class StandIn(People, Faults, Record):
    """Telegram for one bot: what people do in chats goes in, what the bot sends is kept."""

    def __init__(
        self,
        *,
        port: int = 0,
        token: str = "123456:stand-in",
        username: str = "stand_in_bot",
        can_read_all_group_messages: bool = True,
        limits: bool | Limits = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        Faults.__init__(self)
        Record.__init__(self)
        self.token, self.url = token, ""
        self._port = port
        self._clock = clock
        self.bot = User(int(token.partition(":")[0]), "Stand-in", None, True, username)
        self.can_read_all_group_messages = can_read_all_group_messages
        self.wall: Callable[[], float] = time.time
        self.chats = Chats(self.bot, self.wall)
        self.updates: dict[int, Json] = {}
        self.made_at: dict[int, float] = {}
        self._queries: dict[str, int] = {}
        limits = Limits() if limits is True else limits
        self._throttle = Throttle(limits, clock) if limits else None
        self.queue: Queues
        self._emulator = _Emulator(self)
        self._runner: web.AppRunner | None = None

    # Serving

    def app(self) -> web.Application:
        from tests.standin_control import add_control

        app: web.Application = self._emulator.app()
        app.middlewares.append(self._exchange)
        add_control(app, self)
        return app

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release_all()
        await self.queue.close()
        assert self._runner is not None
        await self._runner.cleanup()

    @web.middleware
    async def _exchange(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if "token" not in request.match_info:
            return await handler(request)
        method = request.match_info.get("method", "download")
        exchange = Exchange(Sent(method, at=self._clock()))
        if request.match_info["token"] != self.token:
            return _refusal(401, "Unauthorized")
        CURRENT.set(exchange)
        sent = exchange.sent
        try:
            if method == "download":
                await self.before(exchange)
            response = await handler(request)
            if isinstance(response, web.Response):
                self._read_answer(sent, response)
            if exchange.fault is not None and exchange.fault.after:
                await exchange.fault.strike()
        except ApiRefusal as refusal:
            response = _refusal(refusal.status, refusal.description, refusal.parameters)
            sent.status, sent.description = refusal.status, refusal.description
        except InsteadError as instead:
            response = web.Response(status=instead.status, text=instead.body)
            sent.unanswered = True
            sent.status = sent.status or (0 if instead.status == 200 else instead.status)
        except (CutError, ConnectionError):
            # A bot killed while it uploads ends up here as well.
            sent.unanswered = True
            if request.transport is not None:
                request.transport.close()
            response = web.Response(status=500)
        self.record(sent)
        return response

    def _read_answer(self, sent: Sent, response: web.Response) -> None:
        sent.status = response.status
        if response.status == 200 or not response.text:
            return
        body = json.loads(response.text)
        sent.description = body.get("description", "")
        retry_after = body.get("parameters", {}).get("retry_after")
        if retry_after:
            response.headers["Retry-After"] = str(retry_after)

    # What a request meets: faults, limits, then the chats

    async def before(self, exchange: Exchange) -> None:
        sent = exchange.sent
        exchange.fault = self.struck(sent.method, sent.chat_id)
        if exchange.fault is not None and not exchange.fault.after:
            await exchange.fault.strike()
        sends = sent.method.startswith(("send", "edit", "copy", "forward"))
        if not sends or sent.method in SILENT or sent.chat_id is None:
            return
        self.chats.accept(sent.fields)
        if self._throttle is not None:
            items = sent.fields.get("media")
            try:
                self._throttle.admit(sent.chat_id, len(items) if isinstance(items, list) else 1)
            except ApiRefusal:
                self.refused += 1
                raise

    def answer(self, method: str, fields: Json) -> Any:
        """The answer to a method that the emulator leaves out, or None."""
        chat_id, user_id = fields.get("chat_id"), fields.get("user_id")
        if method == "getMe":
            return {
                **self.bot.api(),
                "can_join_groups": True,
                "can_read_all_group_messages": self.can_read_all_group_messages,
                "supports_inline_queries": False,
            }
        if method == "getFile":
            return self.chats.file(str(fields.get("file_id")))
        if method in NOTHING_TO_DO:
            return True
        if method not in {
            "getChat",
            "getChatMember",
            "getChatMemberCount",
            "getChatAdministrators",
            "leaveChat",
        }:
            return None
        if not isinstance(chat_id, int) or chat_id not in self.chats.known:
            raise ApiRefusal("Bad Request: chat not found")
        if chat_id in self.chats.refusing:
            refusal = self.chats.refusing[chat_id]
            raise ApiRefusal(refusal["description"], refusal["status"], refusal["parameters"])
        if method == "getChat":
            return say.full_chat(self.chats.known[chat_id])
        if method == "leaveChat":
            self.chats.members[chat_id, self.bot.id] = "left"
            self.chats.refusing[chat_id] = {
                "status": 403,
                "description": "Forbidden: bot is not a member of the supergroup chat",
                "parameters": None,
            }
            return True
        people = {**self.chats.people, self.bot.id: self.bot}
        if method == "getChatMember":
            person = people.get(int(str(user_id)))
            if person is None:
                raise ApiRefusal("Bad Request: user not found")
            return say.member(person, self.chats.status(chat_id, person.id))
        here = {
            user: status
            for (chat, user), status in self.chats.members.items()
            if chat == chat_id and status not in ("left", "kicked")
        }
        if method == "getChatMemberCount":
            return len(here)
        return [
            say.member(people[user], status)
            for user, status in here.items()
            if status in ("creator", "administrator")
        ]

    def apply(self, method: str, sent: Sent, result: Any) -> Any:
        """Let the chats take what the emulator has found well-formed."""
        fields = sent.fields
        if method == "sendMediaGroup":
            bodies = [self._kept(sent, {**fields, **item}, item) for item in result]
            sent.message_ids = tuple(body["message_id"] for body in bodies)
            sent.text = next((body["caption"] for body in bodies if "caption" in body), "")
            return bodies
        if method.startswith("send") and method != "sendChatAction":
            body = self._kept(sent, fields, result)
        elif method.startswith("edit"):
            body = self.chats.edited(method, fields)
        elif method == "deleteMessage":
            sent.message_ids = (int(fields["message_id"]),)
            return self.chats.deleted(fields)
        elif method == "answerCallbackQuery":
            return self._answer_query(sent)
        else:
            return result
        sent.message_ids = (body["message_id"],)
        sent.text = body.get("text") or body.get("caption") or ""
        return body

    def _kept(self, sent: Sent, fields: Json, result: Json) -> Json:
        for kind in ("photo", "document"):
            if kind in result:
                asset = result[kind][-1] if kind == "photo" else result[kind]
                file = self._file(asset["file_id"])
                sent.photo = sent.photo or Photo(file.id, file.sha256, len(file.data))
        if "caption" not in result:
            fields = {name: value for name, value in fields.items() if name != "caption"}
        return self.chats.sent(fields, result)

    def _file(self, file_id: str) -> File:
        if file_id not in self.chats.files:
            upload = self._emulator.assets[file_id]
            self._serve(self.chats.add(upload["data"], upload["filename"], file_id))
        return self.chats.files[file_id]

    def _serve(self, file: File) -> None:
        for mark in ("", "-s", "-m"):
            one = self.chats.files[file.id + mark]
            self._emulator.assets[one.id] = self._emulator.assets[one.path] = {
                "filename": one.name,
                "data": one.data,
                "size": len(one.data),
            }

    def _answer_query(self, sent: Sent) -> bool:
        query_id = str(sent.fields["callback_query_id"])
        if query_id not in self._queries:
            raise ApiRefusal(TOO_OLD["description"])
        sent.text = str(sent.fields.get("text") or "")
        alert = sent.fields.get("show_alert") in (True, "true", "True", "1")
        self.toasts.append(Toast(query_id, self._queries[query_id], sent.text, alert))
        return True

    # Updates

    @property
    def pending(self) -> list[Json]:
        return self.queue.pending(self.token)

    def add_file(
        self, data: bytes, name: str = "photo.jpg", width: int = 1280, height: int = 960
    ) -> str:
        file = self.chats.add(data, name, width=width, height=height)
        self._serve(file)
        return file.id

    async def raw(self, update: Json) -> int:
        update_id = int(await self._emulator.enqueue_update(update, token=self.token))
        self.updates[update_id] = {**update, "update_id": update_id}
        self.made_at[update_id] = time.monotonic()
        self.changed()
        return update_id

    async def again(self, update_id: int) -> None:
        """Deliver an update once more that was confirmed already."""
        await self.queue.again(self.token, self.updates[update_id])

    async def deliver(self, timeout: float = 10) -> None:  # noqa: ASYNC109
        """Retry the webhook until it has taken everything."""
        try:
            async with asyncio.timeout(timeout):
                await self.queue.delivered(self.token)
        except TimeoutError:
            error = self.queue.last_error.get("last_error_message")
            raise AssertionError(f"the webhook took it not: {error}; {self.story()}") from None


def _refusal(
    status: int, description: str, parameters: dict[str, Any] | None = None
) -> web.Response:
    body: Json = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return web.json_response(body, status=status)


def main(arguments: Iterable[str] | None = None) -> None:
    from tests.standin_control import serve

    serve(arguments)


if __name__ == "__main__":
    main()
