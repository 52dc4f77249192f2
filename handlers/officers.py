"""Officers in their ward's group: which report a message means, and who may act on it."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers import actions
from handlers.actions import By, NotNow
from handlers.drafts import BadPhoto, StoredPhoto
from handlers.messages import Button, Message, Outgoing
from handlers.orders import Order, understand
from handlers.routing import dealing_with
from handlers.texts import say
from handlers.words import find_codes, match_names
from handlers.work import Work, World, rows
from storage import outbox, people, reports
from storage.tables import Chat, Person, Report, Ward
from storage.ward_map import WardArea

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


def is_to_bot(world: World, message: Message) -> bool:
    """Whether a message in a group is said to the bot: it names it, or nothing else reaches it."""
    profile = world.bot(message.chat.channel)
    name = f"@{profile.username}".lower()
    named = bool(profile.username) and name in message.text.lower()
    return message.chat.kind == "group" and (named or profile.only_when_named)


async def open_here(session: AsyncSession, world: World, chat: Chat) -> Sequence[Report]:
    """The open reports that a ward's group has to deal with."""
    if chat.role != "ward" or chat.ward_id is None:
        return ()
    return await reports.open_in(session, world.wards.answered_by(chat.ward_id))


async def _only_one(
    work: Work, message: Message, chat: Chat, person: Person, order: Order
) -> int | None:
    """The report that an order to the bot means which names none: the only one that is open. Of
    several none is guessed; they are listed instead."""
    acts = order.verb in ("accept", "resolve", "refuse", "pass") or message.photo is not None
    if chat.role != "ward" or order.code is not None or not acts or message.album is not None:
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
    await work.post(chat, Outgoing(text="\n".join([text, *lines]), reply_to=message.message_id))
    return None


async def meant_alone(work: Work, message: Message, chat: Chat, person: Person) -> Report | None:
    """The report that an officer's message in their own chat is about: by its code, by what it
    replies to, as what they were asked for, or as one more photo of an album that closed it. In
    reply to what they were told of their own report they speak as its reporter."""
    if message.place is not None or not (message.text or message.photo):
        return None
    order = understand(message.text)
    report_id = await meant(work.session, message, chat, order)
    asked = await reports.awaited(work.session, chat.id or 0, person.id or 0, message.at)
    if asked is not None and asked.what == ("after" if message.photo else "reason"):
        report_id = report_id or asked.report_id
    if report_id is None and message.album is not None:
        report, first = await reports.by_album(work.session, chat.id or 0, message.album)
        return report if first is not None and first.role == "after" else None
    report = await work.session.get(Report, report_id) if report_id is not None else None
    own = report is not None and report.person_id == person.id
    if own and order.code is None and (asked is None or asked.report_id != report_id):
        return None
    return report


async def handle(
    work: Work,
    message: Message,
    chat: Chat,
    person: Person,
    photo: StoredPhoto | BadPhoto | None,
) -> bool:
    """Act on a message in a group of officers; False when it is no business of ours."""
    order = understand(message.text)
    report_id = await meant(work.session, message, chat, order)
    if report_id is None and message.reply_to is None and is_to_bot(work.world, message):
        report_id = await _only_one(work, message, chat, person, order)
    report = await reports.locked(work.session, report_id) if report_id is not None else None
    waiting = None
    if report is None:
        if await _more_of_album(work, message, chat, person, photo):
            return True
        waiting = await reports.awaited(work.session, chat.id or 0, person.id or 0, message.at)
        if waiting is None or not (photo if waiting.what == "after" else message.text):
            return False
        report = await reports.locked(work.session, waiting.report_id)
    elif message.reply_to is not None:
        asked = await reports.awaited(work.session, chat.id or 0, person.id or 0, message.at)
        waiting = asked if asked and asked.report_id == report.id else None
    if report is None:
        return False
    by = By(person, chat, message.message_id)
    as_group = message.sender.as_group
    allowed = await may_act(work, chat, person, report, as_group=as_group)
    acts = order.verb != "none" or message.photo is not None
    if not await answers_for(work, chat, report):
        if allowed or acts:
            await send_elsewhere(work, by, report, message.album)
        return True
    if not allowed:
        if acts:
            await turn_away(work, by, report)
        return True
    try:
        await _carry_out(work, by, report, message, order, photo, waiting.what if waiting else "")
    except NotNow as refusal:
        await _reply(work, by, report, str(refusal))
    return True


async def _carry_out(
    work: Work,
    by: By,
    report: Report,
    message: Message,
    order: Order,
    photo: StoredPhoto | BadPhoto | None,
    waiting: str,
) -> None:
    match order.verb:
        case "accept" if photo is None:
            await actions.accept(work, by, report)
        case "refuse":
            if order.rest:
                await actions.refuse(work, by, report, order.rest)
            else:
                await ask_reason(work, by, report)
        case "pass":
            await pass_by_name(work, by, report, order.rest)
        case "undo":
            await undo_last(work, by, report)
        case _ if isinstance(photo, BadPhoto):
            await _reply(work, by, report, f"photo-{photo.reason.replace('_', '-')}")
        case "not_done":
            await actions.note(work, by, report, message.text)
        case _ if isinstance(photo, StoredPhoto):
            await actions.resolve(work, by, report, message, photo)
            if order.rest and order.verb == "none":
                await actions.keep_words(work, by, report, order.rest)
        case "resolve":
            await ask_after(work, by, report)
        case _ if waiting == "reason" and message.text.strip():
            await actions.refuse(work, by, report, message.text.strip())
        case _ if message.text.strip():
            await actions.note(work, by, report, message.text.strip())


