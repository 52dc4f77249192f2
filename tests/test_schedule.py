"""What the bot says by itself: reminders, boards and deadlines, each exactly once."""

import pytest

from tests.harness import ADMIN, Bot, Branch, Room, at, on_sqlite

BOARD = "Xếp hạng"


def reminders(branch: Branch) -> list[str]:
    return [text for text in branch.texts if "chưa đạt" in text and "⏰" in text]


def boards(room: Room) -> list[str]:
    found = [m.text for m in room.messages if m.text.startswith(BOARD) and m.photo]
    return [text for text in found if "dự thảo" not in text.splitlines()[0]]


# Daily reminder


async def test_a_branch_below_its_target_is_reminded_at_half_past_four_once(bot: Bot) -> None:
    branch = await bot.branch("Chi đoàn 1")
    await bot.go(at("16:29"), tick=True)
    assert not reminders(branch)
    await bot.go(at("16:30"), tick=True)
    assert ["Chi đoàn 1, hôm nay: 0/1" in text for text in reminders(branch)] == [True]
    for _ in range(3):
        await bot.restart()
        await bot.wait(minutes=20)
        await bot.tick()
    assert len(reminders(branch)) == 1
    await bot.go(at("16:30", 19), tick=True)
    assert len(reminders(branch)) == 2


async def test_at_its_own_time_and_target(bot: Bot) -> None:
    branch, an = await bot.branch(), bot.person("An")
    await branch.say(ADMIN, "/chitieu 2 17:15")
    assert "17:15" in branch.last.text
    await branch.report(an, (16.0769, 108.2184))
    await bot.go(at("16:30"), tick=True)
    assert not reminders(branch)
    await bot.go(at("17:15"), tick=True)
    assert "1/2" in reminders(branch)[0]


async def test_nothing_is_said_once_the_target_is_met(bot: Bot) -> None:
    branch, an = await bot.branch(), bot.person("An")
    await branch.report(an, (16.0769, 108.2184))
    await bot.go(at("16:30"), tick=True)
    assert not reminders(branch)


async def test_a_withdrawn_report_does_not_meet_the_target(bot: Bot) -> None:
    branch, an = await bot.branch(), bot.person("An")
    await branch.report(an, (16.0769, 108.2184))
    await branch.press(an, "Thu hồi")
    await bot.go(at("16:30"), tick=True)
    assert len(reminders(branch)) == 1


@on_sqlite
@pytest.mark.parametrize(("day", "month", "times"), [(2, 9, 0), (1, 1, 0), (3, 12, 1), (22, 11, 1)])
async def test_public_holidays_are_silent(bot: Bot, day: int, month: int, times: int) -> None:
    bot.clock.at = at("08:00", day, month)
    branch = await bot.branch()
    await bot.go(at("16:30", day, month), tick=True)
    await bot.go(at("20:00", day, month), tick=True)
    assert len(reminders(branch)) == times


async def test_after_the_hour_it_comes_late_and_says_so_but_not_in_quiet_hours(bot: Bot) -> None:
    branch = await bot.branch()
    await bot.go(at("21:00"), tick=True)
    assert not reminders(branch)
    await bot.go(at("06:00", 19), tick=True)
    assert not reminders(branch), "yesterday is over"
    await bot.stop()
    await bot.wait_stopped(hours=14)
    await bot.start()
    await bot.settle()
    await bot.tick()
    assert "muộn" in reminders(branch)[0]
    await bot.tick()
    assert len(reminders(branch)) == 1


async def test_a_group_bound_after_the_hour_gets_no_stale_reminder(bot: Bot) -> None:
    await bot.go(at("18:00"))
    branch = await bot.branch()
    await bot.tick()
    await bot.wait(minutes=30)
    await bot.tick()
    assert not reminders(branch)
    await bot.go(at("16:30", 19), tick=True)
    assert len(reminders(branch)) == 1


async def test_members_who_asked_are_nudged_unless_they_sent_something(bot: Bot) -> None:
    an, binh, chi = bot.person("An"), bot.person("Bình"), bot.person("Chi")
    for user in (an, binh, chi):
        await bot.private(user).say(user, "/nhac")
    await bot.private(chi).say(chi, "/nhac")
    await bot.private(binh).report(binh, (16.0769, 108.2184))
    known = {user: len(bot.private(user).messages) for user in (an, binh, chi)}
    await bot.go(at("16:30"), tick=True)
    await bot.tick()
    told = [len(bot.private(user).messages) - known[user] for user in (an, binh, chi)]
    assert told == [1, 0, 0]
    await bot.go(at("16:30", 19), tick=True)
    assert len(bot.private(an).messages) == known[an] + 2


# Weekly board


