"""Recurring points ("điểm tái vi phạm"): when a place becomes one, and who hears of it."""

from collections.abc import Sequence
from datetime import date, timedelta

from handlers.card import map_link
from handlers.messages import Button, Outgoing
from handlers.routing import dealing_with
from handlers.rules import OTHER
from handlers.texts import say
from handlers.words import new_code
from handlers.work import Work
from storage import people, reports, spots
from storage.database import create_new
from storage.near import cell
from storage.spots import Seen
from storage.tables import Report, Spot


def times(seen: Sequence[Seen], day_of: dict[int, date]) -> int:
    """How often a thing came to a place: what comes on a day on which it is reported there already,
    and not done, is the same once more."""
    count = 0
    for at, one in enumerate(seen):
        count += not any(
            day_of[other.id] == day_of[one.id]
            and (other.resolved_at is None or other.resolved_at > one.created_at)
            for other in seen[:at]
        )
    return count


async def notice(work: Work, report: Report) -> Spot | None:
    """Know a report as one of a recurring point; the point, if this report made the place one.
    While its kind is not known, nothing has come back."""
    rules = work.rules.recurring
    if report.spot_id is not None:  # to set even the same value costs a flush
        report.spot_id = None
    if report.sort != "problem" or report.kind == OTHER:
        return None
    where = report.kind, report.lat, report.lon, work.rules.same_m(report.kind)
    longest = max(rules.days, rules.quiet_days)
    since = report.created_at - timedelta(days=longest)
    await work.session.flush()
    seen = await spots.seen_near(work.session, *where, since)
    if any(one.spot_id is not None for one in seen):
        spot = await spots.spot_near(work.session, *where)
        if spot is not None:
            report.spot_id = spot.id
            return None
    since = report.created_at - timedelta(days=rules.days)
    seen = [one for one in seen if one.created_at > since]
    if times(seen, {one.id: work.world.day(one.created_at) for one in seen}) < rules.times:
        return None
    spot = await spots.spot_near(work.session, *where) or await _make(work, report)
    report.spot_id = spot.id
    await work.session.flush()
    await spots.name(work.session, spot, [one.id for one in seen])
    return spot


async def _make(work: Work, report: Report) -> Spot:
    for _ in range(50):
        spot = Spot(
            code=new_code(work.world.rng, 5),
            kind=report.kind,
            lat=report.lat,
            lon=report.lon,
            cell=cell(report.lat, report.lon),
            ward_id=report.ward_id,
            created_at=work.now,
        )
        # A code leads to one thing alone, whether it is typed for a report or for a point.
        taken = await reports.by_code(work.session, spot.code) is not None
        if not taken and await create_new(work.session, spot):
            return spot
    raise RuntimeError("no free code was found")


async def tell(work: Work, spot: Spot, report: Report) -> None:
    """Tell the ward and the office, once, that a place became a recurring point."""
    chats = [*await dealing_with(work, report), *await people.groups(work.session, "office")]
    rules = work.rules.recurring
    for chat in {chat.id: chat for chat in chats}.values():
        lang = chat.lang
        text = say(
            lang,
            "spot-new",
            code=spot.code,
            kind=work.rules.kind(spot.kind).label(lang),
            ward=work.world.wards.name(spot.ward_id),
            times=rules.times,
            days=rules.days,
        )
        message = Outgoing(text=text, buttons=links(work, spot, lang))
        await work.post(chat, message, key=f"spot:{spot.id}:{chat.id}")


def links(work: Work, spot: Spot, lang: str) -> tuple[tuple[Button, ...], ...]:
    page = work.world.spot_link(spot.code)
    history = (Button(say(lang, "button-history"), url=page),) if page else ()
    return ((*history, Button(say(lang, "button-map"), url=map_link(spot.lat, spot.lon))),)
