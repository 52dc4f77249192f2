"""Days in a row on which somebody reported, with a few that may be missed each month."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Streak:
    """How many days it has lasted, and how many may still be missed this month."""

    days: int
    grace_left: int


def streak_of(
    days: Collection[date], today: date, grace: int, is_free: Callable[[date], bool]
) -> Streak:
    """The streak that still goes on. Today is not missed before it is over; holidays are missed for
    nothing; other days are graces of their month, as long as it has some."""
    known = set(days)
    length, used, bridge = 0, Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    day, first = today, min(known, default=today)
    while day >= first:
        month = (day.year, day.month)
        if day in known:
            length += 1
            used += bridge
            bridge.clear()
        elif day != today and not is_free(day):
            bridge[month] += 1
            if used[month] + bridge[month] > grace:
                break
        day -= DAY
    return Streak(length, grace - used[today.year, today.month])
