"""What members do without the ward: a round on which nothing was wrong, and what they put right
themselves. How such reports are filed is `intake`'s."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from handlers import admins, asking, believing, card, doubts, posting, recurring, states
from handlers.actions import By, NotNow
from handlers.drafts import StoredPhoto, new_photo
from handlers.messages import Button, Message, Outgoing
from handlers.reporter import require_alone, require_own
from handlers.sorts import sort_of, welcomes
from handlers.telling import pair_picture
from handlers.texts import say
from handlers.work import Work
from storage import outbox, reports
from storage.database import create
from storage.tables import Awaited, Chat, Draft, Person, Report


def clear_button(lang: str) -> tuple[tuple[Button, ...], ...]:
    """One tap for a day on which nothing is wrong, so that nobody has to invent something."""
    return ((Button(say(lang, "button-clear"), "cl:0"),),)


async def begin_clear(work: Work, by: By) -> None:
    """Take the next photo and place of somebody as those of a street that is clean."""
    if by.chat.kind == "group" and by.chat.role != "unit":
        raise NotNow("only-in-private")
    draft = Draft(
        chat_id=by.chat.id or 0, person_id=by.person.id or 0, sort="clear", at=work.now
    )  # fmt: skip
    await create(work.session, draft)
    minutes = work.rules.intake.pair_minutes
    ask = Outgoing(
        text=say(by.chat.lang, "ask-clear", name=by.person.name, minutes=minutes),
        reply_to=by.message_id if by.chat.kind == "group" else None,
        asks_place=say(by.chat.lang, "button-share-place") if by.chat.kind == "private" else "",
    )
    await work.post(by.chat, ask, key=asking.key(draft))


async def in_words(work: Work, by: By, text: str) -> bool:
    """Words alone that say that nothing is wrong. "Không có gì" is also what people answer to
    thanks, so then it is only offered."""
    if sort_of(text, work.rules) != "clear":
        return False
    if welcomes(text):
        lang = by.chat.lang
        offer = Outgoing(text=say(lang, "offer-clear"), buttons=clear_button(lang))
        await work.post(by.chat, offer)
    else:
        await begin_clear(work, by)
    return True


async def ask_after(work: Work, by: By, report: Report) -> None:
    """Ask a reporter who put it right for the photo that shows it. Until then it is the ward's."""
    require_own(by, report)
    await _require_untouched(work, report)
    minutes = work.rules.intake.pair_minutes
    until = work.now + timedelta(minutes=minutes)
    await reports.await_from(
        work.session, by.chat.id or 0, by.person.id or 0, report.id or 0, reports.OWN_AFTER, until
    )
    text = say(by.chat.lang, "ask-own-after", code=report.code, minutes=minutes)
    reply_to = report.message_id if by.chat.id == report.chat_id else None
    await work.post(
        by.chat,
        Outgoing(text=text, reply_to=reply_to),
        key=f"ownafter:{report.id}:{work.now:%F-%H%M%S}",
        report=report,
    )


async def took_after(
    work: Work, by: By, message: Message, photo: StoredPhoto, asked: Awaited | None
) -> bool:
    """Take a member's photo as the one that shows their own report put right: the one that was
    asked for, a reply that says so, or one more of its album."""
    report_id = await _meant(work, message, by.chat, by.person, asked)
    report = await reports.locked(work.session, report_id) if report_id is not None else None
    if report is None or report.person_id != by.person.id:
        return False
    try:
        await _require_untouched(work, report)
    except NotNow as refusal:
        text = f"#{report.code} {say(by.chat.lang, str(refusal))}"
        await work.post(by.chat, Outgoing(text=text, reply_to=message.message_id))
        return True
    row = new_photo(work, message, by.chat, photo, "after")
    if await doubts.is_known(work, report, row, photo.look):
        text = say(by.chat.lang, "own-after-known", code=report.code)
        await work.post(by.chat, Outgoing(text=text, reply_to=message.message_id), report=report)
        return True
    if len(await work.photos(report, "after")) < work.rules.intake.max_photos:
        await work.give_photos(report, [row])
    await reports.stop_waiting(work.session, by.chat.id or 0, by.person.id or 0)
    await _set(work, by, report, "fixed")
    await posting.tell_of_fixed(work, report)
    text = say(by.chat.lang, "own-after-taken", code=report.code)
    # Further photos of an album are no news.
    key = f"fixed-by:{report.id}:{message.album or message.message_id}"
    picture = await pair_picture(work, report, by.chat.lang)
    taken = Outgoing(text=text, picture=picture, reply_to=message.message_id)
    await work.post(by.chat, taken, key=key, report=report)
    return True


