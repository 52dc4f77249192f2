"""How everybody stands, and why: points with the lines that they come from."""

from datetime import date, timedelta
from typing import Any

from handlers import boards, figures
from handlers.actions import By
from handlers.amounts import signed, worth
from handlers.messages import Message, Outgoing
from handlers.periods import Week, this_week
from handlers.scoring import MEMBER, RATED, RULES
from handlers.streak import streak_of
from handlers.texts import say
from handlers.words import find_codes
from handlers.work import Work
from storage import ledger, people, reports, tallies
from storage.ledger import Subject, Sum
from storage.tables import Report, Unit

LINES = 8
"""lines of the ledger that are told in a chat, the newest"""
LOOK_BACK = timedelta(days=400)
"""how long a streak can be"""


async def ranking(work: Work, by: By, message: Message, rest: str) -> list[Outgoing]:
    """This week so far, and how the figures come about."""
    lang = by.chat.lang
    now = await figures.standing(work, this_week(work))
    return [
        *boards.in_words(boards.unit_picture(now, lang), say(lang, "board-units-arithmetic")),
        *boards.in_words(
            boards.ward_picture(now, lang, everyone=True), say(lang, "board-wards-arithmetic")
        ),
    ]


async def points(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    """Of a report whose code is named; otherwise of whoever this chat is of."""
    lang = by.chat.lang
    if codes := find_codes(rest):
        report = await reports.by_code(work.session, codes[0])
        if report is None:
            return Outgoing(text=say(lang, "no-such-report"))
        return await _of_report(work, report, lang)
    week = this_week(work)
    if by.chat.role == "unit" and by.chat.unit_id is not None:
        unit = await work.session.get_one(Unit, by.chat.unit_id)
        return await _of_group(work, "unit", by.chat.unit_id, unit.name, week, lang)
    if by.chat.role == "ward" and by.chat.ward_id is not None:
        name = work.world.wards.name(by.chat.ward_id)
        return await _of_group(work, "ward", by.chat.ward_id, name, week, lang)
    if by.chat.kind == "private":
        return await _own(work, by, week)
    return Outgoing(text=say(lang, "points-where"))


async def _own(work: Work, by: By, week: Week) -> Outgoing:
    """What nobody else is shown: one's own points, place, streak and graces."""
    lang, person = by.chat.lang, by.person
    everybody = await ledger.sums(work.session, "person", week.start, week.last)
    mine = everybody.get(person.id or 0, {})
    lines = _summed(mine, lang)
    start, _ = work.world.day_bounds(week.start)
    if waiting := await tallies.count_new(work.session, person.id or 0, start):
        lines.append(say(lang, "points-waiting", count=waiting))
    totals = {one: _total(sums) for one, sums in everybody.items()}
    if mine:
        lines.append(say(lang, "points-place", **_place(totals, person.id or 0)))
        mates = await people.of_unit(work.session, person.unit_id) if person.unit_id else []
        near = {one: total for one, total in totals.items() if one in mates}
        if len(near) > 1:
            lines.append(say(lang, "points-place-unit", **_place(near, person.id or 0)))
    days = await tallies.days_of(
        work.session, person.id or 0, work.now - LOOK_BACK, work.world.zone
    )
    today = work.world.day(work.now)
    rules = work.world.points.on(today)
    grace = rules.grace_days if rules else 0
    streak = streak_of(days, today, grace, work.world.calendar.is_holiday)
    lines.append(say(lang, "points-streak", days=streak.days, grace=streak.grace_left))
    lines += await _lines(work, "person", person.id or 0, week, lang)
    return Outgoing(title=say(lang, "points-own", week=week.label()), text="\n".join(lines))


async def _of_group(
    work: Work, of: Subject, subject_id: int, name: str, week: Week, lang: str
) -> Outgoing:
    found = await ledger.sums(work.session, of, week.start, week.last, [subject_id])
    now = await figures.standing(work, week)
    unit_id, ward_id = (subject_id, None) if of == "unit" else (None, subject_id)
    own = boards.own_line(now, lang, unit_id, ward_id)
    lines = [own] if own else []
    lines += _summed(found.get(subject_id, {}), lang)
    lines += await _lines(work, of, subject_id, week, lang)
    if link := work.world.board_link(week.name):
        where = "don-vi" if of == "unit" else "phuong"
        lines.append(say(lang, "board-link", link=f"{link}/{where}/{subject_id}"))
    title = say(lang, "points-of", name=name, week=week.label())
    return Outgoing(title=title, text="\n".join(lines))


async def _of_report(work: Work, report: Report, lang: str) -> Outgoing:
    said = await ledger.entries(work.session, [report.id or 0])
    rows = [row for row in said if row.rule not in RATED]
    lines = [_line(row, lang, who=await _who(work, row)) for row in rows]
    text = "\n".join(lines) or say(lang, "points-report-none")
    return Outgoing(title=say(lang, "points-of-report", code=report.code), text=text)


async def _who(work: Work, row: Any) -> str:
    if row.ward_id is not None:
        return work.world.wards.name(row.ward_id)
    unit = await work.session.get(Unit, row.unit_id) if row.unit_id else None
    return unit.name if unit else ""


def _summed(sums: dict[str, Sum], lang: str) -> list[str]:
    """What each rule adds up to, and all of them."""
    lines = [say(lang, "points-total", points=worth(_total(sums), lang))]
    for rule in RULES:
        one = sums.get(rule, Sum())
        if one.count or one.points:
            points = given(rule, one.points, lang)
            amount = f"{one.count} ({points})" if points else str(one.count)
            lines.append(say(lang, "points-sum", what=say(lang, f"rule-{rule}"), sum=amount))
    return lines if len(lines) > 1 else [say(lang, "points-none")]


async def _lines(work: Work, of: Subject, subject_id: int, week: Week, lang: str) -> list[str]:
    rows = await ledger.lines_of(work.session, of, subject_id, week.start, week.last, LINES)
    if not rows:
        return []
    return ["", say(lang, "points-lines"), *(_line(row, lang, code=row.code) for row in rows)]


def _line(row: Any, lang: str, *, code: str | None = "", who: str = "") -> str:
    what = say(lang, f"rule-{row.rule}")
    if row.counters is not None:
        what = say(lang, "points-back", what=what)
    points = given(row.rule, row.points, lang)
    said = [f"#{code}" if code else "", points, what, who, _day(row.about)]
    return " · ".join(filter(None, [*said, row.reason]))


def given(rule: str, points: int, lang: str) -> str:
    """The points of a line, where its rule is about points."""
    return signed(points, lang) if points or rule in (*MEMBER, "adjust") else ""


def _day(day: date) -> str:
    return f"{day.day}/{day.month}"


def _total(sums: dict[str, Sum]) -> int:
    return sum(one.points for one in sums.values())


def _place(totals: dict[int, int], mine: int) -> dict[str, int]:
    above = sum(total > totals[mine] for total in totals.values())
    return {"place": above + 1, "of": len(totals)}
