"""What has to be tidied: closings that nobody contradicted, handled updates of long ago, photos
that became part of nothing."""

from datetime import timedelta

from handlers import closings
from handlers.work import Work
from storage import occasions, reports, uploads, usage

KEEP_INBOX_DAYS = 14


async def confirm_silent(work: Work) -> int:
    """A closing that the reporter let stand for the days they had counts as confirmed; how many."""
    days = work.rules.closing.reopen_days
    found = await reports.silent_since(work.session, work.now, days)
    for report in found:
        await closings.confirm(work, report, "silence")
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


async def clear(work: Work) -> int:
    """Once a day, delete photos from the form that became part of no report; how many."""
    day = work.world.day(work.now).isoformat()
    if not await occasions.first_time(work.session, "clear", day, "photos", work.now):
        return 0
    before = work.now - timedelta(days=KEEP_INBOX_DAYS)
    keys = await uploads.left_over(work.session, before)
    for key in keys:
        await work.world.delete_photo(key)
    return len(keys)
