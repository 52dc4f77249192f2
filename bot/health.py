"""Whether an installation is healthy: one finding a line, for people and for monitoring."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import col, select

from handlers.groups import lacks_rights
from storage import inbox, outbox
from storage.tables import Chat

if TYPE_CHECKING:
    from bot.process import Process

POLL_OVERDUE = timedelta(minutes=2)
BACKLOG_OVERDUE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. A finding that is not ok needs somebody to act, unless it is
    only a warning."""

    what: str
    ok: bool
    says: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return all(finding.ok or finding.warning for finding in self.findings)


def _ago(moment: datetime, now: datetime) -> str:
    seconds = max((now - moment).total_seconds(), 0)
    for size, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {name} ago"
    return f"{seconds:.0f} s ago"


async def check(process: "Process") -> Health:
    """Look at everything that can be looked at from inside the running process or beside it."""
    findings = [finding async for finding in _findings(process)]
    return Health(tuple(findings))


async def _findings(process: "Process") -> AsyncIterator[Finding]:
    now = process.clock.now()
    try:
        await process.db.check()
        yield Finding("database", True, process.db.engine.url.get_backend_name())
    except Exception as error:
        yield Finding("database", False, f"does not answer: {type(error).__name__}")
        return
    try:
        await process.photos.check()
        yield Finding("photo store", True, "reads and writes")
    except Exception as error:
        yield Finding("photo store", False, str(error))
    yield _poll(process)
    async with process.db.read() as session:
        count, oldest, parked = await inbox.backlog(session)
        late = oldest is not None and now - oldest > BACKLOG_OVERDUE
        since = f", the oldest {_ago(oldest, now)}" if oldest else ""
        yield Finding("inbox", not late, f"{count} waiting{since}")
        if parked:
            yield Finding("parked updates", False, f"{parked} could not be read", warning=True)
        count, oldest, dead = await outbox.backlog(session, now)
        late = oldest is not None and now - oldest > BACKLOG_OVERDUE
        since = f", the oldest due {_ago(oldest, now)}" if oldest else ""
        yield Finding("outbox", not late, f"{count} due{since}")
        if dead:
            text = f"{dead} given up in the last day"
            yield Finding("undelivered messages", False, text, warning=True)
        chats = list(await session.exec(select(Chat).where(col(Chat.role) != "")))
    world = process.world
    if world.wards.approximate:
        text = "the approximate trial map is in use: import real boundaries (wards import FILE)"
        yield Finding("wards", False, text, warning=True)
    elif world.wards.expired:
        text = "all wards have ended; the last ones are used: import the present boundaries"
        yield Finding("wards", False, text, warning=True)
    else:
        yield Finding("wards", True, f"{len(world.wards.in_force)} in force")
    for chat in chats:
        name = chat.title or chat.address
        if not chat.active:
            text = f"{name}: the bot was removed from this {chat.role} group"
            yield Finding("group", False, text, warning=True)
        elif lacks_rights(world, chat):
            text = f"{name}: the bot is neither an administrator nor free of privacy mode"
            yield Finding("group", False, text, warning=True)
    bound = {chat.ward_id for chat in chats if chat.role == "ward" and chat.active}
    without = [ward.name for ward in world.wards.in_force if ward.id not in bound]
    if bound and without:
        text = f"{len(without)} wards have no group: " + ", ".join(sorted(without)[:10])
        yield Finding("wards without a group", False, text, warning=True)


def _poll(process: "Process") -> Finding:
    if process.telegram is None:
        return Finding("telegram", True, "not used")
    if process.settings.webhook_on:
        return Finding("telegram", "telegram" in process.opened_channels, "webhook")
    last = process.telegram.last_poll
    if last is None:
        return Finding("telegram", False, "no poll was completed yet")
    now = datetime.now(UTC)
    return Finding("telegram", now - last < POLL_OVERDUE, f"last poll {_ago(last, now)}")
