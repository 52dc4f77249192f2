"""Working time: what counts, and arithmetic that holds across weekends and Tết."""

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.worktime import WorkCalendar

HOME = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE = WorkCalendar(HOME)

# Three Tết seasons, a swapped Saturday and the turns of two years lie in between.
moments = st.datetimes(
    datetime(2023, 12, 1),  # noqa: DTZ001
    datetime(2026, 12, 31),  # noqa: DTZ001
    timezones=st.just(HOME),
)
hours = st.integers(0, 200 * 3600).map(lambda seconds: seconds / 3600)
near = timedelta(milliseconds=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HOME)


def in_working_time(moment: datetime) -> bool:
    local = moment.astimezone(HOME)
    return OFFICE.is_workday(local.date()) and any(
        opens <= local.time() <= closes for opens, closes in OFFICE.spans
    )


@pytest.mark.parametrize(
    ("start", "worked", "end"),
    [
        ("2026-11-16 07:30", 8, "2026-11-17 08:00"),
        ("2026-11-16 07:30", 7.5, "2026-11-16 17:00"),
        ("2026-11-16 10:30", 2, "2026-11-16 14:30"),
        ("2026-11-16 12:00", 1, "2026-11-16 14:30"),
        ("2026-11-16 06:00", 4, "2026-11-16 11:30"),
        ("2026-11-20 16:00", 8, "2026-11-23 16:30"),
        ("2026-11-21 09:00", 0.5, "2026-11-23 08:00"),
        ("2026-11-23 16:00", 2, "2026-11-25 08:30"),
        ("2026-02-13 16:00", 2, "2026-02-23 08:30"),
        ("2026-11-16 09:00", 0, "2026-11-16 09:00"),
        ("2026-11-16 17:00", 0, "2026-11-16 17:00"),
        ("2026-11-16 17:01", 0, "2026-11-17 07:30"),
        ("2026-11-16 11:45", 0, "2026-11-16 13:30"),
    ],
)
def test_hours_pass_only_while_the_office_is_open(start: str, worked: float, end: str) -> None:
    assert OFFICE.add(at(start), worked) == at(end)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-16 09:00", 3, "2026-11-19 09:00"),
        ("2026-11-19 09:00", 3, "2026-11-25 09:00"),
        ("2026-11-16 12:00", 1, "2026-11-17 11:30"),
        ("2026-11-16 07:30", 3, "2026-11-18 17:00"),
        ("2026-11-20 17:00", 1, "2026-11-23 17:00"),
        ("2026-11-20 22:00", 1, "2026-11-23 17:00"),
        ("2026-11-20 22:00", 2, "2026-11-25 17:00"),
        ("2026-02-13 10:00", 1, "2026-02-23 10:00"),
        ("2026-11-21 10:00", 0, "2026-11-23 07:30"),
    ],
)
def test_days_end_when_as_much_has_been_worked(start: str, days: int, end: str) -> None:
    assert OFFICE.add_days(at(start), days) == at(end)


def test_a_result_is_in_utc_whatever_zone_it_started_in() -> None:
    start = at("2026-11-16 09:00")
    for result in (OFFICE.add(start.astimezone(UTC), 1), OFFICE.add_days(start, 1)):
        assert result.tzinfo is UTC
    assert OFFICE.add(start.astimezone(ZoneInfo("America/New_York")), 1) == OFFICE.add(start, 1)


def test_a_holiday_on_sunday_frees_the_monday() -> None:
    assert OFFICE.is_holiday(date(2026, 4, 27))
    assert not OFFICE.is_workday(date(2026, 4, 27))


def test_a_swapped_day_is_free_and_the_saturday_for_it_is_worked() -> None:
    assert not OFFICE.is_workday(date(2026, 8, 31))
    assert OFFICE.is_workday(date(2026, 8, 22))
    assert not OFFICE.is_workday(date(2026, 8, 29))


def test_a_day_off_is_paid_back_in_the_next_year_too() -> None:
    assert not OFFICE.is_workday(date(2018, 12, 31))
    assert OFFICE.is_workday(date(2019, 1, 5))


def test_a_weekend_is_no_holiday() -> None:
    assert not OFFICE.is_holiday(date(2026, 11, 21))
    assert not OFFICE.is_workday(date(2026, 11, 21))


def test_announced_days_overrule_the_calendar() -> None:
    swapped = WorkCalendar(
        HOME,
        free_days=frozenset({date(2026, 11, 23)}),
        working_days=frozenset({date(2026, 11, 21), date(2026, 11, 24)}),
    )
    assert swapped.is_holiday(date(2026, 11, 23))
    assert swapped.is_workday(date(2026, 11, 21))
    assert swapped.is_workday(date(2026, 11, 24))
    assert not swapped.is_holiday(date(2026, 11, 24))
    assert swapped.add_days(at("2026-11-20 09:00"), 2) == at("2026-11-24 09:00")


def test_another_office_keeps_other_hours() -> None:
    shop = WorkCalendar(HOME, spans=((time(9), time(18)),), weekdays=frozenset({5, 6}))
    assert shop.add(at("2026-11-20 12:00"), 10) == at("2026-11-22 10:00")


@pytest.mark.parametrize(
    "spans",
    [
        (),
        ((time(9), time(9)),),
        ((time(13), time(17)), (time(8), time(12))),
        ((time(8), time(12)), (time(11), time(17))),
    ],
)
def test_spans_must_be_in_order_and_apart(spans: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="spans"):
        WorkCalendar(HOME, spans=spans)


