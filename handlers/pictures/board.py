"""The weekly ranking as one picture that people like to share."""

from itertools import accumulate, pairwise
from typing import NamedTuple

from PIL import Image, ImageDraw

from handlers.pictures import Board, Row
from handlers.pictures.files import png
from handlers.pictures.fonts import Fitted, clean, fit, font, shrink, width
from handlers.pictures.palette import numbered
from handlers.pictures.shapes import (
    BRAND,
    BRAND_PALE,
    INK,
    LINE,
    METALS,
    MUTED,
    PAPER,
    STRIPE,
    TINTS,
    band,
    card,
    lines,
    medal,
)
from handlers.pictures.table import (
    MISSING,
    Line,
    Scale,
    layout,
    podium,
)

MARGIN = 36
ANCHORS = {"left": "l", "right": "r", "center": "m"}


class Sheet(NamedTuple):
    """The picture being drawn, and the widths its panels share."""

    image: Image.Image
    board: Board
    sizes: Scale
    columns: tuple[int, ...]

    def cells(self, left: int, texts: tuple[Fitted, ...], middle: float, fill: str) -> None:
        edges = list(pairwise(accumulate(self.columns, initial=left)))[1:]
        pad = self.sizes.pad
        for column, text, (start, end) in zip(self.board.columns, texts, edges, strict=True):
            x = {"left": start + pad, "right": end - pad, "center": (start + end) / 2}
            lines(self.image, text, (x[column.align], middle), ANCHORS[column.align], fill)


def draw_board(board: Board) -> bytes:
    sizes, columns, parts = layout(board)
    wide = sizes.panels * (sizes.panel + MARGIN) + MARGIN
    # A picture of several panels is seen from further away.
    zoom = 1.0 if sizes.panels == 1 else 1.2

    inner = wide - 2 * MARGIN
    title = fit(clean(board.title), round(58 * zoom), "ExtraBold", inner)
    subtitle = fit(clean(board.subtitle), round(33 * zoom), "Medium", inner)
    footer = fit(clean(board.footer), round(26 * zoom), "Regular", inner, most=4)
    rest = fit(clean(board.rest), round(30 * zoom), "Medium", inner, most=3)
    labels = _labels(board, sizes, columns)

    space = round(30 * zoom)
    top = title.height + subtitle.height + 2 * space
    head = max(label.height for label in labels) + sizes.body
    body = max(sum(line.height + sizes.gap for line in part) for part in parts)
    if not board.rows:
        head, body = 0, 460
    below = rest.height + space if rest.lines else 0
    bottom = footer.height + 2 * space if footer.lines else space
    image = Image.new("RGB", (wide, top + head + body + below + bottom), PAPER)

    band(image, top)
    lines(image, title, (MARGIN, space + title.height / 2), "l", PAPER)
    beneath = space + title.height + subtitle.height / 2
    lines(image, subtitle, (MARGIN, beneath), "l", BRAND_PALE)
    sheet = Sheet(image, board, sizes, columns)
    if not board.rows:
        _empty(sheet, top, body)
    for number, part in enumerate(parts if board.rows else ()):
        left = MARGIN + number * (sizes.panel + MARGIN)
        _head(sheet, labels, (left, top, left + sizes.panel, top + head))
        _rows(sheet, part, left, top + head)
    lines(image, rest, (MARGIN, top + head + body + space + rest.height / 2), "l", INK)
    lines(image, footer, (MARGIN, image.height - bottom / 2), "l", MUTED)
    return png(numbered(image, top))


def _labels(board: Board, sizes: Scale, columns: tuple[int, ...]) -> tuple[Fitted, ...]:
    rooms = (room - 2 * sizes.pad for room in columns[1:])
    named = zip(board.columns, rooms, strict=True)
    return tuple(fit(clean(c.label), sizes.head, "SemiBold", room) for c, room in named)


def _head(sheet: Sheet, labels: tuple[Fitted, ...], box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    sheet.cells(left, labels, (top + bottom) / 2, MUTED)
    ImageDraw.Draw(sheet.image).rectangle((left, bottom - 3, right - 1, bottom - 2), fill=LINE)


def _rows(sheet: Sheet, part: list[Line], left: int, y: int) -> None:
    sizes = sheet.sizes
    for number, line in enumerate(part):
        y += sizes.gap
        row, below = line.row, y + line.height
        middle = (y + below) / 2
        plain = STRIPE if number % 2 else PAPER
        tint = TINTS.get(podium(row), BRAND_PALE if row.mark else plain)
        card(sheet.image, (left, y, left + sizes.panel, below), round(sizes.row * 0.22), tint)
        if row.mark:
            bar = round(sizes.body * 0.25)
            card(sheet.image, (left, y, left + bar, below), bar, BRAND)
        _rank(sheet, row, (left + sheet.columns[0] / 2, middle))
        sheet.cells(left, line.cells, middle, BRAND if row.mark else INK)
        y = below


def _rank(sheet: Sheet, row: Row, middle: tuple[float, float]) -> None:
    size = sheet.sizes.body
    if place := podium(row):
        token = medal(place, sheet.sizes.medal)
        corner = (round(middle[0] - token.width / 2), round(middle[1] - token.height / 2))
        sheet.image.paste(token, corner, token)
        return
    text = MISSING if row.rank is None else str(row.rank)
    number = shrink(text, size, "Bold", width("999", font(size, "Bold")), size // 2)
    lines(sheet.image, number, middle, "m", MUTED)


def _empty(sheet: Sheet, top: int, height: int) -> None:
    """A podium waiting for its winners, above the words."""
    centre, foot = sheet.image.width // 2, top + 250
    for place, (offset, tall) in enumerate(((0, 150), (-150, 105), (150, 75)), 1):
        left = centre + offset - 68
        card(sheet.image, (left, foot - tall, left + 136, foot), 14, TINTS[place])
        number = Fitted((str(place),), font(52, "ExtraBold"))
        lines(sheet.image, number, (centre + offset, foot - tall / 2), "m", METALS[place][1])
    room = sheet.image.width - 4 * MARGIN
    text = fit(clean(sheet.board.empty), 38, "SemiBold", room, most=3)
    lines(sheet.image, text, (centre, top + height - 110), "m", INK)
