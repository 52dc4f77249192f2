"""What a message asks for, read word by word; the words themselves are in phrases."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from handlers.phrases import HARMLESS, LEAD, PLACE, RULES, TEEN, WARD_ENDS, Rule, Verb, Word
from handlers.words import CODE_PATTERN, marks, plain

_TOKEN = re.compile(r"@[\w.]+|[\w\u0300-\u036f]+")
_EDGES = " \t\r\n\xa0.,;:!-–—…/|#*_~()[]\"'“”‘’"
# What people type between "refused", a code and their reason; all else belongs to the reason.
_BEFORE_REASON = " \t\r\n\xa0.,;:-–—…)]"
_BEFORE_CODE = " \t\r\n\xa0,;:-–—(["
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
_MEASURE = re.compile(r"\d+(?:kg|km|cm|mm|ha|tr|k|m|h)\d*", re.IGNORECASE)
_LONGEST_LEAD = 10
# Only a short message may speak of the place first; in a long one the verb belongs to a story.
_SHORT_MESSAGE = 8


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked, for which report if one is named, and the other words as they were typed."""

    verb: Verb
    code: str | None
    rest: str


def understand(text: str) -> Order:
    """The order in a message; with "none" the rest is the whole text without the code."""
    text = _composed(text)
    marked = next((match for match in CODE_PATTERN.finditer(text) if match["hash"]), None)
    named = Word("", "", *marked.span(), marked["code"]) if marked else None
    words = _words(text, named)
    reading = _read(text, words, named)
    code = reading.code or (words[-1] if words and _ends_in_code(text, words) else None)
    parts = _without(text, reading.start, reading.end, code)
    if reading.verb == "refuse":
        *before, last = parts
        parts = [*(_reason(part, _BEFORE_CODE) for part in before), _reason(last)]
    else:
        parts = [part.strip(_EDGES) for part in parts]
    rest = " ".join(part for part in parts if part)
    return Order(reading.verb, code.code.upper() if code and code.code else None, rest)


def words_in(text: str) -> list[Word]:
    """The words of a text as they are compared with phrases."""
    return _words(_composed(text), None)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_INVISIBLE)


def names_clearly(text: str, code: str) -> bool:
    """Whether what stands in a text could hardly be anything but this code: not 25kg, not 2tr55."""
    return any(
        match["hash"] or (_is_like_a_code(match["code"]) and not _MEASURE.fullmatch(match["code"]))
        for match in CODE_PATTERN.finditer(text)
        if match["code"].upper() == code
    )


class _Reading(NamedTuple):
    verb: Verb
    code: Word | None
    start: int
    end: int


def _words(text: str, named: Word | None) -> list[Word]:
    codes = {match.start("code"): match["code"] for match in CODE_PATTERN.finditer(text)}
    words: list[Word] = []
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        if named and named.start <= start < named.end:
            continue
        spelt = token[0].lower()
        for part in TEEN.get(spelt, spelt).split():
            words.append(Word(plain(part), marks(part), start, end, codes.get(start)))
    return words


def _read(text: str, words: Sequence[Word], code: Word | None) -> _Reading:
    """Skips what politely comes first, then wants a verb at once."""
    asking = "?" in text or "？" in text
    short = len(words) <= _SHORT_MESSAGE
    lead = LEAD + PLACE if short else LEAD
    naming = False
    at = 0
    while at < min(len(words), _LONGEST_LEAD):
        word = words[at]
        found = None if asking else _verb_at(text, words, at, code)
        if found:
            return found
        # A mention of somebody without a user name is their name: several words in capitals.
        naming = word.bare.startswith("@") or (naming and text[word.start].isupper())
        step = lead.length(words, at)
        if word.code and code is None:
            code = word
        elif not (step or naming or (short and word.bare.isdecimal())):
            break
        at += step or 1
    return _Reading("none", code, 0, len(text))


def _verb_at(text: str, words: Sequence[Word], at: int, code: Word | None) -> _Reading | None:
    length, rule = max(
        ((rule.phrases.length(words, at), rule) for rule in RULES), key=lambda pair: pair[0]
    )
    if not length or _is_told_not_asked(rule, words, at):
        return None
    then = at + length
    # A code sets the words after it apart as a comma does.
    apart = False
    while then < len(words):
        # Teen-code can make several words of one token, which nothing stands between.
        apart = apart or bool(text[words[then - 1].end : words[then].start].strip(" \t\xa0"))
        step = rule.fillers.length(words, then)
        if words[then].code and code is None:
            code, step, apart = words[then], 1, True
        elif words[then].bare.startswith("@"):
            step = 1
        if not step:
            break
        then += step
    tail = words[then:]
    if tail and not _allows(rule, tail, apart, code):
        return None
    start = end = len(text)
    if tail:
        start = words[then - 1].end if rule.verb == "refuse" else tail[0].start
    while rule.verb == "pass" and (cut := WARD_ENDS.length_at_end(tail)):
        end = tail[-cut].start
        tail = tail[:-cut]
    return _Reading(rule.verb, code, start, end)


def _allows(rule: Rule, tail: Sequence[Word], apart: bool, code: Word | None) -> bool:
    if len(tail) > (rule.apart if apart else rule.joined):
        return False
    if rule.not_first.length(tail, 0):
        return False
    if rule.first and not apart and not rule.first.length(tail, 0):
        return False
    # One order is for one report.
    others = tail if code else tail[:-1]
    if rule.verb == "duplicate":
        # Whatever else follows, it is about something else: a name, a centre ("trung tâm").
        return all(word.code or rule.fillers.length([word], 0) for word in tail)
    if rule.verb != "refuse" and any(word.code for word in others):
        return False
    at = 0
    while at < len(tail):
        harmless = HARMLESS.length(tail, at)
        if not harmless and (rule.blocked.length(tail, at) or _asks(tail[at])):
            return False
        at += harmless or 1
    return True


def _asks(word: Word) -> bool:
    # Only with its mark: without it "a" is far more often the polite "ạ".
    return (word.bare, word.marks) == ("a", "\u0300")


def _is_told_not_asked(rule: Rule, words: Sequence[Word], at: int) -> bool:
    before = words[at - 1] if at else Word("", "")
    if rule.verb == "refuse":
        return (before.bare, before.marks) == ("da", marks("đã"))
    # "anh Huy" is a person.
    unmarked = words[at].bare == "huy" and not words[at].marks
    return unmarked and before.bare in {"anh", "a", "em", "e", "chi", "c"}


def _ends_in_code(text: str, words: Sequence[Word]) -> bool:
    """Far from the verb only what is clearly a code is one: not 25cm, not hem45, not 2h45."""
    last = words[-1]
    typed = text[last.start : last.end]
    alone = last.code is not None and not any(word.code for word in words[:-1])
    return alone and _is_like_a_code(typed)


def _is_like_a_code(typed: str) -> bool:
    mixed = re.search(r"\d[a-z]+\d|[a-z]\d+[a-z]", typed) and not re.fullmatch(r"\d+h\d+", typed)
    return typed.isupper() or bool(mixed)


def _without(text: str, start: int, end: int, code: Word | None) -> list[str]:
    """The text of a span, in two parts where a code stands in the middle of it."""
    if code is None or code.end <= start or end <= code.start:
        return [text[start:end]]
    return [text[start : code.start], text[code.end : end]]


def _reason(part: str, edge: str | None = None) -> str:
    """A reason is kept as it was typed: it is shown to whoever reported."""
    part = part.lstrip(_BEFORE_REASON).rstrip(edge)
    return part if any(letter.isalnum() for letter in part) else ""
