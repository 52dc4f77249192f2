"""The sandbox's page in a real Chromium, at desk and phone width: a newcomer's way by clicks."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    FilePayload,
    Page,
    Request,
    async_playwright,
    expect,
)

from bot.sandbox.cheats import CHEATS
from handlers.periods import Week
from tests.browser import NAMELESS, chromium
from tests.sandbox_page import visited

pytestmark = pytest.mark.browser

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DESK, PHONE = (1400, 900), (360, 740)
PATIENCE_MS = 20_000


@asynccontextmanager
async def opened(
    folder: Path, size: tuple[int, int], *, touch: bool = False
) -> AsyncIterator[tuple[Page, list[str]]]:
    """The page of a fresh sandbox, and whatever went wrong in it or left the machine."""
    path = chromium()
    troubles: list[str] = []
    async with visited(folder) as (visitor, _), async_playwright() as player:
        # Root, as in a container, cannot have Chromium's own sandbox.
        browser: Browser = await player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            width, height = size
            context = await browser.new_context(
                viewport={"width": width, "height": height}, has_touch=touch, is_mobile=touch
            )
            page = await context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.on("pageerror", lambda error: troubles.append(str(error)))

            def hear(said: ConsoleMessage) -> None:
                if said.type == "error":
                    troubles.append(said.text)

            def watch(asked: Request) -> None:
                if not asked.url.startswith((visitor.url, "blob:")):
                    troubles.append(asked.url)

            page.on("console", hear)
            page.on("request", watch)
            await page.goto(visitor.url)
            await expect(page.locator(".guide li.next")).to_contain_text("Gửi ảnh")
            yield page, troubles
        finally:
            await browser.close()


expect.set_options(timeout=PATIENCE_MS)


async def share_place(page: Page) -> str:
    """Tap 📍, click a ward on the map; its name."""
    await page.locator(".member .ask").click()
    ward = page.locator(".leaflet-tooltip.ward").nth(6)
    name = await ward.inner_text()
    box = await ward.bounding_box()
    assert box is not None
    await page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await expect(page.locator("#map")).to_be_hidden()
    return name


async def see(page: Page, role: str) -> None:
    """Bring a chat into view where only one is."""
    tab = page.locator(f"#tab-{role}")
    if await tab.is_visible():
        await tab.click()
    await expect(page.locator(f"#panel-{role}")).to_be_visible()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_a_newcomer_goes_the_whole_way_by_clicks(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened(tmp_path, size, touch=size == PHONE) as (page, troubles):
        phone = size == PHONE
        await page.locator(".member").get_by_role("button", name="Ảnh mẫu").click()
        await page.locator(".member .sample", has_text="Rác trên vỉa hè").click()
        ward = await share_place(page)
        answer = page.locator(".member .message.bot", has_text="đã ghi nhận")
        await expect(answer).to_contain_text(ward)

        if phone:
            await expect(page.locator("#tab-ward .badge")).to_have_text("1")
        await see(page, "ward")
        picker = page.get_by_label("Chọn nhóm phường")
        await expect(picker.locator("option:checked")).to_contain_text(ward)
        card = page.locator(".ward .message.bot").first
        await expect(card).to_contain_text("Mới, chờ nhận xử lý")
        await card.get_by_role("button", name="Nhận xử lý").click()
        await expect(page.locator(".toast")).to_contain_text("Đã ghi nhận")
        await expect(card).to_contain_text("Đang xử lý")

        await page.locator(".ward").get_by_role("button", name="Ảnh mẫu").click()
        await expect(page.locator(".ward .context")).to_contain_text("#")
        await page.locator(".ward .sample", has_text="Rác đã dọn").click()
        await expect(card).to_contain_text("Đã xong lúc")

        await see(page, "member")
        told = page.locator(".member .message.bot", has_text="báo đã xong")
        await told.locator(".photo").click()
        await expect(page.locator("#large-picture")).to_be_visible()
        await page.keyboard.press("Escape")

        async with page.expect_response("**/sandbox/clock"):
            await page.locator("[data-to=remind]").click()
        await see(page, "unit")
        await expect(page.locator(".unit .message.bot", has_text="– chưa đạt")).to_contain_text(
            "⏰"
        )
        async with page.expect_response("**/sandbox/clock") as moved:
            await page.locator("[data-to=board]").click()
        now = datetime.fromisoformat((await (await moved.value).json())["now"])
        # On a Monday night the board of the week before is posted on the way as well.
        week = Week((now - timedelta(days=7)).astimezone(ZONE).date()).label()
        board = page.locator(".unit .message.bot", has_text=f"Xếp hạng phường · Tuần {week}")
        await expect(board.locator("img")).to_be_visible()
        await expect(page.locator(".guide li.done")).to_have_count(6)
        if not phone:
            for role in ("member", "ward", "unit", "office"):
                await expect(page.locator(f"#panel-{role}")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert troubles == []


async def test_on_a_phone_nothing_of_clock_and_guide_is_cut_off(tmp_path: Path) -> None:
    async with opened(tmp_path, PHONE, touch=True) as (page, _):
        await expect(page.locator("#step")).to_have_text("Bước 1/6: Gửi ảnh")
        assert await page.locator("#moves button").count() == 5
        assert await page.evaluate(CUT_OFF, "#moves button") == []
        await expect(page.locator("#steps")).to_be_hidden()
        await page.get_by_role("button", name="Hiện các bước").click()
        assert await page.locator("#steps button").all_inner_texts() == [
            f"{n}\n{name}" for n, name in enumerate(STEPS, start=1)
        ]
        assert await page.evaluate(CUT_OFF, "#steps button") == []


async def test_on_a_small_phone_the_picker_leaves_room_to_write_and_goes_away_again(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, (360, 640), touch=True) as (page, _):
        picker = page.locator(".member .tray")
        camera = page.locator(".member [data-label=photos]")
        await camera.click()
        await expect(page.locator(".member .sample").first).to_be_in_viewport(ratio=1)
        for used in ("textarea", ".send", "[data-label=photos]"):
            await expect(page.locator(f".member {used}")).to_be_in_viewport(ratio=1)
        await page.locator(".member textarea").click()
        await expect(picker).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(picker).to_be_hidden()
        await expect(camera).to_be_focused()
        await camera.click()
        await page.locator(".member > header").click()
        await expect(picker).to_be_hidden()
        await expect(camera).to_have_attribute("aria-expanded", "false")


async def test_on_a_phone_a_cheat_is_two_taps_and_leads_to_what_comes_of_it(tmp_path: Path) -> None:
    async with opened(tmp_path, PHONE, touch=True) as (page, troubles):
        await page.get_by_role("button", name="Thử gian lận").click()
        ways = page.locator("#cheats .way")
        await expect(ways).to_have_count(len(CHEATS))
        await ways.last.scroll_into_view_if_needed()
        await expect(ways.last).to_be_in_viewport(ratio=1)
        assert await page.evaluate(CUT_OFF, "#cheats .way, #cheats h2") == []
        await ways.filter(has_text="Cán bộ chưa làm gì").click()
        await expect(page.locator("#cheats")).to_be_hidden()
        await expect(page.locator("#tried-see")).to_have_text("Xem: Văn phòng")
        await expect(page.locator("#tried-words")).to_contain_text("Chưa đúng, mở lại")
        assert await page.evaluate(CUT_OFF, "#tried p, #tried button") == []
        question = page.locator(".office .message.bot", has_text="gần như trùng")
        await expect(question.get_by_role("button", name="Chưa đúng")).to_be_in_viewport()

        await page.get_by_role("button", name="English").click()
        await expect(page.locator("#tried-name")).to_have_text("Close with the before-photo")
        await see(page, "member")
        await page.get_by_role("button", name="See: Office").click()
        await expect(page.locator("#panel-office")).to_be_visible()
        assert await page.evaluate(NAMELESS) == []
        await page.locator("#tried-close").click()
        await expect(page.locator("#guide")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        assert troubles == []


STEPS = [
    "Gửi ảnh",
    "Gửi vị trí",
    "Cán bộ đáp bằng ảnh",
    "Xem trước và sau",
    "Nhắc cuối ngày",
    "Bảng tuần",
]
CUT_OFF = """(which) => [...document.querySelectorAll(which)]
  .filter((node) => {
    const { left, right, width, height } = node.getBoundingClientRect();
    const outside = left < 0 || right > innerWidth || !width || !height;
    return outside || node.scrollWidth > node.clientWidth;
  })
  .map((node) => node.textContent)"""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_what_is_said_in_passing_covers_nothing_that_is_needed_next(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened(tmp_path, size, touch=size == PHONE) as (page, _):
        # On a busy machine it would be gone before it was looked at.
        await page.clock.install()
        await page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
        for to in ("hour", "day"):
            async with page.expect_response("**/sandbox/clock"):
                await page.locator(f"[data-to={to}]").click()
        await expect(page.locator(".toast")).to_contain_text("Đồng hồ")
        await expect(page.locator(".toast")).to_have_count(1)
        assert await page.evaluate(COVERED, ".toast") == []


COVERED = """(which) => {
  const over = document.querySelector(which).getBoundingClientRect();
  return [...document.querySelectorAll(".now, #moves button, .guide, .tabs, main")]
    .filter((node) => {
      const { left, right, top, bottom, width } = node.getBoundingClientRect();
      const beside = right <= over.left || left >= over.right;
      return width && !beside && bottom > over.top && top < over.bottom;
    })
    .map((node) => node.textContent);
}"""


async def test_kinds_that_open_under_the_last_message_are_in_sight(tmp_path: Path) -> None:
    async with opened(tmp_path, PHONE, touch=True) as (page, _):
        await page.locator(".member [data-label=photos]").click()
        await page.locator(".member .sample").first.click()
        await share_place(page)
        answer = page.locator(".member .message.bot").last
        await expect(answer).to_contain_text("Loại: 🗑 Rác thải")
        await answer.get_by_role("button", name="Loại khác").click()
        await expect(answer.get_by_role("button", name="Khác")).to_be_in_viewport(ratio=1)


async def test_what_people_write_is_never_markup(tmp_path: Path) -> None:
    async with opened(tmp_path, DESK) as (page, troubles):
        words = '<img src=x onerror="document.title=1"> & <b>đậm</b>'
        box = page.locator(".member textarea")
        await box.fill(words)
        await page.locator(".member [data-label=photos]").click()
        await page.locator(".member .sample").first.click()
        await expect(page.locator(".member .message.person")).to_contain_text(words)
        await share_place(page)
        await expect(page.locator(".ward .message.bot")).to_contain_text("<b>đậm</b>")
        assert await page.locator(".words b, .words img").count() == 0
        assert troubles == []


async def test_english_reaches_page_and_bot_and_is_kept(tmp_path: Path) -> None:
    async with opened(tmp_path, DESK) as (page, _):
        await page.get_by_role("button", name="English").click()
        await expect(page.locator(".guide li.next")).to_contain_text("Send a photo")
        await expect(page.locator("html")).to_have_attribute("lang", "en")
        await page.locator(".member textarea").fill("/help")
        await page.keyboard.press("Enter")
        await expect(page.locator(".member .message.bot")).to_contain_text("One photo and one")
        # A command in the bot's words is one tap.
        await page.locator(".member .command", has_text="/xephang").first.click()
        await expect(page.locator(".member .message.person").last).to_contain_text("/xephang")
        await page.reload()
        await expect(page.get_by_role("button", name="English")).to_have_attribute(
            "aria-pressed", "true"
        )


async def test_bad_files_get_a_clear_answer(tmp_path: Path) -> None:
    async with opened(tmp_path, DESK) as (page, _):
        files = page.locator(".member .upload input")
        await files.set_input_files(
            FilePayload(name="notes.txt", mimeType="text/plain", buffer=b"words")
        )
        await expect(page.locator(".toast.wrong")).to_contain_text("notes.txt")
        await page.get_by_role("button", name="Đã hiểu").click()
        large = b"\xff\xd8\xff" + bytes(21 << 20)
        await files.set_input_files(
            FilePayload(name="large.jpg", mimeType="image/jpeg", buffer=large)
        )
        await expect(page.locator(".toast.wrong")).to_contain_text("20 MB")
        await files.set_input_files(
            FilePayload(name="lie.jpg", mimeType="image/jpeg", buffer=b"no photo")
        )
        await page.locator(".member .send").click()
        await expect(page.locator(".member .message.bot")).to_contain_text("không phải là ảnh")


async def test_everything_works_from_the_keyboard(tmp_path: Path) -> None:
    async with opened(tmp_path, DESK) as (page, troubles):
        await page.locator(".member [data-label=photos]").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator(".member .sample").first).to_be_focused()
        await page.keyboard.press("Enter")
        ask = page.locator(".member .ask")
        await expect(ask).to_be_visible()
        await ask.focus()
        await page.keyboard.press("Enter")
        await expect(page.locator(".leaflet-interactive").first).to_be_visible()
        await page.locator("#centre").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator(".member .message.bot").last).to_contain_text("đã ghi nhận")
        nameless = await page.evaluate(NAMELESS)
        assert nameless == []
        logs = page.get_by_role("log")
        await expect(logs).to_have_count(4)
        await expect(logs.first).to_have_attribute("aria-live", "polite")
        assert troubles == []


async def test_the_page_comes_back_after_a_kill(tmp_path: Path) -> None:
    path = chromium()
    async with visited(tmp_path) as (visitor, bot), async_playwright() as player:
        browser = await player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = await browser.new_page()
        await page.goto(visitor.url)
        await page.locator(".member [data-label=photos]").click()
        await page.locator(".member .sample").first.click()
        await expect(page.locator(".member .message.person")).to_be_visible()
        bot.kill()
        await bot.ended()
        await expect(page.locator("#offline")).to_be_visible()
        port = re.sub(r"\D", "", visitor.url.rpartition(":")[2])
        async with visited(tmp_path, PORT=port):
            await expect(page.locator("#offline")).to_be_hidden()
            await share_place(page)
            await expect(page.locator(".ward .message.bot")).to_contain_text("Mới, chờ")
            await browser.close()
