"""Weeks: when their boards become final, and on which day something counts that comes later."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.periods import Week, board_due, draft_due, next_board, open_day
from handlers.rules import load_rules
from handlers.work import World
from tests.harness import ZONE

FIRST = date(2026, 11, 2)


def world(**board: int) -> Any:
    rules = load_rules()
    changed = rules.board.model_copy(update=board)
    made = World.__new__(World)
    made.rules, made.zone = rules.model_copy(update={"board": changed}), ZONE
    return made


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "days", "due", "week"),
    [
        ("2026-11-23T07:29", 0, "2026-11-16T07:30", "2026-11-09"),
        ("2026-11-23T07:30", 0, "2026-11-23T07:30", "2026-11-16"),
        ("2026-11-23T07:30", 2, "2026-11-18T07:30", "2026-11-09"),
        ("2026-11-25T07:30", 2, "2026-11-25T07:30", "2026-11-16"),
        ("2026-11-29T23:59", 2, "2026-11-25T07:30", "2026-11-16"),
    ],
)
def test_boards_become_final_some_days_after_their_week(
    now: str, days: int, due: str, week: str
) -> None:
    here = world(objection_days=days)
    found, last = board_due(here, local(now))
    assert (found, last.start.isoformat()) == (local(due), week)
    coming, moving = next_board(here, local(now))
    assert coming == local(due) + timedelta(days=7)
    assert moving.start == last.start + timedelta(days=7)


def test_the_draft_comes_on_the_last_evening_of_the_week() -> None:
    due, week = draft_due(world(), local("2026-11-18T09:00"))
    assert (due, week.name) == (local("2026-11-22T18:00"), "2026-W47")


def test_what_comes_later_counts_on_the_first_open_day() -> None:
    frozen = [(FIRST, FIRST + timedelta(days=6))]
    today = date(2026, 11, 10)
    assert open_day(date(2026, 11, 4), today, frozen) == date(2026, 11, 9)
    assert open_day(date(2026, 10, 1), today, frozen) == date(2026, 11, 9)
    assert open_day(date(2026, 11, 9), today, frozen) == date(2026, 11, 9)


@given(st.integers(0, 60), st.integers(0, 60), st.sets(st.integers(0, 8)))
def test_no_day_of_a_final_week_is_ever_counted_on(day: int, today: int, weeks: set[int]) -> None:
    frozen = [
        (week.start, week.last) for week in (Week(FIRST + timedelta(days=7 * n)) for n in weeks)
    ]
    about = FIRST + timedelta(days=day)
    found = open_day(about, FIRST + timedelta(days=today), frozen)
    assert found >= about
    assert not any(first <= found <= last for first, last in frozen)
