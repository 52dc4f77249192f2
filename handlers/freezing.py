"""Final boards: a week's figures as bytes that stay, and the same bytes worked out again."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import UTC, date
from hashlib import sha256
from io import StringIO
from typing import Any, TypeVar

from handlers import settling
from handlers.figures import Measured, Standing, measure, standing
from handlers.periods import Week
from handlers.points import Version
from handlers.ranking import Ranked, UnitFigures, WardFigures
from handlers.scoring import RATED
from handlers.work import Work
from storage import frozen, ledger
from storage.database import create
from storage.tables import FrozenWeek

T = TypeVar("T", UnitFigures, WardFigures)
LINE = ("day", "about", "rule", "version", "count", "points", "minutes", "unit_id", "ward_id",
        "code")  # fmt: skip
"""what a ledger's file tells of a line: nothing of people, and nothing of when it was written"""
FORM = 2
"""how that file is laid out; the first had whole codes, in the order in which it all happened"""


async def freeze(work: Work, week: Week) -> FrozenWeek:
    """Make a week's boards final, with all that is known by now."""
    await settling.settle_all(work)
    measured = await measure(work)
    last = await ledger.last_line(work.session)
    found = await standing(work, week, measured, last)
    body = await _document(work, found, measured, last, work.now.astimezone(UTC).isoformat())
    row = FrozenWeek(
        name=week.name,
        first_day=week.start,
        last_day=week.last,
        body=body,
        sha256=sha256(body.encode()).hexdigest(),
        at=work.now,
    )
    await create(work.session, row)
    return row


async def again(work: Work, row: FrozenWeek) -> str:
    """A final board worked out anew, from the lines of the ledger and what was measured then."""
    said = json.loads(row.body)
    week = Week(row.first_day, (row.last_day - row.first_day).days + 1)
    measured, last = _measured(said["measured"]), said["ledger"]["last"]
    found = await standing(work, week, measured, last)
    anew = json.loads(await _document(work, found, measured, last, said["frozen_at"]))
    for board in ("units", "wards"):
        # What later versions of the program count besides was not said then.
        names = {name for line in said[board] for name in line}
        anew[board] = [{n: v for n, v in line.items() if n in names} for line in anew[board]]
    if said["ledger"].get("form") != FORM:
        # Its file had another hash; what its lines add up to is looked at all the same.
        anew["ledger"] = said["ledger"]
    return _canonical(anew)


async def holds(work: Work, row: FrozenWeek) -> bool:
    """Whether a final board is as its hash says, and still what comes out of the ledger."""
    whole = sha256(row.body.encode()).hexdigest() == row.sha256
    return whole and await again(work, row) == row.body


async def _document(
    work: Work, found: Standing, measured: Measured, last: int, frozen_at: str
) -> str:
    week, first_day = found.week, found.rules.first_day
    file = as_csv(await public_lines(work, week, found.rules, last))
    return _canonical(
        {
            "week": week.name,
            "from": week.start,
            "to": week.last,
            "frozen_at": frozen_at,
            "rules": {"from": first_day, "sha256": work.world.points.sha256(first_day)},
            "ledger": {
                "form": FORM,
                "lines": file.count("\n") - 1,
                "last": last,
                "sha256": sha256(file.encode()).hexdigest(),
            },
            "measured": {
                "units": measured.units,
                "wards": measured.wards,
                "heirs": {old: new for old, new in measured.heirs.items() if old != new},
                "open": measured.open,
            },
            "units": [{"rank": line.rank, **asdict(line.figures)} for line in found.units],
            "wards": [{"rank": line.rank, **asdict(line.figures)} for line in found.wards],
        }
    )


async def public_lines(work: Work, week: Week, rules: Version, last: int) -> list[Any]:
    """The lines of a week up to one that anybody may read."""
    lines = await ledger.lines_between(work.session, week.start, week.last, last)
    return public(lines, rules)


def public(lines: Iterable[Any], rules: Version) -> list[Any]:
    """What reporters said to closings of a ward is left out where it is little, so that nobody's
    own word can be told."""
    listed, said = list(lines), Counter[int]()
    for line in listed:
        if line.rule in RATED:
            said[line.ward_id] += line.count
    few = rules.wards.least_ratings
    return [line for line in listed if line.rule not in RATED or said[line.ward_id] >= few]


def _canonical(value: Mapping[str, Any]) -> str:
    """One text for one value: names in order, no spaces, nothing but integers for numbers."""
    # Numbers that are names become texts before they are put in order, as whoever reads it sees.
    plain = json.loads(json.dumps(value, default=date.isoformat))
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _measured(said: Mapping[str, Any]) -> Measured:
    wards = {int(ward): name for ward, name in said["wards"].items()}
    heirs = {int(old): new for old, new in said["heirs"].items()}
    return Measured(
        {int(unit): name for unit, name in said["units"].items()},
        wards,
        heirs,
        {int(ward): (count, days) for ward, (count, days) in said["open"].items()},
    )


def last_of(row: FrozenWeek) -> int:
    """The last line of the ledger that a final board knows."""
    return int(json.loads(row.body)["ledger"]["last"])


def standing_of(work: Work, row: FrozenWeek) -> Standing:
    """A final board as it is shown."""
    said = json.loads(row.body)
    rules = work.world.points.on(row.last_day) or work.world.points.versions[0]
    return Standing(
        Week(row.first_day, (row.last_day - row.first_day).days + 1),
        rules,
        [Ranked(line["rank"], _figures(UnitFigures, line)) for line in said["units"]],
        [Ranked(line["rank"], _figures(WardFigures, line)) for line in said["wards"]],
        sha256=row.sha256,
    )


def _figures(kind: type[T], line: Mapping[str, Any]) -> T:
    known = {one.name for one in fields(kind)}
    return kind(**{name: value for name, value in line.items() if name in known})


def half(code: str | None) -> str:
    """So much of a report's code that whoever has it knows it again, and nobody else can look at
    the report: its page is for those who have the code, and a board is for everybody."""
    return code[:2] + "•" * len(code[2:]) if code else ""


def as_csv(lines: Iterable[Any]) -> str:
    """Lines of the ledger for anybody who wants to add them up. What reporters said is a sum by
    ward, and no line stands where it was written: beside the confirmation of a report that is the
    word on it."""
    said, rows = Counter[tuple[str, int]](), []
    for line in lines:
        if line.rule in RATED:
            said[line.rule, line.ward_id] += line.count
        else:
            values = [half(line.code) if name == "code" else getattr(line, name) for name in LINE]
            rows.append(["" if value is None else str(value) for value in values])
    for (rule, ward_id), count in said.items():
        sums = {"rule": rule, "ward_id": ward_id, "count": count, "points": 0}
        rows.append([str(sums.get(name, "")) for name in LINE])
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(LINE)
    writer.writerows(sorted(rows))
    return out.getvalue()


async def has_something(work: Work, week: Week) -> bool:
    """Whether anything counts in a week."""
    await settling.settle_all(work)
    return bool(await ledger.lines_between(work.session, week.start, week.last, most=1))


async def shown(work: Work, week: Week) -> Standing:
    """A week's boards: final where they are, as of now otherwise, and a draft once it is over."""
    row = await frozen.find(work.session, week.name)
    if row is not None:
        return standing_of(work, row)
    found = await standing(work, week)
    over = work.world.day(work.now) > week.last
    return Standing(found.week, found.rules, found.units, found.wards, draft=over)
