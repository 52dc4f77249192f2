"""Commands in words, on platforms without a menu: everyday Vietnamese is none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import zalo_bot
from bot.limits import Pace
from handlers.orders import understand
from handlers.spoken import in_words
from tests.harness import on_sqlite, wards
from tests.test_zalo_bot_loop import ADMIN, AN, BINH, WARD, Town, on_zalo


@pytest.fixture
async def town(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Town]:
    monkeypatch.setattr(zalo_bot, "PACE", Pace(0, 0, 0))
    settings = {"telegram_bot_token": "", "admins": f"zalo_bot:{ADMIN.id}"}
    chats = (ADMIN.id, AN.id, BINH.id, WARD)
    async with on_zalo(database_url, tmp_path, *chats, **settings) as (bot, zalo):
        made = Town(bot, zalo, wards()[0])
        await made.name(ADMIN, f"gắn phường {made.where.name}")
        yield made


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("hôm nay", ("homnay", "")),
        ("Trợ giúp", ("trogiup", "")),
        ("tra cứu #K7P2", ("tracuu", "#K7P2")),
        ("huy K7P2", ("huy", "K7P2")),
        ("điểm", ("diem", "")),
        ("ngôn ngữ tiếng Anh", ("ngonngu", "tiếng Anh")),
        ("gắn phường Hoa Mai", ("ganphuong", "Hoa Mai")),
        ("chỉ tiêu 2 17:00", ("chitieu", "2 17:00")),
        ("liên kết K7P2K7P2", ("lienket", "K7P2K7P2")),
    ],
)
def test_a_command_in_words_is_the_whole_message(text: str, command: tuple[str, str]) -> None:
    assert in_words(text, alone=True) == command


@pytest.mark.parametrize(
    "text",
    [
        "Hôm nay đường Hoa Mai ngập rác",
        "hôm nay đã xử lý xong K7P2",
        "cán bộ đã nhận K7P2",
        "đã kiểm tra và nhận xử lý K7P2",
        "của tôi nhận K7P2",
        "chỉ tiêu 5 cái mỗi ngày khó quá",
        "nhắc lại",
        "Điểm rác",
        "hủy cái",
        "moi nguoi",
        "liên kết vùng",
        "tra cứu giúp em phản ánh K7P2",
    ],
)
def test_a_sentence_that_begins_with_those_words_is_none(text: str) -> None:
    assert in_words(text, alone=True) is None


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("hôm nay đã xử lý xong K7P2", "resolve"),
        ("sáng nay nhận K7P2", "accept"),
        ("cán bộ đã nhận K7P2", "accept"),
        ("đã kiểm tra và nhận xử lý K7P2", "accept"),
        ("Hôm nay vẫn chưa xong", "not_done"),
        ("hôm nay K7P2 nhận chưa", "none"),
        ("cán bộ nhận tiền K7P2", "none"),
    ],
)
def test_an_order_may_begin_with_them(text: str, verb: str) -> None:
    assert understand(text).verb == verb


@on_sqlite
async def test_a_description_may_begin_with_the_words_of_a_command(town: Town) -> None:
    await town.photo(AN.id, AN, 1)
    await town.say(AN.id, AN, "Hôm nay đường này ngập rác")
    await town.say(AN.id, AN, "{:.6f}, {:.6f}".format(*town.where.inside))
    assert (await town.bot.reports())[-1].description == "Hôm nay đường này ngập rác"


@on_sqlite
async def test_while_half_a_report_waits_for_words_they_are_its_words(town: Town) -> None:
    await town.photo(AN.id, AN, 1)
    await town.say(AN.id, AN, "Đã kiểm tra")
    await town.say(AN.id, AN, "{:.6f}, {:.6f}".format(*town.where.inside))
    assert (await town.bot.reports())[-1].description == "Đã kiểm tra"
    await town.photo(AN.id, AN, 2)
    await town.say(AN.id, AN, "hủy")
    await town.say(AN.id, AN, "của tôi")
    assert len(await town.bot.reports()) == 1
    assert "#" in town.last(AN.id).text


@on_sqlite
async def test_officers_and_reporters_may_begin_with_them_too(town: Town) -> None:
    code = await town.report(AN, "rác")
    await town.appoint(BINH, code)
    await town.name(BINH, f"đã kiểm tra và nhận xử lý {code}")
    assert await town.bot.state(code) == "accepted"
    await town.photo(WARD, BINH, 9, f"@{town.zalo.called} xong {code}")
    told = town.last(AN.id)
    quote = {"message_id": told.message_id}
    text = "Hôm nay vẫn chưa xong"
    await town.zalo.happen("message.text.received", AN.id, AN, text=text, quote=quote)
    await town.bot.settle()
    assert await town.bot.state(code) == "reopened"
