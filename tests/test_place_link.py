"""The link that shares a place: offered with the question, good once and for half an hour."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot import webhooks
from tests.harness import Bot, Room, metres_north, on_sqlite
from tests.pages import LINK, Guest, at_the_door


async def asked(room: Room) -> str:
    """The path of the link in the bot's question."""
    await room.bot.wait(seconds=30)
    found = LINK.search(room.last.text)
    assert found is not None, room.texts
    return found[1]


def spot(where: tuple[float, float]) -> dict[str, float]:
    return {"lat": where[0], "lon": where[1]}


async def test_a_place_sent_on_the_page_files_the_report(site: Bot, guest: Guest) -> None:
    ward, an = await site.ward(), site.person("An")
    private = site.private(an)
    photo = await private.photo(an, "rác đầy")
    link = await asked(private)
    status, page = await guest.get(link)
    assert status == 200
    assert "Ảnh chụp ở đâu?" in page
    status, said = await guest.post(link, spot(ward.inside) | {"accuracy": 12})
    [report] = await site.reports()
    assert (status, said) == (200, {"code": report.code, "ward": ward.name})
    await site.settle()
    assert ward.card(report.code)
    assert report.code in private.last.text
    assert private.last.reply_to == photo.message_id
    assert (report.lat, report.accuracy) == (round(ward.inside[0], 6), 12)
    assert report.description == "rác đầy"


async def test_a_link_is_good_for_one_report_however_often_it_is_used(
    site: Bot, guest: Guest
) -> None:
    ward, an = await site.ward(), site.person("An")
    private = site.private(an)
    await private.photo(an)
    link = await asked(private)
    answers = await asyncio.gather(
        *(guest.post(link, spot(ward.inside)) for _ in range(4)),
        guest.post(link, spot(metres_north(ward.inside, 5))),
    )
    [report] = await site.reports()
    assert {said["code"] for _, said in answers} == {report.code}
    await private.photo(an)
    assert await guest.post(link, spot(ward.inside)) == answers[0]
    assert len(await site.reports()) == 1
    status, page = await guest.get(link)
    assert status == 410
    assert f"#{report.code}" in page
    assert "Không cần vị trí nữa" in page


@on_sqlite
async def test_the_link_is_for_its_own_photo_and_nobody_elses(site: Bot, guest: Guest) -> None:
    ward, branch = await site.ward(), await site.branch()
    an, binh = site.person("An"), site.person("Bình")
    await branch.photo(an, "của An")
    first = await asked(branch)
    await branch.photo(binh, "của Bình")
    await guest.post(first, spot(ward.inside))
    [report] = await site.reports()
    assert report.description == "của An"
    assert report.unit_id is not None


@on_sqlite
async def test_an_old_or_made_up_link_says_so_kindly(site: Bot, guest: Guest) -> None:
    ward, an = await site.ward(), site.person("An")
    private = site.private(an)
    await private.photo(an)
    link = await asked(private)
    await site.wait(minutes=31)
    for path in (link, "/g/made-up", link[:-1]):
        status, page = await guest.get(path)
        assert status == 410
        assert "Link đã hết hạn" in page
        assert await guest.post(path, spot(ward.inside)) == (410, {"error": "old"})
    status, page = await guest.get(f"{link}?lang=en")
    assert "This link has expired" in page
    assert not await site.reports()


@on_sqlite
async def test_a_place_that_came_in_the_chat_meanwhile_uses_the_link_up(
    site: Bot, guest: Guest
) -> None:
    ward, an = await site.ward(), site.person("An")
    private = site.private(an)
    await private.photo(an)
    link = await asked(private)
    await private.place(an, ward.inside)
    assert await guest.post(link, spot(ward.inside)) == (410, {"error": "used"})
    assert "Không cần vị trí nữa" in (await guest.get(link))[1]
    assert len(await site.reports()) == 1


