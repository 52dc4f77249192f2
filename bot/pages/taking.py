"""Taking in what people do on pages: a place as they gave it, stored and then handled."""

import asyncio
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.pages.channel import Web
from handlers import reused
from handlers.messages import Place
from handlers.routing import Outside, route
from storage import inbox, people, reports
from storage.inbox import Raw
from storage.tables import Draft

if TYPE_CHECKING:
    from bot.process import Process

PATIENCE = 8.0
"""seconds that somebody at a page waits for an answer"""
LOOK_EVERY = 0.05


class Refused(Exception):
    """What came cannot be taken; why, and what else the page should know."""

    def __init__(self, why: str, status: int = 400, **more: Any) -> None:
        super().__init__(why)
        self.status, self.said = status, {"error": why} | more


def read_place(process: "Process", said: Any) -> Place:
    """A place inside the wards, or so close that it counts. Raises `Refused`."""
    try:
        lat, lon = float(said["lat"]), float(said["lon"])
        accuracy = said.get("accuracy")
        accuracy = float(accuracy) if accuracy is not None else None
    except (TypeError, KeyError, ValueError, AttributeError, OverflowError) as error:
        raise Refused("bad") from error
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        raise Refused("bad")
    if accuracy is not None and not 0 <= accuracy < math.inf:
        accuracy = None
    place = Place(round(lat, 6), round(lon, 6), accuracy)
    found = route(process.world.wards.map, place, process.world.rules.intake)
    if isinstance(found, Outside):
        ward = found.nearest.name if found.nearest else ""
        raise Refused("outside", 422, ward=ward, metres=round(found.metres))
    return place


async def take_in(process: "Process", updates: Sequence[Raw]) -> bool:
    """Store updates that belong together, and wait until they are handled; False when that takes
    longer than somebody at a page waits. They are on disk in any case."""
    await process.store_for(Web.name)(updates)
    try:
        async with asyncio.timeout(PATIENCE):
            for update in updates:
                while not await _is_handled(process, update.event_id):  # noqa: ASYNC110  (of a row)
                    await asyncio.sleep(LOOK_EVERY)
    except TimeoutError:
        return False
    return True


async def filed(
    process: "Process", session: AsyncSession, channel: str, address: str, message_id: str
) -> dict[str, str]:
    """The report that a photo became part of, as pages tell of it; nothing where there is none."""
    chat = await people.find_chat(session, channel, address)
    if chat is None:
        return {}
    report = await reports.by_message(session, chat.id or 0, message_id)
    if report is None:
        return {}
    return {"code": report.code, "ward": process.world.wards.name(report.ward_id)}


async def known(session: AsyncSession, channel: str, address: str, message_id: str) -> str:
    """The code of the report that has the photos of half a report, where all are known."""
    chat = await people.find_chat(session, channel, address)
    photo = await reports.photo_at(session, chat.id or 0, message_id) if chat else None
    if photo is None or photo.draft_id is None:
        return ""
    photos = await reports.draft_photos(session, photo.draft_id)
    draft = await session.get_one(Draft, photo.draft_id)
    old = await reused.known(session, photos, draft.person_id)
    return old[photo.id or 0].report.code if len(old) == len(photos) else ""


async def _is_handled(process: "Process", event_id: str) -> bool:
    async with process.db.read() as session:
        row = await inbox.at(session, Web.name, event_id)
    return row is None or row.done_at is not None or row.parked_at is not None
