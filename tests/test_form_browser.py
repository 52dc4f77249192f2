"""The form in a real Chromium: a report by taps, without a network, and through a bad one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import BrowserContext, FilePayload, Page, Route, expect
from sqlmodel import select

from bot.pages import taking
from storage.tables import Photo
from tests.browser import DESK, NAMELESS, PHONE, WIDTH, browsing
from tests.harness import Bot, Ward, jpeg, on_sqlite, wards
from tests.pages import Guest, a_report, at_the_door
from tests.test_web_form import invite_of

pytestmark = [pytest.mark.browser, on_sqlite]

CONTROLLED = """async () => {
  const worker = navigator.serviceWorker;
  const changed = (done) => worker.addEventListener("controllerchange", done);
  if (!worker.controller) await new Promise(changed);
}"""
LONG = "Chi đoàn Thanh niên tình nguyện khu dân cư số 12 đường Nguyễn Thị Minh Khai"


@asynccontextmanager
async def filled_in(
    database_url: str, folder: Path, size: tuple[int, int] = PHONE, **more: Any
) -> AsyncIterator[tuple[Bot, Ward, Guest, BrowserContext, Page]]:
    """The form, with GPS that says it is in a ward; troubles in it are failures."""
    lat, lon = wards()[0].inside
    here = {"latitude": lat, "longitude": lon, "accuracy": 15}
    more = {"geolocation": here, "permissions": ["geolocation"]} | more
    async with at_the_door(database_url, folder, map_tiles="none") as (bot, guest):
        ward = await bot.ward()
        async with browsing(guest.url, size, **more) as (context, page, troubles):
            await page.goto(f"{guest.url}/bao-cao")
            await expect(page.locator(".ward-name").first).to_be_visible()
            yield bot, ward, guest, context, page
            assert troubles == []


def picture(number: int = 1, data: bytes | None = None) -> FilePayload:
    return FilePayload(name="1.jpg", mimeType="image/jpeg", buffer=data or jpeg(number))


async def fill_in(page: Page, *photos: FilePayload) -> None:
    await page.locator("#files").set_input_files(photos or [picture()])
    await expect(page.locator("#photos li")).to_have_count(len(photos) or 1)
    await page.get_by_role("button", name="Dùng vị trí của tôi").click()
    await expect(page.locator("#ward")).to_contain_text("✓")


async def test_photo_place_and_words_become_a_report_with_a_page(
    database_url: str, tmp_path: Path
) -> None:
    async with filled_in(database_url, tmp_path) as (bot, ward, _, _, page):
        assert await page.evaluate(WIDTH) == PHONE[0]
        await fill_in(page, picture(1), picture(2))
        await page.get_by_label("Loại").select_option("waste")
        await page.get_by_label("Mô tả").fill("cạnh cột đèn")
        await page.get_by_role("button", name="Gửi phản ánh").click()
        await expect(page.locator("#result")).to_contain_text("Đã ghi nhận")
        [report] = await bot.reports()
        assert (report.kind, report.description) == ("waste", "cạnh cột đèn")
        await expect(page.locator("#result")).to_contain_text("Sẽ không có tin nhắn nào báo lại")
        await page.get_by_role("link", name="Xem tình trạng").click()
        await expect(page.get_by_role("heading", name=f"#{report.code}")).to_be_visible()
        await expect(page.locator(".state")).to_have_text("Mới, chờ nhận")
        await expect(page.locator(".pin")).to_be_visible()
        await expect(page.get_by_role("img", name="Trước, ảnh 2")).to_be_visible()
        assert await page.evaluate(WIDTH) == PHONE[0]
        assert ward.name in await page.content()


async def test_what_is_missing_is_said(database_url: str, tmp_path: Path) -> None:
    async with filled_in(database_url, tmp_path) as (bot, _, _, _, page):
        send, trouble = page.get_by_role("button", name="Gửi phản ánh"), page.locator("#trouble")
        await send.click()
        await expect(trouble).to_contain_text("Cần ít nhất một ảnh")
        notes = FilePayload(name="notes.txt", mimeType="text/plain", buffer=b"words")
        await page.locator("#files").set_input_files([picture(), notes])
        await expect(trouble).to_be_hidden()
        await send.click()
        await expect(trouble).to_contain_text("Cần vị trí")
        await page.get_by_role("button", name="Dùng vị trí của tôi").click()
        await expect(page.locator("#ward")).to_contain_text("✓")
        await send.click()
        await expect(trouble).to_contain_text("Ảnh 2 không mở được")
        await page.get_by_role("button", name="Bỏ ảnh 2").click()
        await send.click()
        await expect(page.locator("#result")).to_contain_text("Đã ghi nhận")
        assert len(await bot.reports()) == 1


async def test_without_a_network_it_waits_on_the_phone_and_is_sent_once(
    database_url: str, tmp_path: Path
) -> None:
    async with filled_in(database_url, tmp_path) as (bot, _, guest, context, page):
        await page.evaluate(CONTROLLED)
        await context.set_offline(True)
        await page.reload()
        await expect(page.locator(".ward-name").first).to_be_visible()
        await fill_in(page)
        await page.get_by_role("button", name="Gửi phản ánh").click()
        await expect(page.locator("#result")).to_contain_text("Đã lưu trên máy")
        await page.close()
        later = await context.new_page()
        await later.goto(f"{guest.url}/bao-cao")
        await expect(later.locator("#kept")).to_contain_text("1 phản ánh chờ có mạng")
        assert not await bot.reports()
        await context.set_offline(False)
        await expect(later.locator("#kept a")).to_contain_text("#")
        [report] = await bot.reports()
        await later.reload()
        await expect(later.locator("#kept a")).to_contain_text(f"#{report.code}")
        await bot.settle()
        assert len(await bot.reports()) == 1


async def test_an_answer_that_was_lost_on_the_way_files_nothing_twice(
    database_url: str, tmp_path: Path
) -> None:
    async with filled_in(database_url, tmp_path, service_workers="block") as (
        bot,
        _,
        guest,
        _,
        page,
    ):
        lost: list[str] = []

        async def lose(route: Route) -> None:
            if route.request.method == "POST" and len(lost) < 2:
                lost.append(await (await route.fetch()).text())
                await route.abort()
            else:
                await route.continue_()

        await page.route(f"{guest.url}/bao-cao**", lose)
        await fill_in(page)
        await page.get_by_role("button", name="Gửi phản ánh").click()
        await expect(page.locator("#result")).to_contain_text("Đã lưu trên máy")
        await page.get_by_role("button", name="Gửi ngay").click()
        await bot.until(lambda: len(lost) == 2)
        await page.get_by_role("button", name="Gửi ngay").click()
        [report] = await bot.reports()
        await expect(page.locator("#kept a")).to_contain_text(f"#{report.code}")
        assert lost[0] == lost[1]
        assert report.code in lost[0]


async def test_a_code_that_comes_late_shows_by_itself(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "PATIENCE", 0)
    async with filled_in(database_url, tmp_path, service_workers="block") as (
        bot,
        _,
        _,
        _,
        page,
    ):
        await fill_in(page)
        async with bot.process.db.write():
            # Nothing is handled while somebody else writes; what is sent waits for that, too.
            await page.get_by_role("button", name="Gửi phản ánh").click()
        await expect(page.locator("#result")).to_contain_text("#")
        [report] = await bot.reports()
        await expect(page.locator("#kept a")).to_contain_text(f"#{report.code}")


async def test_a_kept_report_that_is_refused_can_be_corrected(
    database_url: str, tmp_path: Path
) -> None:
    async with filled_in(database_url, tmp_path) as (bot, ward, _, context, page):
        await page.evaluate(CONTROLLED)
        await context.set_offline(True)
        notes = FilePayload(name="2.jpg", mimeType="image/jpeg", buffer=b"no photo")
        await fill_in(page, picture(), notes)
        await page.get_by_label("Mô tả").fill("cạnh cột đèn")
        await page.get_by_role("button", name="Gửi phản ánh").click()
        await expect(page.locator("#kept")).to_contain_text("chờ có mạng")
        await context.set_offline(False)
        await expect(page.locator("#kept")).to_contain_text("Ảnh 2 không mở được")
        await page.get_by_role("button", name="Sửa").click()
        await page.get_by_role("button", name="Bỏ ảnh 2").click()
        await expect(page.locator("#ward")).to_contain_text(ward.name)
        await page.get_by_role("button", name="Gửi phản ánh").click()
        await expect(page.locator("#result")).to_contain_text("Đã ghi nhận")
        [report] = await bot.reports()
        assert report.description == "cạnh cột đèn"


async def test_a_large_photo_is_made_smaller_on_the_phone(
    database_url: str, tmp_path: Path
) -> None:
    async with filled_in(database_url, tmp_path, service_workers="block") as (
        bot,
        _,
        _,
        _,
        page,
    ):
        out = BytesIO()
        Image.effect_noise((4000, 3000), 60).convert("RGB").save(out, "JPEG", quality=95)
        await fill_in(page, picture(data=out.getvalue()))
        async with page.expect_request(lambda request: request.method == "POST") as sent:
            await page.get_by_role("button", name="Gửi phản ánh").click()
        await expect(page.locator("#result")).to_contain_text("Đã ghi nhận")
        sizes = await (await sent.value).sizes()
        assert sizes["requestBodySize"] < len(out.getvalue()) / 2
        async with bot.process.db.read() as session:
            photo = (await session.exec(select(Photo))).one()
        assert max(photo.width, photo.height) <= 2560


async def test_a_branch_with_a_long_name_fits_and_stays_with_the_installed_form(
    database_url: str, tmp_path: Path
) -> None:
    async with filled_in(database_url, tmp_path) as (bot, _, guest, _, page):
        await bot.branch(LONG)
        invite = await invite_of(bot, LONG)
        await page.goto(f"{guest.url}/bao-cao?chi-doan={invite}&lang=en")
        await expect(page.locator("#unit")).to_have_text(f"Counts for {LONG}.")
        assert await page.evaluate(WIDTH) == PHONE[0]
        manifest = await page.evaluate(
            "fetch(document.querySelector('link[rel=manifest]').href).then((a) => a.json())"
        )
        assert manifest["start_url"] == f"/bao-cao?chi-doan={invite}&lang=en"
        for icon in manifest["icons"]:
            async with guest.http.get(guest.url + icon["src"]) as answer:
                drawn = Image.open(BytesIO(await answer.read()))
            assert f"{drawn.width}x{drawn.height}" == icon["sizes"]


async def test_everything_has_a_name_and_works_from_the_keyboard(
    database_url: str, tmp_path: Path
) -> None:
    async with filled_in(database_url, tmp_path, DESK) as (bot, _, _, _, page):
        await page.locator("#files").set_input_files([picture()])
        await page.get_by_role("button", name="Dùng vị trí của tôi").press("Enter")
        await expect(page.locator("#ward")).to_contain_text("✓")
        assert await page.evaluate(NAMELESS) == []
        await page.get_by_role("button", name="Gửi phản ánh").press("Enter")
        await expect(page.locator("#result")).to_be_focused()
        await page.get_by_role("button", name="Gửi phản ánh khác").press("Enter")
        await expect(page.locator("#camera")).to_be_focused()
        assert len(await bot.reports()) == 1


async def test_a_report_of_what_is_there_already_joins_it_with_a_tap(
    database_url: str, tmp_path: Path
) -> None:
    async with filled_in(database_url, tmp_path) as (bot, ward, guest, _, page):
        await guest.send(a_report(1, ward.inside, kind="waste"), jpeg(7))
        [first] = await bot.reports()
        await fill_in(page)
        await page.get_by_label("Loại").select_option("waste")
        await page.get_by_role("button", name="Gửi phản ánh").click()
        result = page.locator("#result")
        await expect(result).to_contain_text("Cùng việc này?")
        await expect(result.get_by_role("img", name=f"Ảnh của #{first.code}")).to_be_visible()
        assert await page.evaluate(WIDTH) == PHONE[0]
        assert await page.evaluate(NAMELESS) == []
        await result.get_by_role("button", name="Đúng, thêm ảnh").click()
        await expect(result).to_contain_text(f"#{first.code}")
        await expect(result).to_contain_text("Đã ghi nhận")
        assert len(await bot.reports()) == 1


async def test_kept_without_a_network_it_asks_when_it_arrives_and_files_what_is_something_else(
    database_url: str, tmp_path: Path
) -> None:
    async with filled_in(database_url, tmp_path) as (bot, ward, guest, context, page):
        await page.evaluate(CONTROLLED)
        await guest.send(a_report(1, ward.inside, kind="waste"), jpeg(7))
        await fill_in(page)
        await page.get_by_label("Loại").select_option("waste")
        await context.set_offline(True)
        await page.get_by_role("button", name="Gửi phản ánh").click()
        await expect(page.locator("#result")).to_contain_text("Đã lưu trên máy")
        await page.get_by_role("button", name="Gửi phản ánh khác").click()
        await context.set_offline(False)
        await expect(page.locator("#kept")).to_contain_text("Cùng việc này?")
        await page.get_by_role("button", name="Không, việc khác").first.click()
        await expect(page.locator("#kept")).to_contain_text(ward.name)
        assert len(await bot.reports()) == 2
