"""The doctor: looks at an installation from outside, beside the running process if there is one."""

import json

import aiohttp

from bot import health, lock
from bot.amounts import amount, listed
from bot.channel import Refused, Unreachable
from bot.clock import Clock
from bot.doubts import doubts
from bot.errors import StartError
from bot.health import Finding
from bot.process import Process, opened
from bot.settings import Settings
from bot.telegram import Telegram
from bot.zalo_bot import ZaloBot
from bot.zalo_oa import ZaloOA
from handlers import freezing
from handlers.checking import RulesError
from handlers.points import built_in
from handlers.work import Work
from storage import frozen


async def examine(settings: Settings) -> list[Finding]:
    """Everything healthz says, and what only somebody from outside can see. A finding about the
    running process comes from the process itself."""
    try:
        async with opened(settings, Clock()) as process:
            await process.prepare()
            boards = await final_boards(process)
            first = [*unsure(settings), *older_points(process)]
            return [*first, *await _examined(process), *boards]
    except (StartError, RulesError) as error:
        return [Finding("start", False, str(error))]


def unsure(settings: Settings) -> list[Finding]:
    return [Finding("settings", False, says, warning=True) for says in doubts(settings)]


def older_points(process: Process) -> list[Finding]:
    """Where the office's own points count in an older way than the bot does, which is theirs to
    change."""
    held, newest = process.world.points.versions[-1], built_in().versions[-1].method
    if held.method >= newest:
        return []
    text = (
        f"POINTS: its latest version counts by method {held.method}, and the bot knows method "
        f'{newest}: add a version with the line "method = {newest}" that begins tomorrow or later'
    )
    return [Finding("points", False, text, warning=True)]


async def _examined(process: Process) -> list[Finding]:
    settings = process.settings
    if await _running(process):
        live = await _ask(settings)
        if live is not None:
            return [Finding("process", True, "running"), *live]
        where = f"http://{settings.host}:{settings.port}/healthz"
        first = [Finding("process", False, f"running, but {where} does not answer")]
    else:
        first = [Finding("process", False, "not running", warning=True), *await accounts(process)]
    # Whether this process listens says nothing: it never does.
    seen = (await health.check(process)).findings
    return [*first, *(f for f in seen if not f.what.startswith(("telegram", "zalo")))]


async def final_boards(process: Process) -> list[Finding]:
    """Whether each board that was made final is whole, and still comes out of the ledger to the
    byte."""
    async with process.db.snapshot() as session:
        work = Work(session, process.clock.now(), process.world)
        found = await frozen.weeks(session)
        moved = [week.name for week in found if not await freezing.holds(work, week)]
    if moved:
        text = (
            f"not what they were when they were made final: {listed(moved)}; rows of the "
            "database were changed past the bot, so compare with a backup"
        )
        return [Finding("final boards", False, text)]
    says = f"{amount(len(found), 'week')} as made final"
    return [Finding("final boards", True, says)]


async def _running(process: Process) -> bool:
    try:
        async with lock.working_on(process.db):
            return False
    except lock.AlreadyRunning:
        return True


async def accounts(process: Process) -> list[Finding]:
    """Whether the platforms know the tokens."""
    findings = []
    if process.telegram is not None:
        known = await _account(process, "telegram", process.telegram)
        findings.append(known)
    elif not process.settings.has_token:
        text = "TELEGRAM_BOT_TOKEN is not set: there is only the sandbox"
        findings.append(Finding("telegram", process.settings.sandbox_on, text, warning=True))
    if process.zalo_bot is not None:
        known = await _account(process, health.ZALO_BOT, process.zalo_bot)
        findings += [known, *health.zalo_bot_lacks(process.zalo_bot)]
        if known.ok:
            findings.append(await _zalo_webhook(process, process.zalo_bot))
    if process.zalo_oa is not None:
        known = await _account(process, health.ZALO_OA, process.zalo_oa)
        # What is on disk says more than what the platform does not answer.
        findings += [known] if known.ok else await health.zalo_oa(process)
    return findings


async def _account(process: Process, what: str, channel: Telegram | ZaloBot | ZaloOA) -> Finding:
    try:
        profile = await channel.who()
    except Refused as error:
        return Finding(what, False, str(error))
    except Unreachable as error:
        return Finding(what, False, f"does not answer: {error}")
    # What groups lack depends on it.
    process.world.bots = {**process.world.bots, channel.name: profile}
    return Finding(what, True, f"@{profile.username}")


async def _zalo_webhook(process: Process, channel: ZaloBot) -> Finding:
    """Where Zalo delivers to, and whether it is where the process will want it."""
    what = "zalo bot webhook"
    try:
        found = await channel.webhook()
    except Unreachable as error:
        return Finding(what, False, f"does not answer: {error}", warning=True)
    wanted = channel.webhook_url
    says = f"delivers to {found}" if found else "none is set"
    if found == wanted:
        return Finding(what, True, says)
    return Finding(what, False, f"{says}; the next start puts that right", warning=True)


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
