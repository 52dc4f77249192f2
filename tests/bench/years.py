"""A city after three years: as many reports as wanted, a photo of each, and what the ledger
says of them. Written in bulk: a million takes a minute."""

import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count as numbers
from random import Random
from typing import Any, Protocol

from sqlalchemy import Index
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, DropIndex
from sqlmodel import SQLModel, col, select

from handlers.likeness import Look
from storage import migrations, near, people, wards
from storage.database import Database
from storage.tables import Person
from storage.trial_map import trial_wards
from tests.bench.codes import Codes

DAYS, UNITS, PEOPLE = 3 * 365, 150, 3000
FIRST_DAY = date(2019, 1, 1)
"""of the rules by which all of them were counted"""
AT_ONCE = 20_000
SPREAD = 0.005
"""degrees by which reports lie about the middle of their ward"""

_REPORT = (
    "id", "code", "state", "person_id", "unit_id", "ward_id", "kind", "urgent", "description",
    "lat", "lon", "cell", "place", "chat_id", "message_id", "hops", "created_at", "filed_at",
    "accept_due", "resolve_due", "accepted_at", "resolved_at", "confirmed_at", "hours", "reason",
)  # fmt: skip
_PHOTO = (
    "report_id", "role", "key", "dhash", "dhash2", "look", "width", "height", "made_with",
    "chat_id", "message_id", "caption", "at",
)  # fmt: skip

# Of each report the lines that one in its state has, in the order of the reports.
_ENTRIES = """
INSERT INTO entry (key, rule, version, count, points, minutes, unit_id, ward_id, person_id,
                   report_id, about, day, reason, at)
SELECT id || ':' || rule || ':0', rule, '{first_day}', 1, points, minutes, unit, ward, person,
       id, date(moment), date(moment), '', moment
FROM (
    SELECT id, 'report' AS rule, 100 AS points, CAST(NULL AS INTEGER) AS minutes, unit_id AS unit,
           CAST(NULL AS BIGINT) AS ward, person_id AS person, created_at AS moment
    FROM report WHERE {some} AND accepted_at IS NOT NULL
    UNION ALL
    SELECT id, state, 0, NULL, unit_id, NULL, person_id, created_at
    FROM report WHERE {some} AND state IN ('refused', 'duplicate')
    UNION ALL
    SELECT id, 'taken', 0, NULL, NULL, ward_id, NULL, accepted_at
    FROM report WHERE {some} AND accepted_at IS NOT NULL
    UNION ALL
    SELECT id, 'done', 0, NULL, NULL, ward_id, NULL, resolved_at
    FROM report WHERE {some} AND resolved_at IS NOT NULL
    UNION ALL
    SELECT id, 'closed', 0, CAST(round(hours * 60) AS INTEGER), NULL, ward_id, NULL, resolved_at
    FROM report WHERE {some} AND resolved_at IS NOT NULL
    UNION ALL
    SELECT id, 'confirmed-silence', 0, NULL, NULL, ward_id, NULL, confirmed_at
    FROM report WHERE {some} AND confirmed_at IS NOT NULL
) AS lines ORDER BY id
"""


class Bulk(Protocol):
    """A database into which much goes at once."""

    async def run(self, statement: str) -> None: ...

    async def fill(self, table: str, names: Sequence[str], rows: Iterable[Any]) -> None: ...


@dataclass
class _Sqlite:
    connection: sqlite3.Connection

    async def run(self, statement: str) -> None:
        self.connection.execute(statement)

    async def fill(self, table: str, names: Sequence[str], rows: Iterable[Any]) -> None:
        into = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        self.connection.executemany(into, rows)


# As SQLAlchemy writes them.
sqlite3.register_adapter(
    datetime, lambda at: at.replace(tzinfo=None).isoformat(" ", "microseconds")
)
sqlite3.register_adapter(date, date.isoformat)


@dataclass
class _Postgres:
    connection: Any

    async def run(self, statement: str) -> None:
        await self.connection.execute(statement)

    async def fill(self, table: str, names: Sequence[str], rows: Iterable[Any]) -> None:
        await self.connection.copy_records_to_table(table, records=rows, columns=names)


