"""Reports held back by a question: what their senders answer, and what becomes of no answer."""

from collections.abc import Sequence

from handlers import asking, card, intake, posting
from handlers.actions import By, NotNow
from handlers.descriptions import longer
from handlers.drafts import add_words
from handlers.duplicates import alike_to, question
from handlers.meaning import is_to_bot
from handlers.messages import Message, Outgoing, Place
from handlers.orders import words_in
from handlers.phrases import AROUND, NO, YES, Word
from handlers.texts import say
from handlers.words import find_codes
from handlers.work import Work
from storage import following, outbox, reports
from storage.reports import OPEN
from storage.tables import Chat, Draft, Person, Report


async def choose(work: Work, by: By, verb: str, draft_id: int, arg: str) -> str:
    """A pressed answer: join the report that is named, or file one of their own."""
    draft = await following.locked(work.session, draft_id)
    if draft is None:
        raise NotNow("draft-over")
    if draft.person_id != by.person.id:
        raise NotNow("only-reporter")
    if verb == "sn":
        await release(work, draft)
        return "toast-done"
    report = await reports.locked(work.session, int(arg)) if arg.isdigit() else None
    if report is None:
        raise NotNow("unknown-button")
    return "toast-done" if await _join_or_release(work, draft, report) else "toast-not-open"


async def answered(work: Work, by: By, message: Message) -> bool:
    """Words that answer the question: yes, no or a code. Others are kept with what is held."""
    chat_id, person_id = by.chat.id or 0, by.person.id or 0
    if by.chat.kind == "group" and not await _replies(work, by.chat, message):
        return False
    waiting = await following.held(work.session, chat_id, person_id)
    draft = await following.locked(work.session, waiting.id or 0) if waiting else None
    if draft is None:
        return False
    found = await alike_to(work.session, work.rules, draft)
    codes = {report.code: report for report in found}
    named = next((codes[code] for code in find_codes(message.text) if code in codes), None)
    words = words_in(message.text)
    if words and NO.length(words, 0):
        await release(work, draft)
    elif named is not None or (found and _says_yes(words)):
        await _join_or_release(work, draft, named or found[0])
    elif not found:
        await release(work, draft)
    else:
        add_words(draft, message)
        text = say(by.chat.lang, "same-words", code=found[0].code)
        await work.post(by.chat, Outgoing(text=text), key=f"same-words:{draft.id}")
    return True


def _says_yes(words: Sequence[Word]) -> bool:
    """Whether words are a yes and nothing else but politeness."""
    at = YES.length(words, 0) if words else 0
    while 0 < at < len(words):
        at += AROUND.length(words, at) or len(words)
    return bool(words) and at == len(words)


async def _replies(work: Work, chat: Chat, message: Message) -> bool:
    if is_to_bot(work.world, message):
        return True
    if message.reply_to is None:
        return False
    post = await outbox.by_message(work.session, chat.id or 0, message.reply_to)
    return post is not None and (post.key or "").startswith("same:")


async def drop_halves(work: Work, by: By) -> bool:
    """Forget the halves of somebody in a chat, and what is held of theirs; whether there were
    any."""
    whose = by.chat.id or 0, by.person.id or 0
    found = list(await reports.halves(work.session, *whose))
    for draft in found:
        await asking.take_back(work, draft)
        await reports.remove_draft(work.session, draft)
    while (asked := await following.held(work.session, *whose)) is not None:
        await work.take_buttons(await outbox.by_key(work.session, question(asked.id)))
        await reports.remove_draft(work.session, asked)
        found.append(asked)
    return bool(found)


async def file_unanswered(work: Work) -> int:
    """File what was held long enough as reports of their own; how many."""
    filed = 0
    for draft_id in await following.held_too_long(work.session, work.now):
        draft = await following.locked(work.session, draft_id)
        if draft is not None:
            await release(work, draft)
            filed += 1
    return filed


async def release(work: Work, draft: Draft) -> None:
    """File what was held as a report of its own."""
    await work.take_buttons(await outbox.by_key(work.session, question(draft.id)))
    assert draft.lat is not None
    assert draft.lon is not None
    chat = await work.session.get_one(Chat, draft.chat_id)
    photos = await reports.draft_photos(work.session, draft.id or 0)
    place = Place(draft.lat, draft.lon, draft.accuracy, draft.place)
    sent = intake.Sent(photos[0].message_id, draft.at, draft.kind, draft.sort)
    await intake.file(work, sent, chat, draft, photos, place, asked=True)


async def _join_or_release(work: Work, draft: Draft, report: Report) -> bool:
    """Join a report; where it ended in the meantime, what was held is one of its own."""
    if report.state not in OPEN:
        await release(work, draft)
        return False
    await _join(work, draft, report)
    return True


async def _join(work: Work, draft: Draft, report: Report) -> None:
    await work.take_buttons(await outbox.by_key(work.session, question(draft.id)))
    chat = await work.session.get_one(Chat, draft.chat_id)
    person = await work.session.get_one(Person, draft.person_id)
    photos = await reports.draft_photos(work.session, draft.id or 0)
    room = work.rules.intake.max_photos - len(await work.photos(report, "before"))
    for photo in photos[max(room, 0) :]:
        # More than is shown. It is kept, and still leads whoever sent it to the report.
        photo.role = "extra"
    await work.give_photos(report, photos)
    own = photos[0].message_id
    await following.follow(work.session, report, draft.person_id, draft, own)
    report.description = longer(report.description, draft.description)
    await reports.end_draft(work.session, draft)
    await work.record(report, "joined", person=person, chat=chat, message_id=own)
    await card.refresh(work, report)
    await posting.post_later_photos(work, report, [p for p in photos if p.role == "before"])
    mine = report.person_id == person.id
    text = say(chat.lang, "same-joined-own" if mine else "same-joined", code=report.code)
    await work.post(chat, Outgoing(text=text, reply_to=own), report=report)
