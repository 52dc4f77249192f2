"""Words for half a report: kept with it, and answered with what it still needs."""

from dataclasses import replace

from handlers import asking, drafts, named_places
from handlers.messages import Message, Outgoing
from handlers.places import short_link
from handlers.teaching import how_place
from handlers.texts import say
from handlers.work import Work
from storage.tables import Chat, Draft


async def keep(work: Work, message: Message, chat: Chat, half: Draft) -> None:
    """Keep words with half a report, and answer with what it still needs: the places that they may
    mean to choose from, or how else to say where."""
    drafts.add_words(half, message)
    # What is answered now says what is missing; to ask for it as well would be a message too many.
    await asking.take_back(work, half)
    reply_to = message.message_id if chat.kind == "group" else None
    if half.lat is not None:
        words = Outgoing(text=say(chat.lang, "words-kept-photo"), reply_to=reply_to)
        await work.post(chat, words, key=f"words-kept-photo:{half.id}")
        return
    how = how_place(work, chat)
    key: str | None = f"words-kept-place:{half.id}"
    if short_link(message.text):
        text, key = say(chat.lang, "link-without-place"), f"link-without-place:{half.id}"
    else:
        offered = await named_places.offer(work, half, message, chat.lang)
        if offered is not None:
            await work.post(chat, replace(offered, reply_to=reply_to))
            return
        if message.addresses is None:
            text = say(chat.lang, "words-kept-place", how=how)
        else:
            text, key = say(chat.lang, "address-not-found", how=how), None
    text = asking.with_link(work, half, text, chat.lang)
    button = say(chat.lang, "button-share-place") if chat.kind == "private" else ""
    await work.post(chat, Outgoing(text=text, reply_to=reply_to, asks_place=button), key=key)
