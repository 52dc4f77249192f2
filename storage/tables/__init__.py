"""The tables, and nothing else: what each row means and what may exist only once."""

from storage.tables.campaigns import Campaign, CampaignScore
from storage.tables.closings import Closing, Flag
from storage.tables.installation import Occasion, SandboxMessage, Setting, Ward
from storage.tables.messages import Inbox, Outbox, Upload
from storage.tables.people import (
    WHEN_THEY_WRITE,
    AccessRequest,
    Account,
    Chat,
    Grant,
    JoinCode,
    Person,
    Unit,
)
from storage.tables.points import Entry, FrozenWeek, Objection, PointVersion, Target
from storage.tables.rechecks import Draw, Recheck, Visit
from storage.tables.reports import AT_ONCE, Awaited, Draft, Event, Follower, Photo, Report
from storage.tables.spots import Spot

__all__ = [
    "AT_ONCE",
    "WHEN_THEY_WRITE",
    "AccessRequest",
    "Account",
    "Awaited",
    "Campaign",
    "CampaignScore",
    "Chat",
    "Closing",
    "Draft",
    "Draw",
    "Entry",
    "Event",
    "Flag",
    "Follower",
    "FrozenWeek",
    "Grant",
    "Inbox",
    "JoinCode",
    "Objection",
    "Occasion",
    "Outbox",
    "Person",
    "Photo",
    "PointVersion",
    "Recheck",
    "Report",
    "SandboxMessage",
    "Setting",
    "Spot",
    "Target",
    "Unit",
    "Upload",
    "Visit",
    "Ward",
]
