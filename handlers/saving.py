"""Saving messages where a month's plan is nearly used up: cards that can wait go out together."""

from datetime import datetime, timedelta

from handlers.work import Work
from storage import usage
from storage.tables import Chat, Report

LEAD = timedelta(minutes=2)
"""how long before the hour its cards are put together: whoever comes later waits for the next"""


async def used(work: Work, channel: str) -> int:
    """Messages of a channel's plan that this month has used."""
    return await usage.sent(
        work.session,
        channel,
        work.world.month_start(work.now),
        albums_as_one=work.world.bot(channel).albums_as_one,
    )


async def goes_at(work: Work, report: Report, chat: Chat) -> datetime | None:
    """When the card of a report goes out with others of its hour; None where it goes as ever."""
    limit = work.world.bot(chat.channel).monthly
    if not limit or report.urgent or chat.kind != "group":
        return None
    near = usage.nearly(await used(work, chat.channel), limit)
    return next_hour(work.now + LEAD) if near else None


def next_hour(moment: datetime) -> datetime:
    """The first full hour after a moment."""
    return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
