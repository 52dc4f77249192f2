"""Pressed buttons: from the short data on a button to the function that does it."""

import re
from collections.abc import Awaitable, Callable

from handlers import (
    access,
    actions,
    admins,
    flags,
    held,
    insisted,
    joining,
    marks,
    meaning,
    named_places,
    objections,
    officers,
    own_work,
    ratings,
    rechecks,
    reporter,
)
from handlers.actions import By, NotNow
from handlers.messages import Press
from handlers.texts import say
from handlers.work import Work
from storage import outbox, people, reports
from storage.tables import Chat, Event, Outbox, Person, Report

_DATA = re.compile(r"(?P<verb>[a-z]{2}):(?P<id>\d{1,18})(?::(?P<arg>(?!\d{19})[a-z0-9]{1,20}))?")
"""with numbers that a database can hold"""

SAID = ("toast-photo", "toast-reason", "toast-ward", "toast-kinds", "toast-undone", "toast-clear",
        "toast-linked", "toast-why", "toast-there", "toast-new-photo")  # fmt: skip
"""what only points to the message that comes with it"""

FOLLOWING = ("ac", "dn", "rf", "ps", "kk", "kd", "mv", "sf", "so", "wd", "cl")
"""buttons of cards and answers, which change with their report, and of reminders, which are for
several; under most other messages one thing is chosen once"""
CHANGEABLE = ("rt", "rw")
"""buttons under which something else may be chosen later"""
OVER = ("not-now", "not-now-reopen", "gone", "undo-done", "undo-late", "undo-overtaken",
        "too-late-to-reopen", "too-late-to-rate", "draft-over", "unknown-button",
        "join-code-unknown", "link-same", "link-same-platform", "link-from-here")  # fmt: skip
"""why nobody can press a button any more, whoever it is"""

BUTTONS = admins.BUTTONS | access.BUTTONS | joining.BUTTONS | objections.BUTTONS | own_work.BUTTONS
OnReport = Callable[[Work, By, Report, str], Awaitable[None]]


async def _reason(work: Work, by: By, report: Report, slug: str) -> None:
    reason = work.rules.reason(slug)
    if reason is None:
        raise NotNow("unknown-button")
    await actions.refuse(work, by, report, reason.name(by.chat.lang))


async def _pass(work: Work, by: By, report: Report, ward: str) -> None:
    if not ward.isdigit() or int(ward) not in {w.id for w in work.world.wards.in_force}:
        raise NotNow("unknown-button")
    await actions.pass_on(work, by, report, int(ward))


async def _not_done(work: Work, by: By, report: Report, _: str) -> None:
    await ratings.not_done(work, by, report)


OFFICERS: dict[str, tuple[OnReport, str]] = {
    "ac": (lambda w, b, r, _: actions.accept(w, b, r), "toast-done"),
    "dn": (lambda w, b, r, _: officers.ask_after(w, b, r), "toast-photo"),
    "rf": (lambda w, b, r, _: officers.ask_reason(w, b, r), "toast-reason"),
    "rs": (_reason, "toast-done"),
    "ps": (lambda w, b, r, _: officers.ask_ward(w, b, r), "toast-ward"),
    "pw": (_pass, "toast-done"),
    "du": (marks.press, "toast-done"),
}
REPORTERS: dict[str, tuple[OnReport, str]] = {
    "kk": (lambda w, b, r, _: reporter.show_kinds(w, b, r), "toast-kinds"),
    "kd": (reporter.set_kind, "toast-done"),
    "mv": (lambda w, b, r, arg: reporter.move(w, b, r, int(arg)), "toast-done"),
    "sf": (lambda w, b, r, _: own_work.ask_after(w, b, r), "toast-photo"),
    "so": (own_work.change, "toast-done"),
    "wd": (lambda w, b, r, _: reporter.withdraw(w, b, r), "toast-withdrawn"),
    "nd": (_not_done, "toast-reopened"),
    "ok": (lambda w, b, r, _: ratings.confirm(w, b, r), "toast-thanks"),
}


async def handle(work: Work, press: Press, chat: Chat, person: Person) -> None:
    """Do what a button says, and answer the press whatever happened."""
    by = By(person, chat, press.message_id)
    try:
        text = await _press(work, press, by)
        if work.world.bot(chat.channel).buttons or text not in SAID:
            await work.toast(chat, press.query_id, say(chat.lang, text))
        over = not press.data.startswith(CHANGEABLE)
    except NotNow as refusal:
        await work.toast(chat, press.query_id, say(chat.lang, str(refusal)), alert=True)
        over = str(refusal) in OVER
    if over and not press.data.startswith(FOLLOWING):
        post = await outbox.by_message(work.session, chat.id or 0, press.message_id)
        # A client that somebody made may press what no message ever showed.
        if post is not None and _shows(post, press.data):
            await work.take_buttons(post)


def _shows(post: Outbox, data: str) -> bool:
    """Whether a button with this data stands under a post."""
    rows = post.payload.get("buttons", ())
    return any(button.get("data") == data for row in rows for button in row)


async def _press(work: Work, press: Press, by: By) -> str:
    match = _DATA.fullmatch(press.data)
    if match is None:
        raise NotNow("unknown-button")
    verb, number, arg = match["verb"], int(match["id"]), match["arg"] or ""
    if verb in BUTTONS:
        return await BUTTONS[verb](work, by, number, arg)
    if verb in named_places.CHOICES:
        return await named_places.choose(work, press, by, verb, number, arg)
    if verb in ("sy", "sn"):
        return await held.choose(work, by, verb, number, arg)
    if verb == "np":
        return await insisted.insist(work, press, by, number)
    if verb == "cl":
        await own_work.begin_clear(work, by)
        return "toast-clear"
    if verb in ("rt", "rw"):
        return await ratings.press(work, by, verb, number, arg)
    if verb in ("rc", "rv", "rp"):
        return await rechecks.press(work, by, verb, number, arg)
    if verb == "fg":
        return await flags.press(work, by, number, arg)
    if verb == "un":
        return await _undo(work, press, by, number)
    if verb not in OFFICERS and verb not in REPORTERS:
        raise NotNow("unknown-button")
    report = await reports.locked(work.session, number)
    if report is None:
        raise NotNow("unknown-button")
    if verb in REPORTERS:
        action, done = REPORTERS[verb]
        if verb == "mv" and not arg.isdigit():
            raise NotNow("unknown-button")
        await action(work, by, report, arg)
        return done
    if not await meaning.answers_for(work, by.chat, report):
        await officers.send_elsewhere(work, by, report)
        raise NotNow("gone")
    as_group = press.sender.as_group
    if not await meaning.may_act(work, by.chat, by.person, report, as_group=as_group):
        await officers.turn_away(work, by, report)
        raise NotNow("toast-not-officer")
    action, done = OFFICERS[verb]
    await action(work, by, report, arg)
    return done


async def _undo(work: Work, press: Press, by: By, event_id: int) -> str:
    event = await work.session.get(Event, event_id)
    if event is None or event.chat_id != by.chat.id:
        raise NotNow("unknown-button")
    report = await work.session.get_one(Report, event.report_id)
    same_person = event.person_id == by.person.id
    as_group = press.sender.as_group and by.chat.role == "ward"
    officer = by.chat.ward_id is not None and await people.is_granted(
        work.session, by.person.id or 0, "officer", by.chat.ward_id
    )
    if not (same_person or as_group or officer):
        await officers.turn_away(work, by, report)
        raise NotNow("toast-not-officer")
    await actions.undo(work, by, event)
    return "toast-undone"
