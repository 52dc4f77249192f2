"""What an officer does with a report: accept, resolve, refuse, pass on, note, take back."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from handlers import card, closings, doubts, posting, states
from handlers.card import clip
from handlers.drafts import StoredPhoto, give_up_album, new_photo
from handlers.messages import Button, Message, Outgoing
from handlers.telling import tell
from handlers.texts import say
from handlers.work import Work
from storage import closings as kept
from storage import following, outbox, reports
from storage.tables import Chat, Event, Person, Report


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, in which chat, by which message."""

    person: Person
    chat: Chat
    message_id: str


class NotNow(Exception):
    """The action does not fit the state; the message is the id of the text that says so."""


def require(report: Report, state: str) -> None:
    """Refuse what does not lead to this state from the report's own."""
    if not states.allowed(report, state):
        raise NotNow("not-now-reopen" if report.state in ("resolved", "confirmed") else "not-now")


def require_open(report: Report) -> None:
    """Refuse when there is nothing left to do with a report."""
    require(report, "resolved")


async def changed(
    work: Work, by: By, report: Report, kind: str, before: dict[str, Any], **data: Any
) -> Event:
    """Record a change of state and show it on the cards."""
    event = await _recorded(work, by, report, kind, before, **data)
    await _show(work, by, report)
    return event


async def _recorded(
    work: Work, by: By, report: Report, kind: str, before: dict[str, Any], **data: Any
) -> Event:
    return await work.record(
        report,
        kind,
        person=by.person,
        chat=by.chat,
        message_id=by.message_id,
        data={"before": before, **data},
    )


async def _show(work: Work, by: By, report: Report) -> None:
    await reports.stop_waiting(work.session, by.chat.id or 0, by.person.id or 0)
    work.told.add(by.chat.id or 0)
    await card.refresh(work, report)


async def understood(work: Work, by: By, report: Report, event: Event, **args: Any) -> None:
    """Show in the group what was understood, with a button that takes it back."""
    lang = by.chat.lang
    text = say(lang, f"understood-{event.kind}", code=report.code, name=by.person.name, **args)
    undo = Button(say(lang, "button-undo"), f"un:{event.id}")
    if not work.world.bot(by.chat.channel).buttons:
        text += "\n" + say(lang, "undo-in-words", code=report.code)
    await work.post(
        by.chat,
        Outgoing(text=text, buttons=((undo,),), reply_to=by.message_id or None, spelled=True),
        key=f"understood:{event.id}",
        report=report,
    )


async def accept(work: Work, by: By, report: Report) -> None:
    if report.state == "accepted":
        raise NotNow("already-accepted")
    require(report, "accepted")
    before = states.snapshot(report)
    report.state, report.accepted_at = "accepted", work.now
    event = await changed(work, by, report, "accepted", before)
    await understood(work, by, report, event)
    if report.hops < 2 or await _had(work, report, report.ward_id) is None:
        await tell(work, report, event, "told-accepted")


async def resolve(work: Work, by: By, report: Report, message: Message, photo: StoredPhoto) -> None:
    """Close with an after-photo. A reporter who is an officer may close their own report, and then
    the event says so."""
    if report.state == "resolved":
        await _add_after(work, by, report, message, photo)
        return
    require(report, "resolved")
    before = states.snapshot(report)
    own = report.person_id == by.person.id
    report.state, report.resolved_at = "resolved", work.now
    # Work that is done was taken on, even where nobody said so.
    report.accepted_at = report.accepted_at or work.now
    report.hours = work.world.calendar.hours_between(report.filed_at, work.now)
    row = new_photo(work, message, by.chat, photo, "after")
    if message.album is not None:
        await give_up_album(work, by.chat, message.album)
    await work.give_photos(report, [row])
    work.album = message.album
    event = await _recorded(work, by, report, "resolved", before, photo=photo.key, own=own)
    closing = await closings.begin(work, report, event, own=own)
    found = await doubts.of_photo(work, report, row, photo.look, message.place)
    await doubts.add(work, report, closing, found)
    await _show(work, by, report)
    await understood(work, by, report, event)
    again = report.reopened_at is not None
    text = "told-resolved-again" if again else "told-resolved"
    await tell(work, report, event, "told-resolved-own" if own else text)


async def _add_after(
    work: Work, by: By, report: Report, message: Message, photo: StoredPhoto
) -> None:
    """A further after-photo, usually the rest of an album."""
    if len(await work.photos(report, "after")) >= work.rules.intake.max_photos:
        return
    row = new_photo(work, message, by.chat, photo, "after")
    await work.give_photos(report, [row])
    await work.record(
        report, "after_photo", person=by.person, chat=by.chat, message_id=by.message_id
    )
    closing = await kept.present(work.session, report.id or 0)
    if closing is not None:
        found = await doubts.of_photo(work, report, row, photo.look, message.place)
        await doubts.add(work, report, closing, found)
    await card.refresh(work, report)


async def refuse(work: Work, by: By, report: Report, reason: str) -> None:
    require(report, "refused")
    before = states.snapshot(report)
    report.state, report.reason, report.ended_at = "refused", clip(reason, 500), work.now
    event = await changed(work, by, report, "refused", before)
    await understood(work, by, report, event, reason=report.reason)
    await tell(work, report, event, "told-refused")


