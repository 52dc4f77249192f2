"""What the ledger has to say about the wards that had a report, and about whoever proved a closing
false: a pure function of facts and rules."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers import states
from handlers.points import Version
from handlers.scoring import Line
from storage.closings import Rated
from storage.ledger import Happened
from storage.tables import Report

CLOSED = ("resolved", "confirmed")
GONE = ("withdrawn", "duplicate")
ENDING = (*GONE, "sort")
"""kinds of events with which a ward's turn ended without its doing"""


@dataclass(frozen=True, slots=True)
class _Round:
    """A ward's turn with a report, from getting it to passing it on, to a reopening, or to now."""

    ward_id: int
    accept_due: datetime
    resolve_due: datetime
    taken_at: datetime | None
    closed_at: datetime | None
    until: datetime
    contradicted: Happened | None = None
    second: bool = False
    """after a reopening: that was judged already"""
    own: bool = False
    """closed by its reporter, who is an officer"""


def ward_lines(
    report: Report,
    events: Sequence[Happened],
    rated: Sequence[Rated],
    rules: Version,
    now: datetime,
    zone: ZoneInfo,
) -> list[Line]:
    """What a report says about the wards that had it, and about whoever proved a closing false.
    Those events count that nobody undid.

    Since method 2, what a ward did stays whatever becomes of the report; each ward is judged once,
    however often a report comes back to it; and what officers close that they sent themselves is
    no merit, only a fault where it was late or not done."""
    if rules.method == 1 and (report.sort != "problem" or report.state in GONE):
        return []
    lines: list[Line] = []

    def day(moment: datetime) -> date:
        return moment.astimezone(zone).date()

    told: set[tuple[int | None, str]] = set()
    for turn in _rounds(report, events, now, rules.method):
        for line in () if turn.second else _judged(turn, day):
            what = (line.ward_id, line.rule.removesuffix("-late"))
            if rules.method == 1 or what not in told:
                told.add(what)
                lines.append(line)
    proved = {event.data.get("reopened") for event in events if event.kind == "proved"}
    for event in events:
        ward_id = event.data.get("ward")
        again = event.kind == "reopened" and event.id not in proved
        if (again or event.kind == "proved") and ward_id is not None:
            false = event.data.get("by") == "recheck"
            points = rules.wards.false_closing if false else 0
            rule = "false-closing" if false else "reopened"
            lines.append(Line(rule, day(event.at), points, ward_id=ward_id, event_id=event.id))
            if false and event.person_id is not None:
                finder = {"person_id": event.person_id, "unit_id": event.data.get("unit")}
                found = rules.points.found
                lines.append(Line("found", day(event.at), found, event_id=event.id, **finder))
    for one in rated:
        said = {"ward_id": one.ward_id, "event_id": one.event_id}
        lines.append(Line(f"rated-{one.mood}", day(one.at), **said))
    closing = [event for event in events if event.kind == "resolved"][-1:]
    if rules.method > 1 and closing and _is_own(report, closing[0]):
        return lines
    if report.state in CLOSED and report.hours is not None:
        assert report.resolved_at is not None
        minutes = round(report.hours * 60)
        closed = Line("closed", day(report.resolved_at), ward_id=report.ward_id, minutes=minutes)
        lines.append(closed)
    if report.state == "confirmed" and report.confirmed_at is not None:
        last = [event for event in events if event.kind == "confirmed"][-1:]
        rule = f"confirmed-{last[0].data.get('by') if last else 'silence'}"
        event_id = last[0].id if last else None
        lines.append(
            Line(rule, day(report.confirmed_at), ward_id=report.ward_id, event_id=event_id)
        )
    return lines


def _is_own(report: Report, closing: Happened) -> bool:
    return bool(closing.data.get("own")) or closing.person_id == report.person_id


def _rounds(
    report: Report, events: Sequence[Happened], now: datetime, method: int
) -> Iterator[_Round]:
    closing: Happened | None = None
    for event in events:
        before = states.before(event.data)
        if event.kind == "resolved":
            closing = event
        elif event.kind == "reopened" and closing is not None:
            yield _earlier(closing.data["before"], event.at, closing, event)
        elif before and (event.kind == "passed" or (event.kind in ENDING and method > 1)):
            yield _earlier(before, event.at)
    if report.sort != "problem" or report.state in GONE:
        return
    closed_at = report.ended_at
    own = False
    if report.state in CLOSED:
        closed_at = report.resolved_at
        own = method > 1 and closing is not None and _is_own(report, closing)
    yield _Round(
        report.ward_id,
        report.accept_due,
        report.resolve_due,
        taken_at=report.accepted_at or closed_at,
        closed_at=closed_at,
        until=now,
        second=_is_second(report.reopened_at, report.filed_at),
        own=own,
    )


def _earlier(
    before: dict[str, Any],
    until: datetime,
    closing: Happened | None = None,
    contradicted: Happened | None = None,
) -> _Round:
    """The turn that ended with an event, by what the report said before it."""

    def at(name: str) -> datetime | None:
        return datetime.fromisoformat(before[name]) if before[name] else None

    accept_due, resolve_due, filed_at = at("accept_due"), at("resolve_due"), at("filed_at")
    assert accept_due is not None
    assert resolve_due is not None
    assert filed_at is not None
    return _Round(
        before["ward_id"],
        accept_due,
        resolve_due,
        taken_at=at("accepted_at") or (closing.at if closing else None),
        closed_at=closing.at if closing else None,
        until=until,
        contradicted=contradicted,
        second=_is_second(at("reopened_at"), filed_at),
    )


def _is_second(reopened_at: datetime | None, filed_at: datetime) -> bool:
    return reopened_at is not None and reopened_at >= filed_at


def _judged(turn: _Round, day: Callable[[datetime], date]) -> Iterator[Line]:
    """Whether a ward took the report and closed it in time, once that is decided. What was opened
    again was not closed in time, for good."""
    taken_late = (turn.taken_at or turn.until) > turn.accept_due
    if taken_late:
        yield Line("taken-late", day(turn.accept_due), ward_id=turn.ward_id)
    elif turn.taken_at is not None and not turn.own:
        yield Line("taken", day(turn.taken_at), ward_id=turn.ward_id)
    closed_late = (turn.closed_at or turn.until) > turn.resolve_due
    if closed_late:
        yield Line("done-late", day(turn.resolve_due), ward_id=turn.ward_id)
    elif turn.contradicted is not None:
        again = turn.contradicted
        yield Line("done-late", day(again.at), ward_id=turn.ward_id, event_id=again.id)
    elif turn.closed_at is not None and not turn.own:
        yield Line("done", day(turn.closed_at), ward_id=turn.ward_id)


def next_look(report: Report, now: datetime) -> datetime | None:
    """When time alone will change what the ledger says about a report."""
    if report.sort != "problem" or report.state not in states.OPEN:
        return None
    return min((due for due in (report.accept_due, report.resolve_due) if due >= now), default=None)
