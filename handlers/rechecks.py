"""A re-check on the spot: photo, place and verdict of whoever was asked, and what follows."""

from dataclasses import dataclass
from datetime import timedelta

from geopy.distance import geodesic

from handlers import alike, card, closings, doubts, visits
from handlers.actions import By, NotNow
from handlers.drafts import StoredPhoto, new_photo
from handlers.messages import Button, Message, Outgoing, Place
from handlers.routing import dealing_with
from handlers.texts import distance, say
from handlers.work import Work
from storage import outbox, rechecks, reports
from storage.tables import Awaited, Closing, Recheck, Report, Visit

WHAT = "recheck"
"""what the bot waits for from whoever said that they are there"""
THERE = timedelta(minutes=30)
"""how long photos and places of somebody who is there are taken for the re-check"""


@dataclass(frozen=True)
class _Turn:
    visit: Visit
    recheck: Recheck
    report: Report
    closing: Closing


async def press(work: Work, by: By, verb: str, number: int, arg: str) -> str:
    """What somebody presses who was asked to look at a place (``rc``, ``rv``), or an inspector who
    takes it on (``rp``)."""
    if verb == "rp":
        return await _take_on(work, by, number)
    visit = await work.session.get(Visit, number)
    if visit is None or visit.person_id != by.person.id:
        raise NotNow("unknown-button")
    turn = await _turn(work, visit)
    await work.session.refresh(visit)
    if visit.ended_at is not None or turn.recheck.ended_at is not None:
        raise NotNow("recheck-ended")
    if (verb, arg) != ("rc", "pass") and not await _may_look(work, by, turn):
        raise NotNow("recheck-not-yours")
    match verb, arg:
        case "rc", "here":
            await _wait(work, by, turn)
            await _go_on(work, by, turn)
            return "toast-there"
        case "rc", "pass":
            await visits.close(work, turn.recheck, visit)
            return "toast-passed-on"
        case "rv", "done" | "not" | "unclear":
            if visit.photo_id is None or visit.lat is None:
                raise NotNow("recheck-first")
            return await _judge(work, by, turn, arg)
    raise NotNow("unknown-button")


async def _turn(work: Work, visit: Visit) -> _Turn:
    recheck = await work.session.get_one(Recheck, visit.recheck_id)
    report = await reports.locked(work.session, recheck.report_id)
    assert report is not None
    closing = await work.session.get_one(Closing, recheck.closing_id)
    await work.session.refresh(recheck)
    return _Turn(visit, recheck, report, closing)


async def _may_look(work: Work, by: By, turn: _Turn) -> bool:
    """Whether somebody may still look; otherwise it is the next one's turn."""
    if await visits.may_look(work, turn.recheck, by.person.id or 0):
        return True
    await visits.close(work, turn.recheck, turn.visit)
    return False


async def _take_on(work: Work, by: By, recheck_id: int) -> str:
    recheck = await work.session.get(Recheck, recheck_id)
    if recheck is None or by.chat.kind != "private":
        raise NotNow("unknown-button")
    await reports.locked(work.session, recheck.report_id)
    await work.session.refresh(recheck)
    if recheck.ended_at is not None or await visits.open_visits(work, recheck):
        raise NotNow("recheck-taken")
    crowd = await visits.gather(work)
    inspector = by.person.id in crowd.inspectors
    if not inspector or by.person.id not in await visits.in_turn(work, recheck, crowd):
        raise NotNow("recheck-not-yours")
    await visits.ask(work, recheck, by.person.id or 0, by.chat)
    return "toast-done"


async def _wait(work: Work, by: By, turn: _Turn) -> None:
    await reports.await_from(
        work.session,
        by.chat.id or 0,
        by.person.id or 0,
        turn.report.id or 0,
        WHAT,
        work.now + THERE,
    )


async def took(
    work: Work, by: By, message: Message, photo: StoredPhoto | None, asked: Awaited | None
) -> bool:
    """Take a photo or a place for a re-check: in answer to its messages, or from somebody who said
    that they are there. False where it is something else."""
    if by.chat.kind != "private" or not (photo or message.place):
        return False
    visit = await _meant(work, by, message, asked)
    if visit is None:
        return False
    turn = await _turn(work, visit)
    if turn.recheck.ended_at is not None:
        return False
    if not await _may_look(work, by, turn):
        await _say(work, by, turn, "recheck-not-yours")
        return True
    place = message.place
    if photo is not None:
        if not await _take_photo(work, by, turn, message, photo):
            return True
        if place is None and photo.lat is not None and photo.lon is not None:
            place = Place(photo.lat, photo.lon)
    if place is not None and not await _take_place(work, by, turn, place):
        return True
    await _wait(work, by, turn)
    await _go_on(work, by, turn)
    return True


async def _meant(work: Work, by: By, message: Message, asked: Awaited | None) -> Visit | None:
    report_id = None
    if message.reply_to is not None:
        post = await outbox.by_message(work.session, by.chat.id or 0, message.reply_to)
        keyed = post is not None and (post.key or "").startswith(("recheck:", "visit:"))
        report_id = post.report_id if post is not None and keyed else None
    elif asked is not None and asked.what == WHAT:
        report_id = asked.report_id
    if report_id is None:
        return None
    found = await rechecks.visits_of(work.session, by.person.id or 0)
    return next((visit for visit, about in found if about == report_id), None)


