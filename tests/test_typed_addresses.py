"""Addresses typed in chats: looked up where a photo waits for its place, chosen, never guessed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot import geocoder as geocoding
from bot.geocoder import MOST_WAITING
from handlers.card import map_link
from tests.harness import Bot, Place, Room, on_sqlite, running, wards
from tests.standin import User
from tests.test_geocoder import Nominatim, nominatim
from tests.test_plain import PLAIN

STREET = "12, Đường Hoa Mai, Khu Bốn, Thành phố, 55000, Việt Nam"


def found(where: Place, label: str = STREET, **more: Any) -> dict[str, Any]:
    return {"display_name": label, "lat": str(where[0]), "lon": str(where[1]), **more}


@dataclass
class Searching:
    """A bot with a geocoder before it."""

    bot: Bot
    maps: Nominatim

    async def typed(self, words: str) -> tuple[Room, User]:
        """Somebody who has sent a photo types where it was taken."""
        an = self.bot.person("An")
        private = self.bot.private(an)
        await private.photo(an, "rác đầy")
        await private.say(an, words)
        return private, an


@pytest.fixture
async def town(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Searching]:
    monkeypatch.setattr(geocoding.Geocoder.__init__, "__defaults__", (0.0,))
    async with (
        nominatim() as maps,
        running(database_url, tmp_path, geocoder=maps.url) as bot,
    ):
        maps.found = [found(wards()[0].inside)]
        yield Searching(bot, maps)


async def test_an_address_that_is_found_can_be_chosen(town: Searching) -> None:
    bot = town.bot
    ward = await bot.ward()
    private, an = await town.typed("số 12 Hoa Mai nhé")
    assert town.maps.words == ["số 12 hoa mai nhé"]
    assert not await bot.reports(), "nothing is guessed"
    assert "OpenStreetMap" in private.last.text
    offer = private.with_button("12 Đường Hoa Mai")
    assert ward.name in next(iter(offer.buttons)), "it says in which ward"
    await private.press(an, "12 Đường Hoa Mai", offer)
    [report] = await bot.reports()
    assert (report.lat, report.lon) == pytest.approx(ward.inside, abs=1e-5)
    assert report.place == "12 Đường Hoa Mai, Khu Bốn"
    assert report.place in ward.card(report.code).text
    assert "số 12 Hoa Mai nhé" in ward.card(report.code).text
    await private.press(an, "12 Đường Hoa Mai", offer)
    assert len(await bot.reports()) == 1


async def test_after_places_were_offered_the_place_is_not_asked_for_as_well(
    town: Searching,
) -> None:
    private, _ = await town.typed("số 12 Hoa Mai nhé")
    offer = private.last
    await town.bot.wait(seconds=30)
    assert private.last.text == offer.text
    assert not [text for text in private.texts if "Còn thiếu vị trí" in text]


async def test_where_there_are_no_buttons_it_is_chosen_by_number(town: Searching) -> None:
    bot = town.bot
    await bot.settle()
    bot.process.world.bots = {"telegram": PLAIN}
    ward, other = await bot.ward(0), await bot.ward(1)
    town.maps.found = [found(ward.inside), found(other.inside, "Chợ Mới, 5, Đường Lan")]
    private, an = await town.typed("chợ mới hoa mai")
    assert "1 = 📍 12 Đường Hoa Mai" in private.last.text
    assert "2 = 📍 Chợ Mới, 5 Đường Lan" in private.last.text
    await private.say(an, "2")
    [report] = await bot.reports()
    assert report.place == "Chợ Mới, 5 Đường Lan"
    assert other.card(report.code)


async def test_a_choice_outlives_a_restart(town: Searching) -> None:
    private, an = await town.typed("12 Hoa Mai")
    await town.bot.restart()
    await private.press(an, "12 Đường Hoa Mai")
    [report] = await town.bot.reports()
    assert report.place == "12 Đường Hoa Mai, Khu Bốn"


async def test_who_is_killed_while_looking_up_loses_nothing(town: Searching) -> None:
    bot, an = town.bot, town.bot.person("An")
    private = bot.private(an)
    await private.photo(an)
    town.maps.answers.clear()
    await bot.tg.text(private.chat, an, "12 Hoa Mai")
    await bot.until(lambda: town.maps.words)
    await bot.stop()
    town.maps.answers.set()
    await bot.start()
    await bot.settle()
    await private.press(an, "12 Đường Hoa Mai")
    assert len(await bot.reports()) == 1


@on_sqlite
async def test_a_street_is_as_unsure_as_it_is_long(town: Searching) -> None:
    bot = town.bot
    ward = await bot.ward()
    lat, lon = ward.inside
    box = [str(lat - 0.001), str(lat + 0.001), str(lon), str(lon)]
    town.maps.found = [found(ward.inside, boundingbox=box)]
    private, an = await town.typed("đường Hoa Mai")
    await private.press(an, "12 Đường Hoa Mai")
    [report] = await bot.reports()
    assert "(±111 m)" in ward.card(report.code).text


@on_sqlite
async def test_places_of_earlier_reports_are_offered_first_and_once(town: Searching) -> None:
    ward = wards()[0]
    private, an = await town.typed("12 Đường Hoa Mai")
    await private.press(an, "12 Đường Hoa Mai")
    town.maps.found = [found(ward.inside), found(ward.inside, "34, Đường Hoa Mai, Khu Bốn")]
    await private.photo(an)
    await private.say(an, f"đường hoa mai, {ward.name}")
    labels = list(private.last.buttons)
    assert [label.partition(",")[0] for label in labels[:2]] == [
        "📍 12 Đường Hoa Mai",
        "📍 34 Đường Hoa Mai",
    ]
    assert ward.name in labels[-1]
    assert len(labels) == 3


@on_sqlite
@pytest.mark.parametrize(
    "words",
    [
        "ok em",
        "1",
        "📷",
        "K7P2",
        "xong K7P2",
        "/tracuu 12 Hoa Mai",
        "hôm nay",
        "ở đâu vậy?",
        "rác " * 40,
        "https://example.org/12-hoa-mai",
    ],
)
async def test_what_is_no_address_is_told_to_nobody(town: Searching, words: str) -> None:
    await town.typed(words)
    assert town.maps.asked == []


@on_sqlite
async def test_words_are_told_to_nobody_while_no_photo_waits_for_a_place(town: Searching) -> None:
    bot = town.bot
    ward, branch, an = await bot.ward(), await bot.branch(), bot.person("An")
    private, stranger = bot.private(an), bot.group("Nhóm lạ")
    await private.say(an, "12 Hoa Mai")
    await private.say(an, map_link(*ward.inside))
    await private.say(an, "gần chợ Hoa Mai")
    await private.photo(an, "chỗ 12 Hoa Mai")
    assert len(await bot.reports()) == 1
    await private.say(an, "12 Hoa Mai")
    await branch.photo(an)
    await branch.say(an, "hẹn ở 12 Hoa Mai nhé")
    await stranger.photo(an)
    await stranger.say(an, "12 Hoa Mai")
    await ward.say(ward.officer, "12 Hoa Mai")
    assert town.maps.asked == []


@on_sqlite
async def test_in_a_group_an_answer_to_ones_own_photo_is_looked_up(town: Searching) -> None:
    bot = town.bot
    branch, an, binh = await bot.branch(), bot.person("An"), bot.person("Bình")
    photo = await branch.photo(an)
    await branch.say(binh, "12 Hoa Mai", reply_to=photo)
    assert town.maps.asked == []
    await branch.say(an, "12 Hoa Mai", reply_to=photo)
    await branch.press(binh, "12 Đường Hoa Mai")
    assert not await bot.reports(), "whoever took the photo chooses"
    await branch.press(an, "12 Đường Hoa Mai")
    assert len(await bot.reports()) == 1


@on_sqlite
async def test_without_a_geocoder_words_are_a_description(bot: Bot) -> None:
    private, _ = await Searching(bot, Nominatim()).typed("12 Hoa Mai")
    assert "Đã ghi lời mô tả" in private.last.text
    assert not private.last.buttons


@on_sqlite
@pytest.mark.parametrize("trouble", ["nothing", "outside", "status", "garbage", "silence"])
async def test_where_nothing_is_found_it_is_said_what_else_works(
    town: Searching, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lat, lon = wards()[0].inside
    match trouble:
        case "nothing":
            town.maps.found = []
        case "outside":
            town.maps.found = [found((lat + 9, lon))]
        case "status":
            town.maps.status = 503
        case "garbage":
            town.maps.found = ["x"]
        case "silence":
            monkeypatch.setattr(geocoding, "SECONDS", 0.05)
            town.maps.answers.clear()
    private, an = await town.typed("12 Hoa Mai")
    assert "Chưa tìm thấy chỗ này" in private.last.text
    assert not private.last.buttons
    await private.say(an, "34 Hoa Mai")
    assert len([text for text in private.texts if "Chưa tìm thấy" in text]) == 2
    await private.place(an, (lat, lon))
    [report] = await town.bot.reports()
    assert report.description == "rác đầy\n12 Hoa Mai\n34 Hoa Mai"


@on_sqlite
async def test_a_geocoder_that_says_nothing_holds_up_nobody_else(town: Searching) -> None:
    bot, ward = town.bot, wards()[0]
    waiting = [bot.person(f"Người {n}") for n in range(2 * MOST_WAITING + 5)]
    for person in waiting:
        await bot.private(person).photo(person)
    town.maps.answers.clear()
    for person in waiting:
        await bot.tg.text(bot.private(person).chat, person, f"{person.id} Hoa Mai")
    await bot.until(lambda: town.maps.words)
    binh = bot.person("Bình")
    chat = bot.private(binh).chat
    await bot.tg.photo(chat, binh, bot.new_photo(), None)
    await bot.tg.location(chat, binh, *ward.inside)

    await bot.until(lambda: any("đã ghi nhận" in text for text in bot.private(binh).texts))
    await bot.until(lambda: len(bot.process.receiver._lanes) == MOST_WAITING)
    town.maps.answers.set()
    await bot.settle()
    offered = [bool(bot.private(person).last.buttons) for person in waiting]
    assert offered.count(True) == MOST_WAITING
