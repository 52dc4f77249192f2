"""Kinds of columns that the tables share."""

from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Text, false
from sqlmodel import Field

from storage.database import Id, UtcTime


def own_id() -> Any:
    return Field(default=None, primary_key=True, sa_type=Id)


def ref(target: str, *, optional: bool = False, index: bool = False) -> Any:
    column: Column[Any] = Column(Id, ForeignKey(target), nullable=optional, index=index)
    return Field(default=None, sa_column=column)


def moment(*, optional: bool = False) -> Any:
    return Field(default=None, sa_column=Column(UtcTime, nullable=optional))


def mapping() -> Any:
    return Field(default_factory=dict, sa_type=JSON)


def mappings() -> Any:
    return Field(default_factory=list, sa_type=JSON)


def first(value: str) -> Any:
    """A word of a column that came later: rows of before have the first one."""
    return Field(default=value, sa_column_kwargs={"server_default": value})


def no() -> Any:
    """A bool of a column that came later: rows of before have False."""
    return Field(default=False, sa_column_kwargs={"server_default": false()})


def long_text(default: str = "") -> Any:
    return Field(default=default, sa_type=Text)
