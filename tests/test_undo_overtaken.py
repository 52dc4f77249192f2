"""An officer's undo never takes back what the reporter or somebody elsewhere did."""

import pytest

from handlers import actions
from handlers.actions import By, NotNow
from storage import reports
from storage.tables import Chat, Person
from tests.harness import ADMIN, Bot, near_a_line, wards
from tests.town import Town


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


@pytest.mark.parametrize("state", ["confirmed", "reopened"])
async def test_the_reporters_word_on_a_closing_stands(bot: Bot, state: str) -> None:
    ward = await bot.ward()
    member = bot.person("Bình")
    room = bot.private(member)
    code = await room.report(member, ward.inside)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    undo = ward.with_button("Hoàn tác")
    await (room.press(member, "😀") if state == "confirmed" else room.not_done(member))
    assert await bot.state(code) == state
    assert "Không có gì để hoàn tác" in await ward.press(ward.officer, "Hoàn tác", undo)
    assert await bot.state(code) == state


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_of_two_who_undo_at_once_one_does(town: Town) -> None:
    """SQLite writes one after the other anyway."""
    report = await town.file()
    await town.do("accept", report)
    async with town.work() as work:
        event = (await reports.events(work.session, report))[-1]
        person = await work.session.get_one(Person, town.officer)
        chat = await work.session.get_one(Chat, town.chats["telegram"])
        assert await town.do("undo", report)
        with pytest.raises(NotNow, match="undo-done"):
            await actions.undo(work, By(person, chat, "1"), event)


async def test_the_ward_that_the_reporter_chose_stands(bot: Bot) -> None:
    where, home, neighbour = near_a_line(0)
    numbers = {ward.name: number for number, ward in enumerate(wards())}
    one, other = await bot.ward(numbers[home]), await bot.ward(numbers[neighbour])
    member = bot.person("Bình")
    room = bot.private(member)
    code = await room.report(member, where)
    await one.say(one.officer, f"chuyển {other.name}", reply_to=one.card(code))
    undo = one.with_button("Hoàn tác")
    await room.press(member, home)
    for deed in (
        other.say(other.officer, f"hoàn tác {code}"),
        one.say(one.officer, "hoàn tác", reply_to=one.card(code)),
        one.press(one.officer, "Hoàn tác", undo),
    ):
        await deed
        ward_id = (await bot.the_report(code)).ward_id
        assert bot.process.world.wards.name(ward_id) == home
    assert "Nhận xử lý" in one.card(code).buttons


async def test_what_another_ward_decided_is_not_taken_back_in_words(bot: Bot) -> None:
    one, other = await bot.ward(0), await bot.ward(1)
    member = bot.person("Bình")
    code = await bot.private(member).report(member, one.inside)
    await one.say(one.officer, f"chuyển {other.name}", reply_to=one.card(code))
    await other.say(other.officer, "hoàn tác", reply_to=other.card(code))
    assert "Không có gì để hoàn tác" in other.last.text
    assert "Nhận xử lý" in other.card(code).buttons


async def test_what_was_done_in_the_group_a_colleague_may_take_back_in_words(bot: Bot) -> None:
    ward, member = await bot.ward(), bot.person("Bình")
    colleague = bot.person("Cán bộ thứ hai")
    hello = await ward.say(colleague, "xin chào")
    await ward.say(ADMIN, "/canbo", reply_to=hello)
    code = await bot.private(member).report(member, ward.inside)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    await ward.say(colleague, "hoàn tác", reply_to=ward.card(code))
    assert await bot.state(code) == "new"
    await bot.private(ward.officer).say(ward.officer, f"nhận {code}")
    await ward.say(ward.officer, f"hoàn tác {code}")
    assert await bot.state(code) == "new", "one's own deed, wherever it was done"


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
