"""Whether an installation is healthy: one finding a line, for people and for monitoring."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import col, select

from bot.amounts import amount, listed
from bot.zalo_oa_token import MEND
from bot.zalo_oa_webhook import PINNED
from handlers import saving
from handlers.groups import lacks_rights
from storage import delivery, inbox, people, usage
from storage.tables import Chat, Setting
from storage.wards import Wards

if TYPE_CHECKING:
    from bot.process import Process
    from bot.zalo_bot import ZaloBot

ZALO_BOT, ZALO_OA = "zalo bot", "zalo oa"
NO_EVENTS = "no event came yet: the app's webhook has to be PUBLIC_URL/webhook/zalo-oa"
POLL_OVERDUE = timedelta(minutes=2)
BACKLOG_OVERDUE = timedelta(minutes=15)
PATIENCE = 10
"""seconds that one look may take"""


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
    """Look at everything that can be looked at from inside the running process or beside it.

    What does not answer is a finding too, and keeps nobody waiting."""
    findings: list[Finding] = []
    for what, look in _LOOKS.items():
        try:
            async with asyncio.timeout(PATIENCE):
                findings += await look(process)
        except Exception as error:
            reason = "does not answer" if isinstance(error, TimeoutError) else _first_line(error)
            findings.append(Finding(what, False, reason))
            if what == "database":
                break
    return Health(tuple(findings))


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


async def _database(process: "Process") -> list[Finding]:
    path = process.db.path
    if path is not None and not await asyncio.to_thread(path.exists):
        # An open file goes on answering, and what is written to it is lost.
        return [Finding("database", False, f"the file {path} is gone")]
    async with process.db.read() as session:
        await session.exec(select(Setting).limit(1))
    return [Finding("database", True, process.db.engine.url.get_backend_name())]


async def _photo_store(process: "Process") -> list[Finding]:
    await process.photos.check()
    return [Finding("photo store", True, "reads and writes")]


async def _telegram(process: "Process") -> list[Finding]:
    if process.telegram is None:
        return [Finding("telegram", True, "not used")]
    return [_listening(process, "telegram", process.telegram.poller.last)]


async def _zalo_bot(process: "Process") -> list[Finding]:
    channel = process.zalo_bot
    if channel is None:
        return []
    listening = _listening(process, ZALO_BOT, channel.poller.last)
    if listening.ok and channel.webhook_trouble:
        text = f"Zalo cannot deliver to PUBLIC_URL: {channel.webhook_trouble}"
        listening = Finding(ZALO_BOT, False, text)
    return [listening, *zalo_bot_lacks(channel)]


def zalo_bot_lacks(channel: "ZaloBot") -> list[Finding]:
    """What keeps the bot from doing on Zalo what it should, as far as is known yet."""
    says = []
    if channel.can_join_groups is False:
        text = "Zalo does not let it join groups: ask for that in Zalo Bot Creator"
        says.append(("zalo bot groups", text))
    if channel.can_join_groups is not None and not channel.is_named:
        text = "Zalo does not tell it: set ZALO_BOT_NAME, so that it is understood in groups"
        says.append(("zalo bot name", text))
    if channel.strange_photo:
        text = f"one was not fetched, {channel.strange_photo}: see ZALO_BOT_PHOTO_HOSTS"
        says.append(("zalo bot photos", text))
    return [Finding(what, False, text, warning=True) for what, text in says]


async def zalo_oa(process: "Process") -> list[Finding]:
    """Whether the account lets us in, as it stands on disk, and whether its events reach us."""
    account = process.zalo_oa
    if account is None:
        return []
    grant, now = await account.token.stored(), process.clock.now()
    if grant.lost:
        return [Finding(ZALO_OA, False, f"{grant.lost}: {MEND}")]
    if not grant.works(now):
        why = account.token.trouble or "the first access token was not fetched yet"
        return [Finding(ZALO_OA, False, f"no access: {why}")]
    until = f"access until {grant.expires_at:%Y-%m-%d %H:%M} UTC"
    findings = [Finding(ZALO_OA, not account.trouble, account.trouble or until)]
    if account.token.trouble:
        text = f"it is not renewed, and ends then: {account.token.trouble}"
        findings.append(Finding(f"{ZALO_OA} access", False, f"{until}; {text}", warning=True))
    async with process.db.read() as session:
        recipe = await people.setting(session, PINNED)
    says = f"events are signed by {recipe}" if recipe else NO_EVENTS
    findings.append(Finding(f"{ZALO_OA} webhook", recipe is not None, says, warning=True))
    return findings


async def _plans(process: "Process") -> list[Finding]:
    """What of the platforms' plans is used."""
    world, findings = process.world, []
    for channel, profile in world.bots.items():
        what = channel.replace("_", " ")
        async with process.db.read() as session:
            used = await saving.used(session, world, channel, process.clock.now())
            groups = await usage.groups(session, channel)
        if profile.monthly:
            says = f"{used.both} of {profile.monthly} this month"
            if profile.counts_received:
                says += f", {used.received} of them received, which Zalo may count as well"
            full, nearly = used.both >= profile.monthly, usage.nearly(used.both, profile.monthly)
            findings.append(Finding(f"{what} messages", not nearly, says, warning=not full))
        if profile.most_groups:
            says = f"{groups} of {profile.most_groups} in use"
            fits = groups <= profile.most_groups
            findings.append(Finding(f"{what} groups in use", fits, says, warning=True))
    return findings


