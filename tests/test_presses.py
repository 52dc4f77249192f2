"""Buttons that have done their work: they go, or say why nothing can be done with them any more."""

import pytest

from tests.harness import ADMIN, Bot, Ward, on_sqlite, wards
from tests.standin import User


async def filed(bot: Bot, an: User) -> str:
    return await bot.private(an).report(an, wards()[0].inside, "rác trước cổng chợ")


async def asked_why(bot: Bot) -> tuple[Ward, str]:
    """A ward that was asked why it refuses a report."""
    ward, code = await bot.ward(), await filed(bot, bot.person("An"))
    await ward.press(ward.officer, "Từ chối", ward.card(code))
    return ward, code


async def test_a_question_loses_its_buttons_with_the_answer(bot: Bot) -> None:
    ward, code = await asked_why(bot)
    question = ward.with_button("Ngoài thẩm quyền")
    await ward.press(ward.officer, "Ngoài thẩm quyền")
    assert await bot.state(code) == "refused"
    assert ward.again(question).text == question.text
    assert not ward.again(question).buttons


async def test_a_question_that_was_overtaken_says_so_and_loses_its_buttons(bot: Bot) -> None:
    ward, code = await asked_why(bot)
    question = ward.with_button("Ngoài thẩm quyền")
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    assert "đã báo xong" in await ward.press(ward.officer, "Ngoài thẩm quyền")
    assert await bot.state(code) == "resolved"
    assert not ward.again(question).buttons


@on_sqlite
async def test_the_wards_to_pass_to_go_once_it_is_passed_on(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot, bot.person("An"))
    await ward.press(ward.officer, "Chuyển phường", ward.card(code))
    question = ward.last
    await ward.press(ward.officer, next(iter(question.buttons)))
    assert (await bot.the_report(code)).hops == 1
    assert not ward.again(question).buttons


@on_sqlite
@pytest.mark.parametrize("typed", [True, False])
async def test_what_was_taken_back_cannot_be_taken_back_again(bot: Bot, typed: bool) -> None:
    ward, code = await bot.ward(), await filed(bot, bot.person("An"))
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    understood = ward.with_button("Hoàn tác")
    if typed:
        await ward.say(ward.officer, "hoàn tác", reply_to=ward.card(code))
    else:
        await ward.press(ward.officer, "Hoàn tác")
    assert await bot.state(code) == "new"
    assert not ward.again(understood).buttons


@on_sqlite
async def test_an_undo_that_comes_too_late_says_so_and_goes(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot, bot.person("An"))
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    understood = ward.with_button("Hoàn tác")
    await bot.wait(minutes=11)
    assert "quá thời gian" in await ward.press(ward.officer, "Hoàn tác")
    assert not ward.again(understood).buttons


@on_sqlite
async def test_somebody_who_may_not_press_takes_no_button_away(bot: Bot) -> None:
    ward, code = await asked_why(bot)
    question = ward.with_button("Ngoài thẩm quyền")
    await ward.press(bot.person("Lạ"), "Ngoài thẩm quyền")
    assert ward.again(question).buttons == question.buttons
    assert await bot.state(code) == "new"


@pytest.mark.parametrize("by", ["reporter", "time", "undo"])
async def test_a_closing_is_judged_until_it_is_over_and_its_picture_stays(
    bot: Bot, by: str
) -> None:
    ward, an = await bot.ward(), bot.person("An")
    code, private = await filed(bot, an), bot.private(an)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    told = private.with_button("😀")
    await private.press(an, "😐")
    assert private.again(told).buttons == told.buttons, "people change their minds"
    if by == "reporter":
        await private.not_done(an, told)
        assert await bot.state(code) == "reopened"
    elif by == "undo":
        await ward.press(ward.officer, "Hoàn tác")
    else:
        await bot.wait(days=7, seconds=1)
        assert "Không còn nhận ý kiến" in await private.press(an, "😀", told)
    assert (private.again(told).text, private.again(told).photo) == (told.text, told.photo)
    assert not private.again(told).buttons


