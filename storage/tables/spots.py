"""Rows of places to which the same thing comes back."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.database import Id
from storage.tables.columns import long_text, moment, own_id, ref


class Spot(SQLModel, table=True):
    """A recurring point: a place and a kind of which there were several reports in some weeks, with
    whoever answers for it. Its history is the reports that name it."""

    id: int | None = own_id()
    code: str = Field(unique=True)
    kind: str
    lat: float
    lon: float
    cell: int = Field(sa_type=Id, index=True)
    ward_id: int = ref("ward.id")
    unit_id: int | None = ref("unit.id", optional=True)
    """the branch or team that the office named as answering for it"""
    owner: str = long_text()
    """somebody whom the office named, in its own words: never shown in public"""
    created_at: datetime = moment()
