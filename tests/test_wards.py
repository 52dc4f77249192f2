"""Wards over time: imports, periods, successors, and what moves with them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlmodel import col, select

from bot.clock import FixedClock
from bot.process import opened
from storage import migrations, people, wards
from storage.database import Database
from storage.tables import Chat, Grant, Ward
from storage.trial_map import trial_wards
from storage.ward_files import WardFileError, read_geojson, to_wkb
from storage.wards import Imported, Wards, choose_in_force
from tests.installation import settings_for
from tests.ward_maps import geojson, inside, square, ward
from tests.ward_samples import needs_samples, sample

TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    db = Database(database_url)
    await migrations.upgrade(db)
    yield db
    await db.close()


async def take_in(db: Database, *features: dict[str, Any], today: date = TODAY) -> Imported:
    async with db.write() as session:
        return await wards.save(session, read_geojson(geojson(*features)), today)


async def known(db: Database, today: date = TODAY) -> Wards:
    async with db.read() as session:
        return await wards.load(session, today)


async def rows(db: Database) -> dict[str, Ward]:
    """All wards by code; the newest where a code was used twice."""
    return {ward.code: ward for ward in (await known(db)).rows.values()}


async def bind(db: Database, code: str) -> None:
    """A group and an officer for the newest ward with a code."""
    async with db.write() as session:
        found = (
            await session.exec(select(Ward).where(Ward.code == code).order_by(col(Ward.id).desc()))
        ).first()
        assert found is not None
        chat = await people.chat_at(session, "telegram", f"-{code}", "group", f"Nhóm {code}")
        chat.role, chat.ward_id = "ward", found.id
        officer = await people.person_of(session, "telegram", f"9{code}", "Cán bộ", NOW)
        await people.grant(session, officer.id or 0, "officer", NOW, ward_id=found.id)


async def bound(db: Database, code: str) -> tuple[str, str]:
    """The codes of the wards that the group and the officer of a code belong to now."""
    async with db.read() as session:
        chats = await session.exec(
            select(Ward.code)
            .join(Chat, col(Chat.ward_id) == col(Ward.id))
            .where(Chat.address == f"-{code}")
        )
        officer = await people.find_person(session, "telegram", f"9{code}")
        assert officer is not None
        grants = await session.exec(
            select(Ward.code)
            .join(Grant, col(Grant.ward_id) == col(Ward.id))
            .where(Grant.person_id == officer.id)
        )
        return chats.one(), grants.one()


async def trial(db: Database) -> None:
    async with db.write() as session:
        await wards.save(session, trial_wards(), TODAY)


# Taking in


async def test_wards_are_added(db: Database) -> None:
    done = await take_in(db, ward("1", "Một"), ward("2", "Hai", 1))
    assert done == Imported(("Một", "Hai"), (), ())
    found = await known(db)
    area = found.map.at(*inside(1))
    assert area is not None
    assert (area.code, area.name) == ("2", "Hai")
    assert found.map.at(*inside(2)) is None
    assert [found.name(row.id or 0) for row in found.in_force] == ["Một", "Hai"]
    assert not found.approximate


async def test_the_same_file_twice_changes_nothing(db: Database) -> None:
    await take_in(db, ward("1", "Một"))
    before = (await rows(db))["1"].id
    assert await take_in(db, ward("1", "Một")) == Imported((), ("Một",), ())
    assert [row.id for row in (await known(db)).rows.values()] == [before]


async def test_a_better_line_keeps_the_ward_its_group_and_its_officer(db: Database) -> None:
    await take_in(db, ward("1", "Một"))
    await bind(db, "1")
    before = (await rows(db))["1"].id
    await take_in(db, ward("1", "Phường Một", 3, source="survey", licence="CC0"))
    row = (await rows(db))["1"]
    assert (row.id, row.name, row.source, row.licence) == (before, "Phường Một", "survey", "CC0")
    found = (await known(db)).map.at(*inside(3))
    assert found is not None
    assert await bound(db, "1") == ("1", "1")


async def test_each_import_is_noticed_by_a_running_process(db: Database) -> None:
    async def version() -> str | None:
        async with db.read() as session:
            return await people.setting(session, wards.VERSION)

    assert await version() is None
    await take_in(db, ward("1", "Một"))
    assert await version() == "1"
    await take_in(db, ward("1", "Một"))
    assert await version() == "2"


# The trial map


async def test_real_wards_replace_approximate_ones_of_their_code(db: Database) -> None:
    await trial(db)
    await bind(db, "20233")
    before = (await rows(db))["20233"].id
    done = await take_in(db, ward("20233", "Thạch Thang"), ward("1", "Một", 1))
    assert done.updated == ("Thạch Thang",)
    assert done.added == ("Một",)
    assert len(done.retired) == 12
    found = await known(db)
    assert sorted(row.code for row in found.in_force) == ["1", "20233"]
    assert not found.approximate
    assert (await rows(db))["20233"].id == before
    assert await bound(db, "20233") == ("20233", "20233")


async def test_retired_wards_ended_yesterday_and_stay_known(db: Database) -> None:
    await trial(db)
    await take_in(db, ward("1", "Một"))
    old = (await rows(db))["20233"]
    assert old.valid_to == TODAY - DAY
    assert (await known(db)).name(old.id or 0) == "Thạch Thang"
    # They do not come back when a part of the real map is replaced once more.
    assert (await take_in(db, ward("1", "Một"))).retired == ()


async def test_a_real_ward_from_a_later_day_replaces_the_guess_at_once(db: Database) -> None:
    await trial(db)
    done = await take_in(db, ward("20233", "Thạch Thang", valid_from="2019-01-01"))
    assert done.updated == ("Thạch Thang",)
    row = (await rows(db))["20233"]
    assert (row.approximate, row.valid_from) == (False, date(2019, 1, 1))


async def test_a_code_with_two_periods_takes_over_the_guess_once(db: Database) -> None:
    await trial(db)
    done = await take_in(
        db,
        ward("20233", "Thạch Thang", valid_to="2025-06-30"),
        ward("20233", "Thạch Thang mới", 1, valid_from="2025-07-01"),
    )
    assert len(done.added) + len(done.updated) == 2
    found = await known(db)
    assert [row.name for row in found.in_force] == ["Thạch Thang mới"]


async def test_an_approximate_map_retires_nothing(db: Database) -> None:
    await take_in(db, ward("1", "Một"))
    await trial(db)
    found = await known(db)
    assert len(found.in_force) == 14
    assert found.approximate


# Overlaps with what is there


async def refused(db: Database, *features: dict[str, Any]) -> tuple[str, ...]:
    with pytest.raises(WardFileError) as caught:
        await take_in(db, *features)
    return caught.value.problems


async def test_a_ward_drawn_over_one_that_goes_on_is_refused(db: Database) -> None:
    await take_in(db, ward("1", "Một"), ward("2", "Hai", 1))
    assert await refused(db, ward("3", "Ba", 2), ward("4", "Bốn", 1)) == (
        "feature 2 (Bốn): overlaps the ward 2 (Hai), which is there already and not ended by this "
        "file, by 100% of the smaller ward",
    )
    assert sorted(await rows(db)) == ["1", "2"], "a file is taken whole or not at all"


async def test_a_ward_that_the_same_file_ends_is_in_nobodys_way(db: Database) -> None:
    await take_in(db, ward("1", "Một"))
    await take_in(
        db,
        ward("1", "Một", valid_to="2026-11-17", successor="2"),
        ward("2", "Hai", valid_from="2026-11-18"),
    )
    assert [row.name for row in (await known(db)).in_force] == ["Hai"]


async def test_a_ward_that_ended_before_is_in_nobodys_way(db: Database) -> None:
    await take_in(db, ward("1", "Một", valid_to="2025-06-30"))
    await take_in(db, ward("2", "Hai", valid_from="2025-07-01"))
    assert await refused(db, ward("3", "Ba", valid_from="2025-06-30", valid_to="2025-06-30"))


async def test_a_known_ward_that_is_drawn_anew_elsewhere_leaves_its_place(db: Database) -> None:
    await take_in(db, ward("1", "Một"), ward("2", "Hai", 1))
    await take_in(db, ward("1", "Một", 1), ward("2", "Hai", 0))
    area = (await known(db)).map.at(*inside(0))
    assert area is not None
    assert area.name == "Hai"


# Periods


async def test_a_ward_is_in_force_on_its_first_and_last_day(db: Database) -> None:
    await take_in(
        db,
        ward("1", "Cũ", valid_to="2026-11-18"),
        ward("2", "Mới", valid_from="2026-11-19"),
    )
    assert [row.name for row in (await known(db, TODAY)).in_force] == ["Cũ"]
    found = await known(db, TODAY + DAY)
    assert [row.name for row in found.in_force] == ["Mới"]
    area = found.map.at(*inside(0))
    assert area is not None
    assert area.name == "Mới"


async def test_a_code_that_is_used_again_is_another_ward(db: Database) -> None:
    await take_in(db, ward("1", "Cũ", valid_to="2025-06-30"))
    await take_in(db, ward("1", "Mới", 1, valid_from="2025-07-01"))
    found = await known(db)
    assert sorted(row.name for row in found.rows.values()) == ["Cũ", "Mới"]
    assert [row.name for row in found.in_force] == ["Mới"]


def a_ward(name: str, start: date | None, end: date | None, column: int) -> Ward:
    geometry = to_wkb(shapely.geometry.shape(square(column)))
    return Ward(code=name, name=name, valid_from=start, valid_to=end, geometry=geometry)


LONG_AGO, YESTERDAY, TOMORROW, SOME_DAY = (TODAY + n * DAY for n in (-9, -1, 1, 9))


@pytest.mark.parametrize(
    ("periods", "expected", "expired"),
    [
        ([], [], False),
        ([(None, None, 0)], [0], False),
        ([(None, TODAY, 0), (TODAY, None, 1)], [0, 1], False),
        ([(None, YESTERDAY, 0), (TODAY, None, 0)], [1], False),
        ([(None, TODAY, 0), (TOMORROW, None, 0)], [0], False),
        # All have ended: those that ended last go on, and where there is none, those before.
        ([(None, LONG_AGO, 0), (None, YESTERDAY, 0), (None, YESTERDAY, 1)], [1, 2], True),
        ([(None, LONG_AGO, 2), (None, YESTERDAY, 0), (None, YESTERDAY, 1)], [0, 1, 2], True),
        # One has ended and another did not begin yet.
        ([(None, YESTERDAY, 0), (TOMORROW, SOME_DAY, 0)], [0], True),
        ([(None, YESTERDAY, 0), (TOMORROW, None, 0)], [0], True),
        # None has begun: better the first ones early than nothing.
        ([(TOMORROW, None, 0), (SOME_DAY, None, 0)], [0], True),
        ([(SOME_DAY, None, 0), (TOMORROW, None, 1)], [0, 1], True),
    ],
)
def test_the_wards_of_a_day_are_chosen(
    periods: list[tuple[date | None, date | None, int]], expected: list[int], expired: bool
) -> None:
    known = [a_ward(str(number), *period) for number, period in enumerate(periods)]
    chosen, late = choose_in_force(known, TODAY)
    assert sorted(int(row.name) for row in chosen) == expected
    assert late is expired


async def test_old_real_wards_are_better_than_the_trial_map_they_replaced(db: Database) -> None:
    await trial(db)
    await take_in(db, ward("1", "Một", valid_to="2025-06-30"))
    found = await known(db)
    assert [row.name for row in found.in_force] == ["Một"]
    assert (found.expired, found.approximate) == (True, False)


async def test_wards_that_all_ended_go_on_and_say_so(db: Database) -> None:
    await take_in(db, ward("1", "Một", valid_to="2025-06-30"))
    found = await known(db)
    assert found.expired
    assert found.map.at(*inside(0)) is not None


# Mergers


@needs_samples
async def test_real_wards_of_two_times_follow_each_other(db: Database) -> None:
    async with db.write() as session:
        await wards.save(session, trial_wards(), TODAY)
        await wards.save(session, read_geojson(sample("hai_chau_2019_fit")), TODAY)
    found = await known(db)
    assert len(found.in_force) == 13
    assert (found.expired, found.approximate) == (True, False)
    await bind(db, "20236")
    async with db.write() as session:
        await wards.save(session, read_geojson(sample("da_nang_2025-07_simplified")), TODAY)
    found = await known(db)
    assert len(found.in_force) == 94
    assert not found.expired
    assert await bound(db, "20236") == ("20242", "20242")


async def test_groups_and_officers_follow_to_the_successor(db: Database) -> None:
    await take_in(db, ward("1", "Một"), ward("2", "Hai", 1))
    for code in ("1", "2"):
        await bind(db, code)
    await take_in(
        db,
        ward("1", "Một", valid_to="2026-11-17", successor="3"),
        ward("2", "Hai", 1, valid_to="2026-11-17", successor="3"),
        ward("3", "Ba", 2, valid_from="2026-11-18"),
    )
    assert await bound(db, "1") == ("3", "3")
    assert await bound(db, "2") == ("3", "3")


async def test_a_report_of_an_ended_ward_is_answered_by_its_successor(db: Database) -> None:
    await take_in(
        db,
        ward("1", "Một", valid_to="2026-11-17", successors=["8", "3"]),
        ward("3", "Ba", 2, valid_from="2026-11-18"),
    )
    found = await known(db)
    by_name = {row.name: row.id or 0 for row in found.rows.values()}
    assert found.current(by_name["Một"]) == by_name["Ba"]
    assert found.current(by_name["Ba"]) == by_name["Ba"]
    assert found.name(by_name["Một"]) == "Một"
    assert found.current(999) == 999
    assert found.name(999) == "999"


async def test_a_merger_that_was_followed_by_another_leads_to_the_last(db: Database) -> None:
    await take_in(
        db,
        ward("1", "Một", valid_to="2019-12-31", successor="2"),
        ward("2", "Hai", valid_from="2020-01-01", valid_to="2025-06-30", successor="3"),
        ward("3", "Ba", valid_from="2025-07-01"),
    )
    found = await known(db)
    by_name = {row.name: row.id or 0 for row in found.rows.values()}
    assert found.current(by_name["Một"]) == by_name["Ba"]


async def test_successors_that_name_each_other_end_nowhere(db: Database) -> None:
    await take_in(
        db,
        ward("1", "Một", valid_to="2019-12-31", successor="2"),
        ward("2", "Hai", 1, valid_to="2019-12-31", successor="1"),
        ward("3", "Ba", 2),
    )
    found = await known(db)
    by_name = {row.name: row.id or 0 for row in found.rows.values()}
    assert found.current(by_name["Một"]) == by_name["Một"]


async def test_of_an_old_map_nobody_moves_to_a_code_that_was_used_again(db: Database) -> None:
    old = (
        ward("1", "Một", valid_to="2024-12-31", successor="2"),
        ward("2", "Hai cũ", 1, valid_to="2025-06-30"),
    )
    await take_in(db, *old)
    await bind(db, "1")
    await take_in(db, *old)
    assert await bound(db, "1") == ("1", "1")
    found = await known(db)
    by_name = {row.name: row.id or 0 for row in found.rows.values()}
    assert found.current(by_name["Một"]) == by_name["Một"]
    await take_in(db, ward("2", "Hai mới", 0, valid_from="2025-07-01"))
    assert await bound(db, "1") == ("2", "2")
    found = await known(db)
    assert found.name(found.current(by_name["Một"])) == "Hai mới"


async def test_a_ward_without_a_successor_keeps_its_group(db: Database) -> None:
    await take_in(db, ward("1", "Một"))
    await bind(db, "1")
    await take_in(db, ward("1", "Một", valid_to="2026-11-17"), ward("2", "Hai", 1))
    assert await bound(db, "1") == ("1", "1")


async def test_a_merger_that_is_to_come_moves_nobody_yet(db: Database) -> None:
    merger = (
        ward("1", "Một", valid_to="2026-12-31", successor="2"),
        ward("2", "Hai", valid_from="2027-01-01"),
    )
    await take_in(db, *merger)
    await bind(db, "1")
    await take_in(db, *merger)
    assert await bound(db, "1") == ("1", "1")


async def test_an_officer_of_both_wards_is_one_of_the_merged_one(db: Database) -> None:
    await take_in(db, ward("1", "Một"), ward("2", "Hai", 1), ward("3", "Ba", 2))
    await bind(db, "1")
    async with db.write() as session:
        officer = await people.find_person(session, "telegram", "91")
        assert officer is not None
        for row in await session.exec(select(Ward).where(Ward.code != "1")):
            await people.grant(session, officer.id or 0, "officer", NOW, ward_id=row.id)
    await take_in(
        db,
        ward("1", "Một", valid_to="2026-11-17", successor="3"),
        ward("2", "Hai", 1, valid_to="2026-11-17", successor="3"),
        ward("3", "Ba", 2),
    )
    assert await bound(db, "1") == ("3", "3")


async def test_a_merger_takes_effect_on_its_day_without_another_import(db: Database) -> None:
    await take_in(
        db,
        ward("1", "Một", valid_to="2026-12-31", successor="2"),
        ward("2", "Hai", valid_from="2027-01-01"),
    )
    await bind(db, "1")
    async with db.write() as session:
        await wards.follow_successors(session, date(2027, 1, 1))
    assert await bound(db, "1") == ("2", "2")


async def test_what_is_stored_is_what_was_drawn(db: Database) -> None:
    (new,) = read_geojson(geojson(ward("1", "Một")))
    await take_in(db, ward("1", "Một"))
    assert (await rows(db))["1"].geometry == to_wkb(new.geometry)


async def test_a_running_process_moves_groups_on_the_day_of_a_merger(
    database_url: str, tmp_path: Path
) -> None:
    clock = FixedClock(datetime(2026, 12, 31, 12, tzinfo=UTC))
    async with opened(settings_for(database_url, tmp_path), clock) as process:
        await process.prepare()
        await take_in(
            process.db,
            ward("1", "Một", valid_to="2026-12-31", successor="2"),
            ward("2", "Hai", valid_from="2027-01-01"),
        )
        await bind(process.db, "1")
        await process.renew_world()
        assert await bound(process.db, "1") == ("1", "1")
        # 0:30 at the place, and still the old year in UTC.
        clock.at = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
        await process.renew_world()
        assert await bound(process.db, "1") == ("2", "2")
        assert [row.name for row in process.world.wards.in_force] == ["Hai"]
