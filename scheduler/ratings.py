"""Asking reporters once more what they think of a closing."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from handlers.messages import Outgoing
from handlers.telling import PUBLIC, mood_buttons, reporter_chat
from handlers.texts import say
from handlers.work import Work
from scheduler.reminders import is_quiet
from storage import closings
from storage.tables import Chat, Closing, Report


async def remind_raters(work: Work) -> int:
    """Ask once more those who have not answered for some days and still can; how many."""
    if is_quiet(work):
        return 0
    rules = work.rules.closing
    since = work.now - timedelta(days=rules.reopen_days)
    until = work.now - timedelta(days=rules.remind_days)
    waiting = await closings.unanswered(work.session, since, until)
    asked = 0
    for _, lot in groupby(waiting, key=lambda pair: pair[1].person_id):
        to: dict[int, tuple[Chat, list[tuple[Closing, Report]]]] = {}
        for closing, report in lot:
            closing.reminded_at = work.now
            chat = await reporter_chat(work, report)
            if chat.open and chat.channel != PUBLIC:
                to.setdefault(chat.id or 0, (chat, []))[1].append((closing, report))
        for chat, found in to.values():
            await _remind(work, chat, found)
        asked += bool(to)
    return asked


async def _remind(work: Work, chat: Chat, found: Sequence[tuple[Closing, Report]]) -> None:
    first, report = found[0]
    key = f"rate:{first.id}:{chat.id}"
    until = first.at + timedelta(days=work.rules.closing.reopen_days)
    if len(found) == 1:
        who, at = work.world.wards.name(report.ward_id), work.when(first.at, chat.lang)
        text = say(chat.lang, "remind-rating", code=report.code, who=who, at=at)
        message = Outgoing(text=text, buttons=mood_buttons(work, first, chat.lang))
        await work.post(chat, message, key=key, report=report, until=until)
        return
    lines = [
        f"#{report.code} · {work.rules.kind(report.kind).label(chat.lang)}" for _, report in found
    ]
    text = say(chat.lang, "remind-ratings", count=len(found))
    await work.post(chat, Outgoing(text="\n".join([text, *lines])), key=key, until=until)
