"""The one entry: an incoming event, one transaction, the handler that it belongs to."""

from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers import (
    admins,
    commands,
    described,
    drafts,
    floods,
    groups,
    held,
    meaning,
    numbers,
    objections,
    officers,
    own_words,
    own_work,
    presses,
    rechecks,
    reporter,
    spoken,
)
from handlers.actions import By
from handlers.drafts import BadPhoto, StoredPhoto
from handlers.messages import Incoming, Membership, Message, Moved, Outgoing, PhotoRef, Press
from handlers.orders import understand
from handlers.places import short_link
from handlers.teaching import how, named_first
from handlers.texts import say
from handlers.words import is_a_code
from handlers.work import Work, World
from storage import outbox, people, reports
from storage.database import announce
from storage.meeting import Met, meet
from storage.tables import Awaited, Chat, Person

BELIEVED = timedelta(days=1)
"""how old a message may say it is: platforms keep none longer, and nobody fills days of the past"""


async def wanted_photo(session: AsyncSession, world: World, message: Message) -> PhotoRef | None:
    """The photo of a message that a handler will want: fetched before its transaction begins.
    Ordinary pictures in the groups of officers are none of our business."""
    if message.edited or message.sender.is_bot:
        return None
    known = await people.find_chat(session, message.chat.channel, message.chat.address)
    if message.photo is None:
        if message.place is None or message.reply_photo is None or message.reply_to is None:
            return None
        if known is None:
            return message.reply_photo if message.chat.kind == "private" else None
        has = await reports.photo_at(session, known.id or 0, message.reply_to)
        return None if has or known.role in ("ward", "office") else message.reply_photo
    if message.chat.kind == "private":
        return message.photo
    if known is None or known.id is None:
        return None
    if known.role == "unit":
        return None if await meaning.from_before(session, message, known) else message.photo
    if known.role not in ("ward", "office"):
        return None
    order = understand(message.text)
    if await meaning.meant(session, message, known, order) is not None:
        return message.photo
    if meaning.is_to_bot(world, message):
        found = await meaning.open_here(session, world, known)
        if len(found) == 1:
            return message.photo
    if message.album is not None:
        report, _ = await reports.by_album(session, known.id, message.album)
        if report is not None:
            return message.photo
    person = await people.find_person(session, message.chat.channel, message.sender.address)
    if person is None:
        return None
    asked = await reports.awaited(session, known.id, person.id or 0, message.at)
    return message.photo if asked is not None and asked.what == "after" else None


async def handle(
    work: Work, incoming: Incoming, photo: StoredPhoto | BadPhoto | None = None, wait: int = 0
) -> None:
    """Turn one incoming event into facts and messages to send. ``wait`` is how many seconds its
    sender has to wait before more of their messages are taken."""
    if isinstance(incoming, Moved):
        await groups.moved(work, incoming)
        return
    ref = incoming.chat
    incoming, work.then = _believed(work, incoming), work.then and _believed(work, work.then)
    if isinstance(incoming, Message | Press) and incoming.sender.is_bot:
        return
    message = incoming if isinstance(incoming, Message) else None
    met = await meet(
        work.session,
        ref.channel,
        ref.address,
        incoming.sender.address if incoming.sender else "",
        since=drafts.window_start(work.rules, message.at if message else work.now),
        day=work.world.day_bounds(work.world.day(work.now))[0],
        photo_at=message.message_id if message and message.photo else None,
    )
    chat = await people.chat_as(
        work.session, met.chat, ref.channel, ref.address, ref.kind, ref.title
    )
    if isinstance(incoming, Membership):
        await groups.membership(work, incoming, chat)
        return
    if not chat.active:
        chat.active = True
    if not chat.open:
        chat.not_before = None
        announce(work.session)
    if chat.topic != ref.topic and message is not None:
        # Cards go where people talk to the bot: the topic of the last binding, or none.
        chat.topic = ref.topic if not chat.role else chat.topic
    sender = incoming.sender
    person = await people.person_as(
        work.session, met.person, ref.channel, sender.address, sender.name, work.now
    )
    work.speaks, work.reports_today = (chat.id, person.id), met.reports
    if isinstance(incoming, Press):
        await presses.handle(work, incoming, chat, person)
    elif wait:
        await floods.ask_to_wait(work, incoming, chat, person, wait)
    elif incoming.edited:
        await reporter.correct_caption(work, incoming, chat)
    elif met.photo_id is None:
        # A photo that was taken already may come once more, say with another number of its update.
        await _message(work, incoming, chat, person, photo, met)


T = TypeVar("T", bound=Incoming)


def _believed(work: Work, incoming: T) -> T:
    """What came in, as of now where the time it says cannot be."""
    if isinstance(incoming, Message) and not (
        work.now - BELIEVED <= incoming.at <= work.now + timedelta(minutes=5)
    ):
        return replace(incoming, at=work.now)
    return incoming


