"""Rows of closings: each time a report was said to be done, and what others said to that."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, text
from sqlmodel import Field, SQLModel

from storage.database import Id
from storage.tables.columns import moment, own_id, ref

_UNANSWERED = "mood = '' AND reminded_at IS NULL AND ended_at IS NULL AND asked_at IS NOT NULL"


class Closing(SQLModel, table=True):
    """A ward's word that a report is done, and its reporter's word on it."""

    __table_args__ = (
        Index("ix_closing_ward", "at", "ward_id"),
        Index(
            "ix_closing_unanswered",
            "at",
            sqlite_where=text(_UNANSWERED),
            postgresql_where=text(_UNANSWERED),
        ),
    )
    id: int | None = own_id()
    report_id: int = ref("report.id", index=True)
    event_id: int = Field(foreign_key="event.id", unique=True, sa_type=Id)
    ward_id: int = ref("ward.id")
    own: bool = False
    """by the reporter, who is not asked then"""
    at: datetime = moment()
    ended_at: datetime | None = moment(optional=True)
    """since when it is the report's closing no more: undone, or the report was opened again"""
    undone: bool = False
    asked_at: datetime | None = moment(optional=True)
    reminded_at: datetime | None = moment(optional=True)
    mood: str = ""
    """the reporter's word: good, fair or bad"""
    reason: str = ""
    """the slug of what was bad"""
    rated_at: datetime | None = moment(optional=True)
    confirmed_by: str = ""
    """reporter, recheck or silence"""


class Flag(SQLModel, table=True):
    """Something about a closing, or about the photo that a report came with, that a human should
    look at; it accuses nobody."""

    __table_args__ = (
        Index(
            "ix_flag_open",
            "report_id",
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )
    id: int | None = own_id()
    closing_id: int | None = ref("closing.id", optional=True, index=True)
    """none where it is about what the report came with"""
    report_id: int = ref("report.id")
    reasons: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    at: datetime = moment()
    told_at: datetime | None = moment(optional=True)
    """when somebody who may decide was told"""
    reminded_at: datetime | None = moment(optional=True)
    decided_at: datetime | None = moment(optional=True)
    decided_by: int | None = ref("person.id", optional=True)
    verdict: str = ""
    """fine, reopened, over where the closing ended by itself, or upheld where a photo was known"""
