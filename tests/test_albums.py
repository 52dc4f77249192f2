"""Several photos sent at once on Zalo, which tells no albums, are one report or one closing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.albums import GAP, told
from handlers.messages import ChatRef, Message, PhotoRef, Sender
from storage import people, reports
from tests.apart import apart
from tests.harness import MORNING, jpeg, on_sqlite, wards
from tests.zalo_oa_harness import ADMIN, MEMBER, OFFICER, OaBot, at_work
from tests.zalo_oa_samples import GROUP

WARD = wards()[0]
CHAT = ChatRef("zalo_oa", "1", "private")
PHOTO = PhotoRef("https://example.org/a.jpg")


@pytest.fixture
async def bot(database_url: str, tmp_path: Path) -> AsyncIterator[OaBot]:
    """A ward's group with an officer."""
    async with at_work(database_url, tmp_path) as bot:
        bot.oa.groups.add(GROUP)
        await bot.oa.text(ADMIN, f"/ganphuong {WARD.name}", GROUP)
        await bot.settle()
        async with bot.process.db.write() as session:
            now = bot.clock.now()
            (group,) = await people.groups(session, "ward")
            officer = await people.person_of(session, "zalo_oa", OFFICER, "", now)
            await people.grant(session, officer.id or 0, "officer", now, ward_id=group.ward_id)
        yield bot


async def photos(bot: OaBot, role: str) -> int:
    (report,) = await bot.reports()
    async with bot.process.db.read() as session:
        return len(await reports.photos(session, report.id or 0, role))


def sent(
    number: int, seconds: float, who: str = "a", photo: PhotoRef | None = PHOTO, text: str = ""
) -> Message:
    at = MORNING + timedelta(seconds=seconds)
    return Message(CHAT, Sender(who), str(number), at, text, photo)


def albums(*messages: Message) -> list[str | None]:
    return [message.album for message in told(messages)]


# What belongs together


def test_photos_that_one_person_sends_at_once_are_an_album_called_by_the_first() -> None:
    assert albums(sent(1, 0), sent(2, 1), sent(3, 2)) == ["1", "1", "1"]


def test_a_photo_alone_is_no_album() -> None:
    assert albums(sent(1, 0)) == [None]
    assert albums(sent(1, 0), sent(2, GAP.total_seconds() + 1)) == [None, None]


def test_each_photo_is_measured_by_the_one_before_it() -> None:
    step = GAP.total_seconds()
    assert albums(sent(1, 0), sent(2, step), sent(3, 2 * step)) == ["1", "1", "1"]


def test_a_place_in_between_parts_nothing_and_another_person_is_another_album() -> None:
    place = sent(2, 1, photo=None)
    assert albums(sent(1, 0), place, sent(3, 2)) == ["1", None, "1"]
    assert albums(sent(1, 0), sent(2, 1, "b"), sent(3, 2)) == ["1", None, "1"]


def test_photos_with_different_captions_were_sent_apart() -> None:
    rubbish, tree = sent(1, 0, text="rác"), sent(2, 1, text="cây đổ")
    assert albums(rubbish, tree, sent(3, 2)) == [None, "2", "2"]
    assert albums(sent(9, 0), rubbish, sent(3, 2), sent(4, 3, text="rác")) == ["9"] * 4


def test_photos_of_which_nobody_knows_when_they_were_sent_are_kept_apart() -> None:
    years = -60 * 365 * 86400
    assert albums(sent(1, years), sent(2, years)) == [None, None]


# Reports


@pytest.mark.parametrize("order", ["@ppp", "p@pp", "pp@p", "ppp@"])
async def test_several_photos_and_a_place_in_any_order_are_one_report(
    bot: OaBot, order: str
) -> None:
    for number, part in enumerate(order):
        if part == "p":
            await bot.oa.photo(MEMBER, jpeg(number + 1))
        else:
            await bot.oa.place(MEMBER, *WARD.inside)
        await bot.settle()
        bot.clock.at += timedelta(seconds=0.5)
    await bot.wait(seconds=3)
    assert await photos(bot, "before") == 3
    shown = [post for post in bot.oa.posts if post.to == GROUP and post.pictures]
    assert len(shown) == 3, "every photo reaches the ward"
    await bot.wait(seconds=30)
    assert not [text for text in bot.oa.texts(MEMBER) if "Còn thiếu" in text]


