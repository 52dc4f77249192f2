"""Pictures that platforms have already, so that they are sent by name."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import insert_new
from storage.tables import Upload

_KNOWN = select(col(Upload.key), col(Upload.ref)).where(
    col(Upload.channel) == bindparam("channel"),
    col(Upload.key).in_(bindparam("keys", expanding=True)),
)


async def remember(session: AsyncSession, channel: str, key: str, ref: str, now: datetime) -> None:
    await insert_new(session, Upload, [{"channel": channel, "key": key, "ref": ref, "at": now}])


async def known(session: AsyncSession, channel: str, keys: Sequence[str]) -> dict[str, str]:
    """The platform's references by our keys."""
    found = await session.exec(_KNOWN, params={"channel": channel, "keys": list(keys)})
    return dict(found.all())


async def forget(session: AsyncSession, channel: str, keys: Sequence[str]) -> None:
    await session.exec(
        delete(Upload).where(col(Upload.channel) == channel, col(Upload.key).in_(keys))
    )
