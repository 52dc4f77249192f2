"""The wards an installation knows: read from the database, imported, replaced by better ones."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import shapely
from shapely import STRtree
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import people
from storage.tables import Chat, Grant, Ward
from storage.ward_files import (
    GREATEST_OVERLAP,
    NewWard,
    WardFileError,
    from_wkb,
    overlap,
    same_days,
    to_wkb,
)
from storage.ward_map import WardArea, WardMap, WardShape

VERSION = "wards_version"


@dataclass(frozen=True)
class Wards:
    """All wards by id, and the map of those in force."""

    rows: dict[int, Ward]
    map: WardMap
    in_force: tuple[Ward, ...]
    expired: bool = False
    """no ward is in force, so those nearest in time are used"""
    ended: frozenset[int] = frozenset()
    """ids of wards whose time is over and that are not used any more"""

    def name(self, ward_id: int) -> str:
        ward = self.rows.get(ward_id)
        return ward.name if ward else str(ward_id)

    def current(self, ward_id: int) -> int:
        """The ward that answers for a ward today: itself, or its successor after a merger."""
        return self._heirs.get(ward_id, ward_id)

    def answered_by(self, ward_id: int) -> list[int]:
        """The wards that a ward answers for today: itself, and those that it took over."""
        return [ward_id, *(one for one in self.rows if one != ward_id == self.current(one))]

    @cached_property
    def _heirs(self) -> dict[int, int]:
        if self.expired:
            return {}
        known = self.rows.values()
        found = {ward_id: _heir(ward, known, self.in_force) for ward_id, ward in self.rows.items()}
        return {ward_id: heir.id for ward_id, heir in found.items() if heir and heir.id is not None}

    @property
    def alone(self) -> frozenset[int]:
        """The wards that ended and left nobody in their place."""
        return frozenset(old for old in self.ended if self.current(old) == old)

    @property
    def approximate(self) -> bool:
        return any(ward.approximate for ward in self.in_force)


def choose_in_force(wards: Sequence[Ward], today: date) -> tuple[list[Ward], bool]:
    """The wards of today, and whether there are none. An installation whose wards have all ended
    goes on with the last ones of each place, because a report that goes to an outdated ward is
    better than one that goes nowhere."""
    now = [
        ward
        for ward in wards
        if (ward.valid_from is None or ward.valid_from <= today)
        and (ward.valid_to is None or ward.valid_to >= today)
    ]
    if now or not wards:
        return now, False
    # A real map of long ago is better than an approximate one that it has replaced.
    best = [ward for ward in wards if not ward.approximate] or wards
    ended = [ward for ward in best if (ward.valid_to or date.max) < today]
    if ended:
        latest = sorted(ended, key=lambda ward: ward.valid_to or date.max, reverse=True)
        return _first_of_each_place(latest), True
    return _first_of_each_place(sorted(best, key=lambda ward: ward.valid_from or date.min)), True


def _first_of_each_place(wards: Sequence[Ward]) -> list[Ward]:
    chosen: list[Ward] = []
    covered: WardShape = shapely.Polygon()
    for ward in wards:
        shape = from_wkb(ward.geometry)
        if shape.intersection(covered).area < shape.area / 2:
            chosen.append(ward)
            covered = covered.union(shape)
    return chosen


def _heir(ward: Ward, known: Collection[Ward], in_force: Collection[Ward]) -> Ward | None:
    """The ward in force that took over from a ward, after one merger or several; the first that is
    named where there are more. None where nobody took over."""
    if ward in in_force:
        return ward
    waiting, seen = [ward], [ward]
    while waiting:
        codes = waiting.pop(0).successors.split()
        for code in codes:
            for heir in in_force:
                if heir.code == code:
                    return heir
        later = [one for code in codes for one in known if one.code == code and one not in seen]
        waiting += later
        seen += later
    return None


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
    over = {
        ward_id
        for ward_id, ward in rows.items()
        if ward not in chosen and (ward.valid_to or date.max) < today
    }
    return Wards(rows, WardMap(areas), tuple(chosen), expired, frozenset(over))


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: ward names added, updated and retired."""

    added: tuple[str, ...]
    updated: tuple[str, ...]
    retired: tuple[str, ...]


