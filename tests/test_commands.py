"""Commands for everybody, as people type them."""

import pytest

from tests.harness import ADMIN, CODE, ZONE, Bot, on_sqlite, wards

pytestmark = on_sqlite
HERE = wards()[0].inside


async def test_today_says_how_the_branch_stands_and_what_is_ones_own(bot: Bot) -> None:
    branch, an, binh = await bot.branch("Đội A"), bot.person("An"), bot.person("Bình")
    await branch.report(an, HERE)
    await branch.say(an, "/homnay")
    assert branch.last.text == "✅ Đội A, hôm nay: 1/1 – đã đạt"
    private = bot.private(an)
    await private.say(an, "/homnay")
    assert private.last.text.splitlines() == [
        "✅ Đội A, hôm nay: 1/1 – đã đạt",
        "Riêng bạn hôm nay: 1 phản ánh hợp lệ.",
    ]
    await bot.private(binh).say(binh, "/homnay")
    assert "Chưa thuộc đơn vị nào" in bot.private(binh).last.text
    await bot.wait(days=1)
    await branch.say(an, "/homnay")
    assert "0/1 – chưa đạt" in branch.last.text


async def test_ones_own_reports_with_their_states(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    await private.say(an, "/cuatoi")
    assert "chưa gửi phản ánh nào" in private.last.text
    one, two = await private.report(an, HERE, "rác"), await private.report(an, HERE, "cây đổ")
    await ward.say(ward.officer, "nhận", reply_to=ward.card(one))
    await private.say(an, "/cuatoi")
    lines = private.last.text.splitlines()
    assert lines[1].startswith(f"#{two} · mới")
    assert lines[2].startswith(f"#{one} · đang xử lý · 🗑 Rác thải · {ward.name}")


async def test_looking_up_a_code_shows_what_happened_and_not_who(bot: Bot) -> None:
    ward, an, binh = await bot.ward(), bot.person("Trần An"), bot.person("Bình")
    code = await bot.private(an).report(an, HERE, "rác")
    other = bot.private(binh)
    await other.say(binh, f"/tracuu {code.lower()}")
    assert other.last.text.startswith(f"#{code} · 🗑 Rác thải")
    assert "mới, chờ nhận" in other.last.text
    assert "Trần An" not in other.last.text
    assert other.last.photo is not None
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    await other.say(binh, code)
    assert "đã xong" in other.last.text
    assert not any("☹" in label for label in other.last.buttons), "that is for the reporter"
    await bot.private(an).say(an, f"/tracuu #{code}")
    assert any("☹" in label for label in bot.private(an).last.buttons)


async def test_the_help_in_the_office_says_once_how_somebody_becomes_an_officer(bot: Bot) -> None:
    office = await bot.office()
    await office.say(ADMIN, "/trogiup")
    assert office.last.text.count("Thêm cán bộ") == 1
    assert "/ganvanphong" in office.last.text


@pytest.mark.parametrize("command", ["/start", "/trogiup", "/start mã sai"])
async def test_everybody_is_told_what_their_account_is_called(bot: Bot, command: str) -> None:
    an, branch = bot.person("An"), await bot.branch()
    private = bot.private(an)
    await private.say(an, command)
    assert private.last.text.splitlines()[-1] == f"Tài khoản của bạn: telegram:{an.id}"
    await branch.say(an, "/trogiup")
    assert str(an.id) not in branch.last.text


@pytest.mark.parametrize(
    ("typed", "answer"), [("/tracuu", "Gõ kèm mã"), ("/tracuu ZZ9Z", "Không tìm thấy mã")]
)
async def test_looking_up_nothing(bot: Bot, typed: str, answer: str) -> None:
    an = bot.person("An")
    await bot.private(an).say(an, typed)
    assert answer in bot.private(an).last.text


async def test_the_ranking_explains_its_own_arithmetic(bot: Bot) -> None:
    branch, an = await bot.branch("Đội A"), bot.person("An")
    await branch.report(an, HERE)
    await bot.tick()
    await branch.say(an, "/xephang")
    units, areas = branch.texts[-2:]
    assert "1. Đội A: 1/3 · 0 · – · 0" in units, "three days of the week so far"
    assert "Cách tính" in units
    assert "Cách tính" in areas
    assert wards()[0].name in areas


async def test_help_fits_where_it_is_asked_for(bot: Bot) -> None:
    ward, branch, an = await bot.ward(), await bot.branch(), bot.person("An")
    for command in ("/trogiup", "/help", "/start"):
        await bot.private(an).say(an, command)
        assert "Một ảnh và một vị trí" in bot.private(an).last.text
        assert bot.private(an).last.keyboard == ("📍 Gửi vị trí",)
    assert "/ganphuong" not in bot.private(an).last.text
    await bot.private(ADMIN).say(ADMIN, "/trogiup")
    assert "/ganphuong" in bot.private(ADMIN).last.text
    await ward.say(an, "/trogiup")
    assert "từ chối" in ward.last.text
    await branch.say(an, "/trogiup")
    assert "📎" in branch.last.text


async def test_the_language_is_the_chats_own(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    await private.say(an, "/ngonngu")
    assert "English" in private.last.text
    code = await private.report(an, HERE)
    assert "Kind" in private.last.text
    assert "Nhận xử lý" in ward.card(code).buttons, "the group goes on in Vietnamese"
    await private.say(an, "/ngonngu vi")
    assert "tiếng Việt" in private.last.text


async def test_an_invitation_is_a_link_with_a_picture_to_scan_and_joins(bot: Bot) -> None:
    branch, an, binh = await bot.branch("Đội A"), bot.person("An"), bot.person("Bình")
    await branch.say(an, "/moi")
    assert branch.last.photo is not None
    link = branch.last.text.split("https://")[1].split()[0]
    assert link.startswith("t.me/stand_in_bot?start=")
    private = bot.private(binh)
    await private.say(binh, f"/start {link.partition('start=')[2]}")
    assert "Bạn đã vào Đội A" in private.last.text
    await private.report(binh, HERE)
    assert "Đội A, hôm nay: 1/1" in private.last.text
    await private.say(binh, "/moi")
    assert link in private.last.text


async def test_a_wrong_invitation_is_said_and_helps(bot: Bot) -> None:
    an = bot.person("An")
    await bot.private(an).say(an, "/start u_nothing")
    assert "không dùng được" in bot.private(an).last.text
    assert "Một ảnh và một vị trí" in bot.private(an).last.text


async def test_a_half_report_is_dropped_on_request(bot: Bot) -> None:
    an = bot.person("An")
    private = bot.private(an)
    await private.say(an, "/huy")
    assert "Không có gì đang gửi dở" in private.last.text
    await private.photo(an)
    await private.say(an, "/huy")
    assert "Đã bỏ" in private.last.text
    known = len(private.messages)
    await bot.wait(seconds=5)
    assert len(private.messages) == known, "no question about what was dropped"
    await private.place(an, HERE)
    assert not await bot.reports()


async def test_a_half_report_is_dropped_by_any_clock(bot: Bot) -> None:
    bot.clock.at = bot.clock.at.astimezone(ZONE)
    an = bot.person("An")
    private = bot.private(an)
    await private.photo(an)
    await private.say(an, "/huy")
    assert "Đã bỏ" in private.last.text


async def test_a_report_is_withdrawn_by_its_code(bot: Bot) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    private = bot.private(an)
    code = await private.report(an, HERE)
    await bot.private(binh).say(binh, f"/huy {code}")
    assert await bot.state(code) == "new"
    await private.say(an, f"/huy {code}")
    assert await bot.state(code) == "withdrawn"
    assert private.last.text == f"#{code} đã thu hồi."
    assert "thu hồi" in ward.card(code).text


async def test_a_private_reminder_is_switched_on_and_off(bot: Bot) -> None:
    an = bot.person("An")
    await bot.private(an).say(an, "/nhac")
    assert "16:30" in bot.private(an).last.text
    await bot.private(an).say(an, "/nhac")
    assert "Đã tắt" in bot.private(an).last.text


async def test_commands_for_this_bot_and_for_others(bot: Bot) -> None:
    branch, an = await bot.branch(), bot.person("An")
    known = len(branch.messages)
    await branch.say(an, "/homnay@another_bot")
    await branch.say(an, "/khongco")
    await branch.say(an, "/homnay-khong")
    assert len(branch.messages) == known
    await branch.say(an, "/HomNay@Stand_In_Bot")
    assert "hôm nay" in branch.last.text


async def test_an_unknown_command_is_said_in_private(bot: Bot) -> None:
    an = bot.person("An")
    await bot.private(an).say(an, "/khongco")
    assert "Không có lệnh này" in bot.private(an).last.text


async def test_a_command_as_the_caption_of_a_photo_is_a_caption(bot: Bot) -> None:
    an = bot.person("An")
    private = bot.private(an)
    code = await private.report(an, HERE, "/rác ở đây")
    assert CODE.match(private.last.text)
    assert (await bot.the_report(code)).description == "/rác ở đây"


async def test_words_alone_are_answered_with_how_it_works(bot: Bot) -> None:
    an = bot.person("An")
    await bot.private(an).say(an, "xin chào")
    assert "/trogiup" in bot.private(an).last.text


@pytest.mark.parametrize("typed", ["0 16:30", "abc", "", "5 25:00", "-1", "2 17:75"])
async def test_a_target_that_makes_no_sense_is_explained(bot: Bot, typed: str) -> None:
    branch = await bot.branch()
    await branch.say(ADMIN, f"/chitieu {typed}")
    assert ("2 17:00" in branch.last.text) == (typed != "0 16:30")
