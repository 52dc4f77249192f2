"""Pictures that platforms have already, so that they are sent by name; photos from the form, of
which it is not sure that a report will need them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import columns, insert_new, run
from storage.tables import Inbox, Photo, Upload

FORM = "form"
"""in the place of a channel, where the form stored a photo"""

_c = columns(Upload)
_KNOWN = select_columns(_c.key, _c.ref).where(
    _c.channel == bindparam("channel"), _c.key.in_(bindparam("keys", expanding=True))
)


async def remember(
    session: AsyncSession, names: Iterable[tuple[str, str, str]], now: datetime
) -> None:
    """Keep (channel, our key, the platform's reference), where none is known."""
    # In one order everywhere, so that two transactions cannot wait for each other.
    rows = [
        {"channel": channel, "key": key, "ref": ref, "at": now}
        for channel, key, ref in sorted(set(names))
    ]
    await insert_new(session, Upload, rows)


async def known(session: AsyncSession, channel: str, keys: Sequence[str]) -> dict[str, str]:
    """The platform's references by our keys."""
    found = await run(session, _KNOWN, {"channel": channel, "keys": list(keys)})
    return dict(found.all())


async def forget(session: AsyncSession, channel: str, keys: Sequence[str]) -> None:
    await session.exec(
        delete(Upload).where(col(Upload.channel) == channel, col(Upload.key).in_(keys))
    )


async def took(session: AsyncSession, key: str, now: datetime) -> None:
    """The form is about to store a photo, maybe not for the first time."""
    await forget(session, FORM, [key])
    await remember(session, [(FORM, key, "")], now)


async def left_over(session: AsyncSession, before: datetime) -> Sequence[str]:
    """Photos that the form stored before a moment and that nothing needs; of the others it is sure
    now that they are needed, and they are not looked at again."""
    old = (col(Upload.channel) == FORM, col(Upload.at) < before)
    keys = set((await session.exec(select(Upload.key).where(*old))).all())
    if not keys:
        return []
    photos = await session.exec(select(Photo.key).where(col(Photo.key).in_(keys)))
    waiting = await session.exec(select(Inbox.body).where(col(Inbox.done_at).is_(None)))
    bodies = "\n".join(waiting.all())
    needed = {*photos.all(), *(key for key in keys if key in bodies)}
    await session.exec(delete(Upload).where(*old))
    return sorted(keys - needed)
