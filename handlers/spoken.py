"""Commands typed as words, where there is no menu of commands: which words, and what may follow."""

from collections.abc import Callable

from handlers import admins, joining, objections
from handlers.words import is_a_code, plain

Takes = Callable[[str], bool]

LANGUAGE_NAMES = {"vi": "vi", "tieng viet": "vi", "viet": "vi", "en": "en", "english": "en",
                  "tieng anh": "en", "anh": "en"}  # fmt: skip
LONGEST_NAME = 60
"""letters of the name of a ward or a branch; more is a sentence"""
ON_HALVES = ("huy", "trogiup", "help")
"""what people say in words about half a report; all else that they say then belongs to it"""
_NOTHING: Takes = lambda rest: False  # noqa: E731
_NAME: Takes = lambda rest: len(rest) <= LONGEST_NAME  # noqa: E731
SHORT: dict[str, Takes] = {
    "moi": _NOTHING,
    "nhac": _NOTHING,
    "huy": is_a_code,
    "help": _NOTHING,
    "diem": is_a_code,
}
"""the commands of one syllable as they are typed in words, with what may follow"""
SPOKEN: dict[str, Takes] = {
    "trogiup": _NOTHING,
    "homnay": _NOTHING,
    "dakiemtra": _NOTHING,
    "diemtai": lambda rest: is_a_code(rest.split()[0]),
    "cuatoi": _NOTHING,
    "tracuu": is_a_code,
    "xephang": _NOTHING,
    "thidua": _NOTHING,
    "ngonngu": lambda rest: plain(rest) in LANGUAGE_NAMES,
    "ganphuong": _NAME,
    "gandoan": _NAME,
    "ganvanphong": _NOTHING,
    "chitieu": lambda rest: admins.TARGET.fullmatch(rest.lower()) is not None,
    "canbo": _NOTHING,
    "phuctra": _NOTHING,
    "khieunai": lambda rest: True,
    "dieuchinh": lambda rest: objections.AMOUNT.fullmatch(rest) is not None,
    "bacdon": lambda rest: len(rest.split()) > 1,
    "lienket": joining.is_code,
    "thoilienket": _NOTHING,
    # "chuyển Kênh …" passes a report on to a ward of that name.
    "chuyenkenh": joining.is_code,
}
"""the other ones"""


def in_words(text: str, *, alone: bool) -> tuple[str, str] | None:
    """A command whose name is typed as words, with the rest as it was typed: "gắn phường …". People
    begin sentences with these words, so only what the command takes may follow. One syllable is
    a command only ``alone``, where nobody else is spoken to."""
    words = text.split()
    for count in (3, 2, 1):
        name = "".join(plain(word) for word in words[:count])
        takes = SHORT.get(name) if count == 1 and alone else None
        takes = SPOKEN.get(name) if count > 1 else takes
        rest = " ".join(words[count:])
        if len(words) >= count and takes is not None and (not rest or takes(rest)):
            return name, rest
    return None
