"""Rows of re-checks: weekly draws among closings, what was drawn, and who was asked to go there."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from storage.database import Id
from storage.tables.columns import long_text, moment, own_id, ref


class Draw(SQLModel, table=True):
    """The draw of a week. Its secret is made before the week, or during it where nothing ran
    before, so that nobody could choose it by what it draws, and published with the result."""

    id: int | None = own_id()
    week: str = Field(unique=True)
    first_day: date
    secret: str
    opened_at: datetime = moment()
    per_ward: int = 0
    pool: str = long_text()
    """all closings that could be drawn: a line each, with the ward's code and the ticket"""
    seed: str = ""
    drawn_at: datetime | None = moment(optional=True)


class Recheck(SQLModel, table=True):
    """A closing that was drawn, whose place somebody else is asked to look at."""

    __table_args__ = (
        Index(
            "ix_recheck_open",
            "id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: int | None = own_id()
    draw_id: int = ref("draw.id", index=True)
    closing_id: int = Field(foreign_key="closing.id", unique=True, sa_type=Id)
    report_id: int = ref("report.id")
    ward_id: int = ref("ward.id")
    ended_at: datetime | None = moment(optional=True)
    verdict: str = ""
    """done, false (the office agrees), unclear, over (the closing ended by itself) or nobody"""


class Visit(SQLModel, table=True):
    """A person's turn with a re-check: asked, there, and what they found."""

    __table_args__ = (
        Index(
            "ix_visit_open",
            "person_id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: int | None = own_id()
    recheck_id: int = ref("recheck.id", index=True)
    person_id: int = ref("person.id")
    chat_id: int = ref("chat.id")
    asked_at: datetime = moment()
    photo_id: int | None = ref("photo.id", optional=True)
    lat: float | None = None
    lon: float | None = None
    accuracy: float | None = None
    verdict: str = ""
    """done, not or unclear; none where they passed it on or did not answer"""
    ended_at: datetime | None = moment(optional=True)
