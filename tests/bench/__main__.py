"""`make bench`: all measurements, or one part of them, printed as tables and kept in
docs/benchmarks.md."""

import argparse
import asyncio
import os
import platform
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

import psutil  # type: ignore[import-untyped,unused-ignore]

from tests.bench import inside, latency, stored, throughput
from tests.bench.databases import databases
from tests.bench.growth import growth
from tests.bench.kept import keep, table
from tests.bench.subject import bind_groups, settings, started
from tests.bench.throughput import places
from tests.standin import User
from tests.standin_control import remote_standin
from tests.updates import private

Line = tuple[str, str, str, str]


async def start_and_rest(database_url: str, photos: Path) -> tuple[float, float]:
    """Seconds from start to the first answer, and megabytes of memory at rest."""
    async with remote_standin() as tg:
        user = User(100_000, "Thành viên")
        await tg.do({"what": "text", "chat": private(user), "user": user, "text": "/trogiup"})
        start = time.monotonic()
        async with started(["bot", "run"], settings(tg, database_url, photos)) as subject:
            await tg.wait_done("sendMessage", 1)
            took = time.monotonic() - start
            await asyncio.sleep(3)
            return took, subject.memory_mb()


async def steady(
    database_url: str, folder: Path, photos: Iterator[bytes], seconds: int
) -> latency.Waits:
    async with (
        remote_standin() as tg,
        started(["bot", "run"], settings(tg, database_url, folder)) as subject,
    ):
        count = throughput.WARMING + latency.PER_SECOND * seconds
        files = await throughput.add_files(tg, photos, count)
        await bind_groups(tg, [ward for ward, _ in places()])
        await throughput.warm_up(tg, files[: throughput.WARMING])
        return await latency.measure(tg, subject, files[throughput.WARMING :])


async def waits(
    kind: str,
    seconds: int,
    rounds: int,
    photos: Mapping[str, Iterator[bytes]],
    folder: Path,
    many: int,
) -> list[Line]:
    """How long members wait and what that takes at a steady rate, in rounds of nothing stored and
    of many reports."""
    urls, found = list(photos), []
    for number in range(rounds):
        one = {}
        for url in urls if number % 2 else reversed(urls):
            one[url] = await steady(url, folder / f"{kind}-{urls.index(url)}", photos[url], seconds)
        found.append([one[url] for url in urls])
    names = (f"answer at {latency.PER_SECOND} reports/s, {kind}",
             f"the same with {many:,} reports stored")  # fmt: skip
    return [
        (
            name,
            f"median {median(wait.median_ms for wait in runs):.0f} ms, "
            f"p95 {median(wait.p95_ms for wait in runs):.0f} ms",
            f"{median(wait.core for wait in runs):.2f} of a core",
            "p95 < 300 ms, < 0.5 core",
        )
        for name, runs in zip(names, zip(*found, strict=True), strict=True)
    ]


async def rates(
    kind: str,
    reports: int,
    rounds: int,
    photos: Mapping[str, Iterator[bytes]],
    folder: Path,
    many: int,
) -> list[Line]:
    """How many reports a second, in rounds of the plain bot, ours, and ours with many reports
    stored. What is beside another is compared within its round, since a machine that others use as
    well may be half as fast a minute later."""
    runs, urls = [], list(photos)

    async def ours(url: str, reports: int = reports) -> throughput.Rate:
        kept = folder / f"{kind}-{urls.index(url)}"
        return await throughput.ours(kind, reports, photos[url], url, kept)

    for url in urls:
        # What fell due in the week before is done now, as it is in any installation.
        await ours(url, 10)
    for number in range(rounds):
        # Now one first and now the other, since what comes later in a round may fare worse, and the
        # plain bot next to both.
        first, last = urls if number % 2 else reversed(urls)
        found = {first: await ours(first)}
        plain = await throughput.plain(reports, throughput.photos())
        found[last] = await ours(last)
        runs.append((plain, *(found[url] for url in urls)))
    figures = [
        f"{median(rate.per_second for rate in one):.0f}/s, "
        f"{median(rate.cpu_ms for rate in one):.1f} ms CPU"
        for one in zip(*runs, strict=True)
    ]
    ratio = median(empty.per_second / plain.per_second for plain, empty, _ in runs)
    change = median(full.per_second / empty.per_second - 1 for _, empty, full in runs)
    return [
        (f"plain bot, beside {kind}", figures[0], "1", ""),
        (
            f"reports to delivered card, {kind}",
            figures[1],
            f"{ratio:.2f} of the plain bot",
            "≥ 0.50",
        ),
        (f"the same with {many:,} reports stored", figures[2], f"{change:+.0%}", "within 10 %"),
    ]


async def measure(reports: int, rounds: int, seconds: int, many: int) -> list[Line]:
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with databases(folder) as kinds:
            for kind, new in kinds.items():
                empty, full = new(), new()
                photos = {url: throughput.photos() for url in (empty, full)}
                print(f"{kind}: filling", flush=True)
                await stored.fill(full, many)
                print(f"{kind}: throughput", flush=True)
                lines += await rates(kind, reports, rounds, photos, folder, many)
                print(f"{kind}: latency", flush=True)
                lines += await waits(kind, seconds, rounds, photos, folder, many)
                last, everything = await inside.board(full)
                lines.append((f"weekly boards over {many:,} reports, {kind}", f"{last:.0f} ms",
                              f"{everything:.0f} ms if all in one period", "< 200 ms"))  # fmt: skip
                took, memory = await start_and_rest(empty, folder / f"{kind}-0")
                lines.append((f"start to first answer, {kind}", f"{took:.1f} s", "", "< 3 s"))
                lines.append((f"memory at rest, {kind}", f"{memory:.0f} MB", "", "< 150 MB"))
    wards, microseconds = inside.look_up()
    lines.append((f"ward of a place, {wards} wards", f"{microseconds:.0f} µs", "", "< 50 µs"))
    small, large = inside.picture()
    lines.append(("board picture, 13 rows", f"{small:.0f} ms", "", "< 400 ms"))
    lines.append(("board picture, 100 rows", f"{large:.0f} ms", "", "< 400 ms"))
    return lines


def machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"Machine: {os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB, "
        f"{platform.system()}, Python {platform.python_version()}; load before the run: {load}."
    )


SPEED = """\
The real process over loopback HTTP against a stand-in Telegram in a process of its own, photos of
140 kB, each of something else, reports of a photo and right behind it the place, from 150 members
in 13 wards. The plain bot is a python-telegram-bot `Application` that downloads each photo, sends
it to one group and thanks the sender, and stores nothing. What is compared takes turns, {rounds}
times each, and the middle of what is found is given; no clock runs for the first {warming} reports
of a process. PostgreSQL runs as it comes, with syncing and autovacuum. The pace of sending is not
limited here.
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("part", nargs="?", choices=("speed", "growth"), help="both without it")
    parser.add_argument("--reports", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--stored", type=int, default=100_000)
    chosen = parser.parse_args()
    if chosen.part != "growth":
        where = machine()
        lines = asyncio.run(measure(chosen.reports, chosen.rounds, chosen.seconds, chosen.stored))
        found = table([("what", "figure", "beside", "aim"), *lines])
        print(found)
        how = SPEED.format(rounds=chosen.rounds, warming=throughput.WARMING)
        keep("Speed", f"{how}\n{where}\n\n{found}")
    if chosen.part != "speed":
        where = machine()
        found = asyncio.run(growth())
        print(found)
        keep("Growth", f"{where}\n\n{found}")


if __name__ == "__main__":
    main()
