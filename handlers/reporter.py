"""What a reporter does with their own report while it is new: correct it, or withdraw it."""

from handlers import card, drafts, posting, recurring, states
from handlers.actions import By, NotNow, hand_over
from handlers.descriptions import corrected
from handlers.messages import Message
from handlers.routing import neighbours_of
from handlers.work import Work
from storage import reports
from storage.tables import Chat, Draft, Report


def require_own(by: By, report: Report) -> None:
    if report.person_id != by.person.id:
        raise NotNow("only-reporter")


async def require_alone(work: Work, report: Report) -> None:
    """Refuse where others wait for the result: who saw the same, and who sent a duplicate."""
    if await work.followers(report):
        raise NotNow("others-wait")


async def show_kinds(work: Work, by: By, report: Report) -> None:
    """Open the list of kinds under the answer."""
    require_own(by, report)
    await card.refresh_answer(work, report, all_kinds=True)


async def set_kind(work: Work, by: By, report: Report, slug: str) -> None:
    require_own(by, report)
    if report.state not in states.UNTOUCHED:
        raise NotNow("too-late-to-change")
    if slug not in {kind.slug for kind in work.rules.kinds}:
        raise NotNow("unknown-button")
    if slug != report.kind:
        old, report.kind = report.kind, slug
        spot = await recurring.notice(work, report)
        if spot is not None:
            await recurring.tell(work, spot, report)
        await work.record(report, "kind", person=by.person, chat=by.chat, data={"from": old})
    await card.refresh(work, report)


async def move(work: Work, by: By, report: Report, ward_id: int) -> None:
    """File the report in a neighbouring ward: the reporter stands there and sees the line."""
    require_own(by, report)
    near = {area.id for area in neighbours_of(work, report)}
    if report.state != "new" or ward_id not in near:
        raise NotNow("too-late-to-change")
    if ward_id == work.world.wards.current(report.ward_id):
        return
    # What it was late with stays the first one's, and only officers undo.
    data = {"from": report.ward_id, "to": ward_id, "was": states.snapshot(report)}
    await hand_over(work, report, ward_id)
    await work.record(report, "passed", person=by.person, chat=by.chat, data=data)
    await card.leave(work, report, report.hops - 1)
    await posting.post_cards(work, report)
    await card.refresh_answer(work, report)


async def withdraw(work: Work, by: By, report: Report) -> None:
    """Take the report back while nobody has accepted it, nor waits for its result."""
    require_own(by, report)
    if report.state == "withdrawn":
        return
    if not states.allowed(report, "withdrawn"):
        raise NotNow("too-late-to-withdraw")
    await require_alone(work, report)
    # What a ward left undone until then stays on its board.
    data = {"was": states.snapshot(report)} if report.sort == "problem" else {}
    report.state, report.ended_at = "withdrawn", work.now
    await work.record(report, "withdrawn", person=by.person, chat=by.chat, data=data)
    await card.refresh(work, report)


async def correct_caption(work: Work, message: Message, chat: Chat) -> None:
    """A corrected caption changes the description while nobody has acted; a live location that
    moves on changes nothing."""
    if message.photo is None or chat.id is None:
        return
    photo = await reports.photo_at(work.session, chat.id, message.message_id)
    new = drafts.words_of(message)
    if photo is None or photo.role not in ("before", "extra") or photo.caption == new:
        # Platforms also send "edits" of which nothing can be seen.
        return
    if photo.report_id is not None:
        report = await reports.locked(work.session, photo.report_id)
        if report is None or report.state not in states.UNTOUCHED:
            return
        report.description = corrected(report.description, photo.caption, new)
        await card.refresh(work, report)
    elif photo.draft_id is not None:
        draft = await work.session.get_one(Draft, photo.draft_id)
        draft.description = corrected(draft.description, photo.caption, new)
    photo.caption = new