async def _meant(
    work: Work, message: Message, chat: Chat, person: Person, asked: Awaited | None
) -> int | None:
    if message.reply_to is not None:
        post = await outbox.by_message(work.session, chat.id or 0, message.reply_to)
        if post is not None and post.report_id is not None:
            asks = (post.key or "").startswith("ownafter:")
            says = sort_of(message.text, work.rules) == "fixed"
            return post.report_id if asks or says else None
    if asked is not None and asked.what == reports.OWN_AFTER and message.place is None:
        return asked.report_id
    if message.album is not None:
        report, first = await reports.by_album(work.session, chat.id or 0, message.album)
        if report is not None and first is not None and first.role == "after":
            return report.id
    return None


async def change(work: Work, by: By, report: Report, sort: str) -> None:
    """Correct the sort of a report that nobody has acted on, nor waits for."""
    require_own(by, report)
    await _require_untouched(work, report)
    if sort not in ("problem", "clear"):
        raise NotNow("unknown-button")
    if sort != report.sort:
        await _set(work, by, report, sort)
        if sort == "problem":
            spot = await recurring.notice(work, report)
            await posting.post_cards(work, report)
            if spot is not None:
                await recurring.tell(work, spot, report)
            await card.refresh_answer(work, report)


async def _set(work: Work, by: By, report: Report, sort: str) -> None:
    old, report.sort = report.sort, sort
    if old != sort:
        data: dict[str, Any] = {"from": old, "to": sort}
        if old == "problem":
            # Until then it was the ward's, and late where it was late.
            data["was"] = states.snapshot(report)
        await work.record(report, "sort", person=by.person, chat=by.chat, data=data)
    if sort == "problem":
        report.state, report.believed_at = "new", None
        await _begin_again(work, report)
        for photo in await work.photos(report, "after"):
            # What came with it shows what is wrong; what was asked for later does not any more.
            together = photo.album is not None and photo.album == report.album
            photo.role = "before" if together else "taken_back"
    else:
        report.state = "noted"
    await work.session.flush()
    await believing.look(work, report)
    await card.refresh(work, report)


async def _begin_again(work: Work, report: Report) -> None:
    """Give the ward its time; what it had of it before is gone."""
    had = [
        (event.data["was"], event.at)
        for event in await reports.events(work.session, report.id or 0)
        if event.kind == "sort" and "was" in event.data
    ]
    calendar = work.world.calendar
    states.set_deadlines(report, work.now, work.rules.deadlines, calendar)
    if had:
        states.resume(report, *had[-1], work.now, calendar)


async def _require_untouched(work: Work, report: Report) -> None:
    if report.state not in states.UNTOUCHED:
        raise NotNow("too-late-to-change")
    await require_alone(work, report)


async def vouch(work: Work, by: By, report_id: int, _: str) -> str:
    """Somebody of the branch, or an admin, says that its sender is one of theirs."""
    report = await reports.locked(work.session, report_id)
    if report is None or report.unit_id is None:
        raise NotNow("unknown-button")
    if by.chat.role != "unit" or by.chat.unit_id != report.unit_id:
        await admins.require_admin(work, by)
    if report.state != "noted":
        raise NotNow("not-now")
    if report.believed_at is None:
        await believing.believe(work, report)
        await work.record(report, "believed", person=by.person, chat=by.chat)
        for post in await outbox.about(work.session, report_id, f"believe:{report_id}:"):
            await work.take_buttons(post)
    return "toast-done"


BUTTONS: dict[str, Callable[[Work, By, int, str], Awaitable[str]]] = {"bl": vouch}
