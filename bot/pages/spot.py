"""A recurring point's page, for whoever has its code: its history, and nothing about people."""

from typing import TYPE_CHECKING

from aiohttp import web

from bot.pages.guesses import Guesses
from bot.pages.report import CODE, photos_at
from bot.pages.shell import Shell
from bot.pages.texts import language
from handlers.card import state_word
from handlers.texts import when
from storage import spots
from storage.shown import HIDDEN
from storage.tables import Report, Spot, Unit

if TYPE_CHECKING:
    from bot.process import Process


class SpotPage:
    """Whom the office named in its own words is left out: that may be a person."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._process: Process = shell.process
        self._guesses = Guesses(shell)

    async def show(self, request: web.Request) -> web.StreamResponse:
        return await self._guesses.answer(request, self._show)

    async def _show(self, request: web.Request) -> web.Response | None:
        code = request.match_info["code"].upper()
        async with self._process.db.read() as session:
            spot = await spots.by_code(session, code) if CODE.fullmatch(code) else None
            if spot is None:
                return None
            found = await spots.history(session, spot)
            unit = await session.get(Unit, spot.unit_id) if spot.unit_id else None
        lang, world = language(request), self._process.world
        ward = world.wards.name(spot.ward_id)
        return self._shell.page(
            request,
            "spot.html",
            "map",
            told=self._shell.map | {"lat": spot.lat, "lon": spot.lon},
            spot=spot,
            kind=world.rules.kind(spot.kind).label(lang),
            ward=ward,
            owner=unit.name if unit is not None and not spot.owner else "",
            since=self._when(spot, lang),
            reports=[self._line(report, lang) for report in found],
        )

    def _when(self, of: Spot | Report, lang: str) -> str:
        settings = self._process.settings
        return when(of.created_at, self._process.clock.now(), settings.zone, lang, dated=True)

    def _line(self, report: Report, lang: str) -> dict[str, str]:
        state = state_word(report, lang)
        hidden = report.state in HIDDEN
        return {
            "code": report.code,
            "state": state[:1].upper() + state[1:],
            "mark": report.state,
            "at": self._when(report, lang),
            "photo": "" if hidden else f"{photos_at(self._process, report)}/0.jpg",
        }
