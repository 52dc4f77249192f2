"""People, their accounts, what they may do, and the chats they write in."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, case
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import create, create_new, insert_new
from storage.tables import (
    WHEN_THEY_WRITE,
    AccessRequest,
    Account,
    Chat,
    Grant,
    Person,
    Setting,
    Unit,
)

# Statements of every message are built once: building one costs as much as running it.
_CHAT = select(Chat).where(
    col(Chat.channel) == bindparam("channel"), col(Chat.address) == bindparam("address")
)
_PERSON = (
    select(Person)
    .join(Account, col(Account.person_id) == col(Person.id))
    .where(
        col(Account.channel) == bindparam("channel"), col(Account.address) == bindparam("address")
    )
)
_GROUPS = (
    select(Chat)
    .where(
        col(Chat.role) == bindparam("role"),
        col(Chat.ward_id) == bindparam("ward_id"),
        col(Chat.active),
    )
    .order_by(col(Chat.id))
)


def one_line(name: str) -> str:
    """A name that people gave themselves: a line of its own in it could pass for the bot's."""
    return " ".join(name.split())


async def chat_at(
    session: AsyncSession, channel: str, address: str, kind: str, title: str = ""
) -> Chat:
    """The row of a chat, made at its first message."""
    known = await find_chat(session, channel, address)
    return await chat_as(session, known, channel, address, kind, title)


async def chat_as(
    session: AsyncSession, known: Chat | None, channel: str, address: str, kind: str, title: str
) -> Chat:
    """The same where it was looked for already."""
    title, chat = one_line(title), known
    if chat is None:
        chat = Chat(channel=channel, address=address, kind=kind, title=title)
        if not await create_new(session, chat):
            chat = await find_chat(session, channel, address)
            assert chat is not None
    if title and chat.title != title:
        chat.title = title
    return chat


async def find_chat(session: AsyncSession, channel: str, address: str) -> Chat | None:
    found = await session.exec(_CHAT, params={"channel": channel, "address": address})
    return found.first()


async def find_person(session: AsyncSession, channel: str, address: str) -> Person | None:
    found = await session.exec(_PERSON, params={"channel": channel, "address": address})
    return found.first()


async def address_on(session: AsyncSession, person_id: int, channel: str) -> str | None:
    """A person's address on a channel, where they are known there."""
    found = await session.exec(
        select(Account.address)
        .where(Account.person_id == person_id, Account.channel == channel)
        .order_by(col(Account.id))
    )
    return found.first()


async def person_of(
    session: AsyncSession, channel: str, address: str, name: str, now: datetime
) -> Person:
    """The person behind an account, made at their first message."""
    known = await find_person(session, channel, address)
    return await person_as(session, known, channel, address, name, now)


async def person_as(
    session: AsyncSession,
    known: Person | None,
    channel: str,
    address: str,
    name: str,
    now: datetime,
) -> Person:
    """The same where they were looked for already."""
    name, person = one_line(name), known
    if person is None:
        person = Person(name=name, created_at=now)
        await create(session, person)
        made = {"person_id": person.id, "channel": channel, "address": address}
        if not await insert_new(session, Account, [made]):
            # Two chats of the same person came at once, and the other one was first.
            await session.delete(person)
            await session.flush()
            person = await find_person(session, channel, address)
            assert person is not None
    if name and person.name != name:
        person.name = name
    return person


async def private_chat(session: AsyncSession, person_id: int) -> Chat | None:
    """Where to write to a person alone: only where they opened such a chat, and rather in one that
    can be written to now."""
    found = await session.exec(
        select(Chat)
        .join(
            Account,
            (col(Account.channel) == col(Chat.channel))
            & (col(Account.address) == col(Chat.address)),
        )
        .where(Account.person_id == person_id, Chat.kind == "private", col(Chat.active))
        .order_by(case((col(Chat.not_before) == WHEN_THEY_WRITE, 1), else_=0), col(Chat.id).desc())
    )
    return found.first()


async def is_granted(
    session: AsyncSession, person_id: int, role: str, ward_id: int | None = None
) -> bool:
    query = select(Grant.id).where(Grant.person_id == person_id, Grant.role == role)
    if ward_id is not None:
        query = query.where(Grant.ward_id == ward_id)
    return (await session.exec(query)).first() is not None


async def has_admin(session: AsyncSession) -> bool:
    return (await session.exec(select(Grant.id).where(Grant.role == "admin"))).first() is not None


async def grant(
    session: AsyncSession,
    person_id: int,
    role: str,
    now: datetime,
    *,
    ward_id: int | None = None,
    by: int | None = None,
) -> bool:
    """Give a role; False when the person had it."""
    if await is_granted(session, person_id, role, ward_id):
        return False
    session.add(Grant(person_id=person_id, role=role, ward_id=ward_id, granted_by=by, at=now))
    await session.flush()
    return True


