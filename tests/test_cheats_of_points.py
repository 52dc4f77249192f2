"""Ways to make points out of nothing, and what becomes of each."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.figures import standing
from handlers.periods import Week
from storage import joins
from storage.tables import Person, Report
from tests.harness import Bot, at, jpeg, on_sqlite
from tests.pages import Guest, a_report
from tests.test_freezing import FINAL, NEXT, WEEK, again, freeze, points_in
from tests.test_settling import days
from tests.town import Town, metres_away

LAST_MINUTE = at("23:59", 22)


async def test_two_hundred_reports_on_sunday_at_23_59_are_one_day_and_two_caps(town: Town) -> None:
    town.now = LAST_MINUTE
    sent = [await town.file(n % 2, metres_away(50 * n)) for n in range(200)]
    town.now = at("07:00", 23)
    for report in sent[:120]:
        await town.do("accept", report)
    row = await freeze(town)
    assert await days(town) == ["2026-11-22"]
    assert await points_in(town, WEEK) == 2 * 10 * 100
    town.now = at("09:00", 24)
    for report in sent[120:]:
        await town.do("accept", report)
    await town.settle()
    assert await points_in(town, NEXT) == 0, "they fall under the caps of their own day"
    for report in sent:
        await town.do("refuse", report)
    await town.settle()
    assert await points_in(town, NEXT) == -2 * 10 * 100
    sums = await town.sums("unit", NEXT.start, NEXT.last)
    assert sums[town.units[0]]["day"].count == -1
    assert await again(town, row) == row.body


async def test_junk_costs_a_branch_its_accuracy_and_gives_nothing(town: Town) -> None:
    await town.do("accept", await town.file(2))
    await town.do("accept", await town.file(0))
    for n in range(9):
        await town.do("refuse", await town.file(1, metres_away(50 * n)))
    await town.settle()
    async with town.work() as work:
        found = await standing(work, WEEK)
    honest, cheat = (
        next(line for line in found.units if line.figures.id == town.units[n]) for n in (1, 0)
    )
    assert honest.figures.points == cheat.figures.points
    assert (honest.rank, cheat.rank) == (1, 2)
    assert (cheat.figures.valid, cheat.figures.decided) == (1, 10)


async def test_one_spot_from_five_members_is_not_five_reports(town: Town) -> None:
    more = await town.join(0, 3)
    spot = []
    for n, member in enumerate([0, 1, *more]):
        where = metres_away(5 * n)
        spot.append(await town.file(member, where, town.now + timedelta(minutes=n)))
    for report in spot:
        await town.do("accept", report)
    await town.settle()
    assert await town.points("unit", town.units[0]) == 100 + 4 * 50
    for report in spot[1:]:
        await town.do("duplicate", report)
    await town.settle()
    assert await town.points("unit", town.units[0]) == 100, "once the ward marks them: one"


async def test_two_accounts_of_one_person_get_half_for_the_second_and_no_other_day(
    town: Town,
) -> None:
    for member in (0, 1):
        for n in range(6):
            sent = town.now + timedelta(minutes=10 * n + member)
            report = await town.file(member, metres_away(100 * n), sent)
            await town.do("accept", report)
    await town.settle()
    assert await town.points("unit", town.units[0]) == 6 * 100 + 6 * 50
    assert await days(town) == ["2026-11-18"]
    async with town.db.write() as session:
        one, other = [await session.get_one(Person, town.members[n]) for n in (0, 1)]
        await joins.merge(session, one, other)
    await town.settle()
    assert await town.points("unit", town.units[0]) == 5 * 100 + 5 * 50, "joined, under one cap"


async def test_the_same_spot_week_after_week_is_no_trick_but_day_after_day_is(town: Town) -> None:
    for n in range(8):
        town.now = at("09:00", 2) + timedelta(days=n)
        await town.do("accept", await town.file())
    await town.settle()
    assert await town.points("unit", town.units[0]) == 100 + 7 * 50


@on_sqlite
async def test_a_phone_that_dates_its_reports_back_fills_no_day_of_the_past(
    site: Bot, guest: Guest
) -> None:
    ward = await site.ward()
    for number, hours in enumerate((3, 30, 24 * 6)):
        await guest.send(a_report(number, ward.inside, age=hours * 3_600_000), jpeg(number + 1))
    await site.settle()
    found: list[Report] = list(await site.reports())
    now = site.clock.now()
    assert [now - report.created_at for report in found] == [
        timedelta(hours=3), timedelta(), timedelta(),
    ]  # fmt: skip


async def test_what_is_dated_into_a_final_week_counts_in_the_open_one(town: Town) -> None:
    await town.do("accept", await town.file())
    row = await freeze(town)
    town.now = FINAL + timedelta(minutes=5)
    late = await town.file(1, metres_away(200), at=LAST_MINUTE)
    await town.do("accept", late)
    await town.settle()
    assert await points_in(town, WEEK) == 100
    assert await points_in(town, NEXT) == 100
    assert await again(town, row) == row.body


async def test_a_clock_that_goes_back_moves_nothing_that_is_final(town: Town) -> None:
    await town.do("accept", await town.file())
    row = await freeze(town)
    town.now = at("12:00", 20)
    await town.do("accept", await town.file(1, metres_away(200)))
    await town.settle()
    assert await points_in(town, WEEK) == 100
    assert await points_in(town, Week(date(2026, 11, 23))) == 100
    assert await again(town, row) == row.body


async def test_two_reports_of_the_same_second_count_the_same_whichever_came_first(
    town: Town,
) -> None:
    found: list[int] = []
    for order in ((0, 1), (1, 0)):
        codes = ("CDE2X", "CDE3X") if not found else ("CDF2X", "CDF3X")
        kinds = ("waste", "water")
        sent = [await town.file(2 * len(found), code=codes[n], kind=kinds[n]) for n in order]
        for report in sent:
            await town.do("accept", report)
        await town.settle()
        found.append(await town.points("unit", town.units[len(found)]))
    assert found[0] == found[1] == 150