@on_sqlite
async def test_of_a_report_that_was_looked_up_the_map_stays(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    code, private = await filed(bot, an), bot.private(an)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    await private.say(an, code)
    found = private.last
    await private.not_done(an, found)
    assert await bot.state(code) == "reopened"
    await private.press(an, "😀", found)
    [(_, link)] = private.again(found).buttons.items()
    assert link.startswith("https://")


@on_sqlite
@pytest.mark.parametrize("shared", [True, False])
async def test_offered_places_go_with_the_half_report(bot: Bot, shared: bool) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    await private.photo(an)
    await private.say(an, f"{ward.name}, gần trường học")
    offer = private.with_button(ward.name)
    if shared:
        await private.place(an, ward.inside)
        assert "đã thành phản ánh" in await private.press(an, ward.name, offer)
    else:
        await private.press(an, ward.name)
    assert len(await bot.reports()) == 1
    assert not private.again(offer).buttons


@on_sqlite
async def test_a_list_to_bind_by_goes_with_the_choice(bot: Bot) -> None:
    for command, label in (("/ganphuong", "Nam Dương"), ("/gandoan", "Chi đoàn 1")):
        await bot.branch()
        group = bot.group("Tổ 1")
        await group.say(ADMIN, command)
        offer = group.last
        await group.press(ADMIN, label)
        assert not group.again(offer).buttons


async def test_everybody_who_was_asked_for_access_sees_that_it_is_decided(bot: Bot) -> None:
    ward, office, admin = await bot.ward(), await bot.office(), bot.private(ADMIN)
    await admin.say(ADMIN, "/trogiup")
    code, mai = await filed(bot, bot.person("An")), bot.person("Mai")
    await ward.say(mai, "nhận", reply_to=ward.card(code))
    offer = ward.with_button("Xin quyền")
    await ward.press(mai, "Xin quyền")
    assert not ward.again(offer).buttons
    asked = [(room, room.with_button("Duyệt")) for room in (office, admin)]
    await office.press(ADMIN, "Duyệt")
    for room, request in asked:
        assert not room.again(request).buttons
        assert room.again(request).text.startswith(request.text)
        assert "Mai là cán bộ" in room.again(request).text


@on_sqlite
@pytest.mark.parametrize("data", ["zz:1", "fg:77:zz", "rt:999:good", "rv:999:done", "what is this"])
async def test_what_no_message_showed_takes_no_buttons_from_it(bot: Bot, data: str) -> None:
    ward, code = await bot.ward(), await filed(bot, bot.person("An"))
    known = ward.card(code).buttons
    await bot.tg.press(bot.person("Người lạ"), ward.card(code), data)
    await bot.settle()
    assert bot.tg.toasts[-1].text
    assert ward.card(code).buttons == known


@on_sqlite
async def test_what_is_done_from_under_a_strange_message_leaves_that_as_it_is(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    code = await filed(bot, an)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    understood = ward.with_button("Hoàn tác")
    report = await bot.the_report(code)
    await bot.tg.press(an, understood, f"ok:{report.id}")
    await bot.settle()
    assert await bot.state(code) == "confirmed"
    assert ward.again(understood).buttons


@on_sqlite
@pytest.mark.parametrize("verb", ["du", "pw", "ac"])
async def test_a_number_that_no_database_holds_is_an_unknown_button(bot: Bot, verb: str) -> None:
    ward, code = await bot.ward(), await filed(bot, bot.person("An"))
    report = await bot.the_report(code)
    await bot.tg.press(ward.officer, ward.card(code), f"{verb}:{report.id}:{'9' * 20}")
    await bot.settle()
    assert "không còn dùng được" in bot.tg.toasts[-1].text
    assert await bot.state(code) == "new"
