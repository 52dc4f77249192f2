"""Filing a report: a place and photos become a numbered report, its cards and the answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers import (
    asking,
    believing,
    card,
    doubted,
    duplicates,
    limits,
    posting,
    recurring,
    reused,
)
from handlers.descriptions import longer
from handlers.messages import Message, Outgoing, Place
from handlers.routing import Outside, route
from handlers.rules import OTHER, Rules
from handlers.sorts import sort_of
from handlers.states import UNTOUCHED, set_deadlines
from handlers.texts import distance, say
from handlers.words import new_code
from handlers.work import Work
from storage import near, reports
from storage.database import create_new
from storage.tables import Chat, Draft, Person, Photo, Report


@dataclass(frozen=True, slots=True)
class Sent:
    """What completed a report: which message, when, and what its sender chose."""

    message_id: str
    at: datetime
    kind: str = ""
    sort: str = ""


async def file(
    work: Work,
    message: Message | Sent,
    chat: Chat,
    draft: Draft,
    photos: Sequence[Photo],
    place: Place,
    *,
    asked: bool = False,
) -> None:
    """File a draft with its photos at a place. Outside all wards the draft goes on waiting, so
    that the person can share a better place; and while they were not ``asked`` yet, where there
    are open reports that may be of the same thing."""
    assert draft.id is not None
    await asking.take_back(work, draft)
    found = route(work.world.wards.map, place, work.rules.intake)
    if isinstance(found, Outside):
        await _say_outside(work, message, chat, draft, found)
        return
    photos = await reused.new_ones(work, chat, draft, photos, place)
    if not photos:
        draft.kind, draft.sort = message.kind or draft.kind, message.sort or draft.sort
        return
    words = draft.description
    kinds = [message.kind] if message.kind else work.rules.kinds_in(words)
    sort = _sort(work.rules, message, draft, kinds)
    kind = kinds[0] if kinds and sort != "clear" else OTHER
    if sort == "problem" and not asked:
        same = await duplicates.alike(work.session, work.rules, kind, place.lat, place.lon)
        if same:
            draft.kind, draft.sort, draft.at = message.kind, sort, message.at
            await duplicates.ask(work, chat, draft, photos, place, same)
            return
    if sort == "fixed":
        reused.set_after(photos)
    person = await work.session.get_one(Person, draft.person_id)
    if chat.role == "unit" and chat.unit_id is not None and person.unit_id is None:
        person.unit_id = chat.unit_id
    report = Report(
        code="",
        sort=sort,
        state="new" if sort == "problem" else "noted",
        person_id=draft.person_id,
        unit_id=chat.unit_id if chat.role == "unit" else person.unit_id,
        ward_id=found.ward.id,
        kind=kind,
        urgent=work.rules.is_urgent(words),
        description=words,
        lat=place.lat,
        lon=place.lon,
        cell=near.cell(place.lat, place.lon),
        accuracy=place.accuracy,
        place=place.label,
        chat_id=chat.id or 0,
        message_id=photos[0].message_id,
        album=photos[0].album,
        # The day it counts for is the day it was sent, even if the bot was away.
        created_at=min(message.at, work.now),
        believed_at=work.now if believing.at_once(sort, chat, photos) else None,
    )
    set_deadlines(report, work.now, work.rules.deadlines, work.world.calendar)
    await _number(work, report)
    work.filed(report)
    await work.give_photos(report, photos)
    insisted = draft.insisted
    await reports.end_draft(work.session, draft)
    await work.record(report, "filed", person=person, chat=chat, message_id=report.message_id)
    spot = await recurring.notice(work, report)
    if insisted:
        await doubted.look(work, report, photos)
    album = report.album is not None
    later = work.now + timedelta(seconds=work.rules.intake.album_seconds) if album else None
    posted = await posting.post(work, report, later)
    await believing.look(work, report)
    if spot is not None:
        await recurring.tell(work, spot, report)
    answer = await card.answer(work, report, chat, dealt_with=posted > 0)
    if sort == "fixed" and not believing.is_shown(photos):
        until = work.now + timedelta(minutes=work.rules.intake.pair_minutes)
        whose = chat.id or 0, draft.person_id, report.id or 0
        await reports.await_from(work.session, *whose, reports.OWN_AFTER, until)
    await work.post(
        chat,
        replace(answer, reply_to=report.message_id),
        key=f"answer:{report.id}",
        report=report,
        due=later,
    )
    await limits.say_enough(work, report, chat)


async def _say_outside(
    work: Work, message: Message | Sent, chat: Chat, draft: Draft, found: Outside
) -> None:
    draft.lat = draft.lon = draft.held_until = None
    if found.nearest is None:
        text = say(chat.lang, "no-wards")
    else:
        far = distance(found.metres, chat.lang)
        text = say(chat.lang, "outside", ward=found.nearest.name, distance=far)
    await work.post(chat, Outgoing(text=text, reply_to=message.message_id))


def _sort(rules: Rules, message: Message | Sent, draft: Draft, kinds: Sequence[str]) -> str:
    """What was chosen or begun, and otherwise what the words say. Whoever began a round and then
    writes of something wrong has found it."""
    if message.sort:
        return message.sort
    said = sort_of(draft.description, rules)
    return draft.sort if said == "problem" and not kinds else said


async def _number(work: Work, report: Report) -> None:
    """Write a report under a code that no other has. Four characters until they become rare, then
    five."""
    for attempt in range(50):
        report.code = new_code(work.world.rng, 4 if attempt < 8 else 5)
        if await create_new(work.session, report):
            return
    raise RuntimeError("no free report code was found")


async def add_photo(work: Work, report: Report, photo: Photo) -> None:
    """A further photo of an album whose report is filed already."""
    assert report.id is not None
    if report.sort == "fixed" and photo.like_id not in {p.id for p in await work.photos(report)}:
        photo.role = "after"
    most = work.rules.intake.max_photos
    if len(await work.photos(report, photo.role)) >= most:
        chat = await work.session.get_one(Chat, photo.chat_id)
        text = say(chat.lang, "photo-too-many", most=most)
        message = Outgoing(text=text, reply_to=photo.message_id)
        await work.post(chat, message, key=f"many:report:{report.id}")
        return
    known = (await reused.known(work.session, [photo], report.person_id)).get(photo.id or 0)
    if known is not None and known.report.id != report.id:
        chat = await work.session.get_one(Chat, photo.chat_id)
        await reused.leave_out(work, chat, photo, known.report)
        return
    await work.give_photos(report, [photo])
    if report.state in UNTOUCHED and photo.caption:
        report.description = longer(report.description, photo.caption)
    await card.refresh(work, report)
    if report.sort == "fixed":
        await posting.tell_of_fixed(work, report)
        await believing.look(work, report)
    await _say_how_many(work, report, await work.photos(report, "before"))
    await posting.post_later_photos(work, report, [photo])


async def _say_how_many(work: Work, report: Report, photos: Sequence[Photo]) -> None:
    """Tell the reporter how many photos there are, where the answer that counts them cannot be
    changed; once for those that come together."""
    chat = await work.session.get_one(Chat, report.chat_id)
    if work.world.bot(chat.channel).edits:
        return
    text = say(chat.lang, "photos-added", code=report.code, count=len(photos))
    due = work.now + timedelta(seconds=work.rules.intake.album_seconds)
    for number in ("", f":{photos[-1].id}"):
        key = f"photos:{report.id}{number}"
        if await work.post(chat, Outgoing(text=text), key=key, report=report, due=due) is not None:
            return
