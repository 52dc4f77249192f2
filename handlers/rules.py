"""The rules an office may change, read from a TOML file and checked."""

import tomllib
from datetime import date, time
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

Clock = Annotated[time, BeforeValidator(time.fromisoformat)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Target(_Section):
    per_day: int = Field(ge=0)
    remind_at: Clock
    quiet_from: Clock
    quiet_to: Clock


class BoardTime(_Section):
    weekday: int = Field(ge=0, le=6)
    at: Clock


class WorkTime(_Section):
    country: str
    spans: tuple[tuple[Clock, Clock], ...]
    weekdays: frozenset[int]
    free_days: frozenset[date] = frozenset()
    work_days: frozenset[date] = frozenset()


class Deadlines(_Section):
    accept_hours: float = Field(gt=0)
    urgent_accept_hours: float = Field(gt=0)
    resolve_days: int = Field(gt=0)
    urgent_resolve_days: int = Field(gt=0)


class IntakeRules(_Section):
    pair_minutes: int = Field(gt=0)
    ask_seconds: float = Field(ge=0)
    album_seconds: float = Field(ge=0)
    near_line_m: float = Field(ge=0)
    outside_m: float = Field(ge=0)
    max_photos: int = Field(ge=1, le=10)


class Closing(_Section):
    undo_minutes: int = Field(ge=0)
    reopen_days: int = Field(ge=0)


class Named(_Section):
    """Something with a short name of its own and one in each language."""

    slug: str = Field(pattern=r"^[a-z]{1,20}$")
    vi: str
    en: str

    def name(self, lang: str) -> str:
        return self.en if lang == "en" else self.vi


class Kind(Named):
    """A kind of report; keywords without marks match any, and those with marks only
    what was typed with the same ones or with none."""

    emoji: str = ""
    keywords: tuple[str, ...] = ()

    def label(self, lang: str) -> str:
        return f"{self.emoji} {self.name(lang)}".strip()


class Urgent(_Section):
    keywords: tuple[str, ...]


class Rules(_Section):
    """Everything in rules.toml."""

    target: Target
    board: BoardTime
    work: WorkTime
    deadlines: Deadlines
    intake: IntakeRules
    closing: Closing
    reasons: tuple[Named, ...]
    kinds: tuple[Kind, ...]
    urgent: Urgent

    @model_validator(mode="after")
    def _has_a_last_resort(self) -> "Rules":
        slugs = [kind.slug for kind in self.kinds]
        if "other" not in slugs:
            raise ValueError('one of the kinds must have the slug "other"')
        if len(set(slugs)) != len(slugs):
            raise ValueError("two kinds have the same slug")
        return self

    def kind(self, slug: str) -> Kind:
        """The kind with this slug, or the last resort for one that was since removed."""
        found = {kind.slug: kind for kind in self.kinds}
        return found.get(slug) or found["other"]

    def reason(self, slug: str) -> Named | None:
        return next((reason for reason in self.reasons if reason.slug == slug), None)


class RulesError(Exception):
    """The rules file cannot be used; the message says where and why."""


def load_rules(path: Path | None = None) -> Rules:
    """The rules in a file, or those that come with the bot."""
    path = path or Path(__file__).with_name("rules.toml")
    try:
        return Rules.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RulesError(f"{path}: {error}") from None
    except ValidationError as error:
        found = "; ".join(
            f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors()
        )
        raise RulesError(f"{path}: {found}") from None
