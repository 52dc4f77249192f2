"""Words that came in: in one form, and without the bot's name, which is for the bot alone."""

import re
import unicodedata
from collections.abc import Collection

_BLANK = re.compile(r"[^\S\n]+")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff]")


def tidy(text: str) -> str:
    """A text with each letter in its one form (NFC) and plain blanks."""
    return _BLANK.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def without_mention(text: str, names: Collection[str]) -> str:
    """A text without the mention of the bot, wherever it stands and however it is spelled."""
    text = tidy(text)
    for name in sorted(map(tidy, names), key=len, reverse=True):
        if name:
            spelled = r"\s+".join(map(re.escape, name.split()))
            text = re.sub(rf"(?<!\w)@\s?{spelled}(?!\w)[\s:,]*", " ", text, flags=re.IGNORECASE)
    return tidy(text)


def unnamed(text: str, name: str) -> tuple[str, bool]:
    """A text without the mention of the bot, and whether there was one; without one as it came."""
    if "@" not in text:
        return text, False
    said = without_mention(text, [name])
    return (said, True) if said != tidy(text) else (text, False)
