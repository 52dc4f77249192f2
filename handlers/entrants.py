"""Who takes part in a contest: whom the names in its file mean, and who stands for them today."""

from collections.abc import Mapping
from datetime import date
from unicodedata import normalize

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.campaigns import CampaignRules, Division
from handlers.checking import Mistake, RulesError
from storage import people
from storage.wards import Wards

Named = Mapping[str, Mapping[str, int]]
"""of "wards" and of "units": whom the names in a file meant on the day it was taken in, by id"""


async def named(
    session: AsyncSession, wards: Wards, rules: CampaignRules
) -> dict[str, dict[str, int]]:
    """Whom the names in a file mean today. Whatever they are called later, they are meant.

    Raises `RulesError` with a line for each who never existed."""
    found: dict[str, dict[str, int]] = {}
    unknown: list[Mistake] = []
    for division in rules.divisions:
        try:
            meant = await _meant(session, wards, division, {})
        except RulesError as error:
            unknown += error.args
            continue
        found.setdefault(_of(division), {}).update(meant)
    if unknown:
        raise RulesError(*unknown)
    return found


async def competitors(
    session: AsyncSession, wards: Wards, division: Division, known: Named
) -> dict[int, str]:
    """The branches or wards of a division, by id. Of members: the branches whose members they are.
    For a ward that was named and has ended its successor stands there, or itself where nobody took
    over: a merger ends no contest.

    Raises `RulesError` where somebody who is named is not ``known`` and never existed."""
    meant = await _meant(session, wards, division, known)
    everybody = await _everybody(session, wards, division)
    chosen = everybody if division.who == "all" else {meant[_key(name)] for name in division.who}
    found = set(chosen) - {meant[_key(name)] for name in division.without}
    if division.kind == "wards":
        everybody = {heir: wards.name(heir) for heir in map(wards.current, found)}
        found = set(everybody)
    return {n: everybody[n] for n in sorted(found, key=lambda number: _key(everybody[number]))}


def _of(division: Division) -> str:
    return "wards" if division.kind == "wards" else "units"


async def _everybody(session: AsyncSession, wards: Wards, division: Division) -> dict[int, str]:
    if division.kind == "wards":
        return {ward.id: ward.name for ward in wards.in_force if ward.id is not None}
    return {unit.id: unit.name for unit in await people.units(session) if unit.id is not None}


async def _meant(
    session: AsyncSession, wards: Wards, division: Division, known: Named
) -> dict[str, int]:
    """Whom the names of a division mean: who is known by them, or else who is called so today, as
    where a ward was drawn anew under another code."""
    called: dict[str, int] = {}
    known_here = known.get(_of(division), {})
    goes_on = known_here
    if division.kind == "wards":
        # Where wards of several times share a name, the one of today is meant, or else the latest.
        called = {_key(ward.name): number for number, ward in wards.rows.items()}
        ended = sorted(wards.ended, key=lambda number: wards.rows[number].valid_to or date.min)
        called |= {_key(wards.name(number)): number for number in ended}
        goes_on = {name: n for name, n in known_here.items() if n not in wards.alone}
    everybody = await _everybody(session, wards, division)
    called |= known_here
    called |= {_key(name): number for number, name in everybody.items()}
    called |= goes_on
    names = (*division.without, *(() if division.who == "all" else division.who))
    key = "mistake-no-ward" if division.kind == "wards" else "mistake-no-branch"
    if unknown := [name for name in dict.fromkeys(names) if _key(name) not in called]:
        raise RulesError(
            *(Mistake(key, division=division.slug, name=repr(name)) for name in unknown)
        )
    return {_key(name): called[_key(name)] for name in names}


def _key(name: str) -> str:
    """The same for the same name, however it is spaced and capitalised. With its marks: other
    marks are another name."""
    return " ".join(normalize("NFC", name).casefold().split())
