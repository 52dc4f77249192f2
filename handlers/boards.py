"""The boards of branches and wards: figures of a week, ranked, as text and as a picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.messages import Outgoing
from handlers.pictures import MOST_ROWS, Board, Column, Row, board_spec
from handlers.ranking import Ranked, UnitFigures, WardFigures, rank_units, rank_wards
from handlers.texts import number, say
from handlers.work import Work
from storage import boards

SHORT, LONG = 900, 3500
"""UTF-16 units, in which platforms count, of a board's text up to which it goes under its picture,
and in one message"""
NAMED = 80
"""characters of names up to which wards without reports are named beside their number"""


@dataclass(frozen=True, slots=True)
class Week:
    """Seven local days from a Monday (or whatever day the rules begin a week with)."""

    start: date
    days: int = 7

    @property
    def last(self) -> date:
        return self.start + timedelta(days=self.days - 1)

    @property
    def name(self) -> str:
        year, week, _ = self.start.isocalendar()
        return f"{year}-W{week:02}"

    def label(self) -> str:
        return f"{self.start.day}/{self.start.month} – {self.last.day}/{self.last.month}"


def week_of(day: date, first_weekday: int) -> Week:
    """The week that a day belongs to."""
    return Week(day - timedelta(days=(day.weekday() - first_weekday) % 7))


async def unit_board(work: Work, week: Week) -> list[Ranked[UnitFigures]]:
    """Branches by days on which the target was met and then by valid reports."""
    today = work.world.day(work.now)
    days = [week.start + timedelta(days=n) for n in range(week.days)]
    days = [day for day in days if day <= today] or days[:1]
    bounds = [work.world.day_bounds(day) for day in days]
    figures = []
    for unit in await boards.unit_days(work.session, bounds):
        target = unit.target if unit.target is not None else work.rules.target.per_day
        met = sum(count >= target for count in unit.valid)
        figures.append(UnitFigures(unit.name, met, len(days), sum(unit.valid), unit.sent))
    return rank_units(figures)


async def ward_board(work: Work, week: Week) -> list[Ranked[WardFigures]]:
    """Wards by the share closed in time, then accepted in time, then median hours."""
    start, _ = work.world.day_bounds(week.start)
    _, end = work.world.day_bounds(week.last)
    counts = await boards.ward_counts(work.session, start, end, work.now)
    names = {ward.id: ward.name for ward in work.world.wards.in_force if ward.id is not None}
    names |= {ward_id: work.world.wards.name(ward_id) for ward_id in counts}
    figures = []
    for ward_id, name in names.items():
        c = counts.get(ward_id)
        figures.append(
            WardFigures(name, c.received, c.accepted_in_time, c.accept_decided,
                        c.closed_in_time, c.close_decided, c.median_hours)
            if c else WardFigures(name, 0, 0, 0, 0, 0, None)
        )  # fmt: skip
    return rank_wards(figures)


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole}" if whole else "–"


def unit_picture(ranked: list[Ranked[UnitFigures]], week: Week, lang: str) -> Board:
    """Every branch has a line, as each owes its target."""
    rows = tuple(
        Row(r.rank, (r.figures.name, f"{r.figures.days_met}/{r.figures.days}",
                     str(r.figures.valid), str(r.figures.sent)))
        for r in ranked
    )  # fmt: skip
    return Board(
        title=say(lang, "board-units"),
        subtitle=say(lang, "board-week", week=week.label()),
        columns=(
            Column(say(lang, "board-unit"), "left", flex=True),
            Column(say(lang, "board-days"), "right"),
            Column(say(lang, "board-valid"), "right"),
            Column(say(lang, "board-sent"), "right"),
        ),
        rows=rows,
        footer=say(lang, "board-units-how"),
        empty=say(lang, "board-no-units"),
    )


def ward_picture(
    ranked: list[Ranked[WardFigures]], week: Week, lang: str, *, everyone: bool = False
) -> Board:
    """Wards without reports share a line; ``everyone`` is named in it, however many they are."""
    rows = tuple(
        Row(
            r.rank,
            (
                r.figures.name,
                str(r.figures.received),
                _share(r.figures.accepted_in_time, r.figures.accept_decided),
                _share(r.figures.closed_in_time, r.figures.close_decided),
                "–" if r.figures.median_hours is None else number(r.figures.median_hours, lang),
            ),
        )
        for r in ranked
        if r.figures.received
    )
    quiet = [r.figures.name for r in ranked if not r.figures.received]
    names = ", ".join(quiet)
    rest = say(lang, "board-quiet", count=len(quiet)) if quiet else ""
    if quiet and (everyone or len(names) <= NAMED):
        rest += f" ({names})"
    return Board(
        title=say(lang, "board-wards"),
        subtitle=say(lang, "board-week", week=week.label()),
        columns=(
            Column(say(lang, "board-ward"), "left", flex=True),
            Column(say(lang, "board-received"), "right"),
            Column(say(lang, "board-accepted"), "right"),
            Column(say(lang, "board-closed"), "right"),
            Column(say(lang, "board-hours"), "right"),
        ),
        rows=rows,
        footer=say(lang, "board-wards-how"),
        empty=rest or say(lang, "board-no-wards"),
        rest=rest if rows else "",
    )


def as_text(board: Board) -> str:
    """The same figures as words, for those who cannot open the picture: the columns are named
    once, then a line a row."""
    if not board.rows:
        return board.empty
    lines = [" · ".join(column.label for column in board.columns)]
    for row in board.rows:
        rank = f"{row.rank}." if row.rank is not None else "–"
        lines.append(f"{rank} {row.cells[0]}: {' · '.join(row.cells[1:])}")
    return "\n".join([*lines, board.rest] if board.rest else lines)


def in_words(board: Board, how: str = "", late: str = "") -> list[Outgoing]:
    """A board without its picture, in as many messages as it needs."""
    title = f"{board.title} · {board.subtitle}"
    text = late + as_text(board) + (f"\n\n{how}" if how else "")
    return [Outgoing(title=title, text=page) for page in _pages(text)]


def _fits(text: str, units: int) -> bool:
    return len(text.encode("utf-16-le")) <= 2 * units


def _pages(text: str) -> Iterator[str]:
    while not _fits(text, LONG):
        most = len(text.encode("utf-16-le")[: 2 * LONG].decode("utf-16-le", "ignore"))
        ends = (text.rfind(end, 1, most) for end in ("\n", ", ", " "))
        end = next((end for end in ends if end > 0), most)
        yield text[:end]
        text = text[end:].lstrip(", \n")
    yield text


def messages(board: Board, late: str = "") -> list[Outgoing]:
    """A board as a picture with its figures as text, under it or after it where they are many."""
    if len(board.rows) > MOST_ROWS:
        return in_words(board, late=late)
    title = f"{board.title} · {board.subtitle}"
    text = as_text(board)
    if _fits(text, SHORT):
        return [Outgoing(title=title, text=late + text, picture=board_spec(board))]
    return [Outgoing(title=title, text=late, picture=board_spec(board)), *in_words(board)]


def board_due(now: datetime, work: Work) -> tuple[datetime, Week]:
    """The latest moment a board fell due, and the week before it that the board is about."""
    rule = work.rules.board
    today = work.world.day(now)
    day = today - timedelta(days=(today.weekday() - rule.weekday) % 7)
    due = work.world.at(day, rule.at)
    if due > now:
        day -= timedelta(days=7)
        due = work.world.at(day, rule.at)
    return due, week_of(day - timedelta(days=7), rule.weekday)
