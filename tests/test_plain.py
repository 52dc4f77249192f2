"""Platforms without buttons and edits: everything is said and done in words."""

from collections.abc import AsyncIterator

import pytest

from handlers.messages import BotProfile, Button, Outgoing
from handlers.plain import in_words
from tests.harness import ADMIN, CODE, Bot, wards

PLAIN = BotProfile(username="bot", buttons=False, edits=False, only_when_named=True)


@pytest.fixture
async def plain_bot(bot: Bot) -> AsyncIterator[Bot]:
    """The bot on Telegram, told that there are neither buttons nor edits there."""
    await bot.settle()
    bot.process.world.bots = {"telegram": PLAIN}
    yield bot
    assert not [sent for sent in bot.tg.requests if sent.method.startswith("edit")]
    assert not bot.tg.toasts


def test_buttons_become_numbers_and_links_stay() -> None:
    message = Outgoing(
        text="Loại?",
        buttons=((Button("Rác", "kd:1:trash"), Button("Khác", "kd:1:other")),
                 (Button("Bản đồ", url="https://example.org"),)),
    )  # fmt: skip
    found = in_words(message, "vi")
    assert found.text == "Loại?\nTrả lời bằng số:\n1 = Rác\n2 = Khác"
    assert found.choices == ("kd:1:trash", "kd:1:other")
    assert [button.url for row in found.buttons for button in row] == ["https://example.org"]


async def test_a_member_chooses_by_number(plain_bot: Bot) -> None:
    bot = plain_bot
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    answer = private.last
    assert CODE.match(answer.text)
    lines = [line for line in answer.text.splitlines() if " = " in line]
    assert lines[0].startswith("1 = ")
    withdraw = next(line for line in lines if "Thu hồi" in line)
    await private.say(an, lines[0][0])
    assert (await bot.the_report(code)).kind != "other"
    assert "Đã ghi nhận" in private.last.text
    every = next(line for line in lines if "Loại khác" in line)
    await private.say(an, every.split()[0])
    assert len([line for line in private.last.text.splitlines() if " = " in line]) > len(lines)
    await private.say(an, "99")
    await private.say(an, withdraw.split()[0], reply_to=answer)
    assert await bot.state(code) == "withdrawn"


async def test_the_card_says_what_to_type_and_it_works(plain_bot: Bot) -> None:
    bot = plain_bot
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    assert f"xong {code}" in ward.card(code).text
    assert not [data for data in ward.card(code).buttons.values() if not data.startswith("http")]
    before = len(ward.messages)
    await ward.say(ward.officer, f"nhan {code}")
    assert await bot.state(code) == "accepted"
    assert len(ward.messages) == before + 1, "said once, not twice"
    assert f"hoàn tác {code}" in ward.last.text
    await ward.say(ward.officer, f"hoan tac {code}")
    assert await bot.state(code) == "new"
    await ward.photo(ward.officer, f"xong {code}")
    assert await bot.state(code) == "resolved"
    assert private.last.photo
    await bot.wait(seconds=30)
    await private.say(an, "3")
    assert "1 = Chưa xử lý" in private.last.text
    await bot.wait(seconds=30)
    await private.say(an, "1")
    assert await bot.state(code) == "reopened"
    reopened = [m for m in ward.messages if "mở lại" in m.text]
    assert len(reopened) == 1
    assert reopened[0].text.startswith(f"#{code}")


async def test_an_order_without_a_code_means_the_only_open_report(plain_bot: Bot) -> None:
    bot = plain_bot
    ward, an = await bot.ward(), bot.person("An")
    await ward.say(ward.officer, "xong")
    assert "Không còn phản ánh nào" in ward.last.text
    code = await bot.private(an).report(an, ward.inside)
    await ward.say(ward.officer, "nhan")
    assert await bot.state(code) == "accepted"
    assert code in ward.last.text
    await ward.photo(ward.officer, "xong")
    assert await bot.state(code) == "resolved"


async def test_of_several_none_is_guessed(plain_bot: Bot) -> None:
    bot = plain_bot
    ward, an = await bot.ward(), bot.person("An")
    codes = [await bot.private(an).report(an, ward.inside) for _ in range(2)]
    await ward.photo(ward.officer, "xong")
    assert all(code in ward.last.text for code in codes)
    assert [await bot.state(code) for code in codes] == ["new", "new"]
    await ward.say(ward.officer, "các bạn nhớ đi kiểm tra nhé")
    assert [await bot.state(code) for code in codes] == ["new", "new"]


async def test_a_group_is_bound_in_words(plain_bot: Bot) -> None:
    bot = plain_bot
    group = bot.group("Nhóm mới")
    ward = wards()[0]
    bot.tg.member(group.chat, bot.tg.bot)
    await group.say(ADMIN, f"gắn phường {ward.name}")
    assert ward.name in group.last.text
    stranger = bot.person("Lạ")
    an = bot.person("An")
    code = await bot.private(an).report(an, ward.inside)
    await group.say(stranger, f"xong {code}")
    assert "1 = " in group.last.text
    assert "nút" not in group.last.text
    await group.say(stranger, "1")
    assert "Đã gửi yêu cầu" in group.last.text


async def test_what_changes_elsewhere_is_news(plain_bot: Bot) -> None:
    bot = plain_bot
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    before = len(ward.messages)
    await private.say(an, f"huy {code}")
    assert await bot.state(code) == "withdrawn"
    assert len(ward.messages) == before + 1
    assert f"#{code}" in ward.last.text
