"""The reporter's word on a closing: a mood, what was bad, "done" and "not done"."""

from handlers import card, closings, doubts, states
from handlers.actions import By, NotNow
from handlers.messages import Button, Outgoing
from handlers.reporter import require_own
from handlers.telling import may_be_rated, tell
from handlers.texts import say
from handlers.work import Work, rows
from storage import closings as kept
from storage import rechecks, reports
from storage.tables import Closing, Report


async def press(work: Work, by: By, verb: str, closing_id: int, arg: str) -> str:
    """A mood (``rt``) or what was bad (``rw``) from under a message; what there is to say."""
    closing = await work.session.get(Closing, closing_id)
    if closing is None:
        raise NotNow("unknown-button")
    report = await reports.locked(work.session, closing.report_id)
    assert report is not None
    # Another press may have been first.
    await work.session.refresh(closing)
    require_own(by, report)
    await _require_anothers(work, by, closing)
    if not may_be_rated(work, closing):
        raise NotNow("too-late-to-rate")
    if verb == "rt" and arg in kept.MOOD:
        return await _rate(work, by, report, closing, arg)
    complaint = work.rules.complaint(arg)
    if verb != "rw" or complaint is None:
        raise NotNow("unknown-button")
    if complaint.reopens and can_reopen(work, report):
        await _not_done(work, by, report, closing)
        return "toast-reopened"
    _say(work, report, closing, "bad", complaint.slug)
    if complaint.reopens:
        # It was opened again once; whether once more, others decide.
        await doubts.add(work, report, closing, [{"why": "reporter"}])
    await card.refresh(work, report)
    return "toast-office" if complaint.reopens else "toast-rated"


async def _require_anothers(work: Work, by: By, closing: Closing) -> None:
    """Nobody judges their own work, also where their two accounts became one person since."""
    if closing.own or by.person.id == await rechecks.closer(work.session, closing):
        raise NotNow("not-own-closing")


async def _rate(work: Work, by: By, report: Report, closing: Closing, mood: str) -> str:
    changed = mood != closing.mood
    if changed:
        _say(work, report, closing, mood)
    if mood == "good" and report.state == "resolved":
        await _confirm(work, by, report)
        return "toast-thanks"
    if changed:
        await card.refresh(work, report)
    if mood == "bad":
        await _ask_why(work, by, report, closing)
        return "toast-why"
    return "toast-rated"


def _say(work: Work, report: Report, closing: Closing | None, mood: str, reason: str = "") -> None:
    if closing is not None:
        work.recount(report)
        closing.mood, closing.reason, closing.rated_at = mood, reason, work.now
        # A page asks whoever opens it, and is told of that by the answer.
        closing.asked_at = closing.asked_at or work.now


async def _ask_why(work: Work, by: By, report: Report, closing: Closing) -> None:
    lang = by.chat.lang
    buttons = [
        Button(complaint.name(lang), f"rw:{closing.id}:{complaint.slug}")
        for complaint in work.rules.complaints
    ]
    text = say(lang, "ask-why", code=report.code)
    message = Outgoing(text=text, buttons=rows(buttons, 1), reply_to=by.message_id or None)
    await work.post(by.chat, message, key=f"why:{by.chat.id}:{by.message_id}", report=report)


def can_reopen(work: Work, report: Report) -> bool:
    return states.can_reopen(report, work.now, work.rules.closing.reopen_days)


async def not_done(work: Work, by: By, report: Report, why: str = "") -> bool:
    """Contradict a closing, once and within some days: the report opens again; False where it was
    open again already. The ward reads why, where that was said."""
    require_own(by, report)
    if report.state == "reopened":
        return False
    if not can_reopen(work, report):
        raise NotNow("too-late-to-reopen")
    await _not_done(work, by, report, await kept.present(work.session, report.id or 0), why)
    return True


async def _not_done(
    work: Work, by: By, report: Report, closing: Closing | None, why: str = ""
) -> None:
    _say(work, report, closing, "bad", work.rules.undone.slug)
    await closings.reopen(work, report, "reporter", by.person, by.chat, why)


async def confirm(work: Work, by: By, report: Report) -> None:
    """Agree with a closing."""
    require_own(by, report)
    if report.state == "confirmed":
        return
    if not states.allowed(report, "confirmed"):
        raise NotNow("not-now")
    closing = await kept.present(work.session, report.id or 0)
    if closing is not None:
        await _require_anothers(work, by, closing)
    _say(work, report, closing, "good")
    await _confirm(work, by, report)


async def _confirm(work: Work, by: By, report: Report) -> None:
    event = await closings.confirm(work, report, "reporter", by.person, by.chat)
    await tell(work, report, event, "told-confirmed")
