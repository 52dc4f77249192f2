"""What asks nobody to act counts once it is shown, and once somebody knows who sent it."""

from __future__ import annotations

from datetime import timedelta

from handlers.figures import standing
from handlers.periods import Week, this_week
from handlers.ranking import Ranked, UnitFigures
from handlers.work import Work
from storage.tables import Person
from tests.harness import ADMIN, Bot, at, jpeg, metres_north, on_sqlite
from tests.pages import Guest, a_report
from tests.test_settling import days
from tests.test_web_form import invite_of
from tests.town import Town, metres_away


async def branches(bot: Bot, week: Week | None = None) -> list[Ranked[UnitFigures]]:
    await bot.tick()
    async with bot.process.db.read() as session:
        work = Work(session, bot.clock.now(), bot.process.world)
        return (await standing(work, week or this_week(work))).units


@on_sqlite
async def test_a_stranger_with_the_link_of_a_branch_fulfils_none_of_its_days(
    site: Bot, guest: Guest
) -> None:
    ward, branch = await site.ward(), await site.branch("Chi đoàn Hoa Mai")
    invite = await invite_of(site, branch.name)
    for day in range(18, 23):
        await site.go(at("00:10", day), tick=True)
        await guest.send(a_report(day, ward.inside, invite=invite, sort="clear"), jpeg(day))
        await site.settle()
    (line,) = await branches(site)
    assert (line.rank, line.figures.days_met, line.figures.points) == (None, 0, 0)
    asked = branch.with_button("người của đơn vị")
    assert "đã kiểm tra, không có gì" in asked.text
    await branch.press(site.person("Bí thư"), "người của đơn vị", on=asked)
    assert not branch.again(asked).buttons
    (line,) = await branches(site)
    assert (line.figures.days_met, line.figures.points) == (1, 30)


@on_sqlite
async def test_what_nobody_vouched_for_uses_up_nothing_of_the_day(site: Bot, guest: Guest) -> None:
    ward, branch = await site.ward(), await site.branch("Chi đoàn Hoa Mai")
    invite = await invite_of(site, branch.name)
    for n in range(10):
        place = metres_north(ward.inside, 60 * n)
        await guest.send(a_report(n, place, invite=invite, sort="fixed"), jpeg(n), jpeg(50 + n))
        await site.settle()
    await guest.send(a_report(99, metres_north(ward.inside, 900), invite=invite), jpeg(99))
    await site.settle()
    real = (await site.reports())[-1].code
    await ward.say(ward.officer, "nhận", reply_to=ward.card(real))
    (line,) = await branches(site)
    assert (line.figures.points, line.figures.fixed) == (100, 0)


@on_sqlite
async def test_only_the_branch_itself_or_an_admin_vouches(site: Bot, guest: Guest) -> None:
    ward, office = await site.ward(), await site.office()
    branch, other = await site.branch("Chi đoàn Hoa Mai"), await site.branch("Chi đoàn Hoa Lan")
    invite = await invite_of(site, branch.name)
    await guest.send(a_report(1, ward.inside, invite=invite, sort="clear"), jpeg(1))
    await site.settle()
    (report,) = await site.reports()
    stranger = site.person("Người lạ")
    for room in (other, ward, site.private(stranger)):
        await room.say(stranger, "chào")
        await site.tg.press(stranger, room.last, f"bl:{report.id}")
        await site.settle()
        assert (await site.the_report(report.code)).believed_at is None
    await site.tg.press(ADMIN, office.last, f"bl:{report.id}")
    await site.settle()
    assert (await site.the_report(report.code)).believed_at is not None


@on_sqlite
async def test_what_a_member_put_right_counts_with_the_photo_that_shows_it(bot: Bot) -> None:
    ward, branch, an = await bot.ward(), await bot.branch(), bot.person("An")
    code = await branch.report(an, ward.inside, "đã tự dọn sạch")
    (line,) = await branches(bot)
    assert (line.figures.days_met, line.figures.points) == (0, 0)
    await branch.photo(an)
    (line,) = await branches(bot)
    assert (line.figures.days_met, line.figures.points) == (1, 150)
    await branch.press(an, "có việc cần xử lý")
    assert (await bot.the_report(code)).believed_at is None
    (line,) = await branches(bot)
    assert line.figures.points == 0


async def test_an_album_that_comes_photo_by_photo_counts_with_its_second(bot: Bot) -> None:
    ward, branch, an = await bot.ward(), await bot.branch(), bot.person("An")
    await branch.photo(an, "chúng tôi đã tự dọn rác", album="a")
    await branch.place(an, ward.inside)
    await branch.photo(an, album="a")
    (line,) = await branches(bot)
    assert (line.figures.days_met, line.figures.points) == (1, 150)


async def test_what_nobody_vouched_for_costs_a_branch_nothing_when_it_is_refused(
    town: Town,
) -> None:
    report = await town.file(sort="fixed", channel="web")
    await town.do("refuse", report)
    await town.settle()
    assert not await town.entries(report)


async def test_one_round_fulfils_the_day_of_one_branch(town: Town) -> None:
    await town.file(sort="clear", at=town.now - timedelta(minutes=1))
    async with town.db.write() as session:
        (await session.get_one(Person, town.members[0])).unit_id = town.units[1]
    await town.file(sort="clear", place=metres_away(10))
    await town.settle()
    assert await days(town, 0) == ["2026-11-18"]
    assert await days(town, 1) == []


async def test_a_round_that_counts_after_all_fulfils_the_day(town: Town) -> None:
    first = await town.file(sort="clear", at=town.now - timedelta(minutes=1))
    async with town.db.write() as session:
        (await session.get_one(Person, town.members[0])).unit_id = town.units[1]
    await town.file(sort="clear", place=metres_away(10))
    await town.settle()
    await town.do("refuse", first)
    await town.settle()
    assert await days(town, 0) == []
    assert await days(town, 1) == ["2026-11-18"]
