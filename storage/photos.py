"""The photo store: bytes kept under their own hash, in a folder or in an S3-compatible bucket."""

import asyncio
import os
import re
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Self

import obstore
from obstore.store import LocalStore, MemoryStore, S3Store

if TYPE_CHECKING:
    from obstore.store import ObjectStore

KEY = re.compile(r"[0-9a-f]{64}")


class PhotoMissing(Exception):
    """No photo is stored under this key."""


class PhotoStoreError(Exception):
    """The photo store cannot be written to or read from."""


class PhotoStore:
    """Errors of the disk or the network come through as they are (OSError, obstore's BaseError)."""

    def __init__(self, objects: "ObjectStore", folder: Path | None = None) -> None:
        self._objects = objects
        self._folder = folder

    @classmethod
    def open(cls, where: str) -> Self:
        """`where` is a folder, made if it is not there, or `s3://bucket/prefix`; a bucket's keys,
        region and endpoint are taken from the usual AWS_… variables of the environment."""
        if where.startswith("s3://"):
            bucket, _, prefix = where.removeprefix("s3://").partition("/")
            if not bucket:
                raise PhotoStoreError(f"{where} names no bucket; write s3://bucket/prefix")
            return cls(_bucket(bucket, prefix.strip("/")))
        if not where or "://" in where:
            raise PhotoStoreError(f"{where!r} is neither a folder nor s3://bucket/prefix")
        folder = Path(where).expanduser().absolute()
        try:
            return cls(LocalStore(folder, mkdir=True), folder)
        except (OSError, ValueError, obstore.exceptions.BaseError) as error:
            raise PhotoStoreError(f"the folder {folder} cannot be used: {error}") from error

    @classmethod
    def in_memory(cls) -> Self:
        return cls(MemoryStore())

    async def put(self, data: bytes, key: str | None = None) -> str:
        """Returns the key, once the photo is on disk or the bucket has said so. Whoever has the
        SHA-256 of the data already can give it."""
        key = key or sha256(data).hexdigest()
        if self._folder is not None:
            await asyncio.to_thread(_write, self._folder, _path(key), data)
        elif await self._size(key) != len(data):
            kind = {"Content-Type": "image/jpeg"}
            await obstore.put_async(self._objects, _path(key), data, attributes=kind)
        return key

    async def get(self, key: str) -> bytes:
        try:
            found = await obstore.get_async(self._objects, _path(key))
            return bytes(await found.bytes_async())
        except FileNotFoundError as error:
            raise PhotoMissing(key) from error

    def get_sync(self, key: str) -> bytes:
        try:
            return bytes(obstore.get(self._objects, _path(key)).bytes())
        except FileNotFoundError as error:
            raise PhotoMissing(key) from error

    async def delete(self, key: str) -> None:
        """A photo that is not there is as good as deleted."""
        try:
            await obstore.delete_async(self._objects, _path(key))
        except FileNotFoundError:
            return

    async def list(self) -> AsyncIterator[str]:
        """The keys of all photos, in no order; a backup needs `get` besides."""
        async for page in obstore.list(self._objects):
            for entry in page:
                key = Path(entry["path"]).stem
                # A folder may hold other things too, such as what a crash left half written.
                if KEY.fullmatch(key) and entry["path"] == _path(key):
                    yield key

    async def check(self) -> None:
        """Writes, reads and deletes something, or says why photos cannot be kept."""
        # Not the same every time: two processes that check at once would delete each other's.
        probe = secrets.token_bytes(16)
        try:
            key = await self.put(probe)
            found = await self.get(key)
            await self.delete(key)
        except (OSError, ValueError, PhotoMissing, obstore.exceptions.BaseError) as error:
            # Below its first line obstore prints its insides.
            reason = (str(error) or type(error).__name__).splitlines()[0]
            raise PhotoStoreError(f"{self._objects}: {reason}") from error
        if found != probe:
            raise PhotoStoreError(f"{self._objects}: what is read is not what was written")

    async def _size(self, key: str) -> int | None:
        try:
            return (await obstore.head_async(self._objects, _path(key)))["size"]
        except FileNotFoundError:
            return None


def file_name(key: str) -> str:
    """What a photo's file is called in the store, in a backup and in an export."""
    return f"{key}.jpg"


def _path(key: str) -> str:
    if not KEY.fullmatch(key):
        raise PhotoMissing(f"{key!r} is not a key")
    return f"{key[:2]}/{key[2:4]}/{file_name(key)}"


def _bucket(bucket: str, prefix: str) -> S3Store:
    # The defaults try for three minutes, and the sender of the photo is waiting. Plain http is only
    # used where somebody wrote an http:// endpoint down, for a store on the same machine.
    return S3Store(
        bucket,
        prefix=prefix or None,
        client_options={
            "timeout": timedelta(seconds=30),
            "connect_timeout": timedelta(seconds=5),
            "allow_http": True,
        },
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=30)},
    )


def _write(root: Path, path: str, data: bytes) -> None:
    """obstore's own writing renames into place but never syncs, so that after a power cut a name
    may stand over an empty file; here the bytes reach the disk before the name does."""
    place = root / path
    if place.exists() and place.stat().st_size == len(data):
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f"{place.name}.{secrets.token_hex(8)}")
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    for folder in (place.parent, place.parent.parent, root):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
