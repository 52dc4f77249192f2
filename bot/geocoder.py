"""Addresses that people type, looked up at a Nominatim server: slowly, and one at a time."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping
from urllib.parse import urlsplit

import aiohttp
from geopy.adapters import AioHTTPAdapter
from geopy.distance import geodesic
from geopy.geocoders import Nominatim

from bot.logs import log
from bot.proxy import proxy_for
from handlers.messages import Place

Bounds = tuple[float, float, float, float]
"""south, west, north, east"""

BETWEEN = 1.0
"""seconds from one question to the next, as the public server asks for"""
SECONDS = 5.0
"""that anybody waits for an answer, and for their turn to ask"""
MOST_WAITING = 5
MOST_FOUND = 5
MOST_WORDS = 200
"""letters of a question"""
KEPT = 500


class Geocoder:
    """One for the whole process. Answers are kept, because many people ask for the same streets."""

    def __init__(self, url: str, between: float = BETWEEN) -> None:
        self._url, self._between = url, between
        proxy = proxy_for(url)
        self._proxies = {urlsplit(url).scheme: proxy} if proxy else {}
        self._kept: OrderedDict[tuple[str, str, Bounds], list[Place]] = OrderedDict()
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._asked = -BETWEEN

    async def find(self, words: str, bounds: Bounds, lang: str) -> list[Place]:
        """Places within bounds that the words may mean, the likeliest first; none where the server
        does not answer in time, or where too many ask at once."""
        key = " ".join(words.split()).lower()[:MOST_WORDS], lang, bounds
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if self._waiting >= MOST_WAITING:
            return []
        self._waiting += 1
        try:
            async with asyncio.timeout(SECONDS), self._turn:
                await asyncio.sleep(self._asked + self._between - time.monotonic())
                self._asked = time.monotonic()
                found = await self._ask(*key)
        except Exception as error:
            # Whatever it answers, nobody who waits for it may be held up or lost. What was asked,
            # which it may repeat, is not for the log.
            log().warning("geocoder", error=type(error).__name__)
            return []
        finally:
            self._waiting -= 1
        self._kept[key] = found
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found

    async def _ask(self, words: str, lang: str, bounds: Bounds) -> list[Place]:
        south, west, north, east = bounds
        parts = urlsplit(self._url)
        async with Nominatim(
            domain=f"{parts.netloc}{parts.path}",
            scheme=parts.scheme,
            user_agent="street-report-bot",
            timeout=aiohttp.ClientTimeout(total=SECONDS),
            proxies=self._proxies,
            adapter_factory=AioHTTPAdapter,
        ) as nominatim:
            answer = await nominatim.geocode(
                words,
                exactly_one=False,
                limit=MOST_FOUND,
                language=lang,
                viewbox=[(south, west), (north, east)],
                bounded=True,
            )
        found = [
            Place(one.latitude, one.longitude, _reach(one.raw), str(one.address or ""))
            for one in answer or ()
        ]
        # Not every server keeps to the bounds.
        return [
            place
            for place in found[:MOST_FOUND]
            if place.label and south <= place.lat <= north and west <= place.lon <= east
        ]


def _reach(raw: Mapping[str, object]) -> float | None:
    """How far a street or a park reaches from its middle, in metres."""
    box = raw.get("boundingbox")
    if not isinstance(box, list | tuple) or len(box) != 4:
        return None
    south, north, west, east = map(float, box)
    return round(float(geodesic((south, west), (north, east)).meters) / 2, 1)
