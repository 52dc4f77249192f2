"""The word of whoever sent a report by the form: on its page, from the phone that sent it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from bot.pages import word
from tests.browser import PHONE, WIDTH, browsing
from tests.harness import Bot, Ward, jpeg, on_sqlite
from tests.pages import Guest, a_report
from tests.test_form_browser import fill_in, filled_in
from tests.test_ratings import kept, words

ID = f"{1:032x}"
WORD = f"/web/word/{ID}"


async def sent(bot: Bot, guest: Guest, ward: Ward) -> str:
    _, said = await guest.send(a_report(1, ward.inside), jpeg(1))
    await bot.settle()
    return str(said["code"])


async def done(bot: Bot, guest: Guest) -> tuple[str, Ward]:
    ward = await bot.ward()
    code = await sent(bot, guest, ward)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    return code, ward


async def asked(guest: Guest) -> dict[str, Any]:
    status, said = await guest.get(WORD)
    assert status == 200
    return dict(json.loads(said))


async def says(guest: Guest, verb: str, what: str) -> dict[str, Any]:
    closing = (await asked(guest))["closing"]
    status, said = await guest.post(WORD, {"closing": closing, "verb": verb, "what": what})
    assert status == 200
    return dict(said)


async def test_whoever_sent_it_confirms_on_its_page(site: Bot, guest: Guest) -> None:
    code, ward = await done(site, guest)
    known = await asked(guest)
    assert known["moods"] == [
        ["good", "😀 Ổn rồi"], ["fair", "😐 Tạm được"], ["bad", "☹️ Chưa xong"],
    ]  # fmt: skip
    assert (await says(guest, "rt", "good"))["state"] == "confirmed"
    await site.settle()
    assert await site.state(code) == "confirmed"
    assert "người gửi xác nhận" in ward.card(code).text
    assert (await words(site, code)).asked == 1


async def test_not_done_opens_it_again(site: Bot, guest: Guest) -> None:
    code, ward = await done(site, guest)
    said = await says(guest, "rt", "bad")
    assert (said["state"], said["mood"], said["reason"]) == ("resolved", "bad", "")
    assert await says(guest, "rw", "undone") == {"state": "reopened", "moods": []}
    await site.settle()
    assert "CHƯA XONG" in ward.last.text
    assert [(c.mood, c.reason) for c in await kept(site, code)] == [("bad", "undone")]


@on_sqlite
async def test_there_is_nothing_to_say_before_it_is_done_and_after_its_time(
    site: Bot, guest: Guest
) -> None:
    ward = await site.ward()
    code = await sent(site, guest, ward)
    assert (await asked(guest))["moods"] == []
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    assert len((await asked(guest))["moods"]) == 3
    closing = (await asked(guest))["closing"]
    await site.wait(days=7, seconds=1)
    assert (await asked(guest))["moods"] == []
    await guest.post(WORD, {"closing": closing, "verb": "rt", "what": "bad"})
    assert [c.mood for c in await kept(site, code)] == [""]


async def test_who_has_another_id_says_nothing_about_it(site: Bot, guest: Guest) -> None:
    code, ward = await done(site, guest)
    closing = (await asked(guest))["closing"]
    await guest.send(a_report(2, ward.inside, kind="lights"), jpeg(2))
    word = {"closing": closing, "verb": "rt", "what": "bad"}
    assert (await guest.post(f"/web/word/{2:032x}", word))[0] == 200
    assert (await guest.post(f"/web/word/{3:032x}", word))[0] == 404
    assert (await guest.get(f"/web/word/{3:032x}"))[0] == 404
    await site.settle()
    assert [c.mood for c in await kept(site, code)] == [""]


@on_sqlite
@pytest.mark.parametrize(
    "said", ["x", [], {}, {"closing": 1, "verb": "un", "what": "1"}, {"closing": "x"},
             {"closing": 1, "verb": "rt", "what": "x" * 99}, {"closing": 1e999, "verb": "rt"}],
)  # fmt: skip
async def test_what_is_no_word_is_refused(site: Bot, guest: Guest, said: object) -> None:
    await done(site, guest)
    assert await guest.post(WORD, said) == (400, {"error": "bad"})


@on_sqlite
async def test_nobody_sends_words_without_end(
    site: Bot, guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert word.FROM_ADDRESS >= 60, "many people share an address"
    for _ in range(word.FROM_ADDRESS):
        await guest.post(f"/web/word/{9:032x}", {})
    assert (await guest.post(WORD, {}))[0] == 429


@on_sqlite
@pytest.mark.browser
async def test_the_page_asks_on_the_phone_that_sent_it_and_on_no_other(
    database_url: str, tmp_path: Path
) -> None:
    async with filled_in(database_url, tmp_path) as (bot, ward, guest, _, page):
        await fill_in(page)
        await page.get_by_role("button", name="Gửi phản ánh").click()
        await expect(page.locator("#result")).to_contain_text("Đã ghi nhận")
        [report] = await bot.reports()
        await bot.settle()
        await page.goto(f"{guest.url}/p/{report.code}")
        await expect(page.locator("#word")).to_have_count(0)
        await ward.photo(ward.officer, "xong", reply_to=ward.card(report.code))
        await page.reload()
        await page.get_by_role("button", name="☹️ Chưa xong").click()
        await page.get_by_role("button", name="Làm chưa hết, chưa sạch").click()
        await expect(page.locator("#word")).to_contain_text("đã ghi ý kiến")
        assert await page.evaluate(WIDTH) == PHONE[0]
        async with browsing(guest.url) as (_, other, troubles):
            await other.goto(f"{guest.url}/p/{report.code}")
            await expect(other.locator("#word")).to_be_hidden()
            await expect(other.locator(".pin")).to_be_visible()
            assert troubles == []
        await page.get_by_role("button", name="😀 Ổn rồi").click()
        await expect(page.locator("dl").first).to_contain_text("Hoàn tất, người gửi xác nhận")
