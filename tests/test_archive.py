"""Backups: everything, consistent, on either database, and nothing touched by a bad file."""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from bot import lock, stores
from bot.archive import ArchiveError, back_up, bring_back
from bot.archive_file import Archive
from bot.errors import FileError
from bot.export import write
from bot.lock import AlreadyRunning
from bot.settings import Settings
from storage import dump, migrations, people
from storage.photos import PhotoStore
from storage.tables import Inbox, Outbox, Report, Setting
from tests.installation import add_many, contents, fill, key_of, settings_for
from tests.postgres import PostgresServer


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_for(database_url, tmp_path / "one")


@pytest.fixture
def other(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """An empty installation on the other kind of database."""
    if database_url.startswith("sqlite"):
        server: PostgresServer = request.getfixturevalue("pg_server")
        url = server.new_database()
    else:
        url = f"sqlite:///{tmp_path / 'other' / 'bot.db'}"
    return settings_for(url, tmp_path / "other")


@pytest.fixture
def sqlite(tmp_path: Path) -> Settings:
    return settings_for(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path)


@pytest.fixture
async def backup(sqlite: Settings, tmp_path: Path) -> Path:
    """A backup of a small installation."""
    await fill(sqlite)
    await back_up(sqlite, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


@pytest.fixture
def target(tmp_path: Path) -> Settings:
    return settings_for(f"sqlite:///{tmp_path / 'target' / 'bot.db'}", tmp_path / "target")


async def exported(settings: Settings, folder: Path) -> bytes:
    await write(settings, "csv", folder / "out.csv")
    return await asyncio.to_thread((folder / "out.csv").read_bytes)


async def photos(settings: Settings) -> set[str]:
    return {key async for key in PhotoStore.open(settings.photo_store).list()}


async def test_a_backup_moves_to_the_other_database(
    settings: Settings, other: Settings, tmp_path: Path
) -> None:
    await fill(settings)
    file = tmp_path / "backup.zip"
    said = await back_up(settings, file)
    assert said.startswith(f"4 reports and 2 photos written to {file}")
    assert "warning" not in said
    said = await bring_back(other, file, force=False)
    assert said.splitlines()[0].startswith("4 reports and 2 photos brought back as of ")
    assert said.splitlines()[1].startswith("1 message that waited then will be sent")
    assert await contents(other) == await contents(settings)
    assert await photos(other) == {key_of(b"before"), key_of(b"after")}
    assert await PhotoStore.open(other.photo_store).get(key_of(b"after")) == b"after"
    assert await exported(other, tmp_path) == await exported(settings, tmp_path)


async def test_and_back_again(settings: Settings, other: Settings, tmp_path: Path) -> None:
    await fill(settings)
    before = await contents(settings)
    await back_up(settings, tmp_path / "1.zip")
    await bring_back(other, tmp_path / "1.zip", force=False)
    await back_up(other, tmp_path / "2.zip")
    await bring_back(settings, tmp_path / "2.zip", force=True)
    assert await contents(settings) == before


async def test_new_rows_are_numbered_after_those_brought_back(
    settings: Settings, other: Settings, tmp_path: Path
) -> None:
    await fill(settings)
    await back_up(settings, tmp_path / "backup.zip")
    await bring_back(other, tmp_path / "backup.zip", force=False)
    for one in (settings, other):
        async with stores.database(one) as db, db.write() as session:
            highest = (
                await session.exec(select(Report.id).order_by(col(Report.id).desc()))
            ).first()
            person = await people.person_of(session, "telegram", "9", "Mới", _now())
            assert (person.id, highest) == (2, 4)
            unit = await people.new_unit(session, "Chi đoàn Hai", _now())
            assert unit.id == 2


def _now() -> Any:
    from tests.installation import MORNING

    return MORNING


async def test_what_is_brought_back_has_the_tables_of_this_version(
    settings: Settings, other: Settings, tmp_path: Path
) -> None:
    await fill(settings)
    await back_up(settings, tmp_path / "backup.zip")
    await bring_back(other, tmp_path / "backup.zip", force=False)
    async with stores.database(other) as db:
        await migrations.check(db)


async def test_words_that_postgresql_cannot_hold_lose_only_that_sign(
    pg_server: PostgresServer, sqlite: Settings, tmp_path: Path
) -> None:
    await fill(sqlite)
    async with stores.database(sqlite) as db, db.write() as session:
        report = (await session.exec(select(Report).order_by(col(Report.id)))).first()
        assert report is not None
        report.description = "a\x00b"
    await back_up(sqlite, tmp_path / "backup.zip")
    there = settings_for(pg_server.new_database(), tmp_path / "pg")
    await bring_back(there, tmp_path / "backup.zip", force=False)
    assert (await contents(there))["report"][0]["description"] == "ab"


async def test_many_rows_go_in_chunks(settings: Settings, tmp_path: Path) -> None:
    await fill(settings)
    await add_many(settings, 2100)
    await back_up(settings, tmp_path / "backup.zip")
    assert "2104 reports" in await bring_back(settings, tmp_path / "backup.zip", force=True)
    assert len((await contents(settings))["report"]) == 2104


async def test_a_backup_shows_one_moment_while_the_bot_writes(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(settings)
    before = await contents(settings)
    real = dump.rows

    async def interrupted(session: Any, table: Any) -> Any:
        async for row in real(session, table):
            yield row
        if table.name == "inbox":
            # What comes now refers to rows of tables that are not written down yet.
            async with stores.database(settings) as db, db.write() as other_session:
                other_session.add(
                    Inbox(source="x", event_id="1", lane="x", received_at=_now(), body="{}")
                )
                await people.new_unit(other_session, "Chi đoàn Ba", _now())
                await people.remember(other_session, "late", "1")

    monkeypatch.setattr("storage.dump.rows", interrupted)
    await back_up(settings, tmp_path / "backup.zip")
    monkeypatch.undo()
    assert len((await contents(settings))["unit"]) == 2
    await bring_back(settings, tmp_path / "backup.zip", force=True)
    assert await contents(settings) == before


async def test_a_backup_goes_on_beside_the_working_process(
    settings: Settings, tmp_path: Path
) -> None:
    await fill(settings)
    async with stores.database(settings) as db, lock.working_on(db):
        assert "4 reports" in await back_up(settings, tmp_path / "backup.zip")


async def test_nothing_is_restored_under_a_working_process(
    settings: Settings, tmp_path: Path
) -> None:
    await fill(settings)
    await back_up(settings, tmp_path / "backup.zip")
    before = await contents(settings)
    async with stores.database(settings) as db, lock.working_on(db):
        with pytest.raises(AlreadyRunning):
            await bring_back(settings, tmp_path / "backup.zip", force=True)
    assert await contents(settings) == before


async def test_reports_are_replaced_only_by_force(settings: Settings, tmp_path: Path) -> None:
    await fill(settings)
    before = await contents(settings)
    await back_up(settings, tmp_path / "backup.zip")
    await add_many(settings, 3)
    with pytest.raises(ArchiveError, match=r"holds 7 reports; --force replaces them"):
        await bring_back(settings, tmp_path / "backup.zip", force=False)
    assert len((await contents(settings))["report"]) == 7
    await bring_back(settings, tmp_path / "backup.zip", force=True)
    assert await contents(settings) == before


async def test_a_failure_halfway_changes_nothing(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(settings)
    await back_up(settings, tmp_path / "backup.zip")
    await add_many(settings, 3)
    before = await contents(settings)
    real = Archive.rows

    def broken(self: Archive, name: str) -> Any:
        yield from real(self, name)
        if name == "report":
            yield {"id": "not a number"}

    monkeypatch.setattr(Archive, "rows", broken)
    with pytest.raises(ArchiveError, match="the database is unchanged"):
        await bring_back(settings, tmp_path / "backup.zip", force=True)
    assert await contents(settings) == before


# What is wrong with a file


def changed(file: Path, edit: Callable[[dict[str, bytes]], None]) -> None:
    """The same file with other entries in it."""
    with zipfile.ZipFile(file) as old:
        entries = {name: old.read(name) for name in old.namelist()}
    edit(entries)
    with zipfile.ZipFile(file, "w") as new:
        for name, data in entries.items():
            new.writestr(name, data)


def manifest(change: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, bytes]], None]:
    def edit(entries: dict[str, bytes]) -> None:
        found = json.loads(entries["manifest.json"])
        change(found)
        entries["manifest.json"] = json.dumps(found).encode()

    return edit


def put(name: str, data: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda entries: entries.update({name: data})


PHOTO = f"photos/{key_of(b'before')}.jpg"
BAD: dict[str, tuple[Callable[[dict[str, bytes]], None], str]] = {
    "a row changed": (
        lambda e: e.update({"tables/report.jsonl": e["tables/report.jsonl"].replace(b"L", b"M")}),
        "the table report is not what was written",
    ),
    "a row less": (
        lambda e: e.update({"tables/report.jsonl": b""}),
        "the table report is not what was written",
    ),
    "a table less": (lambda e: e.pop("tables/chat.jsonl"), "lacks a table"),  # type: ignore[dict-item]
    "a photo changed": (put(PHOTO, b"another"), "is not what was written"),
    "a photo less": (lambda e: e.pop(PHOTO), "does not hold the photos"),  # type: ignore[dict-item]
    "a photo more": (put(f"photos/{key_of(b'x')}.jpg", b"x"), "does not hold the photos"),
    "a way out": (put("../../etc/passwd", b"x"), r"holds '\.\./\.\./etc/passwd'"),
    "a way out among photos": (put("photos/../../x.jpg", b"x"), "which no backup does"),
    "an absolute name": (put("/etc/passwd", b"x"), "which no backup does"),
    "a table too many": (put("tables/more.jsonl", b""), "which no backup does"),
    "no manifest": (lambda e: e.pop("manifest.json"), "no manifest"),  # type: ignore[dict-item]
    "a broken manifest": (put("manifest.json", b"{"), "its manifest cannot be read"),
    "a list for a manifest": (put("manifest.json", b"[1]"), "its manifest cannot be read"),
    "a poor manifest": (put("manifest.json", b'{"format": 1}'), "its manifest cannot be read"),
    "a moment at the end of time": (
        manifest(lambda m: m.update(made_at="9999-12-31T23:59:59Z")),
        "its manifest cannot be read",
    ),
    "a newer format": (manifest(lambda m: m.update(format=99)), "newer version of the bot"),
    "newer tables": (manifest(lambda m: m.update(revision="9999")), "newer version of the bot"),
    "an unknown kind": (
        manifest(lambda m: m["tables"][0]["columns"].update(more="picture")),
        "unknown kind",
    ),
    "a table by two names": (
        manifest(lambda m: m["tables"].append(m["tables"][0])),
        "lacks a table",
    ),
}


@pytest.mark.parametrize("what", BAD)
async def test_a_bad_file_is_refused_and_nothing_is_touched(
    backup: Path, target: Settings, what: str
) -> None:
    edit, says = BAD[what]
    await asyncio.to_thread(changed, backup, edit)
    with pytest.raises(ArchiveError, match=says) as caught:
        await bring_back(target, backup, force=True)
    assert "\n" not in str(caught.value)
    assert not await asyncio.to_thread(Path(target.photo_store).parent.exists)


@pytest.mark.parametrize("part", [0, 1, 100, 0.3, 0.9, 0.999])
async def test_a_file_that_was_cut_off_is_refused(
    backup: Path, target: Settings, part: float
) -> None:
    data = await asyncio.to_thread(backup.read_bytes)
    length = int(part * len(data)) if isinstance(part, float) else part
    await asyncio.to_thread(backup.write_bytes, data[:length])
    with pytest.raises(ArchiveError, match="is no backup, or it was cut off"):
        await bring_back(target, backup, force=True)


async def test_flipped_bits_are_found(backup: Path, target: Settings) -> None:
    data = await asyncio.to_thread(backup.read_bytes)
    for at in range(0, len(data), 997):
        spoilt = bytearray(data)
        spoilt[at] ^= 0xFF
        await asyncio.to_thread(backup.write_bytes, bytes(spoilt))
        try:
            with Archive(backup) as archive:
                archive.verify()
                assert archive.manifest.photos == 2
        except ArchiveError:
            continue
        # What is not covered by a checksum is of no consequence: times and attributes of entries.


async def test_something_else_is_no_backup(tmp_path: Path, target: Settings) -> None:
    other = tmp_path / "holiday.zip"
    with zipfile.ZipFile(other, "w") as file:
        file.writestr("beach.jpg", b"")
    with pytest.raises(ArchiveError, match="is no backup: it has no manifest"):
        await bring_back(target, other, force=False)


async def test_a_file_that_is_not_there_is_named(tmp_path: Path, target: Settings) -> None:
    with pytest.raises(ArchiveError, match=r"backup\.zip: No such file"):
        await bring_back(target, tmp_path / "backup.zip", force=False)
    with pytest.raises(ArchiveError, match="Is a directory"):
        await bring_back(target, tmp_path, force=False)


UNIT = {"name": "Đoàn", "invite": "x", "target": 1, "remind_at": None}
UNIT_AT = "2026-11-22T00:00:00+00:00"


@pytest.mark.parametrize(
    "row",
    [{"id": 1}, UNIT | {"id": 10**30, "created_at": UNIT_AT}, UNIT | {"id": 1, "created_at": 5}],
)
async def test_an_altered_row_that_does_not_fit_is_refused(
    backup: Path, target: Settings, row: dict[str, Any]
) -> None:
    def edit(entries: dict[str, bytes]) -> None:
        from hashlib import sha256

        data = json.dumps(row).encode() + b"\n"
        entries["tables/unit.jsonl"] = data
        found = json.loads(entries["manifest.json"])
        (table,) = (t for t in found["tables"] if t["name"] == "unit")
        table["sha256"], table["rows"] = sha256(data).hexdigest(), 1
        entries["manifest.json"] = json.dumps(found).encode()

    await asyncio.to_thread(changed, backup, edit)
    with pytest.raises(ArchiveError, match="the database is unchanged"):
        await bring_back(target, backup, force=True)
    assert not any((await contents(target)).values())


# Writing


async def test_a_backup_is_for_its_owner_only(backup: Path) -> None:
    assert (await asyncio.to_thread(backup.stat)).st_mode & 0o077 == 0


async def test_a_failed_backup_leaves_nothing(
    sqlite: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(sqlite)

    async def broken(*_: Any) -> Any:
        yield {}
        raise RuntimeError("the database went away")

    monkeypatch.setattr("storage.dump.rows", broken)
    folder = tmp_path / "backups"
    await asyncio.to_thread(folder.mkdir)
    with pytest.raises(RuntimeError):
        await back_up(sqlite, folder / "backup.zip")
    assert not await asyncio.to_thread(lambda: list(folder.iterdir()))


async def test_a_folder_that_is_not_there_is_named(sqlite: Settings, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="nowhere does not exist"):
        await back_up(sqlite, tmp_path / "nowhere" / "backup.zip")


async def test_photos_that_are_gone_or_spoilt_are_told(sqlite: Settings, tmp_path: Path) -> None:
    await fill(sqlite)
    store = PhotoStore.open(sqlite.photo_store)
    await store.delete(key_of(b"before"))
    key = key_of(b"after")
    spoilt = Path(sqlite.photo_store) / key[:2] / key[2:4] / f"{key}.jpg"
    await asyncio.to_thread(spoilt.write_bytes, b"something else")
    said = await back_up(sqlite, tmp_path / "backup.zip")
    assert "warning: 1 photo is damaged in the photo store and left out" in said
    assert "warning: 2 photos that reports name are not in the photo store" in said
    with Archive(tmp_path / "backup.zip") as archive:
        archive.verify()


async def test_messages_that_waited_are_counted(backup: Path, target: Settings) -> None:
    said = await bring_back(target, backup, force=False)
    assert "1 message that waited then will be sent when the bot starts" in said
    async with stores.database(target) as db, db.write() as session:
        for post in await session.exec(select(Outbox)):
            post.dead_at = _now()
    await back_up(target, backup)
    assert "waited" not in await bring_back(target, backup, force=True)


async def test_wards_of_a_fresh_installation_are_no_reason_to_refuse(
    backup: Path, target: Settings
) -> None:
    async with stores.database(target) as db, db.write() as session:
        session.add(Setting(key="wards_version", value="7"))
    await bring_back(target, backup, force=False)
    (version,) = [
        row["value"] for row in (await contents(target))["setting"] if row["key"] == "wards_version"
    ]
    assert version == "1"
