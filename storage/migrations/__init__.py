"""The history of the tables, applied at every start."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.database import Database


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def latest() -> str:
    """The revision that this version of the tables has."""
    return ScriptDirectory(str(Path(__file__).parent)).get_current_head() or ""


def is_known(revision: str) -> bool:
    """Whether this version knows the way from a revision of the tables to its own."""
    scripts = ScriptDirectory(str(Path(__file__).parent))
    return revision in {script.revision for script in scripts.walk_revisions()}


def go_to(connection: Connection, revision: str) -> None:
    """Bring the tables to a revision, in the transaction of the connection."""
    command.upgrade(_config(connection), revision)


async def upgrade(db: Database) -> None:
    """Bring the tables to what this version expects."""
    async with db.engine.begin() as connection:
        if not db.is_sqlite:
            # Two processes that start at once would both make the same tables.
            await connection.execute(text("SELECT pg_advisory_xact_lock(7107)"))
        await connection.run_sync(go_to, "head")


async def check(db: Database) -> None:
    """Raise when the tables differ from what the code says (for tests)."""

    def run(connection: Connection) -> None:
        command.check(_config(connection))

    async with db.engine.connect() as connection:
        await connection.run_sync(run)
