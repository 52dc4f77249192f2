"""The tables of a campaign, counted from the ledger, or as they were when it was closed."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers import entrants
from handlers.campaigns import CampaignRules, Division, campaign_of, canonical, fingerprint
from handlers.checking import Mistake, RulesError
from handlers.contest import (
    Competitor,
    Place,
    as_rows,
    compared,
    from_rows,
    measures_of,
    places,
    renamed,
)
from storage import campaigns, closings, ledger, people
from storage.ledger import Sum
from storage.tables import Campaign, CampaignScore
from storage.wards import Wards

WEEK = timedelta(days=7)
TO_THINK = timedelta(days=1)
"""in which one that was taken in by mistake can be taken away, although it has begun"""


@dataclass(frozen=True)
class Table:
    """A division and how everybody in it stands after a day."""

    division: Division
    through: date
    places: list[Place]
    final: bool = False


class NotYet(RulesError):
    """Something cannot be done with a campaign as it is; the message says why."""


async def tables(
    session: AsyncSession, wards: Wards, zone: ZoneInfo, campaign: Campaign, through: date
) -> list[Table]:
    """All tables after a day, with the places of a week before; those of the result, where the
    campaign is closed."""
    rules = campaign_of(campaign.body)
    if campaign.closed_at is not None:
        return await _kept(session, rules, campaign)
    last = min(through, rules.last_day)
    found = []
    for division in rules.divisions:
        now = await _places(session, wards, zone, campaign, rules, division, last)
        if last - WEEK >= rules.first_day:
            before = await _places(session, wards, zone, campaign, rules, division, last - WEEK)
            now = compared(now, before)
        found.append(Table(division, last, now))
    return found


async def _places(
    session: AsyncSession,
    wards: Wards,
    zone: ZoneInfo,
    campaign: Campaign,
    rules: CampaignRules,
    division: Division,
    through: date,
) -> list[Place]:
    days = (through - rules.first_day).days + 1
    named = await entrants.competitors(session, wards, division, campaign.named)
    first = rules.first_day
    sums: Mapping[int, Mapping[str, Sum]]
    content: dict[int, tuple[int, int]] = {}
    if division.kind == "wards":
        lines = await ledger.sums_about(session, "ward", first, through)
        heirs: dict[int, dict[str, Sum]] = defaultdict(dict)
        for ward_id, by_rule in lines.items():
            heir = heirs[wards.current(ward_id)]
            for rule, one in by_rule.items():
                old = heir.get(rule, Sum())
                heir[rule] = Sum(old.count + one.count, old.points + one.points)
        sums = heirs
        content = await _content(session, wards, zone, first, through)
    elif division.kind == "units":
        sums = await ledger.sums_about(session, "unit", first, through)
    else:
        sums = await ledger.sums_about(session, "person", first, through)
        named = await people.names(session, sums.keys(), named.keys())
    scores = await campaigns.by_subject(session, campaign.id or 0, division.slug)
    everybody = []
    for number, name in named.items():
        measures, decided = measures_of(
            division.kind, sums.get(number, {}), days, content.get(number, (0, 0))
        )
        everybody.append(Competitor(number, name, measures, decided, scores.get(number, {})))
    return places(division, everybody)


async def _content(
    session: AsyncSession, wards: Wards, zone: ZoneInfo, first: date, last: date
) -> dict[int, tuple[int, int]]:
    """How many reporters were content with closings of some days, of those who answered."""
    start = datetime.combine(first, time(), zone).astimezone(UTC)
    end = datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)
    found: dict[int, tuple[int, int]] = {}
    for ward_id, words in (await closings.words(session, start, end)).items():
        heir = wards.current(ward_id)
        good, answered = found.get(heir, (0, 0))
        found[heir] = (good + words.good, answered + words.answered)
    return found


async def _kept(session: AsyncSession, rules: CampaignRules, campaign: Campaign) -> list[Table]:
    kept = json.loads(campaign.result)
    found = []
    for division in rules.divisions:
        table = from_rows(kept[division.slug])
        if division.kind == "members":
            named = await people.names(session, [place.id for place in table])
            table = renamed(table, lambda number, named=named: named.get(number, "–"))  # type: ignore[misc]
        found.append(Table(division, rules.last_day, table, final=True))
    return found


async def find(session: AsyncSession, slug: str, *, lock: bool = True) -> Campaign:
    """A campaign, which nobody else changes meanwhile where it is locked. Raises `NotYet`."""
    campaign = await campaigns.find(session, slug, lock=lock)
    if campaign is None:
        raise NotYet(Mistake("not-yet-known", slug=slug))
    return campaign


def must_have_begun(campaign: Campaign, day: date) -> None:
    """Raises `NotYet` of one that has nothing to show on a day."""
    if day < campaign.first_day:
        raise NotYet(Mistake("not-yet-begun", slug=campaign.slug, day=campaign.first_day))


def result(campaign: Campaign) -> bytes:
    """What the hash of a closed one is of. Raises `NotYet`."""
    if campaign.closed_at is None:
        raise NotYet(Mistake("not-yet-result", slug=campaign.slug))
    return canonical(json.loads(campaign.result))


async def take_in(
    session: AsyncSession, wards: Wards, read: tuple[CampaignRules, str], today: date, now: datetime
) -> bool:
    """Keep a campaign, or another version of one that has not begun; whether it is new. Offices are
    late: one that has begun is taken in too, and whatever shows it says since when its rules stand.
    Raises `RulesError`."""
    rules, body = read
    named = await entrants.named(session, wards, rules)
    known = await campaigns.find(session, rules.slug, lock=True)
    if known is not None and known.first_day <= today:
        raise NotYet(Mistake("not-yet-changed", slug=rules.slug, day=known.first_day))
    row = Campaign(
        slug=rules.slug,
        name=rules.name,
        first_day=rules.first_day,
        last_day=rules.last_day,
        body=body,
        named=named,
        added_at=now,
    )
    if known is not None:
        known.sqlmodel_update(row.model_dump(exclude={"id"}))
    else:
        session.add(row)
    await session.flush()
    return known is None


async def remove(session: AsyncSession, campaign: Campaign, today: date, now: datetime) -> None:
    """Forget a campaign that has not begun, or was taken in by mistake within a day. Raises
    `NotYet`."""
    by_mistake = campaign.closed_at is None and now - campaign.added_at < TO_THINK
    if campaign.first_day <= today and not by_mistake:
        raise NotYet(Mistake("not-yet-removed", slug=campaign.slug, day=campaign.first_day))
    await campaigns.forget(session, campaign)


async def missing_scores(
    session: AsyncSession, wards: Wards, campaign: Campaign
) -> list[tuple[str, str, str]]:
    """(division, criterion, name) of what the council has still to score."""
    rules = campaign_of(campaign.body)
    known = await campaigns.scores(session, campaign.id or 0)
    missing = []
    for division in rules.divisions:
        by_hand = [one for one in division.criteria if one.scored]
        if by_hand:
            everybody = await entrants.competitors(session, wards, division, campaign.named)
            for number, name in everybody.items():
                missing += [
                    (division.slug, one.slug, name)
                    for one in by_hand
                    if (division.slug, one.slug, number) not in known
                ]
    return missing


def give_score(
    session: AsyncSession,
    campaign: Campaign,
    where: tuple[str, str, int],
    score: int,
    comment: str,
    now: datetime,
    *,
    person_id: int | None = None,
    given_by: str = "",
) -> None:
    """Write down a score of the council and why, beside those that were given before. Raises
    `NotYet`."""
    if campaign.closed_at is not None:
        raise NotYet(Mistake("not-yet-final", slug=campaign.slug))
    division, criterion, subject_id = where
    if not comment.strip():
        raise NotYet(Mistake("not-yet-comment", division=division, criterion=criterion))
    session.add(
        CampaignScore(
            campaign_id=campaign.id or 0,
            division=division,
            criterion=criterion,
            subject_id=subject_id,
            score=score,
            comment=comment,
            person_id=person_id,
            given_by=given_by,
            at=now,
        )
    )


async def close(
    session: AsyncSession,
    wards: Wards,
    zone: ZoneInfo,
    campaign: Campaign,
    now: datetime,
) -> list[Table]:
    """Keep the tables as the result, for good. Raises `NotYet`."""
    rules = campaign_of(campaign.body)
    if campaign.closed_at is not None:
        raise NotYet(Mistake("not-yet-closed", slug=campaign.slug))
    if now.astimezone(zone).date() <= rules.last_day:
        raise NotYet(Mistake("not-yet-over", slug=campaign.slug, day=rules.last_day))
    if missing := await missing_scores(session, wards, campaign):
        division, criterion, name = missing[0]
        key = "not-yet-scored-more" if (more := len(missing) - 1) else "not-yet-scored"
        first = {"division": division, "criterion": criterion, "name": name}
        raise NotYet(Mistake(key, slug=campaign.slug, more=more, **first))
    if await ledger.waiting(session, now, 1):
        raise NotYet(Mistake("not-yet-counted", slug=campaign.slug))
    found = await tables(session, wards, zone, campaign, rules.last_day)
    kept = {
        table.division.slug: as_rows(table.places, named=table.division.kind != "members")
        for table in found
    }
    campaign.result = json.dumps(kept, ensure_ascii=False)
    campaign.sha256 = fingerprint(kept)
    campaign.closed_at = now
    return [Table(table.division, table.through, table.places, final=True) for table in found]


def publish(campaign: Campaign, now: datetime) -> None:
    """Let the groups be told the result. Raises `NotYet`."""
    if campaign.closed_at is None:
        raise NotYet(Mistake("not-yet-publishable", slug=campaign.slug))
    if campaign.published_at is not None:
        raise NotYet(Mistake("not-yet-published", slug=campaign.slug))
    campaign.published_at = now
