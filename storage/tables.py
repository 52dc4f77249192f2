"""The tables, and nothing else: what each row means and what may exist only once."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from storage.database import Id, UtcTime


def _id() -> Any:
    return Field(default=None, primary_key=True, sa_type=Id)


def _ref(target: str, *, optional: bool = False, index: bool = False) -> Any:
    column: Column[Any] = Column(Id, ForeignKey(target), nullable=optional, index=index)
    return Field(default=None, sa_column=column)


def _at(*, optional: bool = False) -> Any:
    return Field(default=None, sa_column=Column(UtcTime, nullable=optional))


def _json() -> Any:
    return Field(default_factory=dict, sa_type=JSON)


def _text(default: str = "") -> Any:
    return Field(default=default, sa_type=Text)


class Inbox(SQLModel, table=True):
    """A raw update as it came, kept until it is handled; parked when it cannot be."""

    __table_args__ = (
        UniqueConstraint("source", "event_id"),
        Index(
            "ix_inbox_undone",
            "id",
            sqlite_where=text("done_at IS NULL AND parked_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND parked_at IS NULL"),
        ),
        Index("ix_inbox_done_at", "done_at"),
    )
    id: int | None = _id()
    source: str
    event_id: str
    lane: str
    """Rows of one lane are handled in order, one at a time."""
    body: str = _text()
    received_at: datetime = _at()
    done_at: datetime | None = _at(optional=True)
    parked_at: datetime | None = _at(optional=True)
    attempts: int = 0
    error: str = _text()


class Chat(SQLModel, table=True):
    """A place to send to: a person's private chat or a group, on one channel."""

    __table_args__ = (UniqueConstraint("channel", "address"),)
    id: int | None = _id()
    channel: str
    address: str
    kind: str
    """private or group"""
    title: str = ""
    topic: str | None = None
    lang: str = "vi"
    role: str = ""
    """ward, unit, office or nothing"""
    ward_id: int | None = _ref("ward.id", optional=True, index=True)
    unit_id: int | None = _ref("unit.id", optional=True, index=True)
    active: bool = True
    is_admin: bool | None = None
    """whether the bot is an administrator there; unknown until the platform said so"""
    not_before: datetime | None = _at(optional=True)
    bound_at: datetime | None = _at(optional=True)
    """since when it has its role: nothing that fell due before is sent to it"""


class Outbox(SQLModel, table=True):
    """A message to send or to change, and what became of it."""

    __table_args__ = (
        Index(
            "ix_outbox_pending",
            "due_at",
            "id",
            sqlite_where=text("sent_at IS NULL AND dead_at IS NULL"),
            postgresql_where=text("sent_at IS NULL AND dead_at IS NULL"),
        ),
        Index("ix_outbox_message", "chat_id", "message_id"),
        Index("ix_outbox_sent_at", "sent_at"),
    )
    id: int | None = _id()
    chat_id: int = _ref("chat.id")
    kind: str = "message"
    """message, edit, toast (the answer to a press) or probe (a question to the platform)"""
    payload: dict[str, Any] = _json()
    key: str | None = Field(default=None, unique=True)
    original_id: int | None = _ref("outbox.id", optional=True)
    report_id: int | None = _ref("report.id", optional=True, index=True)
    version: int = 0
    created_at: datetime = _at()
    due_at: datetime = _at()
    expires_at: datetime | None = _at(optional=True)
    attempts: int = 0
    sent_at: datetime | None = _at(optional=True)
    dead_at: datetime | None = _at(optional=True)
    error: str = _text()
    message_id: str | None = None


class Person(SQLModel, table=True):
    """Somebody who writes to the bot, whatever accounts they use."""

    id: int | None = _id()
    name: str = ""
    unit_id: int | None = _ref("unit.id", optional=True, index=True)
    nudge: bool = False
    created_at: datetime = _at()


class Account(SQLModel, table=True):
    """A person's identity on one channel."""

    __table_args__ = (UniqueConstraint("channel", "address"),)
    id: int | None = _id()
    person_id: int = _ref("person.id", index=True)
    channel: str
    address: str


class Unit(SQLModel, table=True):
    """A branch or team that reports, with a daily target."""

    id: int | None = _id()
    name: str = Field(unique=True)
    invite: str = Field(unique=True)
    target: int | None = None
    remind_at: str | None = None
    """HH:MM in the installation's time zone; the rules' hour when empty"""
    created_at: datetime = _at()


class Ward(SQLModel, table=True):
    """An area with a code and a period of validity."""

    __table_args__ = (UniqueConstraint("code", "valid_from"),)
    id: int | None = _id()
    code: str = Field(index=True)
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    geometry: bytes = Field(sa_type=LargeBinary)
    approximate: bool = False
    source: str = _text()
    licence: str = _text()
    successors: str = _text()
    """codes of the wards that took over, separated by spaces"""


class Grant(SQLModel, table=True):
    """What a person may do: admin everywhere, or officer of one ward."""

    __table_args__ = (UniqueConstraint("person_id", "role", "ward_id"),)
    id: int | None = _id()
    person_id: int = _ref("person.id")
    role: str
    ward_id: int | None = _ref("ward.id", optional=True)
    granted_by: int | None = _ref("person.id", optional=True)
    at: datetime = _at()


class AccessRequest(SQLModel, table=True):
    """Somebody asks to be an officer of a ward; an admin decides."""

    id: int | None = _id()
    person_id: int = _ref("person.id", index=True)
    ward_id: int = _ref("ward.id")
    chat_id: int = _ref("chat.id")
    at: datetime = _at()
    decided_at: datetime | None = _at(optional=True)
    decided_by: int | None = _ref("person.id", optional=True)
    granted: bool | None = None


