"""People are told what works where they are: on each platform, alone and in groups."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.texts import LANGUAGES, say
from tests.harness import ADMIN, Bot, at, jpeg, on_sqlite, wards
from tests.test_texts import catalog
from tests.test_zalo_bot_loop import ADMIN as BOSS
from tests.test_zalo_bot_loop import AN, Town, town
from tests.test_zalo_bot_loop import WARD as WARD_GROUP
from tests.zalo_oa_harness import ADMIN as OA_ADMIN
from tests.zalo_oa_harness import MEMBER, OaBot, at_work
from tests.zalo_oa_samples import GROUP

__all__ = ["town"]

BRANCH = "zgr-1111a7101d77709e2ec7"
NAMED = (
    "📷 Trả lời tin này bằng ảnh, hoặc gửi ảnh có nhắc tên bot (gõ @, chọn bot) trong chú thích "
    "của chính ảnh đó. Ảnh gửi trước, nhắc tên bot sau thì bot không thấy."
)
TYPED = "📍 Trả lời tin này bằng liên kết bản đồ, toạ độ như 12.34567, 107.65432, hoặc tên phường."
TOUCH = {
    "vi": re.compile(r"[Bb]ấm|\bnút|📎|[Cc]hạm"),
    "en": re.compile(r"\b[Tt]ap|\bbutton|\b[Pp]ress|📎"),
}
"""words for what is touched on a screen"""
WITH_BUTTONS = {"place-button", "place-clip", "place-pin", "place-plus", "needs-rights"} | {
    "toast-reason",
    "toast-ward",
}
"""texts that are shown only where there is something of that kind"""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_only_what_is_shown_where_there_are_buttons_speaks_of_them(lang: str) -> None:
    texts = {
        key: say(lang, key, **dict.fromkeys(variables, 1))
        for key, variables in catalog(lang).items()
    }
    speaks = {key for key, text in texts.items() if TOUCH[lang].search(text)}
    assert speaks <= WITH_BUTTONS


# Zalo Bot


async def branch(town: Town) -> str:
    """The group of a branch, bound by an admin who names the bot."""
    group = town.zalo.chat(BRANCH)
    await town.say(group, BOSS, f"@{town.zalo.called} gắn đoàn Chi đoàn 1")
    return group


async def test_a_branchs_group_is_taught_and_asked_to_pin_it(town: Town) -> None:
    group = await branch(town)
    said = town.last(group).text
    assert NAMED in said
    assert TYPED in said
    assert "📌 Ghim tin này" in said
    await town.say(group, AN, f"@{town.zalo.called} trợ giúp")
    assert NAMED in town.last(group).text
    assert "/homnay" in town.last(group).text


@on_sqlite
async def test_the_reminder_teaches_and_a_photo_that_answers_it_is_taken(town: Town) -> None:
    group = await branch(town)
    await town.bot.go(at("16:30"), tick=True)
    assert town.last(group).text.startswith("⏰ Chi đoàn 1")
    assert NAMED in town.last(group).text
    # As an answer it comes without the bot's name, and without saying what it answers.
    await town.photo(group, AN, 1)
    await town.bot.wait(seconds=3)
    assert "📍 Còn thiếu vị trí. Trả lời tin này bằng liên kết bản đồ" in town.last(group).text
    await town.say(group, AN, f"gần chợ, {wards()[0].name}")
    choice = re.search(rf"^(\d) = {wards()[0].name}", town.last(group).text, re.MULTILINE)
    assert choice, town.last(group).text
    await town.say(group, AN, choice[1])
    (report,) = await town.bot.reports()
    assert "gần chợ" in report.description


@on_sqlite
async def test_who_only_names_the_bot_is_told_how_once_an_hour(town: Town) -> None:
    group = await branch(town)
    known = len(town.zalo.texts(group))
    for words in ("", "ơi"):
        await town.say(group, AN, f"@{town.zalo.called} {words}")
    assert town.zalo.texts(group)[known:] == [f"{NAMED}\n{TYPED}"]
    await town.bot.wait(hours=1)
    await town.say(group, AN, f"@{town.zalo.called}")
    assert len(town.zalo.texts(group)) == known + 2


@on_sqlite
async def test_nothing_that_zalo_shows_speaks_of_buttons(town: Town) -> None:
    for group in (await branch(town), WARD_GROUP):
        for words in ("/trogiup", "/ngonngu", "/trogiup", "/ngonngu", "/canbo"):
            await town.say(group, BOSS, f"@{town.zalo.called} {words}")
    for words in ("/trogiup", "/ngonngu", "/trogiup", "/ngonngu", "/homnay", "/lienket", "gì vậy"):
        await town.say(BOSS.id, BOSS, words)
    code = await town.report(AN, "rác")
    await town.appoint(AN, code)
    for words in (f"từ chối {code}", f"chuyển {code}", f"nhận {code}", f"mở lại {code}"):
        await town.name(AN, words)
    await town.bot.wait(minutes=1)
    await town.photo(AN.id, AN, 5)
    await town.bot.wait(seconds=3)
    await town.say(AN.id, AN, "ở góc đường")
    for chat in (BRANCH, WARD_GROUP, BOSS.id, AN.id):
        for text in town.zalo.texts(chat):
            assert not TOUCH["vi"].search(text), text
            assert not TOUCH["en"].search(text), text


@on_sqlite
async def test_officers_on_zalo_are_told_to_type_the_code_and_to_name_the_bot(town: Town) -> None:
    await town.name(BOSS, "/trogiup")
    said = town.last(WARD_GROUP).text
    assert "nhận K7P2" in said
    assert "bắt đầu bằng tên bot" in said
    assert "/canbo" not in said
    await town.name(BOSS, "/canbo")
    assert town.last(WARD_GROUP).text.startswith("Cán bộ mới: ")


# The Official Account


@pytest.fixture
async def oa(database_url: str, tmp_path: Path) -> AsyncIterator[OaBot]:
    async with at_work(database_url, tmp_path) as started:
        started.oa.groups.add(GROUP)
        await started.oa.text(OA_ADMIN, "/gandoan Chi đoàn 1", GROUP)
        await started.settle()
        yield started


@on_sqlite
async def test_on_an_account_photos_are_sent_as_they_are_and_places_alone(oa: OaBot) -> None:
    bound = oa.oa.texts(GROUP)[-1]
    assert "📷 Gửi ảnh vào đây" in bound
    assert TYPED in bound
    assert "tên bot" not in bound
    await oa.oa.photo(MEMBER, jpeg(1))
    await oa.settle()
    await oa.wait(seconds=3)
    assert "Bấm (+) → Vị trí" in oa.oa.texts(MEMBER)[-1]
    assert "📎" not in "".join(oa.oa.texts(MEMBER))


# Telegram


@on_sqlite
async def test_on_telegram_the_button_and_the_paper_clip_are_named(bot: Bot) -> None:
    branch_, an = await bot.branch(), bot.person("An")
    assert "📷 Gửi ảnh vào đây" in branch_.last.text
    assert "📎 → Vị trí" in branch_.last.text
    assert "Ghim" not in branch_.last.text
    await bot.go(at("16:30"), tick=True)
    assert branch_.last.text.endswith("là đủ một phản ánh.")
    await bot.private(an).photo(an)
    await bot.wait(seconds=3)
    assert "nút «Gửi vị trí»" in bot.private(an).last.text
    ward = await bot.ward()
    await ward.say(ADMIN, "/trogiup")
    assert "/canbo" in ward.last.text


@on_sqlite
async def test_words_that_name_the_bot_describe_the_half_that_waits(bot: Bot) -> None:
    ward, branch_, an = await bot.ward(), await bot.branch(), bot.person("An")
    await branch_.photo(an)
    await branch_.say(an, f"@{bot.tg.bot.username} rác đầy vỉa hè")
    await branch_.place(an, ward.inside)
    (report,) = await bot.reports()
    assert report.description == "rác đầy vỉa hè"
