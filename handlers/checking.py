"""Files of rules read and checked, and what is wrong in one: in English for the command line, in a
person's language for a page. No rule stands here."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from handlers.texts import say

T = TypeVar("T", bound=BaseModel)
SHOWN = 60
"""letters of a line that people are shown of what they typed"""
EXPECTED = {
    "missing": "mistake-missing",
    "extra_forbidden": "mistake-unknown",
    "greater_than_equal": "mistake-least",
    "less_than_equal": "mistake-most",
    "less_than": "mistake-below",
    "string_pattern_mismatch": "mistake-slug",
    "string_too_long": "mistake-long",
    "too_long": "mistake-many",
    "literal_error": "mistake-one-of",
    "string_type": "mistake-words",
    "tuple_type": "mistake-list",
    "model_type": "mistake-table",
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), "mistake-number"),
    **dict.fromkeys(
        ("int_type", "int_parsing", "int_parsing_size", "int_from_float"), "mistake-whole"
    ),
    **dict.fromkeys(
        ("date_type", "date_from_datetime_parsing", "date_from_datetime_inexact"), "mistake-day"
    ),
}
"""what pydantic calls a mistake, and the text that says what is expected there"""


class Mistake(ValueError):
    """Something that is wrong, or cannot be done: the id of a text and what is put into it. As a
    string it is what the command line prints."""

    def __init__(self, key: str, /, *, place: str = "", line: str = "", **values: Any) -> None:
        self.key, self.place, self.values = key, place, values
        super().__init__(line or self.told("en"))

    def told(self, lang: str) -> str:
        """A line for a person, with the place in their file."""
        said = {
            name: f"{value:%d/%m/%Y}" if isinstance(value, date) and lang == "vi" else str(value)
            for name, value in self.values.items()
        }
        return f"{self.place}: " * bool(self.place) + say(lang, self.key, **said)


class RulesError(Exception):
    """Rules cannot be used, or do not allow something: where and why, each mistake in a line."""

    def __init__(self, *mistakes: Mistake | str) -> None:
        super().__init__(*mistakes)

    def __str__(self) -> str:
        return "\n".join(map(str, self.args))

    def told(self, lang: str) -> list[str]:
        """The lines for a person. What only the command line can meet has none of its own."""
        return [
            one.told(lang) if isinstance(one, Mistake) else say(lang, "mistake-other")
            for one in self.args
        ]


def read(path: Path) -> dict[str, Any]:
    """What a file of rules says. Raises `RulesError`."""
    return parsed(path, text_of(path))


def text_of(path: Path) -> str:
    """The words of a file of rules. Raises `RulesError`."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise RulesError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise RulesError(f"{path}: {error}") from None


def parsed(path: Path, text: str) -> dict[str, Any]:
    """What some words say that stand in a file, or might. Raises `RulesError`."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        lines = text.rstrip().split("\n")
        at = re.search(r"at line (\d+)", str(error))
        number = min(int(at[1]), len(lines)) if at else len(lines)
        words = _shown(lines[number - 1].strip())
        twice = str(error).startswith(("Cannot", "Duplicate"))
        key = "mistake-twice" if twice else "mistake-line"
        line = f"{path}: {error}"
        raise RulesError(Mistake(key, line=line, number=number, words=words)) from None
    except RecursionError:
        line = f"{path}: brackets stand too deep in each other"
        raise RulesError(Mistake("mistake-brackets", line=line)) from None
    except ValueError:
        line = f"{path}: a number has too many digits"
        raise RulesError(Mistake("mistake-digits", line=line)) from None


def checked(path: Path, model: type[T], said: dict[str, Any]) -> T:
    """The same as rules. Raises `RulesError` with a line for each mistake."""
    try:
        return model.model_validate(said)
    except ValidationError as error:
        raise RulesError(*(_mistake(path, said, found) for found in error.errors())) from None


def _mistake(path: Path, said: dict[str, Any], found: ErrorDetails) -> Mistake:
    where = ".".join(str(part) for part in found["loc"])
    line = f"{path}: " + f"{where}: " * bool(where) + found["msg"].removeprefix("Value error, ")
    place, known = _place(said, found["loc"]), found.get("ctx", {})
    own = known.get("error")
    if isinstance(own, Mistake):
        return Mistake(own.key, place=place, line=line, **own.values)
    key = EXPECTED.get(found["type"], "mistake-other")
    if key == "mistake-list" and isinstance(found["input"], Mapping):
        key = "mistake-table"
    return Mistake(key, place=place, line=line, **{name: _plain(known[name]) for name in known})


def _place(said: Any, where: Sequence[int | str]) -> str:
    """Where in a file, as somebody finds it: what is there more than once by number and name."""
    steps: list[str] = []
    for step in where:
        if isinstance(step, str):
            said = said.get(step) if isinstance(said, Mapping) else None
            steps.append(_shown(step))
        else:
            said = said[step] if isinstance(said, list) else None
            steps[-1] += f" {step + 1}"
            called = said.get("slug") or said.get("name") if isinstance(said, Mapping) else None
            steps[-1] += f" ({_shown(called)})" if isinstance(called, str) else ""
    return ", ".join(steps)


def _plain(limit: object) -> str:
    """A limit as it would be typed."""
    if isinstance(limit, float) and limit.is_integer():
        return str(int(limit))
    # Of several words that are possible pydantic makes a sentence.
    return str(limit).replace(" or ", ", ")


def _shown(typed: str) -> str:
    """What somebody typed, to be recognised."""
    seen = "".join(sign if sign.isprintable() else "·" for sign in typed)
    return seen if len(seen) <= SHOWN else f"{seen[:SHOWN]}…"