@asynccontextmanager
async def _bulk(db: Database) -> AsyncIterator[Bulk]:
    if db.path is not None:
        with closing(sqlite3.connect(db.path, isolation_level=None)) as connection:
            for pragma in ("synchronous = OFF", "cache_size = -400000", "temp_store = MEMORY"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("BEGIN")
            yield _Sqlite(connection)
            connection.execute("COMMIT")
        return
    async with db.engine.connect() as pooled:
        driver: Any = (await pooled.get_raw_connection()).driver_connection
        # No triggers: what a row refers to is known to be there.
        await driver.execute(
            "SET session_replication_role = replica; SET TimeZone = 'UTC';"
            "SET maintenance_work_mem = '512MB'"
        )
        yield _Postgres(driver)
        await pooled.invalidate()


@dataclass(frozen=True)
class Town:
    """Who reports where: ids of members and their branches, wards and the middle of each."""

    members: Sequence[tuple[int, int]]
    wards: Sequence[tuple[int, float, float]]
    units: Sequence[int]
    chat_id: int


async def _found(db: Database, now: datetime) -> Town:
    await migrations.upgrade(db)
    async with db.write() as session:
        new = trial_wards()
        await wards.save(session, new, now.date())
        known = await wards.load(session, now.date())
        middles = {ward.code: ward.geometry.representative_point() for ward in new}
        units = [await people.new_unit(session, f"Chi đoàn {n}", now) for n in range(UNITS)]
        for n in range(PEOPLE):
            session.add(Person(name=f"Người {n}", unit_id=units[n % UNITS].id, created_at=now))
        chat = await people.chat_at(session, "telegram", "-42", "group", "Nhóm cũ")
        await session.flush()
        assert chat.id is not None
        members = [
            (person, unit)
            for person, unit in await session.exec(select(col(Person.id), col(Person.unit_id)))
            if person is not None and unit is not None
        ]
        places = [(n, middles[w.code].y, middles[w.code].x) for n, w in known.rows.items()]
        return Town(members, places, [unit.id or 0 for unit in units], chat.id)


def _reports(town: Town, count: int, now: datetime) -> Iterator[tuple[Any, ...]]:
    """Open are those of the last days and a few old ones."""
    rng, hour = Random(11), timedelta(hours=1)
    for n in range(1, count + 1):
        at = now - timedelta(days=DAYS) * ((count - n + rng.random()) / count)
        person, unit = rng.choice(town.members)
        ward, lat, lon = rng.choice(town.wards)
        lat, lon = rng.gauss(lat, SPREAD), rng.gauss(lon, SPREAD)
        hours = rng.uniform(1, 60)
        closed = at + hours * hour
        steps = (at + hour, closed, closed + timedelta(days=7))
        fate = rng.random()
        if fate < 0.07:
            state, done = "refused" if fate < 0.05 else "duplicate", 0
        else:
            done = sum(step <= now for step in steps[: 1 if fate < 0.075 else None])
            state = ("new", "accepted", "resolved", "confirmed")[done]
        moments = [step if n < done else None for n, step in enumerate(steps)]
        yield (
            n, f"{n:06}", state, person, unit, ward, rng.choice(("waste", "pavement", "lamp")),
            False, "rác trên vỉa hè", lat, lon, near.cell(lat, lon), "", town.chat_id, str(n), 0,
            at, at, at + 24 * hour, at + 96 * hour, *moments,
            hours if done > 1 else None, "",
        )  # fmt: skip


def place(number: int, of: int, count: int) -> int:
    """The report of one of some given photos, which stand from the first to the last."""
    return 1 + number * (count - 1) // of


def key(report_id: int) -> str:
    return f"{report_id:064x}"


def _photos(
    town: Town, count: int, now: datetime, codes: Codes, planted: Sequence[Look]
) -> Iterator[tuple[Any, ...]]:
    """One of each report, those given among them."""
    special = {place(n, len(planted), count): look for n, look in enumerate(planted)}
    thumbnails = codes.thumbnails
    number = numbers(1)
    for start in range(0, count, AT_ONCE):
        for first, second in codes.make(min(AT_ONCE, count - start)).tolist():
            n = next(number)
            look = special.get(n)
            one, other = look.code if look else (first, second)
            kept = look.kept if look else thumbnails[n % len(thumbnails)]
            at = now - timedelta(days=DAYS) * ((count - n) / count)
            yield (n, "before", key(n), one, other, kept, 1280, 960, "", town.chat_id,
                   str(n), "", at)  # fmt: skip


def _days(town: Town, now: datetime) -> Iterator[tuple[Any, ...]]:
    """The lines of branches that met their target."""
    rng = Random(12)
    for gone in range(DAYS, 0, -1):
        at = now - timedelta(days=gone)
        day = at.date()
        for unit in town.units:
            if rng.random() < 0.6:
                yield (f"{unit}:{day}:day:0", "day", FIRST_DAY, 1, 50, unit, day, day, "", at)


async def fill(database_url: str, count: int, codes: Codes, planted: Sequence[Look]) -> None:
    """Store so many reports over three years, in the order in which they came."""
    db = Database(database_url)
    now = datetime.now(UTC)
    town = await _found(db, now)
    dialect: Any = sqlite.dialect() if db.is_sqlite else postgresql.dialect()  # type: ignore[no-untyped-call]
    tables = [SQLModel.metadata.tables[name] for name in ("report", "photo", "entry")]
    indexes: list[Index] = [index for table in tables for index in table.indexes]
    async with _bulk(db) as store:
        # An index is made much faster of all rows at once.
        for index in indexes:
            await store.run(str(DropIndex(index).compile(dialect=dialect)))
        await store.fill("report", _REPORT, _reports(town, count, now))
        await store.fill("photo", _PHOTO, _photos(town, count, now, codes, planted))
        names = ("key", "rule", "version", "count", "points", "unit_id", "about", "day",
                 "reason", "at")  # fmt: skip
        await store.fill("entry", names, _days(town, now))
        for start in range(0, count, AT_ONCE):
            some = f"id > {start} AND id <= {start + AT_ONCE}"
            await store.run(_ENTRIES.format(some=some, first_day=FIRST_DAY))
        for index in indexes:
            await store.run(str(CreateIndex(index).compile(dialect=dialect)))
        if not db.is_sqlite:
            # As its autovacuum does; on SQLite nobody does.
            await store.run("VACUUM ANALYZE")
    await db.close()
