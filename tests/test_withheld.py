"""What people in groups are not told: who reported, and why and what was refused."""

from tests.harness import Bot
from tests.test_reporter import block

WHY = "chị Lạ 0900000000 gửi ảnh nhà riêng"


async def test_a_reporter_who_acts_in_the_wards_group_is_not_named_as_one(bot: Bot) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Hạnh")
    code = await bot.private(an).report(an, ward.inside)
    await ward.say(an, f"nhận {code}")
    own = ward.last.text
    await ward.say(binh, f"nhận {code}")
    assert own == ward.last.text.replace("Hạnh", "An")
    assert await bot.state(code) == "new"


async def test_who_looks_up_a_refused_report_gets_neither_photo_nor_place_nor_reason(
    bot: Bot,
) -> None:
    ward, branch = await bot.ward(), await bot.branch()
    an, mate = bot.person("An"), bot.person("Bình")
    code = await bot.private(an).report(an, ward.inside)
    await branch.say(mate, f"/tracuu {code}")
    assert branch.last.photo
    assert branch.last.buttons
    await ward.say(ward.officer, f"từ chối: {WHY}", reply_to=ward.card(code))
    await branch.say(mate, f"/tracuu {code}")
    assert code in branch.last.text
    assert WHY not in branch.last.text
    assert not branch.last.photo
    assert not branch.last.buttons
    for room, who in ((bot.private(an), an), (ward, ward.officer)):
        await room.say(who, f"/tracuu {code}")
        assert WHY in room.last.text
        assert room.last.photo
    await bot.private(mate).say(mate, f"/tracuu {code}")
    assert WHY not in bot.private(mate).last.text
    await bot.private(ward.officer).say(ward.officer, f"/tracuu {code}")
    assert WHY in bot.private(ward.officer).last.text


async def test_a_group_that_is_told_instead_of_the_reporter_gets_no_reason(bot: Bot) -> None:
    ward, branch, an = await bot.ward(), await bot.branch(), bot.person("An")
    await branch.report(an, ward.inside)
    code = await bot.private(an).report(an, ward.inside)
    block(bot, an)
    await ward.say(ward.officer, f"từ chối: {WHY}", reply_to=ward.card(code))
    assert branch.last.text.startswith(f"#{code} ⛔")
    assert WHY not in branch.last.text
    assert "nhắn riêng" in branch.last.text
