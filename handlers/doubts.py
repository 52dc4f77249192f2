"""What speaks against a closing, and the question to those who may decide. It accuses nobody."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from geopy.distance import geodesic

from handlers import alike, reused
from handlers.likeness import Look, same_turned
from handlers.limits import CLOCKS_SET
from handlers.messages import Button, Outgoing, Place
from handlers.telling import pair_picture
from handlers.texts import distance, say
from handlers.work import Work
from storage import flags, outbox, people, reports
from storage.database import create
from storage.tables import Chat, Closing, Flag, Photo, Report

Doubt = dict[str, Any]

UNSURE = 500.0
"""metres that a phone may say it is unsure of at most"""
PLACE_HOLDS = timedelta(hours=1)
"""how long before closing a place that an officer shared is taken for where they closed"""


async def of_photo(
    work: Work, report: Report, photo: Photo, look: Look, place: Place | None
) -> list[Doubt]:
    """What there is to say against an after-photo, taken at a place as far as that is known."""
    found = [doubt.as_json() for doubt in await alike.doubts(work, report, photo, look)]
    if not any(doubt["why"] == "like_before" for doubt in found):
        found += [
            alike.Doubt("like_before", before.id, report.code).as_json()
            for before in await turned(await work.photos(report, "before"), look)
        ]
    if place is None and photo.lat is not None and photo.lon is not None:
        place = Place(photo.lat, photo.lon)
    if place is None:
        place = await _shared(work, report)
    if place is not None:
        found += too_far(work, report, place)
    if photo.taken_at is not None:
        found += too_old(work, report, photo.taken_at)
    return [doubt | {"after": photo.id} for doubt in found]


async def is_known(work: Work, report: Report, photo: Photo, look: Look) -> bool:
    """Whether a photo of what its reporter put right was there before."""
    if await alike.earlier(work, photo.key, look):
        return True
    return bool(await turned(await work.photos(report), look))


async def turned(photos: Iterable[Photo], look: Look) -> list[Photo]:
    """Of a report's own photos those of which one is a copy turned about. That takes some ten
    times as long as to look for a photo among all, so only these are asked, and in a thread."""
    kept = [(photo, photo.look or b"", (photo.dhash, photo.dhash2)) for photo in photos]
    return [
        photo
        for photo, shown, code in kept
        if await asyncio.to_thread(same_turned, shown, code, look)
    ]


def too_far(work: Work, report: Report, place: Place) -> list[Doubt]:
    """Whether an officer's place is further from the report than both could be wrong by."""
    far = float(geodesic((report.lat, report.lon), (place.lat, place.lon)).meters)
    most = work.rules.closing.far_m + unsure(report.accuracy, place.accuracy)
    return [{"why": "far", "metres": far}] if far > most else []


def unsure(*accuracies: float | None) -> float:
    """By how much places may be wrong together, as far as phones say so."""
    return sum(min(accuracy or 0.0, UNSURE) for accuracy in accuracies)


def too_old(work: Work, report: Report, taken_at: datetime) -> list[Doubt]:
    """Whether a camera says that it took the photo before there was the report."""
    older = is_older(work, report.created_at, taken_at)
    return [{"why": "old", "at": taken_at.isoformat()}] if older else []


def is_older(work: Work, moment: datetime, taken_at: datetime) -> bool:
    """Whether a camera says that it took a photo before a moment. Its clock may be wrong by the
    time zones of the whole world, and one that was never set says nothing."""
    local = moment.astimezone(work.world.zone).replace(tzinfo=None)
    return CLOCKS_SET <= taken_at < local - timedelta(hours=work.rules.closing.clock_hours)


async def _shared(work: Work, report: Report) -> Place | None:
    """The place that an officer shared for this report lately."""
    for event in reversed(await reports.events(work.session, report.id or 0)):
        if event.kind == "place" and event.at >= work.now - PLACE_HOLDS:
            return Place(**event.data)
    return None


async def add(work: Work, report: Report, closing: Closing, found: Sequence[Doubt]) -> None:
    """Flag a closing, or add to its flag while nobody has decided, and ask. Where somebody has,
    further photos of it raise no further question, and people's words do."""
    if not found:
        return
    flag = await flags.of_closing(work.session, closing.id or 0)
    if flag is None or (flag.decided_at is not None and said_by_people(found)):
        flag = Flag(
            closing_id=closing.id or 0, report_id=report.id or 0, reasons=list(found), at=work.now
        )
        await create(work.session, flag)
        await ask(work, flag, report)
        return
    new = [doubt for doubt in found if doubt not in flag.reasons]
    if new and flag.decided_at is None:
        flag.reasons = [*flag.reasons, *new]
        await _show(work, flag, report)


