"""The place page in a real Chromium: GPS, a refused GPS, the pin, a phone, the keyboard."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import BrowserContext, Page, expect

from tests.browser import DESK, NAMELESS, PHONE, WIDTH, browsing
from tests.harness import Bot, Ward, jpeg, on_sqlite, wards
from tests.pages import at_the_door
from tests.test_geocoder import nominatim
from tests.test_place_link import asked

pytestmark = pytest.mark.browser


@asynccontextmanager
async def linked(
    database_url: str, folder: Path, size: tuple[int, int] = PHONE, **more: Any
) -> AsyncIterator[tuple[Bot, Ward, BrowserContext, Page]]:
    """The page behind a fresh link, without tiles; troubles in it are failures."""
    async with at_the_door(database_url, folder, map_tiles="none") as (bot, guest):
        ward, an = await bot.ward(), bot.person("An")
        private = bot.private(an)
        await private.photo(an)
        link = await asked(private)
        async with browsing(guest.url, size, **more) as (context, page, troubles):
            await page.goto(guest.url + link)
            await expect(page.locator(".ward-name").first).to_be_visible()
            yield bot, ward, context, page
            assert troubles == []


@on_sqlite
async def test_one_tap_takes_the_phones_own_place(database_url: str, tmp_path: Path) -> None:
    lat, lon = wards()[0].inside
    here = {"latitude": lat, "longitude": lon, "accuracy": 20}
    more: dict[str, Any] = {"geolocation": here, "permissions": ["geolocation"]}
    async with linked(database_url, tmp_path, **more) as (bot, ward, _, page):
        await page.get_by_role("button", name="Dùng vị trí của tôi").click()
        await expect(page.locator("#ward")).to_contain_text(f"✓ {ward.name}")
        await page.get_by_role("button", name="Gửi vị trí này").click()
        await expect(page.locator("#result")).to_contain_text("Đã ghi nhận")
        [report] = await bot.reports()
        await expect(page.locator("#result")).to_contain_text(f"#{report.code}")
        assert report.accuracy == 20
        await page.reload()
        await expect(page.get_by_role("heading")).to_contain_text("Không cần vị trí nữa")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Linux; Android 13) Zalo android/23", "Mở bằng trình duyệt"),
        ("Mozilla/5.0 (Linux; Android 13) Telegram-Android/11", "Open in browser"),
        ("Mozilla/5.0 (Linux; Android 13; wv) Chrome/120", "Chrome hoặc Safari"),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/120", "cài đặt của trình duyệt"),
    ],
)
@on_sqlite
async def test_a_refused_place_is_explained_and_the_pin_still_works(
    database_url: str, tmp_path: Path, agent: str, words: str
) -> None:
    async with linked(database_url, tmp_path, user_agent=agent) as (bot, ward, _, page):
        await page.get_by_role("button", name="Dùng vị trí của tôi").click()
        await expect(page.get_by_role("alert").first).to_contain_text(words)
        await page.get_by_role("button", name="Gửi vị trí này").click()
        await expect(page.locator("#trouble")).to_contain_text("Chọn vị trí trước")
        name = page.locator(".ward-name", has_text=re.compile(f"^{ward.name}$"))
        await name.scroll_into_view_if_needed()
        box = await name.bounding_box()
        assert box is not None
        await page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        await expect(page.locator("#ward")).to_contain_text(f"✓ {ward.name}")
        await page.get_by_role("button", name="Gửi vị trí này").click()
        await expect(page.locator("#result")).to_contain_text(ward.name)
        assert len(await bot.reports()) == 1


@on_sqlite
async def test_a_place_far_off_is_called_outside_before_and_after_sending(
    database_url: str, tmp_path: Path
) -> None:
    far = {"latitude": 21.0, "longitude": 105.8}
    more: dict[str, Any] = {"geolocation": far, "permissions": ["geolocation"]}
    async with linked(database_url, tmp_path, **more) as (bot, _, _, page):
        await page.get_by_role("button", name="Dùng vị trí của tôi").click()
        await expect(page.locator("#ward")).to_contain_text("Ngoài vùng phụ trách")
        await page.get_by_role("button", name="Gửi vị trí này").click()
        await expect(page.locator("#trouble")).to_contain_text("Ngoài vùng phụ trách")
        assert not await bot.reports()


@on_sqlite
async def test_the_map_works_from_the_keyboard(database_url: str, tmp_path: Path) -> None:
    async with linked(database_url, tmp_path, DESK) as (bot, _, _, page):
        await page.locator("#sheet").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#ward")).to_contain_text("✓")
        await page.locator(".pin").focus()
        before = await page.locator(".pin").get_attribute("style")
        await page.keyboard.press("Shift+ArrowUp")
        await page.keyboard.press("Shift+ArrowUp")
        await expect(page.locator(".pin")).not_to_have_attribute("style", before or "")
        assert await page.evaluate(NAMELESS) == []
        await page.get_by_role("button", name="Gửi vị trí này").press("Enter")
        await expect(page.locator("#result")).to_be_focused()
        assert len(await bot.reports()) == 1


@on_sqlite
async def test_nothing_is_wider_than_a_small_phone(database_url: str, tmp_path: Path) -> None:
    async with linked(database_url, tmp_path) as (_, _, _, page):
        assert await page.evaluate(WIDTH) == 360
        await page.get_by_role("link", name="English").click()
        await expect(page.get_by_role("heading")).to_have_text("Where was the photo taken?")
        assert await page.evaluate(WIDTH) == 360


@on_sqlite
async def test_tiles_come_from_the_setting_and_from_nowhere_else(
    database_url: str, tmp_path: Path
) -> None:
    asked_for: list[str] = []

    async def tile(request: web.Request) -> web.Response:
        asked_for.append(f"{request.path} {request.headers.get('Referer')}")
        return web.Response(body=jpeg(1), content_type="image/jpeg")

    app = web.Application()
    app.router.add_get("/{z}/{x}/{y}.png", tile)
    async with TestServer(app) as server:
        elsewhere = str(server.make_url("")).rstrip("/")
        tiles = f"{elsewhere}/{{z}}/{{x}}/{{y}}.png"
        async with at_the_door(database_url, tmp_path, map_tiles=tiles) as (bot, guest):
            an = bot.person("An")
            await bot.private(an).photo(an)
            link = await asked(bot.private(an))
            async with browsing(guest.url) as (_, page, troubles):
                await page.goto(guest.url + link)
                await expect(page.locator(".leaflet-tile-loaded").first).to_be_visible()
                await expect(page.get_by_role("link", name="OpenStreetMap")).to_be_visible()
                await page.locator(".leaflet-control-zoom-in").click()
                await page.locator(".leaflet-control-zoom-in").click()
                await bot.until(lambda: len({said.split("/")[1] for said in asked_for}) > 1)
    # The page's own address holds a word that is not for others.
    assert {said.partition(" ")[2] for said in asked_for} == {f"{guest.url}/"}
    assert [said for said in troubles if not said.startswith(elsewhere)] == []


@on_sqlite
async def test_an_address_that_is_found_takes_the_pin_there(
    database_url: str, tmp_path: Path
) -> None:
    ward = wards()[0]
    lat, lon = ward.inside
    async with (
        nominatim() as standin,
        at_the_door(database_url, tmp_path, map_tiles="none", geocoder=standin.url) as (bot, guest),
        browsing(guest.url) as (_, page, troubles),
    ):
        standin.found = [{"display_name": "12 Lê Lợi", "lat": str(lat), "lon": str(lon)}]
        an = bot.person("An")
        await bot.private(an).photo(an)
        await page.goto(guest.url + await asked(bot.private(an)))
        await expect(page.locator(".ward-name").first).to_be_visible()
        words = page.get_by_label("Tìm theo địa chỉ")
        await words.fill("nowhere")
        await words.press("Enter")
        await expect(page.locator("#found")).to_contain_text("Không tìm thấy địa chỉ này")
        await words.fill("12 le loi")
        await page.get_by_role("button", name="Tìm", exact=True).click()
        await page.get_by_role("button", name="12 Lê Lợi").click()
        await expect(page.locator("#ward")).to_contain_text(f"✓ {ward.name}")
        await page.get_by_role("button", name="Gửi vị trí này").click()
        await expect(page.locator("#result")).to_contain_text("Đã ghi nhận")
        assert troubles == []
