"""A campaign played through the real rules: who would stand where, and what each rule does."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from handlers import states
from handlers.campaigns import CampaignRules, Division
from handlers.contest import Competitor, Place, measures_of, places
from handlers.judging import ward_lines
from handlers.players import HABITS, MEMBERS, WARDS, Case, Facts, play
from handlers.points import WHOLE, PointRules, Version
from handlers.rules import Rules
from handlers.scoring import Line, is_met, is_valid, member_line, owner
from handlers.variants import AS_THEY_ARE, Variant
from handlers.worktime import WorkCalendar
from storage.ledger import Happened, Sent, Sum
from storage.tables import Report

CELLS = 2000
"""a degree: cells of some 50 m"""
PLAYS = 10
"""campaigns that are played, each by another seed"""
COMPARED = 3
"""of them with one rule after the other left out"""

Sums = dict[int, dict[str, Sum]]


@dataclass(frozen=True)
class Setting:
    """Everything that a simulation plays by."""

    campaign: CampaignRules
    points: PointRules
    rules: Rules
    zone: ZoneInfo
    seed: int = 1

    @property
    def days(self) -> int:
        return (self.campaign.last_day - self.campaign.first_day).days + 1

    def chance(self, number: int) -> Random:
        """The same for each look at one of the campaigns that are played."""
        return Random(self.seed * 1000 + number)  # noqa: S311  (nothing secret comes of it)

    def version(self, day: date, variant: Variant) -> Version:
        return variant.version(self.points.on(day) or self.points.versions[0])


@dataclass(frozen=True)
class Played:
    """What the lines of a campaign add up to."""

    units: Sums
    members: Sums
    wards: Sums
    content: dict[int, tuple[int, int]]
    """reporters who are content with a ward, of those who answer"""


class _Adding:
    def __init__(self) -> None:
        self._counts: dict[int, Counter[str]] = defaultdict(Counter)
        self._points: dict[int, Counter[str]] = defaultdict(Counter)

    def add(self, subject: int, line: Line) -> None:
        self._counts[subject][line.rule] += 1
        self._points[subject][line.rule] += line.points

    def sums(self) -> Sums:
        return {
            subject: {rule: Sum(count, self._points[subject][rule]) for rule, count in by.items()}
            for subject, by in self._counts.items()
        }


def facts_of(setting: Setting, number: int) -> Facts:
    """What happens in one of the campaigns that are played."""
    return play(setting.campaign.first_day, setting.days, setting.zone, setting.chance(number))


def score(
    setting: Setting, facts: Facts, variant: Variant = AS_THEY_ARE, known: Played | None = None
) -> Played:
    """What the rules say of it. What a variant has nothing to do with is taken from what is known
    already."""
    versions: dict[date, Version] = {}

    def on(day: date) -> Version:
        if day not in versions:
            versions[day] = setting.version(day, variant)
        return versions[day]

    units, members = (
        (known.units, known.members)
        if known is not None and variant.of == "wards"
        else _of_members(setting, facts, variant, on)
    )
    wards = (
        known.wards
        if known is not None and variant.of == "units"
        else _of_wards(setting, facts, variant, on)
    )
    return Played(units, members, wards, _content(facts, variant))


def _content(facts: Facts, variant: Variant) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for case in facts.cases if variant.reporters else ():
        good, answered = found[case.ward]
        content, cross = case.praised and not case.undone, case.undone and case.noticed
        found[case.ward] = (good + content, answered + content + cross)
    return dict(found)


def _of_members(
    setting: Setting, facts: Facts, variant: Variant, on: Callable[[date], Version]
) -> tuple[Sums, Sums]:
    units, members = _Adding(), _Adding()
    sent = [_taken(one) for one in facts.sent] if variant.all_taken else facts.sent
    target = setting.rules.target.per_day
    met: dict[tuple[int, date], Counter[str]] = defaultdict(Counter)
    for one, line in _member_lines(sent, on):
        members.add(one.person_id, line)
        units.add(one.unit_id or 0, line)
        met[one.unit_id or 0, one.day]["clear"] += line.rule == "clear"
    for one in sent:
        if one.state != "refused" and one.sort != "clear":
            met[one.unit_id or 0, one.day][one.sort] += 1
    for (unit, day), counts in met.items():
        if counts.total() and is_met(counts, target):
            units.add(unit, Line("day", day, on(day).points.day))
    return units.sums(), members.sums()


def _of_wards(
    setting: Setting, facts: Facts, variant: Variant, on: Callable[[date], Version]
) -> Sums:
    wards = _Adding()
    last = setting.campaign.last_day
    calendar = setting.rules.work.calendar(setting.zone)
    for number, case in enumerate(facts.cases):
        rules = on(_day(setting, case))
        for line in _case_lines(setting, calendar, case, number, rules, variant):
            if line.ward_id is not None and line.about <= last:
                wards.add(line.ward_id, line)
    return wards.sums()


def _taken(one: Sent) -> Sent:
    return replace(one, state="accepted") if one.state == "refused" else one


def _member_lines(
    sent: Sequence[Sent], on: Callable[[date], Version]
) -> Iterator[tuple[Sent, Line]]:
    days: dict[tuple[str, int, date], list[Sent]] = defaultdict(list)
    spots: dict[tuple[int, int, int], dict[date, list[Sent]]] = defaultdict(dict)
    for one in sent:
        if is_valid(one):
            days[*owner(one), one.day].append(one)
            spots[_spot(one)].setdefault(one.day, []).append(one)
    for one in sent:
        rules = on(one.day)
        found = {other.id: other for other in days.get((*owner(one), one.day), ())}
        unit, north, east = _spot(one)
        for n in (north - 1, north, north + 1):
            for e in (east - 1, east, east + 1):
                if near := spots.get((unit, n, e)):
                    for back in range(rules.same_spot.days + 1):
                        for other in near.get(one.day - timedelta(days=back), ()):
                            found[other.id] = other
        found.pop(one.id, None)
        line = member_line(one, found.values(), rules)
        if line is not None:
            yield one, line


def _spot(one: Sent) -> tuple[int, int, int]:
    return (one.unit_id or 0, round(one.lat * CELLS), round(one.lon * CELLS))


def _day(setting: Setting, case: Case) -> date:
    return case.filed.astimezone(setting.zone).date()


def _case_lines(
    setting: Setting,
    calendar: WorkCalendar,
    case: Case,
    number: int,
    rules: Version,
    variant: Variant,
) -> Iterable[Line]:
    report = Report(
        id=number, code=f"{number:05}", person_id=1, ward_id=case.ward, kind="other", lat=10,
        lon=106, chat_id=1, message_id="1", created_at=case.filed, filed_at=case.filed,
    )  # fmt: skip
    deadlines = setting.rules.deadlines
    states.set_deadlines(report, case.filed, deadlines, calendar)
    report.accepted_at = min(case.filed + timedelta(hours=2), report.accept_due)
    day = timedelta(days=1)
    closed_at = report.resolve_due + day if case.late else report.resolve_due
    events = [_close(report, closed_at)]
    noticed = case.undone and case.noticed and variant.reporters
    drawn = case.drawn and variant.rechecks
    if noticed or (case.undone and drawn):
        at = closed_at + day
        data = {"ward": case.ward} | ({} if noticed else {"by": "recheck", "unit": None})
        events.append(Happened(len(events), "reopened", at, None, data))
        report.state, report.reopened_at, report.accepted_at = "reopened", at, None
        report.hours = None
        states.set_deadlines(report, at, deadlines, calendar)
        events.append(_close(report, at + day))
    by = "silence"
    if not case.undone and case.praised and variant.reporters:
        by = "reporter"
    elif drawn:
        by = "recheck"
    confirmed_at = events[-1].at + 7 * day
    events.append(Happened(len(events), "confirmed", confirmed_at, None, {"by": by}))
    report.state, report.confirmed_at = "confirmed", confirmed_at
    now = datetime.combine(setting.campaign.last_day, datetime.max.time(), UTC) + 60 * day
    return ward_lines(report, events, (), rules, now, setting.zone)


def _close(report: Report, at: datetime) -> Happened:
    before = states.snapshot(report)
    report.state, report.resolved_at, report.hours = "resolved", at, 1.0
    return Happened(0, "resolved", at, None, {"before": before})


def tables(setting: Setting, played: Played, number: int) -> dict[str, list[Place]]:
    """The places in each division; the council scores everybody about the same."""
    rng = setting.chance(-1 - number)
    found = {}
    for division in setting.campaign.divisions:
        everybody = [
            _competitor(division, one, name, played, setting.days, rng)
            for one, name in _names(division)
        ]
        found[division.slug] = places(division, everybody)
    return found


def _names(division: Division) -> Iterator[tuple[int, str]]:
    if division.kind == "wards":
        yield from ((number, ward.name) for number, ward in enumerate(WARDS, start=1))
    elif division.kind == "units":
        yield from ((number, habit.name) for number, habit in enumerate(HABITS, start=1))
    else:
        for number, habit in enumerate(HABITS, start=1):
            yield from ((number * 100 + member, habit.name) for member in range(MEMBERS))


def _competitor(
    division: Division, number: int, name: str, played: Played, days: int, rng: Random
) -> Competitor:
    sums: Mapping[int, Mapping[str, Sum]] = getattr(played, division.kind)
    measures, decided = measures_of(
        division.kind, sums.get(number, {}), days, played.content.get(number, (0, 0))
    )
    scores = {
        one.slug: round(rng.uniform(0.6, 0.9) * one.scored) * WHOLE
        for one in division.criteria
        if one.scored
    }
    return Competitor(number, name, measures, decided, scores)
