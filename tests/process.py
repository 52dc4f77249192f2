"""The bot as a process of its own, for tests: started with settings, stopped, killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from bot.settings import Settings
from storage import delivery, inbox
from storage.database import Database

ROOT = Path(__file__).parents[1]
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class BotProcess:
    """One life of ``python -m bot …``, and what it said on its standard error."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.started_at = time.monotonic()
        self.killed_at: float | None = None
        self.log: list[dict[str, Any]] = []
        self.words: list[str] = []
        """lines that are no log events"""
        self._said = asyncio.Event()
        self._reader = asyncio.create_task(self._read())

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.returncode

    async def _read(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            text = line.decode(errors="replace").rstrip()
            try:
                self.log.append(json.loads(text))
            except ValueError:
                self.words.append(text)
            self._said.set()
        self._said.set()

    async def says(self, event: str, timeout: float = 30) -> dict[str, Any]:  # noqa: ASYNC109
        """Wait for a log event; fails when the process ends without it."""
        async with asyncio.timeout(timeout):
            while True:
                for line in self.log:
                    if line.get("event") == event:
                        return line
                assert not self._reader.done(), f"it ended without {event!r}: {self.story()}"
                self._said.clear()
                await self._said.wait()

    def kill(self) -> None:
        """SIGKILL, now."""
        if self.killed_at is None and self._process.returncode is None:
            self.killed_at = time.monotonic()
            os.kill(self._process.pid, signal.SIGKILL)

    def terminate(self) -> None:
        if self._process.returncode is None:
            self._process.terminate()

    async def ended(self, timeout: float = 30) -> int:  # noqa: ASYNC109
        """Wait until it is gone; its exit code."""
        async with asyncio.timeout(timeout):
            code = await self._process.wait()
            await self._reader
        return code

    async def stop(self) -> int:
        """Ask it to stop, and wait; its exit code."""
        self.terminate()
        try:
            return await self.ended()
        except TimeoutError:
            self.kill()
            await self.ended()
            raise

    def story(self) -> str:
        return "\n".join([*self.words[-30:], *(str(line) for line in self.log[-30:])])


def environment(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """What the process gets: these settings and nothing of the developer's own."""
    own = {name.upper() for name in Settings.model_fields}
    inherited = {name: value for name, value in os.environ.items() if name.upper() not in own}
    temporary = folder / "tmp"
    temporary.mkdir(exist_ok=True)
    python = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    # A folder of its own for locks on the token, which all tests share.
    return inherited | {"TMPDIR": str(temporary), "PYTHONPATH": python} | dict(settings)


async def start(folder: Path, settings: Mapping[str, str], *command: str) -> BotProcess:
    """Start ``python -m bot run``, or another command, in a folder without a .env."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *(command or ("run",)),
        env=environment(folder, settings),
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        limit=2**20,
    )
    return BotProcess(process)


@asynccontextmanager
async def started(
    folder: Path, settings: Mapping[str, str], *command: str
) -> AsyncIterator[BotProcess]:
    """The same, stopped at the end if it still runs."""
    bot = await start(folder, settings, *command)
    try:
        yield bot
    finally:
        await bot.stop()


class Platform(Protocol):
    """A stand-in for one."""

    @property
    def pending(self) -> object:
        """What happened there and has not reached the bot."""


async def settled(platform: Platform, db: Database, bot: BotProcess, seconds: float = 120) -> None:
    """Until every update is handled and everything is sent."""
    async with asyncio.timeout(seconds):
        while True:
            assert bot.returncode is None, f"the bot ended: {bot.story()}"
            if not platform.pending:
                async with db.read() as session:
                    undone = await inbox.undone(session)
                    unsent = await delivery.next_due(session, LONG_AGO)
                if not undone and unsent is None:
                    return
            await asyncio.sleep(0.1)