async def _queues(process: "Process") -> list[Finding]:
    now = process.clock.now()
    async with process.db.read() as session:
        waiting, received, parked = await inbox.backlog(session)
        due, since, dead = await delivery.backlog(session, now)
    findings = [
        _backlog("inbox", waiting, "waiting", "received", received, now),
        _backlog("outbox", due, "due", "due", since, now),
    ]
    if parked:
        text = f"{parked} could not be read"
        findings.append(Finding("parked updates", False, text, warning=True))
    if dead:
        text = f"{dead} given up in the last day"
        findings.append(Finding("undelivered messages", False, text, warning=True))
    return findings


def _backlog(
    what: str, count: int, how: str, then: str, oldest: datetime | None, now: datetime
) -> Finding:
    since = f", the oldest {then} {_ago(oldest, now)}" if oldest else ""
    late = oldest is not None and now - oldest > BACKLOG_OVERDUE
    return Finding(what, not late, f"{count} {how}{since}")


async def _wards(process: "Process") -> list[Finding]:
    wards = process.world.wards
    if wards.approximate:
        text = "the approximate trial map is in use: import real boundaries (wards import FILE)"
        return [Finding("wards", False, text, warning=True)]
    if wards.expired:
        text = "none is in force today, so others are used: import the present boundaries"
        return [Finding("wards", False, text, warning=True)]
    return [Finding("wards", True, f"{len(wards.in_force)} in force")]


async def _groups(process: "Process") -> list[Finding]:
    world = process.world
    async with process.db.read() as session:
        chats = list(await session.exec(select(Chat).where(col(Chat.role) != "")))
    findings = []
    ended = [chat for chat in chats if chat.role == "ward" and chat.ward_id in world.wards.ended]
    for chat in chats:
        name = chat.title or chat.address
        if chat in ended:
            continue
        if not chat.active:
            text = f"{name}: the bot was removed from this {chat.role} group"
            findings.append(Finding("group", False, text, warning=True))
        elif lacks_rights(world, chat):
            text = f"{name}: the bot is neither an administrator nor free of privacy mode"
            findings.append(Finding("group", False, text, warning=True))
    findings += _of_ended_wards(world.wards, [chat for chat in ended if chat.active])
    bound = {chat.ward_id for chat in chats if chat.role == "ward" and chat.active}
    without = [ward.name for ward in world.wards.in_force if ward.id not in bound]
    if bound and without:
        have = amount(len(without), "ward has", "wards have")
        text = f"{have} no group: {listed(sorted(without))}"
        findings.append(Finding("wards without a group", False, text, warning=True))
    return findings


def _of_ended_wards(wards: Wards, groups: list[Chat]) -> list[Finding]:
    """Groups that did not move on when their wards ended, because nobody took over."""
    alone: list[str] = []
    named: list[str] = []
    for chat in groups:
        ward = wards.rows[chat.ward_id or 0]
        name = chat.title or chat.address
        # Most groups are called after their ward.
        which = "" if ward.name in name else f"{ward.name}, "
        text = f"{name} ({which}until {ward.valid_to})"
        (named if ward.successors else alone).append(text)
    says = []
    if alone:
        how = "type /ganphuong in the group to give it a ward of today"
        says.append(f"no ward took over for {listed(alone)}: {how}")
    if named:
        how = "import the wards of today"
        says.append(f"the successor named for {listed(named)} is not in force: {how}")
    return [Finding("groups of ended wards", False, text, warning=True) for text in says]


def _listening(process: "Process", what: str, last: datetime | None) -> Finding:
    """Whether messages of a platform reach the running process."""
    channel = what.replace(" ", "_")
    if trouble := process.troubles.get(channel):
        text = f"does not answer: {trouble}; it is tried again by itself: look at the network"
        return Finding(what, False, text)
    if process.settings.webhook_on:
        ready = channel in process.opened_channels
        return Finding(what, ready, "webhook" if ready else "the webhook is not set yet")
    if last is None:
        return Finding(what, False, "no poll was completed yet")
    now = datetime.now(UTC)
    return Finding(what, now - last < POLL_OVERDUE, f"last poll {_ago(last, now)}")


_LOOKS = {
    "database": _database,
    "photo store": _photo_store,
    "telegram": _telegram,
    ZALO_BOT: _zalo_bot,
    ZALO_OA: zalo_oa,
    "plans": _plans,
    "queues": _queues,
    "wards": _wards,
    "groups": _groups,
}
