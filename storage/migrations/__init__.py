"""The history of the tables, applied at every start."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from storage.database import Database


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


async def upgrade(db: Database) -> None:
    """Bring the tables to what this version expects."""

    def run(connection: Connection) -> None:
        command.upgrade(_config(connection), "head")

    async with db.engine.begin() as connection:
        await connection.run_sync(run)


async def check(db: Database) -> None:
    """Raise when the tables differ from what the code says (for tests)."""

    def run(connection: Connection) -> None:
        command.check(_config(connection))

    async with db.engine.connect() as connection:
        await connection.run_sync(run)
