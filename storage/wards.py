"""The wards an installation knows: read from the database, imported, replaced by better ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import people
from storage.tables import Chat, Grant, Ward
from storage.ward_files import NewWard, from_wkb, to_wkb
from storage.ward_map import WardArea, WardMap

VERSION = "wards_version"


@dataclass(frozen=True)
class Wards:
    """All wards by id, and the map of those in force."""

    rows: dict[int, Ward]
    map: WardMap
    in_force: tuple[Ward, ...]
    expired: bool = False
    """no ward is in force any more, so the last ones are used"""

    def name(self, ward_id: int) -> str:
        ward = self.rows.get(ward_id)
        return ward.name if ward else str(ward_id)

    def current(self, ward_id: int) -> int:
        """The ward that answers for a ward today: itself, or its successor after a merger."""
        ward = self.rows.get(ward_id)
        if ward is None or ward in self.in_force:
            return ward_id
        heirs = [w.id for w in self.in_force if w.code in ward.successors.split()]
        return heirs[0] if heirs and heirs[0] is not None else ward_id

    @property
    def approximate(self) -> bool:
        return any(ward.approximate for ward in self.in_force)


def choose_in_force(wards: Sequence[Ward], today: date) -> tuple[list[Ward], bool]:
    """The wards of today. An installation whose wards have all ended goes on with the last ones,
    because a report that goes to an outdated ward is better than one that goes nowhere."""
    now = [
        ward
        for ward in wards
        if (ward.valid_from is None or ward.valid_from <= today)
        and (ward.valid_to is None or ward.valid_to >= today)
    ]
    if now or not wards:
        return now, False
    ended = [ward.valid_to for ward in wards if ward.valid_to is not None]
    last = max(ended, default=None)
    return [ward for ward in wards if ward.valid_to == last], True


async def load(session: AsyncSession, today: date) -> Wards:
    """The wards as they stand on a day."""
    found = list(await session.exec(select(Ward).order_by(col(Ward.code), col(Ward.id))))
    chosen, expired = choose_in_force(found, today)
    areas = [
        WardArea(ward.id, ward.code, ward.name, from_wkb(ward.geometry), ward.approximate)
        for ward in chosen
        if ward.id is not None
    ]
    rows = {ward.id: ward for ward in found if ward.id is not None}
    return Wards(rows, WardMap(areas), tuple(chosen), expired)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: ward names added, updated and retired."""

    added: tuple[str, ...]
    updated: tuple[str, ...]
    retired: tuple[str, ...]


async def save(session: AsyncSession, wards: Sequence[NewWard], today: date) -> Imported:
    """Add wards, or replace those of the same code and period. Wards of an approximate map are
    replaced by a real one of the same code (groups and officers stay with them) and retired
    otherwise. Groups and officers of ended wards move on to the successors that are named."""
    known = list(await session.exec(select(Ward)))
    by_period = {(ward.code, ward.valid_from): ward for ward in known}
    guesses = {ward.code: ward for ward in known if ward.approximate}
    real = any(not ward.approximate for ward in wards)
    added: list[str] = []
    updated: list[str] = []
    retired: list[str] = []
    for new in wards:
        row = by_period.get((new.code, new.valid_from)) or guesses.pop(new.code, None)
        (updated if row else added).append(new.name)
        row = row or Ward(code=new.code, name=new.name, geometry=b"")
        guesses.pop(new.code, None)
        row.name, row.geometry = new.name, to_wkb(new.geometry)
        row.valid_from, row.valid_to = new.valid_from, new.valid_to
        row.approximate, row.source, row.licence = new.approximate, new.source, new.licence
        row.successors = " ".join(new.successors)
        session.add(row)
    if real:
        for guess in guesses.values():
            if guess.valid_to is None:
                guess.valid_to = date.fromordinal(today.toordinal() - 1)
                retired.append(guess.name)
    await session.flush()
    await _follow_successors(session, today)
    version = int(await people.setting(session, VERSION) or 0)
    await people.remember(session, VERSION, str(version + 1))
    return Imported(tuple(added), tuple(updated), tuple(retired))


async def _follow_successors(session: AsyncSession, today: date) -> None:
    everything = list(await session.exec(select(Ward)))
    in_force, _ = choose_in_force(everything, today)
    current = {ward.code: ward for ward in in_force}
    for ward in everything:
        heirs = [current[code] for code in ward.successors.split() if code in current]
        if ward in in_force or not heirs:
            continue
        await session.exec(
            update(Chat).where(col(Chat.ward_id) == ward.id).values(ward_id=heirs[0].id)
        )
        await session.exec(
            update(Grant).where(col(Grant.ward_id) == ward.id).values(ward_id=heirs[0].id)
        )
