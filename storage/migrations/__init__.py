"""The history of the tables, applied at every start where it is not applied already.

Alembic is imported only where there is something to do: it costs memory and time at every start."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from storage.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent


class UnknownRevisionError(Exception):
    """The tables are of a revision that this version does not know."""


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def known() -> list[str]:
    """The revisions that this version knows the way from, oldest first: they are numbered."""
    files = (FOLDER / "versions").glob("[0-9]*_*.py")
    return sorted(file.name.partition("_")[0] for file in files)


def latest() -> str:
    """The revision that this version of the tables has."""
    return known()[-1]


def is_known(revision: str) -> bool:
    """Whether this version knows the way from a revision of the tables to its own."""
    return revision in known()


def _present(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def go_to(connection: Connection, revision: str) -> None:
    """Bring the tables to a revision, in the transaction of the connection.

    Raises `UnknownRevisionError`."""
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(_config(connection), revision)
    except CommandError as error:
        raise UnknownRevisionError(str(error)) from error


def _go_to_latest(connection: Connection) -> None:
    if _present(connection) != latest():
        go_to(connection, "head")


async def upgrade(db: Database) -> None:
    """Bring the tables to what this version expects. Raises `UnknownRevisionError`."""
    async with db.engine.begin() as connection:
        if not db.is_sqlite:
            # Two processes that start at once would both make the same tables.
            await connection.execute(text("SELECT pg_advisory_xact_lock(7107)"))
        await connection.run_sync(_go_to_latest)


async def check(db: Database) -> None:
    """Raise when the tables differ from what the code says (for tests)."""

    from alembic import command

    def run(connection: Connection) -> None:
        command.check(_config(connection))

    async with db.engine.connect() as connection:
        await connection.run_sync(run)
