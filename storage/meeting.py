"""Who writes where, and what is under way between them and the bot: all of it in one statement,
because every message asks for it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, literal_column
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import UtcTime
from storage.tables import Account, Awaited, Chat, Draft, Person, Photo, Report

Half = tuple[Draft, list[Photo]]
"""half a report and its photos"""

# Whoever is met for the first time is asked for as well, so that nobody has to look again.
_ANYBODY = select_columns(literal_column("1").label("one")).subquery()
_SENT = Photo.__table__.alias("sent")  # type: ignore[attr-defined]
_REPORTS = (
    select_columns(func.count())
    .where(
        col(Report.person_id) == col(Account.person_id),
        col(Report.created_at) >= bindparam("day", type_=UtcTime),
    )
    .correlate(Account)
    .scalar_subquery()
)
_MEET = (
    select(Chat, Person, Awaited, _SENT.c.id, _REPORTS, Draft, Photo)  # type: ignore[call-overload]
    .select_from(_ANYBODY)
    .outerjoin(
        Chat,
        (col(Chat.channel) == bindparam("channel")) & (col(Chat.address) == bindparam("address")),
    )
    .outerjoin(
        Account,
        (col(Account.channel) == bindparam("channel"))
        & (col(Account.address) == bindparam("sender")),
    )
    .outerjoin(Person, col(Person.id) == col(Account.person_id))
    .outerjoin(
        Awaited,
        (col(Awaited.chat_id) == col(Chat.id)) & (col(Awaited.person_id) == col(Person.id)),
    )
    .outerjoin(
        _SENT, (_SENT.c.chat_id == col(Chat.id)) & (_SENT.c.message_id == bindparam("message_id"))
    )
    .outerjoin(
        Draft,
        (col(Draft.chat_id) == col(Chat.id))
        & (col(Draft.person_id) == col(Person.id))
        & (col(Draft.at) >= bindparam("since", type_=UtcTime))
        & col(Draft.held_until).is_(None),
    )
    .outerjoin(Photo, col(Photo.draft_id) == col(Draft.id))
    .order_by(col(Draft.at).desc(), col(Draft.id).desc(), col(Photo.id))
)


class Met(NamedTuple):
    """What is known of a chat and of whoever writes in it."""

    chat: Chat | None
    person: Person | None
    awaited: Awaited | None
    """what they were asked for there, be it too late for that by now"""
    photo_id: int | None
    """the photo that came with a message, where it was stored before"""
    reports: int
    """how many they sent today, whatever became of them"""
    halves: list[Half]
    """their halves of reports there that are young enough, newest first"""


async def meet(
    session: AsyncSession,
    channel: str,
    address: str,
    sender: str,
    *,
    since: datetime,
    day: datetime,
    photo_at: str | None = None,
) -> Met:
    """The chat at an address and the person of an account. ``since`` is how old halves may be, and
    ``day`` is when today began; ``photo_at`` the message with which a photo came."""
    params = {
        "channel": channel,
        "address": address,
        "sender": sender,
        "since": since,
        "day": day,
        "message_id": photo_at,
    }
    rows = (await session.exec(_MEET, params=params)).all()
    halves: dict[int, Half] = {}
    for *_, draft, photo in rows:
        if draft is not None:
            _, photos = halves.setdefault(draft.id, (draft, []))
            if photo is not None:
                photos.append(photo)
    chat, person, awaited, photo_id, reports, *_ = rows[0]
    return Met(chat, person, awaited, photo_id, reports, list(halves.values()))
