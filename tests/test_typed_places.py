"""Places in words: coordinates and map links file a report like a shared location."""

from functools import partial

import pytest

from bot import typed_places
from bot.short_links import follow
from handlers import places
from handlers.card import map_link
from tests.harness import Bot, on_sqlite
from tests.test_short_links import HERE, Maps, maps

__all__ = ["maps"]


@pytest.mark.parametrize("form", ["{0:.6f}, {1:.6f}", "Đây: {2} nhé"])
async def test_words_that_say_where_make_a_photo_a_report(bot: Bot, form: str) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    await private.photo(an, "rác đầy")
    await private.say(an, form.format(*ward.inside, map_link(*ward.inside)))
    [report] = await bot.reports()
    assert ward.card(report.code)
    assert (report.lat, report.lon) == pytest.approx(ward.inside, abs=0.00001)
    assert report.description.replace("\nĐây: nhé", "") == "rác đầy"


@on_sqlite
async def test_a_caption_that_says_where_asks_nothing_more(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    lat, lon = ward.inside
    await bot.private(an).photo(an, f"Rác ở {lat:.6f}, {lon:.6f}")
    [report] = await bot.reports()
    assert report.description == "Rác ở"


@on_sqlite
async def test_words_that_say_where_wait_for_a_photo(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    await private.say(an, map_link(*ward.inside))
    await private.photo(an)
    [report] = await bot.reports()
    assert report.description == ""
    assert ward.card(report.code)


@on_sqlite
async def test_in_a_group_they_count_for_ones_own_photo_only(bot: Bot) -> None:
    ward, branch = await bot.ward(), await bot.branch()
    an, binh = bot.person("An"), bot.person("Bình")
    await branch.say(binh, map_link(*ward.inside))
    await branch.photo(an, "rác")
    await branch.say(binh, map_link(*ward.inside))
    assert not await bot.reports()
    await branch.say(an, map_link(*ward.inside))
    [report] = await bot.reports()
    assert ward.card(report.code)


@on_sqlite
async def test_a_short_link_is_followed(
    bot: Bot, maps: Maps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "SHORT_HOSTS", HERE)
    monkeypatch.setattr(typed_places, "follow", partial(follow, hosts=HERE))
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    maps.leads_to = map_link(*ward.inside)
    await private.photo(an, f"rác {maps.url}/short")
    [report] = await bot.reports()
    assert ward.card(report.code)


@on_sqlite
async def test_a_short_link_that_leads_nowhere_is_said_to(
    bot: Bot, maps: Maps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "SHORT_HOSTS", HERE)
    monkeypatch.setattr(typed_places, "follow", partial(follow, hosts=HERE))
    an = bot.person("An")
    private = bot.private(an)
    await private.say(an, f"{maps.url}/page")
    assert "Không đọc được vị trí" in private.last.text
    await private.photo(an)
    await private.say(an, f"{maps.url}/page")
    assert "Không đọc được vị trí" in private.last.text
    assert not await bot.reports()
