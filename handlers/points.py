"""How much counts what: versions of rules in a TOML file, each from its day on."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator

from handlers.checking import RulesError, checked, read
from handlers.rules import Section
from storage.tables import PointVersion

WHOLE = 100
"""what one point is stored as"""


def _hundredths(value: Any) -> Any:
    """Points as an integer, because sums of fractions depend on their order."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("a number such as 1.5 is expected")
    exact = Decimal(str(value)) * WHOLE
    if not exact.is_finite() or exact != exact.to_integral_value():
        raise ValueError("at most two decimals are expected")
    return int(exact)


Points = Annotated[int, BeforeValidator(_hundredths), Field(ge=-100_000, le=100_000)]


class Amounts(Section):
    report: Points
    urgent: Points
    clear: Points
    fixed: Points
    day: Points
    refused: Points
    found: Points


class SameSpot(Section):
    metres: float = Field(ge=0, le=1000)
    days: int = Field(ge=0, le=60)
    value: Annotated[int, BeforeValidator(_hundredths), Field(ge=0, le=WHOLE)]


class WardWeights(Section):
    least: int = Field(ge=1)
    least_ratings: int = Field(5, ge=1)
    on_time: int = Field(ge=0, le=100)
    confirmed: int = Field(ge=0, le=100)
    false_closing: Points

    @field_validator("confirmed")
    @classmethod
    def _some_weight(cls, value: int, info: Any) -> int:
        if not value + info.data.get("on_time", 1):
            raise ValueError("one of the weights has to be more than 0")
        return value


class Version(Section):
    """The rules of the days from one on."""

    first_day: date = Field(alias="from")
    method: int = Field(1, ge=1, le=2)
    """how it is counted, apart from how much; `judging` says what changed with each"""
    cap: int = Field(ge=1)
    clear_cap: int = Field(ge=0)
    grace_days: int = Field(ge=0, le=31)
    points: Amounts
    kinds: dict[str, Points]
    same_spot: SameSpot
    wards: WardWeights


class _File(Section):
    version: tuple[Version, ...] = Field(min_length=1)

    @field_validator("version")
    @classmethod
    def _in_order(cls, versions: tuple[Version, ...]) -> tuple[Version, ...]:
        days = [version.first_day for version in versions]
        if sorted(set(days)) != days:
            raise ValueError("each version has to begin later than the one before it")
        for before, version in pairwise(versions):
            if version.method < before.method:
                raise ValueError(
                    f'the version from {version.first_day} needs the line "method = '
                    f'{before.method}", as the one before it has: write it below "from"'
                )
        return versions


@dataclass(frozen=True)
class PointRules:
    """All versions of a file, and each as it was written."""

    path: Path
    versions: tuple[Version, ...]
    bodies: dict[date, str] = field(default_factory=dict)

    def on(self, day: date) -> Version | None:
        """The version of a day; none before the first one."""
        held = [version for version in self.versions if version.first_day <= day]
        return held[-1] if held else None

    def require_kinds(self, known: Collection[str]) -> None:
        """Raise `RulesError` where the latest version gives points to a kind that is none. Earlier
        ones stay as they were used, whatever became of their kinds."""
        for kind in self.versions[-1].kinds:
            if kind not in known:
                where = f"version.{len(self.versions) - 1}.kinds.{kind}"
                raise RulesError(
                    f"{self.path}: {where}: there is no such kind, but {', '.join(sorted(known))}"
                )

    def sha256(self, first_day: date) -> str:
        return sha256(self.bodies[first_day].encode()).hexdigest()

    def continuing(self, used: Sequence[PointVersion]) -> "PointRules":
        """The rules that come with the bot where days were counted by earlier ones: those stay for
        their days, and what is new begins on the day after."""
        if not used:
            return self
        bodies = {version.first_day: version.body for version in used}
        known = {_undated(body) for body in bodies.values()}
        counted = max(version.last_day for version in used)
        for first_day, body in self.bodies.items():
            if _undated(body) not in known:
                begins = max(first_day, counted + timedelta(days=1))
                bodies[begins] = _canonical(json.loads(body) | {"from": begins})
        held = {day: json.loads(body) for day, body in sorted(bodies.items())}
        versions = checked(self.path, _File, {"version": list(held.values())}).version
        return PointRules(self.path, versions, {day: bodies[day] for day in held})


def load_points(path: Path | None = None) -> PointRules:
    """The versions in a file, or those that come with the bot. Raises `RulesError`."""
    path = path or Path(__file__).with_name("points.toml")
    said = read(path)
    versions = checked(path, _File, said).version
    bodies = [_canonical(body) for body in said["version"]]
    return PointRules(
        path, versions, {v.first_day: b for v, b in zip(versions, bodies, strict=True)}
    )


@cache
def built_in() -> PointRules:
    return load_points()


def _undated(body: str) -> str:
    """What a version says, whenever it begins."""
    said: dict[str, Any] = json.loads(body)
    return _canonical({name: value for name, value in said.items() if name != "from"})


def _canonical(body: Any) -> str:
    """The same text for the same rules, however they are laid out: 1.0 is 1."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: plain(one) for name, one in value.items()}
        whole = isinstance(value, float) and value.is_integer()
        return int(value) if whole else value

    return json.dumps(
        plain(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str
    )


def _changed(used: PointVersion, body: str) -> str:
    """What to do where a version that was used is another one now."""
    was, now = json.loads(used.body), json.loads(body)
    old, new = was.pop("method", None), now.pop("method", None)
    if was != now:
        return (
            f"the version from {used.first_day} was changed, and points were given by it: "
            "put it back as it was, and add a version that begins tomorrow or later"
        )
    back = 'take the line "method" out of it' if old is None else f'write "method = {old}" in it'
    if (new or 1) > (old or 1):
        back += f', and add a copy of it with "method = {new}" that begins tomorrow or later'
    return (
        f"the version from {used.first_day} counts in another way than points were given by: {back}"
    )


def require_unchanged(rules: PointRules, used: Sequence[PointVersion]) -> None:
    """Raise `RulesError` where a version that was used is missing or another one now, or where a
    new one begins on a day that was counted already."""
    problems = []
    known = {version.first_day for version in used}
    for version in used:
        if version.first_day not in rules.bodies:
            problems.append(
                f"the version from {version.first_day} is gone, and points were given by it: "
                "put it back"
            )
        elif rules.sha256(version.first_day) != version.sha256:
            problems.append(_changed(version, rules.bodies[version.first_day]))
    for first_day in rules.bodies:
        counted = [v.last_day for v in used if v.first_day < first_day <= v.last_day]
        if first_day not in known and counted:
            problems.append(
                f"the version from {first_day} begins too early: days up to {max(counted)} were "
                "counted already"
            )
    if problems:
        raise RulesError("\n".join(f"{rules.path}: {problem}" for problem in problems))
