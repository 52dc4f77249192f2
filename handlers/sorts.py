"""Sorts of reports in people's words: a street found clean, or a thing that they put right."""

import re
from collections.abc import Sequence
from typing import Literal

from handlers.orders import words_in
from handlers.phrases import (
    AROUND,
    CHECKED,
    CLEAN,
    HARMLESS,
    OURSELVES,
    STREET,
    YET,
    Phrases,
    Word,
)
from handlers.rules import Rules

Sort = Literal["problem", "clear", "fixed"]
SORTS: tuple[Sort, ...] = ("problem", "clear", "fixed")

_ENDS = re.compile(r"[.,;:!\n()–—]+| - ")
_LONGEST = 25
"""words of a text that may still say no more than that"""


def sort_of(text: str, rules: Rules) -> Sort:
    """What somebody's words say of their photo. In doubt it is a problem: what is wrong and is not
    dealt with costs more than a tap by which they correct it."""
    words = words_in(text)
    if not words or len(words) > _LONGEST or "?" in text:
        return "problem"
    if _has(OURSELVES, words):
        return "problem" if _has(YET, words) else "fixed"
    return "clear" if _says_clear(text, rules) else "problem"


def welcomes(text: str) -> bool:
    """Whether "không có gì" may as well be the answer to thanks: without a word of checking."""
    return not _has(CHECKED, words_in(text))


def _has(phrases: Phrases, words: Sequence[Word]) -> bool:
    at = 0
    while at < len(words):
        harmless = HARMLESS.length(words, at)
        if not harmless and phrases.length(words, at):
            return True
        at += harmless or 1
    return False


def _says_clear(text: str, rules: Rules) -> bool:
    """Whether every clause says that nothing is wrong, or where that is, and no more."""
    clean = False
    for clause in filter(None, map(words_in, _ENDS.split(text))):
        found = _read(clause)
        if found is None:
            return False
        said, names = found
        clean = clean or said
        left = " ".join(word.bare for word in names)
        if _has(YET, names) or rules.kinds_in(left) or rules.is_urgent(left):
            return False
    return clean


def _read(words: Sequence[Word]) -> tuple[bool, list[Word]] | None:
    """Whether a clause says that nothing is wrong, and the names in it. None where it says more: a
    name stands behind the street that it names, and what follows "there is no" is what is lacking.
    """
    at, clean, named = 0, False, False
    names: list[Word] = []
    while at < len(words):
        if step := CLEAN.length(words, at):
            clean = True
        elif step := CHECKED.length(words, at) or STREET.length(words, at):
            named = not clean
        elif not (step := AROUND.length(words, at)):
            if clean or not named:
                return None
            names.append(words[at])
            step = 1
        at += step
    return clean, names
