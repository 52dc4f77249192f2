"""Addresses that people type, looked up at a Nominatim server: slowly, and one at a time."""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass
from urllib.parse import urlsplit

from geopy.exc import GeopyError
from geopy.geocoders import Nominatim

from bot.logs import log

Bounds = tuple[float, float, float, float]
"""south, west, north, east"""

BETWEEN = 1.0
"""seconds from one question to the next, as the public server asks for"""
MOST_WAITING = 5
MOST_FOUND = 5
KEPT = 500
TIMEOUT = 8


@dataclass(frozen=True, slots=True)
class Address:
    """A place with the words for it."""

    label: str
    lat: float
    lon: float


class Geocoder:
    """Answers are kept, because many people ask for the same streets."""

    def __init__(self, url: str, between: float = BETWEEN) -> None:
        parts = urlsplit(url)
        self._between = between
        self._nominatim = Nominatim(
            domain=f"{parts.netloc}{parts.path}",
            scheme=parts.scheme,
            user_agent="street-report-bot",
            timeout=TIMEOUT,
        )
        self._kept: OrderedDict[tuple[str, str, Bounds], list[Address]] = OrderedDict()
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._asked = -BETWEEN

    async def find(self, words: str, bounds: Bounds, lang: str) -> list[Address]:
        """Places within bounds that the words may mean, the likeliest first; none where the server
        does not answer, or where too many ask at once."""
        key = " ".join(words.split()).lower(), lang, bounds
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if self._waiting >= MOST_WAITING:
            return []
        self._waiting += 1
        try:
            async with self._turn:
                await asyncio.sleep(self._asked + self._between - time.monotonic())
                self._asked = time.monotonic()
                found = await asyncio.to_thread(self._ask, *key)
        except GeopyError as error:
            log().warning("geocoder", error=f"{type(error).__name__}: {error}")
            return []
        finally:
            self._waiting -= 1
        self._kept[key] = found
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found

    def _ask(self, words: str, lang: str, bounds: Bounds) -> list[Address]:
        south, west, north, east = bounds
        found = self._nominatim.geocode(
            words,
            exactly_one=False,
            limit=MOST_FOUND,
            language=lang,
            viewbox=[(south, west), (north, east)],
            bounded=True,
        )
        return [Address(one.address, one.latitude, one.longitude) for one in found or ()]
