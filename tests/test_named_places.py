"""Places that are named in words: offered to choose from, never guessed."""

import pytest

from handlers.card import map_link
from tests.harness import Bot, on_sqlite, wards


async def test_a_ward_that_is_named_can_be_chosen(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    await private.photo(an)
    await private.say(an, f"{ward.name.upper()}, gần trường học")
    assert not await bot.reports(), "nothing is guessed"
    await private.press(an, ward.name)
    [report] = await bot.reports()
    assert "gần trường học" in ward.card(report.code).text
    assert "±" in ward.card(report.code).text, "the place is not known"


@on_sqlite
async def test_the_place_of_an_earlier_report_can_be_chosen(bot: Bot) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    link = map_link(*ward.inside).replace("/maps?q=", "/maps/place/Ch%E1%BB%A3+C%C5%A9/@")
    await bot.private(binh).photo(binh, f"{link},17z")
    [first] = await bot.reports()
    assert first.place == "Chợ Cũ"
    private = bot.private(an)
    await private.photo(an)
    await private.say(an, "ngay cổng cho cu nhe")
    await private.press(an, "Chợ Cũ")
    second = (await bot.reports())[-1]
    assert (second.lat, second.lon, second.place) == (first.lat, first.lon, "Chợ Cũ")


@on_sqlite
async def test_words_that_name_no_place_are_a_description(bot: Bot) -> None:
    an = bot.person("An")
    private = bot.private(an)
    await private.photo(an)
    await private.say(an, "rác đầy vỉa hè")
    assert "Còn thiếu vị trí" in private.last.text
    assert not private.last.buttons


@on_sqlite
@pytest.mark.parametrize("late", [False, True])
async def test_only_whoever_took_the_photo_chooses_and_only_once(bot: Bot, late: bool) -> None:
    ward, an, binh = wards()[0], bot.person("An"), bot.person("Bình")
    await bot.ward()
    branch = await bot.branch()
    photo = await branch.photo(an)
    await branch.say(an, ward.name, reply_to=photo)
    offer = branch.with_button(ward.name)
    await branch.press(binh, ward.name, offer)
    assert not await bot.reports()
    if late:
        await branch.place(an, ward.inside)
    else:
        await branch.press(an, ward.name, offer)
    await branch.press(an, ward.name, offer)
    assert len(await bot.reports()) == 1
