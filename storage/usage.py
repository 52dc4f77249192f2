"""What is used of a platform's plan: messages since a moment, and groups."""

from datetime import datetime

from sqlalchemy import case, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Chat, Outbox

NEARLY = 80
"""per cent of a plan from which somebody has to act"""

# An album is as many messages as its photos.
_photos = func.json_array_length(col(Outbox.payload)["more_photos"])


async def sent(session: AsyncSession, channel: str, since: datetime) -> int:
    """Messages that went out on a channel since a moment."""
    found = await session.exec(
        select(func.coalesce(func.sum(case((_photos > 1, _photos), else_=1)), 0))
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
