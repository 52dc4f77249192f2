"""The ledger of points: what waits for it, what it says, new lines, and sums of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, insert, select, text, tuple_
from sqlmodel import col
from sqlmodel import select as select_rows
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import UtcTime, columns, insert_new, run
from storage.tables import Chat, Entry, Event, PointVersion, Report

Subject = Literal["unit", "ward", "person"]


@dataclass(frozen=True, slots=True)
class Sent:
    """A report as far as its points depend on it."""

    id: int
    code: str
    state: str
    sort: str
    kind: str
    urgent: bool
    person_id: int
    unit_id: int | None
    lat: float
    lon: float
    created_at: datetime
    day: date
    """the local one on which it was sent"""
    channel: str
    believed_at: datetime | None = None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event that nobody undid."""

    id: int
    kind: str
    at: datetime
    person_id: int | None
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sum:
    """What the lines of a subject and a rule add up to."""

    count: int = 0
    points: int = 0


Sums = defaultdict[int, dict[str, Sum]]
_R, _C, _E = columns(Report), columns(Chat), columns(Entry)
_SENT = select(
    _R.id, _R.code, _R.state, _R.sort, _R.kind, _R.urgent, _R.person_id, _R.unit_id,
    _R.lat, _R.lon, _R.created_at, _R.believed_at, _R.doubt, _C.channel,
).join(Chat.__table__, _C.id == _R.chat_id)  # type: ignore[attr-defined]  # fmt: skip
_BETWEEN = (
    _R.created_at >= bindparam("start", type_=UtcTime),
    _R.created_at < bindparam("end", type_=UtcTime),
)
_BY_ID = _SENT.where(_R.id.in_(bindparam("ids", expanding=True)))
_BY_PERSON = _SENT.where(_R.person_id == bindparam("person"), *_BETWEEN)
_BY_CHANNEL = _SENT.where(
    _R.unit_id == bindparam("unit"), _C.channel == bindparam("channel"), *_BETWEEN
)
_NEAR = _SENT.where(
    _R.unit_id == bindparam("unit"),
    *_BETWEEN,
    _R.lat.between(bindparam("south"), bindparam("north")),
    _R.lon.between(bindparam("west"), bindparam("east")),
)

_WITH_CODE = select(_E, _R.code).join_from(
    Entry.__table__,  # type: ignore[attr-defined]
    Report.__table__,  # type: ignore[attr-defined]
    _R.id == _E.report_id,
    isouter=True,
)


async def alone(session: AsyncSession) -> None:
    """Let nobody else write to the ledger until this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        await session.exec(text("SELECT pg_advisory_xact_lock(7108)"))  # type: ignore[call-overload]


async def waiting(session: AsyncSession, now: datetime, most: int) -> Sequence[Report]:
    """Reports that changed or fell due since they were last looked at. Those that somebody is
    changing at this moment have time until the next look."""
    found = await session.exec(
        select_rows(Report)
        .where(col(Report.settle_at) < now)
        .order_by(col(Report.settle_at), col(Report.id))
        .limit(most)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return found.all()


async def _sent(
    session: AsyncSession, zone: ZoneInfo, query: Any, params: dict[str, Any]
) -> list[Sent]:
    return [
        Sent(**row._mapping, day=row.created_at.astimezone(zone).date())
        for row in await run(session, query, params)
    ]


async def by_id(session: AsyncSession, zone: ZoneInfo, ids: Collection[int]) -> list[Sent]:
    return await _sent(session, zone, _BY_ID, {"ids": list(ids)})


async def by_person(
    session: AsyncSession, zone: ZoneInfo, person_id: int, start: datetime, end: datetime
) -> list[Sent]:
    params = {"person": person_id, "start": start, "end": end}
    return await _sent(session, zone, _BY_PERSON, params)


async def by_channel(
    session: AsyncSession,
    zone: ZoneInfo,
    unit_id: int,
    channel: str,
    start: datetime,
    end: datetime,
) -> list[Sent]:
    """A branch's reports that came by a channel."""
    params = {"unit": unit_id, "channel": channel, "start": start, "end": end}
    return await _sent(session, zone, _BY_CHANNEL, params)


async def near(
    session: AsyncSession,
    zone: ZoneInfo,
    unit_id: int,
    start: datetime,
    end: datetime,
    box: tuple[float, float, float, float],
) -> list[Sent]:
    """A branch's reports inside a box of (south, west, north, east)."""
    south, west, north, east = box
    params = {"unit": unit_id, "start": start, "end": end,
              "south": south, "west": west, "north": north, "east": east}  # fmt: skip
    return await _sent(session, zone, _NEAR, params)


async def events(
    session: AsyncSession, report_ids: Collection[int], kinds: Collection[str]
) -> dict[int, list[Happened]]:
    """What happened to some reports and was not undone, in order."""
    c = columns(Event)
    found: dict[int, list[Happened]] = defaultdict(list)
    for row in await run(
        session,
        select(c.id, c.report_id, c.kind, c.at, c.person_id, c.data)
        .where(c.report_id.in_(report_ids), c.kind.in_(kinds), c.undone_at.is_(None))
        .order_by(c.at, c.id),
    ):
        found[row.report_id].append(Happened(row.id, row.kind, row.at, row.person_id, row.data))
    return found


async def entries(session: AsyncSession, report_ids: Collection[int]) -> list[Any]:
    """All lines about some reports, as rows, in the order in which they were written."""
    query = select(_E).where(_E.report_id.in_(report_ids)).order_by(_E.id)
    return list(await run(session, query))


