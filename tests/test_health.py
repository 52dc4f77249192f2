"""What healthz and the doctor say is true: of a bot at work, and of each thing that breaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from sqlmodel import select

from bot import health
from bot.clock import FixedClock
from bot.doctor import examine
from bot.health import Finding
from bot.process import Process, opened
from bot.web import make_app, serving
from storage import inbox, outbox, people, wards
from storage.inbox import Raw
from storage.tables import Chat, Inbox, Outbox
from storage.ward_files import read_geojson
from tests.harness import ADMIN, Bot, running
from tests.installation import settings_for
from tests.standin import StandIn
from tests.standin_control import free_port
from tests.ward_maps import geojson, ward

NOW = datetime(2025, 11, 18, 2, tzinfo=UTC)


@asynccontextmanager
async def prepared(database_url: str, folder: Path, **settings: Any) -> AsyncIterator[Process]:
    """A process that is ready and does nothing."""
    async with opened(settings_for(database_url, folder, **settings), FixedClock(NOW)) as process:
        await process.prepare()
        yield process


@pytest.fixture
async def process(database_url: str, tmp_path: Path) -> AsyncIterator[Process]:
    async with prepared(database_url, tmp_path) as process:
        yield process


@pytest.fixture
async def plain(tmp_path: Path) -> AsyncIterator[Process]:
    async with prepared(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path) as process:
        yield process


async def finding(process: Process, what: str) -> Finding:
    report = await health.check(process)
    (found,) = [finding for finding in report.findings if finding.what == what]
    return found


async def healthz(process: Process) -> tuple[int, dict[str, Finding]]:
    """The status and the findings that monitoring gets over HTTP."""
    runner = web.AppRunner(make_app(process), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        async with (
            ClientSession() as client,
            client.get(f"http://127.0.0.1:{port}/healthz") as answer,
        ):
            body = await answer.json()
    finally:
        await runner.cleanup()
    assert body["ok"] is (answer.status == 200)
    return answer.status, {found["what"]: Finding(**found) for found in body["findings"]}


# All is well


async def test_a_bot_at_work_is_healthy(bot: Bot) -> None:
    await bot.office()
    status, found = await healthz(bot.process)
    assert status == 200
    assert found["database"].says == ("sqlite" if bot.process.db.is_sqlite else "postgresql")
    assert found["photo store"] == Finding("photo store", True, "reads and writes")
    assert found["telegram"].ok
    assert found["telegram"].says.startswith("last poll ")
    assert found["inbox"] == Finding("inbox", True, "0 waiting")
    assert found["outbox"] == Finding("outbox", True, "0 due")


async def test_healthz_says_it_in_vietnamese_letters(bot: Bot) -> None:
    group = await bot.ward(0)
    async with bot.process.db.write() as session:
        chat = await people.find_chat(session, "telegram", str(group.id))
        assert chat is not None
        chat.title, chat.active = "Tổ trật tự", False
    _, found = await healthz(bot.process)
    assert found["group"].says == "Tổ trật tự: the bot was removed from this ward group"


# What breaks


async def test_no_poll_yet_is_not_healthy(tmp_path: Path) -> None:
    async with StandIn() as tg:
        settings = {"telegram_bot_token": tg.token, "telegram_api_url": tg.url}
        url = f"sqlite:///{tmp_path / 'bot.db'}"
        async with prepared(url, tmp_path, **settings) as process:
            status, found = await healthz(process)
    assert status == 503
    assert found["telegram"] == Finding("telegram", False, "no poll was completed yet")


async def test_a_poll_of_long_ago_is_not_healthy(tmp_path: Path) -> None:
    async with running(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path) as bot:
        assert bot.process.telegram is not None
        bot.process.telegram.poller.last = datetime.now(UTC) - timedelta(minutes=5)
        status, found = await healthz(bot.process)
    assert status == 503
    assert found["telegram"] == Finding("telegram", False, "last poll 5 min ago")


async def test_polls_that_fail_do_not_count_as_completed(tmp_path: Path) -> None:
    async with StandIn() as tg:
        tg.fail("getUpdates", status=502, times=10**6)
        url = f"sqlite:///{tmp_path / 'bot.db'}"
        async with running(url, tmp_path, tg) as bot:
            await tg.wait_for(lambda: any(r.method == "setMyCommands" for r in tg.requests))
            status, found = await healthz(bot.process)
    assert status == 503
    assert found["telegram"].says == "no poll was completed yet"


async def test_a_webhook_counts_once_it_is_set(tmp_path: Path) -> None:
    async with StandIn() as tg:
        settings = {
            "telegram_bot_token": tg.token,
            "telegram_api_url": tg.url,
            "public_url": f"http://127.0.0.1:{free_port()}",
            "webhook": True,
        }
        url = f"sqlite:///{tmp_path / 'bot.db'}"
        async with prepared(url, tmp_path, **settings) as process:
            status, found = await healthz(process)
            assert (status, found["telegram"].ok) == (503, False)
            await process.open_channels()
            status, found = await healthz(process)
            assert (status, found["telegram"]) == (200, Finding("telegram", True, "webhook"))


async def test_a_database_that_lost_its_tables_is_not_healthy(process: Process) -> None:
    def drop(connection: Any) -> None:
        Inbox.metadata.drop_all(connection)

    async with process.db.engine.begin() as connection:
        await connection.run_sync(drop)
    status, found = await healthz(process)
    assert status == 503
    assert not found["database"].ok
    # Nothing else can be said, and nothing else is.
    assert set(found) == {"database"}


async def test_a_database_file_that_is_gone_is_not_healthy(plain: Process) -> None:
    path = plain.db.path
    assert path is not None
    await asyncio.to_thread(path.unlink)
    status, found = await healthz(plain)
    assert status == 503
    assert found["database"].says == f"the file {path} is gone"


async def test_a_photo_store_that_is_broken_is_not_healthy(plain: Process) -> None:
    folder = Path(plain.settings.photo_store)
    await asyncio.to_thread(folder.rmdir)
    await asyncio.to_thread(folder.write_text, "")
    status, found = await healthz(plain)
    assert status == 503
    assert not found["photo store"].ok
    assert found["database"].ok
    assert "\n" not in found["photo store"].says


async def test_one_broken_look_hides_no_other(
    plain: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> Any:
        raise RuntimeError("first line\nsecond line")

    monkeypatch.setattr(inbox, "backlog", broken)
    status, found = await healthz(plain)
    assert status == 503
    assert found["queues"] == Finding("queues", False, "first line")
    assert found["wards"].warning


async def test_what_does_not_answer_keeps_nobody_waiting(
    plain: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent() -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(health, "PATIENCE", 0.01)
    monkeypatch.setattr(plain.photos, "check", silent)
    assert await finding(plain, "photo store") == Finding("photo store", False, "does not answer")


# Backlogs


async def store(process: Process, *received: datetime) -> None:
    async with process.db.write() as session:
        for number, at in enumerate(received):
            await inbox.store(session, "telegram", [Raw(str(number), "x", "{}")], at)


async def test_the_inbox_tells_how_long_the_oldest_waits(process: Process) -> None:
    await store(process, NOW - timedelta(minutes=3), NOW)
    found = await finding(process, "inbox")
    assert found == Finding("inbox", True, "2 waiting, the oldest received 3 min ago")


async def test_an_inbox_that_stands_still_is_not_healthy(process: Process) -> None:
    await store(process, NOW - timedelta(minutes=20))
    status, found = await healthz(process)
    assert status == 503
    assert found["inbox"] == Finding("inbox", False, "1 waiting, the oldest received 20 min ago")


async def test_parked_updates_are_a_warning(process: Process) -> None:
    await store(process, NOW - timedelta(hours=1))
    async with process.db.write() as session:
        row = (await session.exec(select(Inbox))).one()
        await inbox.park(session, row.id or 0, "unreadable", NOW)
    status, found = await healthz(process)
    assert status == 200
    assert found["parked updates"].warning
    assert found["parked updates"].says == "1 could not be read"
    assert found["inbox"].says == "0 waiting"


async def post(process: Process, due: datetime, **fields: Any) -> None:
    async with process.db.write() as session:
        chat = await people.chat_at(session, "telegram", "1", "private")
        id_ = await outbox.put(session, chat.id or 0, {"text": "x"}, now=due)
        row = await session.get_one(Outbox, id_)
        for name, value in fields.items():
            setattr(row, name, value)


async def test_the_outbox_tells_how_long_the_oldest_is_due(process: Process) -> None:
    await post(process, NOW - timedelta(minutes=2))
    await post(process, NOW + timedelta(hours=1))
    found = await finding(process, "outbox")
    assert found == Finding("outbox", True, "1 due, the oldest due 2 min ago")


async def test_an_outbox_that_stands_still_is_not_healthy(process: Process) -> None:
    await post(process, NOW - timedelta(hours=2))
    status, found = await healthz(process)
    assert status == 503
    assert found["outbox"] == Finding("outbox", False, "1 due, the oldest due 2 h ago")


async def test_messages_given_up_lately_are_a_warning(process: Process) -> None:
    await post(process, NOW - timedelta(days=3), dead_at=NOW - timedelta(days=3))
    assert "undelivered messages" not in (await healthz(process))[1]
    await post(process, NOW - timedelta(hours=3), dead_at=NOW - timedelta(hours=3))
    status, found = await healthz(process)
    assert status == 200
    assert found["undelivered messages"].says == "1 given up in the last day"
    async with process.db.read() as session:
        assert len((await session.exec(select(Outbox))).all()) == 2


# Wards and groups


async def test_the_trial_map_is_a_warning(process: Process) -> None:
    found = await finding(process, "wards")
    assert not found.ok
    assert found.warning
    assert "approximate trial map" in found.says


async def import_wards(process: Process, *features: dict[str, Any]) -> None:
    today = NOW.date()
    async with process.db.write() as session:
        await wards.save(session, read_geojson(geojson(*features)), today)
    await process.renew_world()


async def test_real_wards_are_counted(process: Process) -> None:
    await import_wards(process, ward("1", "Một"), ward("2", "Hai", 1))
    assert await finding(process, "wards") == Finding("wards", True, "2 in force")


async def test_wards_that_ended_are_a_warning(process: Process) -> None:
    await import_wards(process, ward("1", "Một", valid_to="2020-01-01"))
    found = await finding(process, "wards")
    assert (found.ok, found.warning) == (False, True)
    assert found.says.startswith("none is in force today")


async def bind(process: Process, address: str, ward_id: int, **fields: Any) -> None:
    async with process.db.write() as session:
        chat = await people.chat_at(session, "telegram", address, "group", f"Nhóm {address}")
        chat.role, chat.ward_id = "ward", ward_id
        for name, value in fields.items():
            setattr(chat, name, value)


async def test_wards_without_a_group_are_named_once_one_has(process: Process) -> None:
    await import_wards(process, ward("1", "Một"), ward("2", "Hai", 1))
    assert "wards without a group" not in (await healthz(process))[1]
    first = next(row.id for row in process.world.wards.in_force if row.code == "1")
    await bind(process, "-1", first or 0)
    status, found = await healthz(process)
    assert status == 200
    assert found["wards without a group"].says == "1 ward has no group: Hai"


ENDED = "groups of ended wards"


async def test_a_group_whose_ward_ended_is_told_as_that(process: Process) -> None:
    await import_wards(process, ward("1", "Một", valid_to="2025-11-17"), ward("2", "Hai", 1))
    one = next(row for row in process.world.wards.rows.values() if row.code == "1")
    await bind(process, "-1", one.id or 0)
    status, found = await healthz(process)
    assert status == 200
    assert "group" not in found
    assert found[ENDED].warning
    assert found[ENDED].says == (
        "no ward took over for Nhóm -1 (Một, until 2025-11-17): "
        "type /ganphuong in the group to give it a ward of today"
    )


async def test_a_successor_that_is_not_in_force_is_told(process: Process) -> None:
    gone = ward("1", "Một", valid_to="2025-11-17", successors=["7", "8"])
    await import_wards(process, gone, ward("2", "Hai", 1))
    one = next(row for row in process.world.wards.rows.values() if row.code == "1")
    await bind(process, "-1", one.id or 0)
    _, found = await healthz(process)
    assert found[ENDED].says == (
        "the successor named for Nhóm -1 (Một, until 2025-11-17) is not in force: "
        "import the wards of today"
    )


async def test_a_group_that_was_left_when_its_ward_ended_is_no_finding(process: Process) -> None:
    await import_wards(process, ward("1", "Một", valid_to="2025-11-17"), ward("2", "Hai", 1))
    one = next(row for row in process.world.wards.rows.values() if row.code == "1")
    await bind(process, "-1", one.id or 0, active=False)
    _, found = await healthz(process)
    assert not {"group", ENDED} & set(found)


async def test_the_groups_of_a_sandbox_are_no_lost_groups(tmp_path: Path) -> None:
    """They stay while it is in use, and are nobody's once it is left."""
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    async with prepared(url, tmp_path, sandbox=True) as process:
        await process.open_channels()
        trial = len(process.world.wards.in_force)
        await import_wards(process, ward("1", "Một"))
        await process.sandbox.set_scene(process.world.wards)
        _, found = await healthz(process)
        assert "group" not in found
        assert found[ENDED].says.count("until 2025-11-17") == 10 < trial
    async with prepared(url, tmp_path) as process:
        _, found = await healthz(process)
    assert not {"group", ENDED} & set(found)


