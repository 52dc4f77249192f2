"""Cheats that a newcomer tries in the sandbox, over HTTP: what comes of each is the bot's doing."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.sandbox import samples, scene
from bot.sandbox.cheats import CLEAR, RUBBISH
from handlers.likeness import same_photo
from handlers.photo import clean
from handlers.rules import load_rules
from handlers.sorts import sort_of
from tests.sandbox_page import Said, Visitor, visited
from tests.town import rules_of


async def cheat(page: Visitor, name: str) -> Said:
    """The message that a newcomer is led to."""
    await page.until(lambda _: True)
    status, where = await page.ask("/sandbox/cheat", {"name": name})
    assert status == 200, where
    said: Said = await page.until(lambda _: page.messages.get(where["message"]))
    assert said["chat"] == where["chat"]
    return said


async def assert_asked(page: Visitor, question: Said) -> None:
    """It stands in the office's group with two pictures in one, and no ward is accused."""
    assert question["chat"] == scene.OFFICE
    code = question["text"].split()[0]
    pair = Image.open(BytesIO(await page.picture(question["photos"][0])))
    assert pair.height > pair.width
    await card_says(page, code, "đang kiểm tra")


async def card_says(page: Visitor, code: str, words: str) -> None:
    await page.until(
        lambda said: any(m["title"].startswith(f"{code} ·") and words in m["text"] for m in said)
    )


async def test_closings_that_are_none_are_shown_to_the_office(tmp_path: Path) -> None:
    async with visited(tmp_path) as (page, _):
        old = await cheat(page, "old-photo")
        await assert_asked(page, old)
        assert "tệp ảnh ghi tên phần mềm: Photoshop" in old["text"]
        assert "trước khi có phản ánh" in old["text"]

        borrowed = await cheat(page, "borrowed-photo")
        await assert_asked(page, borrowed)
        whose = borrowed["text"].split("đúng tệp ảnh đã gửi cho ")[1].split()[0]
        await card_says(page, whose, "chờ xác nhận")

        same = await cheat(page, "before-photo")
        await assert_asked(page, same)
        assert "gần như trùng với ảnh trước xử lý" in same["text"]
        assert same["text"].count("•") == 1, "its photos are of no street that was there before"
        await page.press(same, scene.ADMIN, "Chưa đúng, mở lại")
        decided = await page.bot_says(scene.OFFICE, "phản ánh đã mở lại")
        assert decided["id"] == same["id"]
        await card_says(page, same["text"].split()[0], "mở lại lúc")


async def test_a_photo_of_somebody_else_is_not_taken_again(tmp_path: Path) -> None:
    async with visited(tmp_path) as (page, _):
        told = await cheat(page, "reused-photo")
        assert told["chat"] == scene.MEMBER
        assert "Ảnh này đã có trong phản ánh này" in told["text"]
        await page.press(told, scene.MEMBER, "Không phải, ảnh mới")
        asked = await page.bot_says(scene.OFFICE, "hai ảnh hay một?", photos=True)
        await page.press(asked, scene.ADMIN, "Cùng một ảnh")
        await page.bot_says(scene.MEMBER, "không được tính điểm")


async def test_whoever_cheats_next_is_filed_where_they_are(tmp_path: Path) -> None:
    async with visited(tmp_path) as (page, _):
        await page.move_clock("remind")
        await cheat(page, "reused-photo")
        told = await cheat(page, "same-spot")
        assert "cùng chỗ với phản ánh trước, tính một phần: 1 (+0,5)" in told["text"]


async def test_a_second_account_and_further_rounds_count_less(tmp_path: Path) -> None:
    async with visited(tmp_path) as (page, _):
        await page.move_clock("remind")
        told = await cheat(page, "same-spot")
        assert told["chat"] == scene.UNIT
        assert "phản ánh hợp lệ: 1 (+1)" in told["text"]
        assert "cùng chỗ với phản ánh trước, tính một phần: 1 (+0,5)" in told["text"]
        await page.bot_says(scene.UNIT, "Cùng việc này?", photos=True)

        await page.ask("/sandbox/language", {"lang": "en"})
        told = await cheat(page, "clean-rounds")
        assert told["chat"] == scene.MEMBER
        assert "went to look, nothing wrong: 1 (+0.3)" in told["text"]
        assert "valid, beyond what a day gives points for: 2 (0)" in told["text"]


async def test_what_a_member_sends_beyond_the_cap_counts_nothing(tmp_path: Path) -> None:
    rules_of(tmp_path, ("\ncap = 10 ", "\ncap = 3 "))
    async with visited(tmp_path, POINTS=str(tmp_path / "points.toml")) as (page, _):
        await page.move_clock("remind")
        told = await cheat(page, "many-reports")
        assert told["chat"] == scene.MEMBER
        assert "Cộng: 3 điểm" in told["text"]
        assert "hợp lệ, quá mức tính điểm trong ngày: 2 (0)" in told["text"]
        await page.bot_says(scene.MEMBER, "Hôm nay bạn đã gửi hơn 3 phản ánh")
        cards = [m for m in page.messages.values() if m["photos"] and "Đang xử lý" in m["text"]]
        assert len(cards) == 5
        assert len({card["chat"] for card in cards}) == 1


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_words_of_cheats_mean_what_they_are_for(lang: str) -> None:
    rules = load_rules()
    assert rules.kinds_in(RUBBISH[lang])[0] == "waste"
    assert sort_of(RUBBISH[lang], rules) == "problem"
    assert sort_of(CLEAR[lang], rules) == "clear"


def test_photos_of_streets_that_nobody_has_seen_are_like_no_other() -> None:
    looks = [
        clean(samples.photo("rubbish", number, swept=after, later=after)).look
        for number in (0, 1000, 1001)
        for after in (False, True)
    ]
    for one in looks:
        alike = [other for other in looks if same_photo(one.kept, one.code, other)]
        assert alike == [one]
