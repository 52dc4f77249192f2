"""Reports a second from update to delivered card, beside a plain python-telegram-bot bot."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import count, islice
from pathlib import Path
from random import Random

from PIL import Image

from storage.trial_map import trial_wards
from tests.bench.subject import (
    GROUP,
    Subject,
    bind_groups,
    member,
    report,
    settings,
    started,
)
from tests.standin_control import Remote, remote_standin
from tests.updates import private

WARMING = 10
"""reports before the clock runs"""


@dataclass(frozen=True)
class Rate:
    """What a run came to."""

    name: str
    per_second: float
    cpu_ms: float


def photos(size: int = 140_000) -> Iterator[bytes]:
    """Photos of about so many bytes, each of something else: a photo that was sent before is no new
    report. Noise on light and shadow is as unkind to compression as a street."""
    noise = Image.effect_noise((1280, 960), 32).convert("RGB")
    quality = 0
    for number in count():
        cells = Random(number).randbytes(3 * 32 * 24)
        shade = Image.frombytes("RGB", (32, 24), cells).resize(noise.size, Image.Resampling.BICUBIC)
        image = Image.blend(noise, shade, 0.5)
        quality = quality or _quality(image, size)
        yield _jpeg(image, quality)


def _quality(image: Image.Image, size: int) -> int:
    """The highest at which a picture takes no more bytes."""
    low, high = 5, 95
    while low < high:
        middle = (low + high + 1) // 2
        fits = len(_jpeg(image, middle)) <= size
        low, high = (middle, high) if fits else (low, middle - 1)
    return low


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def places() -> list[tuple[str, tuple[float, float]]]:
    """A point in every ward of the trial map."""
    found = []
    for ward in trial_wards():
        point = ward.geometry.representative_point()
        found.append((ward.name, (point.y, point.x)))
    return found


async def plain(reports: int, photos: Iterator[bytes]) -> Rate:
    """The plain bot: downloads each photo, sends it to one group, thanks the sender."""
    async with remote_standin() as tg:
        files = await add_files(tg, photos, reports + WARMING)
        command = ["tests.plain_bot", "--url", tg.url, "--token", tg.token, "--group", str(GROUP)]
        async with started(command, {}) as subject:
            await _photos(tg, files[:WARMING])
            await tg.wait_done("sendMessage", WARMING)
            cpu, start = subject.cpu(), time.monotonic()
            await _photos(tg, files[WARMING:])
            await tg.wait_done("sendMessage", len(files), 300)
            took = time.monotonic() - start
            return Rate("plain bot", reports / took, (subject.cpu() - cpu) * 1000 / reports)


async def add_files(tg: Remote, photos: Iterator[bytes], count: int) -> list[str]:
    """The next photos, as the files of the stand-in."""
    return [await tg.add_file(data) for data in islice(photos, count)]


async def _photos(tg: Remote, files: Sequence[str]) -> None:
    await tg.do(
        *(
            {"what": "photo", "chat": private(who), "user": who, "file_id": file_id}
            for who, file_id in ((member(n % 150), file_id) for n, file_id in enumerate(files))
        )
    )


async def ours(
    name: str, reports: int, photos: Iterator[bytes], database_url: str, folder: Path
) -> Rate:
    """This bot: each report is a photo and a place, filed, posted in its ward, answered."""
    async with (
        remote_standin() as tg,
        started(["bot", "run"], settings(tg, database_url, folder)) as subject,
    ):
        return await measure(name, tg, subject, reports, photos)


async def measure(
    name: str, tg: Remote, subject: Subject, reports: int, photos: Iterator[bytes]
) -> Rate:
    wards = places()
    files = await add_files(tg, photos, reports + WARMING)
    await bind_groups(tg, [ward for ward, _ in wards])
    await warm_up(tg, files[:WARMING])
    before = (await tg.state())["done"]["sendPhoto"]
    cpu, start = subject.cpu(), time.monotonic()
    await _reports(tg, files[WARMING:], wards)
    await tg.wait_done("sendPhoto", before + reports, 300)
    took = time.monotonic() - start
    return Rate(name, reports / took, (subject.cpu() - cpu) * 1000 / reports)


async def warm_up(tg: Remote, files: Sequence[str]) -> None:
    """A report of each photo, with the card and the answer."""
    done = (await tg.state())["done"]
    await _reports(tg, files, places())
    for method in ("sendPhoto", "sendMessage"):
        await tg.wait_done(method, done.get(method, 0) + len(files))


async def _reports(
    tg: Remote, files: Sequence[str], wards: list[tuple[str, tuple[float, float]]]
) -> None:
    deeds = []
    for n, file_id in enumerate(files):
        deeds += report(n, file_id, wards[n % len(wards)][1])
    await tg.do(*deeds)
