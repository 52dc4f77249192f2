"""Fixtures for all tests: an empty database, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import NoPostgresError, PostgresServer, start_postgres


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


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    server: PostgresServer = request.getfixturevalue("pg_server")
    return server.new_database()
