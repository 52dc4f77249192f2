"""The status graph of a report, its deadlines, and what may be taken back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from handlers.rules import Deadlines
from handlers.worktime import WorkCalendar
from storage.tables import Report

ALLOWED: dict[str, frozenset[str]] = {
    "new": frozenset({"new", "accepted", "resolved", "refused", "duplicate", "withdrawn"}),
    "accepted": frozenset({"new", "resolved", "refused", "duplicate"}),
    "reopened": frozenset({"new", "accepted", "resolved", "refused", "duplicate"}),
    "resolved": frozenset({"confirmed", "reopened"}),
    "noted": frozenset({"refused", "duplicate", "withdrawn"}),
    "refused": frozenset(),
    "duplicate": frozenset(),
    "withdrawn": frozenset(),
    "confirmed": frozenset({"reopened"}),
}
"""From each state to those that may follow. Passing to another ward leads back to new. What asks
nobody to act (a clean street, something put right already) is noted."""

OPEN = frozenset({"new", "accepted", "reopened"})

UNTOUCHED = frozenset({"new", "noted"})
"""in which nobody but the reporter has acted, who may still correct it"""

CHANGES = frozenset(
    {
        "accepted", "resolved", "refused", "duplicate", "passed", "withdrawn", "reopened",
        "confirmed", "sort",
    }
)  # fmt: skip
"""kinds of events after which an earlier one can no longer be taken back"""

# What an undo has to restore: everything that a change of state may write.
_FIELDS = (
    "state",
    "ward_id",
    "hops",
    "filed_at",
    "accept_due",
    "resolve_due",
    "accepted_at",
    "resolved_at",
    "confirmed_at",
    "reopened_at",
    "ended_at",
    "hours",
    "reason",
    "duplicate_of",
)


def allowed(report: Report, state: str) -> bool:
    return state in ALLOWED[report.state]


def snapshot(report: Report) -> dict[str, Any]:
    """What the report says now, to be put back by an undo."""
    values = {name: getattr(report, name) for name in _FIELDS}
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in values.items()}


def before(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a report said before an event, if that is kept: for an officer's step, which may be
    undone, and for a reporter's, with which a ward's turn ended."""
    return data.get("before") or data.get("was") or {}


def restore(report: Report, values: dict[str, Any]) -> None:
    for name in _FIELDS:
        if name not in values:
            # It was kept before there was such a field.
            continue
        value = values[name]
        if isinstance(value, str) and name.endswith(("_at", "_due")):
            value = datetime.fromisoformat(value)
        setattr(report, name, value)


def set_deadlines(
    report: Report, start: datetime, rules: Deadlines, calendar: WorkCalendar
) -> None:
    """Count the deadlines of a report from a moment on."""
    hours = rules.urgent_accept_hours if report.urgent else rules.accept_hours
    days = rules.urgent_resolve_days if report.urgent else rules.resolve_days
    report.filed_at = start
    report.accept_due = calendar.add(start, hours)
    report.resolve_due = calendar.add_days(start, days)


def resume(
    report: Report, before: dict[str, Any], left: datetime, now: datetime, calendar: WorkCalendar
) -> None:
    """Let the deadlines of a report go on where it comes back to somebody who had it: with what was
    left of their time when it left them, as ``before`` says, and their own day of getting it."""
    report.filed_at = datetime.fromisoformat(before["filed_at"])
    for name in ("accept_due", "resolve_due"):
        due = datetime.fromisoformat(before[name])
        hours = max(calendar.hours_between(left, due), 0.0)
        setattr(report, name, calendar.add(now, hours))


def can_reopen(report: Report, now: datetime, days: int) -> bool:
    """A reporter may say "not done" once and for some days, also where it was confirmed."""
    return (
        allowed(report, "reopened")
        and report.reopened_at is None
        and report.resolved_at is not None
        and now <= report.resolved_at + timedelta(days=days)
    )
