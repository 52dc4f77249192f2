"""Working time: when an office is open, and arithmetic in working hours and days; no deadlines.

Spans are closed at both ends: 17:00 sharp is still working time, so a deadline may fall on it.
Arithmetic is on the wall clock, so a clock change makes no working day longer or shorter.
"""

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.util import find_spec, module_from_spec
from zoneinfo import ZoneInfo

import holidays
from holidays.registry import EntityLoader

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)

if _countries := find_spec("holidays.countries"):
    # Made but not run: it would load all 250 countries for one, 9 MB and a third of a second.
    sys.modules.setdefault(_countries.name, module_from_spec(_countries))


def is_known(country: str) -> bool:
    """Whether the public holidays of a country, by its code of two letters, are known."""
    return country in EntityLoader.get_country_codes(include_aliases=False)


def _on_some_day(clock: time) -> datetime:
    return datetime.combine(date.min, clock)


@lru_cache(maxsize=256)
def _announced(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Public holidays of a year, and the days at weekends that are worked in exchange."""
    found = holidays.country_holidays(country, years=year)
    return frozenset(found), frozenset(found.weekend_workdays)


@dataclass(frozen=True)
class WorkCalendar:
    """Opening hours, free days and the days worked in exchange, in one time zone."""

    timezone: ZoneInfo
    spans: tuple[tuple[time, time], ...] = (
        (time(7, 30), time(11, 30)),
        (time(13, 30), time(17, 0)),
    )
    weekdays: frozenset[int] = frozenset(range(5))
    country: str = "VN"
    free_days: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        opens_late = any(opens >= closes for opens, closes in self.spans)
        if not edges or edges != sorted(edges) or opens_late:
            raise ValueError("working spans must be in order, apart and not empty")
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError("weekdays must be some of 0 (Monday) to 6 (Sunday)")
        if self.free_days & self.working_days:
            raise ValueError("a day cannot be both an extra free day and an extra working day")

    def is_holiday(self, day: date) -> bool:
        """A public holiday, a day off in exchange or an extra free day; not a plain weekend."""
        if day in self.working_days:
            return False
        return day in self.free_days or day in _announced(self.country, day.year)[0]

    def is_workday(self, day: date) -> bool:
        if day in self.working_days:
            return True
        if self.is_holiday(day):
            return False
        return day.weekday() in self.weekdays or day in _announced(self.country, day.year)[1]

    def add(self, start: datetime, hours: float) -> datetime:
        """The first moment (UTC) at which `hours` working hours have passed since `start`.

        With 0 hours it is `start` itself in working time, otherwise the next opening.
        """
        if not (math.isfinite(hours) and hours >= 0):
            raise ValueError("working hours to add must be a number from 0 up")
        return self._add(start, timedelta(hours=hours))

    def add_days(self, start: datetime, days: int) -> datetime:
        """The first moment (UTC) at which as much as `days` working days has been worked.

        From within working time that is the same clock time some working days later. From the
        opening, or from outside working time, it is a closing: "07:30 on Friday" is no more time
        than "17:00 on Thursday", but people read it as a day more.
        """
        if days < 0:
            raise ValueError("working days to add must be 0 or more")
        lengths = (_on_some_day(closes) - _on_some_day(opens) for opens, closes in self.spans)
        return self._add(start, days * sum(lengths, timedelta()))

    def _add(self, start: datetime, left: timedelta) -> datetime:
        local = self._local(start)
        for opens, closes in self._spans_from(local.date()):
            begin = max(local, opens)
            if begin > closes:
                continue
            if begin + left <= closes:
                return (begin + left).replace(tzinfo=self.timezone).astimezone(UTC)
            left -= closes - begin
        raise AssertionError("working time never ends")

    def hours_between(self, a: datetime, b: datetime) -> float:
        """Working hours from `a` to `b`; negative when `b` comes first."""
        begin, end = self._local(a), self._local(b)
        if end < begin:
            return -self.hours_between(b, a)
        worked = timedelta()
        for opens, closes in self._spans_from(begin.date()):
            if opens > end:
                break
            worked += max(timedelta(), min(closes, end) - max(opens, begin))
        return worked / _HOUR

    def _spans_from(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        while True:
            if self.is_workday(day):
                for opens, closes in self.spans:
                    yield datetime.combine(day, opens), datetime.combine(day, closes)
            day += _DAY

    def _local(self, moment: datetime) -> datetime:
        if moment.utcoffset() is None:
            raise ValueError("a time without a zone cannot be placed in working time")
        return moment.astimezone(self.timezone).replace(tzinfo=None, fold=0)
