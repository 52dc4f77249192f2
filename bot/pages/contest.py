"""The office's desk for contests: set one up, score by hand, see the tables, close and publish.

No password: an admin's link opens it once, and what it opens is theirs for some hours."""

import json
import re
from datetime import date, timedelta
from typing import Any

from aiohttp import web
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.pages.contest_papers import ContestPapers
from bot.pages.shell import Shell, as_json
from bot.pages.taking import Refused
from bot.pages.texts import language
from bot.quota import Quota, address
from bot.webhooks import read
from handlers import contest_tables
from handlers.amounts import worth
from handlers.campaigns import (
    EXAMPLE,
    SLUG,
    Division,
    campaign_of,
    read_campaign,
    score_of,
)
from handlers.checking import RulesError
from handlers.contest import Mark
from handlers.contest_posts import how
from handlers.contest_tables import Table
from handlers.entrants import competitors
from storage import campaigns, occasions, people
from storage.tables import Campaign, CampaignScore

LINK, DESK = "contest-link", "contest-desk"
LINK_FOR = timedelta(minutes=30)
DESK_FOR = timedelta(hours=4)
TRIES_A_MINUTE = 20
LONGEST = 2000
"""letters of a comment"""


class ContestPage:
    """What the page's script asks for; whoever asks has to be an admin each time anew."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._process = shell, shell.process
        self._papers = ContestPapers(shell.process, DESK_FOR)
        self.file = self._papers.send
        self._tries = Quota(TRIES_A_MINUTE, 60)

    async def show(self, request: web.Request) -> web.StreamResponse:
        """The empty page: it opens the link by itself, which a preview in a chat does not."""
        told = {"open": request.path, "example": EXAMPLE.read_text(encoding="utf-8")}
        return self._shell.page(request, "contest.html", "contest", told=told)

    async def open(self, request: web.Request) -> web.StreamResponse:
        """Spend a link; what it opens."""
        if self._tries.wait(address(request, self._process.settings)):
            return as_json({"error": "wait"}, 429)
        token = request.match_info["token"]
        said = self._process.signer.read(LINK, token, LINK_FOR)
        if said is None:
            return as_json({"error": "old"}, 410)
        now = self._process.clock.now()
        async with self._process.db.write() as session:
            if not await occasions.first_time(session, LINK, said, "", now):
                return as_json({"error": "old"}, 410)
        person = said.partition(":")[0]
        return as_json({"desk": self._process.signer.sign(DESK, person)})

    async def work(self, request: web.Request) -> web.StreamResponse:
        """Do something at the desk; how everything stands then."""
        try:
            said = json.loads(await read(request))
            # Half a sign can neither be kept nor told: it raises here.
            json.dumps(said, ensure_ascii=False).encode()
            person = self._process.signer.read(DESK, str(said["desk"]), DESK_FOR)
            act = said.get("do", {})
            if not isinstance(act, dict):
                raise TypeError(act)
        except Refused as refused:
            return as_json(refused.said, refused.status)
        except (ValueError, KeyError, TypeError, RecursionError):
            return as_json({"error": "bad"}, 400)
        if person is None:
            return as_json({"error": "old"}, 410)
        person_id, lang = int(person), language(request)
        try:
            async with self._process.db.write() as session:
                if not await people.is_granted(session, person_id, "admin"):
                    return as_json({"error": "old"}, 403)
                await self._do(session, person_id, act)
        except RulesError as error:
            return as_json({"error": "refused", "lines": error.told(lang)}, 422)
        except (KeyError, TypeError, ValueError, OverflowError):
            return as_json({"error": "bad"}, 400)
        async with self._process.db.read() as session:
            known = await campaigns.known(session)
            found = [await self._told(session, one, person_id, lang) for one in known]
        return as_json({"contests": found})

    async def _do(self, session: AsyncSession, person_id: int, act: dict[str, Any]) -> None:
        process = self._process
        now, wards = process.clock.now(), process.world.wards
        today, what = process.world.day(now), act.get("what")
        if what is None:
            return
        if what == "add":
            await contest_tables.take_in(session, wards, read_campaign(act["body"]), today, now)
            return
        slug = str(act["slug"])
        if not re.fullmatch(SLUG, slug):
            raise ValueError(slug)
        campaign = await contest_tables.find(session, slug)
        if what == "score":
            await self._score(session, campaign, person_id, act)
        elif what == "close":
            await contest_tables.close(session, wards, process.world.zone, campaign, now)
        elif what == "publish":
            contest_tables.publish(campaign, now)
        else:
            raise ValueError(what)

    async def _score(
        self, session: AsyncSession, campaign: Campaign, person_id: int, act: dict[str, Any]
    ) -> None:
        division = campaign_of(campaign.body).division(str(act["division"]))
        criterion = division.criterion(str(act["criterion"])) if division else None
        subject = int(act["subject"])
        if division is None or criterion is None or not criterion.scored:
            raise KeyError("criterion")
        wards = self._process.world.wards
        if subject not in await competitors(session, wards, division, campaign.named):
            raise KeyError("subject")
        score = score_of(str(act["score"]), criterion)
        comment = str(act.get("comment", "")).replace("\0", "")[:LONGEST]
        where = (division.slug, criterion.slug, subject)
        now = self._process.clock.now()
        contest_tables.give_score(
            session, campaign, where, score, comment, now, person_id=person_id
        )

    async def _told(
        self, session: AsyncSession, campaign: Campaign, person_id: int, lang: str
    ) -> dict[str, Any]:
        world = self._process.world
        today = world.day(self._process.clock.now())
        try:
            tables = await contest_tables.tables(session, world.wards, world.zone, campaign, today)
            trouble: list[str] = []
        except RulesError as error:
            tables, trouble = [], error.told(lang)
        scores = await campaigns.scores(session, campaign.id or 0)
        givers = {row.person_id for row in scores.values() if row.person_id is not None}
        names = await people.names(session, givers)
        return {
            "slug": campaign.slug,
            "name": campaign.name,
            "days": f"{campaign.first_day:%d/%m/%Y} – {campaign.last_day:%d/%m/%Y}",
            "written": f"{world.day(campaign.added_at):%d/%m/%Y}",
            "state": _state(campaign, today),
            "sha256": campaign.sha256,
            "trouble": trouble,
            "body": campaign.body if today < campaign.first_day else "",
            "files": self._papers.told(campaign, person_id, today, lang),
            "tables": [_table(table, scores, names, lang) for table in tables],
        }


def _state(campaign: Campaign, today: date) -> str:
    if campaign.closed_at is not None:
        return "published" if campaign.published_at else "closed"
    if today < campaign.first_day:
        return "coming"
    return "running" if today <= campaign.last_day else "over"


def _table(
    table: Table, scores: dict[campaigns.Key, CampaignScore], names: dict[int, str], lang: str
) -> dict[str, Any]:
    division = table.division
    shown = [p for p in table.places if division.kind != "members" or p.reward]
    return {
        "slug": division.slug,
        "name": division.name,
        "how": how(division, lang),
        "criteria": [
            {"slug": one.slug, "name": one.name, "weight": one.weight, "scored": one.scored}
            for one in division.criteria
        ],
        "rows": [
            {
                "id": place.id,
                "rank": place.rank,
                "name": place.name,
                "total": worth(place.total, "vi"),
                "reward": place.reward,
                "marks": [_mark(mark) for mark in place.marks],
                "scores": _scores(division, place.id, scores, names),
            }
            for place in shown
        ],
    }


def _mark(mark: Mark) -> str:
    return "–" if mark.points is None else worth(mark.points, "vi")


def _scores(
    division: Division,
    subject: int,
    scores: dict[campaigns.Key, CampaignScore],
    names: dict[int, str],
) -> dict[str, Any]:
    found = {}
    for one in division.criteria:
        row = scores.get((division.slug, one.slug, subject))
        if row is not None:
            by = names.get(row.person_id or 0, "") or row.given_by
            found[one.slug] = {"score": worth(row.score, "vi"), "comment": row.comment, "by": by}
    return found
