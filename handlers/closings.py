"""What may follow a closing: it is confirmed, or the report is opened again; whoever said so."""

from typing import Any

from handlers import card, doubts, states, visits
from handlers.card import clip
from handlers.descriptions import longer
from handlers.messages import Outgoing
from handlers.routing import dealing_with
from handlers.telling import tell
from handlers.texts import say
from handlers.work import Work
from storage import closings, outbox
from storage.database import create
from storage.tables import Chat, Closing, Event, Person, Report


async def begin(work: Work, report: Report, event: Event, *, own: bool) -> Closing:
    """Keep that a report was said to be done."""
    closing = Closing(
        report_id=report.id or 0,
        event_id=event.id or 0,
        ward_id=report.ward_id,
        own=own,
        at=work.now,
    )
    await create(work.session, closing)
    return closing


async def undo(work: Work, event: Event) -> None:
    """Forget a closing that was taken back."""
    closing = await closings.of_event(work.session, event.id or 0)
    if closing is not None:
        closing.undone = True
        await _end(work, closing)


async def _end(work: Work, closing: Closing) -> None:
    """Let a closing be the report's no more: there is nothing left to say to it. What somebody
    found who went there is decided all the same, unless the closing was taken back."""
    closing.ended_at = work.now
    told = f"tell:{closing.report_id}:{closing.event_id}:"
    for post in await outbox.about(work.session, closing.report_id, told):
        await work.take_buttons(post)
    if closing.undone or not await visits.is_found_false(work, closing):
        await doubts.end(work, closing)
        await visits.end(work, closing)


async def confirm(
    work: Work, report: Report, how: str, person: Person | None = None, chat: Chat | None = None
) -> Event:
    """Let a closing count as confirmed: by its reporter, by a re-check or by silence."""
    report.state, report.confirmed_at = "confirmed", work.now
    closing = await closings.present(work.session, report.id or 0)
    if closing is not None:
        closing.confirmed_by = how
    event = await work.record(report, "confirmed", person=person, chat=chat, data={"by": how})
    await card.refresh(work, report)
    return event


async def reopen(
    work: Work,
    report: Report,
    how: str,
    person: Person,
    chat: Chat,
    why: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """Open a report again: its deadlines begin anew, its ward and its reporter are told. The ward
    reads why, where that was said."""
    closing = await closings.present(work.session, report.id or 0)
    if closing is not None:
        await _end(work, closing)
    report.state, report.reopened_at, report.accepted_at = "reopened", work.now, None
    known = {"hours": report.hours, "ward": report.ward_id, "by": how}
    report.hours = report.confirmed_at = None
    report.description = longer(report.description, why)
    states.set_deadlines(report, work.now, work.rules.deadlines, work.world.calendar)
    event = await work.record(
        report, "reopened", person=person, chat=chat, data=known | (data or {})
    )
    chats = await dealing_with(work, report)
    work.told |= {chat.id or 0 for chat in chats}
    await card.refresh(work, report)
    for group in chats:
        key = f"card:{report.id}:{report.hops}:{group.id}"
        post = await outbox.by_key(work.session, key)
        text = say(group.lang, f"reopened-ward-{how}", code=report.code)
        if why:
            text += "\n" + say(group.lang, "card-words", words=clip(why, 300))
        message = Outgoing(text=text, reply_to_post=post.id if post else None)
        await work.post(group, message, key=f"reopened:{event.id}:{group.id}", report=report)
    await tell(work, report, event, f"told-reopened-{how}")
    return event
