"""What is used of a platform's plan: messages since a moment, and groups."""

from datetime import datetime

from sqlalchemy import case, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Chat, Outbox

NEARLY = 80
"""per cent of a plan from which somebody has to act"""

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


async def groups(session: AsyncSession, channel: str) -> int:
    """Groups of a channel in which the bot is."""
    found = await session.exec(
        select(func.count()).where(Chat.channel == channel, Chat.kind == "group", col(Chat.active))
    )
    return found.one()


def nearly(used: int, limit: int) -> bool:
    """Whether a plan is nearly used up."""
    return used * 100 >= limit * NEARLY
