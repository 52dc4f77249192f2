"""Sorts of reports: what is wrong, what was found clean, and what its reporter put right."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from handlers.rules import load_rules
from handlers.sorts import sort_of
from tests.harness import Bot, at, on_sqlite
from tests.town import Town


async def test_only_problems_are_on_the_boards_of_wards_and_all_sorts_fulfil_the_day(
    town: Town,
) -> None:
    for sort in ("clear", "fixed"):
        await town.file(sort=sort)
    town.now += timedelta(days=30)
    await town.settle()
    assert await town.sums("ward") == {}
    assert (await town.sums("unit"))[town.units[0]]["day"].count == 1
    await town.file()
    town.now += timedelta(days=30)
    await town.settle()
    assert set((await town.sums("ward"))[town.wards[0]]) == {"taken-late", "done-late"}


RULES = load_rules()


@pytest.mark.parametrize(
    "words",
    [
        "không có gì", "khong co gi a", "đã đi kiểm tra, không có gì", "da kiem tra sach",
        "Sáng nay đi kiểm tra đường Hoa Sữa, sạch đẹp", "vỉa hè thông thoáng", "all clear",
        "kiểm tra rồi, không có rác", "ok sạch",
    ],
)  # fmt: skip
def test_words_that_say_that_nothing_is_wrong(words: str) -> None:
    assert sort_of(words, RULES) == "clear"


@pytest.mark.parametrize(
    "words",
    [
        "chúng tôi đã tự xử lý", "chung toi da tu xu ly", "em tự dọn rồi ạ", "we cleaned it up",
        "đã tự dọn dẹp sạch sẽ", "anh em đã tự gom rác xong", "chi đoàn tự quét dọn, trước và sau",
    ],
)  # fmt: skip
def test_words_that_say_that_they_put_it_right(words: str) -> None:
    assert sort_of(words, RULES) == "fixed"


@pytest.mark.parametrize(
    "words",
    [
        "", "rác đổ đầy", "hố sâu không có gì cảnh báo", "cống không có gì đậy", "không sạch",
        "đường không sạch", "chưa dọn sạch", "không có thùng rác", "không có gì nhưng có rác",
        "nhờ phường dọn sạch", "sẽ tự xử lý", "đề nghị dân tự dọn", "họ tự dọn rồi lại bày ra",
        "sạch chưa?", "đường ngập, không có gì", "kiểm tra giúp", "xong",
    ],
)  # fmt: skip
def test_in_doubt_it_is_a_problem(words: str) -> None:
    assert sort_of(words, RULES) == "problem"


async def sort(bot: Bot, code: str) -> tuple[str, str]:
    report = await bot.the_report(code)
    return report.sort, report.state


# A day on which nothing is wrong


async def test_a_clean_street_fulfils_the_day_and_asks_nobody_to_act(bot: Bot) -> None:
    ward, branch, an = await bot.ward(), await bot.branch(), bot.person("An")
    code = await branch.report(an, ward.inside, "đã đi kiểm tra, không có gì")
    assert await sort(bot, code) == ("clear", "noted")
    assert "đã kiểm tra, không có gì" in branch.last.text
    assert "Chi đoàn 1, hôm nay: 1/1 – đã đạt" in branch.last.text
    assert not [text for text in ward.texts if code in text]
    await bot.go(at("16:30"), tick=True)
    await bot.go(at("08:00", 27), tick=True)
    assert not [text for text in [*ward.texts, *branch.texts] if "⏰" in text and code in text]


async def test_the_reminder_offers_it_with_one_tap(bot: Bot) -> None:
    ward, branch, an = await bot.ward(), await bot.branch(), bot.person("An")
    await bot.go(at("16:30"), tick=True)
    await branch.press(an, "không có gì")
    assert "An, gửi một ảnh" in branch.last.text
    code = await branch.report(an, ward.inside)
    assert await sort(bot, code) == ("clear", "noted")


@on_sqlite
async def test_a_command_begins_it_and_what_is_wrong_after_all_is_filed_as_ever(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    await private.say(an, "/dakiemtra")
    assert await sort(bot, await private.report(an, ward.inside)) == ("clear", "noted")
    await private.say(an, "/dakiemtra")
    code = await private.report(an, ward.inside, "rác đổ đầy góc đường")
    assert await sort(bot, code) == ("problem", "new")
    assert ward.card(code)


@on_sqlite
async def test_words_alone_begin_it_but_an_answer_to_thanks_only_offers_it(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    await private.say(an, "Không có gì ạ")
    assert await sort(bot, await private.report(an, ward.inside)) == ("problem", "new")
    await private.press(an, "không có gì")
    assert await sort(bot, await private.report(an, ward.inside)) == ("clear", "noted")
    await private.say(an, "đi kiểm tra rồi, sạch")
    assert await sort(bot, await private.report(an, ward.inside)) == ("clear", "noted")


async def test_a_clean_street_can_be_corrected_and_then_reaches_the_ward(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside, "sạch")
    await bot.wait(hours=1)
    await private.press(an, "có việc cần xử lý")
    assert await sort(bot, code) == ("problem", "new")
    assert ward.card(code)
    report = await bot.the_report(code)
    assert report.filed_at == bot.clock.at.astimezone(UTC)
    await private.press(an, "Loại khác")
    await private.press(an, "Đã kiểm tra, không có gì")
    assert await sort(bot, code) == ("clear", "noted")
    assert "Nhận xử lý" not in ward.card(code).buttons
    await private.press(an, "Thu hồi")
    assert await bot.state(code) == "withdrawn"


# What members put right themselves


async def test_a_member_who_put_it_right_taps_and_sends_the_photo_that_shows_it(bot: Bot) -> None:
    ward, branch, an = await bot.ward(), await bot.branch(), bot.person("An")
    code = await branch.report(an, ward.inside, "rác")
    await branch.press(an, "tự xử lý")
    assert await sort(bot, code) == ("problem", "new"), "until then the ward deals with it"
    await branch.photo(an)
    assert await sort(bot, code) == ("fixed", "noted")
    assert "các bạn tự xử lý" in branch.last.text
    assert branch.last.photo is not None
    assert "Chi đoàn 1 đã tự xử lý xong: 🗑 Rác thải" in ward.last.text
    assert ward.last.photo is not None
    assert "Nhận xử lý" not in ward.card(code).buttons
    await bot.go(at("08:00", 27), tick=True)
    assert not [text for text in ward.texts if "⏰" in text and "hết hạn" in text]
    assert len(await bot.reports()) == 1


async def test_an_album_with_the_words_is_filed_as_put_right(bot: Bot) -> None:
    ward, branch, an = await bot.ward(), await bot.branch(), bot.person("An")
    await branch.photo(an, "chúng tôi đã tự dọn rác", album="a")
    await branch.photo(an, album="a")
    await branch.place(an, ward.inside)
    await bot.wait(seconds=3)
    [report] = await bot.reports()
    assert (report.sort, report.state, report.kind) == ("fixed", "noted", "waste")
    assert [text for text in ward.texts if report.code in text] == [ward.last.text]
    assert "Phường không cần làm gì thêm" in ward.last.text
    assert "Còn thiếu ảnh" not in branch.last.text


@on_sqlite
async def test_with_one_photo_the_other_is_asked_for_and_the_ward_hears_with_both(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside, "đã tự dọn sạch")
    assert "Còn thiếu ảnh sau khi làm" in private.last.text
    assert code not in ward.last.text
    await private.photo(an)
    assert code in ward.last.text
    assert len(await bot.reports()) == 1


@on_sqlite
async def test_hours_later_a_reply_with_the_photo_still_counts(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside, "rác")
    shown = private.last
    await private.press(an, "tự xử lý")
    asked = private.last
    await bot.wait(hours=5)
    await private.photo(an)
    assert await sort(bot, code) == ("problem", "new"), "by then it is another report's half"
    await private.photo(an, reply_to=asked)
    assert await sort(bot, code) == ("fixed", "noted")
    await private.press(an, "có việc cần xử lý", on=private.again(shown))
    assert await sort(bot, code) == ("problem", "new")
    await private.photo(an, "chúng em tự dọn xong rồi", reply_to=shown)
    assert await sort(bot, code) == ("fixed", "noted")


@on_sqlite
async def test_only_its_reporter_puts_a_report_right_and_only_while_nobody_acts(bot: Bot) -> None:
    ward, branch, an = await bot.ward(), await bot.branch(), bot.person("An")
    binh = bot.person("Bình")
    code = await branch.report(an, ward.inside, "rác")
    assert await branch.press(binh, "tự xử lý") == "Chỉ người gửi phản ánh làm được việc này."
    await branch.press(an, "tự xử lý")
    await ward.say(ward.officer, f"nhận {code}")
    await branch.photo(an)
    assert await sort(bot, code) == ("problem", "accepted")
    assert "phản ánh đã có người nhận" in branch.last.text


@on_sqlite
async def test_a_ward_can_refuse_what_only_claims_to_be_put_right(bot: Bot) -> None:
    ward, branch, an = await bot.ward(), await bot.branch(), bot.person("An")
    code = await branch.report(an, ward.inside, "rác")
    await branch.press(an, "tự xử lý")
    await branch.photo(an)
    await ward.say(ward.officer, "từ chối ảnh không phải chỗ này", reply_to=ward.last)
    assert await bot.state(code) == "refused"
    await branch.say(an, "/homnay")
    assert "0/1" in branch.last.text
