"""The database and the photo store that the settings name: opened, or an error naming the setting.

No rule about what is in them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StartError
from bot.settings import Settings
from storage import migrations
from storage.database import Database
from storage.photos import PhotoStore, PhotoStoreError


def open_database(settings: Settings) -> Database:
    try:
        return Database(settings.database_url)
    except (OSError, ValueError, ImportError, SQLAlchemyError) as error:
        raise StartError(f"DATABASE_URL: {error}") from error


def open_photos(settings: Settings) -> PhotoStore:
    try:
        return PhotoStore.open(settings.photo_store)
    except PhotoStoreError as error:
        raise StartError(f"PHOTO_STORE: {error}") from error


async def reach(db: Database) -> None:
    """See that the database answers."""
    try:
        await db.check()
    except Exception as error:
        raise StartError(f"DATABASE_URL: the database does not answer: {_said(error)}") from error


async def bring_up_to_date(db: Database) -> None:
    """Give the database the tables that this version expects."""
    await reach(db)
    try:
        await migrations.upgrade(db)
    except migrations.UnknownRevisionError as error:
        raise StartError(
            "DATABASE_URL: a newer version of the bot has worked on this database; "
            f"install that version again ({error})"
        ) from error
    except SQLAlchemyError as error:
        raise StartError(
            f"DATABASE_URL: the tables cannot be brought up to date: {_said(error)}"
        ) from error


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[Database]:
    """The database, up to date, and closed at the end."""
    db = open_database(settings)
    try:
        await bring_up_to_date(db)
        yield db
    finally:
        await db.close()


def _said(error: Exception) -> str:
    # Below its first line SQLAlchemy prints the statement and links to its manual.
    return (str(error) or type(error).__name__).splitlines()[0]
