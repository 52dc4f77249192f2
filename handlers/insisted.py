"""A reporter says that a photo is a new one, and the office looks whether it is: until then the
report is filed and dealt with like any other, and counts for nobody."""

from handlers import asking, card, doubts, drafts, intake
from handlers.actions import By, NotNow
from handlers.messages import Message, Press
from handlers.telling import tell
from handlers.work import Work
from storage import reports
from storage.tables import Draft, Flag, Report


async def insist(work: Work, press: Press, by: By, draft_id: int) -> str:
    """File half a report with its photos all the same, or wait for its place."""
    draft = await work.session.get(Draft, draft_id, with_for_update=True)
    photos = await reports.draft_photos(work.session, draft_id)
    if draft is None or not photos:
        raise NotNow("draft-over")
    if draft.person_id != by.person.id:
        raise NotNow("only-reporter")
    draft.insisted = True
    place = drafts.place_of(draft)
    if place is None:
        # What was sent long ago goes on waiting from now.
        draft.at = work.now
        message = Message(press.chat, press.sender, photos[0].message_id, work.now)
        await asking.ask_place(work, message, by.chat, draft)
        return "toast-new-photo"
    sent = intake.Sent(photos[0].message_id, draft.at, draft.kind)
    await intake.file(work, sent, by.chat, draft, photos, place)
    return "toast-done"


async def decide(work: Work, by: By, flag: Flag, report: Report, arg: str) -> str:
    """Take the office's word on it: the photo is fine, a new one, or wrong, the same once more."""
    if by.person.id == report.person_id:
        raise NotNow("not-own-flag")
    is_new = arg == "fine"
    report.doubt = "" if is_new else "upheld"
    data = {"code": flag.reasons[0]["code"]}
    kind = "cleared" if is_new else "upheld"
    event = await work.record(report, kind, person=by.person, chat=by.chat, data=data)
    await doubts.decide(work, flag, report, "fine" if is_new else "upheld", by.person.id)
    await card.refresh_answer(work, report)
    await tell(work, report, event, "told-cleared" if is_new else "told-upheld")
    return "toast-done"
