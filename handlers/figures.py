"""The figures of branches and wards in a period, added up from the ledger."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from handlers.periods import Week
from handlers.points import Version
from handlers.ranking import (
    Ranked,
    UnitFigures,
    WardFigures,
    rank_units,
    rank_wards,
    ward_score,
)
from handlers.scoring import RATED, VALID
from handlers.work import Work
from storage import boards, ledger, people
from storage.ledger import Sum


@dataclass(frozen=True)
class Measured:
    """What the ledger does not hold: names, the wards that each ward of today answers for, and what
    is open in it at this moment, in reports and in days of the oldest."""

    units: Mapping[int, str]
    wards: Mapping[int, str]
    heirs: Mapping[int, int]
    open: Mapping[int, tuple[int, int]]


@dataclass(frozen=True)
class Standing:
    """Both boards of a week, by the rules of its last day."""

    week: Week
    rules: Version
    units: list[Ranked[UnitFigures]]
    wards: list[Ranked[WardFigures]]
    draft: bool = False
    sha256: str = ""
    """of what was frozen; empty as long as it moves"""


async def standing(
    work: Work, week: Week, measured: Measured | None = None, upto: int | None = None
) -> Standing:
    """How everybody stands, as of now, or as of a line of the ledger and what was measured then."""
    measured = measured or await measure(work)
    rules = work.world.points.on(week.last) or work.world.points.versions[0]
    units = rank_units(await unit_figures(work, week, measured, upto))
    wards = rank_wards(await ward_figures(work, week, measured, rules, upto))
    return Standing(week, rules, units, wards)


async def measure(work: Work) -> Measured:
    """How things stand now."""
    wards, today = work.world.wards, work.world.day(work.now)
    names = {ward.id: ward.name for ward in wards.in_force if ward.id is not None}
    heirs = {ward_id: wards.current(ward_id) for ward_id in wards.rows}
    waiting: dict[int, tuple[int, int]] = {}
    for ward_id, backlog in (await boards.backlogs(work.session)).items():
        heir = heirs.get(ward_id, ward_id)
        count, days = waiting.get(heir, (0, 0))
        age = (today - work.world.day(backlog.since)).days
        waiting[heir] = (count + backlog.count, max(days, age))
    units = {unit.id: unit.name for unit in await people.units(work.session) if unit.id}
    return Measured(units, names, heirs, {w: o for w, o in waiting.items() if w in names})


def _count(sums: Mapping[str, Sum], *rules: str) -> int:
    return sum(sums[rule].count for rule in rules if rule in sums)


def _points(sums: Mapping[str, Sum]) -> int:
    return sum(one.points for one in sums.values())


async def unit_figures(
    work: Work, week: Week, measured: Measured, upto: int | None = None
) -> list[UnitFigures]:
    """All branches, of lines up to one: as each owes its target, each has figures."""
    found = await ledger.sums(work.session, "unit", week.start, week.last, upto=upto)
    gone_by = week.days if upto is not None else (work.world.day(work.now) - week.start).days + 1
    figures = []
    for unit_id, name in measured.units.items():
        sums = found.get(unit_id, {})
        valid = _count(sums, *VALID)
        figures.append(
            UnitFigures(
                unit_id,
                name,
                days_met=_count(sums, "day", "adjust-day"),
                days=min(max(gone_by, 1), week.days),
                points=_points(sums),
                valid=valid,
                decided=valid + _count(sums, "refused"),
                fixed=_count(sums, "fixed"),
            )
        )
    return figures


async def ward_figures(
    work: Work, week: Week, measured: Measured, rules: Version, upto: int | None = None
) -> list[WardFigures]:
    """All wards of today, with what wards that they took over did in the period."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    extra: Counter[int] = Counter()
    lines = await ledger.sums(work.session, "ward", week.start, week.last, upto=upto)
    for ward_id, sums in lines.items():
        heir = measured.heirs.get(ward_id, ward_id)
        found[heir].update({rule: one.count for rule, one in sums.items()})
        extra[heir] += _points(sums)
    times: dict[int, Counter[int]] = defaultdict(Counter)
    taken = await boards.minutes(work.session, week.start, week.last, upto)
    for ward_id, minutes in taken.items():
        times[measured.heirs.get(ward_id, ward_id)].update(minutes)
    figures = []
    for ward_id, name in measured.wards.items():
        counts = found[ward_id]
        waiting, oldest = measured.open.get(ward_id, (0, None))
        rated = sum(counts[rule] for rule in RATED)
        told = rated >= rules.wards.least_ratings
        ward = WardFigures(
            ward_id,
            name,
            done=counts["done"],
            decided=counts["done"] + counts["done-late"],
            taken=counts["taken"],
            taken_decided=counts["taken"] + counts["taken-late"],
            by_reporter=counts["confirmed-reporter"],
            by_recheck=counts["confirmed-recheck"],
            by_silence=counts["confirmed-silence"],
            contradicted=counts["reopened"] + counts["false-closing"],
            median_minutes=boards.median(times[ward_id]),
            good=counts["rated-good"] if told else 0,
            rated=rated if told else 0,
            open=waiting,
            oldest_days=oldest,
            extra=extra[ward_id],
        )
        figures.append(replace(ward, score=ward_score(ward, rules.wards)))
    return figures
