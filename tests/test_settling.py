"""The ledger: points come when a report proves useful, are countered and never changed, and are the
same however often and in whatever order it is settled."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import joins, targets
from storage.tables import Person
from tests.harness import MORNING, at
from tests.town import HERE, Town, metres_away

WHOLE, HALF = 100, 50


async def test_points_come_when_the_ward_takes_the_report_and_not_when_it_is_sent(
    town: Town,
) -> None:
    report = await town.file()
    await town.settle()
    assert await town.points("person", town.members[0]) == 0
    await town.do("accept", report)
    await town.settle()
    assert await town.points("person", town.members[0]) == WHOLE
    assert await town.points("unit", town.units[0]) == WHOLE
    assert await town.rules_of(report) == ["report", "taken"]


@pytest.mark.parametrize("end", ["refuse", "duplicate", "withdraw"])
async def test_what_is_refused_or_a_duplicate_or_withdrawn_gives_none(town: Town, end: str) -> None:
    report = await town.file()
    assert await town.do(end, report)
    await town.settle()
    assert await town.points("unit", town.units[0]) == 0


async def test_what_was_taken_and_is_refused_later_is_countered_and_never_changed(
    town: Town,
) -> None:
    report = await town.file()
    await town.do("accept", report)
    await town.settle()
    before = [entry.model_dump() for entry in await town.entries()]
    await town.do("refuse", report)
    await town.settle()
    after = await town.entries()
    assert [entry.model_dump() for entry in after][: len(before)] == before
    given = next(entry for entry in after if entry.rule == "report" and entry.counters is None)
    back = next(entry for entry in after if entry.counters == given.id)
    assert (back.points, back.count, back.rule, back.day) == (-WHOLE, -1, "report", given.day)
    assert await town.points("unit", town.units[0]) == 0


async def test_an_undone_acceptance_takes_its_points_back_and_another_gives_them_again(
    town: Town,
) -> None:
    report = await town.file()
    for verb, points in (("accept", WHOLE), ("undo", 0), ("accept", WHOLE)):
        await town.do(verb, report)
        await town.settle()
        assert await town.points("person", town.members[0]) == points
    rules = [entry.rule for entry in await town.entries(report)]
    assert rules.count("report") == 3


async def test_every_line_says_who_how_many_by_which_rule_for_what_and_when(town: Town) -> None:
    report = await town.file()
    await town.do("accept", report)
    await town.settle()
    (line,) = [entry for entry in await town.entries(report) if entry.rule == "report"]
    assert (line.person_id, line.unit_id) == (town.members[0], town.units[0])
    assert (line.points, line.count) == (WHOLE, 1)
    assert str(line.version) == "2026-01-01"
    assert line.report_id == report
    assert line.day == line.about == MORNING.date()
    assert line.at == town.now


async def test_a_reopening_takes_the_wards_closing_back(town: Town) -> None:
    report = await town.file()
    await town.do("resolve", report)
    await town.settle()
    assert await town.rules_of(report) == ["closed", "done", "report", "taken"]
    await town.do("not_done", report)
    await town.settle()
    assert await town.rules_of(report) == [
        "done-late", "rated-bad", "reopened", "report", "taken",
    ]  # fmt: skip
    await town.do("resolve", report)
    await town.settle()
    assert await town.rules_of(report) == [
        "closed", "done-late", "rated-bad", "reopened", "report", "taken",
    ]  # fmt: skip


async def test_a_deadline_that_passes_is_late_without_anybody_doing_anything(town: Town) -> None:
    report = await town.file()
    town.now = (await town.report(report)).accept_due
    await town.settle()
    assert await town.rules_of(report) == []
    town.now += timedelta(seconds=1)
    await town.settle()
    assert await town.rules_of(report) == ["taken-late"]
    town.now = (await town.report(report)).resolve_due + timedelta(seconds=1)
    await town.settle()
    assert await town.rules_of(report) == ["done-late", "taken-late"]
    await town.do("resolve", report)
    await town.settle()
    assert await town.rules_of(report) == ["closed", "done-late", "report", "taken-late"]


async def test_who_passes_an_overdue_report_on_stays_late(town: Town) -> None:
    report = await town.file()
    town.now = (await town.report(report)).resolve_due + timedelta(seconds=1)
    await town.do("pass", report)
    await town.settle()
    first, second = town.wards
    assert {(line.ward_id, line.rule) for line in await town.standing(report)} == {
        (first, "taken-late"),
        (first, "done-late"),
    }
    await town.do("resolve", report)
    await town.settle()
    rules = {line.rule for line in await town.standing(report) if line.ward_id == second}
    assert rules == {"taken", "done", "closed"}


async def test_whoever_confirms_a_closing_is_told_apart(town: Town) -> None:
    report = await town.file()
    await town.do("resolve", report)
    await town.do("confirm", report)
    await town.settle()
    assert "confirmed-reporter" in await town.rules_of(report)


# Caps and places


async def test_beyond_the_daily_cap_reports_are_valid_and_give_no_points(town: Town) -> None:
    found = [
        await town.file(place=metres_away(100 * n), at=town.now + timedelta(minutes=n))
        for n in range(13)
    ]
    for report in found:
        await town.do("accept", report)
    await town.settle()
    sums = (await town.sums("person"))[town.members[0]]
    assert (sums["report"].count, sums["report"].points) == (10, 10 * WHOLE)
    assert (sums["over"].count, sums["over"].points) == (3, 0)


async def test_a_refusal_lets_a_later_report_of_the_day_under_the_cap(town: Town) -> None:
    found = [
        await town.file(place=metres_away(100 * n), at=town.now + timedelta(minutes=n))
        for n in range(11)
    ]
    for report in found:
        await town.do("accept", report)
    await town.settle()
    assert "over" in await town.rules_of(found[10])
    await town.do("refuse", found[0])
    await town.settle()
    assert "report" in await town.rules_of(found[10])


@pytest.mark.parametrize(
    ("metres", "days", "points"),
    [(20, 6.9, HALF), (20, 7.1, WHOLE), (40, 1, WHOLE), (0, 0.001, HALF)],
)
async def test_the_same_spot_within_seven_days_counts_half(
    town: Town, metres: float, days: float, points: int
) -> None:
    first = await town.file()
    town.now += timedelta(days=days)
    again = await town.file(place=metres_away(metres))
    for report in (first, again):
        await town.do("accept", report)
    await town.settle()
    assert await town.points("person", town.members[0]) == WHOLE + points


async def test_what_was_half_is_whole_once_the_earlier_report_is_refused(town: Town) -> None:
    first = await town.file()
    again = await town.file(at=town.now + timedelta(hours=1))
    for report in (first, again):
        await town.do("accept", report)
    await town.settle()
    assert "half" in await town.rules_of(again)
    await town.do("refuse", first)
    await town.settle()
    assert "report" in await town.rules_of(again)


async def test_one_spot_from_several_members_of_a_branch_counts_half_as_well(town: Town) -> None:
    mine = await town.file(0)
    town.now += timedelta(minutes=1)
    friends = await town.file(1)
    others = await town.file(2)
    for report in (mine, friends, others):
        await town.do("accept", report)
    await town.settle()
    assert await town.points("unit", town.units[0]) == WHOLE + HALF
    assert await town.points("unit", town.units[1]) == WHOLE


async def test_reports_by_the_web_form_share_one_cap_a_branch(town: Town) -> None:
    for n in range(12):
        # Each comes from somebody whom nobody knows.
        member = n % 2
        minute = town.now + timedelta(minutes=n)
        report = await town.file(member, metres_away(100 * n), minute, channel="web")
        await town.do("accept", report)
    await town.settle()
    assert await town.points("unit", town.units[0]) == 10 * WHOLE


# Days on target


async def days(town: Town, unit: int = 0) -> list[str]:
    rows = await town.standing()
    mine = [row for row in rows if row.rule == "day" and row.unit_id == town.units[unit]]
    return sorted(str(row.about) for row in mine)


async def test_a_day_is_met_by_what_was_sent_and_not_by_what_was_refused(town: Town) -> None:
    report = await town.file()
    await town.settle()
    assert await days(town) == ["2026-11-18"]
    await town.do("refuse", report)
    await town.settle()
    assert await days(town) == []
    await town.do("undo", report)
    await town.settle()
    assert await days(town) == ["2026-11-18"]


async def test_an_honest_day_fulfils_the_day_at_a_lower_weight(town: Town) -> None:
    for _ in range(2):
        await town.file(sort="clear")
    await town.settle()
    assert await days(town) == ["2026-11-18"]
    sums = (await town.sums("unit"))[town.units[0]]
    assert (sums["clear"].points, sums["over"].count) == (30, 1), "one a day is enough"


async def test_an_honest_day_is_enough_whatever_the_target_is(town: Town) -> None:
    async with town.work() as work:
        await targets.keep(work.session, town.units[0], 5, MORNING.date())
    await town.file()
    await town.settle()
    assert await days(town) == []
    await town.file(sort="clear")
    await town.settle()
    assert await days(town) == ["2026-11-18"]


async def test_another_target_leaves_the_days_before_alone(town: Town) -> None:
    report = await town.file()
    await town.settle()
    async with town.work() as work:
        await targets.keep(work.session, town.units[0], 2, at("09:00", 19).date())
    await town.do("accept", report)
    await town.file(at=at("09:00", 19), place=metres_away(100))
    await town.settle()
    assert await days(town) == ["2026-11-18"]


async def test_what_members_put_right_themselves_has_points_of_its_own(town: Town) -> None:
    await town.file(sort="fixed")
    await town.settle()
    assert (await town.sums("unit"))[town.units[0]]["fixed"].points == 150
    assert not await town.sums("ward"), "no ward has anything to do with it"


async def test_sent_before_midnight_it_is_of_that_day(town: Town) -> None:
    town.now = at("08:00", 19)
    await town.file(at=at("23:59"))
    await town.file(at=at("00:00", 19), place=metres_away(100, HERE))
    await town.settle()
    assert await days(town) == ["2026-11-18", "2026-11-19"]


# Again, and at the same time


async def test_settling_again_changes_nothing(town: Town) -> None:
    for n in range(3):
        report = await town.file(place=metres_away(10 * n))
        await town.do("resolve", report)
    await town.settle()
    known = len(await town.entries())
    assert await town.settle() == 0
    await town.forget_what_was_settled()
    assert await town.settle() == 3
    assert len(await town.entries()) == known


async def test_two_accounts_of_one_person_share_the_cap_once_they_are_joined(town: Town) -> None:
    for member in (0, 1):
        for n in range(6):
            report = await town.file(
                member, metres_away(1000 * member + 100 * n), town.now + timedelta(minutes=n)
            )
            await town.do("accept", report)
    await town.settle()
    assert await town.points("unit", town.units[0]) == 12 * WHOLE
    async with town.db.write() as session:
        one, other = [await session.get_one(Person, town.members[n]) for n in (0, 1)]
        await joins.merge(session, one, other)
    await town.settle()
    assert await town.points("unit", town.units[0]) == 10 * WHOLE


async def test_what_is_exactly_so_many_days_apart_is_the_same_spot_whichever_is_taken_first(
    town: Town,
) -> None:
    first = await town.file()
    second = await town.file(at=town.now + timedelta(days=7))
    town.now += timedelta(days=7)
    await town.do("accept", second)
    await town.settle()
    assert "report" in await town.rules_of(second)
    await town.do("accept", first)
    await town.settle()
    assert "half" in await town.rules_of(second)