async def test_on_monday_at_half_past_seven_every_group_gets_both_boards(bot: Bot) -> None:
    branch, other, ward = await bot.branch("Đội A"), await bot.branch("Đội B"), await bot.ward()
    office, an, binh = await bot.office(), bot.person("An"), bot.person("Bình")
    code = await branch.report(an, ward.inside)
    await branch.report(an, ward.inside)
    await other.report(binh, ward.inside)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    await bot.go(at("07:29", 23), tick=True)
    assert not boards(branch)
    await bot.go(at("07:30", 23), tick=True)
    for room in (branch, other, ward, office):
        units, areas = boards(room)
        assert "16/11 – 22/11" in units
        assert "1. Đội A: 1/7 · 1 · 1/1 · 0" in units
        assert "2. Đội B: 1/7 · 0 · – · 0" in units, "nobody has taken its report yet"
        assert f"– {ward.name}: – · – · – · – · 5 · –" in areas
        assert "muộn" not in units
    for _ in range(3):
        await bot.restart()
        await bot.wait(hours=1)
        await bot.tick()
    assert len(boards(branch)) == 2
    await bot.go(at("07:30", 30), tick=True)
    assert len(boards(branch)) == 4


async def test_a_tie_shares_a_rank(bot: Bot) -> None:
    one, two, three = [await bot.branch(name) for name in ("Đội A", "Đội B", "Đội C")]
    an, binh = bot.person("An"), bot.person("Bình")
    for branch, user in ((one, an), (two, binh)):
        await branch.report(user, (16.0769, 108.2184))
    await bot.go(at("07:30", 23), tick=True)
    units = boards(three)[0].splitlines()
    # Whoever has nothing has no rank either.
    assert [line[:2] for line in units if "Đội" in line] == ["1.", "1.", "– "]


async def test_when_it_was_down_at_the_hour_the_board_is_late_and_says_so(bot: Bot) -> None:
    branch = await bot.branch()
    await bot.stop()
    bot.clock.at = at("11:00", 24)
    await bot.start()
    await bot.settle()
    await bot.tick()
    assert len(boards(branch)) == 2
    assert "muộn" in branch.messages[-2].text
    assert "07:30" in branch.messages[-2].text


async def test_after_three_weeks_down_only_the_latest_board_comes(bot: Bot) -> None:
    branch = await bot.branch()
    await bot.stop()
    bot.clock.at = at("09:00", 9, 12)
    await bot.start()
    await bot.settle()
    await bot.tick()
    assert len(boards(branch)) == 2
    assert "30/11 – 6/12" in boards(branch)[0]


async def test_a_group_bound_after_the_hour_gets_no_stale_board(bot: Bot) -> None:
    branch = await bot.branch()
    await bot.go(at("08:30", 23))
    late = await bot.branch("Đội mới")
    await bot.tick()
    assert boards(branch)
    assert not boards(late)
    await bot.go(at("07:30", 30), tick=True)
    assert len(boards(late)) == 2


async def test_a_group_bound_at_a_later_clock_gets_nothing_old_when_the_clock_goes_back(
    bot: Bot,
) -> None:
    await bot.go(at("10:00", 25))
    branch = await bot.branch()
    await bot.go(at("17:00", 18), tick=True)
    assert not boards(branch)
    assert not reminders(branch)
    await bot.go(at("16:30", 30), tick=True)
    assert len(boards(branch)) == 2
    assert len(reminders(branch)) == 1


