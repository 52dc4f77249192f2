"""What the Vietnamese guide quotes is what the bot says, at the times the guide names."""

import re

from handlers.amounts import worth
from handlers.points import built_in
from tests.harness import ADMIN, Bot, at, on_sqlite, wards
from tests.process import ROOT

GUIDE = (ROOT / "docs" / "huong-dan.md").read_text(encoding="utf-8")
QUOTED = re.sub(r"[*\\]|^> ?", "", GUIDE, flags=re.MULTILINE)
WARD = next(number for number, ward in enumerate(wards()) if f"`/ganphuong {ward.name}`" in GUIDE)


def quoted(text: str, code: str) -> bool:
    return re.sub(rf"\b{code}\b", "K7P2", text) in QUOTED


@on_sqlite
async def test_the_sample_of_a_card_and_its_deadlines_is_a_real_one(bot: Bot) -> None:
    await bot.go(at("08:10", 23))
    branch, ward = await bot.branch("Chi đoàn Hoa Mai"), await bot.ward(WARD)
    an = bot.person("An")
    code = await branch.report(an, (16.0769, 108.2184), "rác đổ quanh cột đèn")
    assert quoted(ward.card(code).text, code)
    await ward.say(ward.officer, "xong", reply_to=ward.card(code))
    assert quoted(ward.last.text, code)
    await ward.photo(ward.officer, reply_to=ward.last)
    assert quoted(branch.last.text, code)


@on_sqlite
async def test_a_report_of_friday_night_is_due_when_the_guide_says(bot: Bot) -> None:
    await bot.go(at("22:00", 13))
    ward, an = await bot.ward(WARD), bot.person("An")
    code = await bot.private(an).report(an, ward.inside)
    assert "xong trước 17:00 thứ Tư 18/11" in ward.card(code).text
    assert "gửi tối thứ Sáu, xong trước 17:00 thứ Tư" in GUIDE


@on_sqlite
async def test_admins_act_where_the_guide_says(bot: Bot) -> None:
    ward, office, an = await bot.ward(WARD), await bot.office(), bot.person("An")
    private = bot.private(an)
    one = await private.report(an, ward.inside)
    alone = next(other for other in wards() if other.name != ward.name)
    two = await private.report(an, alone.inside)
    await ward.say(ADMIN, "nhận", reply_to=ward.card(one))
    assert "🔒" in ward.last.text
    assert await bot.state(one) == "new"
    await office.say(ADMIN, f"từ chối {one} ngoài thẩm quyền")
    assert await bot.state(one) == "new"
    assert ward.chat.title in office.last.text
    await office.say(ADMIN, f"từ chối {two} ngoài thẩm quyền")
    assert await bot.state(two) == "refused"
    own = await ward.say(ADMIN, "xin chào")
    await ward.say(ADMIN, "/canbo", reply_to=own)
    await ward.say(ADMIN, "nhận", reply_to=ward.card(one))
    assert await bot.state(one) == "accepted"


def test_the_points_in_the_guide_are_those_that_come_with_the_bot() -> None:
    rules = built_in().versions[-1]
    told = [line.split("|")[2].strip() for line in GUIDE.splitlines() if line.startswith("| ")]
    worths = [rules.points.report, rules.points.fixed, rules.points.clear, rules.points.found]
    start = told.index("Điểm") + 1
    assert told[start : start + 4] == [worth(points, "vi") for points in worths]
    assert f"trừ {worth(-rules.wards.false_closing, 'vi')} vào điểm" in GUIDE
    assert f"quá {rules.cap} phản ánh một ngày" in GUIDE
