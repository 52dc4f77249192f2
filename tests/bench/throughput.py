"""Reports a second from update to delivered card, beside a plain python-telegram-bot bot."""

import time
from dataclasses import dataclass
from io import BytesIO
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


@dataclass(frozen=True)
class Rate:
    """What a run came to."""

    name: str
    per_second: float
    cpu_ms: float


def photo(size: int = 140_000) -> bytes:
    """A photo of about so many bytes: noise on a gradient, as unkind to compression as a street."""
    rng = Random(7)
    base = Image.effect_noise((1280, 960), 32).convert("RGB")
    shade = Image.radial_gradient("L").resize((1280, 960)).convert("RGB")
    image = Image.blend(base, shade, 0.5 + rng.random() / 100)
    low, high = 5, 95
    while low < high:
        middle = (low + high + 1) // 2
        out = BytesIO()
        image.save(out, "JPEG", quality=middle)
        low, high = (middle, high) if out.tell() <= size else (low, middle - 1)
    out = BytesIO()
    image.save(out, "JPEG", quality=low)
    return out.getvalue()


def places() -> list[tuple[str, tuple[float, float]]]:
    """A point in every ward of the trial map."""
    found = []
    for ward in trial_wards():
        point = ward.geometry.representative_point()
        found.append((ward.name, (point.y, point.x)))
    return found


async def plain(reports: int, data: bytes) -> Rate:
    """The plain bot: downloads each photo, sends it to one group, thanks the sender."""
    async with remote_standin() as tg:
        file_id = await tg.add_file(data)
        command = ["tests.plain_bot", "--url", tg.url, "--token", tg.token, "--group", str(GROUP)]
        async with started(command, {}) as subject:
            await _photos(tg, file_id, 10)
            await tg.wait_done("sendMessage", 10)
            cpu, start = subject.cpu(), time.monotonic()
            await _photos(tg, file_id, reports)
            await tg.wait_done("sendMessage", reports + 10, 300)
            took = time.monotonic() - start
            return Rate("plain bot", reports / took, (subject.cpu() - cpu) * 1000 / reports)


async def _photos(tg: Remote, file_id: str, count: int) -> None:
    await tg.do(
        *(
            {"what": "photo", "chat": private(who), "user": who, "file_id": file_id}
            for who in (member(n % 150) for n in range(count))
        )
    )


async def ours(name: str, reports: int, data: bytes, database_url: str, photos: Path) -> Rate:
    """This bot: each report is a photo and a place, filed, posted in its ward, answered."""
    async with (
        remote_standin() as tg,
        started(["bot", "run"], settings(tg, database_url, photos)) as subject,
    ):
        return await measure(name, tg, subject, reports, data)


async def measure(name: str, tg: Remote, subject: Subject, reports: int, data: bytes) -> Rate:
    wards = places()
    file_id = await tg.add_file(data)
    await bind_groups(tg, [ward for ward, _ in wards])
    before = (await tg.state())["done"].get("sendPhoto", 0)
    await _reports(tg, file_id, wards, 10)
    await tg.wait_done("sendPhoto", before + 10)
    cpu, start = subject.cpu(), time.monotonic()
    await _reports(tg, file_id, wards, reports)
    await tg.wait_done("sendPhoto", before + reports + 10, 300)
    took = time.monotonic() - start
    return Rate(name, reports / took, (subject.cpu() - cpu) * 1000 / reports)


async def _reports(
    tg: Remote, file_id: str, wards: list[tuple[str, tuple[float, float]]], count: int
) -> None:
    deeds = []
    for n in range(count):
        deeds += report(n, file_id, wards[n % len(wards)][1])
    await tg.do(*deeds)
