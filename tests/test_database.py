"""The database: tables as the code says, times, big numbers, and no update that gets lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import boards, delivery, ledger, migrations, people, reports
from storage.database import Database, insert_new, normal_url
from storage.tables import Account, Chat, Occasion, Person, Setting
from tests.harness import on_sqlite

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 18)


async def test_the_migrations_make_the_tables_that_the_code_knows(db: Database) -> None:
    await migrations.check(db)


async def test_migrating_again_changes_nothing(db: Database) -> None:
    async with db.write() as session:
        await people.remember(session, "kept", "yes")
    await migrations.upgrade(db)
    await migrations.check(db)
    async with db.read() as session:
        assert await people.setting(session, "kept") == "yes"


async def test_two_processes_may_migrate_at_once(empty_url: str) -> None:
    both = [Database(empty_url) for _ in range(2)]
    await asyncio.gather(*(migrations.upgrade(db) for db in both))
    await migrations.check(both[0])
    for db in both:
        await db.close()


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 18, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=7))),
        datetime(2026, 11, 18, 2, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=timezone(timedelta(hours=-5))),
    ],
)
async def test_a_moment_comes_back_in_utc(db: Database, moment: datetime) -> None:
    async with db.write() as session:
        session.add(Person(name="x", created_at=moment))
    async with db.read() as session:
        found = (await session.exec(select(Person.created_at))).one()
    assert found == moment
    assert found.tzinfo is UTC


async def test_moments_are_compared_as_moments(db: Database) -> None:
    async with db.write() as session:
        session.add(Person(name="early", created_at=NOW))
        session.add(Person(name="late", created_at=NOW + timedelta(microseconds=1)))
    local = NOW.astimezone(timezone(timedelta(hours=7)))
    async with db.read() as session:
        found = await session.exec(select(Person.name).where(Person.created_at > local))
        assert found.all() == ["late"]


async def test_a_moment_without_a_zone_is_refused(db: Database) -> None:
    with pytest.raises((StatementError, ValueError), match="zone"):
        async with db.write() as session:
            session.add(Person(name="x", created_at=datetime(2026, 11, 18)))  # noqa: DTZ001


async def test_a_thousand_increments_at_once_lose_nothing(db: Database) -> None:
    async with db.write() as session:
        session.add(Setting(key="count", value="0"))

    async def increment() -> None:
        async with db.write() as session:
            query = select(Setting).where(Setting.key == "count").with_for_update()
            row = (await session.exec(query)).one()
            row.value = str(int(row.value) + 1)

    await asyncio.gather(*(increment() for _ in range(1000)))
    async with db.read() as session:
        assert await people.setting(session, "count") == "1000"


async def test_readers_go_on_while_somebody_writes(db: Database) -> None:
    async with db.write() as writing:
        writing.add(Setting(key="half", value="written"))
        await writing.flush()
        async with db.read() as session:
            assert await people.setting(session, "half") is None
    async with db.read() as session:
        assert await people.setting(session, "half") == "written"


async def test_a_reader_cannot_write(db: Database) -> None:
    async def write() -> None:
        async with db.read() as session:
            session.add(Setting(key="read", value="written"))
            await session.flush()

    with pytest.raises(DBAPIError):
        await write()
    async with db.read() as session:
        assert await people.setting(session, "read") is None


async def test_a_transaction_is_all_or_nothing(db: Database) -> None:
    async def two_of_one() -> None:
        async with db.write() as session:
            session.add(Setting(key="one", value=""))
            await session.flush()
            await session.exec(text("INSERT INTO setting (key, value) VALUES ('one', '')"))  # type: ignore[call-overload]

    with pytest.raises(IntegrityError):
        await two_of_one()
    async with db.read() as session:
        assert (await session.exec(select(Setting))).all() == []


async def test_what_points_to_nothing_is_refused(db: Database) -> None:
    with pytest.raises(IntegrityError):
        async with db.write() as session:
            session.add(Account(person_id=999, channel="telegram", address="1"))


async def test_only_what_is_new_is_inserted(db: Database) -> None:
    def occasion(subject: str) -> dict[str, object]:
        return {"kind": "board", "period": "2026-W47", "subject": subject, "at": NOW}

    async with db.write() as session:
        first = await insert_new(session, Occasion, [occasion("a"), occasion("b")])
        assert len(first) == 2
        second = await insert_new(session, Occasion, [occasion(s) for s in "abcbd"])
        assert len(second) == 2
        assert min(second) > max(first)
        assert await insert_new(session, Occasion, []) == []
        found = await session.exec(select(Occasion.subject).order_by("id"))
        assert found.all() == ["a", "b", "c", "d"]


async def test_ids_are_given_in_the_order_of_the_rows(db: Database) -> None:
    rows = [{"kind": "k", "period": "p", "subject": str(n), "at": NOW} for n in range(500)]
    async with db.write() as session:
        ids = await insert_new(session, Occasion, rows)
        found = await session.exec(select(Occasion).order_by("id"))
        assert [(row.id, row.subject) for row in found] == [
            (id_, str(n)) for n, id_ in enumerate(ids)
        ]


async def test_large_chat_ids_are_kept(db: Database) -> None:
    async with db.write() as session:
        for address in ("-1009999999999999", str(2**53), "6ede2f1c"):
            await people.chat_at(session, "telegram", address, "group")
        session.add(Chat(id=2**40, channel="telegram", address="x", kind="group"))
    async with db.read() as session:
        assert (await session.get_one(Chat, 2**40)).address == "x"
        found = await people.find_chat(session, "telegram", "-1009999999999999")
        assert found is not None


async def test_a_database_that_does_not_answer_says_so() -> None:
    db = Database("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises((OSError, DBAPIError)):
        await db.check()
    await db.close()


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("sqlite:///data/bot.db", "sqlite+direct:///data/bot.db"),
        ("sqlite+aiosqlite:///data/bot.db", "sqlite+direct:///data/bot.db"),
        ("postgres://u@h/d", "postgresql+asyncpg://u@h/d"),
        ("postgresql://u@h/d", "postgresql+asyncpg://u@h/d"),
        ("postgresql+asyncpg://u@h/d", "postgresql+asyncpg://u@h/d"),
    ],
)
def test_plain_addresses_are_understood(given: str, wanted: str) -> None:
    assert normal_url(given) == wanted


def test_memory_is_no_place_for_reports() -> None:
    with pytest.raises(ValueError, match="a file"):
        Database("sqlite:///:memory:")


@on_sqlite
@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (boards.backlogs, "ix_report_open"),
        (lambda session: reports.open_in(session, [1]), "ix_report_open"),
        (lambda session: reports.silent_since(session, NOW, 7), "ix_report_resolved"),
        (lambda session: delivery.next_due(session, NOW), "ix_outbox_pending"),
        (lambda session: ledger.sums(session, "unit", DAY, DAY), "COVERING INDEX ix_entry_unit"),
        (lambda session: ledger.sums(session, "ward", DAY, DAY), "COVERING INDEX ix_entry_ward"),
        (
            lambda session: ledger.sums_about(session, "ward", DAY, DAY),
            "COVERING INDEX ix_entry_ward",
        ),
        (lambda session: boards.minutes(session, DAY, DAY), "COVERING INDEX ix_entry_ward"),
    ],
)
async def test_what_is_asked_all_day_is_read_off_an_index_of_what_is_open(
    db: Database, asked: Callable[[AsyncSession], Awaitable[object]], index: str
) -> None:
    """PostgreSQL is not asked: it weighs by the number of rows, and here there are none."""
    async with db.write() as session:
        # What the planner believes of an installation that was measured when it was new.
        await session.exec(text("ANALYZE"))  # type: ignore[call-overload]
        for table, rows in (("chat", "1"), ("outbox", "100000"), ("report", "100000")):
            known = f"INSERT INTO sqlite_stat1 VALUES ('{table}', NULL, '{rows}')"
            await session.exec(text(known))  # type: ignore[call-overload]
    async with db.read() as session:
        said = []

        @event.listens_for(session.get_bind(), "before_cursor_execute")
        def note(_: object, __: object, statement: str, params: Any, *___: object) -> None:
            said.append((statement, params))

        await asked(session)
        (statement, params), *_ = said
        explain = f"EXPLAIN QUERY PLAN {statement}"
        plan = await session.run_sync(
            lambda sync: sync.connection().exec_driver_sql(explain, params).all()
        )
        assert index in str(plan)
