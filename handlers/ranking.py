"""Who stands where on the boards: scores, orders and ranks; no drawing and no counting."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any, Generic, TypeVar

from handlers.points import WHOLE, WardWeights
from handlers.words import plain

Z = Decimal("1.96")
"""of a confidence of 95 %"""


@dataclass(frozen=True)
class UnitFigures:
    """A branch's period: days on target, points in hundredths, reports that are valid of those
    that were decided, and what its members put right themselves."""

    id: int
    name: str
    days_met: int
    days: int
    points: int
    valid: int
    decided: int
    fixed: int


@dataclass(frozen=True)
class WardFigures:
    """A ward's period: cases closed and taken in time of those that were decided; closings that
    stood, by who said so, and those that did not; the median of working minutes to closing;
    reporters who were content of those who said, none where these are few; what is open, and for
    how many days the oldest; points added and taken off, in hundredths."""

    id: int
    name: str
    done: int = 0
    decided: int = 0
    taken: int = 0
    taken_decided: int = 0
    by_reporter: int = 0
    by_recheck: int = 0
    by_silence: int = 0
    contradicted: int = 0
    median_minutes: int | None = None
    good: int = 0
    rated: int = 0
    open: int = 0
    oldest_days: int | None = None
    extra: int = 0
    score: int | None = None
    """in hundredths of 100; none where there is too little to judge by"""

    @property
    def confirmed(self) -> int:
        return self.by_reporter + self.by_recheck + self.by_silence

    @property
    def judged(self) -> int:
        return self.confirmed + self.contradicted

    @property
    def is_quiet(self) -> bool:
        return not (self.decided or self.judged or self.open or self.extra)


T = TypeVar("T")
_Key = tuple[Any, ...]


@dataclass(frozen=True)
class Ranked(Generic[T]):
    """A line of a board; no rank where there is nothing yet to judge by."""

    rank: int | None
    figures: T


def lower_bound(part: int, whole: int) -> int:
    """The share that is reached with 95 % confidence (Wilson's score), in hundredths of a percent:
    so 95 of 100 is more than 2 of 2. In decimals, for the same result on every machine."""
    if whole <= 0:
        return 0
    part = min(max(part, 0), whole)
    with localcontext(prec=28):
        n, z2 = Decimal(whole), Z * Z
        share = Decimal(part) / n
        spread = Z * ((share * (1 - share) + z2 / (4 * n)) / n).sqrt()
        bound = (share + z2 / (2 * n) - spread) / (1 + z2 / n)
        return int((bound * 100 * WHOLE).quantize(Decimal(1), ROUND_HALF_UP))


def ward_score(ward: WardFigures, weights: WardWeights) -> int | None:
    """What a ward is ranked by, of 100, in hundredths and with one decimal, so that what looks the
    same is the same; none where too few cases were decided."""
    if ward.decided < weights.least:
        return None
    whole = weights.on_time + weights.confirmed
    sum_ = weights.on_time * lower_bound(ward.done, ward.decided)
    sum_ += weights.confirmed * lower_bound(ward.confirmed, ward.judged)
    tenth = WHOLE // 10
    return (sum_ + ward.extra * whole + whole * tenth // 2) // (whole * tenth) * tenth


def rank_units(units: Iterable[UnitFigures]) -> list[Ranked[UnitFigures]]:
    """By days on target, then points, then the share that is valid; ties share a rank and stand in
    the order of names. Those without a day or a point come last: where all are at rest, nobody is
    first."""
    return _ranked(
        units, lambda unit: unit.days_met > 0 or unit.points > 0, _unit_key, _unit_spread
    )


def rank_wards(wards: Iterable[WardFigures]) -> list[Ranked[WardFigures]]:
    """By score, then median time, then the age of the oldest open report; those without a score
    come last. Volume never counts: a ward with many reports is not a bad ward."""
    return _ranked(wards, lambda ward: ward.score is not None, _ward_key, _ward_spread)


def _ranked(
    figures: Iterable[T],
    judged: Callable[[T], bool],
    key: Callable[[T], _Key],
    spread: Callable[[T], _Key],
) -> list[Ranked[T]]:
    listed = sorted(figures, key=spread)
    ranked: list[Ranked[T]] = []
    for place, line in enumerate(sorted(filter(judged, listed), key=key), start=1):
        tied = bool(ranked) and key(ranked[-1].figures) == key(line)
        ranked.append(Ranked(ranked[-1].rank if tied else place, line))
    return ranked + [Ranked(None, line) for line in listed if not judged(line)]


def _unit_key(unit: UnitFigures) -> _Key:
    return (-unit.days_met, -unit.points, -_share(unit.valid, unit.decided))


def _unit_spread(unit: UnitFigures) -> _Key:
    # Beyond the name only so that the order of the input can never show.
    return (*_by_name(unit.name), unit.id)


def _ward_key(ward: WardFigures) -> _Key:
    return (-(ward.score or 0), *_none_last(ward.median_minutes), ward.oldest_days or 0)


def _ward_spread(ward: WardFigures) -> _Key:
    return (*_by_name(ward.name), ward.id)


def _by_name(name: str) -> _Key:
    return (plain(name), name)


def _none_last(minutes: int | None) -> _Key:
    return (minutes is None, minutes or 0)


def _share(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)
