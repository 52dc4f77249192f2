"""The form as a door: a report from anybody, filed once, with limits and no way in for others."""

from __future__ import annotations

import asyncio
import gzip
import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import aiohttp
import pytest
from PIL import Image
from sqlmodel import col, select

from bot.pages import form
from storage.database import Database
from storage.tables import Inbox, Photo, Report, Unit
from tests import process
from tests.apart import apart
from tests.harness import MORNING, Bot, jpeg, jpeg_at, metres_north, on_sqlite
from tests.pages import LINK, Guest, a_report, at_the_door


async def photos_of(bot: Bot) -> list[Photo]:
    async with bot.process.db.read() as session:
        return list(await session.exec(select(Photo).order_by(col(Photo.id))))


async def invite_of(bot: Bot, name: str) -> str:
    async with bot.process.db.read() as session:
        return (await session.exec(select(Unit).where(Unit.name == name))).one().invite


async def test_a_photo_and_a_place_become_a_report_with_a_card(site: Bot, guest: Guest) -> None:
    ward = await site.ward()
    what = a_report(1, ward.inside, words="rác đầy vỉa hè", kind="lights")
    status, said = await guest.send(what, jpeg(1))
    [report] = await site.reports()
    assert (status, said) == (200, {"code": report.code, "ward": ward.name})
    await site.settle()
    card = ward.card(report.code)
    assert "rác đầy vỉa hè" in card.text
    assert "người dân" in card.text
    assert (report.kind, report.unit_id) == ("lights", None)
    await ward.say(ward.officer, "nhận", reply_to=card)
    assert await site.state(report.code) == "accepted"


async def test_however_often_it_is_sent_it_is_filed_once(site: Bot, guest: Guest) -> None:
    ward = await site.ward()
    what = a_report(1, ward.inside)
    answers = await asyncio.gather(*(guest.send(what, jpeg(1), jpeg(2)) for _ in range(5)))
    answers.append(await guest.send(what, jpeg(3)))
    await site.settle()
    [report] = await site.reports()
    assert {said["code"] for _, said in answers} == {report.code}
    assert len(await photos_of(site)) == 2
    status, said = await guest.get(f"/web/sent/{what['id']}")
    assert status == 200
    assert report.code in said
    assert (await guest.get(f"/web/sent/{2:032x}"))[0] == 404


async def test_ten_photos_are_one_report(site: Bot, guest: Guest) -> None:
    ward = await site.ward()
    status, _ = await guest.send(a_report(1, ward.inside), *map(jpeg, range(10)))
    assert status == 200
    await site.wait(seconds=30)
    [report] = await site.reports()
    assert {photo.report_id for photo in await photos_of(site)} == {report.id}
    assert "10 ảnh" in ward.card(report.code).text
    eleven = await guest.send(a_report(2, ward.inside), *map(jpeg, range(11)))
    assert eleven == (400, {"error": "too-many"})
    assert len(await site.reports()) == 1


async def test_a_branchs_invite_makes_it_count_for_the_branch(site: Bot, guest: Guest) -> None:
    ward, branch = await site.ward(), await site.branch("Chi đoàn Hoa Mai")
    invite = await invite_of(site, branch.name)
    await guest.send(a_report(1, ward.inside, invite=invite), jpeg(1))
    await guest.send(a_report(2, apart(ward.inside, 1), invite="made-up"), jpeg(2))
    await site.settle()
    mine, nobodys = await site.reports()
    assert mine.unit_id is not None
    assert nobodys.unit_id is None
    assert "Chi đoàn Hoa Mai" in ward.card(mine.code).text
    _, page = await guest.get(f"/bao-cao?chi-doan={invite}")
    assert "Tính cho Chi đoàn Hoa Mai." in page
    _, page = await guest.get("/bao-cao?chi-doan=made-up&lang=en")
    assert "This invite link does not work" in page


@on_sqlite
async def test_an_invite_cannot_be_used_to_become_admin(database_url: str, tmp_path: Path) -> None:
    async with at_the_door(database_url, tmp_path, admins="") as (bot, guest):
        assert bot.admin_code
        lat, lon = 16.0769, 108.2184
        await guest.send(a_report(1, (lat, lon), invite=bot.admin_code), jpeg(1))
        await bot.restart()
        assert bot.admin_code


