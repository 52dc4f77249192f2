"""A report's page, for everybody who has its code: where it stands, and nothing about people."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.pages.guesses import Guesses
from bot.pages.shell import Shell
from bot.pages.texts import language, say
from handlers.card import state_word
from handlers.texts import when
from storage import closings, following, reports
from storage.photos import PhotoMissing
from storage.shown import HIDDEN, ROLES
from storage.tables import Closing, Photo, Report, Spot

if TYPE_CHECKING:
    from bot.process import Process

CODE = re.compile(r"[2-9A-Z]{4,5}")
PHOTOS_FOR = timedelta(days=1)
"""how long the addresses of photos are good that a page was shown with"""
PURPOSE = "report"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened, and when."""

    text: str
    at: str


def photos_at(process: "Process", report: Report) -> str:
    """Where a report's photos are for whoever may see them now."""
    return f"/p/{process.signer.sign(PURPOSE, report.code)}"


class ReportPage:
    """Descriptions, places in words and reasons are left out: people write names into them."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._process = shell, shell.process
        self._guesses = Guesses(shell)

    async def show(self, request: web.Request) -> web.StreamResponse:
        return await self._guesses.answer(request, self._show)

    async def _show(self, request: web.Request) -> web.Response | None:
        report, photos = await self._find(request.match_info["code"].upper())
        if report is None:
            return None
        async with self._process.db.read() as session:
            spot = await session.get(Spot, report.spot_id) if report.spot_id else None
            same = await following.original(session, report)
        lang, world = language(request), self._process.world
        closing = await self._closing(report)
        state = state_word(report, lang)
        hidden = report.state in HIDDEN
        return self._shell.page(
            request,
            "report.html",
            "map",
            "word",
            told=None if hidden else self._shell.map | self._told(report),
            report=report,
            state=state[:1].upper() + state[1:],
            ward=world.wards.name(report.ward_id),
            kind=world.rules.kind(report.kind).label(lang),
            steps=self._steps(report, closing, lang),
            hidden=hidden,
            ticket=closing.id if closing is not None else None,
            # One of the office's own reasons: what officers type may hold names.
            reason=next(
                (r.name(lang) for r in world.rules.reasons if report.reason in (r.vi, r.en)), ""
            ),
            photos=photos_at(self._process, report),
            spot=spot.code if spot else "",
            same=same.code if same.id != report.id else "",
            before=[n for n, photo in enumerate(photos) if photo.role == "before"],
            after=[n for n, photo in enumerate(photos) if photo.role == "after"],
        )

    def _told(self, report: Report) -> dict[str, Any]:
        return {"lat": report.lat, "lon": report.lon, "code": report.code}

    async def photo(self, request: web.Request) -> web.StreamResponse:
        """A photo at the address that the page gives: by its code alone nobody finds one."""
        code = self._process.signer.read(PURPOSE, request.match_info["signed"], PHOTOS_FOR)
        report, photos = await self._find(code or "")
        number = int(request.match_info["number"])
        if report is None or report.state in HIDDEN or number >= len(photos):
            return web.Response(status=404)
        try:
            data = await self._process.photos.get(photos[number].key)
        except PhotoMissing:
            return web.Response(status=404)
        # Not for long: it may be withdrawn.
        keep = {"Cache-Control": "private, max-age=300"}
        return web.Response(body=data, content_type="image/jpeg", headers=keep)

    async def _find(self, code: str) -> tuple[Report | None, Sequence[Photo]]:
        async with self._process.db.read() as session:
            report = await reports.by_code(session, code) if CODE.fullmatch(code) else None
            photos = await reports.photos(session, report.id or 0) if report else []
        # What an undone closing showed is not shown any more.
        return report, [photo for photo in photos if photo.role in ROLES]

    async def _closing(self, report: Report) -> Closing | None:
        async with self._process.db.read() as session:
            return await closings.present(session, report.id or 0)

    def _steps(self, report: Report, closing: Closing | None, lang: str) -> list[Step]:
        now, zone = self._process.clock.now(), self._process.settings.zone
        moments: list[tuple[str, datetime | None]] = [
            ("filed", report.created_at),
            ("accepted", report.accepted_at),
            ("reopened", report.reopened_at),
            ("resolved", report.resolved_at),
            (_confirmed(closing), report.confirmed_at),
            (report.state, report.ended_at),
            ("due", report.resolve_due if report.state in reports.OPEN else None),
        ]
        known = [(what, at) for what, at in moments if at is not None]
        return [
            Step(say(lang, f"report-{what}"), when(at, now, zone, lang, dated=True))
            for what, at in sorted(known, key=lambda step: step[1])
        ]


def _confirmed(closing: Closing | None) -> str:
    by = closing.confirmed_by if closing else ""
    return f"confirmed-{by}" if by else "confirmed"
