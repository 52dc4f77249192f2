"""Which report a message of officers is about, and where and by whom it may be dealt with."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.messages import Message, Outgoing
from handlers.orders import Order, names_clearly, understand
from handlers.routing import dealing_with
from handlers.texts import say
from handlers.words import find_codes
from handlers.work import Work, World
from storage import outbox, people, reports
from storage.tables import Awaited, Chat, Person, Report

MOST_LISTED = 12
"""open reports named where it is not clear which one is meant"""


async def answers_for(work: Work, chat: Chat, report: Report) -> bool:
    """Whether a report may be dealt with in a chat now: in the groups of its ward, in the office's
    only where it has none, and in officers' own chats."""
    if chat.kind == "private":
        return True
    return chat.id in {group.id for group in await dealing_with(work, report)}


async def from_before(session: AsyncSession, message: Message, chat: Chat) -> bool:
    """Whether words or a photo in another group answer what officers were told there, when the
    group was theirs. What a branch is told is about reports that were sent from it."""
    if message.reply_to is None or message.place is not None or chat.kind == "private":
        return False
    post = await outbox.by_message(session, chat.id or 0, message.reply_to)
    if post is None or post.report_id is None:
        return False
    report = await session.get_one(Report, post.report_id)
    return report.chat_id != chat.id


async def may_act(
    work: Work, chat: Chat, person: Person, report: Report, *, as_group: bool = False
) -> bool:
    """Officers of the report's ward may act. An administrator who writes in the name of the ward's
    group is one of them, and so are admins in the office's group, as far as that `answers_for`
    the report."""
    ward_id = work.world.wards.current(report.ward_id)
    if as_group and chat.role == "ward" and chat.ward_id == ward_id:
        return True
    person_id = person.id or 0
    if chat.role == "office" and await people.is_granted(work.session, person_id, "admin"):
        return True
    return await people.is_granted(work.session, person_id, "officer", ward_id)


async def meant(session: AsyncSession, message: Message, chat: Chat, order: Order) -> int | None:
    """The report that a message in a group of officers is about: by the message it replies to, or
    by its code."""
    if message.reply_to is not None:
        post = await outbox.by_message(session, chat.id or 0, message.reply_to)
        if post is not None and post.report_id is not None:
            return post.report_id
        # The number of our message may be unknown: not recorded yet, or lost in a crash.
        for code in find_codes(message.reply_text.partition("\n")[0])[:1]:
            report = await reports.by_code(session, code)
            if report is not None:
                return report.id
    if order.code is not None and (order.verb != "none" or message.photo is not None):
        report = await reports.by_code(session, order.code)
        return report.id if report is not None else None
    return None


async def unknown(session: AsyncSession, message: Message, order: Order) -> str | None:
    """The code that an order names though there is no such report."""
    if order.verb == "none" or order.code is None or not names_clearly(message.text, order.code):
        return None
    return None if await reports.by_code(session, order.code) is not None else order.code


def is_to_bot(world: World, message: Message) -> bool:
    """Whether a message in a group is said to the bot: it names it, or nothing else reaches it."""
    only_when_named = world.bot(message.chat.channel).only_when_named
    return message.chat.kind == "group" and (message.named or only_when_named)


def may_answer(world: World, message: Message) -> bool:
    """Whether words that reply to nothing of ours may answer what an officer was asked: in a group
    people go on talking, so there only those that are said to the bot."""
    alone = message.chat.kind == "private"
    return bool(message.text) and (alone or is_to_bot(world, message))


async def open_here(session: AsyncSession, world: World, chat: Chat) -> Sequence[Report]:
    """The open reports that a ward's group has to deal with."""
    if chat.role != "ward" or chat.ward_id is None:
        return ()
    return await reports.open_in(session, world.wards.answered_by(chat.ward_id))


async def only_one(
    work: Work, message: Message, chat: Chat, person: Person, order: Order
) -> int | None:
    """The report that an order to the bot means which names none: the only one that is open. Of
    several none is guessed; they are listed instead, once for an album."""
    acts = order.verb in ("accept", "resolve", "refuse", "pass") or message.photo is not None
    if chat.role != "ward" or order.code is not None or not acts:
        return None
    if message.album is not None:
        report, _ = await reports.by_album(work.session, chat.id or 0, message.album)
        if report is not None:
            return None
    if await reports.awaited(work.session, chat.id or 0, person.id or 0, message.at) is not None:
        return None
    found = await open_here(work.session, work.world, chat)
    if len(found) == 1:
        return found[0].id
    lang = chat.lang
    lines = [
        f"#{report.code} · {work.rules.kind(report.kind).name(lang)}"
        for report in found[:MOST_LISTED]
    ]
    text = say(lang, "which-report", example=found[0].code) if found else say(lang, "none-open")
    key = f"which:{chat.id}:{message.album or message.message_id}"
    if await outbox.by_key(work.session, key) is None:
        question = Outgoing(text="\n".join([text, *lines]), reply_to=message.message_id)
        await work.post(chat, question, key=key)
    return None


async def meant_alone(
    work: Work, message: Message, chat: Chat, person: Person, asked: Awaited | None
) -> Report | None:
    """The report that an officer's message in their own chat is about: by its code, by what it
    replies to, as what they were ``asked`` for, or as one more photo of an album that closed it. In
    reply to what they were told of their own report they speak as its reporter."""
    if message.place is not None or not (message.text or message.photo):
        return None
    order = understand(message.text)
    report_id = await meant(work.session, message, chat, order)
    if asked is not None and asked.what == ("after" if message.photo else "reason"):
        report_id = report_id or asked.report_id
    if report_id is None and message.album is not None:
        report, first = await reports.by_album(work.session, chat.id or 0, message.album)
        return report if first is not None and first.role == "after" else None
    report = await work.session.get(Report, report_id) if report_id is not None else None
    own = report is not None and report.person_id == person.id
    if own and order.verb in ("not_done", "reopen"):
        return None
    if own and order.code is None and (asked is None or asked.report_id != report_id):
        return None
    return report