async def admin_chats(session: AsyncSession) -> Sequence[Chat]:
    """The private chats of all admins who opened one."""
    found = await session.exec(
        select(Chat)
        .join(
            Account,
            (col(Account.channel) == col(Chat.channel))
            & (col(Account.address) == col(Chat.address)),
        )
        .join(Grant, col(Grant.person_id) == col(Account.person_id))
        .where(Grant.role == "admin", Chat.kind == "private", col(Chat.active))
        .distinct()
    )
    return found.all()


async def groups(
    session: AsyncSession, role: str, *, ward_id: int | None = None, unit_id: int | None = None
) -> Sequence[Chat]:
    """The active groups with a role, of one ward or unit or of all."""
    if ward_id is not None:
        found = await session.exec(_GROUPS, params={"role": role, "ward_id": ward_id})
        return found.all()
    query = select(Chat).where(Chat.role == role, col(Chat.active))
    if unit_id is not None:
        query = query.where(Chat.unit_id == unit_id)
    return (await session.exec(query.order_by(col(Chat.id)))).all()


async def units(session: AsyncSession) -> Sequence[Unit]:
    return (await session.exec(select(Unit).order_by(col(Unit.name)))).all()


async def names(
    session: AsyncSession, ids: Collection[int], unit_ids: Collection[int] | None = None
) -> dict[int, str]:
    """What some people are called: those of some branches only, where these are named."""
    query = select(Person.id, Person.name).where(col(Person.id).in_(ids))
    if unit_ids is not None:
        query = query.where(col(Person.unit_id).in_(unit_ids))
    return {number: name for number, name in await session.exec(query) if number is not None}


async def branches(session: AsyncSession, ids: Collection[int]) -> dict[int, str]:
    """The names of the branches of some people."""
    query = select(Person.id, Unit.name).join(Unit, col(Unit.id) == col(Person.unit_id))
    found = await session.exec(query.where(col(Person.id).in_(ids)))
    return {number: name for number, name in found if number is not None}


async def of_unit(session: AsyncSession, unit_id: int) -> set[int]:
    """The ids of a branch's members."""
    found = await session.exec(select(Person.id).where(Person.unit_id == unit_id))
    return {person_id for person_id in found if person_id is not None}


async def new_unit(session: AsyncSession, name: str, now: datetime) -> Unit:
    unit = Unit(name=name, invite=secrets.token_urlsafe(9), created_at=now)
    session.add(unit)
    await session.flush()
    return unit


async def unit_by_invite(session: AsyncSession, invite: str) -> Unit | None:
    return (await session.exec(select(Unit).where(Unit.invite == invite))).first()


async def open_request(
    session: AsyncSession, person_id: int, ward_id: int | None, chat_id: int, now: datetime
) -> AccessRequest | None:
    """A new request to be an officer, or without a ward an inspector; None while an earlier one
    waits."""
    waiting = await session.exec(
        select(AccessRequest.id).where(
            AccessRequest.person_id == person_id,
            col(AccessRequest.ward_id).is_(None)
            if ward_id is None
            else AccessRequest.ward_id == ward_id,
            col(AccessRequest.decided_at).is_(None),
        )
    )
    if waiting.first() is not None:
        return None
    request = AccessRequest(person_id=person_id, ward_id=ward_id, chat_id=chat_id, at=now)
    session.add(request)
    await session.flush()
    return request


async def move_chat(session: AsyncSession, channel: str, old: str, new: str) -> Chat | None:
    """Give a chat its new address. What was learnt under that one meanwhile is kept aside."""
    rows = {
        chat.address: chat
        for chat in await session.exec(
            select(Chat).where(Chat.channel == channel, col(Chat.address).in_([old, new]))
        )
    }
    chat, stranger = rows.get(old), rows.get(new)
    if chat is None:
        return None
    if stranger is not None:
        stranger.address = f"{new}#{stranger.id}"
        stranger.active = False
        await session.flush()
    chat.address = new
    await session.flush()
    return chat


async def setting(session: AsyncSession, key: str) -> str | None:
    row = await session.get(Setting, key)
    return row.value if row else None


async def remember(session: AsyncSession, key: str, value: str) -> None:
    row = await session.get(Setting, key)
    if row is None:
        session.add(Setting(key=key, value=value))
    else:
        row.value = value
    await session.flush()


async def forget(session: AsyncSession, key: str) -> bool:
    """Remove a setting; False when there was none."""
    row = await session.get(Setting, key)
    if row is None:
        return False
    await session.delete(row)
    await session.flush()
    return True
