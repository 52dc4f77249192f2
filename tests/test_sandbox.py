"""The sandbox over HTTP: the real process, the whole loop, kills, strangers at the door."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp.test_utils import make_mocked_request
from PIL import Image
from sqlmodel import col, select

from bot import exif
from bot.sandbox import guard, samples, scene
from bot.sandbox.chats import Sent
from bot.sandbox.cheats import CHEATS
from bot.settings import load_settings
from handlers.likeness import same_photo
from handlers.photo import clean
from handlers.rules import load_rules
from storage import migrations, people, wards
from storage.database import Database
from storage.tables import Account, Chat, Grant, Person, Unit
from storage.trial_map import trial_wards
from tests.command import command
from tests.sandbox_page import Said, Visitor, visited
from tests.sandbox_page import settings as page_settings
from tests.ward_maps import ward
from tests.ward_maps import write as wards_file

FILES = Path(scene.__file__).parent
OFFICER, MEMBER, ADMIN, STRANGER = scene.OFFICER, scene.MEMBER, scene.ADMIN, scene.STRANGER


def labels(said: Said) -> list[str]:
    return [button["label"] for row in said["buttons"] for button in row]


async def test_a_newcomer_goes_the_whole_way_round(tmp_path: Path) -> None:
    async with visited(tmp_path) as (page, _):
        chat, place = await page.place_in(3)
        await page.act("member", MEMBER, samples=[["rubbish", False]], text="rác trên vỉa hè")
        await page.bot_says("member", asks_place=True)
        await page.act("member", MEMBER, place=place)
        card = await page.bot_says(chat, "rác trên vỉa hè", photos=True)
        assert card["chat"] == chat
        assert "Minh Anh" not in card["text"]
        answer = await page.bot_says("member", card["title"].split()[0])
        assert "1/2" in answer["text"]

        await page.act(chat, OFFICER, samples=[["rubbish", True]], reply_to=card["id"])
        told = await page.bot_says("member", "báo đã xong", photos=True)
        assert labels(told) == ["😀 Ổn rồi", "😐 Tạm được", "☹️ Chưa xong"]
        pair = Image.open(BytesIO(await page.picture(told["photos"][0])))
        assert pair.height > pair.width
        assert "Đã xong" not in labels(await page.bot_says(chat, "Đã xong lúc"))

        clock = await page.move_clock("remind")
        assert datetime.fromisoformat(clock["now"]).astimezone(UTC).hour == 9
        reminder = (await page.bot_says("unit", "– chưa đạt"))["text"]
        assert reminder.startswith("⏰")
        assert reminder.count("/2") == 1
        await page.move_clock("board")
        await page.bot_says("office", "Đây là dự thảo")
        for group in ("unit", "office", chat):
            board = await page.bot_says(group, "Xếp hạng phường", photos=True)
            assert Image.open(BytesIO(await page.picture(board["photos"][0]))).width >= 720


async def test_a_kill_loses_nothing(tmp_path: Path, database_url: str) -> None:
    async with visited(tmp_path, DATABASE_URL=database_url) as (page, bot):
        chat, place = await page.place_in(1)
        await page.act("member", MEMBER, samples=[["drain", False]], text="cống tràn")
        await page.act("member", MEMBER, place=place)
        # Whatever the bot had done by now, both acts were confirmed to the person.
        bot.kill()
        await bot.ended()
    async with visited(tmp_path, DATABASE_URL=database_url) as (page, bot):
        card = await page.bot_says(chat, "cống tràn", photos=True)
        await page.press(card, OFFICER, "Nhận xử lý")
        bot.kill()
        await bot.ended()
    async with visited(tmp_path, DATABASE_URL=database_url) as (page, _):
        await page.bot_says(chat, "Đang xử lý")
        await page.bot_says("member", "đã nhận xử lý")
        cards = [m for m in page.messages.values() if m["chat"] == chat and m["photos"]]
        assert len(cards) == 1
        assert sum(m["from"] == MEMBER for m in page.messages.values()) == 2


async def test_moved_time_outlives_the_process_and_can_be_left(tmp_path: Path) -> None:
    async with visited(tmp_path) as (page, _):
        before = await page.move_clock("day")
    async with visited(tmp_path) as (page, _):
        await page.until(lambda _: True)
        assert page.state["clock"]["offset"] == pytest.approx(before["offset"])
        assert (await page.move_clock("real"))["offset"] == 0
        assert (await page.ask("/sandbox/clock", {"to": "nowhere"}))[0] == 400


async def test_two_taps_on_the_clock_are_two_steps(tmp_path: Path) -> None:
    async with visited(tmp_path) as (page, _):
        await page.until(lambda _: True)
        await asyncio.gather(page.move_clock("hour"), page.move_clock("hour"))
        await page.until(lambda _: page.state["clock"]["offset"] == pytest.approx(7200, abs=30))


async def test_several_photos_are_one_report(tmp_path: Path) -> None:
    async with visited(tmp_path) as (page, _):
        chat, place = await page.place_in(2)
        trouble = [["rubbish", False], ["branch", False], ["drain", False]]
        said = await page.act("member", MEMBER, samples=trouble, text="ba chỗ")
        assert len(said["ids"]) == 3
        await page.act("member", MEMBER, place=place)
        card = await page.bot_says(chat, "3 ảnh", photos=True, buttons=True)
        more = await page.bot_says(chat, "thêm 2 ảnh")
        assert len(more["photos"]) == 2
        assert more["reply_to"] == card["id"]


async def test_a_photo_sent_as_a_file_says_where_it_was_taken(tmp_path: Path) -> None:
    async with visited(tmp_path) as (page, _):
        await page.act("member", MEMBER, samples=[["branch", False]], as_file=True)
        await page.bot_says("ward:", photos=True, buttons=True)
        chat, place = await page.place_in(4)
        where = exif.Exif(lat=place["lat"], lon=place["lon"])
        taken = exif.put_in(samples.draw("pavement", after=False), where)
        status, _ = await page.upload("member", MEMBER, taken, as_file=True, text="hàng quán")
        assert status == 200
        await page.bot_says(chat, "hàng quán", photos=True)
        # Sent as a picture a photo says nothing of the place, as on any platform.
        taken = exif.put_in(samples.draw("rubbish", after=False), where)
        await page.upload("member", MEMBER, taken)
        await page.bot_says("member", asks_place=True)


async def test_what_is_no_photo_is_answered_by_the_bot(tmp_path: Path) -> None:
    async with visited(tmp_path) as (page, _):
        await page.upload("member", MEMBER, b"not a photo at all")
        await page.bot_says("member", "không phải là ảnh")
        await page.ask("/sandbox/language", {"lang": "en"})
        whole = samples.draw("drain", after=False)
        await page.upload("member", MEMBER, whole[: len(whole) // 2])
        await page.bot_says("member", "damaged")
        assert (await page.upload("member", MEMBER, b"\xff" * (21 << 20)))[0] == 413
        eleven = [["rubbish", False]] * 11
        what = {"chat": "member", "from": MEMBER, "samples": eleven}
        assert await page.ask("/sandbox/act", what) == (400, {"error": "too-many"})


async def test_what_makes_no_sense_is_said_to_be_bad(tmp_path: Path) -> None:
    async with visited(tmp_path) as (page, _):
        own = (await page.act("member", MEMBER, text="xin chào"))["ids"][0]
        who = {"chat": "member", "from": MEMBER}
        press = who | {"press": "ac:1", "message": own}
        assert await page.ask("/sandbox/act", press) == (400, {"error": "gone"})
        far = who | {"place": {"lat": 10**400, "lon": 1}}
        assert await page.ask("/sandbox/act", far) == (400, {"error": "bad"})
        for name in ("", "no-such-cheat"):
            unknown = await page.ask("/sandbox/cheat", {"name": name})
            assert unknown == (400, {"error": "bad"})
        kind = {"Content-Type": "application/json; charset=unheard-of"}
        assert await page.ask("/sandbox/clock", {"to": "x"}, headers=kind) == (
            400,
            {"error": "bad"},
        )
        for head in (b"no header", b"X: " + b"y" * 9000, b"\r\n".join([b"X: y"] * 2000)):
            async with page.http.post(
                f"{page.url}/sandbox/act",
                data=b"--b\r\n" + head + b"\r\n\r\n{}\r\n--b--\r\n",
                headers={"Content-Type": "multipart/form-data; boundary=b"},
            ) as answer:
                assert answer.status == 400, head[:10]


async def test_corrected_words_reach_the_card(tmp_path: Path) -> None:
    async with visited(tmp_path) as (page, _):
        card = await page.report(text="sai chính tả")
        photo = next(m for m in page.messages.values() if m["photos"] and m["from"] == MEMBER)
        await page.act(
            "member", MEMBER, edit=True, message=photo["id"], text="đúng <b>chính</b> tả"
        )
        changed = await page.bot_says(card["chat"], "đúng <b>chính</b> tả")
        assert changed["id"] == card["id"]
        what = {"chat": "member", "from": MEMBER, "edit": True, "message": card["id"], "text": "x"}
        assert await page.ask("/sandbox/act", what) == (400, {"error": "gone"})


async def test_what_was_said_of_a_ward_that_ended_stays_in_sight(tmp_path: Path) -> None:
    async with visited(tmp_path) as (page, _):
        card = await page.report()
        known = wards_file(tmp_path / "today.geojson", ward("1", "Phường Một"))
        done = await command(tmp_path, page_settings(tmp_path), "wards", "import", str(known))
        assert done.code == 0, done
        await page.move_clock("hour")
        await page.until(lambda _: any(chat["address"] == "ward:1" for chat in page.state["chats"]))
        groups = [chat for chat in page.state["chats"] if chat["role"] == "ward"]
        assert [chat["ended"] for chat in groups] == [False] + [True] * (len(groups) - 1)
        await page.press(card, OFFICER, "Nhận xử lý")
        await page.bot_says(card["chat"], "Đang xử lý")


async def test_an_invite_leads_to_the_port_that_the_system_chose(tmp_path: Path) -> None:
    async with visited(tmp_path) as (page, _):
        await page.act("unit", MEMBER, text="/moi")
        invite = await page.bot_says("unit", "?start=u_")
        assert f"{page.url}/?start=u_" in invite["text"]


async def test_a_stranger_asks_and_the_office_approves(tmp_path: Path) -> None:
    async with visited(tmp_path) as (page, _):
        card = await page.report()
        refused = await page.press(card, STRANGER, "Nhận xử lý")
        assert refused["alert"]
        away = await page.bot_says(card["chat"], "Bảo")
        assert not (await page.press(away, STRANGER, "Xin quyền"))["alert"]
        request = await page.bot_says("office", "xin làm cán bộ")
        await page.press(request, ADMIN, "Duyệt")
        await page.bot_says(card["chat"], "là cán bộ")
        assert not (await page.press(card, STRANGER, "Nhận xử lý"))["alert"]
        stale = {"chat": card["chat"], "from": OFFICER, "message": card["id"], "press": "ac:999"}
        assert await page.ask("/sandbox/act", stale) == (400, {"error": "gone"})


async def test_the_language_is_that_of_page_and_bot(tmp_path: Path) -> None:
    async with visited(tmp_path) as (page, _):
        assert (await page.ask("/sandbox/language", {"lang": "en"}))[0] == 200
        card = await page.report()
        assert "Accept" in labels(card)
        titles = {chat["role"]: chat["title"] for chat in page.state["chats"]}
        assert titles["unit"] == "Chi đoàn Thử nghiệm", "a name is no word of the page"
        assert (await page.ask("/sandbox/language", {"lang": "xx"}))[0] == 400


FOREIGN = [
    ({"Host": "evil.example"}, 403),
    ({"Host": "evil.example:8080"}, 403),
    ({"Host": "127.0.0.1.evil.example"}, 403),
    ({"Origin": "https://evil.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"X-Forwarded-For": "203.0.113.9"}, 403),
    ({"Host": "localhost"}, 400),
    ({"Host": "[::1]:8080"}, 400),
    ({"Sec-Fetch-Site": "same-origin"}, 400),
]


async def test_only_the_own_page_may_act(tmp_path: Path) -> None:
    async with visited(tmp_path) as (page, _):
        await page.until(lambda _: True)
        for headers, expected in FOREIGN:
            async with page.http.post(f"{page.url}/sandbox/act", json={}, headers=headers) as no:
                assert no.status == expected, headers
        for path in ("/", "/sandbox/state", "/sandbox/events", "/sandbox/wards.geojson"):
            headers = {"Host": "evil.example"}
            async with page.http.get(f"{page.url}{path}", headers=headers) as no:
                assert no.status == 403, path
        async with page.http.get(f"{page.url}/") as yes:
            policy = yes.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        for path in ("static/pages.py", "static/..%2Fpages.py", f"photo/{'0' * 64}", "photo/x"):
            async with page.http.get(f"{page.url}/sandbox/{path}") as missing:
                assert missing.status == 404, path


@pytest.mark.parametrize(
    ("remote", "allowed"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.168.1.7", False),
        ("::ffff:192.168.1.7", False),
        ("", False),
    ],
)
def test_only_this_machine_may_look(remote: str, allowed: bool) -> None:
    request = make_mocked_request("GET", "/", headers={"Host": "localhost"})
    assert (guard.refusal(request.clone(remote=remote)) is None) is allowed


async def test_bound_to_all_addresses_it_still_serves_this_machine_alone(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket sends nothing; it only finds the way out.
            probe.connect(("203.0.113.1", 9))
        except OSError:
            pytest.skip("this machine has no address but loopback")
        own = probe.getsockname()[0]
    async with visited(tmp_path, HOST="0.0.0.0") as (page, _):
        port = page.url.rpartition(":")[2]
        for headers in ({}, {"Host": "localhost"}):
            async with page.http.get(f"http://{own}:{port}/", headers=headers) as no:
                assert no.status == 403
        async with page.http.get(f"http://127.0.0.1:{port}/") as yes:
            assert yes.status == 200


@pytest.mark.parametrize(("sandbox", "status"), [("", 404), ("1", 200)])
async def test_a_token_turns_it_off_unless_asked_for(
    tmp_path: Path, sandbox: str, status: int
) -> None:
    real = {"TELEGRAM_BOT_TOKEN": "123456:not-a-real-one", "TELEGRAM_API_URL": "http://127.0.0.1:9"}
    async with (
        visited(tmp_path, **real, SANDBOX=sandbox) as (page, _),
        page.http.get(f"{page.url}/") as answer,
    ):
        assert answer.status == status


def test_it_is_on_by_itself_only_without_a_token() -> None:
    assert load_settings(_env_file=None).sandbox_on
    assert not load_settings(_env_file=None, sandbox=False).sandbox_on
    assert not load_settings(_env_file=None, telegram_bot_token="1:a").sandbox_on


async def test_its_people_can_do_nothing_once_it_is_left(database_url: str) -> None:
    db, now = Database(database_url), datetime(2026, 11, 18, tzinfo=UTC)
    try:
        await migrations.upgrade(db)
        async with db.write() as session:
            await wards.save(session, trial_wards(), now.date())
            known = await wards.load(session, now.date())
            for _ in range(2):
                await scene.build(session, known, now)
            assert len(await scene.chats(session)) == 3 + len(known.in_force)
            assert await people.has_admin(session)
        async with db.write() as session:
            await scene.leave(session, now)
            assert not await people.has_admin(session)
            assert not list(await session.exec(select(Grant)))
            assert not list(await session.exec(select(Unit)))
            assert not list(await session.exec(select(Chat).where(col(Chat.active))))
        async with db.write() as session:
            await scene.build(session, known, now)
            unit = (await session.exec(select(Unit))).one()
            group = await people.find_chat(session, "sandbox", scene.UNIT)
            assert group is not None
            assert (group.active, group.unit_id) == (True, unit.id)
            assert len(list(await session.exec(select(Account)))) == len(scene.NAMES)
    finally:
        await db.close()


async def test_names_that_are_stored_have_no_language(database_url: str) -> None:
    db, now = Database(database_url), datetime(2026, 11, 18, tzinfo=UTC)

    async def names() -> list[str]:
        async with db.read() as session:
            tables = (col(Chat.title), col(Person.name), col(Unit.name))
            return [
                name for column in tables for name in await session.exec(select(column)) if name
            ]

    try:
        await migrations.upgrade(db)
        async with db.write() as session:
            await wards.save(session, trial_wards(), now.date())
            known = await wards.load(session, now.date())
            await scene.build(session, known, now)
        before = await names()
        async with db.write() as session:
            await scene.speak(session, "en")
            await scene.build(session, known, now)
            assert {chat.lang for chat in await scene.chats(session)} == {"en"}
        assert sorted(await names()) == sorted(before)
    finally:
        await db.close()


def test_what_a_photo_said_can_be_put_back() -> None:
    plain = samples.draw("rubbish", after=True)
    said = exif.Exif(at="2026-11-18T09:30:00", lat=-16.071234, lon=108.219876)
    photo = clean(exif.put_in(plain, said))
    assert photo.taken_at == datetime(2026, 11, 18, 9, 30)  # noqa: DTZ001 - a camera's own clock
    assert photo.lat == pytest.approx(-16.071234, abs=1e-5)
    assert photo.lon == pytest.approx(108.219876, abs=1e-5)
    assert clean(photo.data).sha256 == photo.sha256


@pytest.mark.parametrize("name", samples.names())
def test_samples_are_the_same_every_time_and_unlike_each_other(name: str) -> None:
    before, after = samples.draw(name, after=False), samples.draw(name, after=True)
    samples.draw.cache_clear()
    assert samples.draw(name, after=False) == before
    assert Image.open(BytesIO(before)).size == (1280, 960)
    ours, theirs = clean(before).look, clean(after).look
    assert not same_photo(ours.kept, ours.code, theirs)


def test_every_word_of_the_page_is_there_in_both_languages() -> None:
    source = (FILES / "texts.js").read_text("utf-8")
    blocks = re.split(r"^  (?:vi|en): \{$", source, flags=re.MULTILINE)[1:]
    vi, en = (set(re.findall(r'^    "([\w-]+)":', block, flags=re.MULTILINE)) for block in blocks)
    assert vi == en
    used: set[str] = set()
    for file in (*FILES.glob("*.js"), FILES / "page.html"):
        text = file.read_text("utf-8")
        used |= set(re.findall(r'say\("([\w-]+)"', text))
        used |= set(re.findall(r'data-(?:say|label)="([\w-]+)"', text))
        used |= {f"error-{key}" for key in re.findall(r'app\.fail\("([\w-]+)"', text)}
    errors = re.findall(r'"error": "([\w-]+)"', (FILES / "pages.py").read_text("utf-8"))
    for name in ("acts.py", "cheats.py", "play.py"):
        errors += re.findall(r'ActError\("([\w-]+)"\)', (FILES / name).read_text("utf-8"))
    assert used | {f"error-{key}" for key in errors} <= vi
    steps = {f"sample-{name}-{when}" for name in samples.names() for when in ("before", "after")}
    assert steps <= vi
    cheats = {f"cheat-{name}-{part}" for name in CHEATS for part in ("name", "what", "look")}
    assert cheats <= vi


async def test_a_sample_is_taken_in_another_street_each_time_it_is_sent(tmp_path: Path) -> None:
    async with visited(tmp_path) as (page, _):
        for time in range(2):
            assert await page.sample("rubbish-before") == samples.draw("rubbish", False, time)
            card = await page.report(time)
            assert await page.sample("rubbish-after") == samples.draw("rubbish", True, 0)
        assert len({m["title"] for m in page.messages.values() if m["photos"]} - {""}) == 2
        await page.act(card["chat"], OFFICER, samples=[["rubbish", True]], reply_to=card["id"])
        assert await page.sample("rubbish-after") == samples.draw("rubbish", True, 1)


def test_afterwards_each_street_is_put_right_in_its_turn() -> None:
    sent: list[Sent] = [("rubbish", False, 0), ("rubbish", False, 1), ("drain", False, 0)]
    for time in (0, 1, 1):
        assert samples.next_time(sent, "rubbish", after=True) == time
        sent.append(("rubbish", True, time))
    assert samples.next_time(sent, "rubbish", after=False) == 2
    assert samples.next_time([], "branch", after=True) == 0


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_words_of_every_sample_name_its_kind(lang: str) -> None:
    source = (FILES / "texts.js").read_text("utf-8")
    block = re.split(r"^  (?:vi|en): \{$", source, flags=re.MULTILINE)[1:][lang == "en"]
    said = dict(re.findall(r'^    "caption-([\w-]+)": "(.*)",$', block, flags=re.MULTILINE))
    rules = load_rules()
    kinds = {"rubbish": "waste", "pavement": "pavement", "branch": "trees", "drain": "water"}
    assert {name: rules.kinds_in(words)[0] for name, words in said.items()} == kinds
    assert list(said) == samples.names()


def test_the_page_asks_nobody_else_for_anything() -> None:
    for file in FILES.iterdir():
        if file.suffix in (".html", ".js", ".css"):
            text = file.read_text("utf-8")
            assert not re.search(r"(src|href|url\(|fetch\()[=\"'( ]*(https?:)?//", text), file.name
            assert "innerHTML" not in text, file.name


async def test_the_state_names_every_group_once(tmp_path: Path) -> None:
    async with visited(tmp_path) as (page, _):
        await page.until(lambda _: True)
        await _has_all_groups(page)
    async with visited(tmp_path) as (page, _):
        await page.until(lambda _: True)
        await _has_all_groups(page)


async def _has_all_groups(page: Visitor) -> None:
    async with page.http.get(f"{page.url}/sandbox/wards.geojson") as answer:
        outlines = json.loads(await answer.text())["features"]
    codes = [f"ward:{ward['properties']['code']}" for ward in outlines]
    addresses = [chat["address"] for chat in page.state["chats"]]
    assert sorted(addresses) == sorted(["member", "unit", "office", *codes])
    assert page.state["approximate"] is True
