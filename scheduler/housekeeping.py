"""What has to be tidied: closings that nobody contradicted, handled updates of long ago."""

from datetime import timedelta

from handlers import card
from handlers.work import Work
from storage import occasions, reports, usage

KEEP_INBOX_DAYS = 14


async def confirm_silent(work: Work) -> int:
    """A closing that the reporter let stand for the days they had counts as confirmed; how many."""
    days = work.rules.closing.reopen_days
    found = await reports.silent_since(work.session, work.now, days)
    for report in found:
        report.state, report.confirmed_at = "confirmed", work.now
        await work.record(report, "confirmed", data={"by": "silence"})
        await card.refresh(work, report)
    return len(found)


async def prune(work: Work) -> int:
    """Once a day, forget what no platform will send again; how many rows."""
    day = work.world.day(work.now).isoformat()
    if not await occasions.first_time(work.session, "prune", day, "inbox", work.now):
        return 0
    before, month = work.now - timedelta(days=KEEP_INBOX_DAYS), work.world.month_start(work.now)
    for channel, profile in work.world.bots.items():
        if profile.counts_received:
            await usage.count_forgotten(work.session, channel, month, before)
    return await occasions.prune(work.session, before)
