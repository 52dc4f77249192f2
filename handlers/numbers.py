"""Numbers typed for buttons, on platforms that have none."""

import re
from datetime import timedelta

from handlers.meaning import is_to_bot
from handlers.messages import Message, Outgoing, Press
from handlers.texts import say
from handlers.work import Work
from storage import outbox
from storage.tables import Chat, Outbox, Person

CHOICES_LAST = timedelta(days=1)
"""how long a number alone means choices that were offered in a private chat; in a group, where
people talk to each other, as long as half a report waits"""
READING = timedelta(seconds=10)
"""what came unasked less than this before a number was hardly read by whoever typed it"""
CLOCKS_DIFFER = timedelta(seconds=20)
"""how much earlier than its post an answer may seem to be, by the platform's clock"""
_NUMBER = re.compile(r"\s*#?\s*([1-9]\d{0,11})\s*[.)]?\s*")


async def pressed(
    work: Work, message: Message, chat: Chat, person: Person
) -> Press | Outgoing | None:
    """The button that a number stands for: of the message it replies to; otherwise of the last one
    with choices, or a question where it is not sure that this was read. In a group people also
    answer each other with numbers: there it has to be said to the bot, or by whoever it asked."""
    found = _NUMBER.fullmatch(message.text)
    if found is None or message.photo is not None or work.world.bot(chat.channel).buttons:
        return None
    number, chat_id = int(found[1]), chat.id or 0
    if message.reply_to is not None:
        post = await outbox.by_message(work.session, chat_id, message.reply_to)
        if post is not None or chat.kind == "group":
            return _press(message, post, number)
    alone = chat.kind == "private"
    lasts = CHOICES_LAST if alone else timedelta(minutes=work.rules.intake.pair_minutes)
    posts = [
        post
        for post in await outbox.with_choices(work.session, chat_id, message.at - lasts)
        if _of_its_own(post) == (number >= Outgoing.OWN_NUMBERS)
        and (alone or is_to_bot(work.world, message) or _asked(post, person))
    ]
    if number >= Outgoing.OWN_NUMBERS:
        posts = [post for post in posts if _press(message, post, number) is not None]
    if not any(_press(message, post, number) for post in posts):
        return None
    newest, several = posts[0], len(posts) > 1
    assert newest.sent_at is not None
    if _of_its_own(newest):
        sure = not several
    elif several and not _asked(newest, person):
        sure = newest.sent_at <= message.at - READING
    else:
        sure = newest.sent_at <= message.at + CLOCKS_DIFFER
    return (
        _press(message, newest, number) if sure else Outgoing(text=say(chat.lang, "which-number"))
    )


def _press(message: Message, post: Outbox | None, number: int) -> Press | None:
    if post is None:
        return None
    choices = post.payload.get("choices", ())
    at = number - post.payload.get("first_number", 1)
    if not 0 <= at < len(choices):
        return None
    return Press(message.chat, message.sender, post.message_id or "", choices[at], "")


def _of_its_own(post: Outbox) -> bool:
    return bool(post.payload.get("first_number", 1) >= Outgoing.OWN_NUMBERS)


def _asked(post: Outbox, person: Person) -> bool:
    return bool(post.payload.get("asked") == person.id)
