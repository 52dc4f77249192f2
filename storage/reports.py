"""Reports, their photos, drafts and events: finding, counting, writing."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, exists, literal, or_
from sqlalchemy import select as select_columns
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import UtcTime, columns, create, first, run
from storage.tables import Awaited, Draft, Event, Flag, Photo, Report
from storage.tables.reports import IS_OPEN, IS_RESOLVED

OPEN = ("new", "accepted", "reopened")
OWN_AFTER = "own_after"
"""what is awaited of a reporter who puts something right"""
LEFT_OUT = "left_out"
"""the role of a photo that another report has: it came with a report and is no part of it"""
NOT_COUNTED = ("withdrawn", "refused", "duplicate")
"""states that count for nobody"""


# Statements of every report are built once: building one costs as much as running it.
_LOCKED = (
    select(Report)
    .where(col(Report.id) == bindparam("id"))
    .with_for_update()
    # It may have been read before it was locked, and changed by another in between.
    .execution_options(populate_existing=True)
)
_BY_CODE = select(Report).where(col(Report.code) == bindparam("code"))
_PHOTOS = (
    select(Photo).where(col(Photo.report_id) == bindparam("report_id")).order_by(col(Photo.id))
)
_DRAFT_PHOTOS = (
    select(Photo).where(col(Photo.draft_id) == bindparam("draft_id")).order_by(col(Photo.id))
)
_GIVE = (
    update(Photo.__table__)  # type: ignore[attr-defined]
    .where(columns(Photo).id == bindparam("photo"))
    .values(report_id=bindparam("report"), draft_id=None)
)
_END_DRAFT = delete(Draft.__table__).where(  # type: ignore[attr-defined]
    columns(Draft).id == bindparam("draft")
)
_PHOTO_AT = select_columns(columns(Photo).id).where(
    columns(Photo).chat_id == bindparam("chat_id"),
    columns(Photo).message_id == bindparam("message_id"),
)
_AWAITED = select_columns(columns(Awaited).id).where(
    columns(Awaited).chat_id == bindparam("chat_id"),
    columns(Awaited).person_id == bindparam("person_id"),
    columns(Awaited).until >= bindparam("now", type_=UtcTime),
)


async def locked(session: AsyncSession, report_id: int) -> Report | None:
    """A report that nobody else can change until this transaction ends."""
    return (await session.exec(_LOCKED, params={"id": report_id})).first()


async def by_code(session: AsyncSession, code: str) -> Report | None:
    return (await session.exec(_BY_CODE, params={"code": code.upper()})).first()


async def by_message(session: AsyncSession, chat_id: int, message_id: str) -> Report | None:
    """The report that a person's own photo belongs to."""
    found = await session.exec(
        select(Report)
        .join(Photo, col(Photo.report_id) == col(Report.id))
        .where(Photo.chat_id == chat_id, Photo.message_id == message_id)
        .where(col(Photo.role).in_(("before", "extra")))
    )
    return found.first()


def _in_album(album: str) -> ColumnElement[bool]:
    """Whether a photo is of an album. Some are called by their first photo, which does not say so
    itself where it came before the others."""
    return or_(col(Photo.album) == album, col(Photo.message_id) == album)


async def by_album(
    session: AsyncSession, chat_id: int, album: str
) -> tuple[Report | None, Photo | None]:
    """The report, if filed, and the first photo of an album in a chat."""
    query = select(Photo).where(Photo.chat_id == chat_id, _in_album(album), Photo.role != LEFT_OUT)
    photo = (await session.exec(query.order_by(col(Photo.id)))).first()
    if photo is None or photo.report_id is None:
        return None, photo
    return await session.get(Report, photo.report_id), photo


async def open_in(session: AsyncSession, ward_ids: Collection[int]) -> Sequence[Report]:
    """The open reports of some wards, oldest first."""
    found = await session.exec(
        select(Report).where(col(Report.ward_id).in_(ward_ids), IS_OPEN).order_by(col(Report.id))
    )
    return found.all()


async def of_person(session: AsyncSession, person_id: int, limit: int = 10) -> Sequence[Report]:
    found = await session.exec(
        select(Report)
        .where(Report.person_id == person_id)
        .order_by(col(Report.created_at).desc(), col(Report.id).desc())
        .limit(limit)
    )
    return found.all()


async def named_places(session: AsyncSession) -> list[tuple[int, str]]:
    """The last reports whose place has a name, newest first: (id, name)."""
    c = columns(Report)
    found = await run(
        session,
        select_columns(c.id, c.place).where(c.place != "").order_by(c.id.desc()).limit(2000),
    )
    return [(row.id, row.place) for row in found]


