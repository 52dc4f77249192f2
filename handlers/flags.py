"""What the office decides about a closing that was flagged, and what officers add to it."""

from handlers import admins, card, closings, doubts
from handlers.actions import By, NotNow
from handlers.messages import Outgoing, Place
from handlers.routing import dealing_with
from handlers.texts import say
from handlers.work import Work
from storage import closings as kept
from storage import outbox, reports
from storage.tables import Closing, Flag, Report


async def press(work: Work, by: By, flag_id: int, arg: str) -> str:
    """An admin decides: the photo is fine, or the report is opened again."""
    await admins.require_admin(work, by)
    flag = await work.session.get(Flag, flag_id)
    if flag is None or arg not in ("fine", "wrong"):
        raise NotNow("unknown-button")
    report = await reports.locked(work.session, flag.report_id)
    assert report is not None
    # Another press may have been first.
    await work.session.refresh(flag)
    if flag.decided_at is not None:
        return "toast-decided"
    closing = await work.session.get_one(Closing, flag.closing_id)
    if arg == "wrong" and closing.ended_at is None:
        await doubts.decide(work, flag, report, "reopened", by.person.id)
        await closings.reopen(work, report, "office", by.person, by.chat)
        return "toast-done"
    await doubts.decide(work, flag, report, "fine", by.person.id)
    await card.refresh(work, report)
    for group in await dealing_with(work, report):
        if group.role == "office":
            continue
        post = await outbox.by_key(work.session, f"card:{report.id}:{report.hops}:{group.id}")
        text = say(group.lang, "flag-fine-ward", code=report.code)
        message = Outgoing(text=text, reply_to_post=post.id if post else None)
        await work.post(group, message, key=f"flagfine:{flag.id}:{group.id}", report=report)
    return "toast-done"


async def shared_place(work: Work, by: By, report: Report, place: Place) -> None:
    """Keep where an officer says they are; of a closing it may raise a doubt."""
    data = {"lat": place.lat, "lon": place.lon, "accuracy": place.accuracy}
    await work.record(report, "place", person=by.person, chat=by.chat, data=data)
    closing = await kept.present(work.session, report.id or 0)
    if closing is not None:
        await doubts.add(work, report, closing, doubts.too_far(work, report, place))
        await card.refresh(work, report)
    text = say(by.chat.lang, "understood-place", code=report.code)
    await work.post(by.chat, Outgoing(text=text, reply_to=by.message_id or None), report=report)
