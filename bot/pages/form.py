"""The page on which anybody can send a report, and what takes it in exactly once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.pages.channel import Web, update
from bot.pages.report import photos_at
from bot.pages.shell import Shell, as_json
from bot.pages.submission import ID, Submission, check_size, read_photo, read_words
from bot.pages.taking import Refused, filed, known, take_in
from bot.pages.texts import language
from bot.quota import Quota, address
from handlers.duplicates import alike_to
from handlers.messages import ChatRef, Message, Sender
from handlers.sorts import SORTS
from handlers.words import is_a_code, without_nul
from storage import following, inbox, people
from storage.inbox import Raw

AN_HOUR = 3600
FROM_ADDRESS = 60
"""reports an hour from one address: on mobile networks many people share one"""
UPLOAD_SECONDS = 300
AT_ONCE = 2
"""photos that are looked at in the same moment: each may take 100 MB while that lasts"""
BY_INVITE = 300
"""reports an hour by one branch's invite"""


class FormPage:
    """Every report is a chat of its own on the channel web, in which its photos are an album."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._process = shell, shell.process
        self._room = asyncio.Semaphore(AT_ONCE)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._addresses, self._invites = Quota(FROM_ADDRESS, AN_HOUR), Quota(BY_INVITE, AN_HOUR)

    async def show(self, request: web.Request) -> web.StreamResponse:
        invite = without_nul(request.query.get("chi-doan", ""))
        async with self._process.db.read() as session:
            unit = await people.unit_by_invite(session, invite) if invite else None
        lang, rules = language(request), self._process.world.rules
        told = self._shell.map | {"most": self._most, "send": "/bao-cao"}
        return self._shell.page(
            request,
            "form.html",
            "map",
            "form",
            told=told,
            sorts=SORTS,
            kinds=[(kind.slug, kind.label(lang)) for kind in rules.kinds],
            most=self._most,
            invite=invite,
            unit=unit.name if unit else "",
        )

    async def take(self, request: web.Request) -> web.StreamResponse:
        try:
            _check(self._addresses.wait(address(request, self._process.settings)))
            async with asyncio.timeout(UPLOAD_SECONDS):
                sent = await self._read(request)
            if sent.photos:
                await take_in(self._process, self._updates(sent))
            return as_json(await self._result(sent.id, language(request)))
        except Refused as refused:
            return as_json(refused.said, refused.status)
        except (TimeoutError, ConnectionError):
            # Whoever sends has a bad network, and tries again.
            return as_json({"error": "later"}, 408)

    async def sent(self, request: web.Request) -> web.StreamResponse:
        """What became of a report that was stored, for whoever has its id."""
        given = request.match_info["id"]
        if not ID.fullmatch(given) or not await self._known(given):
            return as_json({"error": "unknown"}, 404)
        return await self._answer(given, language(request))

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Whether a report is the same as one that is there: its code, or nothing. To the bot it is
        what somebody could have written in a chat."""
        given = request.match_info["id"]
        if not ID.fullmatch(given) or not await self._known(given):
            return as_json({"error": "unknown"}, 404)
        try:
            code = str((await request.json())["same"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return as_json({"error": "bad"}, 400)
        chat, sender = ChatRef(Web.name, given, "private"), Sender(given)
        text = code if is_a_code(code) else "không"
        said = Message(chat, sender, "same", self._process.clock.now(), text=text)
        await take_in(self._process, [update(f"report:{given}:same", said)])
        return await self._answer(given, language(request))

    async def _answer(self, given: str, lang: str) -> web.StreamResponse:
        try:
            return as_json(await self._result(given, lang))
        except Refused as refused:
            return as_json(refused.said, refused.status)

    @property
    def _most(self) -> int:
        return self._process.world.rules.intake.max_photos

    async def _read(self, request: web.Request) -> Submission:
        """The report, whole; or without photos where it is known already. Raises `Refused`."""
        check_size(request, self._most)
        who = address(request, self._process.settings)
        sent: Submission | None = None
        try:
            async for part in await request.multipart():
                if not isinstance(part, BodyPartReader):
                    raise Refused("bad")
                if sent is None:
                    if part.name != "what":
                        raise Refused("bad")
                    sent = await read_words(self._process, part)
                    if await self._known(sent.id):
                        return sent
                    await self._count_for_invite(sent)
                    continue
                # What nobody knows is not read to its end to be forgotten.
                if part.name != "photo":
                    raise Refused("bad")
                if len(sent.photos) >= self._most:
                    raise Refused("too-many")
                number, room = len(sent.photos) + 1, self._room_for(who)
                sent.photos.append(await read_photo(self._process, part, number, room))
        except (ValueError, HttpProcessingError) as error:
            # No boundary, or none where it should be, or a part whose head is none.
            raise Refused("bad") from error
        if sent is None or not sent.photos:
            raise Refused("no-photo")
        return sent

    @asynccontextmanager
    async def _room_for(self, who: str) -> AsyncIterator[None]:
        """Room to look at a photo. Of one address one at a time stands in line, so that however
        many it sends, others wait for one of them."""
        turn = self._turns.setdefault(who, asyncio.Lock())
        async with turn, self._room:
            yield

    async def _count_for_invite(self, sent: Submission) -> None:
        """Count a report for its branch; of an invite that is none nothing is kept. Raises
        `Refused`."""
        if not sent.invite:
            return
        async with self._process.db.read() as session:
            known = await people.unit_by_invite(session, sent.invite)
        if known is None:
            sent.invite = ""
        else:
            _check(self._invites.wait(sent.invite))

    def _updates(self, sent: Submission) -> list[Raw]:
        """What the person would have done in a chat: opened the invite, sent an album with its
        place. Stored together, they are handled in this order, or none of them."""
        chat, sender = ChatRef(Web.name, sent.id, "private"), Sender(sent.id)
        at = self._process.clock.now() - sent.age
        album = sent.id if len(sent.photos) > 1 else None
        updates = []
        if sent.invite:
            opened = Message(chat, sender, "start", at, text=f"/start u_{sent.invite}")
            updates.append(update(f"{_event(sent.id)}:start", opened))
        for number, photo in enumerate(sent.photos):
            more: dict[str, Any] = {}
            if number == 0:
                more = {"text": sent.words, "place": sent.place, "kind": sent.kind}
                more["sort"] = sent.sort
            message = Message(chat, sender, str(number), at, photo=photo, album=album, **more)
            updates.append(update(_event(sent.id, number), message))
        return updates

    async def _known(self, given: str) -> bool:
        async with self._process.db.read() as session:
            return await inbox.at(session, Web.name, _event(given)) is not None

    async def _result(self, given: str, lang: str) -> dict[str, Any]:
        """The report that it became, or what is asked of it. Raises `Refused` where another report
        has its photos: a new one is quickly taken."""
        rules = self._process.world.rules
        async with self._process.db.read() as session:
            # The first photos may have been left out.
            for number in range(self._most):
                found = await filed(self._process, session, Web.name, given, str(number))
                if found:
                    return found
            if code := await known(session, Web.name, given, "0"):
                raise Refused("known", 422, code=code)
            chat = await people.find_chat(session, Web.name, given)
            draft = await following.held(session, chat.id or 0) if chat else None
            same = await alike_to(session, rules, draft) if draft is not None else []
        asked = [
            {
                "code": one.code,
                "kind": rules.kind(one.kind).label(lang),
                "photo": f"{photos_at(self._process, one)}/0.jpg",
            }
            for one in same
        ]
        return {"stored": True} | ({"same": asked} if asked else {})


def _event(given: str, number: int = 0) -> str:
    return f"report:{given}:{number}"


def _check(wait: int) -> None:
    """Raises `Refused` where somebody has to wait."""
    if wait:
        raise Refused("later", 429, wait=wait)
