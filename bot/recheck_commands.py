"""The command for re-checks: which weeks were drawn, and one of them as anybody can repeat it."""

from datetime import date, datetime

from bot import stores
from bot.amounts import amount
from bot.errors import StartError
from bot.settings import Settings
from handlers import lots
from storage import rechecks
from storage.tables import Draw


async def listing(settings: Settings) -> list[str]:
    """All weeks, the latest first: what was drawn, or what is promised of what will be."""
    async with stores.database(settings) as db, db.read() as session:
        lines = []
        for draw in await rechecks.draws(session):
            says = f"promise {lots.promise(draw.secret)}"
            if draw.drawn_at is not None:
                pool, drawn = (
                    len(draw.pool.splitlines()),
                    await rechecks.of_draw(session, draw.id or 0),
                )
                says = f"{len(drawn)} drawn of {amount(pool, 'closing')}{_late(settings, draw)}"
            lines.append(f"{draw.week}\t{says}")
    return lines or ["no week yet: the first is prepared when the bot runs"]


async def of_week(settings: Settings, week: str) -> list[str]:
    """A week's draw: promise, secret, seed, pool, and what was drawn with what came of it."""
    async with stores.database(settings) as db, db.read() as session:
        draw = await rechecks.draw_named(session, week)
        if draw is None:
            raise StartError(f"{week}: no such week; «recheck list» names those there are")
        lines = [f"week\t{draw.week}", f"promise\t{lots.promise(draw.secret)}"]
        lines.append(f"promised on\t{_day(settings, draw.opened_at)}")
        if draw.drawn_at is None:
            return [*lines, "not drawn yet: its secret is shown after that"]
        lines.append(f"drawn on\t{_day(settings, draw.drawn_at)}{_late(settings, draw)}")
        lines += [f"secret\t{draw.secret}", f"seed\t{draw.seed}", f"a ward\t{draw.per_ward}"]
        lines += [f"pool\t{line}" for line in draw.pool.splitlines()]
        found = {
            closing.id: (recheck, report)
            for recheck, closing, report in await rechecks.of_draw(session, draw.id or 0)
        }
        for ward, number in lots.draw(draw.seed, draw.pool, draw.per_ward):
            recheck, report = found[number]
            lines.append(f"drawn\t{ward} {number}\t{report.code}\t{recheck.verdict or 'open'}")
    return lines


def _day(settings: Settings, moment: datetime) -> date:
    return moment.astimezone(settings.zone).date()


def _late(settings: Settings, draw: Draw) -> str:
    assert draw.drawn_at is not None
    days = lots.days_late(draw.first_day, _day(settings, draw.drawn_at))
    return f", {amount(days, 'day')} late" if days > 0 else ""
