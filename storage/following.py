"""Who follows a report: those who saw the same, and the reporters of its duplicates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import create_new
from storage.tables import Draft, Follower, Report


@dataclass(frozen=True, slots=True)
class Following:
    """A person to tell, where they sent their own photo of it, and the code that it has there."""

    person_id: int
    chat_id: int
    message_id: str
    code: str = ""


async def follow(
    session: AsyncSession, report: Report, person_id: int, draft: Draft, message_id: str
) -> None:
    """Let somebody hear of a report like its reporter, once; the reporter does anyway."""
    if report.person_id == person_id:
        return
    row = Follower(
        report_id=report.id or 0,
        person_id=person_id,
        chat_id=draft.chat_id,
        message_id=message_id,
        at=draft.at,
    )
    await create_new(session, row)


async def followers(session: AsyncSession, report: Report) -> list[Following]:
    """All but the reporter, each once. That somebody follows by a duplicate is worked out anew each
    time, so that an undo needs no more than the report's own state."""
    found: dict[int, Following] = {}
    ids = [report.id or 0]
    seen = set(ids)
    while ids:
        same = (
            await session.exec(
                select(Report)
                .where(col(Report.duplicate_of).in_(ids), Report.state == "duplicate")
                .order_by(col(Report.id))
            )
        ).all()
        for one in same:
            own = Following(one.person_id, one.chat_id, one.message_id, one.code)
            found.setdefault(one.person_id, own)
        rows = await session.exec(
            select(Follower).where(col(Follower.report_id).in_(ids)).order_by(col(Follower.id))
        )
        for row in rows:
            found.setdefault(row.person_id, Following(row.person_id, row.chat_id, row.message_id))
        ids = [one.id for one in same if one.id is not None and one.id not in seen]
        seen.update(ids)
    found.pop(report.person_id, None)
    return list(found.values())


async def original(session: AsyncSession, report: Report) -> Report:
    """The report that is dealt with in the place of this one: itself, unless it is a duplicate."""
    seen = {report.id}
    while report.state == "duplicate" and report.duplicate_of not in {None, *seen}:
        report = await session.get_one(Report, report.duplicate_of)
        seen.add(report.id)
    return report


async def held(session: AsyncSession, chat_id: int, person_id: int | None = None) -> Draft | None:
    """The half about which somebody is being asked in a chat, the latest of several; about which
    anybody is, where it does not matter who."""
    query = select(Draft).where(Draft.chat_id == chat_id, col(Draft.held_until).is_not(None))
    if person_id is not None:
        query = query.where(Draft.person_id == person_id)
    return (await session.exec(query.order_by(col(Draft.id).desc()))).first()


async def held_too_long(session: AsyncSession, now: datetime, limit: int = 200) -> Sequence[int]:
    """The halves about which nobody answered in time."""
    found = await session.exec(
        select(col(Draft.id))
        .where(col(Draft.held_until).is_not(None), col(Draft.held_until) <= now)
        .order_by(col(Draft.held_until))
        .limit(limit)
    )
    return [draft_id for draft_id in found if draft_id is not None]


async def locked(session: AsyncSession, draft_id: int) -> Draft | None:
    """A held half that nobody else files or joins until this transaction ends."""
    found = await session.exec(
        select(Draft)
        .where(Draft.id == draft_id, col(Draft.held_until).is_not(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.first()