def said_by_people(found: Iterable[Doubt]) -> bool:
    return any(doubt["why"] in ("reporter", "recheck") for doubt in found)


async def ask(work: Work, flag: Flag, report: Report) -> bool:
    """Ask those who may decide; False where there is nobody yet."""
    chats = await deciding(work)
    for chat in chats:
        message = await _question(work, flag, report, chat.lang)
        await work.post(chat, message, key=f"flag:{flag.id}:{chat.id}", report=report)
    if chats:
        flag.told_at = work.now
    return bool(chats)


async def deciding(work: Work) -> Sequence[Chat]:
    """The office's groups, and where there are none, the admins."""
    offices = await people.groups(work.session, "office")
    return offices or await people.admin_chats(work.session)


async def _question(work: Work, flag: Flag, report: Report, lang: str) -> Outgoing:
    if flag.closing_id is None:
        return await reused.question(work, flag, report, lang)
    ward = work.world.wards.name(report.ward_id)
    lines = [say(lang, "flag-ask", code=report.code, ward=ward)]
    lines += [f"• {line}" for line in dict.fromkeys(_reasons(work, flag.reasons, lang))]
    lines.append(say(lang, "flag-how"))
    fine = "button-found-done" if recheck_in(flag) else "button-photo-fine"
    buttons = (
        Button(say(lang, fine), f"fg:{flag.id}:fine"),
        Button(say(lang, "button-photo-wrong"), f"fg:{flag.id}:wrong"),
    )
    picture = await _picture(work, flag, report, lang)
    return Outgoing(text="\n".join(lines), picture=picture, buttons=(buttons,))


def _reasons(work: Work, doubts: Iterable[Doubt], lang: str) -> Iterable[str]:
    for doubt in doubts:
        match doubt["why"]:
            case "far":
                yield say(lang, "doubt-far", distance=distance(doubt["metres"], lang))
            case "old":
                taken = datetime.fromisoformat(doubt["at"]).replace(tzinfo=work.world.zone)
                yield say(lang, "doubt-old", at=work.when(taken, lang, dated=True))
            case why:
                known = {"code": doubt.get("code", ""), "name": doubt.get("name", "")}
                yield say(lang, f"doubt-{why.replace('_', '-')}", **known)


async def _picture(work: Work, flag: Flag, report: Report, lang: str) -> dict[str, Any] | None:
    """The after-photo beside the photo that it resembles, or else beside the one before."""
    picture = await pair_picture(work, report, lang)
    if picture is None:
        return None
    of_photos = [doubt for doubt in flag.reasons if doubt.get("after")]
    resembling = [doubt for doubt in of_photos if doubt.get("photo_id")] or of_photos
    for doubt in resembling[:1]:
        after = await work.session.get_one(Photo, doubt["after"])
        picture |= {"after": after.key}
        if doubt.get("photo_id") and doubt["why"] != "like_before":
            other = await work.session.get_one(Photo, doubt["photo_id"])
            label = say(lang, "picture-of", code=doubt["code"])
            picture |= {"before": other.key, "before_label": label}
        if doubt["why"] == "recheck":
            picture |= {
                "before_label": say(lang, "picture-after"),
                "after_label": say(lang, "picture-recheck"),
            }
    return picture


async def _show(work: Work, flag: Flag, report: Report, decided: str = "") -> None:
    """Bring the question up to date wherever it stands."""
    for post in await outbox.about(work.session, report.id or 0, f"flag:{flag.id}:"):
        chat = await work.session.get_one(Chat, post.chat_id)
        message = await _question(work, flag, report, chat.lang)
        if decided:
            said = say(chat.lang, decided)
            message = replace(message, text=f"{message.text}\n{said}", buttons=(), news=said)
        await work.change(post, message)


async def decide(work: Work, flag: Flag, report: Report, verdict: str, by: int | None) -> None:
    """Let a flag be decided: fine, reopened, or over where there is nothing to decide any more."""
    flag.decided_at, flag.decided_by, flag.verdict = work.now, by, verdict
    await work.session.flush()
    await _show(work, flag, report, f"flag-{verdict}")


def recheck_in(flag: Flag) -> Doubt | None:
    """What somebody who went there found, if that is a reason to look."""
    return next((doubt for doubt in flag.reasons if doubt["why"] == "recheck"), None)


async def end(work: Work, closing: Closing) -> None:
    """Drop the question about a closing that ended."""
    flag = await flags.of_closing(work.session, closing.id or 0)
    if flag is not None and flag.decided_at is None:
        report = await work.session.get_one(Report, closing.report_id)
        await decide(work, flag, report, "over", None)
