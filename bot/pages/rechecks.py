"""The lots by which closings are drawn for a re-check, so that anybody can draw them again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.pages.shell import Shell
from bot.pages.texts import language
from handlers import lots
from handlers.texts import when
from storage import rechecks
from storage.tables import Draw

WEEKS = 12
OPEN = "open"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A ticket that was drawn, and what became of it."""

    ward: str
    number: int
    verdict: str


@dataclass(frozen=True, slots=True)
class Lot:
    """A week's draw as it is shown. Before it is public there are no tickets and no secret, for
    whoever knew what was drawn could tidy up there alone."""

    draw: Draw
    late: int
    """days"""
    promise: str
    count: int
    drawn: Sequence[Drawn]
    public: bool


class RechecksPage:
    def __init__(self, shell: Shell) -> None:
        self._shell, self._process = shell, shell.process

    async def show(self, request: web.Request) -> web.StreamResponse:
        """The lot of a week, the latest drawn one if none is named, and what is still to come."""
        async with self._process.db.read() as session:
            draws = await rechecks.draws(session, WEEKS)
            done = [draw for draw in draws if draw.drawn_at is not None]
            week = request.query.get("tuan")
            chosen = next((draw for draw in done if week in (None, draw.week)), None)
            lot = await self._lot(session, chosen) if chosen is not None else None
        if week is not None and lot is None:
            raise web.HTTPNotFound
        coming = [
            (draw.week, lots.promise(draw.secret), self._when(request, draw.opened_at))
            for draw in draws
            if draw.drawn_at is None
        ]
        return self._shell.page(
            request,
            "rechecks.html",
            lot=lot,
            promised=self._when(request, lot.draw.opened_at) if lot else "",
            drawn=self._when(request, lot.draw.drawn_at) if lot and lot.draw.drawn_at else "",
            weeks=[draw.week for draw in done],
            coming=coming[::-1],
            per_ward=self._process.world.rules.recheck.per_ward,
        )

    async def pool(self, request: web.Request) -> web.StreamResponse:
        """The pool of a week, byte by byte as it was drawn from."""
        async with self._process.db.read() as session:
            draw = await rechecks.draw_named(session, request.match_info["week"])
        if draw is None or draw.drawn_at is None:
            raise web.HTTPNotFound
        return web.Response(text=draw.pool, headers={"Cache-Control": "no-store"})

    async def _lot(self, session: AsyncSession, draw: Draw) -> Lot:
        found = await rechecks.of_draw(session, draw.id or 0)
        ended = all(recheck.ended_at is not None for recheck, _, _ in found)
        public = ended or self._is_over(draw.drawn_at)
        wards = self._process.world.wards
        tickets = [
            Drawn(wards.name(recheck.ward_id), recheck.closing_id, recheck.verdict or OPEN)
            for recheck, _, _ in found
        ]
        assert draw.drawn_at is not None
        return Lot(
            draw,
            lots.days_late(draw.first_day, self._process.world.day(draw.drawn_at)),
            lots.promise(draw.secret),
            len(draw.pool.splitlines()),
            tickets if public else (),
            public,
        )

    def _when(self, request: web.Request, moment: datetime) -> str:
        now, zone = self._process.clock.now(), self._process.settings.zone
        return when(moment, now, zone, language(request), dated=True)

    def _is_over(self, drawn_at: datetime | None) -> bool:
        days = timedelta(days=self._process.world.rules.recheck.publish_days)
        return drawn_at is not None and self._process.clock.now() >= drawn_at + days
