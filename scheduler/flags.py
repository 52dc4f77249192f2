"""Closings and photos that a human should look at: asking once there is somebody, and once more."""

from datetime import timedelta

from handlers import doubts
from handlers.messages import Outgoing
from handlers.texts import say
from handlers.work import Work
from scheduler.reminders import is_quiet
from storage import flags

MOST_CODES = 20


async def remind_of_flags(work: Work) -> int:
    """Ask about flags of which nobody could be told when they came up, and remind of those that
    have waited for some days, in one message; how many flags."""
    if is_quiet(work):
        return 0
    before = work.now - timedelta(days=work.rules.closing.flag_days)
    asked, waiting = 0, []
    for flag, report in await flags.waiting(work.session, before):
        if flag.told_at is None:
            asked += await doubts.ask(work, flag, report)
        else:
            flag.reminded_at = work.now
            waiting.append(f"#{report.code}")
    if not waiting:
        return asked
    codes = " ".join(waiting[:MOST_CODES]) + (" …" if len(waiting) > MOST_CODES else "")
    for chat in await doubts.deciding(work):
        text = say(chat.lang, "flag-remind", count=len(waiting), codes=codes)
        await work.post(chat, Outgoing(text=text))
    return asked + len(waiting)
