"""What is used of a platform's plan: messages of a month, and groups."""

from datetime import datetime

from sqlalchemy import case, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage import people
from storage.tables import Chat, Inbox, Outbox

NEARLY = 80
"""per cent of a plan from which somebody has to act"""
ALMOST_ALL = 98
"""per cent from which that has to be said while there is something left to say it with"""

_KEPT = "received:"
"""how the setting begins that keeps a number of messages which were forgotten"""
_photos = func.json_array_length(col(Outbox.payload)["more_photos"])


async def sent(
    session: AsyncSession, channel: str, since: datetime, *, albums_as_one: bool = False
) -> int:
    """Messages that went out on a channel since a moment."""
    # Elsewhere an album is as many messages as its photos.
    each = case((_photos > 1, _photos), else_=1)
    count = func.count(col(Outbox.id)) if albums_as_one else func.coalesce(func.sum(each), 0)
    found = await session.exec(
        select(count)
        .join(Chat, col(Chat.id) == col(Outbox.chat_id))
        .where(
            col(Outbox.sent_at) >= since,
            col(Outbox.kind).in_(("message", "edit")),
            Chat.channel == channel,
        )
    )
    return int(found.one())


async def received(session: AsyncSession, channel: str, since: datetime) -> int:
    """Messages that came in on a channel since a moment, which is the beginning of a month; also
    those that were forgotten since, as far as they were counted."""
    found = await session.exec(_received(channel, since))
    return found.one() + await _counted(session, channel, since)


async def count_forgotten(
    session: AsyncSession, channel: str, since: datetime, before: datetime
) -> None:
    """Keep the number of messages of a month that are about to be forgotten."""
    found = await session.exec(_received(channel, since).where(col(Inbox.done_at) < before))
    if count := found.one():
        count += await _counted(session, channel, since)
        await people.remember(session, _KEPT + channel, f"{since.isoformat()} {count}")


async def _counted(session: AsyncSession, channel: str, since: datetime) -> int:
    kept = await people.setting(session, _KEPT + channel)
    month, _, count = (kept or "").partition(" ")
    return int(count) if month == since.isoformat() else 0


def _received(channel: str, since: datetime) -> SelectOfScalar[int]:
    return select(func.count()).where(Inbox.source == channel, col(Inbox.received_at) >= since)


async def groups(session: AsyncSession, channel: str) -> int:
    """Groups of a channel in which the bot is."""
    found = await session.exec(
        select(func.count()).where(Chat.channel == channel, Chat.kind == "group", col(Chat.active))
    )
    return found.one()


def nearly(used: int, limit: int) -> bool:
    """Whether a plan is nearly used up."""
    return used * 100 >= limit * NEARLY


def almost_all(used: int, limit: int) -> bool:
    """Whether hardly anything of a plan is left."""
    return used * 100 >= limit * ALMOST_ALL
