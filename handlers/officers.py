"""Officers in their ward's group: which report a message means, and who may act on it."""

from collections.abc import Sequence
from datetime import timedelta

from handlers import actions, flags, marks, meaning, ratings
from handlers.actions import By, NotNow
from handlers.drafts import BadPhoto, StoredPhoto
from handlers.messages import Button, Message, Outgoing
from handlers.orders import Order, understand
from handlers.routing import dealing_with
from handlers.texts import say
from handlers.words import match_names
from handlers.work import Work, rows
from storage import reports
from storage.tables import Chat, Person, Report, Ward
from storage.ward_map import WardArea


async def handle(
    work: Work,
    message: Message,
    chat: Chat,
    person: Person,
    photo: StoredPhoto | BadPhoto | None,
) -> bool:
    """Act on a message in a group of officers; False when it is no business of ours."""
    order = understand(message.text)
    report_id = await meaning.meant(work.session, message, chat, order)
    if report_id is None and message.reply_to is None and meaning.is_to_bot(work.world, message):
        report_id = await meaning.only_one(work, message, chat, person, order)
    report = await reports.locked(work.session, report_id) if report_id is not None else None
    waiting = None
    if report is None:
        code = await meaning.unknown(work.session, message, order)
        if code is not None:
            text = say(chat.lang, "unknown-code", code=code)
            await work.post(chat, Outgoing(text=text, reply_to=message.message_id or None))
            return True
        if await _more_of_album(work, message, chat, person, photo):
            return True
        waiting = await reports.awaited(work.session, chat.id or 0, person.id or 0, message.at)
        if waiting is None or not (
            photo if waiting.what == "after" else meaning.may_answer(work.world, message)
        ):
            return False
        report = await reports.locked(work.session, waiting.report_id)
    elif message.reply_to is not None:
        asked = await reports.awaited(work.session, chat.id or 0, person.id or 0, message.at)
        waiting = asked if asked and asked.report_id == report.id else None
    if report is None:
        return False
    by = By(person, chat, message.message_id)
    as_group = message.sender.as_group
    allowed = await meaning.may_act(work, chat, person, report, as_group=as_group)
    acts = order.verb != "none" or message.photo is not None
    if not await meaning.answers_for(work, chat, report):
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
        case "duplicate":
            await marks.by_order(work, by, report, order)
        case "undo":
            await undo_last(work, by, report)
        case "reopen" if report.person_id == by.person.id:
            await ratings.not_done(work, by, report, order.rest)
        case "reopen":
            closed = report.state in ("resolved", "confirmed")
            raise NotNow("not-now-reopen" if closed else "no-reopen")
        case _ if isinstance(photo, BadPhoto):
            await _reply(work, by, report, f"photo-{photo.reason.replace('_', '-')}")
        case "not_done":
            await actions.note(work, by, report, message.text)
        case _ if isinstance(photo, StoredPhoto):
            await actions.resolve(work, by, report, message, photo)
            if order.rest and order.verb == "none":
                await actions.keep_words(work, by, report, order.rest)
        case "none" if message.place is not None and message.photo is None:
            await flags.shared_place(work, by, report, message.place)
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
    if await meaning.may_act(work, chat, person, report, as_group=message.sender.as_group):
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
    same = marks.buttons(report, await marks.candidates(work, report), lang)
    text = say(lang, "ask-reason", code=report.code)
    message = Outgoing(
        text=text, buttons=(*rows(buttons, 1), *same), reply_to=by.message_id or None
    )
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
            return
    raise NotNow("undo-overtaken")


async def turn_away(work: Work, by: By, report: Report) -> None:
    """Tell somebody who may not act how to ask, once a day."""
    ward_id = work.world.wards.current(report.ward_id)
    lang = by.chat.lang
    ward = work.world.wards.name(ward_id)
    # Also to a reporter: who reported is told to nobody in the group.
    text = say(lang, "not-officer", ward=ward, name=by.person.name)
    ask = Button(say(lang, "button-ask-access"), f"rq:{ward_id}")
    day = work.world.day(work.now)
    await work.post(
        by.chat,
        Outgoing(text=text, buttons=((ask,),), reply_to=by.message_id or None),
        key=f"away:{by.chat.id}:{by.person.id}:{day}",
    )
