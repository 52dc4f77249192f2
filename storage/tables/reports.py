"""Rows of reports: halves, photos, what happened to them and what was asked about them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, DateTime, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.database import Id, UtcTime
from storage.tables.columns import first, long_text, mapping, mappings, moment, no, own_id, ref

AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
"""a moment that has come whatever the clock says"""
IS_OPEN = text("state IN ('new', 'accepted', 'reopened')")
IS_RESOLVED = text("state = 'resolved'")
"""in these words indexes of such reports alone are made, and found again by queries"""


class Draft(SQLModel, table=True):
    """Half a report: photos that wait for a place, or a place that waits for a photo."""

    # A number is never given again: what was asked about one draft was not asked about the next.
    __table_args__ = (
        Index("ix_draft_owner", "chat_id", "person_id"),
        Index(
            "ix_draft_held",
            "held_until",
            sqlite_where=text("held_until IS NOT NULL"),
            postgresql_where=text("held_until IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )
    id: int | None = own_id()
    chat_id: int = ref("chat.id")
    person_id: int = ref("person.id")
    lat: float | None = None
    lon: float | None = None
    accuracy: float | None = None
    place: str = long_text()
    place_message_id: str | None = None
    description: str = long_text()
    offered: list[dict[str, Any]] = mappings()
    """the addresses that could be chosen for it, by their number here"""
    insisted: bool = no()
    """its sender says that its photos are new, though they look like earlier ones"""
    sort: str = first("problem")
    kind: str = first("")
    """the kind that its sender chose, where that could be chosen"""
    held_until: datetime | None = moment(optional=True)
    """until when its sender is asked whether it is about one of the open reports near it"""
    at: datetime = moment()


class Report(SQLModel, table=True):
    """One thing wrong in the street, from filing to its confirmed end; or, by its sort, a street
    that was found clean, or a thing that whoever saw it put right themselves."""

    __table_args__ = (
        Index("ix_report_unit", "unit_id", "created_at"),
        Index("ix_report_ward", "ward_id", "created_at"),
        Index("ix_report_person", "person_id", "created_at"),
        Index(
            "ix_report_open",
            "ward_id",
            "id",
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        Index("ix_report_created_at", "created_at"),
        Index(
            "ix_report_settle_at",
            "settle_at",
            sqlite_where=text("settle_at IS NOT NULL"),
            postgresql_where=text("settle_at IS NOT NULL"),
        ),
        Index("ix_report_open_cell", "cell", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("ix_report_cell", "cell", "created_at"),
        Index(
            "ix_report_resolved",
            "resolved_at",
            sqlite_where=IS_RESOLVED,
            postgresql_where=IS_RESOLVED,
        ),
    )
    id: int | None = own_id()
    code: str = Field(unique=True)
    sort: str = first("problem")
    """problem (the usual), clear (a street found clean) or fixed (put right by its reporter, with
    photos before and after): only problems have deadlines and are on the boards of wards"""
    state: str = "new"
    person_id: int = ref("person.id")
    unit_id: int | None = ref("unit.id", optional=True)
    ward_id: int = ref("ward.id")
    kind: str
    urgent: bool = False
    description: str = long_text()
    lat: float
    lon: float
    cell: int | None = Field(default=None, sa_type=Id)
    """the cell of the grid (storage.near) in which it lies"""
    accuracy: float | None = None
    place: str = long_text()
    duplicate_of: int | None = Field(default=None, sa_type=Id, index=True)
    """the report that is dealt with instead. No foreign key: it may be the younger one, and a
    backup brings rows back in the order of their numbers"""
    spot_id: int | None = Field(default=None, sa_type=Id, index=True)
    """the recurring point to whose history it belongs"""
    chat_id: int = ref("chat.id")
    message_id: str
    """the message that completed the report: the natural key against filing it twice"""
    album: str | None = None
    hops: int = 0
    """how often it was passed to another ward"""
    created_at: datetime = moment()
    filed_at: datetime = moment()
    """when the ward that has it now got it: deadlines count from here"""
    accept_due: datetime = moment()
    resolve_due: datetime = moment()
    accepted_at: datetime | None = moment(optional=True)
    believed_at: datetime | None = moment(optional=True)
    """since when what asks nobody to act counts: it is shown, and its sender is known"""
    resolved_at: datetime | None = moment(optional=True)
    confirmed_at: datetime | None = moment(optional=True)
    ended_at: datetime | None = moment(optional=True)
    reopened_at: datetime | None = moment(optional=True)
    hours: float | None = None
    """working hours from filing to resolution"""
    reason: str = long_text()
    doubt: str = first("")
    """open while the office has to say whether its photo is a new one, upheld where it is not"""
    settle_at: datetime | None = Field(default=AT_ONCE, sa_column=Column(UtcTime, nullable=True))
    """when the ledger of points has to look at it next; none where nothing can change by itself"""


class Photo(SQLModel, table=True):
    """A stored photo of a draft or a report. The file has no metadata; what it said is here."""

    __table_args__ = (
        UniqueConstraint("chat_id", "message_id"),
        Index("ix_photo_album", "chat_id", "album"),
    )
    id: int | None = own_id()
    draft_id: int | None = ref("draft.id", optional=True, index=True)
    report_id: int | None = ref("report.id", optional=True, index=True)
    role: str = "before"
    key: str = Field(index=True)
    dhash: int = Field(default=0, sa_type=Id)
    dhash2: int = Field(default=0, sa_type=Id)
    """with `dhash` the 128 bits by which photos that look alike are found"""
    look: bytes | None = Field(default=None, sa_type=LargeBinary)
    """the thumbnail by which that is made sure of; empty where there is too little to see"""
    like_id: int | None = Field(default=None, sa_type=Id)
    """an earlier photo that this one was like when it came, or a later one of those that waited"""
    width: int
    height: int
    taken_at: datetime | None = Field(default=None, sa_type=DateTime)
    """by the camera's own clock, which knows no time zone"""
    lat: float | None = None
    lon: float | None = None
    made_with: str = long_text()
    """editors and generators of pictures that the file named"""
    chat_id: int = ref("chat.id")
    message_id: str
    album: str | None = None
    caption: str = long_text()
    """the words that came with it, so that a correction replaces them and nothing else"""
    at: datetime = moment()


class Event(SQLModel, table=True):
    """Something that happened to a report: who, when, what, from which message."""

    id: int | None = own_id()
    report_id: int = ref("report.id", index=True)
    kind: str
    person_id: int | None = ref("person.id", optional=True)
    chat_id: int | None = ref("chat.id", optional=True)
    message_id: str | None = None
    at: datetime = moment()
    data: dict[str, Any] = mapping()
    undone_at: datetime | None = moment(optional=True)


class Awaited(SQLModel, table=True):
    """The bot asked one person in one chat for something about a report."""

    __table_args__ = (UniqueConstraint("chat_id", "person_id"),)
    id: int | None = own_id()
    chat_id: int = ref("chat.id")
    person_id: int = ref("person.id")
    report_id: int = ref("report.id")
    what: str
    """after (the photo), own_after (of what a reporter puts right), reason (of a refusal) or
    recheck (photo and place of somebody who went there)"""
    until: datetime = moment()


class Follower(SQLModel, table=True):
    """Somebody who saw the same as a report: they are told what becomes of it like its reporter."""

    __table_args__ = (UniqueConstraint("report_id", "person_id"),)
    id: int | None = own_id()
    report_id: int = ref("report.id")
    person_id: int = ref("person.id", index=True)
    chat_id: int = ref("chat.id")
    message_id: str
    """their own photo of it"""
    at: datetime = moment()
