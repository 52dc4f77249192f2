"""The doctor: looks at an installation from outside, beside the running process if there is one."""

import json
from typing import Any

import aiohttp

from bot import health, lock
from bot.channel import Refused, Unreachable
from bot.clock import Clock
from bot.health import Finding
from bot.process import opened
from bot.settings import Settings


async def examine(settings: Settings) -> list[Finding]:
    """Everything healthz says, and what only somebody from outside can see. A finding about the
    running process comes from the process itself."""
    async with opened(settings, Clock()) as process:
        await process.prepare()
        running = await _running(process)
        if running:
            live = await _ask(settings)
            if live is not None:
                return [Finding("process", True, "running"), *live]
            where = f"http://{settings.host}:{settings.port}/healthz"
            return [
                Finding("process", False, f"running, but {where} does not answer"),
                *(f for f in (await health.check(process)).findings if f.what != "telegram"),
            ]
        findings = [Finding("process", False, "not running", warning=True)]
        findings += [await _account(process)]
        findings += [f for f in (await health.check(process)).findings if f.what != "telegram"]
        return findings


async def _running(process: Any) -> bool:
    try:
        async with lock.working_on(process.db):
            return False
    except lock.AlreadyRunning:
        return True


async def _account(process: Any) -> Finding:
    """Whether Telegram knows the token."""
    if process.telegram is None:
        return Finding("telegram", True, "TELEGRAM_BOT_TOKEN is not set", warning=True)
    try:
        name = await process.telegram.who()
    except Refused as error:
        return Finding("telegram", False, str(error))
    except Unreachable as error:
        return Finding("telegram", False, f"does not answer: {error}")
    return Finding("telegram", True, f"@{name}")


async def _ask(settings: Settings) -> list[Finding] | None:
    """What the running process says of itself."""
    host = settings.host if settings.host not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104
    timeout = aiohttp.ClientTimeout(total=5)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as client,
            client.get(f"http://{host}:{settings.port}/healthz") as response,
        ):
            body = json.loads(await response.read())
            return [Finding(**finding) for finding in body["findings"]]
    except (aiohttp.ClientError, OSError, ValueError, KeyError, TypeError):
        return None
