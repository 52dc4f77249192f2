"""What groups are told of a contest: its beginning, each week, each phase, its end and its result,
each once and to whom it concerns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from handlers import contest_posts, contest_tables
from handlers.contest import Place
from handlers.contest_tables import Table
from storage import campaigns
from tests.contests import MEMBERS, SMALL, WARDS, begun, campaign_rules, changed
from tests.harness import Bot, Room, at, on_sqlite

DAYS = (("2026-11-16", "2026-11-19"), ("2026-11-29", "2026-12-06"))
CONTEST = changed(SMALL, *DAYS)
COUNTED = changed(CONTEST, ("scored = 10", 'counted = "valid"'))
NAME = "Đợt thi đua tháng 11"


def told(room: Room) -> list[str]:
    return [text for text in room.texts if NAME in text]


async def close(bot: Bot, slug: str) -> None:
    process = bot.process
    async with process.db.write() as session:
        campaign = await campaigns.find(session, slug)
        assert campaign is not None
        now = process.clock.now()
        await contest_tables.close(session, process.world.wards, process.world.zone, campaign, now)


async def publish(bot: Bot, slug: str) -> None:
    async with bot.process.db.write() as session:
        campaign = await campaigns.find(session, slug)
        assert campaign is not None
        contest_tables.publish(campaign, bot.process.clock.now())


async def test_a_contest_is_announced_once_to_those_who_take_part(bot: Bot) -> None:
    branch, ward, office = await bot.branch(), await bot.ward(), await bot.office()
    await begun(bot.process.db, CONTEST)
    await bot.go(at("07:29", 19), tick=True)
    assert not told(branch)
    await bot.go(at("07:30", 19), tick=True)
    (text,) = told(branch)
    assert text.startswith(f"📣 Bắt đầu: {NAME}")
    assert "Từ 19/11/2026 đến hết 6/12/2026" in text
    assert "Điểm 60, Ngày đạt 20, Sáng kiến 20 (hội đồng chấm)" in text
    assert "Giải Nhất (1), Giải Nhì (1)" in text
    # There is no table of wards.
    assert not told(ward)
    for _ in range(2):
        await bot.restart()
        await bot.wait(minutes=20)
        await bot.tick()
    assert len(told(branch)) == len(told(office)) == 1


async def test_after_two_days_down_the_beginning_is_still_told_and_once(bot: Bot) -> None:
    branch = await bot.branch()
    await begun(bot.process.db, CONTEST)
    await bot.stop()
    await bot.wait_stopped(days=3)
    await bot.start()
    await bot.tick()
    await bot.tick()
    assert [text[:1] for text in told(branch)] == ["📣"]


@on_sqlite
async def test_rules_that_were_written_after_the_first_day_are_announced_as_such(bot: Bot) -> None:
    branch = await bot.branch()
    await begun(bot.process.db, changed(CONTEST, ("2026-11-19", "2026-11-17")))
    await bot.tick()
    (text,) = told(branch)
    assert "Thể lệ được đưa vào ngày 18/11/2026, sau ngày bắt đầu." in text


@on_sqlite
async def test_the_result_of_rules_that_came_when_all_was_over_says_so(bot: Bot) -> None:
    branch, ward = await bot.branch(), await bot.ward()
    await branch.report(bot.person("An"), ward.inside)
    await ward.press(ward.officer, "Nhận")
    await bot.go(at("09:00", 21), tick=True)
    await bot.go(at("09:01", 21), tick=True)
    days = (
        ("2026-11-16", "2026-11-10"),
        ("2026-11-29", "2026-11-18"),
        ("2026-11-22", "2026-11-18"),
    )
    slug = await begun(bot.process.db, changed(SMALL, *days, ("scored = 10", 'counted = "valid"')))
    async with bot.process.db.write() as session:
        campaign = await campaigns.find(session, slug)
        assert campaign is not None
        campaign.added_at = bot.process.clock.now()
    await close(bot, slug)
    await publish(bot, slug)
    await bot.go(at("10:10", 21), tick=True)
    posted = told(branch)
    assert len(posted) == 2
    late = "Thể lệ được đưa vào ngày 21/11/2026, sau khi đợt thi đua kết thúc."
    assert all(late in text for text in posted)


def test_a_result_without_rewards_is_called_a_result() -> None:
    rules = campaign_rules()
    everybody = [Place(None, 1, "A", 0, ())]
    kept = Table(rules.divisions[0], date(2026, 11, 29), everybody, final=True)
    assert not contest_posts.congratulations(rules, [kept], rules.first_day, "vi")
    (message,) = contest_posts.standing(rules, [kept], "đến hết 29/11/2026", "", "vi")
    assert message.title.startswith(f"🎉 Kết quả: {NAME}")
    assert message.picture is not None
    assert "Kết quả" in message.picture["title"]
    (interim,) = contest_posts.standing(rules, [replace(kept, final=False)], "", "", "vi")
    assert "Kết quả" not in interim.title


@on_sqlite
async def test_in_the_quiet_hours_nothing_is_told(bot: Bot) -> None:
    branch = await bot.branch()
    await begun(bot.process.db, CONTEST)
    await bot.go(at("23:30", 19), tick=True)
    assert not told(branch)
    await bot.go(at("07:00", 20), tick=True)
    assert len(told(branch)) == 1


async def test_phases_weeks_and_the_end_are_told_with_changes_of_place(bot: Bot) -> None:
    branch, other, office = await bot.branch(), await bot.branch("Chi đoàn 2"), await bot.office()
    ward, an = await bot.ward(), bot.person("An")
    await begun(bot.process.db, CONTEST)
    await bot.go(at("07:30", 19), tick=True)
    for room in (branch, other):
        await room.report(an, ward.inside)
        await ward.press(ward.officer, "Nhận")
    await bot.go(at("08:00", 19), tick=True)
    known = len(told(branch))
    await bot.go(at("07:30", 23), tick=True)
    # A phase that ends with the week is told instead of it.
    (interim,) = told(branch)[known:]
    assert "sơ kết Tuần đầu, đến hết 22/11/2026" in interim
    assert "1. Chi đoàn 1: – · " in interim
    assert "Chi đoàn 2" in interim
    await bot.go(at("07:30", 30), tick=True)
    (week,) = told(branch)[known + 1 :]
    assert "tuần 23/11 – 29/11" in week
    assert "1. Chi đoàn 1: = · " in week
    await bot.go(at("09:30", 7, 12), tick=True)
    over = told(branch)[known + 2]
    assert "⏰ Gửi muộn" in over
    assert "🏁 Đợt thi đua đã hết" in over
    assert office.last.text.startswith("📝 Hội đồng còn 2 điểm chưa chấm")
    assert not [text for text in branch.texts if "chưa chấm" in text]
    # Nobody hears it twice.
    before = len(branch.texts)
    await bot.restart()
    await bot.tick()
    assert len(branch.texts) == before


async def test_the_result_is_told_with_pictures_on_the_offices_word_alone(bot: Bot) -> None:
    branch, office, ward = await bot.branch(), await bot.office(), await bot.ward()
    an = bot.person("Nguyễn Thị An")
    reward = '[[division.reward]]\nname = "Giải Nhất"\ncount = 1\n'
    slug = await begun(bot.process.db, COUNTED + WARDS + reward + MEMBERS + reward)
    await bot.go(at("09:00", 19))
    await branch.report(an, ward.inside)
    await bot.private(an).say(an, "xin chào")
    await ward.press(ward.officer, "Nhận")
    await bot.go(at("09:00", 7, 12), tick=True)
    await bot.go(at("09:01", 7, 12), tick=True)
    await close(bot, slug)
    before = len(told(branch))
    await bot.go(at("10:00", 7, 12), tick=True)
    assert len(told(branch)) == before
    await publish(bot, slug)
    await bot.go(at("10:10", 7, 12), tick=True)
    await bot.go(at("10:20", 7, 12), tick=True)
    picture, table = told(branch)[before:]
    assert picture.startswith(f"🎉 Kết quả: {NAME} · Bảng chi đoàn\nGiải Nhất: Chi đoàn 1")
    assert "đến hết 6/12/2026" in table
    assert branch.last.text.startswith("🏅 Cá nhân, số người được khen theo đơn vị: Chi đoàn 1 (1)")
    # A member's name is in no group; they are told alone.
    for room in (branch, office, ward):
        assert not [text for text in room.texts[-4:] if "Nguyễn Thị An" in text]
    assert "Chúc mừng bạn đạt Giải Nhất (Cá nhân)" in bot.private(an).last.text


def test_changes_of_place_have_signs_that_every_phone_shows() -> None:
    places = [Place(rank, 1, "A", 0, (), before=was) for rank, was in
              [(1, 3), (3, 1), (2, 2), (1, None), (None, 2)]]  # fmt: skip
    assert [contest_posts.change(place) for place in places] == ["+2", "−2", "=", "–", "–"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "Dưới 20 việc đã quyết định thì chưa xếp hạng (–)."),
        ("en", "Below 20 decided cases there is no place (–)."),
    ],
)
def test_below_each_table_stands_how_much_it_takes_to_have_a_place(lang: str, said: str) -> None:
    (division,) = campaign_rules(('of = "units"', 'of = "units"\nleast = 20')).divisions
    assert contest_posts.how(division, lang).endswith(said)
    (without,) = campaign_rules().divisions
    assert "(–)" not in contest_posts.how(without, lang)


def test_a_place_with_a_total_of_nothing_gets_no_medal() -> None:
    rules = campaign_rules()
    everybody = [Place(1, 1, "A", 100, ()), Place(2, 2, "B", 0, ())]
    table = Table(rules.divisions[0], date(2026, 11, 22), everybody)
    board = contest_posts.board(rules, table, "", "vi")
    assert [row.medal for row in board.rows] == [True, False]


def test_more_branches_than_a_picture_holds_are_told_in_words() -> None:
    rules = campaign_rules()
    everybody = [Place(n, n, f"Chi đoàn số {n}", 10_000 - n, ()) for n in range(1, 301)]
    table = Table(rules.divisions[0], date(2026, 11, 22), everybody)
    found = contest_posts.standing(rules, [table], "tuần 47", "", "vi")
    assert not [message for message in found if message.picture]
    assert "Chi đoàn số 300" in found[-1].text
