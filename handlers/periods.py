"""Periods that are counted: weeks, and when their boards are due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.work import Work, World


@dataclass(frozen=True, slots=True)
class Week:
    """Seven local days from a Monday (or whatever day the rules begin a week with)."""

    start: date
    days: int = 7

    @property
    def last(self) -> date:
        return self.start + timedelta(days=self.days - 1)

    @property
    def name(self) -> str:
        year, week, _ = self.start.isocalendar()
        return f"{year}-W{week:02}"

    def final_day(self, world: World) -> date:
        """The day on which its boards are made final."""
        return self.start + timedelta(days=self.days + world.rules.board.objection_days)

    def label(self) -> str:
        return f"{self.start.day}/{self.start.month} – {self.last.day}/{self.last.month}"


def week_of(day: date, first_weekday: int) -> Week:
    """The week that a day belongs to."""
    return Week(day - timedelta(days=(day.weekday() - first_weekday) % 7))


def week_named(name: str, first_weekday: int) -> Week | None:
    """The week with such a name; none where a year has no week of that number."""
    year, _, number = name.partition("-W")
    try:
        monday = date.fromisocalendar(int(year), int(number), 1)
    except ValueError:
        return None
    # A week is called after its first day, whichever of the calendar's week that is.
    return Week(monday + timedelta(days=first_weekday))


def this_week(work: Work) -> Week:
    return week_of(work.world.day(work.now), work.rules.board.weekday)


def following(day: date, world: World) -> Week:
    """The week that begins after a day, or has begun by the next one."""
    return week_of(day + timedelta(days=1), world.rules.board.weekday)


def board_due(world: World, now: datetime) -> tuple[datetime, Week]:
    """The latest moment at which a week's boards were to be made final, and that week."""
    rule = world.rules.board
    after = timedelta(days=rule.objection_days)
    begin = week_of(world.day(now) - after, rule.weekday).start
    due = world.at(begin + after, rule.at)
    if due > now:
        begin -= timedelta(days=7)
        due = world.at(begin + after, rule.at)
    return due, Week(begin - timedelta(days=7))


def next_board(world: World, now: datetime) -> tuple[datetime, Week]:
    """The next such moment, and the week that still moves until then."""
    _, last = board_due(world, now)
    week = Week(last.start + timedelta(days=7))
    return world.at(week.final_day(world), world.rules.board.at), week


def draft_due(world: World, now: datetime) -> tuple[datetime, Week]:
    """The moment at which the draft of the week that still moves is told."""
    _, week = next_board(world, now)
    return world.at(week.last, world.rules.board.draft_at), week


def open_day(day: date, today: date, frozen: Iterable[tuple[date, date]]) -> date:
    """The day on which something of a day counts, where weeks of (first, last) day are final: that
    day, or the first one after what is closed by today."""
    known = sorted(frozen)
    closed = max((last for first, last in known if first <= today), default=date.min)
    if day <= closed:
        day = closed + timedelta(days=1)
    for first, last in known:
        if first <= day <= last:
            day = last + timedelta(days=1)
    return day
