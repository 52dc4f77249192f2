"""Pages of the boards: weeks, final or not, each figure with its lines, and files to check them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.pages.shell import Shell
from bot.pages.texts import language, say
from handlers import boards, freezing
from handlers.amounts import signed, worth
from handlers.figures import Standing
from handlers.periods import Week, this_week, week_named
from handlers.pictures import Board
from handlers.scoring import CONFIRMED, RATED, RULES, VALID
from handlers.texts import number
from handlers.texts import say as say_in_chats
from handlers.why import given
from handlers.work import Work
from storage import frozen, ledger
from storage.ledger import Subject
from storage.tables import FrozenWeek

NAME = re.compile(r"\d{4}-W\d{2}")
SUBJECTS: dict[str, Subject] = {"don-vi": "unit", "phuong": "ward"}
"""whose figures an address asks for: never a person's"""
CORRECTIONS = ("adjust", "adjust-day")
MOST = 5000
"""lines that one page shows"""
CELLS = {
    "don-vi": ("days", "points", "valid", "fixed"),
    "phuong": ("done", "confirmed", "hours", "content", "", "points"),
}
"""where on the page of its lines each figure of a row is explained"""
FIGURES = {
    "day": "days",
    **dict.fromkeys((*VALID, "refused"), "valid"),
    "fixed": "fixed",
    **dict.fromkeys(("done", "done-late"), "done"),
    "closed": "hours",
    **dict.fromkeys((*CONFIRMED, "reopened", "false-closing"), "confirmed"),
    **dict.fromkeys(RATED, "content"),
}
"""of which figure the lines of a rule are"""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger as it is shown."""

    day: str
    code: str
    what: str
    points: str
    later: bool
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class Part:
    """A figure with the lines behind it."""

    anchor: str
    """where it is the first one of a figure of the board"""
    what: str
    count: int
    points: str
    lines: list[Line]


class BoardPages:
    """Names of branches and wards, halves of reports' codes, and nothing about people."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._process = shell, shell.process

    def _work(self, session: Any) -> Work:
        return Work(session, self._process.clock.now(), self._process.world)

    async def weeks(self, request: web.Request) -> web.StreamResponse:
        async with self._process.db.read() as session:
            week, final = this_week(self._work(session)), await frozen.weeks(session, 60)
        return self._shell.page(request, "boards.html", week=week, final=final, short=boards.short)

    async def show(self, request: web.Request) -> web.StreamResponse:
        lang = language(request)
        async with self._process.db.read() as session:
            work = self._work(session)
            week = self._week(work, request)
            if week is None:
                return self._shell.page(request, "no_board.html", status=404)
            final = await frozen.find(session, week.name)
            found = await freezing.shown(work, week)
            afterwards = await _afterwards(work, final)
            corrections = await ledger.lines_between(
                session, week.start, week.last, rules=CORRECTIONS
            )
        units = [line.figures.id for line in found.units]
        wards = [line.figures.id for line in found.wards if not line.figures.is_quiet]
        tables = [
            _table(boards.unit_picture(found, lang), "don-vi", units),
            _table(boards.ward_picture(found, lang, everyone=True), "phuong", wards),
        ]
        names = _names(found)
        return self._shell.page(
            request, "board.html", week=week, final=final, tables=tables,
            state=boards.subtitle(found, lang),
            later=[_line(row, lang, names) for row in afterwards],
            corrections=[_line(row, lang, names) for row in corrections],
        )  # fmt: skip

    async def lines(self, request: web.Request) -> web.StreamResponse:
        """The lines behind one branch's or ward's figures of a week."""
        lang, of = language(request), SUBJECTS.get(request.match_info["what"])
        subject_id = int(request.match_info["id"])
        async with self._process.db.read() as session:
            work = self._work(session)
            week = self._week(work, request)
            found = await freezing.shown(work, week) if week is not None else None
            name = _names(found).get((of or "", subject_id)) if found is not None else None
            if week is None or of is None or found is None or name is None:
                return self._shell.page(request, "no_board.html", status=404)
            rows = await ledger.lines_of(session, of, subject_id, week.start, week.last, MOST)
            rows = freezing.public(rows, found.rules)
        return self._shell.page(
            request, "lines.html", week=week, name=name, parts=list(_parts(reversed(rows), lang)),
            total=_total(of, rows, lang), cut=len(rows) == MOST,
        )  # fmt: skip

    async def document(self, request: web.Request) -> web.StreamResponse:
        """A final board to the byte: what its hash is of."""
        async with self._process.db.read() as session:
            final = await frozen.find(session, request.match_info["week"])
        if final is None:
            return web.Response(status=404)
        return _file(final.body, "application/json", f"{final.name}.json")

    async def ledger(self, request: web.Request) -> web.StreamResponse:
        """The lines of a final week, as its document names their hash."""
        async with self._process.db.read() as session:
            final = await frozen.find(session, request.match_info["week"])
            if final is None:
                return web.Response(status=404)
            work = self._work(session)
            week, last = freezing.standing_of(work, final), freezing.last_of(final)
            rows = await freezing.public_lines(work, week.week, week.rules, last)
        return _file(freezing.as_csv(rows), "text/csv", f"{final.name}.csv")

    def _week(self, work: Work, request: web.Request) -> Week | None:
        name = request.match_info["week"]
        week = week_named(name, work.rules.board.weekday) if NAME.fullmatch(name) else None
        return week if week is not None and week.start <= work.world.day(work.now) else None