class Report(SQLModel, table=True):
    """One thing wrong in the street, from filing to its confirmed end."""

    __table_args__ = (
        Index("ix_report_unit", "unit_id", "created_at"),
        Index("ix_report_ward", "ward_id", "created_at"),
        Index("ix_report_person", "person_id", "created_at"),
        Index(
            "ix_report_open",
            "ward_id",
            "id",
            sqlite_where=text("state IN ('new', 'accepted', 'reopened')"),
            postgresql_where=text("state IN ('new', 'accepted', 'reopened')"),
        ),
        Index("ix_report_created_at", "created_at"),
    )
    id: int | None = _id()
    code: str = Field(unique=True)
    state: str = "new"
    person_id: int = _ref("person.id")
    unit_id: int | None = _ref("unit.id", optional=True)
    ward_id: int = _ref("ward.id")
    kind: str
    urgent: bool = False
    description: str = _text()
    lat: float
    lon: float
    accuracy: float | None = None
    place: str = _text()
    chat_id: int = _ref("chat.id")
    message_id: str
    """the message that completed the report: the natural key against filing it twice"""
    album: str | None = None
    hops: int = 0
    """how often it was passed to another ward"""
    created_at: datetime = _at()
    filed_at: datetime = _at()
    """when the ward that has it now got it: deadlines count from here"""
    accept_due: datetime = _at()
    resolve_due: datetime = _at()
    accepted_at: datetime | None = _at(optional=True)
    resolved_at: datetime | None = _at(optional=True)
    confirmed_at: datetime | None = _at(optional=True)
    ended_at: datetime | None = _at(optional=True)
    reopened_at: datetime | None = _at(optional=True)
    hours: float | None = None
    """working hours from filing to resolution"""
    reason: str = _text()


class Photo(SQLModel, table=True):
    """A stored photo of a draft or a report. The file has no metadata; what it said is here."""

    __table_args__ = (
        UniqueConstraint("chat_id", "message_id"),
        Index("ix_photo_album", "chat_id", "album"),
    )
    id: int | None = _id()
    draft_id: int | None = _ref("draft.id", optional=True, index=True)
    report_id: int | None = _ref("report.id", optional=True, index=True)
    role: str = "before"
    key: str
    dhash: int = Field(default=0, sa_type=Id)
    width: int
    height: int
    taken_at: datetime | None = Field(default=None, sa_type=DateTime)
    """by the camera's own clock, which knows no time zone"""
    lat: float | None = None
    lon: float | None = None
    chat_id: int = _ref("chat.id")
    message_id: str
    album: str | None = None
    caption: str = _text()
    """the words that came with it, so that a correction replaces them and nothing else"""
    at: datetime = _at()


class Draft(SQLModel, table=True):
    """Half a report: photos that wait for a place, or a place that waits for a photo."""

    # A number is never given again: what was asked about one draft was not asked about the next.
    __table_args__ = (
        Index("ix_draft_owner", "chat_id", "person_id"),
        {"sqlite_autoincrement": True},
    )
    id: int | None = _id()
    chat_id: int = _ref("chat.id")
    person_id: int = _ref("person.id")
    lat: float | None = None
    lon: float | None = None
    accuracy: float | None = None
    place: str = _text()
    place_message_id: str | None = None
    description: str = _text()
    at: datetime = _at()


class Event(SQLModel, table=True):
    """Something that happened to a report: who, when, what, from which message."""

    id: int | None = _id()
    report_id: int = _ref("report.id", index=True)
    kind: str
    person_id: int | None = _ref("person.id", optional=True)
    chat_id: int | None = _ref("chat.id", optional=True)
    message_id: str | None = None
    at: datetime = _at()
    data: dict[str, Any] = _json()
    undone_at: datetime | None = _at(optional=True)


class Awaited(SQLModel, table=True):
    """The bot asked one person in one chat for something about a report."""

    __table_args__ = (UniqueConstraint("chat_id", "person_id"),)
    id: int | None = _id()
    chat_id: int = _ref("chat.id")
    person_id: int = _ref("person.id")
    report_id: int = _ref("report.id")
    what: str
    """after (the photo) or reason (of a refusal)"""
    until: datetime = _at()


class Occasion(SQLModel, table=True):
    """A moment that was dealt with: exactly once a kind, period and subject."""

    __table_args__ = (UniqueConstraint("kind", "period", "subject"),)
    id: int | None = _id()
    kind: str
    period: str
    subject: str
    at: datetime = _at()


class Upload(SQLModel, table=True):
    """A picture that a platform already has, by our key, so that it is sent without its bytes."""

    __table_args__ = (UniqueConstraint("channel", "key"),)
    id: int | None = _id()
    channel: str
    key: str
    ref: str
    at: datetime = _at()


class Setting(SQLModel, table=True):
    """What the installation remembers about itself."""

    key: str = Field(primary_key=True)
    value: str = _text()


class SandboxMessage(SQLModel, table=True):
    """A message as the sandbox's chats show it: the sandbox's platform side."""

    id: int | None = _id()
    address: str = Field(index=True)
    body: dict[str, Any] = _json()
    at: datetime = _at()
    changed: int = Field(default=0, sa_type=Id, index=True)
    """a rising number, so that a page can ask for what changed since"""
    waiting: str = _text()
    """what a person did, as an update that the bot has not stored yet"""
