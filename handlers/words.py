"""What people type, without its marks: plain text, report codes, names and kinds; no orders."""

import random
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTHS = (4, 5)

_LETTERS = re.escape(CODE_ALPHABET + CODE_ALPHABET[8:].lower())
# A hyphen or a dot with digits makes a number plate (59X2-123.45), not a code.
CODE_PATTERN = re.compile(
    rf"(?<!\w)(?<!\d[-.])(?P<hash>#?)(?P<code>(?=[2-9]*[A-Za-z])(?=[A-Za-z]*[2-9])[{_LETTERS}]{{4,5}})"
    r"(?!\w|[-.]\d)"
)

_D = str.maketrans("đðɖ", "ddd")
_HOOK, _TILDE = "\u0309", "\u0303"

_PREFIXES = (
    ["thi", "tran"],
    ["chi", "doan"],
    ["doan", "thanh", "nien"],
    ["hoi", "lhtn"],
    ["phuong"],
    ["doan"],
    ["xa"],
)
_SHORT_PREFIXES = {"p": "phuong", "x": "xa"}
_ROMAN = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
}  # fmt: skip
_NAME_WORD = re.compile(r"\d+|[^\W\d_]+")
_CLOSE_SPELLING = 0.86


def without_nul(value: Any) -> Any:
    """Parsed JSON without the one character that PostgreSQL cannot hold in a text."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list):
        return [without_nul(item) for item in value]
    if isinstance(value, dict):
        return {key: without_nul(item) for key, item in value.items()}
    return value


def plain(text: str) -> str:
    """Lower case, no marks, one space between words: what two spellings have in common."""
    letters = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).lower())
    kept = "".join(map(_unmarked, letters)).translate(_D)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def marks(word: str) -> str:
    """The marks of one word, wherever they were put: "hoà" has those of "hòa".

    Hook and tilde count as one, because half the country writes one for the other.
    """
    letters = unicodedata.normalize("NFD", word.lower()).replace(_TILDE, _HOOK)
    return "".join(sorted(c for c in letters if c == "đ" or unicodedata.category(c) == "Mn"))


def find_codes(text: str) -> list[str]:
    """Report codes in the order typed, in capitals, each once."""
    return list(dict.fromkeys(match["code"].upper() for match in CODE_PATTERN.finditer(text)))


def is_a_code(text: str) -> bool:
    """Whether somebody typed a report code and hardly more."""
    return len(text) <= 12 and bool(find_codes(text))


def new_code(rng: random.Random, length: int = 4) -> str:
    if length not in CODE_LENGTHS:
        raise ValueError("a code has four or five characters")
    while True:
        code = "".join(rng.choices(CODE_ALPHABET, k=length))
        if find_codes(code):
            return code


def match_names(query: str, names: Sequence[str]) -> list[int]:
    """Indexes of the names that a typed name may mean, from the first of these that gives any:
    the same, beginning with it, having all its words, spelt almost like it.
    """
    asked = _name_words(query)
    if not _core(asked):
        return []
    known = [_name_words(name) for name in names]
    core = _core(asked)
    same_kind = asked != core
    steps: tuple[Callable[[list[str]], bool], ...] = (
        lambda name: same_kind and name == asked,
        lambda name: _core(name) == core or "".join(_core(name)) == "".join(core),
        lambda name: _begins(_core(name), core),
        lambda name: set(core) <= set(_core(name)),
    )
    for step in steps:
        found = [index for index, name in enumerate(known) if step(name)]
        if found:
            return _with_same_marks(query, names, found)
    closeness = {index: _closeness(_core(name), core) for index, name in enumerate(known)}
    near = [index for index, ratio in closeness.items() if ratio >= _CLOSE_SPELLING]
    return sorted(near, key=lambda index: -closeness[index])


def propose_kinds(text: str, keywords: Mapping[str, Sequence[str]]) -> list[str]:
    """The kinds with a keyword in the text: the longest keyword first, then the one named first.
    Where both a word and its keyword have marks these must agree: "cổng" is a gate and "cống" is a
    drain."""
    said = _marked_words(text)
    if not said:
        # Most reports come without a word.
        return []
    places: dict[str, list[int]] = {}
    for number, (bare, _) in enumerate(said):
        places.setdefault(bare, []).append(number)
    best: dict[str, tuple[int, int]] = {}
    for kind, words in keywords.items():
        for word in words:
            wanted = _keyword(word)
            at = _first(wanted, said, places)
            if at is None:
                continue
            rank = (-sum(len(bare) + 1 for bare, _ in wanted), at)
            best[kind] = min(rank, best.get(kind, rank))
    return sorted(best, key=lambda kind: best[kind])


def _marked_words(text: str) -> list[tuple[str, str]]:
    """Each word without its marks, and its marks."""
    letters = unicodedata.normalize("NFC", text).lower()
    kept = "".join(letter for letter in letters if unicodedata.category(letter) != "Cf")
    return [(plain(word), marks(word)) for word in re.findall(r"[^\W_]+", kept)]


@lru_cache(maxsize=1000)
def _keyword(word: str) -> tuple[tuple[str, str], ...]:
    return tuple(_marked_words(word))


def _first(
    wanted: Sequence[tuple[str, str]],
    said: Sequence[tuple[str, str]],
    places: Mapping[str, Sequence[int]],
) -> int | None:
    """Where a keyword stands first. Only where its first word stands is looked, since most keywords
    are not in a text at all."""

    def is_at(at: int) -> bool:
        heard = said[at : at + len(wanted)]
        return len(heard) == len(wanted) and all(
            bare == other and (not marked or not typed or marked == typed)
            for (bare, marked), (other, typed) in zip(wanted, heard, strict=True)
        )

    return next(filter(is_at, places.get(wanted[0][0], ())), None) if wanted else None


def _unmarked(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in {"Mn", "Me", "Cf"}:
        return ""
    return " " if category == "Cc" else letter


def _name_words(name: str) -> list[str]:
    # "p1" and "hai chau1" are typed as one word.
    words = _NAME_WORD.findall(plain(name))
    if len(words) > 1:
        words[0] = _SHORT_PREFIXES.get(words[0], words[0])
        if words[-1] in _ROMAN:
            words[-1] = str(_ROMAN[words[-1]])
    return [word.lstrip("0") or "0" if word.isdecimal() else word for word in words]


def _core(words: list[str]) -> list[str]:
    for prefix in _PREFIXES:
        if words[: len(prefix)] == prefix:
            return _core(words[len(prefix) :])
    return words


def _begins(name: list[str], asked: list[str]) -> bool:
    whole, last = asked[:-1], asked[-1]
    if len(name) < len(asked) or name[: len(whole)] != whole:
        return False
    # "phường 1" is not the beginning of "phường 10".
    return name[len(whole)] == last or (not last.isdecimal() and name[len(whole)].startswith(last))


def _closeness(name: list[str], asked: list[str]) -> float:
    # Two names that differ by their number alone are spelt almost alike and are not the same.
    if [word for word in name if word.isdecimal()] != [word for word in asked if word.isdecimal()]:
        return 0.0
    return SequenceMatcher(None, " ".join(name), " ".join(asked)).ratio()


def _with_same_marks(query: str, names: Sequence[str], found: list[int]) -> list[int]:
    typed = _name_marks(query)
    same = [index for index in found if any(typed) and _name_marks(names[index]) == typed]
    return same or found


def _name_marks(name: str) -> list[str]:
    words = _NAME_WORD.findall(unicodedata.normalize("NFC", name))
    core = _core(_name_words(name))
    return [marks(word) for word in words[len(words) - len(core) :]]
