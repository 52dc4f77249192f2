"""The outbox: messages to send and to change, each exactly once by its key."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import UtcTime, announce, columns, insert_new, run
from storage.tables import Outbox

PENDING = (col(Outbox.sent_at).is_(None), col(Outbox.dead_at).is_(None))
TAKEN_BACK = "taken back"
SOON = timedelta(seconds=1)
"""what falls due within it is announced: the sender may sleep as long, not knowing of it"""

# Statements of every message are built once: building one costs as much as running it.
_BY_KEY = select(Outbox).where(col(Outbox.key) == bindparam("key"))
_LOCKED_BY_KEY = _BY_KEY.with_for_update().execution_options(populate_existing=True)
_c = columns(Outbox)
PENDING_ROWS = (_c.sent_at.is_(None), _c.dead_at.is_(None))
_DROP = (
    update(Outbox.__table__)  # type: ignore[attr-defined]
    # Not in the words of the index of what waits: PostgreSQL would read through all of that.
    .where(_c.key == bindparam("taken"), func.coalesce(_c.sent_at, _c.dead_at).is_(None))
    .values(
        dead_at=bindparam("now", type_=UtcTime), key=None, error=TAKEN_BACK, version=_c.version + 1
    )
)


async def put(
    session: AsyncSession,
    chat_id: int,
    payload: dict[str, Any],
    *,
    now: datetime,
    key: str | None = None,
    kind: str = "message",
    report_id: int | None = None,
    due: datetime | None = None,
    lifetime: timedelta | None = None,
    original_id: int | None = None,
) -> int | None:
    """Write a post; its id. With a key that stands unsent its contents are replaced; with one that
    was sent nothing happens and None comes back."""
    row: dict[str, Any] = {
        "chat_id": chat_id,
        "kind": kind,
        "payload": payload,
        "key": key,
        "original_id": original_id,
        "report_id": report_id,
        "version": 0,
        "created_at": now,
        "due_at": due or now,
        "expires_at": now + lifetime if lifetime else None,
        "attempts": 0,
        "error": "",
    }
    ids = await insert_new(session, Outbox, [row])
    if row["due_at"] <= now + SOON:
        announce(session)
    if ids:
        return ids[0]
    # Locked, because the sender may be about to record that it was sent.
    found = (await session.exec(_LOCKED_BY_KEY, params={"key": key})).first()
    if found is None or found.sent_at is not None or found.dead_at is not None:
        return None
    if found.payload != payload:
        found.payload = payload
        found.version += 1
    found.due_at = max(found.due_at, due or now)
    return found.id


async def change(
    session: AsyncSession,
    post: Outbox,
    payload: dict[str, Any],
    now: datetime,
    *,
    edits: bool = True,
) -> bool:
    """Give a post new contents: in place while it is unsent, by an edit once it is sent. What it
    was given last costs no edit. Where the platform knows none, a sent post goes on saying what is
    shown, and only its news are kept; then True."""
    await session.refresh(post, with_for_update=True)
    if payload == post.payload:
        return False
    if post.sent_at is not None and not edits:
        post.payload = post.payload | {"news": payload.get("news", "")}
        return True
    post.payload = payload
    if post.sent_at is None and post.dead_at is None:
        post.version += 1
    else:
        await edit(session, post, payload, now)
    return False


async def edit(session: AsyncSession, post: Outbox, payload: dict[str, Any], now: datetime) -> None:
    """Have a sent post changed to this."""
    await put(
        session,
        post.chat_id,
        payload,
        now=now,
        key=f"edit:{post.id}",
        kind="edit",
        report_id=post.report_id,
        original_id=post.id,
    )


async def drop_unsent(session: AsyncSession, key: str, now: datetime) -> None:
    """Take back a post that is not sent yet, and free its key."""
    await run(session, _DROP, {"taken": key, "now": now})


async def by_message(session: AsyncSession, chat_id: int, message_id: str) -> Outbox | None:
    """The post that a platform's message shows."""
    found = await session.exec(
        select(Outbox)
        .where(Outbox.chat_id == chat_id, Outbox.message_id == message_id)
        .order_by(col(Outbox.id))
    )
    return found.first()


async def with_choices(session: AsyncSession, chat_id: int, since: datetime) -> list[Outbox]:
    """The posts in a chat that offered choices by number, of the last ones sent since a moment; the
    newest first."""
    found = await session.exec(
        select(Outbox)
        .where(Outbox.chat_id == chat_id, col(Outbox.sent_at) >= since)
        .order_by(col(Outbox.sent_at).desc(), col(Outbox.id).desc())
        .limit(50)
    )
    return [post for post in found if post.payload.get("choices")]


async def by_key(session: AsyncSession, key: str) -> Outbox | None:
    return (await session.exec(_BY_KEY, params={"key": key})).first()


async def cards_due(session: AsyncSession, due: datetime) -> Sequence[Outbox]:
    """The cards that wait until exactly a moment, by chat."""
    found = await session.exec(
        select(Outbox)
        .where(*PENDING, col(Outbox.due_at) == due, col(Outbox.key).startswith("card:"))
        .order_by(col(Outbox.chat_id), col(Outbox.id))
        .with_for_update()
    )
    return found.all()


async def cards(session: AsyncSession, report_id: int, hops: int) -> Sequence[Outbox]:
    """The posts in ward and office groups that show a report which was passed on so often."""
    return await about(session, report_id, f"card:{report_id}:{hops}:")


async def about(session: AsyncSession, report_id: int, key: str) -> Sequence[Outbox]:
    """The posts about a report whose keys begin so."""
    found = await session.exec(
        select(Outbox)
        .where(Outbox.report_id == report_id, col(Outbox.key).startswith(key))
        .order_by(col(Outbox.id))
    )
    return found.all()
