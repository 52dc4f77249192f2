"""Joining two sides by a code: one person's accounts, and a group with the one that replaces it."""

import re
from datetime import timedelta

from handlers import admins
from handlers.actions import By, NotNow
from handlers.messages import Message, Outgoing
from handlers.texts import say
from handlers.words import new_code
from handlers.work import Work
from storage import joins
from storage.tables import Chat

GOOD_FOR = timedelta(minutes=15)
_CODE = re.compile(r"[2-9A-HJ-NP-Z]{8}", re.IGNORECASE)


def is_code(text: str) -> bool:
    """Whether a text looks like a code for joining."""
    return _CODE.fullmatch(text.strip()) is not None


async def link(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    """Without a code: give one. With the code from the other platform: both accounts are one
    person from now on, with all that either did."""
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
    if found.person_id == by.person.id:
        raise NotNow("link-same")
    other = await work.session.get_one(type(by.person), found.person_id)
    mine = await joins.channels(work.session, by.person.id or 0)
    theirs = await joins.channels(work.session, other.id or 0)
    if mine & theirs:
        raise NotNow("link-same-platform")
    await joins.merge(work.session, by.person, other)
    return Outgoing(text=say(lang, "linked"))


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
