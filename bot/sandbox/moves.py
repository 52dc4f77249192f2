"""Moving the sandbox's clock: to the next reminder, to the next board, on by hours, back."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import col, update

from handlers.periods import draft_due, next_board
from handlers.work import World
from storage import people
from storage.outbox import PENDING
from storage.tables import Chat, Outbox

if TYPE_CHECKING:
    from bot.process import Process

STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}


def next_reminder(world: World, now: datetime) -> datetime:
    """The next reminder hour of a day on which there is one."""
    day = world.day(now)
    while True:
        at = world.at(day, world.rules.target.remind_at)
        if at > now and not world.calendar.is_holiday(day):
            return at
        day += timedelta(days=1)


def may_move(process: "Process") -> bool:
    """Where real people are served too, nobody plays with the clock."""
    return not process.settings.has_token


async def move(process: "Process", to: str) -> bool:
    """Set the clock and do what is due then; False for a place in time that is none."""
    async with process.sandbox.moving:
        target = _target(process, to)
        if target is None:
            return False
        drafted, _ = draft_due(process.world, process.clock.now())
        if to != "real" and process.clock.now() < drafted < target:
            # A week's draft is told before the week is final, or nobody ever sees one.
            await _set(process, drafted, real=False)
        await _set(process, target, real=to == "real")
    return True


def _target(process: "Process", to: str) -> datetime | None:
    now = process.clock.now()
    match to:
        case "real":
            return datetime.now(UTC)
        case "remind":
            return next_reminder(process.world, now)
        case "board":
            return next_board(process.world, now)[0]
        case _:
            return now + STEPS[to] if to in STEPS else None


async def _set(process: "Process", target: datetime, *, real: bool) -> None:
    from bot.process import CLOCK_OFFSET

    offset = timedelta() if real else target - datetime.now(UTC)
    async with process.db.write() as session:
        await people.remember(session, CLOCK_OFFSET, str(offset.total_seconds()))
        if target < process.clock.now():
            # What waits for an hour that is far ahead again would look lost.
            ahead = (col(Outbox.due_at) > target, *PENDING)
            await session.exec(update(Outbox).where(*ahead).values(due_at=target))
            await session.exec(
                update(Chat).where(col(Chat.not_before) > target).values(not_before=None)
            )
    process.clock.offset = offset
    process.sandbox.chats.tell()
    await process.ticker.tick()