async def _message(
    work: Work,
    message: Message,
    chat: Chat,
    person: Person,
    photo: StoredPhoto | BadPhoto | None,
    met: Met,
) -> None:
    by = By(person, chat, message.message_id)
    press = await numbers.pressed(work, message, chat, person)
    if isinstance(press, Outgoing):
        await work.post(chat, replace(press, reply_to=message.message_id or None))
        return
    if press is not None:
        await presses.handle(work, press, chat, person)
        return
    profile = work.world.bot(chat.channel)
    command = commands.parse(message.text, profile.username)
    to_bot = chat.kind == "private" or meaning.is_to_bot(work.world, message)
    if command is None and not profile.buttons and to_bot:
        # Where there is no menu of commands either, their names are words like others.
        command = await _in_words(work, message, chat, met)
    if command is not None and message.photo is None:
        name, rest = command
        if name in ("ganphuong", "gandoan", "ganvanphong"):
            chat.topic = message.chat.topic
        known = await commands.handle(work, message, by, name, rest)
        if not known and chat.kind == "private":
            await work.post(chat, Outgoing(text=say(chat.lang, "unknown-command")))
        return
    if message.photo is None and await objections.in_words(work, by, message):
        return
    officers_here = chat.role in ("ward", "office")
    if officers_here or await meaning.from_before(work.session, message, chat):
        await officers.handle(work, message, chat, person, photo)
        return
    asked = met.awaited if message.photo is not None or chat.kind == "private" else None
    if asked is not None and asked.until < message.at:
        asked = None
    taken = photo if isinstance(photo, StoredPhoto) else None
    if await rechecks.took(work, by, message, taken, asked):
        return
    if taken is not None and await own_work.took_after(work, by, message, taken, asked):
        return
    if chat.kind == "private" and await _officer_in_private(
        work, message, chat, person, photo, asked
    ):
        return
    if chat.kind == "group" and chat.role != "unit":
        if profile.only_when_named:
            # That it was added nobody told it. Now it is spoken to.
            hello = Outgoing(text=say(chat.lang, "hello-group") + named_first(work, chat))
            await work.post(chat, hello, key=f"hello:{chat.id}:{work.now:%F}")
        return
    if isinstance(photo, BadPhoto) and (message.photo is not None or message.place is None):
        text = say(chat.lang, f"photo-{photo.reason.replace('_', '-')}")
        await work.post(chat, Outgoing(text=text, reply_to=message.message_id))
        return
    if message.photo is not None:
        if isinstance(photo, StoredPhoto):
            await drafts.take_photo(work, message, chat, person, met.halves, photo)
    elif message.place is not None:
        stored = photo if isinstance(photo, StoredPhoto) else None
        await drafts.take_place(work, message, chat, person, met.halves, stored)
    elif message.text.strip():
        await _words(work, message, chat, person, met)
    elif chat.kind == "private":
        await _puzzled(work, chat, "not-understood")
    else:
        await _teach(work, chat)


async def _in_words(work: Work, message: Message, chat: Chat, met: Met) -> tuple[str, str] | None:
    """A command in words; none while half a report waits for its sender's words, and none in what
    answers a message of ours."""
    command = spoken.in_words(message.text, alone=chat.kind == "private")
    if command is None or command[0] in spoken.ON_HALVES:
        return command
    if message.reply_to is not None and (
        message.reply_text
        or await outbox.by_message(work.session, chat.id or 0, message.reply_to) is not None
    ):
        return None
    half = await drafts.described(work.session, work.world, message, chat, met.halves)
    return command if half is None else None


async def _teach(work: Work, chat: Chat) -> None:
    """Say how a report is made to a branch that named the bot and sent it nothing, where nothing
    else reaches it; once an hour, to save messages."""
    if work.world.bot(chat.channel).only_when_named:
        await work.post(chat, Outgoing(text=how(work, chat)), key=f"how:{chat.id}:{work.now:%F-%H}")


async def _officer_in_private(
    work: Work,
    message: Message,
    chat: Chat,
    person: Person,
    photo: StoredPhoto | BadPhoto | None,
    asked: Awaited | None,
) -> bool:
    """Officers may act from their own chat as well."""
    report = await meaning.meant_alone(work, message, chat, person, asked)
    if report is None or not await meaning.may_act(work, chat, person, report):
        return False
    return await officers.handle(work, message, chat, person, photo)


async def _words(work: Work, message: Message, chat: Chat, person: Person, met: Met) -> None:
    """Plain words: a description, and in a private chat also a word about one's own report, a code
    to look up, or a call for help."""
    by = By(person, chat, message.message_id)
    if chat.kind == "private" and await own_words.not_done(work, message, by):
        return
    if await held.answered(work, by, message):
        return
    half = await drafts.described(work.session, work.world, message, chat, met.halves)
    if half is not None:
        await described.keep(work, message, chat, half)
        return
    if chat.kind == "group":
        await _teach(work, chat)
        return
    if is_a_code(message.text):
        await commands.handle(work, message, by, "tracuu", message.text)
        return
    if await own_words.more(work, message, by):
        return
    if await own_work.in_words(work, by, message.text):
        return
    if await admins.become_admin(work, by, message.text):
        await work.post(chat, Outgoing(text=say(chat.lang, "now-admin")))
        return
    text = "link-without-place" if short_link(message.text) else "not-understood"
    await _puzzled(work, chat, text)


async def _puzzled(work: Work, chat: Chat, text: str) -> None:
    """Answer what cannot be understood: where messages are paid for once an hour, so that nobody
    uses up the plan by sending stickers."""
    paid = work.world.bot(chat.channel).monthly
    asks_place = say(chat.lang, "button-share-place")
    answer = Outgoing(text=say(chat.lang, text), asks_place=asks_place)
    await work.post(chat, answer, key=f"{text}:{chat.id}:{work.now:%F-%H}" if paid else None)
