"""Who stands where on the weekly board: orders and ranks; no drawing and no counting."""

import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, TypeVar

from handlers.words import plain


@dataclass(frozen=True)
class UnitFigures:
    """A branch's week: days on which its target was met, reports that count, reports sent."""

    name: str
    days_met: int
    days: int
    valid: int
    sent: int


@dataclass(frozen=True)
class WardFigures:
    """A ward's week; a case is decided once it was accepted (closed) or its deadline passed."""

    name: str
    received: int
    accepted_in_time: int
    accept_decided: int
    closed_in_time: int
    close_decided: int
    median_hours: float | None


T = TypeVar("T")
_Key = tuple[Any, ...]


@dataclass(frozen=True)
class Ranked(Generic[T]):
    """A line of a board; no rank where there is nothing yet to judge by."""

    rank: int | None
    figures: T


def rank_units(units: Iterable[UnitFigures]) -> list[Ranked[UnitFigures]]:
    """By days met, then valid reports; ties share a rank and stand in the order of names. Those
    without a valid report come last: where all are at rest, nobody is first."""
    return _ranked(units, lambda unit: unit.valid > 0, _unit_key, _unit_spread)


def rank_wards(wards: Iterable[WardFigures]) -> list[Ranked[WardFigures]]:
    """By share closed in time, share accepted in time, median hours; undecided wards come last.

    Volume never counts: a ward with many reports is not a bad ward.
    """
    return _ranked(
        wards, lambda ward: ward.accept_decided + ward.close_decided > 0, _ward_key, _ward_spread
    )


def median(values: Iterable[float]) -> float | None:
    listed = list(values)
    return statistics.median(listed) if listed else None


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
    return (-unit.days_met, -unit.valid)


def _unit_spread(unit: UnitFigures) -> _Key:
    # Beyond the name only so that the order of the input can never show.
    return (*_by_name(unit.name), unit.days, unit.days_met, unit.sent)


def _ward_key(ward: WardFigures) -> _Key:
    return (
        -_share(ward.closed_in_time, ward.close_decided),
        -_share(ward.accepted_in_time, ward.accept_decided),
        *_none_last(ward.median_hours),
    )


def _ward_spread(ward: WardFigures) -> _Key:
    return (
        *_by_name(ward.name),
        ward.received,
        ward.accept_decided,
        ward.accepted_in_time,
        ward.close_decided,
        ward.closed_in_time,
        *_none_last(ward.median_hours),
    )


def _by_name(name: str) -> _Key:
    return (plain(name), name)


def _none_last(hours: float | None) -> _Key:
    return (hours is None, 0.0 if hours is None else hours)


def _share(part: int, whole: int) -> Fraction:
    # Nothing closed and nothing due proves nothing: no better than none in time, and no worse.
    return Fraction(part, whole) if whole else Fraction(0)
