"""Rows of the installation itself: its wards, its settings, what it said when."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.database import Id
from storage.tables.columns import long_text, mapping, moment, own_id


class Ward(SQLModel, table=True):
    """An area with a code and a period of validity."""

    __table_args__ = (UniqueConstraint("code", "valid_from"),)
    id: int | None = own_id()
    code: str = Field(index=True)
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    geometry: bytes = Field(sa_type=LargeBinary)
    approximate: bool = False
    source: str = long_text()
    licence: str = long_text()
    successors: str = long_text()
    """codes of the wards that took over, separated by spaces"""


class Occasion(SQLModel, table=True):
    """A moment that was dealt with: exactly once a kind, period and subject."""

    __table_args__ = (UniqueConstraint("kind", "period", "subject"),)
    id: int | None = own_id()
    kind: str
    period: str
    subject: str
    at: datetime = moment()


class Setting(SQLModel, table=True):
    """What the installation remembers about itself."""

    key: str = Field(primary_key=True)
    value: str = long_text()


class SandboxMessage(SQLModel, table=True):
    """A message as the sandbox's chats show it: the sandbox's platform side."""

    id: int | None = own_id()
    address: str = Field(index=True)
    body: dict[str, Any] = mapping()
    at: datetime = moment()
    changed: int = Field(default=0, sa_type=Id, index=True)
    """a rising number, so that a page can ask for what changed since"""
    waiting: str = long_text()
    """what a person did, as an update that the bot has not stored yet"""