async def pass_on(work: Work, by: By, report: Report, ward_id: int) -> None:
    """Give the report to another ward: its deadlines begin anew there, its trail goes with it. To a
    ward that had it they go on where they stood, or two wards could pass it to and fro for ever;
    the office hears of that, and the reporter is spared it."""
    if ward_id == work.world.wards.current(report.ward_id):
        raise NotNow("same-ward")
    require(report, "new")
    before = states.snapshot(report)
    old = report.ward_id
    report.state, report.accepted_at = "new", None
    # A closing that was contradicted is none of the other ward's.
    report.resolved_at = None
    had = await hand_over(work, report, ward_id)
    event = await changed(work, by, report, "passed", before, **{"from": old, "to": ward_id})
    await card.leave(work, report, report.hops - 1)
    posted = await posting.post_cards(work, report)
    ward = work.world.wards.name(ward_id)
    await understood(work, by, report, event, ward=ward)
    if not posted:
        text = say(by.chat.lang, "answer-no-group")
        await work.post(by.chat, Outgoing(text=text), key=f"nogroup:{event.id}")
    if had is None:
        await tell(work, report, event, "told-passed")
        return
    for chat in await doubts.deciding(work):
        other = work.world.wards.name(old)
        text = say(chat.lang, "passed-back", code=report.code, ward=ward, other=other)
        await work.post(chat, Outgoing(text=text), key=f"back:{report.id}:{chat.id}", report=report)


async def hand_over(work: Work, report: Report, ward_id: int) -> Event | None:
    """Let a report be another ward's, whose time begins; or goes on, where that ward had it, and
    then this is how it lost it."""
    report.ward_id = ward_id
    report.hops += 1
    states.set_deadlines(report, work.now, work.rules.deadlines, work.world.calendar)
    had = await _had(work, report, ward_id)
    if had is not None:
        states.resume(report, states.before(had.data), had.at, work.now, work.world.calendar)
    return had


async def _had(work: Work, report: Report, ward_id: int) -> Event | None:
    """When a ward passed a report on that it has again, or gets; the last time."""
    current = work.world.wards.current
    found = [
        event
        for event in await reports.events(work.session, report.id or 0)
        if event.kind == "passed"
        and event.undone_at is None
        and (before := states.before(event.data))
        and current(before["ward_id"]) == current(ward_id)
    ]
    return found[-1] if found else None


async def keep_words(work: Work, by: By, report: Report, text: str) -> None:
    """Keep an officer's words with the report."""
    await work.record(
        report,
        "note",
        person=by.person,
        chat=by.chat,
        message_id=by.message_id,
        data={"text": clip(text, 1000)},
    )


async def note(work: Work, by: By, report: Report, text: str) -> None:
    """Keep words that are no order, and say that they are kept."""
    await keep_words(work, by, report, text)
    kept = say(by.chat.lang, "understood-note", code=report.code)
    await work.post(
        by.chat,
        Outgoing(text=kept, reply_to=by.message_id),
        key=f"note:{by.chat.id}:{by.message_id}",
        report=report,
    )


async def undo(work: Work, by: By, event: Event) -> Report:
    """Take back the last change of a report's state.

    Raises `NotNow` when it is too late, was done already, or something else happened since."""
    report = await reports.locked(work.session, event.report_id)
    assert report is not None
    # Another press may have been first.
    await work.session.refresh(event)
    if event.undone_at is not None:
        raise NotNow("undo-done")
    if work.now > event.at + timedelta(minutes=work.rules.closing.undo_minutes):
        raise NotNow("undo-late")
    later = [
        other
        for other in await reports.events(work.session, event.report_id)
        if other.id != event.id
        and (other.id or 0) > (event.id or 0)
        and other.undone_at is None
        and other.kind in states.CHANGES
    ]
    if later or "before" not in event.data:
        raise NotNow("undo-overtaken")
    hops = report.hops
    states.restore(report, event.data["before"])
    event.undone_at = work.now
    work.session.add(event)
    if event.kind == "resolved":
        await closings.undo(work, event)
        for photo in await work.photos(report, "after"):
            # All that came with this closing, and none of an earlier one.
            if photo.at >= event.at:
                photo.role = "taken_back"
    await work.session.flush()
    record = await work.record(
        report,
        "undone",
        person=by.person,
        chat=by.chat,
        message_id=by.message_id,
        data={"event": event.id},
    )
    work.told.add(by.chat.id or 0)
    if report.hops != hops:
        await card.leave(work, report, hops, for_good=True)
    await card.refresh(work, report)
    if event.kind == "duplicate" and "of" in event.data:
        other = await work.session.get_one(Report, event.data["of"])
        await card.refresh(work, await following.original(work.session, other))
    await work.take_buttons(await outbox.by_key(work.session, f"understood:{event.id}"))
    lang = by.chat.lang
    state = card.state_word(report, lang)
    text = say(lang, "undone", code=report.code, name=by.person.name, state=state)
    message = Outgoing(text=text, reply_to=by.message_id or None)
    await work.post(by.chat, message, key=f"undone:{record.id}", report=report)
    await tell(work, report, record, "told-undone")
    return report
