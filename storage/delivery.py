"""Delivering the outbox: what goes next in each chat, and what became of it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import outbox
from storage.database import UtcTime, columns, run
from storage.tables import WHEN_THEY_WRITE, Chat, Outbox, Report

GATHERED = "gathered:"
"""how keys of posts begin in which several cards are; those cards count as sent with it"""

_c, _chat = columns(Outbox), columns(Chat)
_OPEN = or_(_chat.not_before.is_(None), _chat.not_before < WHEN_THEY_WRITE)
_aside = case((_c.kind.in_(("toast", "probe")), 1), else_=0).label("aside")
_oldest = (
    select_columns(func.min(_c.id).label("id"), func.max(_c.id).label("last"), _aside)
    .where(*outbox.PENDING_ROWS, _c.due_at <= bindparam("now", type_=UtcTime))
    .group_by(_c.chat_id, _aside)
    .subquery()
)
_HEADS = (
    select_columns(
        _c.id,
        _c.chat_id,
        _oldest.c.last,
        _oldest.c.aside,
        _chat.channel,
        _chat.address,
        _chat.topic,
        _chat.kind,
        _chat.not_before,
        _c.payload["more_photos"].label("photos"),
    )
    .join_from(Outbox.__table__, _oldest, _c.id == _oldest.c.id)  # type: ignore[attr-defined]
    .join(Chat.__table__, _chat.id == _c.chat_id)  # type: ignore[attr-defined]
    .where(_OPEN)
    .order_by(_c.id)
)
_ROWS = (
    select(Outbox, col(Report.code))
    .outerjoin(Report, col(Report.id) == col(Outbox.report_id))
    .where(col(Outbox.id).in_(bindparam("ids", expanding=True)))
)
# Without a join, so that it is read off the index of what waits: SQLite begins a join at the chats.
_NEXT_DUE = select_columns(func.min(_c.due_at)).where(
    *outbox.PENDING_ROWS,
    _c.due_at > bindparam("now", type_=UtcTime),
    _c.chat_id.not_in(select_columns(_chat.id).where(~_OPEN)),
)
_SENT = (
    update(Outbox.__table__)  # type: ignore[attr-defined]
    .where(_c.id == bindparam("row"), _c.version == bindparam("seen"), _c.dead_at.is_(None))
    .values(sent_at=bindparam("now", type_=UtcTime), message_id=bindparam("message"), error="")
)
_NOT_SENT_AT = select_columns(_c.id).where(
    _c.id.in_(bindparam("ids", expanding=True)),
    or_(_c.sent_at.is_(None), _c.sent_at != bindparam("now", type_=UtcTime)),
)


@dataclass(frozen=True, slots=True)
class Head:
    """The oldest due post of a lane, and where it goes."""

    id: int
    last: int
    """the newest due post of the lane"""
    chat_id: int
    aside: bool
    channel: str
    address: str
    topic: str | None
    is_group: bool
    not_before: datetime | None
    items: int = 1
    """how many messages platforms count it for: an album's photos"""


async def heads(session: AsyncSession, now: datetime) -> list[Head]:
    """The oldest due post of every lane, oldest first. What is no message (answers to buttons,
    worthless after some seconds, and probes) has lanes aside and spends no budget."""
    found = await run(session, _HEADS, {"now": now})
    return [
        Head(
            row.id,
            row.last,
            row.chat_id,
            bool(row.aside),
            row.channel,
            row.address,
            row.topic,
            row.kind == "group",
            row.not_before,
            max(len(row.photos or ()), 1),
        )
        for row in found
    ]


async def rows(session: AsyncSession, ids: Sequence[int]) -> dict[int, tuple[Outbox, str | None]]:
    """Rows with the codes of their reports, by id."""
    found = await session.exec(_ROWS, params={"ids": list(ids)})
    return {row.id: (row, code) for row, code in found if row.id is not None}


async def next_due(session: AsyncSession, now: datetime) -> datetime | None:
    """When the next post falls due of those that are not due yet."""
    found: datetime | None = (await run(session, _NEXT_DUE, {"now": now})).scalar_one()
    return found


async def record_unchanged(
    session: AsyncSession, delivered: Sequence[tuple[Outbox, str | None]], now: datetime
) -> Collection[int]:
    """Record the delivery of messages, with the platform's ids for them, that are as they were when
    they were taken; the ids of the others, of which nothing is recorded."""
    params = [
        {"row": row.id, "seen": row.version, "now": now, "message": message_id}
        for row, message_id in delivered
    ]
    result = await run(session, _SENT, params)
    # Drivers count one row, and do not say which of many were there.
    if len(params) == 1 and result.rowcount:
        return ()
    ids = [row.id for row, _ in delivered]
    return set((await run(session, _NOT_SENT_AT, {"ids": ids, "now": now})).scalars())


