"""How people send a photo and a place, in words that are true where they stand.

A platform's group may show the bot every message or only those that name it, and each platform has
its own way to share a place, or none.
"""

from handlers.messages import BotProfile
from handlers.texts import say
from handlers.work import Work
from storage.tables import Chat


def how_photo(work: Work, chat: Chat) -> str:
    """How a photo reaches the bot from a chat."""
    return say(chat.lang, "photo-named" if _has_to_be_named(work, chat) else "photo-here")


def how_place(work: Work, chat: Chat) -> str:
    """How a place is shared in a chat."""
    return say(chat.lang, _place(work.world.bot(chat.channel), chat))


def _place(profile: BotProfile, chat: Chat) -> str:
    alone = chat.kind == "private"
    match profile.places:
        case "clip":
            return "place-button" if alone else "place-clip"
        case "pin":
            return "place-pin"
        case "plus" if alone:
            return "place-plus"
        case _:
            return "place-typed" if alone else "place-typed-here"


def how(work: Work, chat: Chat) -> str:
    """How a report is made in a chat, in two lines."""
    return f"📷 {how_photo(work, chat)}\n📍 {how_place(work, chat)}"


def named_first(work: Work, chat: Chat) -> str:
    """A line under what can be typed in a group, where the bot hears only what is said to it."""
    return "\n" + say(chat.lang, "named-first") if _has_to_be_named(work, chat) else ""


def how_officers(work: Work, chat: Chat) -> str:
    """How somebody becomes an officer: named in a reply, or by asking where nobody can be."""
    # Where there are no buttons, nobody knows either whom a reply answers.
    replies = work.world.bot(chat.channel).buttons
    return say(chat.lang, "officers-by-reply" if replies else "officers-by-asking")


def _has_to_be_named(work: Work, chat: Chat) -> bool:
    return chat.kind == "group" and work.world.bot(chat.channel).only_when_named
