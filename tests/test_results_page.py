"""The page of what became of closings: for everybody, by ward, with few answers left out."""

from __future__ import annotations

import re

import pytest

from bot.pages import results
from tests.browser import NAMELESS, PHONE, WIDTH, browsing
from tests.harness import Bot, on_sqlite
from tests.pages import Guest
from tests.test_ratings import closed


def figures(page: str) -> list[list[str]]:
    """The rows of figures, both tables' one after the other."""
    rows = re.findall(r"<tr><td>.*?</tr>", page, re.DOTALL)
    return [re.findall(r"<td>([^<]*)</td>", row) for row in rows]


@pytest.fixture(autouse=True)
def _counted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "FRESH_SECONDS", -1)


async def test_it_says_who_was_asked_what_they_said_and_who_confirmed(
    site: Bot, guest: Guest
) -> None:
    ward = await site.ward()
    for name, mood in (("An", "😀"), ("Bình", "😐"), ("Chi", "")):
        _, _, private, person = await closed(site, ward, name)
        if mood:
            await private.press(person, mood)
    await site.wait(seconds=1)
    status, page = await guest.get("/ket-qua")
    assert status == 200
    assert ward.name in page
    assert figures(page) == [["3", "3", "2", "–", "–", "–"], ["3", "1", "0", "0", "0"]]
    assert "100 %" in page, "of those asked"
    assert "67 %" in page, "of those who answered"
    for name in ("An", "Bình", "Chi", ward.officer.name):
        assert f">{name}<" not in page


@on_sqlite
async def test_moods_are_shown_once_there_are_enough_to_tell_nobodys(
    site: Bot, guest: Guest
) -> None:
    ward = await site.ward()
    for number in range(5):
        _, _, private, person = await closed(site, ward, f"Người {number}")
        await private.press(person, "😀" if number else "😐")
    await site.wait(seconds=1)
    _, page = await guest.get("/ket-qua?lang=en")
    assert figures(page)[0] == ["5", "5", "5", "4", "1", "0"]
    assert "80 %" in page


@on_sqlite
async def test_without_closings_it_says_so(site: Bot, guest: Guest) -> None:
    assert "Chưa có phản ánh nào" in (await guest.get("/ket-qua"))[1]


@on_sqlite
@pytest.mark.browser
async def test_it_fits_a_small_phone(site: Bot, guest: Guest) -> None:
    for number in range(2):
        await closed(site, await site.ward(number), f"Người {number}")
    await site.wait(seconds=1)
    async with browsing(guest.url, PHONE) as (_, page, troubles):
        await page.goto(f"{guest.url}/ket-qua")
        assert await page.evaluate(WIDTH) <= PHONE[0]
        assert await page.evaluate(NAMELESS) == []
        assert troubles == []