async def record_sent(
    session: AsyncSession, sent: Outbox, message_id: str | None, now: datetime
) -> None:
    """Record the delivery of a row as it was when it was taken. Contents that changed while it was
    under way follow."""
    original = None
    if sent.original_id is not None:
        # First, as a change of it does: taken the other way round, each would wait for the other.
        original = await session.get_one(Outbox, sent.original_id, with_for_update=True)
    row = await session.get_one(Outbox, sent.id, with_for_update=True)
    taken_back = row.dead_at is not None
    row.sent_at, row.dead_at, row.error = now, None, ""
    changed = row.version != sent.version and not taken_back
    if original is not None:
        row.key = None
        # Only where the edit had to become a fresh message does it bring an id.
        if message_id is not None:
            original.message_id = message_id
        if changed:
            await session.flush()
            await outbox.edit(session, original, row.payload, now)
        return
    row.message_id = message_id
    if not changed or row.kind != "message":
        return
    await session.flush()
    album = row.payload.get("more_photos", ())
    if not album:
        await outbox.edit(session, row, row.payload, now)
    # A photo may be in it twice.
    elif late := [*(Counter(album) - Counter(sent.payload.get("more_photos", ()))).elements()]:
        # No edit adds photos to an album. The row goes on saying what was sent.
        changed_to, row.payload = row.payload, sent.payload
        await session.flush()
        await outbox.put(
            session,
            row.chat_id,
            changed_to | {"more_photos": late},
            now=now,
            key=f"{row.key}:late:{row.version}",
            report_id=row.report_id,
        )


async def record_bare(
    session: AsyncSession, sent: Outbox, message_id: str | None, now: datetime, error: str
) -> None:
    """Record the delivery of a row without what should follow from it, which cannot be written."""
    values: dict[str, Any] = {"sent_at": now, "dead_at": None, "error": error[:2000]}
    # The key of an edit is for the next one.
    values |= {"key": None} if sent.kind == "edit" else {"message_id": message_id}
    await session.exec(update(Outbox).where(col(Outbox.id) == sent.id).values(values))


async def record_failure(
    session: AsyncSession, tried: Outbox, error: str, now: datetime, retry_at: datetime | None
) -> None:
    """Record that sending a row as it was when it was taken failed: given up for good, or tried
    again at a time. Until then the whole chat waits, because its messages must not overtake each
    other. Contents that changed meanwhile get a chance of their own."""
    row = await session.get_one(Outbox, tried.id, with_for_update=True)
    row.attempts += 1
    if row.dead_at is not None:
        return
    row.error = error[:2000]
    if retry_at is None and row.version != tried.version:
        return
    if retry_at is None:
        row.dead_at = now
        if row.kind == "edit":
            row.key = None
    else:
        chat = await session.get_one(Chat, row.chat_id)
        chat.not_before = retry_at


async def forget_messages(session: AsyncSession, chat_id: int) -> None:
    """Forget the platform's message ids of a chat whose numbering began anew."""
    await session.exec(update(Outbox).where(col(Outbox.chat_id) == chat_id).values(message_id=None))


async def unsent(session: AsyncSession, chat_id: int, what: str) -> Sequence[Outbox]:
    """The posts of one sort that have not reached a chat yet: those whose key begins so."""
    found = await session.exec(
        select(Outbox)
        .where(col(Outbox.chat_id) == chat_id, *outbox.PENDING, col(Outbox.key).startswith(what))
        .order_by(col(Outbox.id))
    )
    return found.all()


async def take_apart(session: AsyncSession, chat_id: int) -> None:
    """Let the cards of a chat that were put into one post which is not out wait each by itself."""
    for carrier in await unsent(session, chat_id, GATHERED):
        await session.exec(
            update(Outbox)
            .where(
                col(Outbox.chat_id) == chat_id,
                col(Outbox.key).startswith("card:"),
                col(Outbox.message_id).is_(None),
                col(Outbox.sent_at) == carrier.created_at,
            )
            .values(sent_at=None)
        )


async def try_again(session: AsyncSession, channel: str) -> int:
    """Let what waits for people to write go out all the same; in how many chats."""
    waiting = select(Outbox.chat_id).where(*outbox.PENDING)
    closed = update(Chat).where(
        col(Chat.channel) == channel,
        col(Chat.not_before) == WHEN_THEY_WRITE,
        col(Chat.id).in_(waiting),
    )
    return (await session.exec(closed.values(not_before=None))).rowcount


async def stop_chat(session: AsyncSession, chat_id: int, now: datetime, error: str) -> None:
    """Give up everything unsent to a chat that cannot be written to. Its keys are free again, so
    that it can be posted when the chat comes back."""
    await session.exec(
        update(Outbox)
        .where(col(Outbox.chat_id) == chat_id, *outbox.PENDING)
        .values(dead_at=now, key=None, error=error[:2000])
    )


async def recent(session: AsyncSession, since: datetime) -> list[tuple[int, str, datetime]]:
    """(chat id, channel, sent at) of what was sent since a moment: what counts against limits."""
    found = await session.exec(
        select(Outbox.chat_id, Chat.channel, Outbox.sent_at)
        .join(Chat, col(Chat.id) == col(Outbox.chat_id))
        .where(col(Outbox.sent_at) >= since, Outbox.kind != "toast", Outbox.kind != "probe")
        .order_by(col(Outbox.sent_at))
    )
    return [(chat, channel, at) for chat, channel, at in found if at is not None]


async def backlog(session: AsyncSession, now: datetime) -> tuple[int, datetime | None, int]:
    """How many due posts wait, since when the oldest was due, and how many were given up."""
    found = await session.exec(
        select(func.count(), func.min(col(Outbox.due_at)))
        .join(Chat, col(Chat.id) == col(Outbox.chat_id))
        .where(*outbox.PENDING, col(Outbox.due_at) <= now, _OPEN)
    )
    count, oldest = found.one()
    dead = await session.exec(
        select(func.count()).where(
            col(Outbox.dead_at) >= now - timedelta(days=1),
            Outbox.error != outbox.TAKEN_BACK,
            col(Outbox.kind).in_(("message", "edit")),
        )
    )
    return count, oldest, dead.one()
