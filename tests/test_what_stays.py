"""What a ward did stays on its board, whatever becomes of the report afterwards."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from handlers import closings
from handlers.figures import standing
from handlers.periods import Week
from handlers.ranking import WardFigures
from storage import ledger, reports
from storage.tables import Chat, Person
from tests.harness import Bot, at, metres_north, near_a_line, on_sqlite
from tests.test_duplicates import again
from tests.test_freezing import NEXT, WEEK, freeze
from tests.town import Town, metres_away, rules_of


async def figures(town: Town, week: Week = WEEK, ward: int = 0) -> WardFigures:
    await town.settle()
    async with town.work() as work:
        found = await standing(work, week)
    return next(line.figures for line in found.wards if line.figures.id == town.wards[ward])


async def overdue(town: Town) -> int:
    """A report that its ward neither took nor closed in time."""
    report = await town.file()
    town.now = (await town.report(report)).resolve_due + timedelta(seconds=1)
    await town.settle()
    return report


async def judged(town: Town, report: int) -> list[tuple[int, str]]:
    """What is said of wards in time and late, with their numbers in the town."""
    rules = ("taken", "taken-late", "done", "done-late")
    lines = [line for line in await town.standing(report) if line.rule in rules]
    return sorted((town.wards.index(line.ward_id or 0), line.rule) for line in lines)


@pytest.mark.parametrize("end", ["duplicate", "withdraw"])
async def test_what_was_late_stays_late_when_the_report_ends(town: Town, end: str) -> None:
    report = await overdue(town)
    assert await town.do(end, report)
    await town.settle()
    assert await judged(town, report) == [(0, "done-late"), (0, "taken-late")]


@pytest.mark.parametrize("end", ["duplicate", "withdraw"])
async def test_what_ends_in_time_says_nothing_of_its_ward(town: Town, end: str) -> None:
    report = await town.file()
    await town.do(end, report)
    town.now += timedelta(days=30)
    await town.settle()
    assert await judged(town, report) == []


async def test_a_mark_that_is_taken_back_lets_the_deadlines_go_on(town: Town) -> None:
    report = await town.file()
    await town.do("duplicate", report)
    await town.do("undo", report)
    town.now = (await town.report(report)).resolve_due + timedelta(seconds=1)
    await town.settle()
    assert await judged(town, report) == [(0, "done-late"), (0, "taken-late")]


async def test_a_mark_after_the_board_is_final_improves_no_week(town: Town) -> None:
    late = [await town.file(place=metres_away(60 * n)) for n in range(3)]
    town.now = at("07:30", 23)
    await freeze(town)
    for report in late[1:]:
        await town.do("duplicate", report)
    town.now += timedelta(hours=1)
    assert (await figures(town, NEXT)).taken_decided == 0


async def test_a_false_closing_that_was_proved_outlasts_a_mark(town: Town) -> None:
    report = await town.file()
    await town.do("resolve", report)
    town.now += timedelta(days=1)
    async with town.work() as work:
        row = await reports.locked(work.session, report)
        assert row is not None
        finder = await work.session.get_one(Person, town.members[2])
        chat = await work.session.get_one(Chat, town.chats["telegram"])
        data = {"unit": town.units[1]}
        await closings.reopen(work, row, "recheck", finder, chat, data=data)
    await town.settle()
    before = await town.points("ward", town.wards[0]), await town.points("unit", town.units[1])
    assert before == (-300, 200)
    await town.do("duplicate", report)
    await town.settle()
    after = await town.points("ward", town.wards[0]), await town.points("unit", town.units[1])
    assert after == before


async def test_what_the_reporter_said_outlasts_a_mark(town: Town) -> None:
    report = await town.file()
    await town.do("resolve", report)
    await town.do("not_done", report)
    await town.do("duplicate", report)
    await town.settle()
    assert await town.rules_of(report) == [
        "done-late", "duplicate", "rated-bad", "reopened", "taken",
    ]  # fmt: skip


async def test_days_that_were_counted_before_are_counted_as_ever(
    tmp_path: Path, town: Town
) -> None:
    town.world.points = rules_of(tmp_path, ("method = 2", "method = 1"))
    report = await overdue(town)
    await town.do("duplicate", report)
    await town.settle()
    assert await town.rules_of(report) == ["duplicate"]


# To and fro


async def test_two_wards_that_pass_a_report_to_and_fro_are_late_once_each(town: Town) -> None:
    report = await town.file()
    for n, day in enumerate((18, 19, 20, 23, 24, 25, 26, 27, 30)):
        town.now = at("17:00", day)
        await town.do("pass", report, ward=(n + 1) % 2)
    await town.settle()
    late = ["done-late", "taken-late"]
    assert await judged(town, report) == [(ward, rule) for ward in (0, 1) for rule in late]


async def test_a_ward_that_gets_a_report_back_goes_on_with_what_was_left_of_its_time(
    town: Town,
) -> None:
    report = await town.file()
    due = (await town.report(report)).resolve_due
    got = (await town.report(report)).filed_at
    calendar = town.world.calendar
    town.now = at("14:00", 18)
    left = calendar.hours_between(town.now, due)
    await town.do("pass", report, ward=1)
    town.now = at("09:00", 25)
    await town.do("pass", report, ward=0)
    back = await town.report(report)
    assert calendar.hours_between(town.now, back.resolve_due) == pytest.approx(left)
    assert back.filed_at == got, "so its backlog is as old as it is"
    await town.do("accept", report)
    await town.do("resolve", report)
    await town.settle()
    assert (0, "done") in await judged(town, report), "the other ward's week is not its fault"


async def test_one_report_is_one_case_of_a_ward_however_often_it_comes(town: Town) -> None:
    report = await town.file()
    for n in range(12):
        await town.do("accept", report)
        town.now += timedelta(minutes=1)
        await town.do("pass", report, ward=(n + 1) % 2)
    await town.settle()
    assert await judged(town, report) == [(0, "taken"), (1, "taken")]


@on_sqlite
async def test_the_reporter_is_spared_what_wards_pass_to_and_fro_and_the_office_hears(
    bot: Bot,
) -> None:
    here, there, office = await bot.ward(0), await bot.ward(1), await bot.office()
    an = bot.person("An")
    private = bot.private(an)
    code = await private.report(an, here.inside)
    known = len(private.messages)
    for _ in range(6):
        await here.say(here.officer, "nhận", reply_to=here.card(code))
        await here.say(here.officer, f"chuyển {there.name}", reply_to=here.card(code))
        here, there = there, here
    assert len(private.messages) - known == 3, "who took it, who got it, who took it"
    assert len([text for text in office.texts if "chuyển trả lại" in text]) == 1


# The reporter's corrections


@on_sqlite
async def test_a_report_that_is_called_clean_and_wrong_again_gets_no_new_time(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    report = await bot.the_report(code)
    await bot.go(report.accept_due + timedelta(minutes=1), tick=True)
    for sort in ("clear", "problem"):
        await bot.tg.press(an, private.last, f"so:{report.id}:{sort}")
        await bot.settle()
    await bot.go(bot.clock.at + timedelta(hours=1), tick=True)
    back = await bot.the_report(code)
    assert (back.state, back.resolve_due) == ("new", report.resolve_due)
    async with bot.process.db.read() as session:
        rules = [row.rule for row in await ledger.entries(session, [report.id or 0])]
    assert rules == ["taken-late"]


# What officers close that they sent themselves


async def test_own_reports_are_no_merit_of_an_officers_ward(town: Town) -> None:
    async with town.db.write() as session:
        (await session.get_one(Person, town.officer)).unit_id = town.units[0]
    town.members.append(town.officer)
    for n in range(6):
        report = await town.file(len(town.members) - 1, metres_away(60 * n))
        await town.do("resolve", report)
        assert await judged(town, report) == []
    town.now += timedelta(days=3)
    own = await figures(town)
    assert (own.done, own.decided, own.taken_decided, own.confirmed) == (0, 0, 0, 0)
    assert own.score is None


async def test_own_reports_that_are_late_count_as_late(town: Town) -> None:
    town.members.append(town.officer)
    report = await town.file(len(town.members) - 1)
    town.now = (await town.report(report)).resolve_due + timedelta(hours=1)
    await town.do("resolve", report)
    await town.settle()
    assert await judged(town, report) == [(0, "done-late"), (0, "taken-late")]


@on_sqlite
async def test_a_report_that_its_reporter_gives_to_the_next_ward_takes_no_lateness_along(
    bot: Bot,
) -> None:
    place, home, other = near_a_line()
    an, name = bot.person("An"), bot.process.world.wards.name
    private = bot.private(an)
    code = await private.report(an, place)
    report = await bot.the_report(code)
    await bot.go(report.resolve_due + timedelta(hours=1), tick=True)
    await private.press(an, other)
    moved = await bot.the_report(code)
    assert name(moved.ward_id) == other
    assert moved.accept_due > bot.clock.at, "its time begins"
    await private.press(an, home)
    back = await bot.the_report(code)
    assert back.resolve_due < moved.accept_due, "and that of the first one is over"
    await bot.tick()
    async with bot.process.db.read() as session:
        lines = await ledger.entries(session, [report.id or 0])
    said = {(line.rule, name(line.ward_id or 0)) for line in lines}
    assert said == {("taken-late", home), ("done-late", home)}


# What may be marked


@on_sqlite
@pytest.mark.parametrize("away", [80, 120])
async def test_only_what_is_near_is_a_duplicate(bot: Bot, away: float) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    one = await bot.private(an).report(an, ward.inside, "rác")
    other = await bot.private(binh).report(binh, metres_north(ward.inside, away), "rác")
    await ward.say(ward.officer, f"trùng {other} {one}")
    assert await bot.state(other) == ("duplicate" if away < 100 else "new")


@on_sqlite
async def test_only_what_is_open_and_of_the_same_kind_can_be_what_it_is_the_same_as(
    bot: Bot,
) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    near = metres_north(ward.inside, 70)
    waste = await bot.private(an).report(an, ward.inside, "rác")
    trees = await bot.private(binh).report(binh, near, "cây xanh")
    await ward.say(ward.officer, f"trùng {waste} {trees}")
    assert "khác loại" in ward.last.text
    unknown = await bot.private(binh).report(binh, near)
    await ward.say(ward.officer, f"trùng {unknown} {waste}")
    assert await bot.state(unknown) == "duplicate", "a photo without words may be of any kind"
    await ward.photo(ward.officer, f"xong {waste}")
    again = await bot.private(binh).report(binh, near, "rác")
    await ward.say(ward.officer, f"trùng {again} {waste}")
    assert "đã báo xong rồi" in ward.last.text
    assert await bot.state(again) == "new"


@on_sqlite
async def test_no_mark_puts_off_when_a_thing_has_to_be_done(bot: Bot) -> None:
    """An officer could report the same spot anew, on the last day, as often as they like."""
    ward, an = await bot.ward(), bot.person("An")
    near = metres_north(ward.inside, 30)
    first = await bot.private(an).report(an, ward.inside, "rác")
    due = (await bot.the_report(first)).resolve_due
    await bot.go(due - timedelta(hours=1), tick=True)
    private = bot.private(ward.officer)
    await again(private, ward.officer, near)
    await private.press(ward.officer, "việc khác")
    own = (await bot.reports())[-1].code
    await ward.say(ward.officer, f"trùng {own}", reply_to=ward.card(first))
    assert "hạn xử lý muộn hơn" in ward.last.text
    await ward.press(ward.officer, "Từ chối", on=ward.card(first))
    assert not [label for label in ward.last.buttons if own in label], "nor is it offered"
    assert await bot.state(first) == "new"
    await ward.say(ward.officer, f"trùng {first}", reply_to=ward.card(own))
    assert (await bot.state(first), await bot.state(own)) == ("new", "duplicate")


@on_sqlite
@pytest.mark.parametrize("how", ["wd:{}", "so:{}:clear", "sf:{}"])
async def test_what_others_wait_for_is_not_taken_back_by_one(bot: Bot, how: str) -> None:
    """With a friend's report, whatever is marked as its duplicate would be gone as well."""
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    first = await bot.private(an).report(an, ward.inside, "rác")
    other = await bot.private(binh).report(binh, metres_north(ward.inside, 80), "rác")
    await ward.say(ward.officer, f"trùng {first}", reply_to=ward.card(other))
    report = await bot.the_report(first)
    await bot.tg.press(an, bot.private(an).last, how.format(report.id))
    await bot.settle()
    assert "đang chờ kết quả" in bot.tg.toasts[-1].text
    assert await bot.state(first) == "new"
    await ward.say(ward.officer, f"hoàn tác {other}")
    await bot.private(an).say(an, f"/huy {first}")
    assert await bot.state(first) == "withdrawn"


@on_sqlite
async def test_of_two_that_came_together_either_may_be_the_one_that_is_dealt_with(bot: Bot) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    first = await bot.private(an).report(an, ward.inside, "rác")
    await bot.wait(minutes=50)
    private = bot.private(binh)
    await again(private, binh, metres_north(ward.inside, 30))
    await private.press(binh, "việc khác")
    second = (await bot.reports())[-1].code
    await ward.say(ward.officer, f"trùng {second}", reply_to=ward.card(first))
    assert await bot.state(first) == "duplicate"
