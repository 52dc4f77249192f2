"""A photo that was sent before is not filed again: its sender is told which report has it, and can
say that it is a new one. Then the office looks, and until it did there are no points."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import Any

import pytest
from PIL import Image
from sqlmodel import select

from handlers.scoring import is_valid
from storage.ledger import Sent
from storage.tables import Chat
from tests.harness import (
    ADMIN,
    MORNING,
    Bot,
    Place,
    Room,
    Ward,
    jpeg,
    jpeg_at,
    metres_north,
    on_sqlite,
)
from tests.photo_cheats import CHEATS
from tests.standin import User
from tests.street_photos import as_jpeg, from_the_same_spot


async def send(room: Room, user: User, data: bytes, **more: Any) -> None:
    file_id = room.bot.tg.add_file(data)
    await room.bot.tg.photo(room.chat, user, file_id, **more)
    await room.bot.settle()


def cheated(data: bytes, how: str) -> bytes:
    out = BytesIO()
    CHEATS[how](Image.open(BytesIO(data)).convert("RGB"), Random(1)).save(out, "JPEG")
    return out.getvalue()


def elsewhere(ward: Ward) -> Place:
    """A place in the same ward, too far away for it to be the same thing."""
    return metres_north(ward.inside, 250)


async def filed_once(bot: Bot) -> tuple[Ward, User, str]:
    """A ward, the reporter of photo 1, and the code of their report."""
    ward, an = await bot.ward(), bot.person("An")
    return ward, an, await bot.private(an).report(an, ward.inside)


@pytest.mark.parametrize("how", ["mirrored", "a caption below", "10 % cut off left"])
async def test_a_photo_that_another_report_has_is_not_filed_again(bot: Bot, how: str) -> None:
    ward, _, code = await filed_once(bot)
    binh = bot.person("Bình")
    private = bot.private(binh)
    await send(private, binh, cheated(jpeg(1), how))
    assert private.last.text.startswith(f"#{code} 📷 Ảnh này đã có")
    await private.place(binh, elsewhere(ward))
    await bot.wait(minutes=30)
    assert len(await bot.reports()) == 1
    assert len(private.messages) == 1, "said once, and not asked for a place"


async def test_who_sends_their_own_photo_again_is_told_that_it_arrived(bot: Bot) -> None:
    ward, an, code = await filed_once(bot)
    private = bot.private(an)
    await send(private, an, jpeg(1))
    assert private.last.text.startswith(f"#{code} 📷 Bạn đã gửi ảnh này")
    await private.place(an, elsewhere(ward))
    assert len(await bot.reports()) == 1


async def test_what_is_sent_after_that_is_a_report_by_itself_where_its_own_place_is(
    bot: Bot,
) -> None:
    ward, an, _ = await filed_once(bot)
    other = await bot.ward(1)
    private = bot.private(an)
    await send(private, an, jpeg(1))
    await private.place(an, elsewhere(ward))
    await private.photo(an, "rác ở chỗ khác")
    assert len(await bot.reports()) == 1, "they may be elsewhere by now"
    await private.place(an, other.inside)
    second = (await bot.reports())[-1]
    assert "rác ở chỗ khác" in other.card(second.code).text


async def test_a_new_photo_in_its_stead_has_the_place_that_was_there_first(bot: Bot) -> None:
    ward, an, _ = await filed_once(bot)
    private = bot.private(an)
    await private.place(an, elsewhere(ward))
    await send(private, an, jpeg(1))
    await private.photo(an, "rác ở chỗ khác")
    first, second = await bot.reports()
    assert "1 ảnh" not in ward.card(second.code).text
    assert first.code != second.code
    assert "chỉ nhận các ảnh còn lại" in " ".join(private.texts)


@pytest.mark.parametrize("place_first", [True, False])
async def test_a_place_after_that_begins_the_next_report(bot: Bot, place_first: bool) -> None:
    ward, an, _ = await filed_once(bot)
    other = await bot.ward(1)
    private = bot.private(an)
    if place_first:
        await private.place(an, elsewhere(ward))
    await send(private, an, jpeg(1), caption="rác ở chỗ cũ")
    if not place_first:
        await private.place(an, elsewhere(ward))
    await private.place(an, other.inside)
    await bot.wait(seconds=3)
    assert "Còn thiếu ảnh" in private.last.text
    await private.photo(an, "rác ở chỗ khác")
    _, second = await bot.reports()
    assert second.description == "rác ở chỗ khác"
    assert second.code in other.card(second.code).text


async def test_words_of_a_photo_that_is_left_out_are_no_words_of_the_report(bot: Bot) -> None:
    ward, an, _ = await filed_once(bot)
    private = bot.private(an)
    await send(private, an, jpeg(1), caption="đèn đường hỏng")
    await private.photo(an, "hàng quán lấn vỉa hè")
    await private.place(an, elsewhere(ward))
    _, second = await bot.reports()
    assert second.description == "hàng quán lấn vỉa hè"


async def test_the_place_may_come_first(bot: Bot) -> None:
    ward, _, code = await filed_once(bot)
    binh = bot.person("Bình")
    private = bot.private(binh)
    await private.place(binh, elsewhere(ward))
    await send(private, binh, jpeg(1))
    assert f"#{code}" in private.last.text
    assert len(await bot.reports()) == 1


@pytest.mark.parametrize("place_first", [True, False])
async def test_who_says_that_it_is_new_has_it_filed_and_the_office_sees_both(
    bot: Bot, place_first: bool
) -> None:
    office = await bot.office()
    ward, _, old = await filed_once(bot)
    binh = bot.person("Bình")
    private = bot.private(binh)
    await send(private, binh, cheated(jpeg(1), "mirrored"))
    if place_first:
        await private.place(binh, elsewhere(ward))
    await private.press(binh, "ảnh mới")
    if not place_first:
        await private.place(binh, elsewhere(ward))
    new = (await bot.reports())[-1].code
    assert new != old
    assert ward.card(new)
    assert "chưa tính điểm" in private.last.text
    asked = office.with_button("Hai ảnh khác nhau")
    assert asked.photo is not None
    assert f"#{old}" in asked.text
    assert asked.text.startswith(f"#{new}")
    assert (await bot.the_report(new)).doubt == "open"


@pytest.mark.parametrize(
    ("label", "doubt", "told"),
    [("Hai ảnh", "", "đúng là ảnh mới"), ("Cùng một ảnh", "upheld", "không được tính điểm")],
)
async def test_the_office_decides_once(bot: Bot, label: str, doubt: str, told: str) -> None:
    office = await bot.office()
    ward, _, _ = await filed_once(bot)
    binh = bot.person("Bình")
    private = bot.private(binh)
    await send(private, binh, cheated(jpeg(1), "mirrored"))
    await private.place(binh, elsewhere(ward))
    await private.press(binh, "ảnh mới")
    new = (await bot.reports())[-1].code
    asked = office.with_button("Hai ảnh khác nhau")
    await office.press(ADMIN, label, asked)
    report = await bot.the_report(new)
    assert report.doubt == doubt
    assert told in private.last.text
    assert report.state == "new", "nothing else happens to it"
    await bot.tg.press(ADMIN, asked, asked.button("Cùng một ảnh"))
    await bot.settle()
    assert (await bot.the_report(new)).doubt == doubt


@on_sqlite
async def test_only_the_reporter_says_that_it_is_new_and_only_the_office_decides(bot: Bot) -> None:
    office = await bot.office()
    branch = await bot.branch()
    ward, _, _ = await filed_once(bot)
    binh, stranger = bot.person("Bình"), bot.person("Lạ")
    await send(branch, binh, jpeg(1))
    await branch.place(binh, elsewhere(ward))
    told = branch.with_button("ảnh mới")
    assert "người gửi" in await branch.press(stranger, "ảnh mới", told)
    assert len(await bot.reports()) == 1
    await branch.press(binh, "ảnh mới", told)
    assert len(await bot.reports()) == 2
    asked = office.with_button("Cùng một ảnh")
    await bot.tg.press(stranger, branch.last, asked.button("Cùng một ảnh"))
    await bot.settle()
    assert (await bot.reports())[-1].doubt == "open"


async def test_of_an_album_only_the_known_photo_is_left_out(bot: Bot) -> None:
    ward, _, old = await filed_once(bot)
    binh = bot.person("Bình")
    private = bot.private(binh)
    for n in (50, 1, 51):
        file_id = bot.tg.add_file(jpeg(n))
        await bot.tg.photo(private.chat, binh, file_id, album="a")
    await bot.settle()
    await private.place(binh, elsewhere(ward))
    await bot.wait(seconds=5)
    new = (await bot.reports())[-1].code
    assert "2 ảnh" in ward.card(new).text
    assert any(text.startswith(f"#{old} 📷 đã có ảnh này") for text in private.texts)


@pytest.mark.parametrize("order", [(1, 50, 51), (50, 1, 51), (50, 51, 1)])
async def test_where_the_place_was_there_the_rest_of_an_album_is_one_report(
    bot: Bot, order: tuple[int, ...]
) -> None:
    ward, _, old = await filed_once(bot)
    binh = bot.person("Bình")
    private = bot.private(binh)
    await private.place(binh, elsewhere(ward))
    for n in order:
        await send(private, binh, jpeg(n), album="a")
    await bot.wait(seconds=5)
    first, second = await bot.reports()
    assert first.code == old
    assert "2 ảnh" in ward.card(second.code).text
    assert any(text.startswith(f"#{old} 📷 đã có ảnh này") for text in private.texts)


async def test_the_same_photo_twice_in_one_report_stays_harmless(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    for _ in range(2):
        await send(private, an, jpeg(1), album="twice")
    await private.place(an, elsewhere(ward))
    await bot.wait(seconds=5)
    [report] = await bot.reports()
    assert "2 ảnh" in ward.card(report.code).text
    for _ in range(2):
        await send(private, an, jpeg(1), album="twice")
    assert len(await bot.reports()) == 1
    assert not any("đã gửi ảnh này" in text for text in private.texts)


@pytest.mark.parametrize("first", [0, 1])
async def test_of_two_halves_with_one_photo_the_first_that_is_whole_is_filed(
    bot: Bot, first: int
) -> None:
    ward = await bot.ward()
    people = [bot.person("An"), bot.person("Bình")]
    for who in people:
        await send(bot.private(who), who, jpeg(1))
    for who in (people[first], people[1 - first]):
        await bot.private(who).place(who, elsewhere(ward))
    [report] = await bot.reports()
    late = bot.private(people[1 - first])
    assert late.last.text.startswith(f"#{report.code} 📷 Ảnh này đã có")


async def test_a_photo_of_a_report_that_was_taken_back_may_be_sent_again(bot: Bot) -> None:
    ward, an, _ = await filed_once(bot)
    private = bot.private(an)
    await private.press(an, "Thu hồi")
    await send(private, an, jpeg(1))
    await private.place(an, elsewhere(ward))
    assert len(await bot.reports()) == 2


async def test_who_was_refused_for_the_place_may_send_the_photo_with_another_one(bot: Bot) -> None:
    ward, an, code = await filed_once(bot)
    binh = bot.person("Bình")
    await ward.say(ward.officer, "từ chối sai vị trí", reply_to=ward.card(code))
    assert await bot.state(code) == "refused"
    await send(bot.private(binh), binh, jpeg(1))
    assert bot.private(binh).last.text.startswith(f"#{code} 📷 Ảnh này đã có")
    private = bot.private(an)
    for _ in range(2):
        await send(private, an, jpeg(1))
        await private.place(an, elsewhere(ward))
    again = (await bot.reports())[1:]
    assert len(again) == 1, "and once that is filed, it is known again"
    assert f"#{again[0].code} 📷 Bạn đã gửi ảnh này" in private.last.text


async def test_the_office_is_asked_once_there_is_one_and_reminded_once(bot: Bot) -> None:
    ward, _, _ = await filed_once(bot)
    async with bot.process.db.write() as session:
        chat = (await session.exec(select(Chat).where(Chat.address == str(ADMIN.id)))).one()
        chat.active = False
    binh = bot.person("Bình")
    private = bot.private(binh)
    await send(private, binh, jpeg(1))
    await private.place(binh, elsewhere(ward))
    await private.press(binh, "ảnh mới")
    office = await bot.office()
    await bot.tick()
    assert office.with_button("Hai ảnh khác nhau")
    await bot.wait(days=2, minutes=1)
    for _ in range(2):
        await bot.tick()
    assert [text for text in office.texts if "1 ảnh chờ xem" in text] == [office.texts[-1]]


@on_sqlite
async def test_a_branch_has_its_day_once_the_office_finds_that_the_photo_is_new(bot: Bot) -> None:
    office, branch = await bot.office(), await bot.branch()
    ward, _, _ = await filed_once(bot)
    binh = bot.person("Bình")
    await send(branch, binh, jpeg(1))
    await branch.place(binh, elsewhere(ward))
    await branch.press(binh, "ảnh mới")
    answer = branch.with_button("Thu hồi")
    assert "0/1" in answer.text
    await office.press(ADMIN, "Hai ảnh khác nhau")
    assert "1/1 – đã đạt" in branch.again(answer).text


@on_sqlite
async def test_nobody_decides_on_a_photo_of_their_own(bot: Bot) -> None:
    office = await bot.office()
    ward, _, _ = await filed_once(bot)
    private = bot.private(ADMIN)
    await send(private, ADMIN, jpeg(1))
    await private.place(ADMIN, elsewhere(ward))
    await private.press(ADMIN, "ảnh mới")
    for label in ("Hai ảnh khác nhau", "Cùng một ảnh"):
        assert "liên quan tới bạn" in await office.press(ADMIN, label)
    assert (await bot.reports())[-1].doubt == "open"


async def test_a_photo_once_more_does_not_show_what_was_put_right(bot: Bot) -> None:
    ward, branch, an = await bot.ward(), await bot.branch(), bot.person("An")
    for data in (jpeg(1), cheated(jpeg(1), "mirrored")):
        await send(branch, an, data, caption="chúng tôi đã tự dọn rác", album="a")
    await branch.place(an, ward.inside)
    await bot.wait(seconds=3)
    [report] = await bot.reports()
    assert report.sort == "fixed"
    assert report.believed_at is None
    assert "Còn thiếu ảnh" in branch.last.text
    await send(branch, an, cheated(jpeg(1), "10 % cut off left"))
    assert "Ảnh này đã gửi trước đó rồi" in branch.last.text
    await send(branch, an, jpeg(50))
    assert "Đã ghi: các bạn tự xử lý" in branch.last.text
    assert (await bot.the_report(report.code)).believed_at is not None


async def test_a_photo_that_was_thrown_away_is_not_known(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    await send(private, an, jpeg(1))
    await private.say(an, "/huy")
    await send(private, an, jpeg(1))
    await private.place(an, elsewhere(ward))
    assert len(await bot.reports()) == 1


async def test_a_file_that_brings_its_place_is_told_about_at_once(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    for _ in range(2):
        file_id = bot.tg.add_file(jpeg_at(ward.inside), "x.jpg")
        await bot.tg.document(private.chat, an, file_id, "x.jpg", "image/jpeg")
        await bot.settle()
    [report] = await bot.reports()
    assert private.last.text.startswith(f"#{report.code} 📷 Bạn đã gửi ảnh này")


@on_sqlite
async def test_two_photos_from_one_spot_are_two_reports(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    for image in from_the_same_spot(5):
        await send(private, an, as_jpeg(image))
        await private.place(an, ward.inside)
    assert len(await bot.reports()) == 2


@pytest.mark.parametrize(("doubt", "counts"), [("", True), ("open", False), ("upheld", False)])
def test_a_report_counts_once_nobody_doubts_its_photo(doubt: str, counts: bool) -> None:
    sent = Sent(
        1, "K7P2", "resolved", "problem", "waste", False, 1, 1, 16.0, 108.0, MORNING,
        MORNING.date(), "telegram", doubt=doubt,
    )  # fmt: skip
    assert is_valid(sent) is counts
