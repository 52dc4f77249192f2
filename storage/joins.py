"""Codes that join two sides: a person's accounts, or a group and the one that takes its place."""

from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import columns, create, create_new, run
from storage.tables import AT_ONCE, Account, Awaited, Follower, Grant, JoinCode, Person, Report


async def offer(
    session: AsyncSession, code: str, person_id: int, chat_id: int | None, until: datetime
) -> bool:
    """Keep a code for whoever asked, in place of an earlier one; False when it is somebody's."""
    await run(
        session,
        delete(JoinCode.__table__).where(  # type: ignore[attr-defined]
            columns(JoinCode).person_id == person_id,
            columns(JoinCode).chat_id.is_(None)
            if chat_id is None
            else columns(JoinCode).chat_id == chat_id,
        ),
    )
    made = JoinCode(code=code, person_id=person_id, chat_id=chat_id, until=until)
    return await create_new(session, made)


async def take(session: AsyncSession, code: str, now: datetime, *, group: bool) -> JoinCode | None:
    """What a code stands for, which is then used up; None where there is none in its time."""
    c = columns(JoinCode)
    await run(session, delete(JoinCode.__table__).where(c.until < now))  # type: ignore[attr-defined]
    kind = c.chat_id.is_not(None) if group else c.chat_id.is_(None)
    found = await run(session, select(c.id).where(c.code == code.upper(), kind).with_for_update())
    row_id = found.scalar()
    if row_id is None:
        return None
    row = await session.get_one(JoinCode, row_id)
    await session.delete(row)
    await session.flush()
    return row


async def channels(session: AsyncSession, person_id: int) -> set[str]:
    """The platforms on which a person has an account."""
    c = columns(Account)
    found = await run(session, select(c.channel).where(c.person_id == person_id))
    return set(found.scalars())


async def rights(session: AsyncSession, person_id: int) -> set[tuple[str, int | None]]:
    """What a person may do: roles, each with its ward where it has one."""
    c = columns(Grant)
    found = await run(session, select(c.role, c.ward_id).where(c.person_id == person_id))
    return {(row.role, row.ward_id) for row in found}


async def part(
    session: AsyncSession, person: Person, channel: str, address: str, now: datetime
) -> list[Account]:
    """Make somebody's accounts but this one people of their own, with nothing but their name and
    branch; those accounts."""
    c = columns(Account)
    other = or_(c.channel != channel, c.address != address)
    found = await run(session, select(c.id).where(c.person_id == person.id, other))
    accounts = [await session.get_one(Account, row_id) for row_id in found.scalars().all()]
    for account in accounts:
        alone = Person(name=person.name, created_at=now, unit_id=person.unit_id)
        await create(session, alone)
        account.person_id = alone.id or 0
    await session.flush()
    return accounts


async def merge(session: AsyncSession, one: Person, other: Person) -> Person:
    """Make two people one: whoever was known first, with all that either did and may do."""
    kept, gone = sorted((one, other), key=lambda person: person.id or 0)
    kept.unit_id = kept.unit_id or gone.unit_id
    kept.nudge = kept.nudge or gone.nudge
    await session.flush()
    grants = columns(Grant)
    has = await rights(session, kept.id or 0)
    for row in (await run(session, select(grants).where(grants.person_id == gone.id))).all():
        if (row.role, row.ward_id) in has:
            await run(session, delete(Grant.__table__).where(grants.id == row.id))  # type: ignore[attr-defined]
    follows = columns(Follower)
    both = select(follows.report_id).where(follows.person_id == kept.id)
    twice = delete(Follower.__table__).where(  # type: ignore[attr-defined]
        follows.person_id == gone.id, follows.report_id.in_(both)
    )
    await run(session, twice)
    asked = columns(Awaited)
    await run(session, delete(Awaited.__table__).where(asked.person_id == gone.id))  # type: ignore[attr-defined]
    for table in SQLModel.metadata.sorted_tables:
        for column in table.c:
            if any(key.target_fullname == "person.id" for key in column.foreign_keys):
                statement = update(table).where(column == gone.id).values({column: kept.id})
                await run(session, statement)
    # What they sent by either account falls under one cap now.
    sent = columns(Report)
    await run(
        session,
        update(Report.__table__).where(sent.person_id == kept.id).values(settle_at=AT_ONCE),  # type: ignore[attr-defined]
    )
    people = columns(Person)
    await run(session, delete(Person.__table__).where(people.id == gone.id))  # type: ignore[attr-defined]
    session.expunge(gone)
    return kept
