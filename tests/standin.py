"""A stand-in Telegram: the emulator's Bot API server, with a shim for what it does not model.

In a test: `async with StandIn() as tg`. As a process of its own: `python -m tests.standin`.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web
from lo_bot_api_emulator import ApiRefusal, LoBotApiEmulator

from tests import updates as say
from tests.standin_chats import Chats, File, Kept, Shown
from tests.standin_faults import (
    BLOCKED,
    GARBAGE,
    KICKED,
    TOO_OLD,
    CutError,
    Fault,
    InsteadError,
    Limits,
    Throttle,
    upgraded,
)
from tests.standin_queue import Queues
from tests.updates import ANONYMOUS, CHANNEL_BOT, TELEGRAM, Chat, Json, User

__all__ = ["ANONYMOUS", "CHANNEL_BOT", "Chat", "Limits", "Said", "Sent", "Shown", "StandIn", "User"]

T = TypeVar("T")
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
WORTH_RECORDING = ("send", "edit", "delete", "copy", "forward", "answer", "setMessageR", "leave")


@dataclass(frozen=True)
class Said:
    """An update that was made, and the message in it."""

    update_id: int
    chat_id: int
    message_id: int
    body: Json


@dataclass(frozen=True)
class Photo:
    file_id: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Toast:
    query_id: str
    user_id: int
    text: str
    alert: bool


@dataclass
class Sent:
    """A request of the bot: what it asked for and what it was told."""

    method: str
    chat_id: int | None = None
    fields: Json = field(default_factory=dict)
    text: str = ""
    photo: Photo | None = None
    message_ids: tuple[int, ...] = ()
    status: int = 0
    description: str = ""
    at: float = 0.0
    unanswered: bool = False

    @property
    def message_id(self) -> int | None:
        return self.message_ids[0] if self.message_ids else None

    def __str__(self) -> str:
        shown = self.text.replace("\n", " / ")[:120]
        return f"{self.status} {self.method} to {self.chat_id} #{self.message_id} {shown!r}" + (
            f" ({self.description})" if self.description else ""
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
        if isinstance(markup, dict) and "inline_keyboard" not in markup and method != "sendMessage":
            # The emulator knows keyboards only under a text.
            self.validate_markup(markup, private_chat=int(fields["chat_id"]) > 0)
            del fields["reply_markup"]
        if isinstance(markup, dict) and "force_reply" in markup:
            fields.pop("reply_markup", None)
        return self.tg.apply(method, sent, super().validate(method, fields, uploads))


class StandIn:
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
        self.token, self.url = token, ""
        self._port = port
        self._clock = clock
        self.bot = User(int(token.partition(":")[0]), "Stand-in", None, True, username)
        self.can_read_all_group_messages = can_read_all_group_messages
        self.chats = Chats(self.bot)
        self.sent: list[Sent] = []
        self.requests: list[Sent] = []
        self.toasts: list[Toast] = []
        self.refused = 0
        self.done: Counter[str] = Counter()
        self.updates: dict[int, Json] = {}
        self.made_at: dict[int, float] = {}
        self._faults: list[Fault] = []
        self._queries: dict[str, int] = {}
        self._waiting: set[asyncio.Future[None]] = set()
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
        for fault in self._faults:
            fault.release()
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
            sent.status = sent.status or instead.status
        except CutError:
            sent.unanswered = True
            if request.transport is not None:
                request.transport.close()
            response = web.Response(status=500)
        self._record(sent)
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

    def _record(self, sent: Sent) -> None:
        if sent.status == 200:
            self.done[sent.method] += 1
        if sent.method not in ("getUpdates", "download"):
            self.requests.append(sent)
        if sent.method.startswith(WORTH_RECORDING) and sent.method != "sendChatAction":
            self.sent.append(sent)
        self.changed()

    # What a request meets: faults, limits, then the chats

    async def before(self, exchange: Exchange) -> None:
        sent = exchange.sent
        fault = next((one for one in self._faults if one.matches(sent.method, sent.chat_id)), None)
        if fault is not None:
            fault.times -= 1
            exchange.fault = fault
            if not fault.after:
                await fault.strike()
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
        return self.chats.sent(fields, result, {})

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

    # What goes wrong

    def fail(
        self,
        method: str,
        status: int = 429,
        description: str = "Too Many Requests: retry after 2",
        parameters: dict[str, Any] | None = None,
        times: int = 1,
        chat_id: int | None = None,
        body: str | None = None,
    ) -> Fault:
        """Refuse the next calls of a method ("*" is any, "download" is a file's bytes)."""
        if status == 429 and parameters is None:
            parameters = {"retry_after": 2}
        return self._add(
            Fault(
                method,
                times,
                chat_id,
                status=status,
                description=description,
                parameters=parameters,
                body=body,
            )
        )

    def garbage(self, method: str, times: int = 1, chat_id: int | None = None) -> Fault:
        return self.fail(method, **GARBAGE, times=times, chat_id=chat_id)

    def delay(
        self,
        method: str,
        seconds: float,
        times: int = 1,
        chat_id: int | None = None,
        after: bool = False,
    ) -> Fault:
        return self._add(Fault(method, times, chat_id, after, seconds=seconds))

    def drop(
        self, method: str, times: int = 1, chat_id: int | None = None, after: bool = False
    ) -> Fault:
        """Cut the connection instead of answering; `after` means the send took effect."""
        return self._add(Fault(method, times, chat_id, after, cut=True))

    def hold(
        self, method: str, times: int = 1, chat_id: int | None = None, after: bool = False
    ) -> Fault:
        """Let calls hang until `release()`; `await fault.reached.wait()` tells when one does."""
        return self._add(Fault(method, times, chat_id, after, gate=asyncio.Event()))

    def _add(self, fault: Fault) -> Fault:
        self._faults = [one for one in self._faults if one.times > 0 or one.gate is not None]
        self._faults.append(fault)
        return fault

    # What there is to see

    def messages(self, chat_id: int, everybody: bool = False) -> list[Shown]:
        """The chat as a person sees it now: the bot's messages, or everybody's."""
        kept = self.chats.kept.get(chat_id, {}).values()
        return [one.shown() for one in kept if everybody or one.by_bot]

    def last(self, chat_id: int) -> Shown:
        for kept in reversed(self.chats.kept.get(chat_id, {}).values()):
            if kept.by_bot:
                return kept.shown()
        raise LookupError(f"the bot has written nothing in chat {chat_id}\n{self.story()}")

    @property
    def pending(self) -> list[Json]:
        """Updates that the bot has not confirmed."""
        return self.queue.pending(self.token)

    def data(self, file_id: str) -> bytes:
        return self.chats.files[file_id].data

    def story(self) -> str:
        lines = [f"{len(self.pending)} updates unconfirmed, {len(self.requests)} requests:"]
        lines += [f"  {sent}" for sent in self.requests[-40:]]
        return "\n".join(lines)

    def changed(self) -> None:
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def wait_for(self, condition: Callable[[], T], timeout: float = 10) -> T:  # noqa: ASYNC109
        """Until the condition holds, looked at after each request; a LookupError is "not yet"."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while True:
            try:
                found = condition()
            except LookupError:
                found = None
            if found:
                return found
            waiting = loop.create_future()
            self._waiting.add(waiting)
            try:
                async with asyncio.timeout_at(deadline):
                    await waiting
            except TimeoutError:
                raise AssertionError(f"not within {timeout} s; {self.story()}") from None
            finally:
                self._waiting.discard(waiting)

    # What people do

    def add_file(
        self, data: bytes, name: str = "photo.jpg", width: int = 1280, height: int = 960
    ) -> str:
        file = self.chats.add(data, name, width=width, height=height)
        self._serve(file)
        return file.id

    def member(self, chat: Chat, user: User, status: str = "administrator") -> None:
        self.chats.meet(chat, user)
        self.chats.members[chat.id, user.id] = status

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

    async def _say(
        self,
        chat: Chat,
        user: User,
        *,
        reply_to: Said | Shown | int | None = None,
        thread: int | None = None,
        **content: Any,
    ) -> Said:
        self.chats.meet(chat, user)
        replied: Kept | None = None
        if reply_to is not None:
            number = reply_to if isinstance(reply_to, int) else reply_to.message_id
            replied = self.chats.find(chat.id, number, "message to be replied not found")
        body = say.message(
            chat,
            user,
            self.chats.number(chat.id),
            int(time.time()),
            reply_to=replied.body if replied else None,
            thread=thread,
            **content,
        )
        self.chats.keep(body)
        return Said(await self.raw({"message": body}), chat.id, body["message_id"], body)

    async def text(
        self,
        chat: Chat,
        user: User,
        text: str,
        reply_to: Said | Shown | int | None = None,
        thread: int | None = None,
    ) -> Said:
        entities = say.command_entities(text)
        return await self._say(
            chat, user, reply_to=reply_to, thread=thread, text=text, entities=entities
        )

    async def photo(
        self,
        chat: Chat,
        user: User,
        file_id: str,
        caption: str | None = None,
        album: str | None = None,
        reply_to: Said | Shown | int | None = None,
        thread: int | None = None,
    ) -> Said:
        sizes = self.chats.sizes(self.chats.files[file_id])
        return await self._say(
            chat,
            user,
            reply_to=reply_to,
            thread=thread,
            photo=sizes,
            caption=caption,
            media_group_id=album,
        )

    async def document(
        self,
        chat: Chat,
        user: User,
        file_id: str,
        name: str,
        mime: str,
        caption: str | None = None,
        reply_to: Said | Shown | int | None = None,
        album: str | None = None,
        thread: int | None = None,
    ) -> Said:
        file = self.chats.files[file_id]
        document = {
            "file_id": file.id,
            "file_unique_id": file.unique_id,
            "file_name": name,
            "mime_type": mime,
            "file_size": len(file.data),
        }
        return await self._say(
            chat,
            user,
            reply_to=reply_to,
            thread=thread,
            document=document,
            caption=caption,
            media_group_id=album,
        )

    async def location(
        self,
        chat: Chat,
        user: User,
        lat: float,
        lon: float,
        accuracy: float | None = None,
        live_period: int | None = None,
        reply_to: Said | Shown | int | None = None,
        thread: int | None = None,
    ) -> Said:
        place = say.location(lat, lon, accuracy, live_period)
        return await self._say(chat, user, reply_to=reply_to, thread=thread, location=place)

    async def venue(
        self,
        chat: Chat,
        user: User,
        lat: float,
        lon: float,
        title: str,
        address: str,
        reply_to: Said | Shown | int | None = None,
        thread: int | None = None,
    ) -> Said:
        place = say.location(lat, lon)
        # A venue fills `location` as well, for bots that know no venues.
        return await self._say(
            chat,
            user,
            reply_to=reply_to,
            thread=thread,
            location=place,
            venue={"location": place, "title": title, "address": address},
        )

    async def channel_post(
        self, chat: Chat, channel: Chat, text: str | None = None, file_id: str | None = None
    ) -> Said:
        """A post of the linked channel, forwarded into the group by Telegram itself."""
        origin = {
            "type": "channel",
            "chat": channel.api(),
            "message_id": self.chats.number(channel.id),
            "date": int(time.time()),
        }
        photo = self.chats.sizes(self.chats.files[file_id]) if file_id else None
        return await self._say(
            chat,
            TELEGRAM,
            sender_chat=channel.api(),
            is_automatic_forward=True,
            forward_origin=origin,
            photo=photo,
            **({"caption": text} if photo else {"text": text or ""}),
        )

    async def press(
        self, user: User, message: Shown, data: str, inaccessible: bool = False
    ) -> Said:
        """A person presses a button under a message of the bot; `inaccessible` is an old one."""
        chat = self.chats.chat(message.chat_id)
        self.chats.meet(chat, user)
        kept = self.chats.kept.get(message.chat_id, {}).get(message.message_id)
        body: Json = {"chat": chat.api(), "message_id": message.message_id, "date": 0}
        if kept is not None and not inaccessible:
            body = kept.body
        query_id = f"{user.id}{len(self._queries) + 1:06}"
        self._queries[query_id] = user.id
        query = say.callback_query(query_id, user, body, data)
        made = await self.raw({"callback_query": query})
        return Said(made, chat.id, message.message_id, query)

    async def edit(
        self,
        said: Said,
        text: str | None = None,
        caption: str | None = None,
        location: tuple[float, float] | None = None,
    ) -> Said:
        """A person changes their message, or their live location moves on."""
        kept = self.chats.find(said.chat_id, said.message_id, "message to edit not found")
        body = {**kept.body, "edit_date": int(time.time())}
        if text is not None:
            body["text"] = text
        if caption is not None:
            body["caption"] = caption
        if location is not None:
            latitude, longitude = location
            body["location"] = {**body["location"], "latitude": latitude, "longitude": longitude}
        kept.body = body
        kept.edits += 1
        made = await self.raw({"edited_message": body})
        return Said(made, said.chat_id, said.message_id, body)

    async def react(
        self, chat: Chat, user: User, message: Said | Shown, emoji: str = "👍", old: str = ""
    ) -> Said:
        self.chats.meet(chat, user)
        body = say.reaction(chat, user, message.message_id, int(time.time()), emoji, old)
        made = await self.raw({"message_reaction": body})
        return Said(made, chat.id, message.message_id, body)

    async def _membership(self, chat: Chat, by: User, status: str) -> Said:
        self.chats.meet(chat, by)
        old = self.chats.status(chat.id, self.bot.id)
        self.chats.members[chat.id, self.bot.id] = status
        body = say.membership(chat, by, self.bot, int(time.time()), old, status)
        return Said(await self.raw({"my_chat_member": body}), chat.id, 0, body)

    async def joined(self, chat: Chat, by: User) -> Said:
        self.chats.refusing.pop(chat.id, None)
        return await self._membership(chat, by, "member")

    async def promoted(self, chat: Chat, by: User) -> Said:
        return await self._membership(chat, by, "administrator")

    async def removed(self, chat: Chat, by: User) -> Said:
        """The bot is removed from a group, or blocked by a person; sending there fails from now."""
        self.chats.refusing[chat.id] = BLOCKED if chat.type == "private" else KICKED
        return await self._membership(chat, by, "kicked")

    async def migrate(self, chat: Chat, new_id: int, by: User, new_first: bool = False) -> Chat:
        """A group becomes a supergroup; sending to the old id fails from now on."""
        new = Chat(new_id, "supergroup", chat.title, chat.is_forum)
        for (where, user), status in list(self.chats.members.items()):
            if where == chat.id:
                self.chats.members[new_id, user] = status
        self.chats.refusing[chat.id] = upgraded(new_id)
        left = (chat, {"migrate_to_chat_id": new_id})
        came = (new, {"migrate_from_chat_id": chat.id})
        for where_to, content in (came, left) if new_first else (left, came):
            await self._say(where_to, by, **content)
        return new


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