async def photos(session: AsyncSession, report_id: int, role: str | None = None) -> Sequence[Photo]:
    found = (await session.exec(_PHOTOS, params={"report_id": report_id})).all()
    return [photo for photo in found if role is None or photo.role == role]


async def draft_photos(session: AsyncSession, draft_id: int) -> Sequence[Photo]:
    return (await session.exec(_DRAFT_PHOTOS, params={"draft_id": draft_id})).all()


async def photo_at(session: AsyncSession, chat_id: int, message_id: str) -> Photo | None:
    """The photo that came with a message."""
    params = {"chat_id": chat_id, "message_id": message_id}
    return await first(session, Photo, _PHOTO_AT, params)


async def halves(session: AsyncSession, chat_id: int, person_id: int) -> Sequence[Draft]:
    """A person's halves of reports in a chat, however old."""
    found = await session.exec(
        select(Draft).where(
            Draft.chat_id == chat_id,
            Draft.person_id == person_id,
            col(Draft.held_until).is_(None),
        )
    )
    return found.all()


async def give_photos(session: AsyncSession, report_id: int, photos: Sequence[Photo]) -> None:
    """Make photos, stored already or new, part of a report."""
    for photo in photos:
        if photo.id is None:
            photo.report_id, photo.draft_id = report_id, None
            await create(session, photo)
        else:
            await run(session, _GIVE, {"report": report_id, "photo": photo.id})
            set_committed_value(photo, "report_id", report_id)
            set_committed_value(photo, "draft_id", None)


async def end_draft(session: AsyncSession, draft: Draft) -> None:
    """Forget a draft that became a report and has no photos of its own any more."""
    await session.flush()
    await run(session, _END_DRAFT, {"draft": draft.id})
    session.expunge(draft)


async def remove_draft(session: AsyncSession, draft: Draft) -> None:
    await session.exec(update(Photo).where(col(Photo.draft_id) == draft.id).values(draft_id=None))
    await session.delete(draft)
    await session.flush()


async def forget_album(session: AsyncSession, draft: Draft, album: str) -> bool:
    """Take an album's photos out of a draft as if they had not come; whether others are left."""
    await session.exec(delete(Photo).where(col(Photo.draft_id) == draft.id, _in_album(album)))
    return bool(await draft_photos(session, draft.id or 0))


async def events(session: AsyncSession, report_id: int) -> Sequence[Event]:
    found = await session.exec(
        select(Event).where(Event.report_id == report_id).order_by(col(Event.at), col(Event.id))
    )
    return found.all()


async def awaited(
    session: AsyncSession, chat_id: int, person_id: int, now: datetime
) -> Awaited | None:
    """What the bot asked a person for in a chat, while it may still come."""
    params = {"chat_id": chat_id, "person_id": person_id, "now": now}
    return await first(session, Awaited, _AWAITED, params)


async def await_from(
    session: AsyncSession,
    chat_id: int,
    person_id: int,
    report_id: int,
    what: str,
    until: datetime,
) -> None:
    row = (
        await session.exec(
            select(Awaited).where(Awaited.chat_id == chat_id, Awaited.person_id == person_id)
        )
    ).first()
    if row is None:
        row = Awaited(
            chat_id=chat_id, person_id=person_id, report_id=report_id, what=what, until=until
        )
        session.add(row)
    row.report_id, row.what, row.until = report_id, what, until
    await session.flush()


async def stop_waiting(session: AsyncSession, chat_id: int, person_id: int) -> None:
    found = await session.exec(
        select(Awaited).where(Awaited.chat_id == chat_id, Awaited.person_id == person_id)
    )
    for row in found:
        await session.delete(row)
    await session.flush()


async def silent_since(
    session: AsyncSession, now: datetime, days: int, limit: int = 500
) -> Sequence[Report]:
    """Resolved reports that nobody contradicted for so many days, and of which nobody still has to
    look at the photo."""
    found = await session.exec(
        select(Report)
        .where(
            IS_RESOLVED,
            col(Report.resolved_at) < now - timedelta(days=days),
            ~exists().where(col(Flag.report_id) == col(Report.id), col(Flag.decided_at).is_(None)),
        )
        .order_by(col(Report.resolved_at), col(Report.id))
        .limit(limit)
    )
    return found.all()


async def forget_messages(session: AsyncSession, chat_id: int) -> None:
    """Mark the message ids of a chat whose numbering began anew as being of the time before."""
    for table in (Photo, Report):
        old = literal("old:") + col(table.message_id)
        await session.exec(
            update(table)
            .where(col(table.chat_id) == chat_id, col(table.message_id).not_like("old:%"))
            .values(message_id=old)
        )
