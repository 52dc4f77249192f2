"""What the office decides about what was flagged, and what officers add to it."""

from typing import Any

from handlers import admins, card, closings, doubts, insisted, visits
from handlers.actions import By, NotNow
from handlers.messages import Outgoing, Place
from handlers.routing import dealing_with
from handlers.texts import say
from handlers.work import Work
from storage import closings as kept
from storage import outbox, rechecks, reports
from storage.tables import Chat, Closing, Flag, Person, Recheck, Report, Visit


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
    if flag.closing_id is None:
        return await insisted.decide(work, by, flag, report, arg)
    closing = await work.session.get_one(Closing, flag.closing_id)
    if arg == "fine" and by.person.id == await rechecks.closer(work.session, closing):
        raise NotNow("not-own-flag")
    found = doubts.recheck_in(flag)
    if found is not None:
        await _decide_recheck(work, by, flag, report, closing, found["visit"], arg)
    elif arg == "wrong":
        await doubts.decide(work, flag, report, "reopened", by.person.id)
        await closings.reopen(work, report, "office", by.person, by.chat)
    if arg == "wrong":
        return "toast-done"
    await doubts.decide(work, flag, report, "fine", by.person.id)
    await card.refresh(work, report)
    for group in await dealing_with(work, report):
        if group.role == "office" or closing.ended_at is not None:
            continue
        post = await outbox.by_key(work.session, f"card:{report.id}:{report.hops}:{group.id}")
        text = say(group.lang, "flag-fine-ward", code=report.code)
        message = Outgoing(text=text, reply_to_post=post.id if post else None)
        await work.post(group, message, key=f"flagfine:{flag.id}:{group.id}", report=report)
    return "toast-done"


async def _decide_recheck(
    work: Work, by: By, flag: Flag, report: Report, closing: Closing, visit_id: int, arg: str
) -> None:
    """Agree or not with whoever went there and found it not done. What they found is proved by
    that, and the reopening names them."""
    visit = await work.session.get_one(Visit, visit_id)
    if visit.person_id == by.person.id:
        raise NotNow("not-own-flag")
    recheck = await work.session.get_one(Recheck, visit.recheck_id)
    if arg == "fine":
        await visits.finish(work, recheck, "unclear")
        return
    await visits.finish(work, recheck, "false")
    await doubts.decide(work, flag, report, "reopened", by.person.id)
    finder = await work.session.get_one(Person, visit.person_id)
    data: dict[str, Any] = {"unit": finder.unit_id, "visit": visit.id, "decided_by": by.person.id}
    if closing.ended_at is None:
        await closings.reopen(work, report, "recheck", finder, by.chat, data=data)
    else:
        # Somebody else had it opened again meanwhile.
        events = await reports.events(work.session, report.id or 0)
        again = [e.id for e in events if e.kind == "reopened" and e.at == closing.ended_at]
        data |= {"ward": closing.ward_id, "by": "recheck", "reopened": (again or [None])[-1]}
        await work.record(report, "proved", person=finder, chat=by.chat, data=data)
    chat = await work.session.get_one(Chat, visit.chat_id)
    text = say(chat.lang, "recheck-true", code=report.code)
    await work.post(chat, Outgoing(text=text), key=f"visit:{visit.id}:true", report=report)


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
