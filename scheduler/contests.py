"""Contests: their beginning, weekly and interim standings, their end and result, once each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers import contest_posts, contest_tables
from handlers.campaigns import CampaignRules, Division, campaign_of
from handlers.checking import RulesError
from handlers.contest_tables import Table
from handlers.entrants import Named, competitors
from handlers.messages import Outgoing
from handlers.periods import board_due
from handlers.texts import say
from handlers.work import Work
from scheduler.reminders import LATE, is_quiet, was_bound
from storage import campaigns, occasions, people
from storage.tables import Campaign, Chat

DAY = timedelta(days=1)
LONG_PAST = timedelta(days=7)
"""from here on nobody is told any more"""


@dataclass(frozen=True)
class Moment:
    """Something that is told of a campaign when it is due."""

    kind: str
    period: str
    due: datetime
    through: date | None = None
    phase: str = ""


def moments(work: Work, campaign: Campaign, rules: CampaignRules) -> Iterator[Moment]:
    """What there is to tell of a campaign as of now, the earlier first."""
    today, clock = work.world.day(work.now), work.rules.board.at
    begins = max(work.world.at(rules.first_day, clock), campaign.added_at)
    if today <= rules.last_day:
        yield Moment("contest-begins", "", begins)
    ends = {phase.last_day: phase.name for phase in rules.phases} | {rules.last_day: ""}
    for last, name in ends.items():
        if campaign.closed_at is None:
            kind = "contest-phase" if name and last != rules.last_day else "contest-over"
            yield Moment(kind, str(last), work.world.at(last + DAY, clock), last, name)
    due, week = board_due(work.world, work.now)
    if rules.first_day <= week.last < rules.last_day and week.last not in ends:
        yield Moment("contest-week", week.name, due, week.last, week.label())
    if campaign.published_at is not None:
        yield Moment("contest-result", "", campaign.published_at, rules.last_day)


async def tell_contests(work: Work) -> int:
    """Tell the groups that take part what is due; in how many groups something was told."""
    if is_quiet(work):
        return 0
    told = 0
    for campaign in await campaigns.known(work.session):
        try:
            rules = campaign_of(campaign.body)
        except RulesError:
            # An earlier version took it in. The office's desk says so; the others go on.
            continue
        for moment in moments(work, campaign, rules):
            if not moment.due <= work.now < moment.due + LONG_PAST:
                continue
            period = f"{campaign.slug}:{moment.period}"
            if await occasions.first_time(work.session, moment.kind, period, "", work.now):
                told += await _tell(work, campaign, rules, moment)
    return told


async def _tell(work: Work, campaign: Campaign, rules: CampaignRules, moment: Moment) -> int:
    tables: Sequence[Table] = ()
    wards = work.world.wards
    if moment.through is not None:
        try:
            tables = await contest_tables.tables(
                work.session, wards, work.world.zone, campaign, moment.through
            )
        except RulesError:
            # Somebody who was named is there no more; the command line says who.
            return 0
    chats = await _audience(work, rules, campaign.named, moment.due)
    for chat, divisions in chats:
        own = [table for table in tables if table.division in divisions]
        for number, message in enumerate(
            await _messages(work, campaign, rules, moment, chat, divisions, own, tables)
        ):
            key = f"{moment.kind}:{campaign.slug}:{moment.period}:{chat.id}:{number}"
            await work.post(chat, message, key=key)
    if moment.kind == "contest-result":
        await _tell_members(work, campaign, rules, tables)
    return len(chats)


async def _audience(
    work: Work, rules: CampaignRules, known: Named, due: datetime
) -> list[tuple[Chat, list[Division]]]:
    """The groups that take part, each with the tables that are for it; the office has all. Members
    stand in no table of a group."""
    named: list[tuple[Division, set[int]]] = []
    for division in rules.divisions:
        if division.kind != "members":
            wards = work.world.wards
            try:
                found = await competitors(work.session, wards, division, known)
            except RulesError:
                continue
            named.append((division, set(found)))
    audience = []
    for role, kind in (("unit", "units"), ("ward", "wards"), ("office", "")):
        for chat in await people.groups(work.session, role):
            subject = chat.unit_id if role == "unit" else chat.ward_id
            own = [
                division
                for division, ids in named
                if role == "office" or (division.kind == kind and subject in ids)
            ]
            if own and was_bound(chat, due):
                audience.append((chat, own))
    return audience


async def _messages(
    work: Work,
    campaign: Campaign,
    rules: CampaignRules,
    moment: Moment,
    chat: Chat,
    divisions: Sequence[Division],
    own: Sequence[Table],
    tables: Sequence[Table],
) -> list[Outgoing]:
    lang = chat.lang
    late = ""
    if work.now - moment.due > LATE and moment.kind != "contest-begins":
        late = say(lang, "board-late", at=work.when(moment.due, lang)) + "\n"
    day = contest_posts.day(moment.through) if moment.through else ""
    written = work.world.day(campaign.added_at)
    since = contest_posts.written_late(rules, written, lang)
    match moment.kind:
        case "contest-begins":
            return [contest_posts.beginning(rules, divisions, written, lang)]
        case "contest-week":
            about = say(lang, "contest-week", week=moment.phase)
            return contest_posts.standing(rules, own, about, late, lang)
        case "contest-phase":
            about = say(lang, "contest-phase", phase=moment.phase, day=day)
            return contest_posts.standing(rules, own, about, late, lang)
        case "contest-over":
            about = say(lang, "contest-over", day=day)
            before = late + say(lang, "contest-over-how") + f"\n{since}\n"
            found = contest_posts.standing(rules, own, about, before, lang)
            wards = work.world.wards
            left = await contest_tables.missing_scores(work.session, wards, campaign)
            if chat.role == "office" and left:
                found.append(Outgoing(text=say(lang, "contest-left", count=len(left))))
            return found
    found = contest_posts.congratulations(rules, own, written, lang)
    about = say(lang, "contest-over", day=day)
    found += contest_posts.standing(rules, own, about, since, lang)
    for table in tables:
        rewarded = [place.id for place in table.places if place.reward]
        if table.division.kind == "members" and rewarded and chat.role != "ward":
            branches = await people.branches(work.session, rewarded)
            found.append(Outgoing(text=contest_posts.members(table, branches, lang)))
    return found


async def _tell_members(
    work: Work, campaign: Campaign, rules: CampaignRules, tables: Sequence[Table]
) -> None:
    """Whoever gets something is told, in private."""
    for table in tables:
        for place in table.places if table.division.kind == "members" else ():
            chat = await people.private_chat(work.session, place.id) if place.reward else None
            if chat is not None:
                text = say(chat.lang, "contest-own", reward=place.reward,
                           division=table.division.name, name=rules.name)  # fmt: skip
                key = f"contest-own:{campaign.slug}:{table.division.slug}:{place.id}"
                await work.post(chat, Outgoing(text=text), key=key)
