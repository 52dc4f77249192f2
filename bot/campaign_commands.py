"""The campaign commands: take a contest in, see how it stands, score, close and publish it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import contest_export, stores
from bot.amounts import amount
from bot.errors import FileError
from bot.settings import Settings
from bot.whole_file import whole
from handlers import contest_tables
from handlers.amounts import worth
from handlers.campaigns import CampaignRules, campaign_of, load_campaign, score_of
from handlers.checking import RulesError
from handlers.contest import Place
from handlers.contest_tables import NotYet, Table
from handlers.entrants import competitors
from handlers.words import match_names
from storage import campaigns, wards
from storage.tables import Campaign
from storage.wards import Wards


@dataclass(frozen=True)
class Desk:
    """What a command works with."""

    session: AsyncSession
    wards: Wards
    now: datetime
    today: date

    async def campaign(self, slug: str) -> Campaign:
        found = await campaigns.find(self.session, slug, lock=True)
        if found is None:
            raise NotYet(f"{slug}: there is no such campaign; `campaign list` shows all of them")
        return found


@asynccontextmanager
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    now = datetime.now(UTC)
    today = now.astimezone(settings.zone).date()
    async with stores.database(settings) as db, db.write() as session:
        yield Desk(session, await wards.load(session, today), now, today)


async def add(settings: Settings, file: Path) -> list[str]:
    """Take a campaign in, or change one that has not begun."""
    read = load_campaign(file)
    rules = read[0]
    async with desk(settings) as at:
        try:
            new = await contest_tables.take_in(at.session, at.wards, read, at.today, at.now)
        except NotYet:
            raise
        except RulesError as error:
            raise RulesError(*(f"{file}: {mistake}" for mistake in error.args)) from None
    done = "added" if new else "changed"
    lines = [f"{rules.slug} {done}: {rules.first_day} – {rules.last_day}, "
             f"{amount(len(rules.divisions), 'table')}"]  # fmt: skip
    if at.today > rules.first_day:
        when = "the contest was over" if at.today > rules.last_day else "the first day"
        lines.append(f"its rules are taken in after {when}: posts and documents will say so")
    return lines


def _state(campaign: Campaign, today: date) -> str:
    if campaign.closed_at is not None:
        return "published" if campaign.published_at else "closed"
    if today < campaign.first_day:
        return "to come"
    return "running" if today <= campaign.last_day else "over, not closed"


def _written(settings: Settings, campaign: Campaign) -> date:
    """When its rules were as they are."""
    return campaign.added_at.astimezone(settings.zone).date()


async def listing(settings: Settings) -> list[str]:
    async with desk(settings) as at:
        return [
            f"{one.slug}\t{one.first_day} – {one.last_day}\t{_state(one, at.today)}\t{one.name}"
            for one in await campaigns.known(at.session)
        ]


async def show(settings: Settings, slug: str) -> list[str]:
    """Everything that holds in a campaign, and who takes part."""
    async with desk(settings) as at:
        campaign = await at.campaign(slug)
        rules = campaign_of(campaign.body)
        lines = [f"{rules.name} ({slug})", f"{rules.first_day} – {rules.last_day}, "
                 + _state(campaign, at.today)]  # fmt: skip
        lines.append(f"rules\ttaken in on {_written(settings, campaign)}")
        lines += [f"phase\t{phase.name}\tuntil {phase.last_day}" for phase in rules.phases]
        for division in rules.divisions:
            named = await competitors(at.session, at.wards, division, campaign.named)
            lines.append(f"table {division.slug}: {division.name}, {division.kind}")
            lines += [
                f"  {one.weight}\t{one.slug}\t{one.name}\t"
                + (f"counted: {one.counted}" if one.counted else f"scored: 0 – {one.scored}")
                for one in division.criteria
            ]
            lines += [f"  reward\t{reward.name} × {reward.count}" for reward in division.rewards]
            if division.tie:
                lines.append(f"  tie\t{', '.join(division.tie)}")
            of = "of " if division.kind == "members" else ""
            lines.append(f"  {of}{', '.join(named.values()) or 'nobody yet'}")
        if campaign.sha256:
            lines.append(f"result\t{campaign.sha256}")
    return lines


async def standing(settings: Settings, slug: str, at_day: date | None) -> list[str]:
    """The tables as they stand, or stood after a day."""
    async with desk(settings) as at:
        campaign = await at.campaign(slug)
        day = at_day or at.today
        contest_tables.must_have_begun(campaign, day)
        found = await contest_tables.tables(at.session, at.wards, settings.zone, campaign, day)
        return [line for table in found for line in _lines(table)]


def _lines(table: Table) -> Iterator[str]:
    what = "result" if table.final else f"after {table.through}"
    yield f"{table.division.name} ({what})"
    heads = [f"{one.slug} /{one.weight}" for one in table.division.criteria]
    yield "\t".join(["", "", "total", *heads, "was", "reward"])
    for place in table.places:
        yield "\t".join(_cells(place))


def _cells(place: Place) -> list[str]:
    marks = ["–" if mark.points is None else worth(mark.points, "en") for mark in place.marks]
    return [
        "–" if place.rank is None else str(place.rank),
        place.name,
        worth(place.total, "en"),
        *marks,
        "" if place.before is None else str(place.before),
        place.reward,
    ]


async def score(
    settings: Settings, slug: str, criterion: str, name: str, said: str, comment: str, by: str
) -> str:
    """Give a score of the council."""
    async with desk(settings) as at:
        campaign = await at.campaign(slug)
        rules = campaign_of(campaign.body)
        wanted, found = _criterion(rules, criterion)
        one = rules.divisions[wanted].criterion(found)
        assert one is not None
        division = rules.divisions[wanted]
        value = score_of(said, one)
        named = await competitors(at.session, at.wards, division, campaign.named)
        ids = list(named)
        matching = match_names(name, list(named.values()))
        if len(matching) != 1:
            which = ", ".join(named[ids[i]] for i in matching) or "nobody"
            raise NotYet(f"{slug}: which one is {name!r}? It may be {which}")
        subject = ids[matching[0]]
        where = (division.slug, one.slug, subject)
        contest_tables.give_score(at.session, campaign, where, value, comment, at.now, given_by=by)
    return f"{named[subject]}: {one.name} {worth(value, 'en')}/{one.scored}"


def _criterion(rules: CampaignRules, said: str) -> tuple[int, str]:
    """The table and criterion that are meant: ``criterion``, or ``table.criterion``."""
    where, dot, slug = said.rpartition(".")
    found = [
        (number, one.slug)
        for number, division in enumerate(rules.divisions)
        for one in division.criteria
        if one.scored and one.slug == slug and (not dot or division.slug == where)
    ]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{d.slug}.{c.slug}" for d in rules.divisions for c in d.criteria if c.scored)
    raise NotYet(f"{rules.slug}: one of the criteria that are scored by hand is expected "
                 f"({known or 'there are none'}), not {said!r}")  # fmt: skip


async def remove(settings: Settings, slug: str) -> str:
    """Forget one that has not begun, or was taken in less than a day ago."""
    async with desk(settings) as at:
        await contest_tables.remove(at.session, await at.campaign(slug), at.today, at.now)
    return f"{slug} removed"


async def close(settings: Settings, slug: str) -> list[str]:
    """Keep the tables as the result, for good."""
    async with desk(settings) as at:
        campaign = await at.campaign(slug)
        found = await contest_tables.close(at.session, at.wards, settings.zone, campaign, at.now)
        lines = [line for table in found for line in _lines(table)]
        return [*lines, f"{slug} closed; result {campaign.sha256}"]


async def publish(settings: Settings, slug: str) -> str:
    """Let the bot tell the groups the result."""
    async with desk(settings) as at:
        campaign = await at.campaign(slug)
        contest_tables.publish(campaign, at.now)
    return f"{slug} published: the bot tells the groups that take part"


async def export(settings: Settings, slug: str, out: Path) -> str:
    """Write the tables as a file of the kind that its name says. Raises `FileError`."""
    kind = out.suffix.lower()
    if kind not in contest_export.KINDS:
        *most, last = contest_export.KINDS
        ends = f"{', '.join(most)} or {last}"
        raise FileError(f"--out: a name that ends in {ends} is expected, not {out.name!r}")
    async with desk(settings) as at:
        campaign = await at.campaign(slug)
        export = await contest_export.of_campaign(
            at.session, at.wards, settings, campaign, at.today
        )
        closed = campaign.closed_at is not None
    contents = export.contents(kind)
    with whole(out) as draft:
        draft.write_bytes(contents)
    return f"{slug} written to {out}" + ("" if closed else "; it is not closed yet")
