"""The wards commands: import boundaries, list them, locate a place."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path

from bot import stores
from bot.amounts import amount
from bot.errors import StartError
from bot.settings import Settings
from handlers.texts import distance
from storage import wards
from storage.database import Database
from storage.ward_files import read_geojson
from storage.wards import Wards


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[tuple[Database, date]]:
    async with stores.database(settings) as db:
        yield db, datetime.now(settings.zone).date()


async def _wards(settings: Settings) -> Wards:
    from storage.trial_map import trial_wards

    async with _database(settings) as (db, today), db.write() as session:
        found = await wards.load(session, today)
        if not found.rows:
            await wards.save(session, trial_wards(), today)
            found = await wards.load(session, today)
        return found


async def take_in(settings: Settings, file: Path) -> list[str]:
    """Import a file; what it did, in lines."""
    try:
        data = await asyncio.to_thread(file.read_bytes)
    except OSError as error:
        raise StartError(f"{file}: {error.strerror}") from None
    new = read_geojson(data)
    async with _database(settings) as (db, today), db.write() as session:
        done = await wards.save(session, new, today)
        now = await wards.load(session, today)
    lines = [f"{amount(len(done.added), 'ward')} added, {len(done.updated)} updated"]
    if done.retired:
        retired = amount(len(done.retired), "approximate ward")
        lines.append(f"{retired} retired: {', '.join(done.retired)}")
    lines.append(f"{amount(len(now.in_force), 'ward is', 'wards are')} in force today")
    if now.expired:
        periods = sorted({f"{w.valid_from or '…'} – {w.valid_to or '…'}" for w in now.in_force})
        said = ", ".join(periods)
        lines[-1] = f"warning: no ward is in force today; those of {said} are used meanwhile"
    return lines


async def listing(settings: Settings) -> list[str]:
    found = await _wards(settings)
    lines = []
    for ward in found.rows.values():
        period = f"{ward.valid_from or '…'} – {ward.valid_to or '…'}"
        used = "in use although not in force" if found.expired else "in force"
        marks = [used] if ward in found.in_force else []
        marks += ["approximate"] if ward.approximate else []
        lines.append(f"{ward.code}\t{ward.name}\t{period}\t{', '.join(marks)}")
    return lines


async def locate(settings: Settings, lat: float, lon: float) -> tuple[bool, list[str]]:
    """Whether a place lies in a ward, and what there is to say about it."""
    found = await _wards(settings)
    try:
        ward = found.map.at(lat, lon)
        around = found.map.within(lat, lon, 200)
    except ValueError as error:
        raise StartError(str(error)) from None
    if ward is not None:
        note = " (approximate map)" if ward.approximate else ""
        lines = [f"{ward.code}\t{ward.name}{note}"]
    else:
        nearest = found.map.nearest(lat, lon)
        if nearest is None:
            return False, ["there are no wards"]
        area, metres = nearest
        lines = [f"in no ward; the nearest is {area.code} {area.name}, {distance(metres, 'en')}"]
    lines += [
        f"near\t{area.code}\t{area.name}\t{metres:.0f} m"
        for area, metres in around
        if ward is None or area.id != ward.id
    ]
    return ward is not None, lines
