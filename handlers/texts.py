"""Texts in Vietnamese and English from the .ftl catalogs, and how times and numbers are said."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("vi", "en")


class TextError(Exception):
    """A text is missing from a catalog or was given the wrong arguments."""


class Catalog:
    """The texts of a folder: one .ftl file a language, with the same ids in each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bundles: dict[str, FluentBundle] = {}
        self._ids: dict[str, list[str]] = {}
        self._plain: dict[tuple[str, str], str] = {}
        """texts without arguments, which are always the same"""

    def say(self, lang: str, key: str, **args: Any) -> str:
        """The text with this id. Arguments are put in as they are: no markup is made of them."""
        if args:
            return self._format(lang, key, args)
        known = self._plain.get((lang, key))
        if known is None:
            known = self._plain[lang, key] = self._format(lang, key, args)
        return known

    def ids(self, lang: str) -> list[str]:
        """The ids of all texts."""
        self._bundle(lang)
        return self._ids[lang]

    def _bundle(self, lang: str) -> FluentBundle:
        if lang not in self._bundles:
            # Isolation marks are for mixed writing directions; here they would only break copied
            # text.
            bundle = FluentBundle([lang], use_isolating=False)
            path = self._folder / f"{lang}.ftl"
            resource = FluentResource(path.read_text(encoding="utf-8"))
            bundle.add_resource(resource)
            self._ids[lang] = [entry.id.name for entry in resource.body if hasattr(entry, "id")]
            self._bundles[lang] = bundle
        return self._bundles[lang]

    def _format(self, lang: str, key: str, args: dict[str, Any]) -> str:
        bundle = self._bundle(lang if lang in LANGUAGES else "vi")
        message = bundle.get_message(key) if bundle.has_message(key) else None
        if message is None or message.value is None:
            raise TextError(f"no text {key!r} in {lang}")
        text, errors = bundle.format_pattern(message.value, args)
        if errors:
            raise TextError(f"text {key!r} in {lang}: {errors[0]}")
        return str(text)


say = Catalog(Path(__file__).parent / "texts").say
"""the text with this id, of what the bot says"""


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
