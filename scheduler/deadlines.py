"""Deadlines: a line under the card when time is up, and to the office a working day later."""

from datetime import datetime, timedelta

from handlers.messages import Outgoing
from handlers.routing import dealing_with
from handlers.texts import say
from handlers.work import Work
from scheduler.reminders import is_quiet
from storage import occasions, outbox, people
from storage.tables import Chat, Report

LOOK_BACK = timedelta(days=30)
"""deadlines older than this are history: an import or a long stop must not flood the groups"""
MOST_LINES = 30


def _due(report: Report, what: str) -> datetime:
    return report.accept_due if what == "accept" else report.resolve_due


async def _newly_late(work: Work, what: str, kind: str, days: int) -> list[Report]:
    """Reports whose deadline passed so many working days ago, each once a deadline."""
    before, since = work.now - timedelta(days=days), work.now - LOOK_BACK
    return [
        report
        for report in await occasions.overdue(work.session, what, kind, before, since)
        if (not days or work.world.calendar.add_days(_due(report, what), days) <= work.now)
        and await occasions.first_time(
            work.session, kind, occasions.period(report), report.id or 0, work.now
        )
    ]


def _reports(items: list[tuple[str, Report]]) -> int:
    """How many reports they are about: one may be due both to be accepted and to be resolved."""
    return len({report.id for _, report in items})


async def remind_wards(work: Work) -> int:
    """Say in the ward's groups what fell due: under the card if it is one report, and in one
    message if they are many. How many deadlines were told."""
    if is_quiet(work):
        return 0
    told = 0
    due: dict[int, list[tuple[str, Report]]] = {}
    for what in ("accept", "resolve"):
        for report in await _newly_late(work, what, f"due_{what}", 0):
            ward_id = work.world.wards.current(report.ward_id)
            due.setdefault(ward_id, []).append((what, report))
    for items in due.values():
        # The office is told of them a working day later.
        chats = [chat for chat in await dealing_with(work, items[0][1]) if chat.role == "ward"]
        told += len(items) if chats else 0
        for chat in chats:
            if len(items) == 1:
                await _remind_one(work, chat, *items[0])
            else:
                await _remind_many(work, chat, items)
    return told


async def _remind_one(work: Work, chat: Chat, what: str, report: Report) -> None:
    card = await outbox.by_key(work.session, f"card:{report.id}:{report.hops}:{chat.id}")
    message = Outgoing(
        text=say(chat.lang, f"due-{what}", code=report.code),
        reply_to_post=card.id if card else None,
    )
    key = f"due:{what}:{report.id}:{occasions.period(report)}:{chat.id}"
    await work.post(chat, message, key=key, report=report)


async def _remind_many(work: Work, chat: Chat, items: list[tuple[str, Report]]) -> None:
    lines = [
        say(chat.lang, "due-line", code=report.code, what=say(chat.lang, f"due-word-{what}"))
        for what, report in items[:MOST_LINES]
    ]
    if len(items) > MOST_LINES:
        lines.append(f"… +{len(items) - MOST_LINES}")
    text = say(chat.lang, "due-many", count=_reports(items)) + "\n" + "\n".join(lines)
    await work.post(chat, Outgoing(text=text))


async def tell_office(work: Work) -> int:
    """Tell the office what is a working day late, in one message; how many reports."""
    offices = await people.groups(work.session, "office")
    if is_quiet(work) or not offices:
        return 0
    late: list[tuple[str, Report]] = []
    for what in ("accept", "resolve"):
        found = await _newly_late(work, what, f"late_{what}", 1)
        late += [(what, report) for report in found]
    if not late:
        return 0
    for chat in offices:
        lines = [
            say(
                chat.lang,
                "office-late-line",
                code=report.code,
                ward=work.world.wards.name(report.ward_id),
                what=say(chat.lang, f"due-word-{what}"),
                due=work.when(_due(report, what), chat.lang),
            )
            for what, report in late[:MOST_LINES]
        ]
        if len(late) > MOST_LINES:
            lines.append(f"… +{len(late) - MOST_LINES}")
        text = say(chat.lang, "office-late", count=_reports(late)) + "\n" + "\n".join(lines)
        await work.post(chat, Outgoing(text=text))
    return _reports(late)
