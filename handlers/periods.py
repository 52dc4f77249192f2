"""Periods that are counted: weeks, and when their boards are due."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.work import Work


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

    def label(self) -> str:
        return f"{self.start.day}/{self.start.month} – {self.last.day}/{self.last.month}"


def week_of(day: date, first_weekday: int) -> Week:
    """The week that a day belongs to."""
    return Week(day - timedelta(days=(day.weekday() - first_weekday) % 7))


def this_week(work: Work) -> Week:
    return week_of(work.world.day(work.now), work.rules.board.weekday)


def board_due(now: datetime, work: Work) -> tuple[datetime, Week]:
    """The latest moment a board fell due, and the week before it that the board is about."""
    rule = work.rules.board
    today = work.world.day(now)
    day = today - timedelta(days=(today.weekday() - rule.weekday) % 7)
    due = work.world.at(day, rule.at)
    if due > now:
        day -= timedelta(days=7)
        due = work.world.at(day, rule.at)
    return due, week_of(day - timedelta(days=7), rule.weekday)
