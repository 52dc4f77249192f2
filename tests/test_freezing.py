"""Final boards: bytes that stay whatever happens afterwards, and can be worked out again."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime, timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import freezing
from handlers.figures import standing
from handlers.periods import Week
from scheduler.board import freeze_weeks
from storage import frozen
from storage.tables import FrozenWeek
from tests.ground import Ground
from tests.harness import MORNING, at
from tests.test_ledger_properties import Filed, act, deeds, everything_holds, few, send, sent
from tests.town import BUILT_IN, Town, metres_away, rules_of

WEEK, NEXT = Week(date(2026, 11, 16)), Week(date(2026, 11, 23))
FINAL = at("07:30", 23)


async def freeze(town: Town, week: Week = WEEK, moment: datetime = FINAL) -> FrozenWeek:
    town.now = moment
    async with town.work() as work:
        return await freezing.freeze(work, week)


async def again(town: Town, row: FrozenWeek) -> str:
    async with town.work() as work:
        return await freezing.again(work, row)


async def points_in(town: Town, week: Week, unit: int = 0) -> int:
    sums = (await town.sums("unit", week.start, week.last)).get(town.units[unit], {})
    return sum(one.points for one in sums.values())


async def test_a_final_board_says_what_was_known_and_can_be_hashed_by_anybody(town: Town) -> None:
    await town.do("accept", await town.file())
    row = await freeze(town)
    assert row.sha256 == sha256(row.body.encode()).hexdigest()
    said = json.loads(row.body)
    assert (said["week"], said["from"], said["to"]) == ("2026-W47", "2026-11-16", "2026-11-22")
    unit = next(line for line in said["units"] if line["id"] == town.units[0])
    assert (unit["rank"], unit["days_met"], unit["points"]) == (1, 1, 100)
    assert said["rules"]["from"] == "2026-01-01"
    assert said["ledger"]["lines"] == 3
    assert "Người" not in row.body


async def test_what_waited_to_be_settled_is_in_it(town: Town) -> None:
    for n in range(3):
        await town.do("accept", await town.file(place=metres_away(100 * n)))
    said = json.loads((await freeze(town)).body)
    assert sum(unit["points"] for unit in said["units"]) == 300


async def test_what_is_decided_afterwards_counts_on_the_first_open_day(town: Town) -> None:
    early = await town.file()
    late = await town.file(place=metres_away(100), at=at("23:59", 22))
    await town.do("accept", early)
    row = await freeze(town)
    town.now = at("09:00", 24)
    await town.do("accept", late)
    await town.do("refuse", early)
    await town.settle()
    assert await points_in(town, WEEK) == 100
    assert await points_in(town, NEXT) == 100 - 100
    lines = [line for line in await town.entries(late) if line.rule == "report"]
    assert [(str(line.about), str(line.day)) for line in lines] == [("2026-11-22", "2026-11-23")]
    async with town.work() as work:
        assert (await freezing.shown(work, WEEK)).units == freezing.standing_of(work, row).units
    assert await again(town, row) == row.body


async def test_a_day_that_turns_out_not_to_be_met_is_taken_back_in_the_open_week(
    town: Town,
) -> None:
    report = await town.file(at=at("23:59", 22))
    await freeze(town)
    town.now = at("09:00", 24)
    await town.do("refuse", report)
    await town.settle()
    sums = await town.sums("unit", NEXT.start, NEXT.last)
    assert sums[town.units[0]]["day"].count == -1


async def test_a_late_reopening_moves_the_open_week_and_not_the_final_one(town: Town) -> None:
    reports = [await town.file(place=metres_away(100 * n)) for n in range(6)]
    for report in reports:
        await town.do("resolve", report)
    row = await freeze(town)
    town.now = at("09:00", 24)
    await town.do("not_done", reports[0])
    await town.settle()
    assert await again(town, row) == row.body
    async with town.work() as work:
        found = await standing(work, NEXT)
    ward = next(line.figures for line in found.wards if line.figures.id == town.wards[0])
    assert (ward.done, ward.decided, ward.contradicted) == (-1, 0, 1)


async def test_neither_new_names_nor_merged_wards_nor_new_rules_move_it(
    town: Town, tmp_path: Path
) -> None:
    await town.do("resolve", await town.file())
    row = await freeze(town)
    body = BUILT_IN.partition("[[version]]")[2].replace("2026-01-01", "2026-11-24")
    more = "\n[[version]]" + body.replace("report = 1.0", "report = 7")
    town.world.points = rules_of(tmp_path, more=more)
    await town.rename_unit(0, "Chi đoàn mới")
    await town.end_ward(0, successor=1)
    town.now = at("09:00", 25)
    await town.forget_what_was_settled()
    await town.settle()
    assert await again(town, row) == row.body


async def test_a_board_of_an_earlier_version_whose_file_was_laid_out_otherwise_holds_by_its_figures(
    town: Town,
) -> None:
    await town.do("resolve", await town.file())
    row = await freeze(town)
    said = json.loads(row.body)
    del said["ledger"]["form"]
    said["ledger"]["sha256"] = "0" * 64
    for points, holds in ((0, True), (100, False)):
        said["units"][0]["points"] += points
        body = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        row.body, row.sha256 = body, sha256(body.encode()).hexdigest()
        async with town.work() as work:
            assert await freezing.holds(work, row) == holds


@few
@given(sent, deeds, deeds, st.integers(0, 2**30))
def test_frozen_boards_never_move_and_nothing_is_lost_by_it(
    ground: Ground,
    everything: list[Filed],
    before: list[tuple[str, int]],
    after: list[tuple[str, int]],
    seed: int,
) -> None:
    rng = Random(seed)

    async def live(town: Town) -> None:
        ids = await send(town, everything, range(len(everything)))
        town.now = MORNING + timedelta(days=9)
        await act(town, ids, before)
        rows = [await freeze(town, WEEK, town.now)]
        for n, deed in enumerate(after):
            await act(town, ids, [deed])
            if rng.random() < 0.4:
                town.now += timedelta(hours=rng.choice([0, 1, 60]))
                await town.settle()
            if n == len(after) // 2:
                await town.settle()
                rows.append(await freeze(town, NEXT, town.now))
        await town.settle()
        for row in rows:
            assert await again(town, row) == row.body
        # All periods together are what they would be without any freezing.
        await everything_holds(town)

    ground.try_out(live)


async def test_weeks_that_passed_while_nothing_ran_are_made_final_too_and_each_once(
    town: Town,
) -> None:
    await town.do("accept", await town.file())
    await freeze(town)
    town.now = at("10:00", 24)
    await town.do("accept", await town.file(1, metres_away(200)))
    town.now = FINAL + timedelta(days=21)
    async with town.work() as work:
        assert await freeze_weeks(work) == 1
        assert await freeze_weeks(work) == 0
        names = [row.name for row in await frozen.weeks(work.session)]
    assert names == [NEXT.name, WEEK.name], "of the weeks without anything there is nothing to say"
    assert await points_in(town, NEXT) == 100


@pytest.mark.parametrize(("count", "told"), [(4, 0), (5, 5)])
async def test_what_reporters_said_is_in_the_files_of_a_week_only_where_it_is_enough(
    town: Town, count: int, told: int
) -> None:
    for n in range(count):
        report = await town.file(place=metres_away(100 * n))
        await town.do("resolve", report)
        await town.do("fair", report)
    row = await freeze(town)
    async with town.work() as work:
        shown = freezing.standing_of(work, row)
        last = freezing.last_of(row)
        lines = await freezing.public_lines(work, shown.week, shown.rules, last)
    file = list(csv.DictReader(StringIO(freezing.as_csv(lines))))
    said = [line for line in file if line["rule"] == "rated-fair"]
    assert [line["count"] for line in said] == ["5"] * (told > 0)
    assert not [line for line in said if line["code"] or line["day"] or line["about"]], (
        "of which report is told to nobody"
    )
    document = json.loads(row.body)
    assert sha256(freezing.as_csv(lines).encode()).hexdigest() == document["ledger"]["sha256"]
    assert await again(town, row) == row.body


async def test_the_order_of_a_file_tells_nobody_who_said_what(town: Town) -> None:
    reports = [await town.file(place=metres_away(100 * n), code=f"AAAA{n}") for n in range(6)]
    for n, report in enumerate(reversed(reports)):
        await town.do("resolve", report)
        await town.settle()
        await town.do("fair" if n % 2 else "confirm", report)
        await town.settle()
    row = await freeze(town)
    async with town.work() as work:
        shown = freezing.standing_of(work, row)
        lines = await freezing.public_lines(work, shown.week, shown.rules, freezing.last_of(row))
    file = freezing.as_csv(lines)
    assert freezing.as_csv(reversed(lines)) == file
    rows = list(csv.DictReader(StringIO(file)))
    assert not {"id", "counters"} & set(rows[0])
    assert {r["rule"]: r["count"] for r in rows if r["rule"].startswith("rated")} == {
        "rated-good": "3",
        "rated-fair": "3",
    }
    assert len(rows) == json.loads(row.body)["ledger"]["lines"]


async def test_it_is_frozen_once(town: Town) -> None:
    await freeze(town)
    with pytest.raises(Exception, match=r"UNIQUE|unique"):
        await freeze(town)
