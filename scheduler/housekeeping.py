"""What has to be tidied: closings that nobody contradicted, handled updates of long ago."""

from handlers import card
from handlers.work import Work
from storage import occasions, reports

KEEP_INBOX_DAYS = 14


async def confirm_silent(work: Work) -> None:
    """A closing that the reporter let stand for the days they had counts as confirmed."""
    days = work.rules.closing.reopen_days
    for report in await reports.silent_since(work.session, work.now, days):
        report.state, report.confirmed_at = "confirmed", work.now
        await work.record(report, "confirmed", data={"by": "silence"})
        await card.refresh(work, report)


async def prune(work: Work) -> None:
    """Once a day, forget what no platform will send again."""
    day = work.world.day(work.now).isoformat()
    if await occasions.first_time(work.session, "prune", day, "inbox", work.now):
        await occasions.prune(work.session, work.now, KEEP_INBOX_DAYS)
