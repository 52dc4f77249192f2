"""Pictures that platforms have already, so that they are sent by name."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import columns, insert_new, run
from storage.tables import Upload

_c = columns(Upload)
_KNOWN = select_columns(_c.key, _c.ref).where(
    _c.channel == bindparam("channel"), _c.key.in_(bindparam("keys", expanding=True))
)


async def remember(session: AsyncSession, channel: str, key: str, ref: str, now: datetime) -> None:
    await insert_new(session, Upload, [{"channel": channel, "key": key, "ref": ref, "at": now}])


async def known(session: AsyncSession, channel: str, keys: Sequence[str]) -> dict[str, str]:
    """The platform's references by our keys."""
    found = await run(session, _KNOWN, {"channel": channel, "keys": list(keys)})
    return dict(found.all())


async def forget(session: AsyncSession, channel: str, keys: Sequence[str]) -> None:
    await session.exec(
        delete(Upload).where(col(Upload.channel) == channel, col(Upload.key).in_(keys))
    )
