"""Addresses: looked up at a stand-in Nominatim, within the wards, seldom twice."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import geocoder as geocoding
from bot.geocoder import MOST_FOUND, MOST_WAITING, Geocoder
from bot.pages.search import A_MINUTE
from storage.trial_map import trial_wards
from tests.harness import on_sqlite, wards
from tests.pages import at_the_door

AREA = (16.0, 108.1, 16.1, 108.3)
FOUND = {"display_name": "12 Lê Lợi", "lat": "16.07", "lon": "108.22"}


class Nominatim:
    """What was asked, and what is answered."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[dict[str, str]] = []
        self.status = 200
        self.found: Any = [FOUND]
        self.answers = asyncio.Event()
        self.answers.set()
        """cleared, it says nothing"""

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(dict(request.query))
        await self.answers.wait()
        if request.query["q"] == "nowhere":
            return web.json_response([])
        return web.json_response(self.found, status=self.status)

    @property
    def words(self) -> list[str]:
        """What was asked for."""
        return [asked["q"] for asked in self.asked]


@asynccontextmanager
async def nominatim() -> AsyncIterator[Nominatim]:
    standin, app = Nominatim(), web.Application()
    app.router.add_get("/maps/search", standin.answer)
    async with TestServer(app) as server:
        standin.url = str(server.make_url("/maps"))
        yield standin
        standin.answers.set()


async def test_an_address_is_looked_up_within_the_area_once() -> None:
    async with nominatim() as standin:
        geocoder = Geocoder(standin.url, between=0)
        [found] = await geocoder.find("12 Lê  Lợi", AREA, "vi")
        assert (found.label, found.lat, found.lon) == ("12 Lê Lợi", 16.07, 108.22)
        assert await geocoder.find(" 12 lê lợi ", AREA, "vi") == [found]
        [asked] = standin.asked
        assert asked["viewbox"] == "108.1,16.0,108.3,16.1"
        assert (asked["bounded"], asked["accept-language"]) == ("1", "vi")
        assert await geocoder.find("nowhere", AREA, "vi") == []


async def test_a_server_in_trouble_finds_nothing_and_is_asked_again() -> None:
    async with nominatim() as standin:
        geocoder = Geocoder(standin.url, between=0)
        standin.status = 503
        assert await geocoder.find("12 Lê Lợi", AREA, "vi") == []
        standin.status = 200
        assert len(await geocoder.find("12 Lê Lợi", AREA, "vi")) == 1


async def test_a_street_says_how_far_it_reaches() -> None:
    async with nominatim() as standin:
        standin.found = [FOUND | {"boundingbox": ["16.069", "16.071", "108.22", "108.22"]}]
        [found] = await Geocoder(standin.url, between=0).find("Lê Lợi", AREA, "vi")
        assert found.accuracy == pytest.approx(110.6, abs=1)


@pytest.mark.parametrize(
    "answer",
    [
        {"error": "no"},
        {},
        [],
        ["x"],
        [[]],
        7,
        "x",
        None,
        [{}],
        [FOUND | {"lat": "x"}],
        [FOUND | {"lat": math.nan}],
        [FOUND | {"lon": "1e999"}],
        [FOUND | {"display_name": None}],
        [FOUND | {"boundingbox": ["a", "b", "c", "d"]}],
        [FOUND | {"lat": "17.0"}],
    ],
)
async def test_what_is_no_place_in_the_area_is_not_found(answer: Any) -> None:
    async with nominatim() as standin:
        standin.found = answer
        assert await Geocoder(standin.url, between=0).find("12 Lê Lợi", AREA, "vi") == []


async def test_no_more_are_found_than_were_asked_for() -> None:
    async with nominatim() as standin:
        standin.found = [FOUND] * 50
        assert len(await Geocoder(standin.url, between=0).find("Lê", AREA, "vi")) == MOST_FOUND


async def test_a_server_that_says_nothing_is_waited_for_no_longer_than_it_may_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(geocoding, "SECONDS", 0.05)
    async with nominatim() as standin:
        geocoder = Geocoder(standin.url, between=0)
        standin.answers.clear()
        asked = [geocoder.find(f"{n} Lê Lợi", AREA, "vi") for n in range(MOST_WAITING)]
        assert await asyncio.gather(*asked) == [[]] * MOST_WAITING
        standin.answers.set()
        assert len(await geocoder.find("12 Lê Lợi", AREA, "vi")) == 1


async def test_questions_follow_each_other_slowly_and_few_may_wait() -> None:
    async with nominatim() as standin:
        geocoder = Geocoder(standin.url, between=3600)
        standin.answers.clear()
        first = asyncio.create_task(geocoder.find("1 Lê Lợi", AREA, "vi"))
        waiting = [
            asyncio.create_task(geocoder.find(f"{n} Lê Lợi", AREA, "vi"))
            for n in range(2, MOST_WAITING + 1)
        ]
        await asyncio.sleep(0)
        assert await geocoder.find("99 Lê Lợi", AREA, "vi") == [], "the queue is full"
        standin.answers.set()
        assert len(await first) == 1
        assert standin.words == ["1 lê lợi"], "the next one waits for its time"
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


@on_sqlite
async def test_the_page_searches_within_the_wards(database_url: str, tmp_path: Path) -> None:
    async with (
        nominatim() as standin,
        at_the_door(database_url, tmp_path, geocoder=standin.url) as (_, guest),
    ):
        status, found = await guest.get("/web/search?q=12+Lê+Lợi")
        assert status == 200
        assert '"12 Lê Lợi"' in found
        [west, south, east, north] = map(float, standin.asked[0]["viewbox"].split(","))
        for ward in wards():
            lat, lon = ward.inside
            assert south < lat < north
            assert west < lon < east
        assert len(wards()) == len(trial_wards())
        foreign = {"Sec-Fetch-Site": "cross-site"}
        assert (await guest.get("/web/search?q=a", headers=foreign))[0] == 404
        seen = {(await guest.get("/web/search?q=12+Lê+Lợi"))[0] for _ in range(A_MINUTE)}
        assert seen == {200, 429}


@on_sqlite
async def test_without_a_geocoder_nothing_is_searched(database_url: str, tmp_path: Path) -> None:
    async with at_the_door(database_url, tmp_path) as (_, guest):
        assert (await guest.get("/web/search?q=a"))[0] == 404
