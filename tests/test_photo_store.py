"""The photo store in a folder, in a bucket and in memory: the same tests run on all three."""

import asyncio
import os
import re
import stat
from collections.abc import AsyncIterator
from hashlib import sha256
from html import escape
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from obstore.store import S3Store

from storage.photos import PhotoMissing, PhotoStore, PhotoStoreError

PHOTO = b"\xff\xd8 a photo \xff\xd9"
KEY = sha256(PHOTO).hexdigest()
WHEN = "2026-01-01T00:00:00.000Z"


class StandInBucket:
    """As much of S3 as obstore asks for."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.types: dict[str, str] = {}
        self.writes = 0

    async def handle(self, request: web.Request) -> web.Response:
        name = request.path.removeprefix("/bucket").lstrip("/")
        headers = {"ETag": '"x"', "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT"}
        if request.method == "PUT":
            self.writes += 1
            self.objects[name] = await request.read()
            self.types[name] = request.headers["Content-Type"]
            return web.Response(headers=headers)
        if request.method == "POST":
            keys = re.findall("<Key>(.*?)</Key>", await request.text())
            for key in keys:
                self.objects.pop(key, None)
            gone = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
            return web.Response(text=f"<DeleteResult>{gone}</DeleteResult>")
        if request.method == "DELETE":
            self.objects.pop(name, None)
            return web.Response(status=204)
        if "list-type" in request.query:
            prefix = request.query.get("prefix", "")
            found = "".join(
                f"<Contents><Key>{escape(key)}</Key><LastModified>{WHEN}</LastModified>"
                f"<Size>{len(data)}</Size></Contents>"
                for key, data in self.objects.items()
                if key.startswith(prefix)
            )
            return web.Response(text=f"<ListBucketResult>{found}</ListBucketResult>")
        if name not in self.objects:
            return web.Response(status=404)
        return web.Response(body=self.objects[name], headers=headers)


@pytest.fixture
async def bucket(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StandInBucket]:
    stand_in = StandInBucket()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", stand_in.handle)
    async with TestServer(app) as server:
        monkeypatch.setenv("AWS_ENDPOINT", str(server.make_url("")).rstrip("/"))
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "id")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        yield stand_in


@pytest.fixture(params=["folder", "memory", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path, bucket: StandInBucket) -> PhotoStore:
    if request.param == "memory":
        return PhotoStore.in_memory()
    return PhotoStore.open(
        str(tmp_path) if request.param == "folder" else "s3://bucket/city/photos"
    )


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _file(folder: Path) -> Path:
    (file,) = _files(folder)
    return file


async def test_a_photo_comes_back_as_it_was_put(store: PhotoStore) -> None:
    key = await store.put(PHOTO)

    assert key == KEY
    assert await store.get(key) == PHOTO
    assert await asyncio.to_thread(store.get_sync, key) == PHOTO


async def test_the_same_photo_is_stored_once(store: PhotoStore) -> None:
    keys = await asyncio.gather(*(store.put(PHOTO) for _ in range(10)))

    assert set(keys) == {KEY}
    assert [key async for key in store.list()] == [KEY]


async def test_every_photo_is_listed_for_the_backup(store: PhotoStore) -> None:
    keys = {await store.put(bytes([number])) for number in range(30)}

    assert {key async for key in store.list()} == keys


async def test_a_photo_that_is_not_there_is_missing(store: PhotoStore) -> None:
    with pytest.raises(PhotoMissing):
        await store.get(KEY)
    with pytest.raises(PhotoMissing):
        await asyncio.to_thread(store.get_sync, KEY)


async def test_a_deleted_photo_is_gone_and_may_be_deleted_again(store: PhotoStore) -> None:
    other = await store.put(b"another")
    await store.put(PHOTO)

    await store.delete(KEY)
    await store.delete(KEY)

    assert [key async for key in store.list()] == [other]


@pytest.mark.parametrize(
    "key",
    [
        "",
        "../../etc/passwd",
        "/" + KEY[1:],
        KEY[:-1],
        KEY + "\n",
        KEY.upper(),
        KEY[:62] + "/.",
        "*",
    ],
)
async def test_what_is_not_a_key_reaches_no_file(store: PhotoStore, key: str) -> None:
    with pytest.raises(PhotoMissing):
        await store.get(key)
    with pytest.raises(PhotoMissing):
        store.get_sync(key)
    with pytest.raises(PhotoMissing):
        await store.delete(key)


async def test_the_check_leaves_nothing_behind(store: PhotoStore) -> None:
    await store.check()

    assert [key async for key in store.list()] == []


async def test_a_photo_already_there_is_not_written_again(tmp_path: Path) -> None:
    store = PhotoStore.open(str(tmp_path))
    await store.put(PHOTO)
    file = _file(tmp_path)
    before = file.stat()

    await store.put(PHOTO)

    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


async def test_a_bucket_is_not_sent_a_photo_it_has(bucket: StandInBucket) -> None:
    store = PhotoStore.open("s3://bucket")
    await store.put(PHOTO)
    await store.put(PHOTO)

    assert bucket.writes == 1


async def test_a_file_that_a_power_cut_emptied_is_written_again(tmp_path: Path) -> None:
    store = PhotoStore.open(str(tmp_path))
    await store.put(PHOTO)
    file = _file(tmp_path)
    file.write_bytes(b"")

    await store.put(PHOTO)

    assert await store.get(KEY) == PHOTO


async def test_the_bytes_are_on_disk_before_the_name_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    sync, rename = os.fsync, Path.replace

    def fsync(handle: int) -> None:
        order.append("sync folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "sync file")
        sync(handle)

    def replace(self: Path, target: Path) -> Path:
        order.append("name")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    await PhotoStore.open(str(tmp_path)).put(PHOTO)

    assert order == ["sync file", "name", "sync folder", "sync folder", "sync folder"]


async def test_a_disk_that_fails_leaves_no_file_under_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)
    store = PhotoStore.open(str(tmp_path))
    with pytest.raises(OSError, match="No space left"):
        await store.put(PHOTO)

    assert _files(tmp_path) == []
    with pytest.raises(PhotoStoreError, match="No space left"):
        await store.check()


async def test_what_a_crash_left_half_written_is_not_listed(tmp_path: Path) -> None:
    store = PhotoStore.open(str(tmp_path))
    await store.put(PHOTO)
    file = _file(tmp_path)
    file.with_name(file.name + ".0123456789abcdef").write_bytes(PHOTO[:5])
    (tmp_path / "readme.txt").write_text("put here by the operator")
    (tmp_path / f"{KEY}.jpg").write_text("in the wrong place")

    assert [key async for key in store.list()] == [KEY]


async def test_photos_are_spread_over_folders(tmp_path: Path) -> None:
    await PhotoStore.open(str(tmp_path)).put(PHOTO)

    assert (tmp_path / KEY[:2] / KEY[2:4] / f"{KEY}.jpg").read_bytes() == PHOTO


async def test_a_folder_is_made_and_may_be_named_from_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    await PhotoStore.open("~/data/photos").check()

    assert (tmp_path / "data" / "photos").is_dir()


@pytest.mark.parametrize(
    ("where", "prefix"),
    [
        ("s3://bucket", None),
        ("s3://bucket/", None),
        ("s3://bucket/city", "city"),
        ("s3://bucket/city/photos/", "city/photos"),
    ],
)
def test_a_bucket_is_read_from_the_setting(where: str, prefix: str | None) -> None:
    objects = PhotoStore.open(where)._objects

    assert isinstance(objects, S3Store)
    assert (objects.config.get("bucket"), objects.prefix) == ("bucket", prefix)


async def test_in_a_bucket_a_photo_stands_below_the_prefix_as_a_picture(
    bucket: StandInBucket,
) -> None:
    await PhotoStore.open("s3://bucket/city/photos").put(PHOTO)

    name = f"city/photos/{KEY[:2]}/{KEY[2:4]}/{KEY}.jpg"
    assert bucket.objects == {name: PHOTO}
    assert bucket.types[name] == "image/jpeg"


@pytest.mark.parametrize("where", ["", "s3://", "gs://bucket", "https://example.org/bucket"])
def test_a_setting_that_names_no_store_is_refused(where: str) -> None:
    with pytest.raises(PhotoStoreError):
        PhotoStore.open(where)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(PhotoStoreError, match="file"):
        PhotoStore.open(str(tmp_path / "file" / "photos"))


async def test_the_check_says_which_store_fails_and_why(tmp_path: Path) -> None:
    store = PhotoStore.open(str(tmp_path / "photos"))
    (tmp_path / "photos").rmdir()
    (tmp_path / "photos").write_text("")

    with pytest.raises(PhotoStoreError, match=r"LocalStore\(.*photos.*\): ") as caught:
        await store.check()
    assert "\n" not in str(caught.value)