@on_sqlite
async def test_a_place_outside_is_refused_with_the_nearest_ward_and_may_be_corrected(
    site: Bot, guest: Guest
) -> None:
    ward, an = await site.ward(), site.person("An")
    private = site.private(an)
    await private.photo(an)
    link = await asked(private)
    status, said = await guest.post(link, spot(metres_north(ward.inside, 50_000)))
    assert status == 422
    assert said["error"] == "outside"
    assert said["ward"]
    assert said["metres"] > 10_000
    for nonsense in ("{}", '{"lat": "x", "lon": 1}', '{"lat": 91, "lon": 1}', "[]", "{", "9"):
        async with guest.http.post(guest.url + link, data=nonsense) as answer:
            assert answer.status == 400
    status, said = await guest.post(link, spot(ward.inside))
    assert status == 200


@on_sqlite
async def test_another_site_cannot_send_a_place(site: Bot, guest: Guest) -> None:
    ward, an = await site.ward(), site.person("An")
    private = site.private(an)
    await private.photo(an)
    link = await asked(private)
    for foreign in (
        {"Origin": "https://evil.example.org"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://bot.example.org"},
    ):
        status, _ = await guest.post(link, spot(ward.inside), headers=foreign)
        assert status == 403
    assert not await site.reports()
    status, _ = await guest.post(
        link, spot(ward.inside), headers={"Origin": "https://bot.example.org"}
    )
    assert status == 200


@on_sqlite
async def test_a_place_waits_its_turn_behind_what_was_sent_in_the_chat(
    site: Bot, guest: Guest
) -> None:
    ward, an = await site.ward(), site.person("An")
    private = site.private(an)
    await private.photo(an)
    link = await asked(private)
    words = site.tg.text(private.chat, an, "cạnh cột đèn")
    await words
    await site.until(lambda: site.process.receiver._lanes)
    await guest.post(link, spot(ward.inside))
    [report] = await site.reports()
    assert report.description == "cạnh cột đèn"


@on_sqlite
async def test_the_link_speaks_the_language_of_its_chat(site: Bot, guest: Guest) -> None:
    an = site.person("An")
    private = site.private(an)
    await private.say(an, "/ngonngu")
    await private.photo(an)
    assert "Where was the photo taken?" in (await guest.get(await asked(private)))[1]


@on_sqlite
async def test_without_a_public_address_no_link_is_offered(bot: Bot) -> None:
    an = bot.person("An")
    await bot.private(an).photo(an)
    await bot.wait(seconds=30)
    assert "http" not in bot.private(an).last.text


@on_sqlite
async def test_pages_load_nothing_from_elsewhere_but_tiles(
    database_url: str, tmp_path: Path
) -> None:
    tiles = "https://{s}.tiles.example.org/{z}/{x}/{y}.png"
    async with at_the_door(database_url, tmp_path, map_tiles=tiles) as (_, guest):
        policies = await _policies(guest)
        assert policies["default-src"] == "'none'"
        assert policies["script-src"] == policies["style-src"] == "'self'"
        assert policies["img-src"] == "'self' blob: data: https://*.tiles.example.org"


async def _policies(guest: Guest) -> dict[str, str]:
    async with guest.http.get(f"{guest.url}/g/x") as answer:
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        parts = (part.strip() for part in answer.headers["Content-Security-Policy"].split(";"))
        return {name: value for name, _, value in (part.partition(" ") for part in parts)}


@pytest.mark.parametrize("charset", ["foo", "rot13", "utf-16"])
@on_sqlite
async def test_a_body_in_letters_that_nobody_knows_is_refused(
    site: Bot, guest: Guest, charset: str
) -> None:
    ward, an = await site.ward(), site.person("An")
    private = site.private(an)
    await private.photo(an)
    link = await asked(private)
    headers = {"Content-Type": f"application/json; charset={charset}"}
    async with guest.http.post(guest.url + link, data=b"\xff", headers=headers) as answer:
        assert (answer.status, await answer.json()) == (400, {"error": "bad"})
    assert (await guest.post(link, spot(ward.inside)))[0] == 200


@on_sqlite
async def test_a_place_that_goes_on_without_end_is_not_waited_for(
    site: Bot, guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "BODY_SECONDS", 0.05)
    await site.ward()
    an = site.person("An")
    private = site.private(an)
    await private.photo(an)
    link = await asked(private)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(guest.url.rpartition(":")[2]))
    writer.write(f"POST {link} HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\n{{".encode())
    async with asyncio.timeout(10):
        assert b" 408 " in await reader.readline()
    writer.close()
