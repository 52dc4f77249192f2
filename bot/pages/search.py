"""Searching for an address from a page, where a geocoder is set."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from aiohttp import web

from bot.pages import guard
from bot.pages.shell import as_json
from bot.pages.texts import language
from bot.quota import Quota, address

if TYPE_CHECKING:
    from bot.process import Process

A_MINUTE = 20
"""searches from one address"""


class Search:
    """Only within the wards that this installation knows."""

    def __init__(self, process: "Process") -> None:
        self._process = process
        self._quota = Quota(A_MINUTE, 60)

    async def find(self, request: web.Request) -> web.StreamResponse:
        settings = self._process.settings
        geocoder, bounds = self._process.geocoder, self._process.world.wards.map.bounds
        if geocoder is None or bounds is None or guard.from_elsewhere(request, settings):
            return as_json([], 404)
        if wait := self._quota.wait(address(request, settings)):
            answer = as_json([], 429)
            answer.headers["Retry-After"] = str(wait)
            return answer
        words = request.query.get("q", "").strip()
        found = await geocoder.find(words, bounds, language(request)) if words else []
        return as_json([asdict(one) for one in found])
