"""The measured processes: our bot and the plain one, with what they cost."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped,unused-ignore]

from tests.standin import Chat, User
from tests.standin_control import Remote, free_port
from tests.updates import Json, private

GROUP = -1009000
_first = 100_000


@dataclass
class Subject:
    """A process under measurement."""

    process: psutil.Process
    folder: Path

    def cpu(self) -> float:
        """Processor seconds spent so far, children included."""
        mine = self.process.cpu_times()
        return float(mine.user + mine.system)

    def memory_mb(self) -> float:
        return float(self.process.memory_info().rss) / 1e6


@asynccontextmanager
async def started(arguments: list[str], extra: dict[str, str]) -> AsyncIterator[Subject]:
    global _first  # noqa: PLW0603
    # A new stand-in numbers messages from one again, which no platform does within a chat.
    _first += 10_000
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log").open("wb")  # noqa: ASYNC230, SIM115
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *arguments, env=os.environ | extra, stdout=log, stderr=log
        )
        try:
            yield Subject(psutil.Process(process.pid), Path(folder))
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()
            log.close()


def settings(tg: Remote, database_url: str, photos: Path, **more: str) -> dict[str, str]:
    return {
        "TELEGRAM_BOT_TOKEN": tg.token,
        "TELEGRAM_API_URL": tg.url,
        "DATABASE_URL": database_url,
        "PHOTO_STORE": str(photos),
        "PORT": str(free_port()),
        "ADMINS": "telegram:1",
        "SANDBOX": "0",
        "LOG_LEVEL": "WARNING",
        "TELEGRAM_PACE": "0,0,0",
    } | more


def member(n: int) -> User:
    return User(_first + n, f"Thành viên {n}")


def report(n: int, file_id: str, place: tuple[float, float], members: int = 150) -> list[Json]:
    """The updates of one report: a photo and a place in a private chat."""
    who = member(n % members)
    chat = private(who)
    return [
        {"what": "photo", "chat": chat, "user": who, "file_id": file_id},
        {"what": "location", "chat": chat, "user": who, "lat": place[0], "lon": place[1]},
    ]


async def bind_groups(tg: Remote, names: list[str]) -> None:
    """One group for each ward, bound by the admin."""
    admin = User(1, "Quản trị")
    before = (await tg.state())["done"].get("sendMessage", 0)
    for n, name in enumerate(names):
        chat = Chat(GROUP - n, "supergroup", name)
        await tg.do({"what": "text", "chat": chat, "user": admin, "text": f"/ganphuong {name}"})
    await tg.wait_done("sendMessage", before + len(names))


async def wait_quiet(tg: Remote, method: str, count: int, timeout: float = 300) -> float:  # noqa: ASYNC109
    await tg.wait_done(method, count, timeout)
    return time.monotonic()
