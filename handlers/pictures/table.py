"""Where everything in a ranking table goes; how it looks is in `board`."""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from handlers.pictures import MOST_ROWS, Board, Row
from handlers.pictures.fonts import Fitted, Weight, clean, font, name, narrowest, shrink, width

PODIUM = (1, 2, 3)
MISSING = "–"
# A number cut short is a wrong number, so it may become this much smaller first.
SMALLEST = 0.35


class Scale(NamedTuple):
    """The sizes one picture is drawn in: the more rows, the tighter."""

    panels: int
    panel: int
    body: int
    lead: int
    row: int
    podium: int
    gap: int

    @property
    def head(self) -> int:
        return round(self.body * 0.78)

    @property
    def pad(self) -> int:
        return round(self.body * 0.42)

    @property
    def medal(self) -> int:
        return round(self.podium * 0.72)


class Line(NamedTuple):
    """One row, measured."""

    row: Row
    cells: tuple[Fitted, ...]
    height: int


class Layout(NamedTuple):
    """Every size and line of one picture; the rank's column comes first."""

    sizes: Scale
    columns: tuple[int, ...]
    parts: list[list[Line]]


def scale(rows: int) -> Scale:
    if rows <= 16:
        return Scale(1, 1008, body=36, lead=40, row=80, podium=112, gap=10)
    if rows <= 30:
        return Scale(1, 1008, body=34, lead=37, row=68, podium=94, gap=8)
    if rows <= 48:
        return Scale(1, 1008, body=29, lead=32, row=54, podium=74, gap=6)
    # A taller strip would be scaled down to fit a phone until nobody can read it.
    return Scale(max(2, -(-rows // 60)), 660, body=23, lead=24, row=42, podium=54, gap=4)


def words(cell: str) -> str:
    """A cell's text; a name of nothing but emoji still shows that something is there."""
    return clean(cell) or (MISSING if cell.strip() else "")


def layout(board: Board) -> Layout:
    if len(board.rows) > MOST_ROWS:
        raise ValueError(f"a board has {len(board.rows)} rows, at most {MOST_ROWS} can be read")
    sizes = scale(len(board.rows))
    natural = [
        max((_natural(row, index, sizes) for row in board.rows), default=0.0)
        for index in range(len(board.columns))
    ]
    columns = _widths(board, sizes, natural)
    lines = [_measured(board, row, sizes, columns, natural) for row in board.rows]
    return Layout(sizes, tuple(columns), panels(lines, sizes.panels))


def podium(row: Row) -> int:
    """The place that a row's medal shows; 0 where it gets none."""
    return row.rank if row.rank in PODIUM and row.medal else 0


def _style(row: Row, sizes: Scale) -> tuple[int, Weight]:
    lead = podium(row)
    return sizes.lead if lead else sizes.body, "Bold" if lead or row.mark else "Medium"


def _natural(row: Row, index: int, sizes: Scale) -> float:
    return width(words(row.cells[index]), font(*_style(row, sizes)))


def _widths(board: Board, sizes: Scale, natural: Sequence[float]) -> list[int]:
    """The rank's width, then every column's; together they fill a panel."""
    head = font(sizes.head, "SemiBold")
    digits = width("999", font(sizes.body, "Bold"))
    rank = round(max(sizes.medal, digits) + 2 * sizes.pad + 8)
    wanted = [
        ceil(max(narrowest(clean(column.label), head), cell)) + 2 * sizes.pad
        for column, cell in zip(board.columns, natural, strict=True)
    ]
    flexible = [i for i, column in enumerate(board.columns) if column.flex] or [0]
    fixed = [i for i in range(len(wanted)) if i not in flexible]
    room = sizes.panel - rank
    # Names need the room most, and words can wrap where numbers cannot.
    most = room * (60 if len(fixed) < 5 else 75) // 100
    texts = [i for i in fixed if board.columns[i].align == "left"]
    numbers = [i for i in fixed if i not in texts]
    _yield(wanted, numbers, most - len(texts) * room * 18 // 100)
    _yield(wanted, texts, most - sum(wanted[i] for i in numbers))
    left = room - sum(wanted[i] for i in fixed)
    for i in flexible:
        wanted[i] = left // len(flexible)
    wanted[flexible[0]] += left % len(flexible)
    return [rank, *wanted]


def _yield(wanted: list[int], columns: Sequence[int], most: int) -> None:
    """The widest columns give way until all of them fit."""
    while columns and sum(wanted[i] for i in columns) > most:
        wanted[max(columns, key=lambda i: wanted[i])] -= 1


def _measured(
    board: Board, row: Row, sizes: Scale, columns: Sequence[int], natural: Sequence[float]
) -> Line:
    size, weight = _style(row, sizes)
    cells = []
    for index, column in enumerate(board.columns):
        limit = columns[1 + index] - 2 * sizes.pad
        text = words(row.cells[index])
        if column.align == "left":
            cells.append(name(text, size, weight, limit))
        else:
            # One size for the whole column, or numbers that should be compared look uneven.
            even = int(size * min(1.0, max(SMALLEST, limit / max(1.0, natural[index]))))
            cells.append(shrink(text, even, weight, limit, round(size * SMALLEST)))
    least = sizes.podium if podium(row) else sizes.row
    tallest = max(cell.height for cell in cells) + round(sizes.body * 0.35)
    return Line(row, tuple(cells), max(least, tallest))


def panels(lines: Sequence[Line], count: int) -> list[list[Line]]:
    """The rows in reading order, cut into parts of about the same height."""
    total = sum(line.height for line in lines)
    parts: list[list[Line]] = [[] for _ in range(count)]
    above = 0
    for line in lines:
        parts[min(count - 1, (above + line.height // 2) * count // max(1, total))].append(line)
        above += line.height
    return parts
