"""Re-checks: the lot is drawn once a week, and somebody is asked for each until one has looked."""

from datetime import timedelta

from handlers import lots, visits
from handlers.periods import Week, week_of
from handlers.work import Work
from scheduler.reminders import is_quiet
from storage import rechecks
from storage.database import create_new
from storage.tables import Draw, Recheck

WEEKS_AHEAD = 1
"""for which the secret is made beforehand"""
GIVEN_UP = timedelta(days=28)
"""after the draw: what nobody looked at by then is of no use any more"""


async def draw_lots(work: Work) -> int:
    """Make the secrets of this week and the next, and draw last week's lot once it is time; how
    many closings were drawn. Weeks long past are drawn no more."""
    if not work.rules.recheck.per_ward:
        return 0
    this = week_of(work.world.day(work.now), work.rules.board.weekday)
    for number in range(WEEKS_AHEAD + 1):
        await _open(work, Week(this.start + timedelta(days=7 * number)))
    if work.now < work.world.at(this.start, work.rules.recheck.at):
        return 0
    last = Week(this.start - timedelta(days=7))
    draw = await rechecks.draw_of(work.session, last.start)
    if draw is None or draw.drawn_at is not None:
        return 0
    return await _draw(work, draw, last)


async def _open(work: Work, week: Week) -> None:
    if await rechecks.draw_of(work.session, week.start) is None:
        draw = Draw(
            week=week.name,
            first_day=week.start,
            secret=lots.new_secret(work.world.rng),
            opened_at=work.now,
        )
        await create_new(work.session, draw)


async def _draw(work: Work, draw: Draw, week: Week) -> int:
    wards = work.world.wards
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
        assert draw.drawn_at is not None
        if len(turns) >= rules.people or work.now - draw.drawn_at >= GIVEN_UP:
            await visits.finish(work, recheck, "nobody")
            continue
        crowd = crowd or await visits.gather(work)
        asked += await visits.ask_next(work, recheck, crowd)
    return asked
