"""The boards of branches and wards as text and as a picture."""

from collections.abc import Iterator

from handlers.amounts import percent, worth
from handlers.figures import Standing
from handlers.messages import Outgoing
from handlers.pictures import MOST_ROWS, Board, Column, Row, board_spec
from handlers.points import WHOLE
from handlers.ranking import WardFigures
from handlers.texts import number, say

SHORT, LONG = 900, 3500
"""UTF-16 units, in which platforms count, of a board's text up to which it goes under its picture,
and in one message"""
NAMED = 80
"""characters of names up to which wards without reports are named beside their number"""


def share(part: int, whole: int) -> str:
    return f"{part}/{whole}" if whole > 0 else "–"


def subtitle(standing: Standing, lang: str) -> str:
    week = say(lang, "board-week", week=standing.week.label())
    if standing.sha256:
        return f"{week} · {say(lang, 'board-frozen', hash=short(standing.sha256))}"
    return f"{week} · {say(lang, 'board-is-draft')}" if standing.draft else week


def short(sha256: str) -> str:
    """As much of a hash as people compare by eye."""
    return sha256[:8]


def unit_picture(standing: Standing, lang: str) -> Board:
    """Every branch has a line, as each owes its target."""
    rows = tuple(
        Row(
            r.rank,
            (
                r.figures.name,
                f"{r.figures.days_met}/{r.figures.days}",
                worth(r.figures.points, lang),
                share(r.figures.valid, r.figures.decided),
                str(r.figures.fixed),
            ),
        )
        for r in standing.units
    )
    return Board(
        title=say(lang, "board-units"),
        subtitle=subtitle(standing, lang),
        columns=(
            Column(say(lang, "board-unit"), "left", flex=True),
            Column(say(lang, "board-days"), "right"),
            Column(say(lang, "board-points"), "right"),
            Column(say(lang, "board-valid"), "right"),
            Column(say(lang, "board-fixed"), "right"),
        ),
        rows=rows,
        footer=unit_arithmetic(standing, lang),
        empty=say(lang, "board-no-units"),
    )


def unit_arithmetic(standing: Standing, lang: str) -> str:
    """In one sentence how branches are ranked, with the figures of the rules."""
    rules = standing.rules
    return say(
        lang,
        "board-units-how",
        cap=rules.cap,
        report=worth(rules.points.report, lang),
        fixed=worth(rules.points.fixed, lang),
        clear=worth(rules.points.clear, lang),
        again=percent(rules.same_spot.value, lang),
    )


def ward_arithmetic(standing: Standing, lang: str) -> str:
    weights = standing.rules.wards
    whole = weights.on_time + weights.confirmed
    return say(
        lang,
        "board-wards-how",
        time=percent(weights.on_time * WHOLE // whole, lang),
        confirmed=percent(weights.confirmed * WHOLE // whole, lang),
    )


def ward_picture(standing: Standing, lang: str, *, everyone: bool = False) -> Board:
    """Wards without a case share a line, and so do those with too few to judge them by; with
    ``everyone`` all of them are named there, however many they are."""
    quiet = [r.figures.name for r in standing.wards if r.figures.is_quiet]
    known = [r for r in standing.wards if not r.figures.is_quiet]
    few = [r.figures.name for r in known if r.figures.score is None]
    rows = tuple(
        Row(
            r.rank,
            (r.figures.name, *_ward_cells(r.figures, lang)),
            medal=(r.figures.score or 0) > 0,
        )
        for r in known
    )
    lines = [
        _together("board-few", few, lang, everyone=everyone, least=standing.rules.wards.least),
        _together("board-quiet", quiet, lang, everyone=everyone),
    ]
    rest = "\n".join(filter(None, lines))
    return Board(
        title=say(lang, "board-wards"),
        subtitle=subtitle(standing, lang),
        columns=(
            Column(say(lang, "board-ward"), "left", flex=True),
            Column(say(lang, "board-done"), "right"),
            Column(say(lang, "board-confirmed"), "right"),
            Column(say(lang, "board-hours"), "right"),
            Column(say(lang, "board-content"), "right"),
            Column(say(lang, "board-oldest"), "right"),
            Column(say(lang, "board-score"), "right"),
        ),
        rows=rows,
        footer=ward_arithmetic(standing, lang),
        empty=rest or say(lang, "board-no-wards"),
        rest=rest if rows else "",
    )


def _together(what: str, names: list[str], lang: str, *, everyone: bool, **args: int) -> str:
    """A line for all wards of which nothing else is to be said."""
    if not names:
        return ""
    listed = ", ".join(names)
    line = say(lang, what, count=len(names), **args)
    return f"{line} ({listed})" if everyone or len(listed) <= NAMED else line


def _ward_cells(ward: WardFigures, lang: str) -> tuple[str, ...]:
    minutes, oldest = ward.median_minutes, ward.oldest_days
    return (
        share(ward.done, ward.decided),
        share(ward.confirmed, ward.judged),
        "–" if minutes is None else number(minutes / 60, lang),
        share(ward.good, ward.rated),
        "–" if oldest is None else str(oldest),
        "–" if ward.score is None else worth(ward.score, lang),
    )


def own_line(standing: Standing, lang: str, unit_id: int | None, ward_id: int | None) -> str:
    """Where one branch or ward stands; nothing where there is nothing to tell."""
    for unit in standing.units:
        if unit_id == unit.figures.id:
            days = f"{unit.figures.days_met}/{unit.figures.days}"
            points = worth(unit.figures.points, lang)
            return say(lang, "own-unit", days=days, points=points, rank=unit.rank or "–")
    for ward in standing.wards:
        if ward_id == ward.figures.id and not ward.figures.is_quiet:
            done = share(ward.figures.done, ward.figures.decided)
            stood = share(ward.figures.confirmed, ward.figures.judged)
            return say(lang, "own-ward", done=done, confirmed=stood, rank=ward.rank or "–")
    return ""


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
    """A board without its picture, in as many messages as it needs, and how it comes about."""
    title = f"{board.title} · {board.subtitle}"
    text = f"{late}{as_text(board)}\n\n{how or board.footer}"
    return [Outgoing(title=title, text=page) for page in _pages(text)]


def _fits(text: str, units: int) -> bool:
    return len(text.encode("utf-16-le")) <= 2 * units


def fits_a_picture(text: str) -> bool:
    """Whether words are few enough to stand under a picture."""
    return _fits(text, SHORT)


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
    if fits_a_picture(text):
        return [Outgoing(title=title, text=late + text, picture=board_spec(board))]
    return [Outgoing(title=title, text=late, picture=board_spec(board)), *in_words(board)]