async def _more_of_album(
    work: Work,
    message: Message,
    chat: Chat,
    person: Person,
    photo: StoredPhoto | BadPhoto | None,
) -> bool:
    """Further photos of an album of which one closed a report."""
    if message.album is None or not isinstance(photo, StoredPhoto):
        return False
    report, first = await reports.by_album(work.session, chat.id or 0, message.album)
    if report is None or first is None or first.role != "after" or report.state != "resolved":
        return False
    by = By(person, chat, message.message_id)
    if await may_act(work, chat, person, report, as_group=message.sender.as_group):
        await actions.resolve(work, by, report, message, photo)
    return True


async def _reply(work: Work, by: By, report: Report, text: str) -> None:
    """Answer with a text that is also shown at buttons, where nobody has to ask of which report."""
    said = f"#{report.code} {say(by.chat.lang, text)}"
    await work.post(by.chat, Outgoing(text=said, reply_to=by.message_id or None))


async def send_elsewhere(work: Work, by: By, report: Report, album: str | None = None) -> None:
    """Say whose a report is and where it is dealt with, once for an album or a card's buttons."""
    ward = work.world.wards.name(work.world.wards.current(report.ward_id))
    groups = await dealing_with(work, report)
    where = {"ward": "gone-elsewhere", "office": "gone-to-office"}
    text = say(
        by.chat.lang,
        where[groups[0].role] if groups else "gone-ungrouped",
        code=report.code,
        ward=ward,
        group=groups[0].title if groups else "",
    )
    await work.post(
        by.chat,
        Outgoing(text=text, reply_to=by.message_id or None),
        key=f"elsewhere:{by.chat.id}:{report.id}:{album or by.message_id}",
    )


async def ask_after(work: Work, by: By, report: Report) -> None:
    """Ask for the photo that shows it is done."""
    actions.require_open(report)
    await _await(work, by, report, "after")
    text = say(by.chat.lang, "ask-after", code=report.code)
    message = Outgoing(text=text, reply_to=by.message_id or None)
    await work.post(by.chat, message, report=report)


async def ask_reason(work: Work, by: By, report: Report) -> None:
    """Ask why it is refused: a tap for the usual reasons, or own words."""
    actions.require_open(report)
    await _await(work, by, report, "reason")
    lang = by.chat.lang
    buttons = [
        Button(reason.name(lang), f"rs:{report.id}:{reason.slug}") for reason in work.rules.reasons
    ]
    text = say(lang, "ask-reason", code=report.code)
    message = Outgoing(text=text, buttons=rows(buttons, 1), reply_to=by.message_id or None)
    await work.post(by.chat, message, report=report)


async def _await(work: Work, by: By, report: Report, what: str) -> None:
    until = work.now + timedelta(minutes=work.rules.intake.pair_minutes)
    await reports.await_from(
        work.session, by.chat.id or 0, by.person.id or 0, report.id or 0, what, until
    )


async def ask_ward(
    work: Work, by: By, report: Report, among: Sequence[Ward | WardArea] = ()
) -> None:
    """Ask where to pass it: the wards nearby to tap, or those that were meant; others by name."""
    actions.require_open(report)
    near = work.world.wards.map.within(report.lat, report.lon, 5000)
    here = work.world.wards.current(report.ward_id)
    offered = among or [area for area, _ in near if area.id != here]
    buttons = [Button(ward.name, f"pw:{report.id}:{ward.id}") for ward in offered[:8]]
    text = say(by.chat.lang, "ask-ward", code=report.code)
    message = Outgoing(text=text, buttons=rows(buttons), reply_to=by.message_id or None)
    await work.post(by.chat, message, report=report)


async def pass_by_name(work: Work, by: By, report: Report, name: str) -> None:
    """Pass on to the ward of that name; ask where it is not clear which."""
    wards = work.world.wards.in_force
    found = match_names(name, [ward.name for ward in wards])
    if len(found) == 1:
        await actions.pass_on(work, by, report, wards[found[0]].id or 0)
    else:
        await ask_ward(work, by, report, [wards[i] for i in found])


async def undo_last(work: Work, by: By, report: Report) -> None:
    """Take back the last change of this report, if it was made in this chat or by the same
    person."""
    for event in reversed(await reports.events(work.session, report.id or 0)):
        if event.undone_at is None and "before" in event.data:
            if by.chat.id != event.chat_id and by.person.id != event.person_id:
                break
            await actions.undo(work, by, event)
            await _reply(work, by, report, "undone")
            return
    raise NotNow("undo-overtaken")


async def turn_away(work: Work, by: By, report: Report) -> None:
    """Tell somebody who may not act how to ask, once a day."""
    ward_id = work.world.wards.current(report.ward_id)
    lang = by.chat.lang
    ward = work.world.wards.name(ward_id)
    own = report.person_id == by.person.id
    text = say(lang, "not-own" if own else "not-officer", ward=ward, name=by.person.name)
    ask = Button(say(lang, "button-ask-access"), f"rq:{ward_id}")
    day = work.world.day(work.now)
    await work.post(
        by.chat,
        Outgoing(text=text, buttons=((ask,),), reply_to=by.message_id or None),
        key=f"away:{by.chat.id}:{by.person.id}:{day}",
    )
