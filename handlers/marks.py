"""What officers say of two reports: that they are of the same thing, and one is dealt with."""

from datetime import timedelta

from handlers import actions, card, states
from handlers.actions import By, NotNow
from handlers.duplicates import alike
from handlers.messages import Button, Outgoing
from handlers.orders import Order
from handlers.rules import OTHER
from handlers.telling import tell
from handlers.texts import say
from handlers.words import find_codes
from handlers.work import Work
from storage import following, near, reports
from storage.tables import Report

SOON = timedelta(hours=1)
"""reports of one thing that come so close may be joined either way"""


async def by_order(work: Work, by: By, report: Report, order: Order) -> None:
    """Mark a report by words that name the other one; ask where they do not."""
    codes = [*find_codes(order.rest), *([order.code] if order.code else [])]
    others = [code for code in codes if code != report.code]
    if not others:
        if codes:
            raise NotNow("duplicate-itself")
        await ask(work, by, report)
        return
    other = await reports.by_code(work.session, others[0])
    if other is None:
        text = say(by.chat.lang, "unknown-code", code=others[0])
        await work.post(by.chat, Outgoing(text=text, reply_to=by.message_id or None))
        return
    await mark(work, by, report, other)


async def candidates(work: Work, report: Report) -> list[Report]:
    """The open reports near this one that it may be marked as the same as."""
    found = await alike(work.session, work.rules, report.kind, report.lat, report.lon)
    return [other for other in found if other.id != report.id and not _is_due_later(other, report)]


def _is_due_later(other: Report, report: Report) -> bool:
    """Whether a mark would put off when the thing has to be done."""
    return other.resolve_due > report.resolve_due + SOON


def buttons(report: Report, found: list[Report], lang: str) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (Button(say(lang, "button-duplicate", code=other.code), f"du:{report.id}:{other.id}"),)
        for other in found
    )


async def ask(work: Work, by: By, report: Report) -> None:
    """Ask which one it is the same as: those nearby to tap, others by their code."""
    actions.require(report, "duplicate")
    lang = by.chat.lang
    text = say(lang, "ask-duplicate", code=report.code)
    found = await candidates(work, report)
    message = Outgoing(
        text=text, buttons=buttons(report, found, lang), reply_to=by.message_id or None
    )
    await work.post(by.chat, message, report=report)


async def press(work: Work, by: By, report: Report, other_id: str) -> None:
    other = await work.session.get(Report, int(other_id)) if other_id.isdigit() else None
    if other is None:
        raise NotNow("unknown-button")
    await mark(work, by, report, other)


async def mark(work: Work, by: By, report: Report, other: Report) -> None:
    """End a report as the same as another, which its reporter follows from now on. That one has to
    be open, near, of the same kind, as far as both name one, and due no later than `SOON`
    after it: otherwise this would be a way to close without doing anything, or to be late without
    being so."""
    actions.require(report, "duplicate")
    other = await following.original(work.session, other)
    if other.id == report.id:
        raise NotNow("duplicate-itself")
    if other.sort != "problem" or other.state in reports.NOT_COUNTED:
        raise NotNow("duplicate-of-nothing")
    if other.state not in states.OPEN:
        raise NotNow("duplicate-closed")
    if len({report.kind, other.kind} - {OTHER}) > 1:
        raise NotNow("duplicate-kind")
    if near.metres(other, report.lat, report.lon) > work.rules.duplicates.mark_m:
        raise NotNow("duplicate-far")
    if report.sort == "problem" and _is_due_later(other, report):
        raise NotNow("duplicate-later")
    before = states.snapshot(report)
    report.state, report.ended_at = "duplicate", work.now
    report.duplicate_of, report.reason = other.id, f"#{other.code}"
    event = await actions.changed(work, by, report, "duplicate", before, of=other.id)
    await actions.understood(work, by, report, event, other=other.code)
    await card.refresh(work, other)
    await tell(work, report, event, "told-duplicate")
