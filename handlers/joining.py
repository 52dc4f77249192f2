"""Joining two sides by a code: one person's accounts, and a group with the one that replaces it."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

from handlers import admins
from handlers.actions import By, NotNow
from handlers.card import clip
from handlers.messages import Button, Message, Outgoing
from handlers.texts import say
from handlers.words import new_code
from handlers.work import Work
from storage import joins, outbox, people
from storage.tables import Chat, Person

GOOD_FOR = timedelta(minutes=15)
_CODE = re.compile(r"[2-9A-HJ-NP-Z]{8}", re.IGNORECASE)


def is_code(text: str) -> bool:
    """Whether a text looks like a code for joining."""
    return _CODE.fullmatch(text.strip()) is not None


async def link(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    """Without a code: give one. With the code from the other platform: ask there whether this is
    the same person."""
    lang = by.chat.lang
    if by.chat.kind != "private":
        raise NotNow("only-in-private")
    if not rest:
        code = await _offer(work, by, None)
        text = say(lang, "link-code", code=code, minutes=GOOD_FOR.seconds // 60)
        return Outgoing(text=text)
    found = await joins.take(work.session, rest.strip(), work.now, group=False)
    if found is None:
        raise NotNow("join-code-unknown")
    maker = await work.session.get_one(Person, found.person_id)
    await _require_joinable(work, maker, by.person)
    asked = await people.private_chat(work.session, maker.id or 0)
    if asked is None:
        raise NotNow("join-code-unknown")
    code, chat_id = found.code.lower(), by.chat.id or 0
    buttons = (
        Button(say(asked.lang, "button-link-yes"), f"jy:{chat_id}:{code}"),
        Button(say(asked.lang, "button-link-no"), f"jn:{chat_id}:{code}"),
    )
    text = say(
        asked.lang,
        "link-confirm",
        who=_who(work, by.person, by.chat),
        at=work.when(work.now, asked.lang),
    )
    question = Outgoing(
        text=text, buttons=(buttons,), first_number=chat_id * Outgoing.OWN_NUMBERS + 1
    )
    await work.post(asked, question, key=_key(chat_id, code))
    return Outgoing(text=say(lang, "link-asked", who=_who(work, maker, asked)))


def _key(chat_id: int, code: str) -> str:
    return f"join:{chat_id}:{code}"


def _who(work: Work, person: Person, chat: Chat) -> str:
    platform = work.world.bot(chat.channel).platform
    return f"{clip(person.name, 60)} ({platform})" if person.name else platform


async def _require_joinable(work: Work, maker: Person, typist: Person) -> None:
    """Raise `NotNow` unless two people may become one. Whoever made the code says so; so whoever
    typed it may have no rights that would be given away by that."""
    if maker.id == typist.id:
        raise NotNow("link-same")
    session = work.session
    if await joins.channels(session, maker.id or 0) & await joins.channels(session, typist.id or 0):
        raise NotNow("link-same-platform")
    has = await joins.rights(session, maker.id or 0)
    if ("admin", None) not in has and await joins.rights(session, typist.id or 0) - has:
        raise NotNow("link-from-here")


async def _answered(work: Work, by: By, chat_id: int, code: str) -> tuple[Chat, Person]:
    """The chat and the person who typed the code, of the question that is answered; once."""
    post = await outbox.by_key(work.session, _key(chat_id, code))
    here = post is not None and post.chat_id == by.chat.id and by.chat.kind == "private"
    if post is None or not here or post.created_at < work.now - GOOD_FOR:
        raise NotNow("join-code-unknown")
    post.key = None
    chat = await work.session.get_one(Chat, chat_id)
    typist = await people.find_person(work.session, chat.channel, chat.address)
    if typist is None:
        raise NotNow("join-code-unknown")
    return chat, typist


async def _agree(work: Work, by: By, chat_id: int, code: str) -> str:
    chat, typist = await _answered(work, by, chat_id, code)
    await _require_joinable(work, by.person, typist)
    for told, who in ((chat, (by.person, by.chat)), (by.chat, (typist, chat))):
        text = say(told.lang, "linked", who=_who(work, *who), at=work.when(work.now, told.lang))
        await work.post(told, Outgoing(text=text))
    await joins.merge(work.session, by.person, typist)
    return "toast-linked"


async def _disagree(work: Work, by: By, chat_id: int, code: str) -> str:
    chat, _ = await _answered(work, by, chat_id, code)
    text = say(chat.lang, "link-declined", who=_who(work, by.person, by.chat))
    await work.post(chat, Outgoing(text=text))
    return "toast-done"


BUTTONS: dict[str, Callable[[Work, By, int, str], Awaitable[str]]] = {
    "jy": _agree,
    "jn": _disagree,
}


async def part(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    """Let the person's accounts on other platforms be others again. What they did and may do stays
    with this one."""
    if by.chat.kind != "private":
        raise NotNow("only-in-private")
    session = work.session
    gone = await joins.part(session, by.person, by.chat.channel, message.sender.address, work.now)
    if not gone:
        raise NotNow("not-linked")
    here = _who(work, by.person, by.chat)
    for account in gone:
        chat = await people.find_chat(session, account.channel, account.address)
        if chat is not None:
            await work.post(chat, Outgoing(text=say(chat.lang, "parted-from", who=here)))
    platforms = ", ".join(work.world.bot(account.channel).platform for account in gone)
    return Outgoing(text=say(by.chat.lang, "parted", platforms=platforms))


async def move_group(work: Work, by: By, message: Message, rest: str) -> Outgoing | None:
    """In the old group: give a code. In the new one, with the code: it takes the place of the old
    group, with the reports that are open."""
    lang = by.chat.lang
    await admins.require_admin(work, by)
    if by.chat.kind != "group":
        raise NotNow("only-in-group")
    if not rest:
        if not by.chat.role:
            raise NotNow("move-unbound")
        code = await _offer(work, by, by.chat.id)
        text = say(lang, "move-code", code=code, minutes=GOOD_FOR.seconds // 60)
        return Outgoing(text=text)
    found = await joins.take(work.session, rest.strip(), work.now, group=True)
    if found is None:
        raise NotNow("join-code-unknown")
    old = await work.session.get_one(Chat, found.chat_id)
    if old.id == by.chat.id or not old.role:
        raise NotNow("move-unbound")
    await admins.take_place(work, by.chat, old)
    return None


async def _offer(work: Work, by: By, chat_id: int | None) -> str:
    until = work.now + GOOD_FOR
    for _ in range(20):
        code = new_code(work.world.rng, 4) + new_code(work.world.rng, 4)
        if await joins.offer(work.session, code, by.person.id or 0, chat_id, until):
            return code
    raise RuntimeError("no free code was found")
