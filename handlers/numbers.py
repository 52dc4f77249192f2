"""Numbers typed for buttons, on platforms that have none."""

import re
from datetime import timedelta

from handlers.messages import Message, Press
from handlers.work import Work
from storage import outbox
from storage.tables import Chat

CHOICES_LAST = timedelta(days=1)
"""how long a number alone means the last choices that were offered in a chat"""
_NUMBER = re.compile(r"\s*#?\s*([1-9]\d?)\s*[.)]?\s*")


async def pressed(work: Work, message: Message, chat: Chat) -> Press | None:
    """The button that a number stands for: of the message it replies to, or of the last one with
    choices."""
    found = _NUMBER.fullmatch(message.text)
    if found is None or message.photo is not None or work.world.bot(chat.channel).buttons:
        return None
    post = None
    if message.reply_to is not None:
        post = await outbox.by_message(work.session, chat.id or 0, message.reply_to)
    if post is None:
        since = work.now - CHOICES_LAST
        post = await outbox.last_with_choices(work.session, chat.id or 0, since)
    choices = post.payload.get("choices", ()) if post is not None else ()
    number = int(found[1])
    if post is None or number > len(choices):
        return None
    return Press(message.chat, message.sender, post.message_id or "", choices[number - 1], "")
