"""Asking for the half of a report that is missing."""

from datetime import timedelta

from handlers.messages import Message, Outgoing
from handlers.teaching import how_place
from handlers.texts import LANGUAGES, say
from handlers.work import Work
from storage import outbox
from storage.tables import Chat, Draft


def key(draft: Draft) -> str:
    """What the question for a draft's other half is found by in the outbox."""
    return f"ask:{draft.id}"


async def ask_photo(work: Work, message: Message, chat: Chat, draft: Draft) -> None:
    """Ask once for a photo of a place."""
    words = say(chat.lang, "ask-photo", minutes=work.rules.intake.pair_minutes)
    await _ask(work, chat, draft, Outgoing(text=words, reply_to=message.message_id))


async def ask_place(work: Work, message: Message, chat: Chat, draft: Draft) -> None:
    """Ask once for the place of photos."""
    minutes = work.rules.intake.pair_minutes
    words = say(chat.lang, "ask-place", minutes=minutes, how=how_place(work, chat))
    question = Outgoing(
        text=with_link(work, draft, words, chat.lang),
        reply_to=message.message_id,
        asks_place=say(chat.lang, "button-share-place") if chat.kind == "private" else "",
    )
    await _ask(work, chat, draft, question)


async def _ask(work: Work, chat: Chat, draft: Draft, question: Outgoing) -> None:
    """Ask after the moment in which most people send the other half by themselves."""
    work.new_drafts.discard(draft.id)
    due = work.now + timedelta(seconds=work.rules.intake.ask_seconds)
    await work.post(chat, question, key=key(draft), due=due)


def with_link(work: Work, draft: Draft, words: str, lang: str) -> str:
    """Words that ask for the place, with the page on which it can be shown where there is one."""
    link = work.world.place_link(draft.id or 0)
    if not link:
        return words
    link += f"?lang={lang}" if lang != LANGUAGES[0] else ""
    return words + "\n" + say(lang, "ask-place-link", link=link)


async def take_back(work: Work, draft: Draft) -> None:
    """Take back the question where it was not sent yet."""
    if draft.id in work.new_drafts:
        return
    await outbox.drop_unsent(work.session, key(draft), work.now)
