"""Who plays in a simulation, honest and not, and what they do: facts by chance, no points."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from storage.ledger import Sent

MEMBERS = 4
"""of each branch"""
SUNDAY = 6
METRE = 1 / 111_195
"""in degrees of latitude"""


@dataclass(frozen=True, slots=True)
class Habit:
    """How the members of a branch report: on what share of days, how often then, how much of it is
    taken as valid, and how much of it are clean rounds or things that they put right."""

    name: str
    chance: float
    count: int = 1
    valid: float = 0.95
    clear: float = 0.0
    fixed: float = 0.0
    one_spot: bool = False
    on_sunday: int = 0
    """reports of the branch on a Sunday at 23:59"""
    cheat: bool = False


KEEN = Habit("keen branch", 0.8, 2, 0.95, clear=0.15, fixed=0.15)
STEADY = Habit("steady branch", 0.4, 1, 0.92, clear=0.1, fixed=0.05)
LAZY = Habit("lazy branch", 0.08, 1, 0.85)
FARMERS = Habit("farmers (15 a day each, much of it junk)", 1, 15, 0.45, cheat=True)
NIGHT = Habit("Sunday 23:59 (200 at once)", 0, 0, 0.9, on_sunday=200, cheat=True)
ONE_SPOT = Habit("one spot, all members", 1, 2, 0.9, one_spot=True, cheat=True)
ROUNDS = Habit("nothing but clean rounds", 1, 3, 0.98, clear=1.0, cheat=True)
HABITS = (KEEN, KEEN, KEEN, STEADY, STEADY, STEADY, STEADY, STEADY, LAZY, LAZY, LAZY,
          FARMERS, NIGHT, ONE_SPOT, ROUNDS)  # fmt: skip
"""one for each branch"""


@dataclass(frozen=True, slots=True)
class Ward:
    """How a ward works: cases a day, and what share of them is closed late, or closed and not
    done."""

    name: str
    cases: float
    late: float
    undone: float
    cheat: bool = False


WARDS = (
    Ward("diligent ward", 1.5, 0.06, 0.02),
    Ward("diligent small ward", 0.3, 0.06, 0.02),
    Ward("usual ward", 1.2, 0.2, 0.05),
    Ward("usual ward", 2.0, 0.2, 0.05),
    Ward("slow ward", 1.2, 0.5, 0.03),
    Ward("false closers (nothing is done)", 1.5, 0.0, 0.7, cheat=True),
)


@dataclass(frozen=True, slots=True)
class Case:
    """A report in a ward, and what would become of it."""

    ward: int
    filed: datetime
    late: bool
    undone: bool
    noticed: bool
    """by its reporter, if it was not done"""
    drawn: bool
    """by lot, to be checked again"""
    praised: bool
    """by its reporter, if it was done"""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that happened in a campaign that was played."""

    sent: list[Sent]
    cases: list[Case]


def play(first: date, days: int, zone: ZoneInfo, rng: Random) -> Facts:
    """What happens on so many days."""
    all_days = [first + timedelta(days=n) for n in range(days)]
    sent: list[Sent] = []
    for unit, habit in enumerate(HABITS, start=1):
        sent += _reports(habit, unit, len(sent) + 1, all_days, zone, rng)
    cases = [case for number in range(len(WARDS)) for case in _cases(number, all_days, zone, rng)]
    return Facts(sent, cases)


def _reports(
    habit: Habit, unit: int, first_id: int, days: Sequence[date], zone: ZoneInfo, rng: Random
) -> Iterator[Sent]:
    number = first_id
    for day in days:
        acts = [
            (member, rng.randrange(7 * 60, 21 * 60))
            for member in range(MEMBERS)
            if rng.random() < habit.chance
            for _ in range(habit.count)
        ]
        if day.weekday() == SUNDAY:
            acts += [(n % MEMBERS, 23 * 60 + 59) for n in range(habit.on_sunday)]
        for member, minute in acts:
            yield _one(habit, unit, member, number, day, minute, zone, rng)
            number += 1


def _one(
    habit: Habit,
    unit: int,
    member: int,
    number: int,
    day: date,
    minute: int,
    zone: ZoneInfo,
    rng: Random,
) -> Sent:
    at = datetime.combine(day, time(minute // 60, minute % 60, rng.randrange(60)), zone)
    kind = rng.random()
    sort = "clear" if kind < habit.clear else "problem"
    sort = "fixed" if habit.clear <= kind < habit.clear + habit.fixed else sort
    taken = "accepted" if sort == "problem" else "noted"
    spread = 10 * METRE if habit.one_spot else 1500 * METRE
    return Sent(
        id=number,
        code=f"{number:05}",
        state=taken if rng.random() < habit.valid else "refused",
        sort=sort,
        kind="other",
        urgent=False,
        person_id=unit * 100 + member,
        unit_id=unit,
        lat=10 + unit / 10 + rng.uniform(-spread, spread),
        lon=106 + rng.uniform(-spread, spread),
        created_at=at.astimezone(UTC),
        day=day,
        channel="telegram",
        believed_at=at.astimezone(UTC),
    )


def _cases(number: int, days: Sequence[date], zone: ZoneInfo, rng: Random) -> Iterator[Case]:
    ward = WARDS[number]
    for day in days:
        for _ in range(int(ward.cases + rng.random())):
            clock = time(rng.randrange(7, 20), rng.randrange(60))
            yield Case(
                number + 1,
                datetime.combine(day, clock, zone).astimezone(UTC),
                late=rng.random() < ward.late,
                undone=rng.random() < ward.undone,
                noticed=rng.random() < 0.4,
                drawn=rng.random() < 0.15,
                praised=rng.random() < 0.3,
            )
