"""Backup and restore of a whole installation in one file."""

from datetime import UTC, datetime
from pathlib import Path

from obstore.exceptions import BaseError
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot import lock, stores
from bot.amounts import amount
from bot.archive_file import Archive, ArchiveWriter, Manifest
from bot.errors import ArchiveError
from bot.settings import Settings
from bot.whole_file import whole
from storage import dump, migrations
from storage.photos import PhotoMissing, PhotoStore
from storage.tables import Photo

__all__ = ["ArchiveError", "back_up", "bring_back"]


async def back_up(settings: Settings, file: Path) -> str:
    """Write everything to a file, also beside a running process; what to tell the operator."""
    photos = stores.open_photos(settings)
    async with stores.database(settings) as db:
        with whole(file, private=True) as draft:
            manifest = Manifest(made_at=datetime.now(UTC), revision=migrations.latest())
            writer = ArchiveWriter(draft, manifest)
            try:
                async with db.snapshot() as session:
                    await _write_tables(session, writer)
                    reports = await dump.count_reports(session)
                    wanted = set((await session.exec(select(Photo.key).distinct())).all())
                # After the rows: photos are never changed, so none of theirs is missed.
                spoilt = await _write_photos(photos, writer, wanted)
                manifest = writer.finish()
                size = draft.stat().st_size / 1e6
            finally:
                writer.abandon()
    lines = [f"{_counted(reports, manifest.photos)} written to {file} ({size:.1f} MB)"]
    lines += [f"warning: {warning}" for warning in spoilt]
    return "\n".join(lines)


async def _write_tables(session: AsyncSession, writer: ArchiveWriter) -> None:
    for table in dump.tables():
        with writer.table(table.name, dump.columns(table)) as add:
            async for row in dump.rows(session, table):
                add(row)


async def _write_photos(photos: PhotoStore, writer: ArchiveWriter, wanted: set[str]) -> list[str]:
    """Everything in the photo store; what was wrong with it."""
    damaged = 0
    try:
        async for key in photos.list():
            try:
                data = await photos.get(key)
            except PhotoMissing:
                # Deleted meanwhile.
                continue
            if writer.photo(key, data):
                wanted.discard(key)
            else:
                damaged += 1
    except (OSError, BaseError) as error:
        raise ArchiveError(f"PHOTO_STORE: {_said(error)}") from error
    lines = []
    if damaged:
        found = amount(damaged, "photo is", "photos are")
        lines.append(f"{found} damaged in the photo store and left out")
    if wanted:
        missing = amount(len(wanted), "photo that reports name is", "photos that reports name are")
        lines.append(f"{missing} not in the photo store")
    return lines


async def bring_back(settings: Settings, file: Path, force: bool) -> str:
    """Put a backup in the place of everything that is there; what to tell the operator.

    The file is checked first, and the database changes in one transaction or not at all. Photos
    that are in the store already stay there."""
    with Archive(file) as archive:
        manifest = archive.manifest
        if not migrations.is_known(manifest.revision):
            raise ArchiveError(
                f"{file}: was made by a newer version of the bot (tables {manifest.revision}); "
                "restore it with that one"
            )
        archive.verify()
        photos = stores.open_photos(settings)
        async with stores.database(settings) as db, lock.working_on(db):
            async with db.read() as session:
                there = await dump.count_reports(session)
            if there and not force:
                held, them = amount(there, "report"), "it" if there == 1 else "them"
                raise ArchiveError(f"the database holds {held}; --force replaces {them}")
            await _bring_photos(archive, photos)
            tables = [
                dump.Dumped(entry.name, entry.columns, archive.rows(entry.name))
                for entry in manifest.tables
            ]
            try:
                await dump.replace(db, manifest.revision, tables)
            except (
                SQLAlchemyError, ValueError, TypeError, KeyError, AttributeError, OverflowError,
            ) as error:  # fmt: skip
                raise ArchiveError(f"{file}: {_said(error)}; the database is unchanged") from error
            async with db.read() as session:
                reports = await dump.count_reports(session)
                unsent = await dump.count_unsent(session)
    lines = [
        f"{_counted(reports, manifest.photos)} brought back "
        f"as of {manifest.made_at.astimezone(settings.zone):%Y-%m-%d %H:%M}"
    ]
    if unsent:
        waited = amount(unsent, "message")
        lines.append(f"{waited} that waited then will be sent when the bot starts")
    return "\n".join(lines)


async def _bring_photos(archive: Archive, photos: PhotoStore) -> None:
    try:
        for key in archive.keys:
            await photos.put(archive.photo(key))
    except (OSError, BaseError) as error:
        raise ArchiveError(f"PHOTO_STORE: {_said(error)}; the database is unchanged") from error


def _counted(reports: int, photos: int) -> str:
    return f"{amount(reports, 'report')} and {amount(photos, 'photo')}"


def _said(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