async def find(session: AsyncSession, key: str) -> Entry | None:
    """The line under a key."""
    return (await session.exec(select_rows(Entry).where(Entry.key == key))).first()


async def days_met(session: AsyncSession, days: Collection[tuple[int, date]]) -> list[Any]:
    """All lines about whether branches met their target on some days."""
    query = select(_E).where(_E.rule == "day", tuple_(_E.unit_id, _E.about).in_(list(days)))
    return list(await run(session, query.order_by(_E.id)))


async def rounds(session: AsyncSession, unit_id: int, start: datetime, end: datetime) -> int:
    """How many rounds of a branch on which nothing was wrong got their points."""
    query = (
        select(func.sum(_E.count))
        .join(Report.__table__, _R.id == _E.report_id)  # type: ignore[attr-defined]
        .where(_R.unit_id == unit_id, _R.created_at >= start, _R.created_at < end)
        .where(_R.sort == "clear", _E.rule == "clear")
    )
    return int((await run(session, query)).scalar() or 0)


async def write(session: AsyncSession, lines: Sequence[dict[str, Any]]) -> None:
    """Add lines. One that is there already under its key is a mistake of ours, and raises."""
    if lines:
        await run(session, insert(Entry.__table__), list(lines))  # type: ignore[attr-defined]


async def use_version(
    session: AsyncSession, first_day: date, body: str, sha256: str, day: date, now: datetime
) -> None:
    """Keep a version of the rules by which a day was counted."""
    query = select_rows(PointVersion).where(PointVersion.first_day == first_day)
    known = (await session.exec(query)).first()
    if known is None:
        row = {"first_day": first_day, "last_day": day, "body": body, "sha256": sha256, "at": now}
        await insert_new(session, PointVersion, [row])
    elif known.last_day < day:
        known.last_day = day


async def used_versions(session: AsyncSession) -> Sequence[PointVersion]:
    query = select_rows(PointVersion).order_by(col(PointVersion.first_day))
    return (await session.exec(query)).all()


async def lines_of(
    session: AsyncSession, of: Subject, subject_id: int, start: date, end: date, most: int
) -> list[Any]:
    """The lines of a subject on the days from one to another, the newest first, as rows with the
    code of the report that each is about."""
    query = _WITH_CODE.where(_E[f"{of}_id"] == subject_id, _E.day >= start, _E.day <= end)
    return list(await run(session, query.order_by(_E.id.desc()).limit(most)))


async def last_line(session: AsyncSession) -> int:
    """The number of the last line; 0 where there is none."""
    return (await run(session, select(func.max(_E.id)))).scalar() or 0


async def lines_between(
    session: AsyncSession,
    start: date,
    end: date,
    upto: int | None = None,
    most: int | None = None,
    rules: Collection[str] | None = None,
) -> list[Any]:
    """The lines of the days from one to another, as rows with the codes of their reports, in
    order; of some rules only, where these are named."""
    query = _WITH_CODE.where(_E.day >= start, _E.day <= end).order_by(_E.id).limit(most)
    if rules is not None:
        query = query.where(_E.rule.in_(rules))
    if upto is not None:
        query = query.where(_E.id <= upto)
    return list(await run(session, query))


async def later_lines(session: AsyncSession, start: date, end: date) -> list[Any]:
    """The lines about days from one to another that count only after them, likewise."""
    query = _WITH_CODE.where(_E.about >= start, _E.about <= end, _E.day > end, _E.day != _E.about)
    return list(await run(session, query.order_by(_E.id)))


async def sums(
    session: AsyncSession,
    of: Subject,
    start: date,
    end: date,
    ids: Iterable[int] | None = None,
    upto: int | None = None,
) -> Sums:
    """What all lines of the days from one to another add up to, by branch, ward or member and by
    rule: of some of them only, where ``ids`` names them, and of lines no later than one."""
    chosen = [_E.day.between(start, end)]
    if ids is not None:
        chosen.append(_E[f"{of}_id"].in_(list(ids)))
    if upto is not None:
        chosen.append(_E.id <= upto)
    return await _sums(session, of, chosen)


async def sums_about(session: AsyncSession, of: Subject, start: date, end: date) -> Sums:
    """What all lines for the days from one to another add up to, also those that count later
    because their week was final: by branch, ward or member and by rule."""
    within, counted_then = (c.between(start, end) for c in (_E.about, _E.day))
    # Two statements, each by an index of its own: what counts another day is little.
    found = await _sums(session, of, [counted_then, within])
    later = await _sums(session, of, [_E.day != _E.about, within, ~counted_then])
    for subject_id, sums in later.items():
        for rule, one in sums.items():
            then = found[subject_id].get(rule, Sum())
            found[subject_id][rule] = Sum(then.count + one.count, then.points + one.points)
    return found


async def _sums(session: AsyncSession, of: Subject, chosen: Sequence[Any]) -> Sums:
    subject = _E[f"{of}_id"]
    # By day first, as the index lies: to sort all lines would be most of the work.
    daily = (
        select(subject, _E.rule, func.sum(_E.count), func.sum(_E.points))
        .where(subject.is_not(None), *chosen)
        .group_by(_E.day, subject, _E.rule)
        .subquery()
    )
    who, rule, count, points = daily.c
    query = select(who, rule, func.sum(count), func.sum(points)).group_by(who, rule)
    found: Sums = defaultdict(dict)
    for row in await run(session, query):
        found[row[0]][row[1]] = Sum(int(row[2]), int(row[3]))
    return found
