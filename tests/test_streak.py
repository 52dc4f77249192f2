"""Streaks: days in a row, with graces and holidays."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.streak import Streak, streak_of

HOLIDAY = date(2026, 11, 24)


def day(number: int) -> date:
    return date(2026, 11, number)


def streak(days: list[int], today: int = 20, grace: int = 2) -> Streak:
    return streak_of([day(n) for n in days], day(today), grace, HOLIDAY.__eq__)


@pytest.mark.parametrize(
    ("days", "length", "left"),
    [
        ([], 0, 2),
        ([20], 1, 2),
        ([18, 19, 20], 3, 2),
        ([18, 19], 2, 2),
        ([17, 18, 20], 3, 1),
        ([16, 19, 20], 3, 0),
        ([15, 19, 20], 2, 2),
        ([18], 1, 1),
        ([17], 1, 0),
        ([16], 0, 2),
    ],
    ids=str,
)
def test_so_many_days_in_a_row(days: list[int], length: int, left: int) -> None:
    assert streak(days) == Streak(length, left)


def test_a_holiday_is_missed_for_nothing() -> None:
    assert streak([23, 25], today=25) == Streak(2, 2)


def test_each_month_has_graces_of_its_own() -> None:
    days = [date(2026, 10, 29), day(3)]
    assert streak_of(days, day(3), 2, HOLIDAY.__eq__) == Streak(2, 0), "30 and 31, 1 and 2"
