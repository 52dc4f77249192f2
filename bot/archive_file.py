"""The file of a backup: a zip of tables as JSON lines, photos and a manifest with checksums.

A file is checked as a whole before anything of it is used, and only names that a backup has are
read; nothing is ever unpacked to a name that the file says."""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from bot.errors import ArchiveError
from storage.dump import KINDS, Row

FORMAT = 1
MANIFEST = "manifest.json"
MOST_MANIFEST = 16 * 1024 * 1024
MOST_ENTRY = 64 * 1024 * 1024
"""bytes of one photo or one row that are taken into memory"""
_TABLE = re.compile(r"tables/([a-z_]+)\.jsonl")
_PHOTO = re.compile(r"photos/([0-9a-f]{64})\.jpg")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError)


class TableEntry(BaseModel):
    name: str
    columns: dict[str, str]
    rows: int
    sha256: str


class Manifest(BaseModel):
    """What the file holds."""

    format: int = FORMAT
    made_at: AwareDatetime = Field(
        # Any clock may be wrong, but these can be said in every time zone.
        ge=datetime(2, 1, 1, tzinfo=UTC),
        lt=datetime(9999, 1, 1, tzinfo=UTC),
    )
    revision: str
    tables: list[TableEntry] = []
    photos: int = 0
    photos_sha256: str = ""


class ArchiveWriter:
    """Writes a backup, table by table and photo by photo."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self._manifest = manifest
        self._keys: list[str] = []

    @contextmanager
    def table(self, name: str, columns: dict[str, str]) -> Iterator[Callable[[Row], None]]:
        """A function that adds a row."""
        entry = TableEntry(name=name, columns=columns, rows=0, sha256="")
        digest = hashlib.sha256()
        with self._zip.open(f"tables/{name}.jsonl", "w", force_zip64=True) as file:

            def add(row: Row) -> None:
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                file.write(line)
                digest.update(line)
                entry.rows += 1

            yield add
        entry.sha256 = digest.hexdigest()
        self._manifest.tables.append(entry)

    def photo(self, key: str, data: bytes) -> bool:
        """Adds a photo; False for one that is not what its key says."""
        if hashlib.sha256(data).hexdigest() != key:
            return False
        # Photos are compressed already.
        self._zip.writestr(f"photos/{key}.jpg", data, zipfile.ZIP_STORED)
        self._keys.append(key)
        return True

    def finish(self) -> Manifest:
        self._manifest.photos = len(self._keys)
        self._manifest.photos_sha256 = _digest(self._keys)
        self._zip.writestr(MANIFEST, self._manifest.model_dump_json(indent=1))
        self._zip.close()
        return self._manifest

    def abandon(self) -> None:
        self._zip.close()


class Archive:
    """A backup to read from."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except zipfile.BadZipFile:
            raise self._no("is no backup, or it was cut off") from None
        except OSError as error:
            raise self._no(error.strerror or str(error)) from None
        try:
            self.manifest = self._read_manifest()
            self.keys = self._check_names()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def _no(self, why: str) -> ArchiveError:
        return ArchiveError(f"{self._path}: {why}")

    def _read_manifest(self) -> Manifest:
        try:
            if self._zip.getinfo(MANIFEST).file_size > MOST_MANIFEST:
                raise self._no("is no backup: its manifest is too large")
            found = json.loads(self._zip.read(MANIFEST))
            form = found["format"]
            if isinstance(form, int) and form > FORMAT:
                raise self._no("was made by a newer version of the bot; restore it with that one")
            return Manifest.model_validate(found)
        except KeyError:
            raise self._no("is no backup: it has no manifest") from None
        except (TypeError, ValueError, RecursionError, ValidationError):
            raise self._no("is no backup: its manifest cannot be read") from None
        except _BROKEN as error:
            raise self._no(f"is damaged: {error}") from None

    def _check_names(self) -> list[str]:
        names = self._zip.namelist()
        tables = {f"tables/{entry.name}.jsonl" for entry in self.manifest.tables}
        photos = [match[1] for name in names if (match := _PHOTO.fullmatch(name))]
        for name in names:
            if name != MANIFEST and name not in tables and not _PHOTO.fullmatch(name):
                raise self._no(f"holds {name!r}, which no backup does")
        if len(set(names)) != len(names):
            raise self._no("holds two entries of the same name")
        if not tables <= set(names) or len(tables) != len(self.manifest.tables):
            raise self._no("lacks a table that its manifest names")
        if not all(_TABLE.fullmatch(name) for name in tables):
            raise self._no("names a table as no backup does")
        for entry in self.manifest.tables:
            if not set(entry.columns.values()) <= set(KINDS):
                raise self._no(f"the table {entry.name} has a column of an unknown kind")
        if len(photos) != self.manifest.photos or _digest(photos) != self.manifest.photos_sha256:
            raise self._no("does not hold the photos that its manifest names")
        return photos

    def verify(self) -> None:
        """Read everything and compare it with the manifest."""
        for entry in self.manifest.tables:
            digest, count = hashlib.sha256(), 0
            for line in self._lines(entry.name):
                digest.update(line)
                count += 1
            if count != entry.rows or digest.hexdigest() != entry.sha256:
                raise self._no(f"is damaged: the table {entry.name} is not what was written")
        for key in self.keys:
            if hashlib.sha256(self.photo(key)).hexdigest() != key:
                raise self._no(f"is damaged: the photo {key} is not what was written")

    def rows(self, name: str) -> Iterator[Row]:
        for line in self._lines(name):
            try:
                row: Any = json.loads(line)
            except (ValueError, RecursionError):
                raise self._no(f"a row of the table {name} cannot be read") from None
            if not isinstance(row, dict):
                raise self._no(f"a row of the table {name} cannot be read")
            yield row

    def photo(self, key: str) -> bytes:
        name = f"photos/{key}.jpg"
        if self._zip.getinfo(name).file_size > MOST_ENTRY:
            raise self._no(f"the photo {key} is too large")
        try:
            return self._zip.read(name)
        except _BROKEN as error:
            raise self._no(f"is damaged: {error}") from None

    def _lines(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(f"tables/{name}.jsonl") as file:
                while line := file.readline(MOST_ENTRY):
                    if len(line) == MOST_ENTRY:
                        raise self._no(f"a row of the table {name} is too large")
                    yield line
        except _BROKEN as error:
            raise self._no(f"is damaged: {error}") from None


def _digest(keys: list[str]) -> str:
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()