async def test_a_group_without_rights_is_a_warning(tmp_path: Path) -> None:
    async with StandIn(can_read_all_group_messages=False) as tg:
        url = f"sqlite:///{tmp_path / 'bot.db'}"
        async with running(url, tmp_path, tg) as bot:
            room = bot.group("Tổ trật tự")
            tg.member(room.chat, tg.bot, "member")
            await room.say(ADMIN, "/ganvanphong")
            async with bot.process.db.write() as session:
                for chat in await session.exec(select(Chat).where(Chat.role == "office")):
                    chat.is_admin = False
            found = await finding(bot.process, "group")
    assert (found.ok, found.warning) == (False, True)
    assert found.says == "Tổ trật tự: the bot is neither an administrator nor free of privacy mode"


# The doctor


async def test_the_doctor_sees_groups_without_rights_while_nothing_runs(tmp_path: Path) -> None:
    async with StandIn(can_read_all_group_messages=False) as tg:
        url = f"sqlite:///{tmp_path / 'bot.db'}"
        settings = {"telegram_bot_token": tg.token, "telegram_api_url": tg.url}
        async with prepared(url, tmp_path, **settings) as process:
            first = process.world.wards.in_force[0].id
            await bind(process, "-1", first or 0, is_admin=False)
        found = await examine(settings_for(url, tmp_path, **settings))
    assert [f.says for f in found if f.what == "group"] == [
        "Nhóm -1: the bot is neither an administrator nor free of privacy mode"
    ]


async def test_the_doctor_repeats_what_the_process_at_work_says(tmp_path: Path) -> None:
    from bot import lock

    settings = {"port": free_port()}
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    async with prepared(url, tmp_path, **settings) as process:
        await store(process, NOW - timedelta(minutes=20))
        async with lock.working_on(process.db), serving(process):
            found = {f.what: f for f in await examine(process.settings)}
        assert found["process"] == Finding("process", True, "running")
        assert not found["inbox"].ok
        async with lock.working_on(process.db):
            found = {f.what: f for f in await examine(process.settings)}
        assert found["process"].says.startswith("running, but http://127.0.0.1:")
        assert not found["process"].ok
        assert not found["inbox"].ok


async def test_somebody_else_at_the_address_is_not_believed(tmp_path: Path) -> None:
    from bot import lock

    async with StandIn() as tg:
        port = int(tg.url.rpartition(":")[2])
        url = f"sqlite:///{tmp_path / 'bot.db'}"
        async with prepared(url, tmp_path, port=port) as process, lock.working_on(process.db):
            found = {f.what: f for f in await examine(process.settings)}
    assert not found["process"].ok
    assert found["process"].says.endswith("/healthz does not answer")