async def test_a_crash_between_claim_and_post_leaves_neither(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.expected.add("duty_failed")
    branch = await bot.branch()
    with monkeypatch.context() as broken:

        async def dies(*_: object) -> None:
            raise RuntimeError("killed here")

        broken.setattr("handlers.figures.ward_figures", dies)
        await bot.go(at("07:30", 23), tick=True)
        assert not boards(branch)
    await bot.tick()
    assert len(boards(branch)) == 2


# Deadlines


async def test_one_line_under_the_card_when_acceptance_falls_due(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    code = await bot.private(an).report(an, ward.inside)
    await bot.go(at("09:29", 19), tick=True)
    known = len(ward.messages)
    await bot.go(at("09:30", 19), tick=True)
    assert ward.last.text == f"#{code} ⏰ hết hạn nhận xử lý."
    assert ward.last.reply_to == ward.card(code).message_id
    await bot.restart()
    await bot.wait(minutes=10)
    await bot.tick()
    assert len(ward.messages) == known + 1


async def test_what_is_accepted_in_time_falls_due_only_for_its_end(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    code = await bot.private(an).report(an, ward.inside)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    known = len(ward.messages)
    await bot.go(at("10:00", 19), tick=True)
    assert len(ward.messages) == known
    await bot.go(at("09:00", 23), tick=True)
    assert f"#{code} ⏰ hết hạn xử lý." in ward.texts


@on_sqlite
async def test_urgent_reports_fall_due_sooner(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    code = await bot.private(an).report(an, ward.inside, "mất nắp cống, rất nguy hiểm")
    assert "KHẨN" in ward.card(code).text
    await bot.go(at("15:00"), tick=True)
    assert "hết hạn nhận" in ward.last.text, "four working hours, lunch not counted"


@on_sqlite
async def test_the_time_of_a_report_on_friday_night_runs_from_monday(bot: Bot) -> None:
    bot.clock.at = at("22:00", 13)
    ward, an = await bot.ward(), bot.person("An")
    await bot.private(an).report(an, ward.inside)
    known = len(ward.messages)
    await bot.go(at("17:00", 16), tick=True)
    assert not [text for text in ward.texts[known:] if "hết hạn" in text], "7.5 hours have passed"
    await bot.go(at("08:00", 17), tick=True)
    assert [text for text in ward.texts if "hết hạn nhận" in text]


async def test_many_at_once_are_one_message(bot: Bot) -> None:
    ward, office, an = await bot.ward(), await bot.office(), bot.person("An")
    private = bot.private(an)
    codes = [await private.report(an, ward.inside) for _ in range(6)]
    known = len(ward.messages)
    await bot.go(at("09:31", 19), tick=True)
    assert len(ward.messages) == known + 1
    assert all(code in ward.last.text for code in codes)
    before = len(office.messages)
    await bot.go(at("09:31", 20), tick=True)
    assert len(office.messages) == before + 1
    assert "6 phản ánh quá hạn một ngày" in office.last.text
    assert ward.name in office.last.text
    await bot.restart()
    await bot.tick()
    assert len(office.messages) == before + 1


@on_sqlite
async def test_a_deadline_at_the_end_of_friday_is_a_day_late_at_the_end_of_monday(bot: Bot) -> None:
    bot.clock.at = at("22:00", 10)
    ward, office, an = await bot.ward(), await bot.office(), bot.person("An")
    code = await bot.private(an).report(an, ward.inside)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    assert "Xong trước 17:00 thứ Sáu 13/11" in ward.card(code).text
    await bot.go(at("16:59", 13), tick=True)
    assert not [text for text in ward.texts if "hết hạn" in text]
    await bot.go(at("17:00", 13), tick=True)
    assert ward.last.text == f"#{code} ⏰ hết hạn xử lý."
    known = len(office.messages)
    for moment in (at("17:01", 14), at("17:01", 15), at("16:59", 16)):
        await bot.go(moment, tick=True)
        assert not [text for text in office.texts[known:] if "quá hạn" in text]
    await bot.go(at("17:00", 16), tick=True)
    assert "1 phản ánh quá hạn một ngày làm việc" in office.last.text


@on_sqlite
async def test_a_report_that_is_late_in_both_ways_is_counted_once(bot: Bot) -> None:
    ward, office, an = await bot.ward(), await bot.office(), bot.person("An")
    code = await bot.private(an).report(an, ward.inside)
    await bot.go(at("12:00", 27), tick=True)
    assert (
        ward.last.text == f"⏰ 1 phản ánh đến hạn:\n#{code} · hết hạn nhận\n#{code} · hết hạn xử lý"
    )
    assert office.last.text.startswith("🔴 1 phản ánh quá hạn một ngày làm việc:")
    assert office.last.text.count(code) == 2


async def test_nothing_falls_due_in_the_quiet_hours_and_closed_reports_never(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    one, two = [await private.report(an, ward.inside) for _ in range(2)]
    await ward.say(ward.officer, "từ chối đất tư", reply_to=ward.card(one))
    known = len(ward.messages)
    await bot.stop()
    bot.clock.at = at("22:00", 19)
    await bot.start()
    await bot.settle()
    await bot.tick()
    assert len(ward.messages) == known
    await bot.go(at("06:30", 20), tick=True)
    assert ward.last.text.startswith(f"#{two} ⏰")


async def test_a_passed_report_gets_new_deadlines_in_the_other_ward(bot: Bot) -> None:
    one, other, an = await bot.ward(0), await bot.ward(1), bot.person("An")
    code = await bot.private(an).report(an, one.inside)
    await bot.go(at("09:31", 19), tick=True)
    await one.say(one.officer, f"chuyển {other.name}", reply_to=one.card(code))
    known = len(other.messages)
    await bot.go(at("09:00", 20), tick=True)
    assert len(other.messages) == known
    await bot.go(at("10:05", 20), tick=True)
    assert other.last.text == f"#{code} ⏰ hết hạn nhận xử lý."


@on_sqlite
async def test_deadlines_skip_public_holidays(bot: Bot) -> None:
    bot.clock.at = at("14:00", 31, 12)
    ward, an = await bot.ward(), bot.person("An")
    code = await bot.private(an).report(an, ward.inside)
    report = await bot.the_report(code)
    due = report.accept_due.astimezone(bot.process.settings.zone)
    assert f"{due:%d/%m %H:%M}" == "04/01 14:30"


# Silence


async def test_a_closing_nobody_contradicts_is_confirmed_after_a_week(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    code = await bot.private(an).report(an, ward.inside)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    await bot.wait(days=6, hours=23)
    await bot.tick()
    assert await bot.state(code) == "resolved"
    await bot.wait(hours=2)
    await bot.tick()
    assert await bot.state(code) == "confirmed"
    assert "Hoàn tất" in ward.card(code).text
