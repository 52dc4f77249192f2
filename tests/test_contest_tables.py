"""A campaign's tables come from the ledger, its scores are kept, and a closed one never moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers import contest_tables, freezing
from handlers.campaigns import read_campaign
from handlers.checking import RulesError
from handlers.contest import Place
from handlers.contest_tables import NotYet, Table
from handlers.entrants import competitors
from handlers.periods import Week
from storage import campaigns
from storage.tables import Campaign, Person
from tests.contests import COUNTED, MEMBERS, SMALL, WARDS, begun, campaign_rules, changed
from tests.harness import MORNING, ZONE, at
from tests.town import Town, metres_away

TODAY = MORNING.date()
AFTER = MORNING + timedelta(days=12)


@asynccontextmanager
async def _campaign(town: Town, slug: str) -> AsyncIterator[tuple[AsyncSession, Campaign]]:
    async with town.db.write() as session:
        campaign = await campaigns.find(session, slug)
        assert campaign is not None
        yield session, campaign


async def tables(town: Town, slug: str, through: date = TODAY) -> list[Table]:
    async with _campaign(town, slug) as (session, campaign):
        return await contest_tables.tables(session, town.world.wards, ZONE, campaign, through)


async def units(town: Town, slug: str, through: date = TODAY) -> list[Place]:
    return (await tables(town, slug, through))[0].places


async def close(town: Town, slug: str, now: datetime = AFTER) -> list[Table]:
    async with _campaign(town, slug) as (session, campaign):
        return await contest_tables.close(session, town.world.wards, ZONE, campaign, now)


async def give(town: Town, slug: str, unit: int, score: int, comment: str = "Đủ hồ sơ") -> None:
    async with _campaign(town, slug) as (session, campaign):
        where = ("chi-doan", "sang-kien", town.units[unit])
        contest_tables.give_score(
            session, campaign, where, score, comment, town.now, given_by="Thư ký"
        )


async def some_reports(town: Town) -> None:
    """Two of the first branch, one of the second, all of them taken."""
    for n, member in enumerate((0, 1, 2)):
        await town.do("accept", await town.file(member, metres_away(500 * n)))
    await town.settle()


async def days_pass(town: Town) -> None:
    """Until the campaign is over, and everything that fell due was looked at."""
    town.now = AFTER
    await town.settle()


async def test_a_table_is_what_the_ledger_adds_up_to_in_the_campaigns_days(town: Town) -> None:
    slug = await begun(town.db)
    long_ago = await town.file(2, metres_away(3000), at=town.now - timedelta(days=9))
    await town.do("accept", long_ago)
    await some_reports(town)
    first, second = await units(town, slug)
    assert [place.id for place in (first, second)] == town.units
    # 2 points are the most; 1 of 3 days on target; 2 valid reports are the most.
    assert [mark.points for mark in first.marks] == [6000, 667, 2000]
    assert [mark.points for mark in second.marks] == [3000, 667, 1000]


async def test_what_was_sent_in_its_days_counts_although_the_week_was_final_when_it_was_taken(
    town: Town,
) -> None:
    slug = await begun(town.db, changed(COUNTED, ("2026-11-29", "2026-11-22")))
    await some_reports(town)
    late = await town.file(2, metres_away(4000), at=at("23:59", 22))
    town.now = at("07:30", 23)
    async with town.work() as work:
        await freezing.freeze(work, Week(date(2026, 11, 16)))
    await town.do("accept", late)
    await town.settle()
    assert [line.day for line in await town.standing(late) if line.rule == "report"] == [
        date(2026, 11, 23)
    ]
    table = await units(town, slug, date(2026, 11, 23))
    assert [place.marks[0].part for place in table] == [200, 200]


async def test_two_campaigns_count_the_same_reports_each_by_its_own_rules(town: Town) -> None:
    one = await begun(town.db)
    other = await begun(
        town.db,
        changed(COUNTED, ('"thang-11"', '"khac"'), ("2026-11-16", "2026-11-18")),
    )
    await some_reports(town)
    assert (await units(town, one))[0].marks[1].points == 667
    assert (await units(town, other))[0].marks[1].points == 2000


async def test_who_takes_part_is_said_by_name_or_by_leaving_names_out(town: Town) -> None:
    rules = campaign_rules(('of = "units"', 'of = "units"\nwho = ["CHI ĐOÀN 1"]'), text=COUNTED)
    async with town.db.read() as session:
        wards = town.world.wards
        named = await competitors(session, wards, rules.divisions[0], {})
        assert list(named) == [town.units[1]]
        rules = campaign_rules(('of = "units"', 'of = "units"\nwithout = ["Chi đoàn 1"]'))
        named = await competitors(session, wards, rules.divisions[0], {})
        assert list(named) == [town.units[0]]


async def test_a_name_that_nobody_has_is_told_with_the_table(town: Town) -> None:
    rules = campaign_rules(('of = "units"', 'of = "units"\nwho = ["Đội lạ"]'))
    async with town.db.read() as session:
        with pytest.raises(RulesError, match="division chi-doan: no branch is called 'Đội lạ'"):
            await competitors(session, town.world.wards, rules.divisions[0], {})


async def test_the_place_of_a_week_before_stands_beside_todays(town: Town) -> None:
    slug = await begun(town.db)
    await some_reports(town)
    for n in range(5):
        await town.do("accept", await town.file(2, metres_away(4000 + 100 * n), at=town.now))
    assert [place.before for place in await units(town, slug)] == [None, None]
    week_later = await town.file(2, metres_away(6000), at=town.now + timedelta(days=7))
    await town.settle()
    assert week_later
    table = await units(town, slug, MORNING.date() + timedelta(days=7))
    assert [(place.rank, place.before) for place in table] == [(1, 1), (2, 2)]


async def test_a_ward_that_took_over_another_has_its_cases(town: Town) -> None:
    slug = await begun(town.db, changed(COUNTED + WARDS))
    await town.do("resolve", await town.file(ward=0))
    await town.settle()
    await town.end_ward(0, 1)
    (_, wards) = await tables(town, slug)
    (judged,) = [place for place in wards.places if place.rank]
    assert judged.id == town.wards[1]
    assert (judged.marks[0].part, judged.marks[0].whole) == (1, 1)


async def test_a_ward_that_was_named_is_followed_by_whoever_took_it_over(town: Town) -> None:
    names = [town.world.wards.name(ward) for ward in town.wards]
    named = changed(WARDS, ('of = "wards"', f'of = "wards"\nwho = ["{names[0]}"]'))
    left_out = changed(
        named, ("who", "without"), ('slug = "phuong"', 'slug = "b"'), ('slug = "han"', 'slug = "c"')
    )
    slug = await begun(town.db, COUNTED + named + left_out)
    await town.do("resolve", await town.file(ward=0))
    await town.settle()
    await town.end_ward(0, 1)
    (_, wards, others) = await tables(town, slug)
    assert [(place.rank, place.name) for place in wards.places] == [(1, names[1])]
    assert town.wards[1] in [place.id for place in others.places], "only the other one was left out"
    await days_pass(town)
    assert (await close(town, slug))[1].places[0].id == town.wards[1]


async def test_a_ward_that_was_named_and_that_nobody_took_over_keeps_what_it_did(
    town: Town,
) -> None:
    name = town.world.wards.name(town.wards[0])
    named = changed(WARDS, ('of = "wards"', f'of = "wards"\nwho = ["{name}"]'))
    slug = await begun(town.db, COUNTED + named)
    await town.do("resolve", await town.file(ward=0))
    await town.settle()
    await town.end_ward(0, None)
    (_, wards) = await tables(town, slug)
    assert [(place.rank, place.name) for place in wards.places] == [(1, name)]


async def of_one_ward(town: Town, name: str) -> str:
    """A campaign of one ward, by its name; its slug."""
    text = COUNTED + changed(WARDS, ('of = "wards"', f'of = "wards"\nwho = ["{name}"]'))
    async with town.db.write() as session:
        read = read_campaign(text)
        await contest_tables.take_in(session, town.world.wards, read, TODAY, town.now)
    return read[0].slug


async def test_a_ward_that_was_named_goes_on_under_another_name_and_nobody_under_its_own(
    town: Town,
) -> None:
    name = town.world.wards.name(town.wards[0])
    slug = await of_one_ward(town, name.upper())
    await town.do("resolve", await town.file(ward=0))
    await town.settle()
    await town.import_ward(0, "Phường Một")
    await town.import_ward(1, name)
    (_, wards) = await tables(town, slug)
    assert [(place.rank, place.id, place.name) for place in wards.places] == [
        (1, town.wards[0], "Phường Một")
    ]


async def test_where_nobody_took_a_ward_over_whoever_has_its_name_goes_on(town: Town) -> None:
    name = town.world.wards.name(town.wards[0])
    slug = await of_one_ward(town, name)
    await town.import_ward(0, "Phường Một")
    await town.end_ward(0, None)
    (_, wards) = await tables(town, slug)
    assert [place.name for place in wards.places] == ["Phường Một"]
    await town.import_ward(1, name)
    (_, wards) = await tables(town, slug)
    assert [place.id for place in wards.places] == [town.wards[1]]


async def test_a_wards_reporters_who_are_content_count_among_those_who_answered(
    town: Town,
) -> None:
    text = changed(WARDS, ('counted = "on_time"', 'counted = "satisfied"'))
    slug = await begun(town.db, COUNTED + text)
    for n, verb in enumerate(("confirm", "not_done", "")):
        report = await town.file(place=metres_away(300 * n))
        await town.do("resolve", report)
        if verb:
            await town.do(verb, report)
    await town.settle()
    (_, wards) = await tables(town, slug)
    (judged,) = [place for place in wards.places if place.rank]
    assert (judged.marks[0].part, judged.marks[0].whole) == (1, 2)


async def test_a_later_score_counts_and_the_earlier_one_is_kept_with_who_and_when(
    town: Town,
) -> None:
    slug = await begun(town.db, SMALL)
    await give(town, slug, 0, 500, "Kế hoạch chậm")
    await give(town, slug, 0, 900, "Bổ sung kế hoạch")
    (first, _) = await units(town, slug)
    assert (first.id, first.marks[2].points) == (town.units[0], 1800)
    async with _campaign(town, slug) as (session, campaign):
        kept = await campaigns.given(session, campaign.id or 0)
        assert [(row.score, row.comment, row.given_by, row.at) for row in kept] == [
            (500, "Kế hoạch chậm", "Thư ký", town.now),
            (900, "Bổ sung kế hoạch", "Thư ký", town.now),
        ]


async def test_a_score_comes_with_a_comment(town: Town) -> None:
    slug = await begun(town.db, SMALL)
    with pytest.raises(NotYet, match=r"chi-doan.sang-kien: with a score the council says why"):
        await give(town, slug, 0, 500, " \n")


async def test_one_that_comes_late_is_taken_in_and_for_a_day_can_be_taken_away(town: Town) -> None:
    read, wards, late = read_campaign(SMALL), town.world.wards, date(2026, 12, 1)
    for hours in (23, 25):
        async with town.db.write() as session:
            added = datetime(2026, 12, 1, tzinfo=UTC)
            assert await contest_tables.take_in(session, wards, read, late, added)
            (campaign,) = await campaigns.known(session)
            then = added + timedelta(hours=hours)
            stays = pytest.raises(NotYet, match="it began on 2026-11-16, and stays")
            with nullcontext() if hours < 24 else stays:
                await contest_tables.remove(session, campaign, late, then)


async def test_a_campaign_closes_when_its_last_day_is_over_and_all_is_scored(town: Town) -> None:
    slug = await begun(town.db, SMALL)
    await some_reports(town)
    with pytest.raises(NotYet, match="thang-11: it goes on until 2026-11-29"):
        await close(town, slug, at("23:59", 29))
    await give(town, slug, 0, 500)
    with pytest.raises(NotYet, match=r"not scored yet: chi-doan sang-kien Chi đoàn 1$"):
        await close(town, slug)
    await give(town, slug, 1, 1000)
    await days_pass(town)
    (table,) = await close(town, slug)
    assert [place.reward for place in table.places] == ["Giải Nhất", "Giải Nhì"]
    with pytest.raises(NotYet, match="closed already"):
        await close(town, slug)
    with pytest.raises(NotYet, match="does not change any more"):
        await give(town, slug, 0, 1000)


async def test_it_does_not_close_while_reports_are_still_being_counted(town: Town) -> None:
    slug = await begun(town.db)
    await town.do("accept", await town.file())
    with pytest.raises(NotYet, match="still being counted"):
        await close(town, slug)


async def test_a_closed_result_never_moves_whatever_becomes_of_reports(town: Town) -> None:
    slug = await begun(town.db)
    await some_reports(town)
    await days_pass(town)
    before = (await close(town, slug))[0].places
    await town.do("accept", await town.file(2, metres_away(5000)))
    await town.forget_what_was_settled()
    await town.settle()
    (after,) = await tables(town, slug)
    assert after.final
    assert [(p.rank, p.id, p.name, p.total, p.marks, p.reward) for p in after.places] == [
        (p.rank, p.id, p.name, p.total, p.marks, p.reward) for p in before
    ]


async def test_members_of_a_result_are_kept_without_their_names(town: Town) -> None:
    slug = await begun(town.db, changed(COUNTED + MEMBERS))
    await some_reports(town)
    await days_pass(town)
    async with town.db.write() as session:
        (await session.get_one(Person, town.members[0])).name = "Nguyễn Thị Lan"
    (_, members) = await close(town, slug)
    assert "Nguyễn Thị Lan" in [place.name for place in members.places]
    async with _campaign(town, slug) as (_, campaign):
        assert "Lan" not in campaign.result
    (_, members) = await tables(town, slug)
    assert "Nguyễn Thị Lan" in [place.name for place in members.places]
