"""What reporters say of their own reports in words: that one is not done, or more about it."""

from handlers import card, own_work, ratings
from handlers.actions import By, NotNow
from handlers.descriptions import longer
from handlers.messages import Message, Outgoing
from handlers.orders import understand
from handlers.sorts import sort_of
from handlers.states import UNTOUCHED
from handlers.texts import say
from handlers.work import Work
from storage import outbox, reports
from storage.tables import Report


async def not_done(work: Work, message: Message, by: By) -> bool:
    """Open a report again of which its reporter says that it is not done, or that they want that:
    which one, says its code or the message that is answered."""
    order = understand(message.text)
    if order.verb not in ("not_done", "reopen"):
        return False
    report = await _told_of(work, message, by)
    if order.code is not None:
        report = await reports.by_code(work.session, order.code)
    if report is None:
        return False
    report = await reports.locked(work.session, report.id or 0)
    assert report is not None
    # "vẫn còn rác" is a reason as a whole, and "mở lại" is none.
    why = message.text.strip() if order.rest and order.verb == "not_done" else order.rest
    try:
        if not await ratings.not_done(work, by, report, why):
            raise NotNow("toast-reopened")
    except NotNow as refusal:
        text = f"#{report.code} {say(by.chat.lang, str(refusal))}"
        await work.post(by.chat, Outgoing(text=text, reply_to=message.message_id))
    return True


async def more(work: Work, message: Message, by: By) -> bool:
    """Add what a reporter answers to a message about their report to what the ward reads, while
    nobody has acted on the report; or ask to see it where they put it right."""
    told = await _told_of(work, message, by)
    report = await reports.locked(work.session, told.id or 0) if told is not None else None
    if report is None or report.state not in UNTOUCHED:
        return False
    if report.sort == "problem" and sort_of(message.text, work.rules) == "fixed":
        await own_work.ask_after(work, by, report)
        return True
    report.description = longer(report.description, message.text)
    await card.refresh(work, report)
    await work.post(by.chat, Outgoing(text=say(by.chat.lang, "words-added", code=report.code)))
    return True


async def _told_of(work: Work, message: Message, by: By) -> Report | None:
    """The own report of which the message tells that is answered."""
    if message.reply_to is None:
        return None
    post = await outbox.by_message(work.session, by.chat.id or 0, message.reply_to)
    if post is None or post.report_id is None:
        return None
    report = await work.session.get_one(Report, post.report_id)
    return report if report.person_id == by.person.id else None
