"""The files of rules that the settings name: a mistake in one is told with the setting."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.settings import Settings
from handlers.checking import RulesError
from handlers.points import PointRules, load_points
from handlers.rules import Rules, load_rules

T = TypeVar("T")


def rules(settings: Settings) -> Rules:
    """The rules to work by. Raises `RulesError`."""
    return _named("RULES", load_rules, settings.rules)


def points(settings: Settings, rules: Rules) -> PointRules:
    """How much counts what. Raises `RulesError`."""

    def load(path: Path | None) -> PointRules:
        found = load_points(path)
        found.require_kinds({kind.slug for kind in rules.kinds})
        return found

    return _named("POINTS", load, settings.points)


def _named(setting: str, load: Callable[[Path | None], T], path: Path | None) -> T:
    try:
        return load(path)
    except RulesError as error:
        lines = (f"{setting}: {line}" for line in str(error).splitlines())
        raise RulesError("\n".join(lines)) from None
