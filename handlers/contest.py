"""Who stands where in a campaign: marks by criterion, totals, places, rewards; no counting."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from handlers.campaigns import AMOUNTS, Criterion, Division, Kind
from handlers.points import WHOLE
from handlers.ranking import lower_bound
from handlers.scoring import CONFIRMED, VALID
from handlers.words import plain
from storage.ledger import Sum

ALL = 100 * WHOLE
"""a whole share, in hundredths of a percent"""
COUNTING = tuple(rule for rule in VALID if rule != "over")
"""rules of valid reports below the daily cap"""


@dataclass(frozen=True, slots=True)
class Measure:
    """What was counted of somebody: an amount, or a part of a whole."""

    part: int
    whole: int | None = None


@dataclass(frozen=True, slots=True)
class Competitor:
    """Somebody with what was counted of them, and how much of it was decided."""

    id: int
    name: str
    measures: Mapping[str, Measure]
    decided: int = 0
    scores: Mapping[str, int] = field(default_factory=dict)
    """of the council, in hundredths, by criterion"""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a criterion gave, in hundredths of its weight's points, and what it is the mark of; None
    where the council has not scored yet."""

    points: int | None
    part: int | None
    whole: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a campaign's table; no rank where too little was decided."""

    rank: int | None
    id: int
    name: str
    total: int
    marks: tuple[Mark, ...]
    reward: str = ""
    before: int | None = None
    """the place of a week ago, where there was one"""


def measures_of(
    kind: Kind, sums: Mapping[str, Sum], days: int, content: tuple[int, int] = (0, 0)
) -> tuple[dict[str, Measure], int]:
    """What lines of the ledger say about somebody, by what is counted; and how much was decided.
    Of a ward also how many reporters were ``content``, of those who answered."""

    def count(*rules: str) -> int:
        return sum(sums[rule].count for rule in rules if rule in sums)

    if kind == "wards":
        done, taken, confirmed = count("done"), count("taken"), count(*CONFIRMED)
        decided = done + count("done-late")
        again = count("reopened", "false-closing")
        return {
            "on_time": Measure(done, decided),
            "taken": Measure(taken, taken + count("taken-late")),
            "confirmed": Measure(confirmed, confirmed + again),
            "satisfied": Measure(*content),
        }, decided
    valid = count(*VALID)
    decided = valid + count("refused")
    return {
        "points": Measure(sum(one.points for one in sums.values())),
        "days": Measure(min(count("day", "adjust-day"), days), days),
        "valid": Measure(count(*COUNTING)),
        "accuracy": Measure(valid, decided),
        "fixed": Measure(count("fixed")),
    }, decided


def places(division: Division, competitors: Sequence[Competitor]) -> list[Place]:
    """The table of a division: by total, then by the criteria of its tie rule; whoever is equal
    then too shares a place, and stands in the order of names."""
    best = {
        one.slug: _full(one, competitors) for one in division.criteria if one.counted in AMOUNTS
    }
    lines = []
    for one in sorted(competitors, key=lambda c: (plain(c.name), c.name, c.id)):
        marks = tuple(_mark(criterion, one, best) for criterion in division.criteria)
        total = sum(mark.points or 0 for mark in marks)
        shown = one.decided or any(one.scores.values())
        judged = bool(shown) and one.decided >= division.least
        lines.append((Place(None, one.id, one.name, total, marks), judged))
    tie = [[c.slug for c in division.criteria].index(slug) for slug in division.tie]

    def key(place: Place) -> tuple[int, ...]:
        return (-place.total, *(-(place.marks[number].points or 0) for number in tie))

    ranked: list[Place] = []
    for number, place in enumerate(sorted((p for p, judged in lines if judged), key=key), start=1):
        tied = bool(ranked) and key(ranked[-1]) == key(place)
        rank = ranked[-1].rank if tied else number
        # Nobody is congratulated on nothing.
        reward = division.reward(rank) if place.total > 0 else ""
        ranked.append(replace(place, rank=rank, reward=reward))
    return ranked + [place for place, judged in lines if not judged]


def _full(criterion: Criterion, competitors: Sequence[Competitor]) -> int:
    """The amount that gets the whole weight."""
    if criterion.amount:
        return int(criterion.amount)
    return max((c.measures[criterion.counted].part for c in competitors), default=0)


def _mark(criterion: Criterion, one: Competitor, best: Mapping[str, int]) -> Mark:
    if criterion.scored:
        score = one.scores.get(criterion.slug)
        if score is None:
            return Mark(None, None, criterion.scored * WHOLE)
        whole = criterion.scored * WHOLE
        return Mark(_weighed(criterion, score, whole), score, whole)
    measure = one.measures[criterion.counted]
    if measure.whole is None:
        full = best[criterion.slug]
        part = min(max(measure.part, 0), full)
        return Mark(_weighed(criterion, part, full), measure.part)
    if criterion.counted == "days":
        points = _weighed(criterion, measure.part, measure.whole)
    else:
        # Not the share itself: 2 of 2 would beat 95 of 100.
        points = _weighed(criterion, lower_bound(measure.part, measure.whole), ALL)
    return Mark(points, measure.part, measure.whole)


def _weighed(criterion: Criterion, part: int, whole: int) -> int:
    """A share of a criterion's weight, in hundredths, rounded half up."""
    return (2 * criterion.weight * WHOLE * part + whole) // (2 * whole) if whole > 0 else 0


def compared(now: Sequence[Place], before: Sequence[Place]) -> list[Place]:
    """A table with the places that everybody had in an earlier one."""
    ranks = {place.id: place.rank for place in before}
    return [replace(place, before=ranks.get(place.id)) for place in now]


def renamed(table: Sequence[Place], name: Callable[[int], str]) -> list[Place]:
    """A table in which everybody is called otherwise."""
    return [replace(place, name=name(place.id)) for place in table]


def as_rows(table: Sequence[Place], *, named: bool) -> list[dict[str, Any]]:
    """A table as it is kept. Members are kept by their number alone, so that whoever is forgotten
    is forgotten here as well."""
    return [
        {
            "rank": place.rank,
            "id": place.id,
            "name": place.name if named else "",
            "total": place.total,
            "marks": [[mark.points, mark.part, mark.whole] for mark in place.marks],
            "reward": place.reward,
        }
        for place in table
    ]


def from_rows(rows: Sequence[Mapping[str, Any]]) -> list[Place]:
    return [
        Place(
            rank=row["rank"],
            id=row["id"],
            name=row["name"],
            total=row["total"],
            marks=tuple(Mark(*mark) for mark in row["marks"]),
            reward=row["reward"],
        )
        for row in rows
    ]
