"""Saving messages where a month's plan is nearly used up: cards that can wait go out together."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.work import Work, World
from storage import usage
from storage.tables import Chat, Report

LEAD = timedelta(minutes=2)
"""how long before the hour its cards are put together: whoever comes later waits for the next"""


class Used(NamedTuple):
    """Messages of a plan that a month has used so far."""

    sent: int
    received: int

    @property
    def both(self) -> int:
        return self.sent + self.received


async def used(session: AsyncSession, world: World, channel: str, now: datetime) -> Used:
    """What this month has used of a channel's plan. What people send is counted where it is not
    known that it costs nothing."""
    since, profile = world.month_start(now), world.bot(channel)
    return Used(
        await usage.sent(session, channel, since, albums_as_one=profile.albums_as_one),
        await usage.received(session, channel, since) if profile.counts_received else 0,
    )


async def goes_at(work: Work, report: Report, chat: Chat) -> datetime | None:
    """When the card of a report goes out with others of its hour; None where it goes as ever."""
    limit = work.world.bot(chat.channel).monthly
    if not limit or report.urgent or chat.kind != "group":
        return None
    have = await used(work.session, work.world, chat.channel, work.now)
    return next_hour(work.now + LEAD) if usage.nearly(have.both, limit) else None


def next_hour(moment: datetime) -> datetime:
    """The first full hour after a moment."""
    return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
