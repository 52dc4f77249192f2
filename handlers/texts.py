"""Texts in Vietnamese and English from the .ftl catalogs, and how times and numbers are said."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("vi", "en")


@cache
def _bundle(lang: str) -> FluentBundle:
    # Isolation marks are for mixed writing directions; here they would only break copied text.
    bundle = FluentBundle([lang], use_isolating=False)
    path = Path(__file__).parent / "texts" / f"{lang}.ftl"
    bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle


class TextError(Exception):
    """A text is missing from a catalog or was given the wrong arguments."""


def say(lang: str, key: str, **args: Any) -> str:
    """The text with this id. Arguments are put in as they are: no markup is made of them."""
    return _format(lang, key, args) if args else _plain(lang, key)


@cache
def _plain(lang: str, key: str) -> str:
    return _format(lang, key, {})


def _format(lang: str, key: str, args: dict[str, Any]) -> str:
    bundle = _bundle(lang if lang in LANGUAGES else "vi")
    message = bundle.get_message(key) if bundle.has_message(key) else None
    if message is None or message.value is None:
        raise TextError(f"no text {key!r} in {lang}")
    text, errors = bundle.format_pattern(message.value, args)
    if errors:
        raise TextError(f"text {key!r} in {lang}: {errors[0]}")
    return str(text)


def when(moment: datetime, now: datetime, zone: ZoneInfo, lang: str, *, dated: bool = False) -> str:
    """A moment as people say it: the hour alone today, with day and date otherwise, or always
    (``dated``) in what will still be read tomorrow."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    hour = f"{local:%H:%M}"
    if local.date() == today and not dated:
        return say(lang, "time-today", hour=hour)
    date = f"{local.day}/{local.month}" + (f"/{local.year}" if local.year != today.year else "")
    return say(lang, "time-day", hour=hour, day=say(lang, f"day-{local.weekday()}"), date=date)


def number(value: float, lang: str, digits: int = 1) -> str:
    """A number with the decimal sign of the language and no needless zeros."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"
    return text.replace(".", ",") if lang == "vi" else text


def distance(metres: float, lang: str) -> str:
    if metres < 1000:
        return f"{max(round(metres, -1), 10):.0f} m"
    return f"{number(metres / 1000, lang)} km"