@on_sqlite
async def test_a_report_counts_for_the_moment_it_was_made_in(site: Bot, guest: Guest) -> None:
    ward = await site.ward()
    waited = {"age": 2 * 3_600_000}
    await guest.send(a_report(1, ward.inside, **waited), jpeg(1))
    await guest.send(a_report(2, apart(ward.inside, 1), age=-5), jpeg(2))
    await guest.send(a_report(3, apart(ward.inside, 2), age=90 * 86_400_000), jpeg(3))
    made = [report.created_at for report in await site.reports()]
    assert made == [MORNING - timedelta(hours=2), MORNING, MORNING]


@on_sqlite
async def test_photos_lose_their_metadata_and_the_row_keeps_what_it_said(
    site: Bot, guest: Guest
) -> None:
    ward = await site.ward()
    there = metres_north(ward.inside, 40)
    await guest.send(a_report(1, ward.inside), jpeg_at(there))
    [photo], [report] = await photos_of(site), await site.reports()
    assert photo.lat is not None
    assert abs(photo.lat - there[0]) < 0.0001
    assert abs(report.lat - ward.inside[0]) < 0.0001
    kept = Image.open(BytesIO(await site.process.photos.get(photo.key)))
    assert not kept.getexif()


@on_sqlite
async def test_what_cannot_be_taken_is_refused_with_its_reason(site: Bot, guest: Guest) -> None:
    ward = await site.ward()
    good = a_report(1, ward.inside)
    assert await guest.send(good) == (400, {"error": "no-photo"})
    far = a_report(1, metres_north(ward.inside, 90_000))
    status, said = await guest.send(far, jpeg(1))
    assert (status, said["error"]) == (422, "outside")
    status, said = await guest.send(good, jpeg(1), b"no photo")
    assert (status, said) == (400, {"error": "photo-bad", "number": 2})
    large = b"\xff\xd8\xff" + bytes(21 << 20)
    status, said = await guest.send(good, large)
    assert (status, said) == (413, {"error": "photo-too-big", "number": 1})
    for nonsense in ("", "{", "[]", "{}", '{"id": 1}', "9" * 50_000, "\ud800"):
        text = nonsense.encode("utf-8", "replace").decode()
        assert (await guest.send(text, jpeg(1)))[0] in (400, 413)
    for id_ in ("", "../1", "x" * 32, "1" * 31):
        assert (await guest.send(good | {"id": id_}, jpeg(1)))[0] == 400
    assert (await guest.post("/bao-cao", good))[0] == 400
    assert not await site.reports()
    async with site.process.db.read() as session:
        query = select(Inbox).where(Inbox.source == "web")
        assert not (await session.exec(query)).all()
    assert (await guest.send(good, jpeg(1)))[0] == 200


@on_sqlite
async def test_a_body_too_large_is_refused_before_it_is_read(guest: Guest) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(guest.url.rpartition(":")[2]))
    writer.write(
        b"POST /bao-cao HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n"
        b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    )
    await writer.drain()
    assert b" 413 " in await reader.readline()
    writer.close()


@on_sqlite
async def test_what_comes_packed_is_refused_and_not_unpacked(site: Bot, guest: Guest) -> None:
    packed = gzip.compress(bytes(1 << 20))
    headers = {"Content-Encoding": "gzip", "Content-Type": "multipart/form-data; boundary=x"}
    for path in ("/bao-cao", "/g/x", "/webhook/telegram"):
        async with guest.http.post(guest.url + path, data=packed, headers=headers) as answer:
            assert answer.status == 415


@on_sqlite
async def test_a_part_that_nobody_knows_is_refused_before_it_is_read(
    site: Bot, guest: Guest
) -> None:
    words = json.dumps(a_report(1, (await site.ward()).inside)).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(guest.url.rpartition(":")[2]))
    writer.write(
        b"POST /bao-cao HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n"
        b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        b'--x\r\nContent-Disposition: form-data; name="what"\r\n\r\n' + words + b"\r\n"
        b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\n' + bytes(1 << 19)
    )
    async with asyncio.timeout(20):
        assert b" 400 " in await reader.readline()
    writer.close()


@on_sqlite
async def test_one_address_with_large_photos_keeps_others_waiting_for_one_at_most(
    database_url: str, tmp_path: Path
) -> None:
    large = [BytesIO() for _ in range(6)]
    for n, file in enumerate(large):
        Image.new("L", (8000, 8000), 100 + n * 20).save(file, "JPEG", progressive=True)
    async with at_the_door(database_url, tmp_path, behind_proxy=True) as (bot, guest):
        ward = await bot.ward()

        async def from_(address: str, number: int, *photos: bytes) -> int:
            what, headers = a_report(number, ward.inside), {"X-Forwarded-For": address}
            return (await guest.send(what, *photos, headers=headers))[0]

        flood = [
            asyncio.create_task(from_("192.0.2.1", n, *[file.getvalue()] * 2))
            for n, file in enumerate(large)
        ]
        await asyncio.wait(flood, return_when=asyncio.FIRST_COMPLETED)
        assert await from_("192.0.2.2", 99, jpeg(1), jpeg(2)) == 200
        assert sum(task.done() for task in flood) < 4
        assert await asyncio.gather(*flood) == [200] * 6


