"""Re-checks: the lot is drawn once a week, and somebody is asked for each until one has looked."""

from collections import Counter
from datetime import timedelta

from handlers import doubts, lots, visits
from handlers.messages import Outgoing
from handlers.periods import Week, week_of
from handlers.texts import say
from handlers.work import Work
from scheduler.reminders import is_quiet
from storage import occasions, rechecks
from storage.database import create_new
from storage.tables import Draw, Recheck

WEEKS_AHEAD = 1
"""for which the secret is made beforehand"""
GIVEN_UP = 28
"""days after a week was to be drawn: what nobody looked at by then is of no use any more"""


async def draw_lots(work: Work) -> int:
    """Make the secrets of this week and the next, and draw the lots of weeks that are over, also of
    those that passed while nothing ran; how many closings were drawn."""
    if not work.rules.recheck.per_ward:
        return 0
    today = work.world.day(work.now)
    this = week_of(today, work.rules.board.weekday)
    for number in range(WEEKS_AHEAD + 1):
        await _open(work, Week(this.start + timedelta(days=7 * number)))
    early = work.now < work.world.at(today, work.rules.recheck.at)
    last = today - timedelta(days=lots.DAYS + early)
    found = await rechecks.undrawn(work.session, last)
    return sum([await _draw(work, draw) for draw in found])


async def _open(work: Work, week: Week) -> None:
    if await rechecks.draw_of(work.session, week.start) is None:
        draw = Draw(
            week=week.name,
            first_day=week.start,
            secret=lots.new_secret(work.world.rng),
            opened_at=work.now,
        )
        await create_new(work.session, draw)


async def _draw(work: Work, draw: Draw) -> int:
    wards, week = work.world.wards, Week(draw.first_day)
    start, end = work.world.day_bounds(week.start)[0], work.world.day_bounds(week.last)[1]
    closed = {closing.id: closing for closing in await rechecks.closed_in(work.session, start, end)}
    codes = {
        number: wards.rows[wards.current(closing.ward_id)].code
        for number, closing in closed.items()
    }
    draw.pool = lots.pool_of((ward, number or 0) for number, ward in codes.items())
    draw.seed = lots.seed_of(draw.secret, draw.pool)
    draw.per_ward, draw.drawn_at = work.rules.recheck.per_ward, work.now
    drawn = lots.draw(draw.seed, draw.pool, draw.per_ward)
    for _, number in drawn:
        closing = closed[number]
        recheck = Recheck(
            draw_id=draw.id or 0,
            closing_id=number,
            report_id=closing.report_id,
            ward_id=closing.ward_id,
        )
        await create_new(work.session, recheck)
    return len(drawn)


async def ask_visitors(work: Work) -> int:
    """Ask somebody for each re-check that nobody is asked for now, and the next one where somebody
    did not go; how many were asked."""
    if is_quiet(work):
        return 0
    asked, rules, crowd = 0, work.rules.recheck, None
    today, alone = work.world.day(work.now), Counter[int]()
    for recheck in await rechecks.open_ones(work.session):
        turns = await rechecks.visits(work.session, recheck.id or 0)
        if turns and turns[-1].verdict:
            # The office has to decide.
            continue
        for visit in turns:
            late = work.now - visit.asked_at >= timedelta(days=rules.days)
            if visit.ended_at is None and late:
                await visits.close(work, recheck, visit, "recheck-late")
        if any(visit.ended_at is None for visit in turns):
            continue
        draw = await work.session.get_one(Draw, recheck.draw_id)
        too_late = lots.days_late(draw.first_day, today) >= GIVEN_UP
        if len(turns) >= rules.people or too_late:
            await visits.finish(work, recheck, "nobody")
            continue
        crowd = crowd or await visits.gather(work)
        match await visits.ask_next(work, recheck, crowd):
            case "asked":
                asked += 1
            case "nobody" if not turns:
                alone[recheck.draw_id] += 1
    for draw_id, count in alone.items():
        await _tell_office(work, draw_id, count)
    return asked


async def _tell_office(work: Work, draw_id: int, count: int) -> None:
    """Say once a week that nobody may be asked about some of what was drawn, and who could help."""
    chats = await doubts.deciding(work)
    draw = await work.session.get_one(Draw, draw_id)
    if not chats or not await occasions.first_time(
        work.session, "recheck-nobody", draw.week, draw_id, work.now
    ):
        return
    week = Week(draw.first_day).label()
    for chat in chats:
        text = say(chat.lang, "recheck-nobody", week=week, count=count)
        await work.post(chat, Outgoing(text=text), key=f"recheck-nobody:{draw.week}:{chat.id}")
