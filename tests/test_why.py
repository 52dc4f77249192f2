"""Why: in private one's own points, place and streak; in a group those of the branch or ward."""

from __future__ import annotations

from datetime import timedelta

from tests.harness import Bot, at, metres_north

WEEK = "tuần 16/11 – 22/11"


async def test_a_member_sees_points_place_streak_and_graces_in_private(bot: Bot) -> None:
    ward, branch = await bot.ward(), await bot.branch("Đội A")
    an, binh = bot.person("An"), bot.person("Bình")
    for user, places in ((an, [-100]), (binh, [0, 50])):
        for north in places:
            code = await branch.report(user, metres_north(ward.inside, north))
            await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    waiting = await branch.report(an, metres_north(ward.inside, 100))
    await bot.tick()
    private = bot.private(an)
    await private.say(an, "/diem")
    said = private.last.text
    assert said.startswith(f"Điểm của bạn · {WEEK}")
    assert "Cộng: 1 điểm" in said
    assert "• phản ánh hợp lệ: 1 (+1)" in said
    assert "1 phản ánh chờ phường xem" in said
    assert "thứ 2/2" in said
    assert "🔥 1 ngày liền" in said
    assert "còn được nghỉ 2 ngày" in said
    assert " · +1 · phản ánh hợp lệ · 18/11" in said
    assert waiting not in said
    assert "Bình" not in said


async def test_a_branch_and_a_ward_see_their_own_in_their_groups(bot: Bot) -> None:
    ward, branch = await bot.ward(), await bot.branch("Đội A")
    an = bot.person("An")
    code = await branch.report(an, ward.inside)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    await bot.tick()
    await branch.say(an, "/diem")
    assert branch.last.text.startswith(f"Đội A · {WEEK}")
    assert "• ngày đạt chỉ tiêu: 1\n" in branch.last.text
    assert f"#{code} · +1 · phản ánh hợp lệ" in branch.last.text
    await ward.say(ward.officer, "/diem")
    assert ward.last.text.startswith(f"{ward.name} · {WEEK}")
    assert "• xong đúng hạn: 1\n" in ward.last.text
    for room in (branch, ward):
        assert "An" not in room.last.text.split()


async def test_a_report_says_why_it_counts_as_it_does(bot: Bot) -> None:
    ward, branch = await bot.ward(), await bot.branch("Đội A")
    an = bot.person("An")
    first = await branch.report(an, ward.inside)
    await bot.wait(minutes=30)
    await branch.photo(an)
    await branch.place(an, ward.inside)
    again = (await bot.reports())[-1].code
    await branch.say(an, f"/diem {again}")
    assert "Chưa có khoản nào" in branch.last.text
    for code in (first, again):
        await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    await bot.tick()
    await branch.say(an, f"/diem {again}")
    assert branch.last.text.startswith(f"#{again} · ")
    assert "+0,5 · cùng chỗ" in branch.last.text
    await ward.say(ward.officer, f"từ chối {first} không rõ")
    await bot.tick()
    await branch.say(an, f"/diem {again}")
    assert "−0,5 · bỏ: cùng chỗ" in branch.last.text
    assert "+1 · phản ánh hợp lệ" in branch.last.text


async def test_elsewhere_it_says_where_to_ask(bot: Bot) -> None:
    room, an = bot.group("Nhóm lạ"), bot.person("An")
    await room.say(an, "/diem")
    assert "/diem trong nhóm" in room.last.text
    await bot.private(an).say(an, "/diem")
    assert "Tuần này chưa có gì" in bot.private(an).last.text
    await bot.private(an).say(an, "/diem ZZ9Z")
    assert "Không tìm thấy" in bot.private(an).last.text


async def test_what_fell_due_counts_at_the_next_look(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    await bot.private(an).report(an, ward.inside)
    await bot.go(at("09:30", 19) + timedelta(seconds=1), tick=True)
    await ward.say(ward.officer, "/diem")
    assert "• không nhận đúng hạn: 1\n" in ward.last.text