@pytest.mark.parametrize(
    "head",
    [
        b"no colon",
        b'Content-Disposition: form-data; name="wh\0at"',
        b"X: " + b"a" * 100_000,
        b"\r\n".join(b"X%d: 1" % n for n in range(20_000)),
    ],
    ids=["no colon", "nul", "long", "many"],
)
@on_sqlite
async def test_a_part_with_a_head_that_is_none_is_refused(guest: Guest, head: bytes) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    data = b"--x\r\n" + head + b"\r\n\r\n{}\r\n--x--\r\n"
    async with guest.http.post(f"{guest.url}/bao-cao", data=data, headers=headers) as answer:
        assert (answer.status, await answer.json()) == (400, {"error": "bad"})


@on_sqlite
async def test_an_age_of_thousands_of_digits_is_refused(site: Bot, guest: Guest) -> None:
    what = a_report(1, (await site.ward()).inside, age=10**4000)
    assert await guest.send(what, jpeg(1)) == (400, {"error": "bad"})


async def test_an_invite_that_no_database_can_hold_is_none(guest: Guest) -> None:
    for invite in ("%00", "a%00b"):
        assert (await guest.get(f"/bao-cao?chi-doan={invite}"))[0] == 200


@on_sqlite
async def test_where_the_database_does_not_answer_the_phone_is_asked_to_try_again(
    site: Bot, guest: Guest, tmp_path: Path
) -> None:
    ward = await site.ward()
    site.expected.add("request_failed")
    with closing(sqlite3.connect(tmp_path / "bot.db")) as other:
        other.execute("ALTER TABLE inbox RENAME TO away")
        assert await guest.send(a_report(1, ward.inside), jpeg(1)) == (503, {"error": "later"})
        assert (await guest.get(f"/web/sent/{1:032x}"))[0] == 503
        other.execute("ALTER TABLE away RENAME TO inbox")
    assert (await guest.send(a_report(1, ward.inside), jpeg(1)))[0] == 200


@on_sqlite
async def test_where_photos_cannot_be_kept_the_phone_is_asked_to_try_again(
    site: Bot, guest: Guest, tmp_path: Path
) -> None:
    ward, folder = await site.ward(), tmp_path / "photos"
    site.expected.add("request_failed")
    folder.rmdir()
    folder.write_text("in the way")
    what = a_report(1, ward.inside)
    assert await guest.send(what, jpeg(1)) == (503, {"error": "later"})
    folder.unlink()
    assert (await guest.send(what, jpeg(1)))[0] == 200
    assert len(await site.reports()) == 1


@on_sqlite
async def test_an_upload_that_breaks_off_leaves_nothing_behind(site: Bot, guest: Guest) -> None:
    ward = await site.ward()
    what = a_report(1, ward.inside)
    words = json.dumps(what).encode()
    _, writer = await asyncio.open_connection("127.0.0.1", int(guest.url.rpartition(":")[2]))
    writer.write(
        b"POST /bao-cao HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n"
        b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        b'--x\r\nContent-Disposition: form-data; name="what"\r\n\r\n' + words + b"\r\n"
        b'--x\r\nContent-Disposition: form-data; name="photo"\r\n\r\nhalf'
    )
    await writer.drain()
    writer.close()
    assert (await guest.send(what, jpeg(1)))[0] == 200
    assert len(await site.reports()) == 1


async def test_photos_that_became_part_of_no_report_are_deleted_after_two_weeks(
    site: Bot, guest: Guest, tmp_path: Path
) -> None:
    def kept() -> int:
        return len(list((tmp_path / "photos").rglob("*.jpg")))

    ward = await site.ward()
    assert (await guest.send(a_report(1, ward.inside), jpeg(1), jpeg(2), b"none"))[0] == 400
    assert (await guest.send(a_report(2, ward.inside), jpeg(2), jpeg(3)))[0] == 200
    await site.wait(days=13)
    await site.tick()
    assert (await guest.send(a_report(3, ward.inside), jpeg(4), b"none"))[0] == 400
    assert kept() == 4
    await site.wait(days=2)
    await site.tick()
    assert kept() == 3
    await site.wait(days=14)
    await site.tick()
    assert kept() == 2


