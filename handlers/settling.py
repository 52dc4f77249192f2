"""Settling: the ledger is brought to what facts and rules say, by new lines and nothing else."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from math import cos, radians

from handlers.bookkeeping import Book
from handlers.judging import ENDING, next_look, ward_lines
from handlers.points import Version
from handlers.scoring import (
    MEMBER,
    METRES_A_DEGREE,
    PUBLIC,
    VALID,
    Line,
    is_met,
    is_valid,
    member_line,
    owner,
    touches,
)
from handlers.work import Work
from storage import closings, ledger, tallies, targets
from storage.ledger import Sent
from storage.tables import Report

MOST = 200
"""reports that are settled in one transaction"""
JUDGED = ("resolved", "passed", "reopened", "confirmed", "proved", *ENDING)
"""kinds of events that say something about wards"""


async def settle(work: Work) -> int:
    """Look at reports that changed or fell due; how many."""
    await ledger.alone(work.session)
    changed = await ledger.waiting(work.session, work.now, MOST)
    if changed:
        await _settle(work, changed)
    return len(changed)


async def settle_all(work: Work) -> None:
    """Look at all that wait; afterwards nobody else writes to the ledger until this transaction
    ends."""
    while await settle(work):
        pass


async def _settle(work: Work, changed: Sequence[Report]) -> None:
    session, zone = work.session, work.world.zone
    ids = [report.id or 0 for report in changed]
    sent = {one.id: one for one in await ledger.by_id(session, zone, ids)}
    events = await ledger.events(session, ids, JUDGED)
    rated = await closings.moods(session, ids)
    book = await Book.opened(work)
    await book.read(ids)
    touched: dict[int, Sent] = {}
    for report in changed:
        one = sent[report.id or 0]
        rules = work.world.points.on(one.day)
        if rules is not None:
            counts = is_valid(one) or book.about(one.id, VALID)
            around = await _around(work, one, rules) if counts else []
            if _set_member(book, one, around, rules):
                touched |= {other.id: other for other in around if touches(one, other, rules)}
            lines = ward_lines(report, events[one.id], rated[one.id], rules, work.now, zone)
            rows = book.about(one.id, MEMBER, others=True)
            book.set(str(one.id), lines, rows, rules, one.id)
        report.settle_at = next_look(report, work.now)
    others = [one for one in touched.values() if one.id not in sent]
    await book.read([one.id for one in others])
    for one in others:
        rules = work.world.points.on(one.day)
        if rules is not None:
            _set_member(book, one, await _around(work, one, rules), rules)
    # How many rounds count is known from the lines about them.
    await book.write()
    looked_at = (*sent.values(), *others)
    await _set_days(work, book, {(o.unit_id, o.day) for o in looked_at if o.unit_id})
    await book.close()


def _set_member(book: Book, one: Sent, around: Sequence[Sent], rules: Version) -> bool:
    line = member_line(one, around, rules)
    rows = book.about(one.id, MEMBER)
    return book.set(str(one.id), [line] if line else [], rows, rules, one.id)


async def _around(work: Work, one: Sent, rules: Version) -> list[Sent]:
    """The reports on which the worth of one may depend, and those whose worth may depend on it."""
    session, zone = work.session, work.world.zone
    start, end = work.world.day_bounds(one.day)
    days = timedelta(days=rules.same_spot.days)
    # To the last microsecond: what is so many days apart is still the same spot.
    last = max(end, one.created_at + days + timedelta.resolution)
    first = min(start, one.created_at - days)
    found = await ledger.by_person(session, zone, one.person_id, first, last)
    if one.unit_id is not None:
        north = rules.same_spot.metres / METRES_A_DEGREE * 1.01
        east = north / max(cos(radians(one.lat)), 0.01)
        box = (one.lat - north, one.lon - east, one.lat + north, one.lon + east)
        found += await ledger.near(session, zone, one.unit_id, first, last, box)
        if owner(one)[0] == "unit":
            found += await ledger.by_channel(session, zone, one.unit_id, PUBLIC, start, end)
    return list({other.id: other for other in found if other.id != one.id}.values())


async def _set_days(work: Work, book: Book, days: Collection[tuple[int, date]]) -> None:
    """Say of each branch and day whether the target was met: by so many reports that nobody
    refused, or by going and finding nothing."""
    owed = await targets.load(work.session, {unit_id for unit_id, _ in days})
    standing = defaultdict(list)
    for row in await ledger.days_met(work.session, days):
        standing[row.unit_id, row.about].append(row)
    for unit_id, day in sorted(days):
        rules = work.world.points.on(day)
        if rules is None:
            continue
        bounds = work.world.day_bounds(day)
        counts = await tallies.count_sorts(work.session, unit_id, *bounds)
        if rules.method > 1 and counts["clear"]:
            counts["clear"] = await ledger.rounds(work.session, unit_id, *bounds)
        met = counts.total() > 0 and is_met(counts, owed.on(day, unit_id))
        line = Line("day", day, rules.points.day, unit_id=unit_id)
        book.set(f"{unit_id}:{day}", [line] if met else [], standing[unit_id, day], rules)
