"""The doctor: looks at an installation from outside, beside the running process if there is one."""

import json

import aiohttp

from bot import health, lock
from bot.channel import Refused, Unreachable
from bot.clock import Clock
from bot.errors import StartError
from bot.health import Finding
from bot.process import Process, opened
from bot.settings import Settings
from handlers.rules import RulesError


async def examine(settings: Settings) -> list[Finding]:
    """Everything healthz says, and what only somebody from outside can see. A finding about the
    running process comes from the process itself."""
    try:
        async with opened(settings, Clock()) as process:
            await process.prepare()
            return await _examined(process)
    except (StartError, RulesError) as error:
        return [Finding("start", False, str(error))]


async def _examined(process: Process) -> list[Finding]:
    settings = process.settings
    if await _running(process):
        live = await _ask(settings)
        if live is not None:
            return [Finding("process", True, "running"), *live]
        where = f"http://{settings.host}:{settings.port}/healthz"
        first = [Finding("process", False, f"running, but {where} does not answer")]
    else:
        first = [Finding("process", False, "not running", warning=True), await _account(process)]
    # Whether this process polls says nothing: it never does.
    return [*first, *(f for f in (await health.check(process)).findings if f.what != "telegram")]


async def _running(process: Process) -> bool:
    try:
        async with lock.working_on(process.db):
            return False
    except lock.AlreadyRunning:
        return True


async def _account(process: Process) -> Finding:
    """Whether Telegram knows the token."""
    if process.telegram is None:
        text = "TELEGRAM_BOT_TOKEN is not set: there is only the sandbox"
        return Finding("telegram", process.settings.sandbox_on, text, warning=True)
    try:
        profile = await process.telegram.who()
    except Refused as error:
        return Finding("telegram", False, str(error))
    except Unreachable as error:
        return Finding("telegram", False, f"does not answer: {error}")
    # What groups lack depends on it.
    process.world.bots = {process.telegram.name: profile}
    return Finding("telegram", True, f"@{profile.username}")


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
