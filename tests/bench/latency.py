"""How long a member waits for the answer while reports come in at a steady rate."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.subject import Subject, member, report
from tests.bench.throughput import places
from tests.standin_control import Remote

PER_SECOND = 15


@dataclass(frozen=True)
class Waits:
    """Milliseconds from the report's last update to the member's answer, and the share of one
    core that it took."""

    median_ms: float
    p95_ms: float
    core: float


async def measure(tg: Remote, subject: Subject, files: Sequence[str]) -> Waits:
    """A report of each photo at a steady rate. The groups must be bound already."""
    wards = places()
    asked: list[tuple[int, float]] = []
    since = (await tg.state())["sent"]
    cpu, start = subject.cpu(), time.monotonic()
    count = len(files)
    for n, file_id in enumerate(files):
        wait = start + n / PER_SECOND - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        deeds = report(n, file_id, wards[n % len(wards)][1], members=count)
        done = await tg.do(*deeds)
        asked.append((member(n).id, done[-1]["at"]))
    took = time.monotonic() - start
    cores = (subject.cpu() - cpu) / took
    sent: list[dict[str, Any]] = []
    for _ in range(200):
        sent = [one for one in await tg.sent(since) if one["method"] == "sendMessage"]
        if len({one["chat_id"] for one in sent}) >= count:
            break
        await asyncio.sleep(0.1)
    answered: dict[int, float] = {}
    for one in sent:
        answered.setdefault(int(one["chat_id"]), float(one["at"]))
    waits = sorted((answered[chat] - at) * 1000 for chat, at in asked if chat in answered)
    if len(waits) < count:
        raise RuntimeError(f"{count - len(waits)} of {count} reports got no answer")
    p95 = waits[int(len(waits) * 0.95)]
    return Waits(statistics.median(waits), p95, cores)
