"""The rules an office may change in a TOML file: what may stand there, and the built-in ones."""

import unicodedata
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from handlers.checking import Mistake, checked, read
from handlers.words import propose_kinds
from handlers.worktime import WorkCalendar, is_known

OTHER = "other"
"""the slug of the kind of whatever is of no other"""
BUILT_IN = Path(__file__).with_name("rules.toml")
JOINER = "\u200d"
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
"""categories of signs that no font shows"""


def _clock(value: Any) -> Any:
    try:
        value = time.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        value = None
    if not isinstance(value, time) or value.tzinfo is not None:
        raise ValueError('a time such as "16:30" is expected')
    return value


def _readable(value: str) -> str:
    if not value.strip():
        raise Mistake("mistake-blank")
    for sign in value:
        # An emoji may be made of several signs with the joiner between them.
        if sign != JOINER and unicodedata.category(sign) in ("Zl", "Zp", *UNSEEN):
            raise Mistake("mistake-unseen", sign=f"U+{ord(sign):04X}")
    return value


Name = Annotated[str, AfterValidator(_readable)]
"""words that people are shown: nothing unseen in them steers a terminal, a chat or a document"""
Clock = Annotated[time, BeforeValidator(_clock)]


class Section(BaseModel):
    """A table of a file of rules: nothing in it is left unread, and nothing changes it."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Target(Section):
    per_day: int = Field(ge=0)
    remind_at: Clock
    quiet_from: Clock
    quiet_to: Clock


class BoardTime(Section):
    weekday: int = Field(ge=0, le=6)
    at: Clock
    draft_at: Clock = time(18)
    objection_days: int = Field(0, ge=0, le=6)


class WorkTime(Section):
    country: str
    spans: tuple[tuple[Clock, Clock], ...]
    weekdays: frozenset[int]
    free_days: frozenset[date] = frozenset()
    work_days: frozenset[date] = frozenset()

    @model_validator(mode="after")
    def _makes_a_calendar(self) -> "WorkTime":
        if not is_known(self.country):
            raise ValueError(f"no public holidays are known for the country {self.country!r}")
        self.calendar(ZoneInfo("UTC"))
        return self

    def calendar(self, zone: ZoneInfo) -> WorkCalendar:
        """These hours at a place."""
        return WorkCalendar(
            zone, self.spans, self.weekdays, self.country, self.free_days, self.work_days
        )


# The upper bounds keep a slip of the finger from being counted out day by day.
class Deadlines(Section):
    accept_hours: float = Field(gt=0, le=1000)
    urgent_accept_hours: float = Field(gt=0, le=1000)
    resolve_days: int = Field(gt=0, le=366)
    urgent_resolve_days: int = Field(gt=0, le=366)


class IntakeRules(Section):
    pair_minutes: int = Field(gt=0, le=1440)
    ask_seconds: float = Field(ge=0, le=3600)
    album_seconds: float = Field(ge=0, le=3600)
    near_line_m: float = Field(ge=0, le=10_000)
    outside_m: float = Field(ge=0, le=100_000)
    max_photos: int = Field(ge=1, le=10)


class Duplicates(Section):
    """Which reports may be of the same thing, and how long somebody is asked whether theirs is."""

    metres: float = Field(ge=0, le=500)
    mark_m: float = Field(ge=0, le=100_000)
    answer_minutes: float = Field(gt=0, le=1440)


class Recurring(Section):
    """How often something has to come back to a place, in how many days, to be a recurring point;
    and after how many days of silence it is on no list any more."""

    times: int = Field(ge=2, le=100)
    days: int = Field(ge=1, le=366)
    quiet_days: int = Field(ge=1, le=366)


class Limits(Section):
    """From where on something is said about where and when photos were taken, and how many reports
    in how many minutes are more than can be dealt with."""

    far_m: float = Field(ge=0, le=1_000_000)
    old_hours: float = Field(ge=0, le=100_000)
    hurry_reports: int = Field(ge=1, le=10_000)
    hurry_minutes: float = Field(gt=0, le=1440)


class Closing(Section):
    undo_minutes: int = Field(ge=0, le=1440)
    reopen_days: int = Field(ge=0, le=366)
    remind_days: int = Field(ge=1, le=366)
    clock_hours: float = Field(ge=0, le=10_000)
    far_m: float = Field(ge=0, le=100_000)
    flag_days: int = Field(ge=1, le=366)
    least_ratings: int = Field(ge=1, le=1000)


class RecheckRules(Section):
    per_ward: int = Field(ge=0, le=1000)
    at: Clock
    days: int = Field(ge=1, le=60)
    people: int = Field(ge=1, le=50)
    near_m: float = Field(ge=0, le=100_000)
    publish_days: int = Field(ge=0, le=60)


class Named(Section):
    """Something with a short name of its own and one in each language."""

    slug: str = Field(pattern=r"^[a-z]{1,20}$")
    vi: Name
    en: Name

    def name(self, lang: str) -> str:
        return self.en if lang == "en" else self.vi


class Complaint(Named):
    """What a reporter may find bad about a closing."""

    reopens: bool = False


class Kind(Named):
    """A kind of report; keywords without marks match any, and those with marks only
    what was typed with the same ones or with none."""

    emoji: str = ""
    keywords: tuple[str, ...] = ()
    same_m: float | None = Field(default=None, ge=0, le=500)
    """how far apart two reports may lie and be of the same thing, where that is not as usual"""

    def label(self, lang: str) -> str:
        return f"{self.emoji} {self.name(lang)}".strip()


class Urgent(Section):
    keywords: tuple[str, ...]


class Rules(Section):
    """Everything in rules.toml."""

    target: Target
    board: BoardTime
    work: WorkTime
    deadlines: Deadlines
    intake: IntakeRules
    duplicates: Duplicates
    recurring: Recurring
    limits: Limits
    closing: Closing
    recheck: RecheckRules
    reasons: tuple[Named, ...]
    complaints: tuple[Complaint, ...]
    kinds: tuple[Kind, ...]
    urgent: Urgent

    @model_validator(mode="after")
    def _has_a_last_resort(self) -> "Rules":
        slugs = [kind.slug for kind in self.kinds]
        if OTHER not in slugs:
            raise ValueError(f'one of the kinds must have the slug "{OTHER}"')
        if not any(complaint.reopens for complaint in self.complaints):
            raise ValueError("one of the complaints must have reopens = true")
        for what, named in (
            ("kinds", slugs),
            ("reasons", [reason.slug for reason in self.reasons]),
            ("complaints", [complaint.slug for complaint in self.complaints]),
        ):
            if len(set(named)) != len(named):
                raise ValueError(f"two {what} have the same slug")
        return self

    def kind(self, slug: str) -> Kind:
        """The kind with this slug, or the last resort for one that was since removed."""
        found = {kind.slug: kind for kind in self.kinds}
        return found.get(slug) or found[OTHER]

    def same_m(self, kind: str) -> float:
        """How far apart two reports of a kind may lie and be of the same thing."""
        own = self.kind(kind).same_m
        return self.duplicates.metres if own is None else own

    def kinds_in(self, words: str) -> list[str]:
        """The slugs of the kinds that somebody's words may mean, the likeliest first."""
        return propose_kinds(words, {kind.slug: kind.keywords for kind in self.kinds})

    def is_urgent(self, words: str) -> bool:
        """Whether somebody's words make a report urgent."""
        return bool(propose_kinds(words, {"urgent": self.urgent.keywords}))

    def reason(self, slug: str) -> Named | None:
        return next((reason for reason in self.reasons if reason.slug == slug), None)

    def complaint(self, slug: str) -> Complaint | None:
        return next((one for one in self.complaints if one.slug == slug), None)

    @property
    def undone(self) -> Complaint:
        """What it is to say "not done" in words."""
        return next(complaint for complaint in self.complaints if complaint.reopens)


def load_rules(path: Path | None = None) -> Rules:
    """The rules in a file, or those that come with the bot. A section that the file lacks is as
    the bot has it: a file of one's own outlives versions that know more sections."""
    said = read(BUILT_IN)
    if path is not None:
        said |= read(path)
    return checked(path or BUILT_IN, Rules, said)
