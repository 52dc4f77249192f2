"""The tables, and nothing else: what each row means and what may exist only once."""

from storage.tables.installation import Occasion, SandboxMessage, Setting, Ward
from storage.tables.messages import Inbox, Outbox, Upload
from storage.tables.people import AccessRequest, Account, Chat, Grant, JoinCode, Person, Unit
from storage.tables.reports import Awaited, Draft, Event, Photo, Report

__all__ = [
    "AccessRequest",
    "Account",
    "Awaited",
    "Chat",
    "Draft",
    "Event",
    "Grant",
    "Inbox",
    "JoinCode",
    "Occasion",
    "Outbox",
    "Person",
    "Photo",
    "Report",
    "SandboxMessage",
    "Setting",
    "Unit",
    "Upload",
    "Ward",
]