async def test_photos_that_wait_for_us_together_are_one_report(bot: OaBot) -> None:
    await bot.oa.place(MEMBER, *WARD.inside)
    await asyncio.gather(*(bot.oa.photo(MEMBER, jpeg(number)) for number in (1, 2, 3)))
    await bot.settle()
    assert await photos(bot, "before") == 3


async def test_the_member_hears_once_how_many_photos_there_are(bot: OaBot) -> None:
    await bot.oa.place(MEMBER, *WARD.inside)
    await bot.settle()
    for number in (1, 2, 3):
        await bot.oa.photo(MEMBER, jpeg(number), "rác ở góc" if number == 2 else "")
        await bot.settle()
    await bot.wait(seconds=3)
    (report,) = await bot.reports()
    said = [text for text in bot.oa.texts(MEMBER) if "ảnh" in text and "#" in text]
    assert said == [f"#{report.code} 📷 đã thêm ảnh, phản ánh này nay có 3 ảnh."]
    assert report.description == "rác ở góc"


async def test_what_is_photographed_later_is_another_report(bot: OaBot) -> None:
    for number in (1, 2):
        await bot.oa.photo(MEMBER, jpeg(number))
        await bot.oa.place(MEMBER, *WARD.inside)
        await bot.settle()
        await bot.wait(seconds=20)
    assert len(await bot.reports()) == 2


@on_sqlite
async def test_after_a_restart_the_rest_of_them_still_belongs_there(bot: OaBot) -> None:
    await bot.oa.place(MEMBER, *WARD.inside)
    await bot.oa.photo(MEMBER, jpeg(1))
    await bot.settle()
    await bot.restart()
    await bot.oa.photo(MEMBER, jpeg(2))
    await bot.settle()
    assert await photos(bot, "before") == 2


# Closings


@pytest.mark.parametrize("worded", [1, 2, 3])
async def test_the_code_may_stand_under_any_of_the_photos_that_close_a_report(
    bot: OaBot, worded: int
) -> None:
    await bot.oa.photo(MEMBER, jpeg(1), "rác")
    await bot.oa.place(MEMBER, *WARD.inside)
    await bot.settle()
    (report,) = await bot.reports()
    for number in (1, 2, 3):
        words = f"xong {report.code}" if number == worded else ""
        await bot.oa.photo(OFFICER, jpeg(10 + number), words, GROUP)
        await bot.settle()
    assert (await bot.reports())[0].state == "resolved"
    assert await photos(bot, "after") == 3
    told_ = [text for text in bot.oa.texts(MEMBER) if "báo đã xong" in text]
    assert len(told_) == 1


@pytest.mark.parametrize("together", [True, False])
async def test_several_photos_that_name_the_account_close_the_only_open_report(
    bot: OaBot, together: bool
) -> None:
    await bot.oa.photo(MEMBER, jpeg(1), "rác")
    await bot.oa.place(MEMBER, *WARD.inside)
    await bot.settle()
    for number in (1, 2):
        await bot.oa.photo(OFFICER, jpeg(10 + number), f"@{bot.oa.name} xong", GROUP)
        if not together:
            await bot.settle()
    await bot.settle()
    assert (await bot.reports())[0].state == "resolved"
    assert await photos(bot, "after") == 2
    assert not [text for text in bot.oa.texts(GROUP) if "Không còn phản ánh nào" in text]


async def test_of_several_open_reports_none_is_guessed_and_they_are_listed_once(
    bot: OaBot,
) -> None:
    for number in (1, 2):
        await bot.oa.photo(MEMBER, jpeg(number), "rác")
        await bot.oa.place(MEMBER, *apart(WARD.inside, number))
        await bot.settle()
        await bot.wait(seconds=20)
    for number in (1, 2):
        await bot.oa.photo(OFFICER, jpeg(10 + number), f"@{bot.oa.name} xong", GROUP)
    await bot.settle()
    assert [report.state for report in await bot.reports()] == ["new", "new"]
    assert len([text for text in bot.oa.texts(GROUP) if "Ý nói phản ánh nào" in text]) == 1
