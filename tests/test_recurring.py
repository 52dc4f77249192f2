"""Recurring points: what comes back to a place, who hears of it and who answers for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handlers.recurring import times
from storage.spots import Seen
from storage.tables import Spot
from tests.harness import ADMIN, Bot, Place, Room, Ward, metres_north, on_sqlite
from tests.pages import at_the_door
from tests.standin import User


async def once_more(bot: Bot, room: Room, who: User, where: Place, words: str = "rác") -> str:
    """A report of what is there again; the code."""
    known = len(await bot.reports())
    await room.photo(who, words)
    await room.place(who, where)
    if len(await bot.reports()) == known:
        await room.press(who, "việc khác")
    return (await bot.reports())[-1].code


async def came_back(bot: Bot, ward: Ward, an: User, words: str = "rác") -> list[str]:
    """Three times on three days, done each time but the last."""
    codes = []
    for day in range(3):
        where = metres_north(ward.inside, 10 * day)
        codes.append(await once_more(bot, bot.private(an), an, where, words))
        if day < 2:
            await ward.photo(ward.officer, f"xong {codes[-1]}")
            await bot.wait(days=3)
    return codes


async def test_what_returns_three_times_in_a_month_becomes_a_recurring_point(bot: Bot) -> None:
    ward, office, an = await bot.ward(), await bot.office(), bot.person("An")
    codes = await came_back(bot, ward, an)
    reports = [await bot.the_report(code) for code in codes]
    [spot] = {report.spot_id for report in reports}
    assert spot is not None
    card = ward.card(codes[-1])
    assert f"3 lần trong 30 ngày · phụ trách: {ward.name}" in card.text
    told = [text for text in ward.texts if "tái diễn 3 lần trong 30 ngày" in text]
    assert len(told) == 1
    assert [text for text in office.texts if "tái diễn" in text] == told
    await bot.wait(days=1)
    fourth = await once_more(bot, bot.private(an), an, ward.inside)
    assert "4 lần trong 30 ngày" in ward.card(fourth).text
    assert len([text for text in ward.texts if "tái diễn" in text]) == 1, "it is said once"


@on_sqlite
async def test_another_kind_another_place_or_too_long_ago_is_no_return(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    for n, words in enumerate(["rác", "rác", "cây đổ", "", "", ""]):
        await once_more(bot, private, an, ward.inside, words)
        await bot.wait(days=1)
        if n == 1:
            await bot.wait(days=31)
    await once_more(bot, private, an, ward.inside, "rác")
    await once_more(bot, private, an, metres_north(ward.inside, 70), "rác")
    assert {report.spot_id for report in await bot.reports()} == {None}


@on_sqlite
async def test_a_kind_that_is_tapped_later_counts(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    for words in ("rác", "rác", ""):
        code = await once_more(bot, private, an, ward.inside, words)
        await bot.wait(days=1)
    assert (await bot.the_report(code)).spot_id is None
    await private.press(an, "Rác thải")
    assert (await bot.the_report(code)).spot_id is not None
    assert "Điểm tái vi phạm" in ward.card(code).text


@on_sqlite
async def test_the_list_is_of_the_ward_or_of_all_and_names_who_answers(bot: Bot) -> None:
    ward, other, office = await bot.ward(), await bot.ward(1), await bot.office()
    branch, an = await bot.branch("Đội Quy tắc"), bot.person("An")
    await came_back(bot, ward, an)
    async with bot.process.db.read() as session:
        spot = await session.get_one(Spot, 1)
    await other.say(other.officer, "/diemtai")
    assert "Không có điểm tái vi phạm nào" in other.last.text
    await ward.say(ward.officer, "/diemtai")
    assert f"{spot.code} · 🗑 Rác thải · 3 lần" in ward.last.text
    await ward.say(ward.officer, f"/diemtai {spot.code} Đội Quy tắc")
    assert ward.last.text == "Chỉ quản trị viên làm được việc này."
    await other.say(other.officer, f"/diemtai {spot.code}")
    assert "Không tìm thấy điểm này" in other.last.text
    await office.say(ADMIN, f"/diemtai {spot.code} doi quy tac")
    assert f"{spot.code}: Đội Quy tắc phụ trách" in office.last.text
    assert "giao Đội Quy tắc phụ trách" in branch.last.text
    assert "giao Đội Quy tắc phụ trách" in ward.last.text
    await office.say(ADMIN, f"/diemtai {spot.code}")
    assert "Phụ trách: Đội Quy tắc" in office.last.text
    assert office.last.text.count("· gửi") == 3
    await office.say(ADMIN, f"/diemtai {spot.code} ông Bảy tổ 4")
    await office.say(ADMIN, "/diemtai")
    assert "ông Bảy tổ 4" in office.last.text
    await office.say(ADMIN, f"/diemtai {spot.code} phường")
    assert f"{spot.code}: {ward.name} phụ trách" in office.last.text
    await bot.wait(days=61)
    await office.say(ADMIN, "/diemtai")
    assert "Không có điểm tái vi phạm nào" in office.last.text
    await branch.say(an, "/diemtai")
    assert "nhóm phường hoặc nhóm văn phòng" in branch.last.text


async def test_its_page_has_the_history_and_names_no_person(
    database_url: str, tmp_path: Path
) -> None:
    async with at_the_door(database_url, tmp_path, map_tiles="none") as (bot, guest):
        ward, office, an = await bot.ward(), await bot.office(), bot.person("An")
        codes = await came_back(bot, ward, an)
        async with bot.process.db.read() as session:
            spot = await session.get_one(Spot, 1)
        await office.say(ADMIN, f"/diemtai {spot.code} ông Bảy tổ 4")
        assert any(f"/diem-tai/{spot.code}" in link for link in ward.last.buttons.values())
        status, page = await guest.get(f"/diem-tai/{spot.code.lower()}")
        assert status == 200
        assert all(f"#{code}" in page for code in codes)
        assert "Lịch sử: 3 phản ánh" in page
        assert ward.name in page
        assert "ông Bảy" not in page
        assert "An" not in page.split()
        assert f"/diem-tai/{spot.code}" in (await guest.get(f"/p/{codes[0]}"))[1]
        assert (await guest.get("/diem-tai/ZZZZ9"))[0] == 404
        assert "History: 3 reports" in (await guest.get(f"/diem-tai/{spot.code}?lang=en"))[1]


# The cheats' gallery


@on_sqlite
async def test_one_spot_from_five_members_on_one_day_is_one_return(bot: Bot) -> None:
    ward = await bot.ward()
    for n in range(5):
        person = bot.person(f"Bạn {n}")
        await once_more(bot, bot.private(person), person, ward.inside)
    assert len(await bot.reports()) == 5
    assert {report.spot_id for report in await bot.reports()} == {None}


@on_sqlite
async def test_what_is_withdrawn_or_refused_is_no_return(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    for n in range(4):
        code = await once_more(bot, private, an, ward.inside)
        if n == 0:
            await private.say(an, f"/huy {code}")
        if n == 1:
            await ward.say(ward.officer, f"từ chối {code} đất tư")
        await bot.wait(days=1)
    assert {report.spot_id for report in await bot.reports()} == {None}


NOON = datetime(2026, 11, 18, 5, tzinfo=UTC)


def seen(*came: tuple[float, float | None]) -> list[Seen]:
    """Reports that came after so many hours, and were done after so many."""
    return [
        Seen(
            n,
            NOON + timedelta(hours=at),
            None if done is None else NOON + timedelta(hours=done),
            None,
        )
        for n, (at, done) in enumerate(came)
    ]


@pytest.mark.parametrize(
    ("came", "count"),
    [
        ([], 0),
        ([(0, None), (1, None), (2, None)], 1),
        ([(0, 1), (2, 3), (4, None)], 3),
        ([(0, None), (24, None), (48, None)], 3),
        ([(0, 2), (1, None), (3, None)], 1),
        ([(0, 2), (3, None), (4, None)], 2),
    ],
)
def test_what_counts_as_coming_back(came: list[tuple[float, float | None]], count: int) -> None:
    found = seen(*came)
    assert times(found, {one.id: one.created_at.date() for one in found}) == count
