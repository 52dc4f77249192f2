"""A draft before boards are final, objections from branches and wards, and the office's answer."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest
from sqlmodel import update

from bot.doctor import final_boards
from bot.health import Finding
from handlers.messages import Outgoing
from handlers.objections import OFFICE_ANSWERS, first_number
from storage.tables import Entry, FrozenWeek
from tests.harness import ADMIN, Bot, Branch, Room, at, on_sqlite

SUNDAY, MONDAY = at("18:00", 22), at("07:30", 23)


async def drafted(bot: Bot) -> tuple[Branch, Room]:
    """A branch with a report, an office, and the draft of the week."""
    ward, branch, office = await bot.ward(), await bot.branch("Đội A"), await bot.office()
    code = await branch.report(bot.person("An"), ward.inside)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    await bot.go(SUNDAY, tick=True)
    return branch, office


async def test_the_office_gets_the_draft_and_each_group_its_own_line(bot: Bot) -> None:
    ward, quiet = await bot.ward(), await bot.ward(1)
    branch, office = await bot.branch("Đội A"), await bot.office()
    code = await branch.report(bot.person("An"), ward.inside)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    known = len(quiet.messages)
    await bot.go(at("17:59", 22), tick=True)
    assert "thảo" not in office.last.text
    await bot.go(SUNDAY, tick=True)
    units, wards, how = office.texts[-3:]
    assert units.startswith("Xếp hạng đơn vị · Tuần 16/11 – 22/11 · dự thảo")
    assert wards.startswith("Xếp hạng phường · Tuần 16/11 – 22/11 · dự thảo")
    assert "chốt lúc 07:30 thứ Hai 23/11" in how
    assert "1/7 ngày đạt, 1 điểm, hạng 1" in branch.last.text
    assert "/khieunai" in branch.last.text
    assert "đúng hạn –" in ward.last.text
    assert len(quiet.messages) == known, "nothing to tell"
    await bot.tick()
    assert branch.last.text.count("Dự thảo") == 1
    assert len([text for text in branch.texts if "Dự thảo" in text]) == 1


async def test_then_the_board_is_final_and_says_so_with_its_hash(bot: Bot) -> None:
    branch, office = await drafted(bot)
    await bot.go(MONDAY, tick=True)
    posted = branch.texts[-2]
    assert "Xếp hạng đơn vị · Tuần 16/11 – 22/11 · đã chốt, mã " in posted
    assert "1. Đội A: 1/7 · 1 · 1/1 · 0" in posted
    assert posted.splitlines()[0] == office.texts[-2].splitlines()[0]


async def test_an_objection_reaches_the_office_and_a_correction_answers_it(bot: Bot) -> None:
    branch, office = await drafted(bot)
    an = bot.person("Bình")
    await branch.say(an, "/khieunai thiếu một phản ánh hôm thứ Tư")
    assert "Đã chuyển tới văn phòng" in branch.last.text
    assert "Đội A khiếu nại bảng tuần 16/11 – 22/11: “thiếu một phản ánh hôm thứ Tư”" in (
        office.last.text
    )
    await office.say(ADMIN, "/dieuchinh đội a +1,5 thiếu #K7P2")
    assert "Đã ghi: Đội A +1,5 điểm, tính vào ngày 22/11. Lý do: thiếu #K7P2" in office.last.text
    assert "Khiếu nại được chấp nhận. Đội A: +1,5 điểm" in branch.last.text
    asked = next(m for m in office.messages if "khiếu nại bảng tuần" in m.text)
    assert "✅" in asked.text
    assert not asked.buttons
    await bot.go(MONDAY, tick=True)
    assert "1. Đội A: 1/7 · 2,5 · 1/1 · 0" in branch.texts[-2]


@pytest.mark.parametrize("how", ["button", "words"])
async def test_an_objection_is_declined_with_a_reason(bot: Bot, how: str) -> None:
    branch, office = await drafted(bot)
    await branch.say(bot.person("Bình"), "/khieunai sai rồi")
    if how == "button":
        await office.press(ADMIN, "Số liệu đúng quy định")
        reason = "Số liệu đúng quy định"
    else:
        await office.say(ADMIN, "/bacdon Đội A đã tính đủ")
        reason = "đã tính đủ"
    assert branch.last.text == (
        f"📣 Văn phòng đã xem khiếu nại “sai rồi”: không điều chỉnh, lý do: {reason}"
    )
    assert "không chấp nhận" in next(m.text for m in office.messages if "“sai rồi”" in m.text)
    await office.say(ADMIN, "/bacdon Đội A lần nữa")
    assert "không có khiếu nại nào đang chờ" in office.last.text


async def test_words_in_answer_to_the_draft_object_as_well(bot: Bot) -> None:
    branch, office = await drafted(bot)
    draft = next(m for m in branch.messages if "Dự thảo" in m.text)
    await branch.say(bot.person("Bình"), "Khiếu nại: hôm qua bot tắt", reply_to=draft)
    assert "“hôm qua bot tắt”" in office.last.text
    known = len(office.messages)
    await branch.say(bot.person("Chi"), "khiếu nại gì nữa đây")
    assert len(office.messages) == known, "nobody spoke to the bot"


async def test_after_the_board_is_final_a_correction_counts_in_the_open_week(bot: Bot) -> None:
    branch, office = await drafted(bot)
    await bot.go(at("09:00", 23), tick=True)
    final = branch.texts[-2]
    await office.say(ADMIN, "/dieuchinh Đội A +1 ngày bot tạm dừng hôm thứ Năm")
    assert "Đội A +1 ngày đạt, tính vào ngày 23/11" in office.last.text
    await branch.say(bot.person("An"), "/xephang")
    assert "1. Đội A: 1/1 · 0" in branch.texts[-2]
    assert branch.texts.count(final) == 1
    assert "16/11" in final


@on_sqlite
async def test_the_same_correction_delivered_twice_is_one(bot: Bot) -> None:
    branch, office = await drafted(bot)
    said = await office.say(ADMIN, "/dieuchinh Đội A +1 một lần thôi")
    await bot.tg.raw({"message": said.body})
    await bot.settle()
    await bot.go(MONDAY, tick=True)
    assert "1. Đội A: 1/7 · 2 · 1/1 · 0" in branch.texts[-2]


@on_sqlite
@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/dieuchinh", "Gõ tên, số điểm và lý do"),
        ("/dieuchinh Đội A +2", "Gõ tên, số điểm và lý do"),
        ("/dieuchinh Đội A 2 thiếu", "Gõ tên, số điểm và lý do"),
        ("/dieuchinh Đội Zét +2 thiếu", "Không có đơn vị hay phường nào"),
        ("/dieuchinh Đội A +1,5 ngày thiếu", "Chỉ đơn vị có ngày đạt"),
        ("/dieuchinh Đội A +8 ngày thiếu", "quá số ngày của một tuần"),
        ("/dieuchinh Đội A -999 ngày thừa", "quá số ngày của một tuần"),
        ("/bacdon Đội A", "Gõ tên và lý do"),
    ],
)
async def test_what_cannot_be_read_is_explained(bot: Bot, typed: str, answer: str) -> None:
    office = await bot.office()
    await bot.branch("Đội A")
    await office.say(ADMIN, typed)
    assert answer in office.last.text


@on_sqlite
async def test_only_admins_correct_and_only_branches_and_wards_object(bot: Bot) -> None:
    branch, office = await drafted(bot)
    an = bot.person("An")
    await office.say(an, "/dieuchinh Đội A +9 vì thích")
    assert "Chỉ quản trị viên" in office.last.text
    await office.say(an, "/khieunai không rõ")
    assert "trong nhóm của đơn vị" in office.last.text
    await branch.say(an, "/khieunai")
    assert "Gõ kèm lý do" in branch.last.text
    for n in range(4):
        await branch.say(an, f"/khieunai lần {n}")
    assert "3 khiếu nại đang chờ" in branch.last.text


@pytest.mark.parametrize(
    "changed",
    [update(Entry).values(points=Entry.points + 100), update(FrozenWeek).values(body="{}")],
)
async def test_the_doctor_says_where_a_final_board_does_not_come_out_of_the_ledger(
    bot: Bot, changed: Any
) -> None:
    await drafted(bot)
    await bot.go(MONDAY, tick=True)
    (found,) = await final_boards(bot.process)
    assert found == Finding("final boards", True, "1 week as made final")
    async with bot.process.db.write() as session:
        await session.exec(changed)
    (found,) = await final_boards(bot.process)
    assert not found.ok
    assert "2026-W47" in found.says


async def test_after_a_night_down_the_draft_and_the_final_board_come_late_and_once(
    bot: Bot,
) -> None:
    ward, branch = await bot.ward(), await bot.branch("Đội A")
    code = await branch.report(bot.person("An"), ward.inside)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    await bot.stop()
    bot.clock.at = at("07:00", 23).astimezone(UTC)
    await bot.start()
    await bot.tick()
    assert "Dự thảo" in branch.last.text, "half an hour is left to object"
    await bot.stop()
    bot.clock.at = at("09:00", 23).astimezone(UTC)
    await bot.start()
    for _ in range(2):
        await bot.tick()
    final = [text for text in branch.texts if "đã chốt" in text]
    assert len([text for text in final if text.startswith("Xếp hạng đơn vị")]) == 1
    assert "⏰ Gửi muộn" in final[0]


def test_no_number_that_answers_an_objection_grants_a_request_for_rights() -> None:
    rights = {number * Outgoing.OWN_NUMBERS + 1 + n for number in range(50) for n in range(2)}
    answers = {first_number(number) + n for number in range(50) for n in range(len(OFFICE_ANSWERS))}
    assert not rights & answers