async def save(session: AsyncSession, wards: Sequence[NewWard], today: date) -> Imported:
    """Add wards, or replace those of the same code and period. Wards of an approximate map are
    replaced by a real one of the same code (groups and officers stay with them) and retired
    otherwise. Groups and officers of ended wards move on to the successors that are named.

    Raises `WardFileError` where a ward lies on one that is known already and goes on."""
    known = list(await session.exec(select(Ward)))
    real = any(not ward.approximate for ward in wards)
    guesses = {ward.code: ward for ward in known if ward.approximate} if real else {}
    by_period = {
        (ward.code, ward.valid_from): ward for ward in known if not real or not ward.approximate
    }
    added: list[str] = []
    updated: list[str] = []
    retired: list[str] = []
    taken: set[int] = set()
    # Where a code has several periods, the guess becomes the ward of today.
    for new in sorted(wards, key=lambda ward: not _holds(ward, today)):
        row = by_period.get((new.code, new.valid_from)) or guesses.get(new.code)
        (updated if row else added).append(new.name)
        row = row or Ward(code=new.code, name=new.name, geometry=b"")
        taken.add(row.id or 0)
        guesses.pop(new.code, None)
        row.name, row.geometry = new.name, to_wkb(new.geometry)
        row.valid_from, row.valid_to = new.valid_from, new.valid_to
        row.approximate, row.source, row.licence = new.approximate, new.source, new.licence
        row.successors = " ".join(new.successors)
        session.add(row)
    problems = list(_overlaps(wards, [ward for ward in known if ward.id not in taken]))
    if problems:
        raise WardFileError(problems)
    for guess in guesses.values():
        if guess.valid_to is None:
            guess.valid_to = date.fromordinal(today.toordinal() - 1)
            retired.append(guess.name)
    await session.flush()
    await follow_successors(session, today)
    version = int(await people.setting(session, VERSION) or 0)
    await people.remember(session, VERSION, str(version + 1))
    return Imported(tuple(added), tuple(updated), tuple(retired))


def _overlaps(new: Sequence[NewWard], known: Sequence[Ward]) -> Iterator[str]:
    # Approximate wards are retired by real ones, and lie on them otherwise: that is no mistake.
    kept = [ward for ward in known if not ward.approximate]
    shapes = [from_wkb(ward.geometry) for ward in kept]
    drawn = [ward.geometry for ward in new]
    for one, two in STRtree(shapes).query(drawn, predicate="intersects").T.tolist():
        if new[one].approximate or not same_days(new[one], kept[two]):
            continue
        part = overlap(drawn[one], shapes[two])
        if part > GREATEST_OVERLAP:
            yield (
                f"feature {one + 1} ({new[one].name}): overlaps the ward {kept[two].code} "
                f"({kept[two].name}), which is there already and not ended by this file, "
                f"by {part:.0%} of the smaller ward"
            )


def _holds(ward: NewWard, today: date) -> bool:
    return (ward.valid_from or date.min) <= today <= (ward.valid_to or date.max)


async def follow_successors(session: AsyncSession, today: date) -> None:
    """Move groups and officers of wards that ended to the wards that took over."""
    everything = list(await session.exec(select(Ward)))
    in_force, expired = choose_in_force(everything, today)
    if expired:
        # Codes are used again: of an old map nobody knows whether a name is the ward that is meant.
        return
    for ward in everything:
        heir = _heir(ward, everything, in_force)
        if heir is None or heir is ward:
            continue
        await session.exec(update(Chat).where(col(Chat.ward_id) == ward.id).values(ward_id=heir.id))
        for grant in await session.exec(select(Grant).where(Grant.ward_id == ward.id)):
            # Somebody may have been an officer of more than one of the wards that merged.
            if await people.is_granted(session, grant.person_id, grant.role, heir.id):
                await session.delete(grant)
            else:
                grant.ward_id = heir.id
            await session.flush()
