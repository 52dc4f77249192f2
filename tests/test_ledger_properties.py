"""What always holds of the ledger, whatever happens and in whatever order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.scoring import MEMBER
from storage.ledger import Subject
from storage.tables import Report
from tests.ground import CHANGED_ON, Ground
from tests.harness import MORNING, ZONE
from tests.town import Town, metres_away

LAST_MINUTE = MORNING.replace(hour=23, minute=59, second=59)
MOMENTS = (MORNING, MORNING + timedelta(hours=5), LAST_MINUTE, LAST_MINUTE + timedelta(seconds=1),
           MORNING + timedelta(days=7), MORNING + timedelta(days=8))  # fmt: skip
VERBS = ("accept", "resolve", "refuse", "duplicate", "withdraw", "undo", "confirm", "not_done",
         "pass", "kind", "fair")  # fmt: skip
SUBJECTS: tuple[Subject, ...] = ("unit", "person", "ward")
few = settings(max_examples=25, deadline=None)


@dataclass(frozen=True)
class Filed:
    """A report that is sent: who, where, when, of what sort; many at the same second."""

    member: int
    north: int
    at: datetime
    kind: str
    sort: str
    channel: str


filed = st.builds(
    Filed,
    member=st.sampled_from([0, 0, 1, 2]),
    north=st.sampled_from([0, 20, 60]),
    at=st.sampled_from(MOMENTS),
    kind=st.sampled_from(["waste", "water"]),
    sort=st.sampled_from(["problem", "problem", "problem", "clear", "fixed"]),
    channel=st.sampled_from(["telegram", "telegram", "web"]),
)
sent = st.lists(filed, min_size=2, max_size=7)
taken = st.permutations([("accept", n) for n in range(7)])
done = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 6)), min_size=1, max_size=9)
deeds = st.builds(lambda first, then: [*first, *then], taken, done)
"""most are taken first, so that there is something to lose"""


async def send(town: Town, everything: Sequence[Filed], order: Sequence[int]) -> list[int]:
    """File all of it in some order; the ids in the order of the list. Its codes are its own."""
    ids = {}
    for n in order:
        one = everything[n]
        ids[n] = await town.file(
            one.member, metres_away(one.north), one.at, code=f"CDE{n}X", kind=one.kind,
            sort=one.sort, channel=one.channel,
        )  # fmt: skip
    return [ids[n] for n in range(len(everything))]


async def act(town: Town, ids: Sequence[int], done: Sequence[tuple[str, int]]) -> None:
    for verb, number in done:
        await town.do(verb, ids[number % len(ids)])


async def balances(town: Town) -> dict[object, tuple[int, int]]:
    """Of each branch, member and ward, by its place in the town: what each rule adds up to."""
    places = dict(zip(SUBJECTS, (town.units, town.members, town.wards), strict=True))
    found: dict[object, tuple[int, int]] = {}
    for of in SUBJECTS:
        for subject, sums in (await town.sums(of)).items():
            for rule, one in sums.items():
                if one.count or one.points:
                    found[of, places[of].index(subject), rule] = (one.count, one.points)
    return found


def worth(reports: Sequence[Report], channels: dict[int, str]) -> dict[int, int]:
    """The members' points, worked out anew and simply, from what the reports say."""
    valid = {
        r.id: r.state in ("accepted", "resolved", "confirmed", "reopened", "noted") for r in reports
    }
    line = sorted((r for r in reports if valid[r.id]), key=lambda r: (r.created_at, r.code))
    found: Counter[int] = Counter()
    of_day: dict[object, list[Report]] = {}
    for n, one in enumerate(line):
        day = one.created_at.astimezone(ZONE).date()
        web = channels[one.chat_id] == "web"
        today = of_day.setdefault((day, one.unit_id if web else -one.person_id), [])
        clear = sum(r.sort == "clear" for r in today)
        points = {"clear": 30, "fixed": 150}.get(one.sort, 175 if one.kind == "water" else 100)
        again = one.sort != "clear" and any(
            abs(one.lat - r.lat) * 111_195 < 30.5
            and one.created_at - r.created_at <= timedelta(days=7)
            and (r.person_id == one.person_id or r.unit_id == one.unit_id)
            and r.sort != "clear"
            for r in line[:n]
        )
        if len(today) >= 2 or (one.sort == "clear" and clear):
            points = 0
        elif again:
            points = (points + 1) // 2
        found[one.person_id] += points
        today.append(one)
    return {person: points for person, points in found.items() if points}


