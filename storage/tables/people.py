"""Rows of who there is: people, chats and groups, branches, and what people may do."""

from datetime import UTC, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.columns import moment, own_id, ref


class Person(SQLModel, table=True):
    """Somebody who writes to the bot, whatever accounts they use."""

    id: int | None = own_id()
    name: str = ""
    unit_id: int | None = ref("unit.id", optional=True, index=True)
    nudge: bool = False
    created_at: datetime = moment()


class Account(SQLModel, table=True):
    """A person's identity on one channel."""

    __table_args__ = (UniqueConstraint("channel", "address"),)
    id: int | None = own_id()
    person_id: int = ref("person.id", index=True)
    channel: str
    address: str


WHEN_THEY_WRITE = datetime(9999, 1, 1, tzinfo=UTC)
"""until when a chat waits that can be written to only after its person wrote"""


class Chat(SQLModel, table=True):
    """A place to send to: a person's private chat or a group, on one channel."""

    __table_args__ = (UniqueConstraint("channel", "address"),)
    id: int | None = own_id()
    channel: str
    address: str
    kind: str
    """private or group"""
    title: str = ""
    topic: str | None = None
    lang: str = "vi"
    role: str = ""
    """ward, unit, office or nothing"""
    ward_id: int | None = ref("ward.id", optional=True, index=True)
    unit_id: int | None = ref("unit.id", optional=True, index=True)
    active: bool = True
    is_admin: bool | None = None
    """whether the bot is an administrator there; unknown until the platform said so"""
    not_before: datetime | None = moment(optional=True)
    bound_at: datetime | None = moment(optional=True)
    """since when it has its role: nothing that fell due before is sent to it"""

    @property
    def open(self) -> bool:
        """Whether it can be written to now, as far as its platform said."""
        return self.active and self.not_before != WHEN_THEY_WRITE


class Unit(SQLModel, table=True):
    """A branch or team that reports, with a daily target."""

    id: int | None = own_id()
    name: str = Field(unique=True)
    invite: str = Field(unique=True)
    target: int | None = None
    remind_at: str | None = None
    """HH:MM in the installation's time zone; the rules' hour when empty"""
    created_at: datetime = moment()


class Grant(SQLModel, table=True):
    """What a person may do: admin or inspector everywhere, or officer of one ward."""

    __table_args__ = (UniqueConstraint("person_id", "role", "ward_id"),)
    id: int | None = own_id()
    person_id: int = ref("person.id")
    role: str
    ward_id: int | None = ref("ward.id", optional=True)
    granted_by: int | None = ref("person.id", optional=True)
    at: datetime = moment()


class JoinCode(SQLModel, table=True):
    """A code that is typed on the other side to join it: another account of the same person, or
    the group that takes the place of this one."""

    id: int | None = own_id()
    code: str = Field(unique=True)
    person_id: int = ref("person.id", index=True)
    chat_id: int | None = ref("chat.id", optional=True)
    """the group that moves; none for a person's accounts"""
    until: datetime = moment()


class AccessRequest(SQLModel, table=True):
    """Somebody asks to be an officer of a ward, or without one an inspector; an admin decides."""

    id: int | None = own_id()
    person_id: int = ref("person.id", index=True)
    ward_id: int | None = ref("ward.id", optional=True)
    chat_id: int = ref("chat.id")
    at: datetime = moment()
    decided_at: datetime | None = moment(optional=True)
    decided_by: int | None = ref("person.id", optional=True)
    granted: bool | None = None
