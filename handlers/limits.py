"""Limits that people meet kindly: photos from elsewhere or long ago, and more than one can mean.

Nothing here keeps a report from being filed, and nothing says that somebody is wrong: phones have
wrong clocks, and an old photo may show what is still there.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from geopy.distance import geodesic

from handlers.messages import Outgoing
from handlers.texts import distance, say
from handlers.work import Work
from storage import occasions, people, tallies
from storage.tables import Chat, Photo, Report

CLOCKS_SET = datetime(2020, 1, 1)  # noqa: DTZ001  (a camera's clock)
"""a camera whose clock says less was never told the time"""


def about_photos(work: Work, report: Report, photos: Sequence[Photo], lang: str) -> list[str]:
    """Where and when its photos were taken, as far as they say so and it is not there and then."""
    lines = []
    if (far := _farthest(report, photos)) > work.rules.limits.far_m:
        lines.append(say(lang, "photo-far", distance=distance(far, lang)))
    if day := _long_ago(work, report, photos):
        lines.append(say(lang, "photo-old", day=f"{day:%d/%m/%Y}"))
    return lines


def _farthest(report: Report, photos: Sequence[Photo]) -> float:
    where = (report.lat, report.lon)
    return max(
        (
            geodesic(where, (photo.lat, photo.lon)).meters
            for photo in photos
            if photo.lat is not None and photo.lon is not None
        ),
        default=0.0,
    )


def _long_ago(work: Work, report: Report, photos: Sequence[Photo]) -> date | None:
    # What phones say is local time. One whose clock was never set says nothing.
    said = [photo.taken_at for photo in photos if photo.taken_at and photo.taken_at >= CLOCKS_SET]
    sent = report.created_at.astimezone(work.world.zone).replace(tzinfo=None)
    long_ago = sent - timedelta(hours=work.rules.limits.old_hours)
    return next((taken.date() for taken in sorted(said) if taken < long_ago), None)


async def say_enough(work: Work, report: Report, chat: Chat) -> None:
    """Tell a member, once a day and in private where that can be, that today's reports beyond get
    no points, or that they come faster than anybody can deal with."""
    if chat.channel == "web":
        return
    day = work.world.day(report.created_at)
    rules, hurry = work.world.points.on(day), work.rules.limits.hurry_reports
    fewest = hurry if rules is None else min(rules.cap, hurry)
    known = work.speaks is not None and work.speaks[1] == report.person_id
    if known and day == work.world.day(work.now) and work.reports_today < fewest:
        return
    start, end = work.world.day_bounds(day)
    sent = await tallies.times_of(work.session, report.person_id, start, end)
    if rules is not None and len(sent) > rules.cap:
        await _say(work, report, chat, day, "enough-today", most=rules.cap)
    elif len(_lately(sent, report.created_at, work)) > hurry:
        await _say(work, report, chat, day, "no-hurry", count=len(sent))


def _lately(sent: Sequence[datetime], now: datetime, work: Work) -> list[datetime]:
    since = now - timedelta(minutes=work.rules.limits.hurry_minutes)
    return [moment for moment in sent if since < moment <= now]


async def _say(
    work: Work, report: Report, chat: Chat, day: date, text: str, **args: object
) -> None:
    subject = report.person_id
    if not await occasions.first_time(work.session, text, day.isoformat(), subject, work.now):
        return
    private = await people.private_chat(work.session, report.person_id) or chat
    reply = report.message_id if private.id == chat.id else None
    message = Outgoing(text=say(private.lang, text, **args), reply_to=reply)
    await work.post(private, message, report=report)