async def everything_holds(town: Town) -> None:
    rows = await town.entries()
    standing = await town.standing()
    # Never twice: a report says one thing of its member, and nothing is countered twice.
    told = Counter(row.report_id for row in standing if row.rule in MEMBER)
    assert all(count == 1 for count in told.values())
    countered = [row.counters for row in rows if row.counters is not None]
    assert len(countered) == len(set(countered))
    # Balances are sums: what was countered leaves nothing behind.
    for of in SUBJECTS:
        simple: Counter[tuple[int, str]] = Counter()
        for row in standing:
            if (subject := getattr(row, f"{of}_id")) is not None:
                simple[subject, row.rule] += row.points
        sums = await town.sums(of)
        kept = {(s, rule): one.points for s, rules in sums.items() for rule, one in rules.items()}
        assert {key: value for key, value in kept.items() if value} == {
            key: value for key, value in simple.items() if value
        }
    # And they are what anybody gets who adds the reports up.
    reports = [await town.report(row_id) for row_id in {r.report_id for r in rows} if row_id]
    channels = {chat: channel for channel, chat in town.chats.items()}
    people = await town.sums("person")
    points = {p: sum(one.points for one in sums.values()) for p, sums in people.items()}
    assert {p: value for p, value in points.items() if value} == worth(reports, channels)


@few
@given(sent, deeds, st.integers(0, 2**30))
def test_points_never_appear_twice_and_balances_are_sums(
    ground: Ground, everything: list[Filed], done: list[tuple[str, int]], seed: int
) -> None:
    rng = Random(seed)

    async def live(town: Town) -> None:
        ids = await send(town, everything, rng.sample(range(len(everything)), len(everything)))
        town.now = MORNING + timedelta(days=9)
        for deed in done:
            await act(town, ids, [deed])
            if rng.random() < 0.6:
                town.now += timedelta(hours=rng.choice([0, 1, 30]))
                await town.settle()
        await town.settle()
        await everything_holds(town)

    ground.try_out(live)


@few
@given(sent, deeds, st.integers(0, 2**30))
def test_neither_order_nor_replays_nor_the_moments_of_settling_matter(
    ground: Ground, everything: list[Filed], done: list[tuple[str, int]], seed: int
) -> None:
    rng = Random(seed)
    found: list[dict[object, tuple[int, int]]] = []

    async def live(town: Town) -> None:
        again = bool(found)
        order = list(range(len(everything)))
        if again:
            rng.shuffle(order)
        ids = await send(town, everything, order)
        town.now = MORNING + timedelta(days=9)
        for deed in done:
            await act(town, ids, [deed])
            if again and rng.random() < 0.5:
                await town.settle()
            if again and rng.random() < 0.3:
                await town.forget_what_was_settled()
        await town.settle()
        known = len(await town.entries())
        await town.forget_what_was_settled()
        await town.settle()
        assert len(await town.entries()) == known
        found.append(await balances(town))

    for _ in range(3):
        ground.try_out(live)
    assert all(one == other for one, other in combinations(found, 2))


@few
@given(sent, deeds)
def test_new_rules_leave_the_days_before_them_alone(
    ground: Ground, everything: list[Filed], done: list[tuple[str, int]]
) -> None:
    async def live(town: Town) -> None:
        ids = await send(town, everything, range(len(everything)))
        town.now = MORNING + timedelta(days=9)
        await act(town, ids, done)
        await town.settle()
        old = {n for n, one in zip(ids, everything, strict=True) if one.at.date() < CHANGED_ON}

        async def told() -> list[dict[str, object]]:
            lines = await town.entries()
            return [
                line.model_dump()
                for line in lines
                if line.about < CHANGED_ON or line.report_id in old
            ]

        before = await told()
        town.world = replace(town.world, points=ground.changed)
        await town.forget_what_was_settled()
        await town.settle()
        assert await told() == before

    ground.try_out(live)


AGAINST = ("taken-late", "done-late", "reopened", "false-closing")


@few
@given(sent, deeds, deeds)
def test_nothing_that_anybody_does_takes_away_what_a_ward_did_wrong(
    ground: Ground,
    everything: list[Filed],
    done: list[tuple[str, int]],
    later: list[tuple[str, int]],
) -> None:
    async def live(town: Town) -> None:
        ids = await send(town, everything, range(len(everything)))
        town.now = MORNING + timedelta(days=9)
        await act(town, ids, done)

        async def wrong() -> Counter[tuple[object, ...]]:
            await town.settle()
            rows = [row for row in await town.standing() if row.rule in AGAINST]
            return Counter((row.report_id, row.ward_id, row.rule, row.about) for row in rows)

        before = await wrong()
        for deed in later:
            # What officers take back within minutes was never done.
            if deed[0] != "undo":
                await act(town, ids, [deed])
        assert await wrong() >= before
        town.now += timedelta(days=30)
        assert await wrong() >= before

    ground.try_out(live)