@on_sqlite
async def test_a_photo_that_came_again_meanwhile_is_kept(
    site: Bot, guest: Guest, tmp_path: Path
) -> None:
    ward = await site.ward()
    assert (await guest.send(a_report(1, ward.inside), jpeg(1), b"none"))[0] == 400
    await site.wait(days=13)
    assert (await guest.send(a_report(2, ward.inside), jpeg(1), b"none"))[0] == 400
    await site.wait(days=2)
    await site.tick()
    assert len(list((tmp_path / "photos").rglob("*.jpg"))) == 1


@on_sqlite
async def test_another_site_cannot_send_a_report(site: Bot, guest: Guest) -> None:
    ward = await site.ward()
    for foreign in ({"Origin": "https://evil.example.org"}, {"Sec-Fetch-Site": "cross-site"}):
        status, _ = await guest.send(a_report(1, ward.inside), jpeg(1), headers=foreign)
        assert status == 403
    assert not await site.reports()


@on_sqlite
async def test_one_address_sends_only_so_much_in_an_hour(guest: Guest) -> None:
    for _ in range(form.FROM_ADDRESS):
        assert (await guest.send("{}"))[0] == 400
    status, said = await guest.send("{}", headers={"X-Forwarded-For": "192.0.2.1"})
    assert (status, said["error"]) == (429, "later")


@on_sqlite
async def test_behind_a_proxy_the_address_is_the_one_it_names_last(
    database_url: str, tmp_path: Path
) -> None:
    async with at_the_door(database_url, tmp_path, behind_proxy=True) as (_, guest):

        async def from_(address: str) -> int:
            return (await guest.send("{}", headers={"X-Forwarded-For": address}))[0]

        for n in range(form.FROM_ADDRESS):
            assert await from_(f"10.0.0.{n}, 192.0.2.1") == 400
        assert await from_("10.9.9.9, 192.0.2.1") == 429
        assert await from_("192.0.2.1, 192.0.2.2") == 400


@on_sqlite
async def test_one_invite_takes_only_so_much_in_an_hour(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form, "BY_INVITE", 2)
    async with at_the_door(database_url, tmp_path) as (bot, guest):
        ward, branch = await bot.ward(), await bot.branch()
        invite = await invite_of(bot, branch.name)
        known = [a_report(n, apart(ward.inside, n), invite=invite) for n in range(3)]
        answers = [(await guest.send(one, jpeg(n)))[0] for n, one in enumerate(known)]
        assert answers == [200, 200, 429]
        assert (await guest.send(known[0], jpeg(0)))[0] == 200
        assert len(await bot.reports()) == 2


@on_sqlite
async def test_the_branchs_invitation_names_the_form_too(site: Bot, guest: Guest) -> None:
    branch = await site.branch("Chi đoàn Hoa Mai")
    await branch.say(site.person("An"), "/moi")
    assert "?start=u_" in branch.last.text
    [path] = [path for path in LINK.findall(branch.last.text) if "chi-doan" in path]
    assert "Tính cho Chi đoàn Hoa Mai." in (await guest.get(path))[1]


async def test_an_upload_under_way_keeps_nobody_from_stopping_the_bot(tmp_path: Path) -> None:
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}", "PORT": "0", "SANDBOX": "1"}
    async with process.started(tmp_path, settings) as bot:
        url = (await bot.says("started"))["url"]
        _, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        writer.write(
            b"POST /bao-cao HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
        )
        await writer.drain()
        await bot.says("channel_open")
        assert await bot.stop() == 0
        writer.close()


async def test_a_report_that_was_stored_outlives_a_kill(tmp_path: Path) -> None:
    settings = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}",
        "PHOTO_STORE": str(tmp_path / "photos"),
        "PORT": "0",
        "SANDBOX": "1",
    }
    codes: set[str] = set()
    what = a_report(1, (16.0769, 108.2184), words="rác")
    for life in range(3):
        bot = await process.start(tmp_path, settings)
        try:
            url = (await bot.says("started"))["url"]
            async with aiohttp.ClientSession() as http:
                guest = Guest(url, http)
                if life == 0:
                    sending = asyncio.create_task(guest.send(what, jpeg(1), jpeg(2)))
                    await bot.says("report_filed")
                    bot.kill()
                    await asyncio.gather(sending, return_exceptions=True)
                else:
                    status, said = await guest.send(what, jpeg(1), jpeg(2))
                    assert status == 200
                    codes.add(said["code"])
                    async with asyncio.timeout(30):
                        while life == 2 and "0 waiting" not in (await guest.get("/healthz"))[1]:
                            pass
        finally:
            bot.kill()
            await bot.ended()
    assert len(codes) == 1
    db = Database(f"sqlite:///{tmp_path / 'bot.db'}")
    async with db.read() as session:
        assert len((await session.exec(select(Report))).all()) == 1
        assert len((await session.exec(select(Photo))).all()) == 2
    await db.close()


