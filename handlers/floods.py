"""More messages of a person than anybody writes: what is counted, how they are asked to wait."""

from typing import TypeGuard

from handlers.messages import Incoming, Message, Outgoing
from handlers.texts import say
from handlers.work import Work
from storage.tables import Chat, Person

MOST_AN_HOUR = 3000
"""messages of one person that are handled: nearly one a second, as of a team on one phone after a
day without a network"""


def makes_work(incoming: Incoming | None) -> TypeGuard[Message]:
    """Whether a message counts: what people say to each other in a group does not, nor what their
    phones say by themselves, such as that they moved on."""
    if not isinstance(incoming, Message) or incoming.edited or incoming.sender.is_bot:
        return False
    sent = incoming.photo is not None or incoming.place is not None
    said = incoming.named or incoming.text.startswith("/")
    return incoming.chat.kind == "private" or sent or said


async def ask_to_wait(
    work: Work, message: Message, chat: Chat, person: Person, seconds: int
) -> None:
    """Say once an hour that messages are not taken any more, and from when on they are again."""
    text = say(chat.lang, "too-many-messages", minutes=max(1, round(seconds / 60)))
    reply_to = message.message_id if chat.kind == "group" else None
    hour = f"{work.now:%F-%H}"
    key = f"wait:{chat.id}:{person.id}:{hour}"
    await work.post(chat, Outgoing(text=text, reply_to=reply_to), key=key)
