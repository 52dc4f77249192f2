"""What became of closings, ward by ward: what reporters said to them, and who confirmed them."""

import time
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from bot.pages.shell import Shell
from handlers.words import plain
from storage import closings
from storage.closings import Words

DAYS = 28
FRESH_SECONDS = 60
"""for which the figures are not counted anew, however often they are asked for"""


@dataclass(frozen=True, slots=True)
class WardWords:
    """A ward's figures; its moods only where there are enough answers to tell nobody's."""

    name: str
    words: Words
    shown: bool


class ResultsPage:
    def __init__(self, shell: Shell) -> None:
        self._shell, self._process = shell, shell.process
        self._known: tuple[float, dict[int, Words]] | None = None

    async def show(self, request: web.Request) -> web.StreamResponse:
        world, found = self._process.world, await self._words()
        least = world.rules.closing.least_ratings
        wards = sorted(
            (
                WardWords(world.wards.name(ward_id), words, words.answered >= least)
                for ward_id, words in found.items()
            ),
            key=lambda ward: (plain(ward.name), ward.name),
        )
        every = sum((ward.words for ward in wards), start=closings.NONE)
        return self._shell.page(
            request,
            "results.html",
            days=DAYS,
            least=least,
            wards=wards,
            every=every,
            shown=every.answered >= least,
        )

    async def _words(self) -> dict[int, Words]:
        if self._known is None or time.monotonic() - self._known[0] > FRESH_SECONDS:
            now = self._process.clock.now()
            async with self._process.db.read() as session:
                found = await closings.words(session, now - timedelta(days=DAYS), now)
            self._known = time.monotonic(), found
        return self._known[1]