async def _afterwards(work: Work, final: FrozenWeek | None) -> list[Any]:
    """What was written about a final week and counts only later: its public log."""
    if final is None:
        return []
    found = await ledger.later_lines(work.session, final.first_day, final.last_day)
    return [row for row in found if row.rule not in RATED]


def _table(board: Board, kind: str, ids: list[int]) -> dict[str, Any]:
    rows = [
        (row, f"{kind}/{subject}", list(zip(row.cells[1:], CELLS[kind], strict=True)))
        for row, subject in zip(board.rows, ids, strict=True)
    ]
    return {"board": board, "rows": rows}


def _names(found: Standing) -> dict[tuple[str, int], str]:
    units = {("unit", line.figures.id): line.figures.name for line in found.units}
    return units | {("ward", line.figures.id): line.figures.name for line in found.wards}


def _parts(rows: Iterable[Any], lang: str) -> Iterable[Part]:
    listed, anchors = list(rows), set()
    for rule in RULES:
        mine = [row for row in listed if row.rule == rule]
        if mine:
            count, points = sum(row.count for row in mine), sum(row.points for row in mine)
            what = say_in_chats(lang, f"rule-{rule}")
            # Of what reporters said even the days would tell which report it is about.
            lines = [_line(row, lang) for row in mine if rule not in RATED]
            figure = FIGURES.get(rule, "")
            anchor = "" if figure in anchors else figure
            anchors.add(figure)
            yield Part(anchor, what, count, given(rule, points, lang), lines)


def _total(of: Subject, rows: Iterable[Any], lang: str) -> str:
    """Of a ward nothing where neither a re-check nor the office changed its score."""
    points = sum(row.points for row in rows)
    if of == "unit":
        return say(lang, "lines-total", points=worth(points, lang))
    return say(lang, "lines-extra", points=signed(points, lang)) if points else ""


def _line(row: Any, lang: str, names: Mapping[tuple[str, int], str] | None = None) -> Line:
    what = say_in_chats(lang, f"rule-{row.rule}")
    if row.counters is not None:
        what = say_in_chats(lang, "points-back", what=what)
    day = f"{row.about.day}/{row.about.month}"
    points = given(row.rule, row.points, lang)
    if row.minutes is not None:
        hours = number(row.count * row.minutes / 60, lang)
        points = say(lang, "line-hours", hours=hours.replace("-", "−"))
    subject = ("ward", row.ward_id) if row.ward_id is not None else ("unit", row.unit_id)
    who = (names or {}).get(subject, "")
    return Line(day, freezing.half(row.code), what, points, row.day != row.about, row.reason, who)


def _file(text: str, content_type: str, name: str) -> web.Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    body = text.encode()
    return web.Response(body=body, content_type=content_type, charset="utf-8", headers=headers)
