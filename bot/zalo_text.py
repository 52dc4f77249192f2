"""Words as both Zalo platforms want them, within a limit, and what theirs quote."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from handlers.messages import Outgoing

LIMIT = 2000
"""characters of a text or a caption, on both platforms"""


def words(message: Outgoing, more: Sequence[str] = ()) -> str:
    """What a message says, with its links and further lines under it, within the limit. Such a line
    is never cut: what has no room is left out."""
    links = ""
    for line in (*(f"{b.label}: {b.url}" for row in message.buttons for b in row if b.url), *more):
        longer = unicodedata.normalize("NFC", f"{links}\n{line}" if links else line)
        links = longer if len(longer) <= LIMIT else links
    text = "\n".join(part for part in (message.title, message.text) if part)
    text = cut(text, max(LIMIT - len(links) - 1, 0) if links else LIMIT) if text else ""
    return "\n".join(part for part in (text, links) if part)


def cut(text: str, room: int = LIMIT) -> str:
    """As much of a text as fits, counted after NFC: in other forms letters count twice."""
    text = unicodedata.normalize("NFC", text)
    return text if len(text) <= room else (text[: room - 1].rstrip() + "…" if room else "")


def quoted(message: Any) -> str | None:
    """The id of the message that this one quotes, whatever the platform calls the field: what is
    documented for it is little, and one more name costs nothing."""
    if not isinstance(message, dict):
        return None
    for key, value in message.items():
        if not re.search("quote|reply", str(key), re.IGNORECASE):
            continue
        found = _id(value)
        if found:
            return found
    return None


def _id(value: Any) -> str | None:
    if isinstance(value, dict):
        for name in ("msg_id", "message_id", "global_msg_id", "id"):
            if isinstance(value.get(name), str | int) and value[name]:
                return str(value[name])
        return quoted(value)
    return str(value) if isinstance(value, str | int) and value else None
