"""The page and the command of the lots: what was promised, and the draw once nobody can tidy up
what was drawn."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from pathlib import Path

import pytest

from bot import recheck_commands
from bot.errors import StartError
from handlers import lots
from storage import rechecks
from storage.tables import Draw
from tests.browser import NAMELESS, PHONE, WIDTH, browsing
from tests.harness import Bot, at, on_sqlite
from tests.installation import settings_for
from tests.pages import Guest
from tests.test_rechecks import closed, go_there, inspector, owner, to_monday

WEEK = "2026-W47"


async def the_draw(bot: Bot) -> Draw:
    async with bot.process.db.read() as session:
        draw = await rechecks.draw_named(session, WEEK)
    assert draw is not None
    return draw


async def three_closed(bot: Bot) -> None:
    ward = await bot.ward()
    for number in range(3):
        await closed(bot, ward, bot.person(f"Người {number}"))


async def test_before_the_draw_only_the_promise_is_shown(site: Bot, guest: Guest) -> None:
    await site.tick()
    draw = await the_draw(site)
    status, page = await guest.get("/phuc-tra")
    assert status == 200
    assert lots.promise(draw.secret) in page
    assert draw.secret not in page
    assert (await guest.get(f"/phuc-tra/{WEEK}.txt"))[0] == 404
    assert (await guest.get(f"/phuc-tra?tuan={WEEK}"))[0] == 404


async def test_what_was_drawn_is_shown_once_it_was_looked_at(site: Bot, guest: Guest) -> None:
    ward, room = await site.ward(), await inspector(site)
    code = await closed(site, ward, site.person("An"))
    await to_monday(site)
    draw, number = await the_draw(site), 1
    _, page = await guest.get("/phuc-tra")
    assert draw.secret not in page
    assert draw.seed not in page
    assert "chậm nhất một tuần sau" in page
    await go_there(room, ward.inside)
    await room.press(owner(room), "Đã xử lý")
    _, page = await guest.get(f"/phuc-tra?tuan={WEEK}")
    assert draw.secret in page
    assert draw.seed in page
    assert f"<td>{number}</td><td>đúng là đã xử lý</td>" in page
    assert ward.name in page
    assert code not in page, "whoever has a code sees its photos"
    assert "An<" not in page
    _, shown = await guest.get(f"/p/{code}")
    assert f"<dd>{number}</dd>" in shown


async def test_a_week_later_it_is_shown_in_any_case(site: Bot, guest: Guest) -> None:
    await three_closed(site)
    await to_monday(site)
    await site.wait(days=7)
    draw = await the_draw(site)
    _, page = await guest.get(f"/phuc-tra?tuan={WEEK}&lang=en")
    assert draw.secret in page
    assert page.count("still open") == 2


@on_sqlite
@pytest.mark.skipif(not shutil.which("sha256sum"), reason="no sha256sum here")
async def test_the_commands_of_the_page_draw_the_same(
    site: Bot, guest: Guest, tmp_path: Path
) -> None:
    await three_closed(site)
    await to_monday(site)
    await site.wait(days=7)
    draw = await the_draw(site)
    _, page = await guest.get("/phuc-tra")
    script = next(part for part in page.split("<pre") if "sha256sum |" in part)
    script = script.partition(">")[2].partition("</pre>")[0]
    folder = tmp_path / "at home"
    folder.mkdir()
    _, pool = await guest.get(f"/phuc-tra/{WEEK}.txt")
    assert pool == draw.pool
    (folder / f"{WEEK}.txt").write_text(pool)
    done = await asyncio.to_thread(
        subprocess.run, ["sh", "-c", script], cwd=folder, capture_output=True, check=True
    )
    said = done.stdout.decode().splitlines()
    assert said[0].split()[0] == lots.promise(draw.secret)
    assert said[1] == draw.seed
    drawn = lots.draw(draw.seed, draw.pool, draw.per_ward)
    assert said[2:] == [f"{ward} {number}" for ward, number in drawn]


@on_sqlite
async def test_the_command_tells_the_same(site: Bot, tmp_path: Path) -> None:
    settings = settings_for(site.process.settings.database_url, tmp_path)
    await three_closed(site)
    await site.tick()
    draw = await the_draw(site)
    lines = await recheck_commands.of_week(settings, WEEK)
    assert f"promise\t{lots.promise(draw.secret)}" in lines
    assert draw.secret not in "".join(lines)
    await to_monday(site)
    draw = await the_draw(site)
    lines = await recheck_commands.of_week(settings, WEEK)
    assert f"secret\t{draw.secret}" in lines
    assert f"seed\t{draw.seed}" in lines
    assert [line.split("\t")[1] for line in lines if line.startswith("pool\t")] == (
        draw.pool.splitlines()
    )
    drawn = [line for line in lines if line.startswith("drawn\t")]
    assert len(drawn) == 2
    assert all(line.endswith("\topen") for line in drawn)
    assert f"{WEEK}\t2 drawn of 3 closings" in await recheck_commands.listing(settings)
    with pytest.raises(StartError, match="no such week"):
        await recheck_commands.of_week(settings, "2026-W99")


@on_sqlite
async def test_a_week_drawn_late_says_so_and_since_when_its_secret_was_promised(
    site: Bot, guest: Guest, tmp_path: Path
) -> None:
    settings = settings_for(site.process.settings.database_url, tmp_path)
    await three_closed(site)
    await site.tick()
    _, page = await guest.get("/phuc-tra")
    assert f"Tuần {WEEK}, công bố lúc " in page
    assert "18/11" in page
    await site.go(at("07:30", 30), tick=True)
    _, page = await guest.get(f"/phuc-tra?tuan={WEEK}")
    assert "muộn 7 ngày" in page
    _, page = await guest.get(f"/phuc-tra?tuan={WEEK}&lang=en")
    assert "7 days late" in page
    lines = await recheck_commands.of_week(settings, WEEK)
    assert "drawn on\t2026-11-30, 7 days late" in lines
    assert "promised on\t2026-11-18" in lines
    assert f"{WEEK}\t2 drawn of 3 closings, 7 days late" in await recheck_commands.listing(settings)


@on_sqlite
@pytest.mark.browser
async def test_it_fits_a_small_phone(site: Bot, guest: Guest) -> None:
    await three_closed(site)
    await to_monday(site)
    await site.wait(days=7)
    async with browsing(guest.url, PHONE) as (_, page, troubles):
        await page.goto(f"{guest.url}/phuc-tra")
        assert await page.evaluate(WIDTH) <= PHONE[0]
        assert await page.evaluate(NAMELESS) == []
        assert troubles == []
