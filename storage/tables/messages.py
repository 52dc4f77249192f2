"""Rows of what comes in and what goes out: updates, posts, pictures a platform has."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import long_text, mapping, moment, own_id, ref


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
    id: int | None = own_id()
    source: str
    event_id: str
    lane: str
    """Rows of one lane are handled in order, one at a time."""
    body: str = long_text()
    received_at: datetime = moment()
    done_at: datetime | None = moment(optional=True)
    parked_at: datetime | None = moment(optional=True)
    attempts: int = 0
    error: str = long_text()


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
        Index(
            "ix_outbox_sent_at",
            "sent_at",
            sqlite_where=text("sent_at IS NOT NULL"),
            postgresql_where=text("sent_at IS NOT NULL"),
        ),
    )
    id: int | None = own_id()
    chat_id: int = ref("chat.id")
    kind: str = "message"
    """message, edit, toast (the answer to a press) or probe (a question to the platform)"""
    payload: dict[str, Any] = mapping()
    key: str | None = Field(default=None, unique=True)
    original_id: int | None = ref("outbox.id", optional=True)
    report_id: int | None = ref("report.id", optional=True, index=True)
    version: int = 0
    created_at: datetime = moment()
    due_at: datetime = moment()
    expires_at: datetime | None = moment(optional=True)
    attempts: int = 0
    sent_at: datetime | None = moment(optional=True)
    dead_at: datetime | None = moment(optional=True)
    error: str = long_text()
    message_id: str | None = None


class Upload(SQLModel, table=True):
    """A picture that a platform already has, by our key, so that it is sent without its bytes."""

    __table_args__ = (UniqueConstraint("channel", "key"),)
    id: int | None = own_id()
    channel: str
    key: str
    ref: str
    at: datetime = moment()