async def _take_photo(
    work: Work, by: By, turn: _Turn, message: Message, photo: StoredPhoto
) -> bool:
    """Keep a photo; an earlier one than the closing shows nothing about it, nor one that was sent
    before."""
    if photo.taken_at is not None and doubts.is_older(work, turn.closing.at, photo.taken_at):
        await _say(work, by, turn, "recheck-new-photo")
        return False
    known_before = await alike.earlier(work, photo.key, photo.look, also=("recheck",))
    if known_before or await doubts.turned(await work.photos(turn.report), photo.look):
        await _say(work, by, turn, "recheck-known-photo")
        return False
    row = new_photo(work, message, by.chat, photo, "recheck")
    await work.give_photos(turn.report, [row])
    turn.visit.photo_id = row.id
    return True


async def _take_place(work: Work, by: By, turn: _Turn, place: Place) -> bool:
    far = float(geodesic((turn.report.lat, turn.report.lon), (place.lat, place.lon)).meters)
    unsure = doubts.unsure(turn.report.accuracy, place.accuracy)
    if far > work.rules.recheck.near_m + unsure:
        lang = by.chat.lang
        text = say(lang, "recheck-far", code=turn.report.code, distance=distance(far, lang))
        await work.post(by.chat, Outgoing(text=text), report=turn.report)
        return False
    turn.visit.lat, turn.visit.lon = place.lat, place.lon
    turn.visit.accuracy = place.accuracy
    return True


async def _go_on(work: Work, by: By, turn: _Turn) -> None:
    """Ask for what is missing, or what they found."""
    visit, lang = turn.visit, by.chat.lang
    if visit.photo_id is None:
        await _say(work, by, turn, "recheck-photo", place=visit.lat is None)
    elif visit.lat is None:
        await _say(work, by, turn, "recheck-place", place=True)
    else:
        buttons = tuple(
            (Button(say(lang, f"button-found-{found}"), f"rv:{visit.id}:{found}"),)
            for found in ("done", "not", "unclear")
        )
        text = say(lang, "recheck-found", code=turn.report.code)
        message = Outgoing(text=text, buttons=buttons)
        key = f"recheck:{visit.id}:found:{visit.photo_id}"
        await work.post(by.chat, message, key=key, report=turn.report)


async def _say(work: Work, by: By, turn: _Turn, text: str, *, place: bool = False) -> None:
    lang = by.chat.lang
    button = say(lang, "button-share-place") if place else ""
    message = Outgoing(text=say(lang, text, code=turn.report.code), asks_place=button)
    key = f"recheck:{turn.visit.id}:{text}:{work.now:%H%M%S}"
    await work.post(by.chat, message, key=key, report=turn.report)


async def _judge(work: Work, by: By, turn: _Turn, found: str) -> str:
    """Take a verdict. "Not done" opens nothing by itself: the office decides."""
    visit, recheck, report = turn.visit, turn.recheck, turn.report
    visit.verdict = found
    await reports.stop_waiting(work.session, by.chat.id or 0, by.person.id or 0)
    await work.record(report, "rechecked", person=by.person, chat=by.chat, data={"found": found})
    await visits.close(work, recheck, visit, f"recheck-thanks-{found}")
    if found == "not":
        after = await work.photos(report, "after")
        shown = {"after": visit.photo_id, "photo_id": after[-1].id if after else None}
        doubt = {"why": "recheck", "visit": visit.id, "code": report.code} | shown
        await doubts.add(work, report, turn.closing, [doubt])
        await card.refresh(work, report)
        return "toast-rated"
    await visits.finish(work, recheck, found)
    if found == "done":
        if report.state == "resolved":
            await closings.confirm(work, report, "recheck", by.person, by.chat)
        await _tell_ward(work, report, recheck)
    return "toast-rated"


async def _tell_ward(work: Work, report: Report, recheck: Recheck) -> None:
    for group in await dealing_with(work, report):
        post = await outbox.by_key(work.session, f"card:{report.id}:{report.hops}:{group.id}")
        text = say(group.lang, "recheck-done-ward", code=report.code)
        message = Outgoing(text=text, reply_to_post=post.id if post else None)
        await work.post(group, message, key=f"rechecked:{recheck.id}:{group.id}", report=report)


async def listing(work: Work, by: By) -> Outgoing:
    """What somebody is asked to look at; for inspectors also what waits for somebody."""
    lang, person_id = by.chat.lang, by.person.id or 0
    own = await rechecks.visits_of(work.session, person_id)
    for visit, _ in own:
        recheck = await work.session.get_one(Recheck, visit.recheck_id)
        await visits.show(work, recheck, visit, by.chat, f"{work.now:%F-%H%M%S}")
    crowd = await visits.gather(work)
    if person_id not in crowd.inspectors:
        offer = Button(say(lang, "button-ask-inspector"), "rq:0")
        text = say(lang, "recheck-own" if own else "recheck-none")
        return Outgoing(text=text, buttons=((offer,),))
    free = [
        recheck
        for recheck in await rechecks.open_ones(work.session)
        if not await visits.open_visits(work, recheck)
        and not await rechecks.is_judged(work.session, recheck.id or 0)
        and person_id in await visits.in_turn(work, recheck, crowd)
    ]
    lines, buttons = [say(lang, "recheck-list", count=len(free))], []
    for recheck in free[:8]:
        report = await work.session.get_one(Report, recheck.report_id)
        kind = work.rules.kind(report.kind).label(lang)
        ward = work.world.wards.name(recheck.ward_id)
        lines.append(f"#{report.code} · {kind} · {ward}")
        buttons.append((Button(f"#{report.code}", f"rp:{recheck.id}"),))
    return Outgoing(text="\n".join(lines), buttons=tuple(buttons))
