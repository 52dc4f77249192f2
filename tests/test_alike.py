"""Photos that were there before: what is found of them, and what there is to ask of a closing."""

from __future__ import annotations

from io import BytesIO
from random import Random

import pytest
from PIL import Image
from sqlmodel import select

from handlers import alike
from handlers.alike import Doubt
from handlers.photo import clean
from handlers.work import Work
from storage import reports
from storage.database import Database
from storage.looks import Looks
from storage.tables import Photo, Report
from tests.harness import Bot, jpeg
from tests.photo_cheats import CHEATS, TURNED


def changed(data: bytes, cheat: str) -> bytes:
    out = BytesIO()
    (CHEATS | TURNED)[cheat](Image.open(BytesIO(data)).convert("RGB"), Random(1)).save(out, "JPEG")
    return out.getvalue()


def with_software(data: bytes, name: str) -> bytes:
    exif, out = Image.Exif(), BytesIO()
    exif[0x0131] = name
    Image.open(BytesIO(data)).save(out, "JPEG", exif=exif)
    return out.getvalue()


async def doubts(bot: Bot, code: str, data: bytes) -> list[Doubt]:
    """What is said of a file as the after-photo of a report."""
    photo = clean(data)
    row = Photo(
        role="after", key=photo.sha256, made_with=photo.made_with, width=1, height=1, message_id=""
    )
    world = bot.process.world
    async with bot.process.db.read() as session:
        work = Work(session, bot.clock.now(), world)
        report = await reports.by_code(session, code)
        assert report is not None
        return list(await alike.doubts(work, report, row, photo.look))


async def photo_ids(bot: Bot, code: str, role: str) -> list[int | None]:
    async with bot.process.db.read() as session:
        query = select(Photo.id).join(Report).where(Report.code == code, Photo.role == role)
        return list(await session.exec(query))


async def two_reports(bot: Bot) -> tuple[str, str]:
    """The first with the photo 1, the second with the photo 2 and closed with the photo 3."""
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    first = await private.report(an, ward.inside)
    second = await private.report(an, ward.inside)
    await ward.photo(ward.officer, f"xong {second}")
    return first, second


async def test_a_new_photo_of_the_cleaned_spot_gives_no_reason_to_ask(bot: Bot) -> None:
    first, _ = await two_reports(bot)
    assert await doubts(bot, first, jpeg(99)) == []


async def test_the_photo_that_the_report_began_with_is_told_as_such(bot: Bot) -> None:
    first, _ = await two_reports(bot)
    [before] = await photo_ids(bot, first, "before")
    wanted = [Doubt("like_before", before, first)]
    assert await doubts(bot, first, jpeg(1)) == wanted
    assert await doubts(bot, first, changed(jpeg(1), "mirrored and cut")) == wanted


async def test_a_photo_of_another_report_is_told_with_its_code(bot: Bot) -> None:
    first, second = await two_reports(bot)
    [before], [after] = [await photo_ids(bot, second, role) for role in ("before", "after")]
    assert await doubts(bot, first, jpeg(3)) == [Doubt("same_file", after, second)]
    assert await doubts(bot, first, changed(jpeg(3), "a caption below")) == [
        Doubt("alike", after, second)
    ]
    assert await doubts(bot, first, jpeg(2)) == [Doubt("same_file", before, second)]


async def test_an_after_photo_sent_twice_gives_no_reason_to_ask(bot: Bot) -> None:
    _, second = await two_reports(bot)
    assert await doubts(bot, second, jpeg(3)) == []


async def test_an_editor_that_the_file_names_is_told(bot: Bot) -> None:
    first, _ = await two_reports(bot)
    edited = with_software(jpeg(99), "Adobe Photoshop 25.4")
    assert await doubts(bot, first, edited) == [Doubt("made_with", name="Photoshop")]
    assert Doubt("made_with", name="Photoshop").as_json()["name"] == "Photoshop"


async def test_photos_are_known_after_a_restart(bot: Bot) -> None:
    first, second = await two_reports(bot)
    await bot.restart()
    await bot.private(bot.person("Bình")).photo(bot.person("Bình"))
    assert len(bot.process.world.looks) == 4
    [after] = await photo_ids(bot, second, "after")
    assert await doubts(bot, first, jpeg(3)) == [Doubt("same_file", after, second)]


async def test_after_a_restart_photos_are_known_before_another_one_comes(bot: Bot) -> None:
    await two_reports(bot)
    await bot.restart()
    await bot.until(lambda: len(bot.process.world.looks) == 3)


async def test_where_photos_cannot_be_read_the_next_one_asks_for_them_again(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    await two_reports(bot)
    await bot.stop()

    async def fails(_: Looks, db: Database) -> None:
        raise OSError(f"{db.url} does not answer")

    with monkeypatch.context() as patched:
        patched.setattr(Looks, "load", fails)
        await bot.start()
        await bot.until(lambda: [log for log in bot.logs if log["event"] == "photos_unread"])
    await bot.private(bot.person("Bình")).photo(bot.person("Bình"))
    assert len(bot.process.world.looks) == 4


async def test_a_photo_whose_closing_was_taken_back_counts_no_more(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    first, second = [await private.report(an, ward.inside) for _ in range(2)]
    await ward.photo(ward.officer, f"xong {second}")
    await ward.press(ward.officer, "Hoàn tác")
    assert await doubts(bot, first, jpeg(3)) == []


async def test_what_was_rolled_back_is_never_taken_for_a_photo(bot: Bot) -> None:
    first, _ = await two_reports(bot)
    photo = clean(jpeg(50))
    # A row that was never committed, under the number that the next photo gets.
    bot.process.world.looks.add(4, photo.look.code)
    assert await doubts(bot, first, jpeg(50)) == []
    an = bot.person("Chi")
    await bot.private(an).photo(an)
    assert await doubts(bot, first, jpeg(50)) == []
