"""Fixtures for all tests: an empty database, on SQLite and on PostgreSQL, and a bot at work."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage import migrations
from storage.database import Database
from tests.ground import Ground
from tests.harness import Bot, running
from tests.pages import REACHED, Guest, door
from tests.postgres import NoPostgresError, PostgresServer, apart, start_postgres
from tests.town import Town


@pytest.fixture(scope="session")
def pg_server() -> Iterator[PostgresServer]:
    try:
        running = start_postgres()
        server = running.__enter__()
    except NoPostgresError as reason:
        pytest.skip(f"no PostgreSQL here: {reason}")
    try:
        yield server
    finally:
        running.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def no_coverage_of_the_killed(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A killed process saves no figures, but counting them takes half of its starts."""
    if request.node.get_closest_marker("slow"):
        monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it, on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bot.db'}"
    server: PostgresServer = request.getfixturevalue("pg_server")
    return server.new_database()


@pytest.fixture(scope="session")
def tables_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file to copy: to copy tables takes a tenth of making them."""
    file = tmp_path_factory.mktemp("tables") / "bot.db"
    _make_tables(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def tables_on_postgres(pg_server: PostgresServer) -> str:
    url = pg_server.new_database()
    _make_tables(url)
    return url


def _make_tables(url: str) -> None:
    async def make() -> None:
        database = Database(url)
        await migrations.upgrade(database)
        await database.close()

    apart(make)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with its tables, on each kind."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("tables_on_sqlite"), tmp_path / "bot.db")
        return f"sqlite:///{tmp_path / 'bot.db'}"
    server: PostgresServer = request.getfixturevalue("pg_server")
    return server.new_database(request.getfixturevalue("tables_on_postgres"))


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """A database with its tables, on each kind."""
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def bot(database_url: str, tmp_path: Path) -> AsyncIterator[Bot]:
    """The bot at work in this test's loop, on each database."""
    async with running(database_url, tmp_path) as started:
        yield started


@pytest.fixture
async def site(database_url: str, tmp_path: Path) -> AsyncIterator[Bot]:
    """The same with an address at which its pages are reached."""
    async with running(database_url, tmp_path, **REACHED) as started:
        yield started


@pytest.fixture
async def guest(site: Bot) -> AsyncIterator[Guest]:
    """Somebody at its pages."""
    async with door(site) as visitor:
        yield visitor


@pytest.fixture
async def town(db: Database) -> Town:
    """Branches, members and wards without chats around them, on each database."""
    return await Town.build(db)


@pytest.fixture(scope="session")
def ground(tables_on_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """A town for many examples."""
    folder = tmp_path_factory.mktemp("ground")
    shutil.copy(tables_on_sqlite, folder / "bot.db")
    made = Ground(f"sqlite:///{folder / 'bot.db'}", folder)
    yield made
    made.close()
