"""An officer's undo never takes back what the reporter did since."""

import pytest

from tests.harness import Bot


async def test_a_withdrawn_report_does_not_come_back(bot: Bot) -> None:
    one, other = await bot.ward(0), await bot.ward(1)
    member = bot.person("Bình")
    room = bot.private(member)
    code = await room.report(member, one.inside)
    await one.say(one.officer, f"chuyển {other.name}", reply_to=one.card(code))
    undo = one.with_button("Hoàn tác")
    await room.press(member, "Thu hồi")
    assert await bot.state(code) == "withdrawn"
    assert "Không có gì để hoàn tác" in await one.press(one.officer, "Hoàn tác", undo)
    assert await bot.state(code) == "withdrawn"


@pytest.mark.parametrize(
    ("says", "state"), [("Đúng, đã xong", "confirmed"), ("Chưa xong", "reopened")]
)
async def test_the_reporters_word_on_a_closing_stands(bot: Bot, says: str, state: str) -> None:
    ward = await bot.ward()
    member = bot.person("Bình")
    room = bot.private(member)
    code = await room.report(member, ward.inside)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    undo = ward.with_button("Hoàn tác")
    await room.press(member, says)
    assert await bot.state(code) == state
    assert "Không có gì để hoàn tác" in await ward.press(ward.officer, "Hoàn tác", undo)
    assert await bot.state(code) == state


async def test_access_is_asked_only_for_the_groups_own_ward(bot: Bot) -> None:
    one, other = await bot.ward(0), await bot.ward(1)
    office = await bot.office()
    stranger = bot.person("Lạ")
    member = bot.person("Bình")
    code = await bot.private(member).report(member, one.inside)
    await one.say(stranger, "nhận", reply_to=one.card(code))
    offer = one.with_button("Xin quyền")
    ids = {ward.id: ward for ward in bot.process.world.wards.in_force}
    foreign = next(number for number, ward in ids.items() if ward.name == other.name)
    before = len(office.messages)
    await bot.tg.press(stranger, offer, f"rq:{foreign}")
    await bot.settle()
    assert len(office.messages) == before


async def test_half_characters_and_nul_hold_up_nobody(bot: Bot) -> None:
    an, binh = bot.person("An"), bot.person("Bình")
    chat = bot.private(an).chat
    user = {"id": an.id, "is_bot": False, "first_name": "A\x00n"}
    where = {"id": chat.id, "type": "private", "first_name": "An"}
    for number, text in enumerate(("\ud800 nửa chữ", "/tracuu \x00K7P2", "/ganphuong \x00x")):
        message = {"message_id": 900 + number, "date": 1_790_000_000, "chat": where, "from": user}
        await bot.tg.raw({"message": message | {"text": text}})
    room = bot.private(binh)
    await room.say(binh, "/trogiup")
    assert "/homnay" in room.last.text
    assert len(bot.private(an).messages) == 3
