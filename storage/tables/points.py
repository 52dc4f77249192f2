"""Rows of what counts: the ledger of points, the rules that it was kept by, targets of branches."""

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.database import Id
from storage.tables.columns import long_text, moment, own_id, ref


def _of(subject: str, *names: str) -> Index:
    """Of the entries that have such a subject."""
    where = text(f"{subject}_id IS NOT NULL")
    return Index(f"ix_entry_{subject}", *names, sqlite_where=where, postgresql_where=where)


class Entry(SQLModel, table=True):
    """A line of the ledger. It is never changed: another one that names it counters it. A branch's
    or member's line has no ward, and a ward's has neither of them."""

    __table_args__ = (
        # All that the boards of a period need, in its order: no line itself has to be read.
        _of("unit", "day", "unit_id", "rule", "count", "points", "about"),
        _of("ward", "day", "ward_id", "rule", "count", "points", "about", "minutes"),
        _of("person", "person_id", "day"),
        Index("ix_entry_day", "day"),
        Index(
            "ix_entry_met",
            "unit_id",
            "about",
            sqlite_where=text("rule = 'day'"),
            postgresql_where=text("rule = 'day'"),
        ),
        Index(
            "ix_entry_later",
            "about",
            sqlite_where=text("day <> about"),
            postgresql_where=text("day <> about"),
        ),
    )
    id: int | None = own_id()
    key: str = Field(unique=True)
    rule: str
    """what it is for: a name in handlers/scoring.py"""
    version: date
    """the first day of the version of the rules that it follows"""
    count: int
    """how many of what the rule counts: 1, or -1 where it counters"""
    points: int
    """in hundredths"""
    minutes: int | None = None
    """of working time, where the rule measures that"""
    unit_id: int | None = ref("unit.id", optional=True)
    ward_id: int | None = ref("ward.id", optional=True)
    person_id: int | None = ref("person.id", optional=True)
    report_id: int | None = ref("report.id", optional=True, index=True)
    event_id: int | None = ref("event.id", optional=True)
    counters: int | None = Field(
        default=None, sa_column=Column(Id, ForeignKey("entry.id"), nullable=True, unique=True)
    )
    about: date
    """the local day of what it is for"""
    day: date
    """the day that it counts on: later, where that one was settled already"""
    reason: str = long_text()
    """why, where a person decided it"""
    at: datetime = moment()


class PointVersion(SQLModel, table=True):
    """A version of the points' rules that was used, as it stood in the file."""

    id: int | None = own_id()
    first_day: date = Field(unique=True)
    last_day: date
    """the latest day that was counted by it"""
    body: str = long_text()
    sha256: str
    at: datetime = moment()


class Target(SQLModel, table=True):
    """What a branch owes each day from a day on; of no branch: what one owes that has set none."""

    __table_args__ = (UniqueConstraint("unit_id", "first_day"),)
    id: int | None = own_id()
    unit_id: int | None = ref("unit.id", optional=True)
    first_day: date
    per_day: int


class FrozenWeek(SQLModel, table=True):
    """Both boards of a week as they were made final, to the byte."""

    id: int | None = own_id()
    name: str = Field(unique=True)
    first_day: date
    last_day: date
    body: str = long_text()
    """canonical JSON"""
    sha256: str
    at: datetime = moment()


class Objection(SQLModel, table=True):
    """A branch or a ward says that a board is wrong; the office decides."""

    __table_args__ = (UniqueConstraint("chat_id", "message_id"),)
    id: int | None = own_id()
    week: str
    chat_id: int = ref("chat.id")
    message_id: str
    person_id: int = ref("person.id")
    unit_id: int | None = ref("unit.id", optional=True)
    ward_id: int | None = ref("ward.id", optional=True)
    words: str = long_text()
    at: datetime = moment()
    decided_at: datetime | None = moment(optional=True)
    decided_by: int | None = ref("person.id", optional=True)
    accepted: bool | None = None
    answer: str = long_text()