async def test_the_form_takes_days_with_nothing_wrong_and_what_people_put_right(
    database_url: str, tmp_path: Path
) -> None:
    async with at_the_door(database_url, tmp_path) as (bot, guest):
        ward = await bot.ward()
        await guest.send(a_report(1, ward.inside, sort="clear"), jpeg(1))
        await guest.send(a_report(2, ward.inside, sort="fixed"), jpeg(2), jpeg(3))
        await guest.send(a_report(3, ward.inside, sort="problem", words="sạch sẽ"), jpeg(4))
        await guest.send(a_report(4, apart(ward.inside, 1), sort="made up"), jpeg(5))
        await bot.wait(seconds=3)
        found = await bot.reports()
        assert [report.sort for report in found] == ["clear", "fixed", "clear", "problem"]
        roles = [photo.role for photo in await photos_of(bot)]
        assert roles == ["before", "before", "after", "before", "before"]
        assert [text for text in ward.texts if found[1].code in text] == [
            text for text in ward.texts if "Phường không cần làm gì thêm" in text
        ]
        _, page = await guest.get(f"/p/{found[1].code}")
        assert "Người gửi đã tự xử lý" in page


async def test_the_form_asks_as_well_whether_it_is_the_same(
    database_url: str, tmp_path: Path
) -> None:
    async with at_the_door(database_url, tmp_path) as (bot, guest):
        ward = await bot.ward()
        _, said = await guest.send(a_report(1, ward.inside, kind="waste"), jpeg(1))
        first = said["code"]
        what = a_report(2, metres_north(ward.inside, 20), kind="waste")
        _, said = await guest.send(what, jpeg(2), jpeg(3))
        [asked] = said["same"]
        assert (said["stored"], asked["code"], asked["kind"]) == (True, first, "🗑 Rác thải")
        assert (await guest.get(asked["photo"]))[0] == 200
        _, again = await guest.get(f"/web/sent/{what['id']}?lang=en")
        assert [one["kind"] for one in json.loads(again)["same"]] == ["🗑 Waste"]
        status, said = await guest.post(f"/web/sent/{what['id']}", {"same": first})
        assert (status, said["code"]) == (200, first)
        [report] = await bot.reports()
        await bot.wait(seconds=3)
        assert "3 ảnh" in ward.card(first).text
        assert {photo.report_id for photo in await photos_of(bot)} == {report.id}


@on_sqlite
async def test_what_the_form_does_not_answer_is_filed_by_itself(
    database_url: str, tmp_path: Path
) -> None:
    async with at_the_door(database_url, tmp_path) as (bot, guest):
        ward = await bot.ward()
        for number in (1, 2, 3):
            await guest.send(a_report(number, ward.inside, kind="waste"), jpeg(number))
        _, said = await guest.post(f"/web/sent/{2:032x}", {"same": ""})
        assert [report.code for report in await bot.reports()][1:] == [said["code"]]
        await bot.wait(minutes=10)
        await bot.tick()
        assert len(await bot.reports()) == 3
        _, said = await guest.get(f"/web/sent/{3:032x}")
        assert (await bot.reports())[2].code in said
        assert (await guest.post(f"/web/sent/{9:032x}", {"same": ""}))[0] == 404
        assert (await guest.post(f"/web/sent/{3:032x}", ["no"]))[0] == 400
        assert len(await bot.reports()) == 3


async def test_a_photo_that_a_report_has_is_refused_with_its_code(site: Bot, guest: Guest) -> None:
    ward = await site.ward()
    _, first = await guest.send(a_report(1, ward.inside), jpeg(1))
    await site.settle()
    again = a_report(2, ward.inside)
    refused = 422, {"error": "known", "code": first["code"]}
    assert await guest.send(again, jpeg(1)) == refused
    assert await guest.send(again, jpeg(1)) == refused
    status, said = await guest.send(a_report(3, ward.inside), jpeg(1), jpeg(2))
    assert status == 200
    assert said["code"] != first["code"]
    assert len(await site.reports()) == 2