@pytest.mark.parametrize("weekdays", [frozenset[int](), frozenset({7})])
def test_some_weekday_must_be_worked(weekdays: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="weekdays"):
        WorkCalendar(HOME, weekdays=weekdays)


def test_a_day_cannot_be_announced_as_both() -> None:
    both = frozenset({date(2026, 11, 21)})
    with pytest.raises(ValueError, match="both"):
        WorkCalendar(HOME, free_days=both, working_days=both)


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 16, 9)  # noqa: DTZ001
    aware = at("2026-11-16 09:00")
    with pytest.raises(ValueError, match="zone"):
        OFFICE.add(naive, 1)
    with pytest.raises(ValueError, match="zone"):
        OFFICE.add_days(naive, 1)
    with pytest.raises(ValueError, match="zone"):
        OFFICE.hours_between(naive, aware)
    with pytest.raises(ValueError, match="zone"):
        OFFICE.hours_between(aware, naive)


@pytest.mark.parametrize("wrong", [-1.0, float("nan"), float("inf")])
def test_only_a_number_of_hours_from_zero_up_can_be_added(wrong: float) -> None:
    with pytest.raises(ValueError, match="hours"):
        OFFICE.add(at("2026-11-16 09:00"), wrong)


def test_days_cannot_be_taken_away() -> None:
    with pytest.raises(ValueError, match="days"):
        OFFICE.add_days(at("2026-11-16 09:00"), -1)


def test_a_full_day_has_seven_and_a_half_hours() -> None:
    assert OFFICE.hours_between(at("2026-11-16 00:00"), at("2026-11-17 00:00")) == 7.5


def test_no_hour_is_worked_at_tet() -> None:
    assert OFFICE.hours_between(at("2026-02-14 00:00"), at("2026-02-23 07:30")) == 0


@given(moments, hours)
def test_hours_added_are_the_hours_between(start: datetime, worked: float) -> None:
    assert OFFICE.hours_between(start, OFFICE.add(start, worked)) == pytest.approx(worked)


@given(moments, moments)
def test_adding_the_hours_between_never_passes_the_end(a: datetime, b: datetime) -> None:
    a, b = min(a, b), max(a, b)
    worked = OFFICE.hours_between(a, b)
    reached = OFFICE.add(a, worked)
    # From within working time it reaches the very moment; else the last one worked before it.
    assert reached <= max(b, OFFICE.add(a, 0)) + near
    assert OFFICE.hours_between(reached, b) == pytest.approx(0, abs=1e-6)


@given(moments, hours, hours)
def test_two_additions_are_one(start: datetime, first: float, second: float) -> None:
    apart = OFFICE.add(OFFICE.add(start, first), second)
    assert abs(OFFICE.hours_between(apart, OFFICE.add(start, first + second))) < 1e-6


@given(moments, moments, hours, hours)
def test_later_or_longer_never_ends_earlier(
    a: datetime, b: datetime, short: float, long: float
) -> None:
    a, b = min(a, b), max(a, b)
    short, long = min(short, long), max(short, long)
    assert OFFICE.add(a, short) <= OFFICE.add(b, short)
    assert OFFICE.add(a, short) <= OFFICE.add(a, long)


@given(moments, moments, st.integers(0, 30))
def test_later_starts_never_fall_due_earlier(a: datetime, b: datetime, days: int) -> None:
    a, b = min(a, b), max(a, b)
    assert OFFICE.add_days(a, days) <= OFFICE.add_days(b, days)
    assert OFFICE.add_days(a, days) < OFFICE.add_days(a, days + 1)


@given(moments, hours, st.integers(0, 30))
def test_a_result_is_always_in_working_time(start: datetime, worked: float, days: int) -> None:
    assert in_working_time(OFFICE.add(start, worked))
    assert in_working_time(OFFICE.add_days(start, days))


@given(moments, hours, st.integers(1, 30))
def test_no_deadline_stands_where_working_time_begins(
    start: datetime, worked: float, days: int
) -> None:
    begins = {opens for opens, _ in OFFICE.spans}
    assert OFFICE.add_days(start, days).astimezone(HOME).time() not in begins
    if worked:
        assert OFFICE.add(start, worked).astimezone(HOME).time() not in begins


@given(moments, st.integers(1, 30))
def test_from_within_working_time_days_end_at_the_same_clock_time(
    start: datetime, days: int
) -> None:
    begins = {opens for opens, _ in OFFICE.spans}
    if in_working_time(start) and start.time() not in begins:
        assert OFFICE.add_days(start, days).astimezone(HOME).time() == start.time()


@given(moments, st.integers(0, 30))
def test_a_working_day_is_worth_its_hours(start: datetime, days: int) -> None:
    worked = OFFICE.hours_between(start, OFFICE.add_days(start, days))
    assert worked == pytest.approx(7.5 * days)


@given(moments, moments, moments)
def test_hours_add_up_and_turn_round(a: datetime, b: datetime, c: datetime) -> None:
    between = OFFICE.hours_between
    assert between(a, b) + between(b, c) == pytest.approx(between(a, c), abs=1e-6)
    assert between(a, b) == -between(b, a)


@pytest.mark.parametrize("country", ["VN", "AS"])
def test_only_the_countries_that_are_needed_are_loaded(country: str) -> None:
    program = f"""
import sys
from datetime import date
from handlers.worktime import _announced, is_known
assert is_known({country!r}) and not is_known("XX")
assert date(2026, 1, 1) in _announced({country!r}, 2026)[0]
print(sum(name.startswith("holidays.countries.") for name in sys.modules))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) <= 2
