"""The file of points: versions from a day on, a clear word on every mistake, and no change of what
was used."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.doctor import examine
from bot.process import opened
from bot.settings import Settings
from handlers.checking import RulesError
from handlers.points import PointRules, load_points, require_unchanged
from handlers.rules import load_rules
from storage.tables import PointVersion
from tests.contests import changed
from tests.harness import MORNING, on_sqlite
from tests.installation import settings_for
from tests.town import BUILT_IN, Town, rules_of

LATER = BUILT_IN.partition("[[version]]")[2].replace("2026-01-01", "2026-11-19")
NEXT = "\n[[version]]" + LATER.replace("report = 1.0", "report = 4")


def problems(folder: Path, *changes: tuple[str, str], more: str = "") -> list[str]:
    with pytest.raises(RulesError) as caught:
        rules_of(folder, *changes, more=more)
    lines = str(caught.value).splitlines()
    start = f"{folder / 'points.toml'}: "
    assert all(line.startswith(start) for line in lines)
    return [line.removeprefix(start) for line in lines]


def test_points_are_kept_in_hundredths() -> None:
    rules = load_points().on(date(2026, 11, 18))
    assert rules is not None
    assert (rules.points.report, rules.points.clear, rules.same_spot.value) == (100, 30, 50)


def test_points_for_a_kind_that_there_is_not_are_a_mistake_in_the_latest_version_alone(
    tmp_path: Path,
) -> None:
    kinds = {kind.slug for kind in load_rules().kinds}
    wrong = ("[version.kinds]", "[version.kinds]\nwastee = 3\n")
    with pytest.raises(RulesError, match=r"points.toml: version.0.kinds.wastee: there is no such"):
        rules_of(tmp_path, wrong).require_kinds(kinds)
    rules_of(tmp_path, wrong, more=NEXT).require_kinds(kinds)
    rules_of(tmp_path, ("[version.kinds]", "[version.kinds]\nwaste = 3\n")).require_kinds(kinds)


@on_sqlite
async def test_the_bot_does_not_start_with_points_for_a_kind_that_there_is_not(
    database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(BUILT_IN.replace("[version.kinds]", "[version.kinds]\nwastee = 3"))
    (finding,) = await examine(settings_for(database_url, tmp_path, points=path))
    assert not finding.ok
    assert finding.says.startswith(f"POINTS: {path}: version.0.kinds.wastee: ")


def test_a_version_holds_until_the_next_one_begins(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, more=NEXT)
    held = [rules.on(date(2026, 11, day)) for day in (18, 19)]
    assert [version.points.report for version in held if version] == [100, 400]
    assert rules.on(date(2025, 12, 31)) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("report = 1.0", "report = 0.125", "version.0.points.report: at most two decimals"),
        ("report = 1.0", 'report = "1"', "version.0.points.report: a number such as 1.5"),
        ("cap = 10", "cap = 0", "version.0.cap: Input should be greater than or equal to 1"),
        ("cap = 10", "cup = 10", "version.0.cup: Extra inputs are not permitted"),
        ("on_time = 60", "on_time = 600", "version.0.wards.on_time: Input should be less"),
        ("from = 2026-01-01", "", "version.0.from: Field required"),
        ("[[version]]", "[[version", "Expected ']]' at the end"),
    ],
)
def test_every_mistake_is_one_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(line.startswith(said) for line in problems(tmp_path, (old, new)))


def test_versions_stand_in_the_order_of_their_days(tmp_path: Path) -> None:
    again = "\n[[version]]" + LATER.replace("2026-11-19", "2026-01-01")
    (line,) = problems(tmp_path, more=again)
    assert line == "version: each version has to begin later than the one before it"


@pytest.mark.parametrize("line", ["", "method = 1"])
def test_a_version_that_would_count_in_an_older_way_again_is_told_which_line_it_lacks(
    tmp_path: Path, line: str
) -> None:
    (said,) = problems(tmp_path, more=changed(NEXT, ("method = 2", line)))
    assert said == (
        'version: the version from 2026-11-19 needs the line "method = 2", as the one before it '
        'has: write it below "from"'
    )


# What was used


def used(rules: PointRules, last: date = date(2026, 11, 20)) -> list[PointVersion]:
    day = date(2026, 1, 1)
    body, digest = rules.bodies[day], rules.sha256(day)
    return [PointVersion(first_day=day, last_day=last, body=body, sha256=digest, at=MORNING)]


def test_how_it_is_laid_out_is_no_change(tmp_path: Path) -> None:
    known = used(load_points())
    require_unchanged(rules_of(tmp_path, ("report = 1.0 ", "report = 1  # one")), known)


@pytest.mark.parametrize(
    ("change", "more", "said"),
    [
        (("report = 1.0", "report = 1.1"), "", "the version from 2026-01-01 was changed"),
        (("from = 2026-01-01", "from = 2026-02-01"), "", "the version from 2026-01-01 is gone"),
        (
            ("cap = 10", "cap = 10"),
            NEXT,
            "the version from 2026-11-19 begins too early: days up to",
        ),
    ],
)
def test_what_points_were_given_by_stays(
    tmp_path: Path, change: tuple[str, str], more: str, said: str
) -> None:
    with pytest.raises(RulesError, match=said):
        require_unchanged(rules_of(tmp_path, change, more=more), used(load_points()))


@pytest.mark.parametrize(
    ("was", "now", "what_to_do"),
    [
        ("", "method = 2", 'take the line "method" out of it, and add a copy of it with "method = '
                           '2" that begins tomorrow or later'),
        ("method = 1", "method = 2", 'write "method = 1" in it, and add a copy of it with "method '
                                     '= 2" that begins tomorrow or later'),
        ("method = 2", "", 'write "method = 2" in it'),
        ("", "method = 1", 'take the line "method" out of it'),
    ],
)  # fmt: skip
def test_where_nothing_but_the_way_of_counting_is_another_the_line_says_what_to_do(
    tmp_path: Path, was: str, now: str, what_to_do: str
) -> None:
    given = used(rules_of(tmp_path, ("method = 2", was)))
    with pytest.raises(RulesError) as caught:
        require_unchanged(rules_of(tmp_path, ("method = 2", now)), given)
    assert str(caught.value) == (
        f"{tmp_path / 'points.toml'}: the version from 2026-01-01 counts in another way than "
        f"points were given by: {what_to_do}"
    )


def test_a_version_for_days_to_come_may_be_added(tmp_path: Path) -> None:
    require_unchanged(rules_of(tmp_path, more=NEXT), used(load_points(), date(2026, 11, 18)))


@on_sqlite
async def test_a_changed_file_stops_the_start_and_the_doctor_says_why(
    database_url: str, tmp_path: Path
) -> None:
    def settings() -> Settings:
        return settings_for(database_url, tmp_path, points=str(tmp_path / "points.toml"))

    rules = rules_of(tmp_path)
    async with opened(settings(), FixedClock(MORNING)) as process:
        await process.prepare()
        town = await Town.build(process.db, rules)
        await town.do("accept", await town.file())
        await town.settle()
    rules_of(tmp_path, ("report = 1.0", "report = 9.0"))
    async with opened(settings(), FixedClock(MORNING)) as process:
        with pytest.raises(RulesError, match="was changed, and points were given by it"):
            await process.prepare()
    (finding,) = await examine(settings())
    assert not finding.ok
    assert "points.toml: the version from 2026-01-01 was changed" in finding.says
    rules_of(tmp_path, more=NEXT)
    async with opened(settings(), FixedClock(MORNING)) as process:
        await process.prepare()


async def test_old_days_keep_the_old_rules_and_new_days_get_the_new_ones(
    tmp_path: Path, town: Town
) -> None:
    first = await town.file()
    await town.do("accept", first)
    await town.settle()
    town.world.points = rules_of(tmp_path, more=NEXT)
    await town.forget_what_was_settled()
    await town.settle()
    assert await town.points("person", town.members[0]) == 100
    town.now = MORNING.replace(day=19)
    second = await town.file(place=(16.08, 108.22))
    await town.do("accept", second)
    await town.do("undo", first)
    await town.do("accept", first)
    await town.settle()
    assert await town.points("person", town.members[0]) == 100 + 400


@on_sqlite
@pytest.mark.parametrize("line", ["", "method = 2"])
async def test_the_doctor_says_where_an_offices_own_file_counts_in_an_older_way(
    database_url: str, tmp_path: Path, line: str
) -> None:
    path = tmp_path / "points.toml"
    rules_of(tmp_path, ("method = 2", line))
    found = await examine(settings_for(database_url, tmp_path, points=path))
    said = [one.says for one in found if one.warning and one.what == "points"]
    assert bool(said) == (not line)
    what_to_do = 'add a version with the line "method = 2" that begins tomorrow'
    assert all(what_to_do in one for one in said)


# The rules that come with the bot


@on_sqlite
async def test_what_comes_new_with_the_bot_begins_after_the_days_that_were_counted(
    database_url: str, tmp_path: Path
) -> None:
    earlier = rules_of(tmp_path, ("method = 2", "method = 1"))
    async with opened(settings_for(database_url, tmp_path), FixedClock(MORNING)) as process:
        await process.prepare()
        town = await Town.build(process.db, earlier)
        await town.do("accept", await town.file())
        await town.settle()
    for _ in range(2):
        async with opened(settings_for(database_url, tmp_path), FixedClock(MORNING)) as process:
            await process.prepare()
            points = process.world.points
        methods = [(v.first_day, v.method) for v in points.versions]
        assert methods == [(date(2026, 1, 1), 1), (date(2026, 11, 19), 2)]
    town.world.points = points
    async with opened(settings_for(database_url, tmp_path), FixedClock(MORNING)) as process:
        town.db, town.now = process.db, MORNING.replace(day=25)
        await town.do("accept", await town.file(place=(16.08, 108.22)))
        await town.settle()
        await process.prepare()
        assert process.world.points.versions == points.versions, "from then on it is as it is"


def test_nothing_changes_where_nothing_was_counted_or_the_same_rules_hold() -> None:
    rules = load_points()
    assert rules.continuing([]) is rules
    day = date(2026, 1, 1)
    kept = PointVersion(
        first_day=day, last_day=date(2026, 11, 20), body=rules.bodies[day],
        sha256=rules.sha256(day), at=MORNING,
    )  # fmt: skip
    assert rules.continuing([kept]).versions == rules.versions
