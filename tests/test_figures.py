"""The figures of boards: what the ledger adds up to in a week, and what is open."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from handlers.figures import Standing, standing
from handlers.periods import Week
from handlers.ranking import UnitFigures, WardFigures
from storage.boards import median
from tests.harness import MORNING, at
from tests.town import Town, metres_away

WEEK = Week(date(2026, 11, 16))


async def board(town: Town, week: Week = WEEK) -> Standing:
    await town.settle()
    async with town.work() as work:
        return await standing(work, week)


def unit(found: Standing, town: Town, number: int = 0) -> UnitFigures:
    return next(r.figures for r in found.units if r.figures.id == town.units[number])


def ward(found: Standing, town: Town, number: int = 0) -> WardFigures:
    return next(r.figures for r in found.wards if r.figures.id == town.wards[number])


async def test_a_branch_has_its_days_points_accuracy_and_what_it_put_right(town: Town) -> None:
    for n, verb in enumerate(["accept", "accept", "refuse", "duplicate", "withdraw"]):
        await town.do(verb, await town.file(place=metres_away(100 * n)))
    await town.file(1, metres_away(600), sort="fixed")
    await town.file(1, metres_away(700))
    mine = unit(await board(town), town)
    assert (mine.days_met, mine.days) == (1, 3)
    assert mine.points == 100 + 100 + 150
    assert (mine.valid, mine.decided) == (3, 4), "a duplicate is nobody's mistake"
    assert mine.fixed == 1


async def test_a_ward_is_judged_in_the_week_in_which_a_case_is_decided(town: Town) -> None:
    report = await town.file(at=at("09:00", 20))
    town.now = at("08:00", 23)
    assert ward(await board(town), town).decided == 0
    town.now = (await town.report(report)).resolve_due + timedelta(seconds=1)
    late = await board(town, Week(date(2026, 11, 23)))
    assert (ward(late, town).done, ward(late, town).decided) == (0, 1)
    assert ward(await board(town), town).decided == 0


async def test_closings_are_told_apart_by_who_confirmed_them(town: Town) -> None:
    reports = [await town.file(place=metres_away(100 * n)) for n in range(3)]
    for report in reports:
        await town.do("resolve", report)
    await town.do("confirm", reports[0])
    await town.do("not_done", reports[1])
    mine = ward(await board(town), town)
    assert (mine.by_reporter, mine.by_silence, mine.contradicted) == (1, 0, 1)
    assert (mine.done, mine.decided) == (2, 3)
    assert (mine.confirmed, mine.judged) == (1, 2)


async def test_hours_are_those_of_closings_that_stand(town: Town) -> None:
    for n, hours in enumerate([1, 2, 2.5]):
        report = await town.file(place=metres_away(100 * n))
        town.now += timedelta(hours=hours)
        await town.do("resolve", report)
        town.now = MORNING
    assert ward(await board(town), town).median_minutes == 120
    await town.do("not_done", report)
    assert ward(await board(town), town).median_minutes == 90


async def test_the_oldest_open_report_is_counted_in_days(town: Town) -> None:
    await town.file()
    await town.file(sort="fixed")
    town.now += timedelta(days=3)
    await town.file()
    mine = ward(await board(town), town)
    assert (mine.open, mine.oldest_days) == (2, 3)


async def test_what_a_ward_did_stands_with_the_ward_that_took_over(town: Town) -> None:
    await town.do("resolve", await town.file())
    old, new = (town.world.wards.rows[ward_id] for ward_id in town.wards)
    await town.end_ward(0, successor=1)
    found = await board(town)
    assert old.name not in [r.figures.name for r in found.wards]
    assert ward(found, town, 1).name == new.name
    assert ward(found, town, 1).decided == 1


@pytest.mark.parametrize(
    ("values", "middle"), [([], None), ([3], 3), ([5, 1, 2], 2), ([4, 1], 3), ([1, 1, 4, 4], 3)]
)
def test_the_median_stands_in_the_middle(values: list[int], middle: int | None) -> None:
    assert median(Counter(values)) == middle


async def test_reporters_words_are_counted_where_they_are_enough_to_tell_nobodys(
    town: Town,
) -> None:
    reports = [await town.file(place=metres_away(100 * n)) for n in range(5)]
    for report in reports:
        await town.do("resolve", report)
    for report, mood in zip(reports[:4], ("confirm", "bad", "fair", "confirm"), strict=True):
        assert await town.do(mood, report)
    found = ward(await board(town), town)
    assert (found.good, found.rated) == (0, 0), "too few"
    assert await town.do("fair", reports[4])
    found = ward(await board(town), town)
    assert (found.good, found.rated) == (2, 5)
    assert await town.do("confirm", reports[4])
    found = ward(await board(town), town)
    assert (found.good, found.rated) == (3, 5), "another word takes the place of the first"
