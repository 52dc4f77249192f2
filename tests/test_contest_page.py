"""The office's page for contests: opened once by an admin's link, for nobody else, and everything
on it can be done in a phone's browser."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.async_api import expect
from sqlmodel import col, delete

from storage import campaigns
from storage.tables import Grant
from tests.browser import PHONE, browsing
from tests.contests import COUNTED, SMALL, begun, changed, desk, do, link
from tests.harness import ADMIN, Bot, at, on_sqlite
from tests.pages import Guest, at_the_door

LATER = changed(SMALL, ("2026-11-16", "2026-11-20"))
SCORE = {"what": "score", "slug": "thang-11", "division": "chi-doan", "criterion": "sang-kien"}


async def test_only_an_admin_in_private_is_given_the_link(site: Bot) -> None:
    branch, an = await site.branch(), site.person("An")
    await begun(site.process.db, SMALL)
    for room, who in ((branch, ADMIN), (site.private(an), an)):
        await room.say(who, "/thidua")
        assert room.last.text == "🏁 Đợt thi đua tháng 11: 16/11/2026 – 29/11/2026"
    assert "/thi-dua/" in await link(site)


async def test_a_link_opens_once_and_not_after_half_an_hour(site: Bot, guest: Guest) -> None:
    first = await link(site)
    # A preview of the chat looks at the page and spends nothing.
    assert (await guest.get(first))[0] == 200
    assert (await guest.post(first, {}))[0] == 200
    assert await guest.post(first, {}) == (410, {"error": "old"})
    late = await link(site)
    await site.wait(minutes=31)
    assert await guest.post(late, {}) == (410, {"error": "old"})
    assert (await guest.post("/thi-dua/made-up", {}))[0] == 410


async def test_what_was_opened_ends_with_the_rights_and_with_the_day(
    site: Bot, guest: Guest
) -> None:
    key = await desk(site, guest)
    assert (await do(guest, key))[0] == 200
    for wrong in ("", key + "x", (await link(site)).rpartition("/")[2]):
        assert (await do(guest, wrong))[0] == 410
    async with site.process.db.write() as session:
        await session.exec(delete(Grant).where(col(Grant.role) == "admin"))
    assert (await do(guest, key)) == (403, {"error": "old"})
    await site.wait(hours=5)
    assert (await do(guest, key))[0] == 410


async def test_a_contest_is_set_up_on_the_page_and_mistakes_are_lines(
    site: Bot, guest: Guest
) -> None:
    await site.branch()
    key = await desk(site, guest)
    status, said = await do(guest, key, what="add", body=LATER.replace("weight = 60", "weight = 5"))
    assert status == 422
    assert said["lines"] == ["division 1 (chi-doan): tổng các weight phải đúng 100, đang là 45."]
    status, said = await do(guest, key, what="add", body=LATER)
    (one,) = said["contests"]
    assert (one["name"], one["state"], one["body"]) == ("Đợt thi đua tháng 11", "coming", LATER)
    assert one["written"] == "18/11/2026"
    await site.go(at("09:00", 20))
    status, said = await do(guest, await desk(site, guest), what="add", body=LATER)
    assert status == 422
    assert "thể lệ giữ nguyên" in said["lines"][0]


async def test_scores_are_kept_with_who_gave_them_and_the_result_is_closed_and_published(
    site: Bot, guest: Guest
) -> None:
    branch = await site.branch()
    await begun(site.process.db, SMALL)
    key = await desk(site, guest)
    _, said = await do(guest, key)
    (row,) = said["contests"][0]["tables"][0]["rows"]
    status, said = await do(guest, key, **SCORE, subject=row["id"], score="5", comment=" ")
    assert status == 422
    assert "vào phần nhận xét" in said["lines"][0]
    for score, comment in (("5", "Chậm"), ("8,5", "Hay <b>lắm</b>")):
        status, said = await do(
            guest, key, **SCORE, subject=row["id"], score=score, comment=comment
        )
        assert status == 200
    (row,) = said["contests"][0]["tables"][0]["rows"]
    kept = {"score": "8,5", "comment": "Hay <b>lắm</b>", "by": ADMIN.name}
    assert row["scores"] == {"sang-kien": kept}
    async with site.process.db.read() as session:
        campaign = await campaigns.find(session, "thang-11")
        assert campaign is not None
        rows = await campaigns.given(session, campaign.id or 0)
        assert [one.score for one in rows] == [500, 850]
    status, said = await do(guest, key, **SCORE, subject=row["id"], score="11", comment="")
    assert (status, said["error"]) == (422, "refused")
    for wrong in ({"subject": 999_999, "score": "1"}, {"subject": "x", "score": "1"}, {}):
        assert (await do(guest, key, **SCORE, **wrong))[0] == 400
    assert (await do(guest, key, what="close", slug="thang-11"))[0] == 422
    await site.go(at("09:00", 30), tick=True)
    key = await desk(site, guest)
    _, said = await do(guest, key, what="close", slug="thang-11")
    (one,) = said["contests"]
    assert one["state"] == "closed"
    async with guest.http.get(guest.url + one["files"][2]["at"]) as answer:
        assert answer.headers["Content-Disposition"] == 'attachment; filename="thang-11.json"'
        assert sha256(await answer.read()).hexdigest() == one["sha256"]
    assert not [text for text in branch.texts if "🎉 Kết quả" in text]
    _, said = await do(guest, key, what="publish", slug="thang-11")
    assert said["contests"][0]["state"] == "published"
    await site.tick()
    assert [text for text in branch.texts if "🎉 Kết quả" in text]


async def test_the_desk_gives_each_contest_as_word_and_excel_and_a_stranger_nothing(
    site: Bot, guest: Guest
) -> None:
    await site.branch("Liên chi đoàn Trường Mẫu")
    await begun(site.process.db, COUNTED)
    await begun(site.process.db, changed(LATER, ("thang-11", "sau")))
    key = await desk(site, guest)
    _, said = await do(guest, key)
    files = {one["slug"]: one["files"] for one in said["contests"]}
    assert files["sau"] == []
    assert [one["says"] for one in files["thang-11"]] == ["Tải Word", "Tải Excel"]
    word, excel = (one["at"] for one in files["thang-11"])
    async with guest.http.get(guest.url + word) as answer:
        assert answer.headers["Content-Disposition"] == 'attachment; filename="thang-11.docx"'
        assert answer.headers["Cache-Control"] == "no-store"
        document = Document(BytesIO(await answer.read()))
        assert "KẾT QUẢ TẠM TÍNH" in [paragraph.text for paragraph in document.paragraphs]
    async with guest.http.get(guest.url + excel) as answer:
        assert load_workbook(BytesIO(await answer.read())).sheetnames == ["I. Bảng chi đoàn"]
    # The desk's own word opens no file, and a file's word neither the desk nor another contest.
    token = word.split("/")[2]
    assert (await do(guest, token))[0] == 410
    for wrong in (key, "made-up", (await link(site)).rpartition("/")[2]):
        assert (await guest.get(word.replace(token, wrong)))[0] == 410
    assert (await guest.get(word.replace(".docx", ".json")))[0] == 422
    for path in (word.replace("thang-11", "sau"), word.replace(".docx", ".pdf")):
        assert (await guest.get(path))[0] == 404
    async with site.process.db.write() as session:
        await session.exec(delete(Grant).where(col(Grant.role) == "admin"))
    assert (await guest.get(word))[0] == 403
    await site.wait(hours=5)
    assert (await guest.get(word))[0] == 410


@on_sqlite
async def test_a_mistake_in_the_offices_layout_is_told_to_whoever_wants_the_file(
    database_url: str, tmp_path: Path
) -> None:
    own = tmp_path / "own.docx"
    own.write_text("no", encoding="utf-8")
    async with at_the_door(database_url, tmp_path, result_template=own) as (site, guest):
        site.expected.add("contest_file_failed")
        await begun(site.process.db, COUNTED)
        _, said = await do(guest, await desk(site, guest))
        word, excel = (one["at"] for one in said["contests"][0]["files"])
        status, words = await guest.get(word)
        assert status == 500
        assert "RESULT_TEMPLATE" in words
        assert (await guest.get(excel))[0] == 200


@pytest.mark.parametrize("wrong", [float("inf"), float("nan"), 10**30, None, []])
@on_sqlite
async def test_a_number_that_is_nobody_is_refused(site: Bot, guest: Guest, wrong: Any) -> None:
    await begun(site.process.db, SMALL)
    status, said = await do(guest, await desk(site, guest), **SCORE, subject=wrong, score="1")
    assert (status, said) == (400, {"error": "bad"})


async def test_words_that_nothing_can_be_called_are_refused(site: Bot, guest: Guest) -> None:
    key = await desk(site, guest)
    for slug in ("a\0", "\ud800", "không", ["a"]):
        assert await do(guest, key, what="close", slug=slug) == (400, {"error": "bad"})
    wrong = await do(guest, key, what="add", body='"\ud800" = 1')
    assert wrong == (400, {"error": "bad"})
    assert (await do(guest, key, what="close", slug="khac"))[0] == 422


@on_sqlite
async def test_a_contest_that_cannot_be_read_stops_none_of_the_others(
    site: Bot, guest: Guest
) -> None:
    branch = await site.branch()
    old = await begun(site.process.db, SMALL)
    async with site.process.db.write() as session:
        row = await campaigns.find(session, old)
        assert row is not None
        row.body = changed(SMALL, ("2026-11-16", "0001-01-01"))
    await begun(site.process.db, changed(COUNTED, ("thang-11", "khac"), ("tháng 11", "khác")))
    status, said = await do(guest, await desk(site, guest))
    assert status == 200
    assert [one["trouble"] for one in said["contests"]] == [
        ["first_day: cần từ 2000-01-01 trở lên."],
        [],
    ]
    await site.tick()
    assert [text for text in branch.texts if "Đợt thi đua khác" in text]


@on_sqlite
async def test_another_sites_page_cannot_work_there(site: Bot, guest: Guest) -> None:
    key = await desk(site, guest)
    elsewhere = {"Origin": "https://evil.example"}
    async with guest.http.post(
        f"{guest.url}/thi-dua", json={"desk": key}, headers=elsewhere
    ) as answer:
        assert answer.status == 403


@on_sqlite
async def test_without_a_public_address_the_admin_reads_what_to_do_instead(bot: Bot) -> None:
    room = bot.private(ADMIN)
    await room.say(ADMIN, "/thidua")
    assert "Chưa có đợt thi đua nào." in room.last.text
    assert "campaign" in room.last.text


@pytest.mark.browser
@on_sqlite
async def test_on_a_phone_everything_is_done_with_the_thumb(
    database_url: str, tmp_path: Path
) -> None:
    long = "Liên chi đoàn Trường Cao đẳng Lương thực Thực phẩm"
    async with at_the_door(database_url, tmp_path, map_tiles="none") as (site, guest):
        await site.branch(long)
        await begun(site.process.db, SMALL)
        path = await link(site)
        async with browsing(guest.url, PHONE) as (_, page, troubles):
            await page.goto(guest.url + path)
            await expect(page.get_by_role("heading", name="Đợt thi đua tháng 11")).to_be_visible()
            await page.get_by_text("Hội đồng chấm điểm").click()
            await page.get_by_label(f"{long} · Sáng kiến (0 – 10)", exact=True).fill("9,5")
            await page.get_by_role("button", name="Lưu", exact=True).click()
            needed = f"{long}: cần ghi điểm từ 0 đến 10 và nhận xét."
            await expect(page.locator("#trouble")).to_have_text(needed)
            await page.get_by_placeholder("Nhận xét").fill("Mô hình hay")
            await page.get_by_role("button", name="Lưu", exact=True).click()
            await expect(page.locator("#done")).to_have_text(f"Đã lưu điểm của {long}.")
            await expect(page.locator(".score .how")).to_have_text(f"Người chấm: {ADMIN.name}")
            async with page.expect_download() as saved:
                await page.get_by_role("link", name="Tải Word").click()
            assert (await saved.value).suggested_filename == "thang-11.docx"
            # It is spent, but a reload goes on.
            await page.reload()
            await expect(page.get_by_role("cell", name="19", exact=True).first).to_be_visible()
            await page.get_by_label("Nội dung tệp").fill(
                COUNTED.replace("2026-11-16", "2027-01-01")
            )
            await page.get_by_role("button", name="Kiểm tra và lưu").click()
            await expect(page.locator("#setting-up #trouble p")).to_contain_text(
                "last_day không được trước"
            )
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= PHONE[0]
            await page.screenshot(path=str(tmp_path / "contest.png"), full_page=True)
            assert troubles == []
