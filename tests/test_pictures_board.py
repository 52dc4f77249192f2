"""The ranking picture: inside its limits, inside its columns, the same every time."""

from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image

from handlers.pictures import MOST_ROWS, Board, Column, Row
from handlers.pictures.board import MARGIN, draw_board
from handlers.pictures.fonts import width
from handlers.pictures.shapes import BRAND, PAPER, STRIPE, TINTS
from handlers.pictures.table import Line, layout

# Zalo's limit for a picture.
LIMIT = 1_000_000

LONG = "Phường Hòa Khánh Nam – Liên chi đoàn Trường Cao đẳng Lương thực Thực phẩm"
COLUMNS = (
    Column("Phường", "left", flex=True),
    Column("Phản ánh", "right"),
    Column("Đúng hạn", "center"),
    Column("Điểm", "right"),
)


def row(rank: int | None, name: str = "Hải Châu", mark: bool = False) -> Row:
    return Row(rank, (name, "128", "87%", "1.204"), mark)


def board(*rows: Row) -> Board:
    return Board(
        "Bảng xếp hạng tuần 47",
        "16/11 – 22/11/2026",
        COLUMNS,
        rows,
        "Điểm = phản ánh hợp lệ + xử lý đúng hạn",
        "Tuần này chưa có phản ánh nào",
    )


def ranked(count: int, name: str = "Phường Ngũ Hành Sơn") -> Board:
    return board(*(row(number, f"{name} {number}") for number in range(1, count + 1)))


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


def colours(image: Image.Image, box: tuple[int, int, int, int]) -> set[str]:
    found = image.crop(box).getcolors(1_000_000)
    assert found is not None
    return {f"#{bytes(colour).hex().upper()}" for _, colour in found if isinstance(colour, tuple)}


def lines(drawn: Board) -> list[Line]:
    return [line for part in layout(drawn).parts for line in part]


@pytest.mark.parametrize("count", [0, 1, 4, 13, 16, 17, 30, 31, 48, 49, 100, 121, MOST_ROWS])
def test_every_length_respects_the_platforms_limits(count: int) -> None:
    data = draw_board(ranked(count))
    wide, high = opened(data).size
    assert len(data) < LIMIT
    assert wide + high <= 10_000
    assert max(wide, high) <= 20 * min(wide, high)


@pytest.mark.parametrize("count", [100, MOST_ROWS])
def test_long_names_in_every_row_respect_the_platforms_limits(count: int) -> None:
    data = draw_board(ranked(count, LONG))
    assert data.startswith(b"\x89PNG")
    assert len(data) < LIMIT
    assert sum(opened(data).size) <= 10_000


def test_a_long_board_is_light_enough_for_a_slow_line() -> None:
    assert len(draw_board(ranked(100))) < 400_000


def test_a_short_board_is_as_wide_as_a_phone() -> None:
    assert opened(draw_board(ranked(13))).width == 1080


def test_a_hundred_rows_are_a_sharp_picture_of_two_panels() -> None:
    data = draw_board(ranked(100))
    assert data.startswith(b"\x89PNG")
    left, right = layout(ranked(100)).parts
    assert abs(len(left) - len(right)) <= 4
    high = [sum(line.height for line in part) for part in (left, right)]
    assert abs(high[0] - high[1]) < 100


def test_rows_keep_their_order_across_panels() -> None:
    assert [line.row.rank for line in lines(ranked(150))] == list(range(1, 151))


def test_the_same_board_gives_the_same_bytes() -> None:
    assert draw_board(ranked(13)) == draw_board(ranked(13))


def test_a_changed_point_gives_a_different_picture() -> None:
    first = board(row(1))
    changed = replace(first, rows=(Row(1, ("Hải Châu", "128", "87%", "1.205")),))
    assert draw_board(first) != draw_board(changed)


@pytest.mark.parametrize("count", [1, 13, 25, 40, 100])
def test_long_ward_name_stays_inside_its_column(count: int) -> None:
    drawn = board(*(row(number, LONG) for number in range(1, count + 1)))
    plan = layout(drawn)
    for line in lines(drawn):
        for cell, room in zip(line.cells, plan.columns[1:], strict=True):
            assert len(cell.lines) <= 2
            assert all(width(text, cell.font) <= room for text in cell.lines)
            assert cell.height <= line.height


def test_the_space_between_name_and_number_stays_empty() -> None:
    drawn = board(row(1, LONG))
    plan = layout(drawn)
    edge = MARGIN + sum(plan.columns[:2])
    image = opened(draw_board(drawn))
    spot = next(
        y for y in range(image.height) if image.getpixel((MARGIN + 60, y)) == (255, 241, 196)
    )
    high = plan.parts[0][0].height
    assert colours(image, (edge - plan.sizes.pad + 1, spot, edge, spot + high)) == {TINTS[1]}


def test_a_place_without_a_medal_looks_like_those_below_the_podium() -> None:
    first, second = lines(board(row(1), replace(row(1, "Liên Chiểu"), medal=False)))
    assert second.height < first.height
    image = opened(draw_board(board(second.row)))
    middle = image.height - MARGIN - second.height
    assert colours(image, (MARGIN, middle, MARGIN + 12, middle + 1)) == {PAPER}


@pytest.mark.parametrize(("count", "name"), [(3, LONG), (25, LONG), (100, "Phường An Khê")])
def test_nothing_is_drawn_in_the_margins(count: int, name: str) -> None:
    image = opened(draw_board(ranked(count, name)))
    body = (300, image.height)
    for left, right in ((0, MARGIN), (image.width - MARGIN, image.width)):
        assert colours(image, (left, body[0], right, body[1])) == {PAPER}


def test_title_of_any_length_stays_inside_the_picture() -> None:
    image = opened(draw_board(replace(board(row(1)), title=LONG * 3, subtitle=LONG * 2)))
    # The band is never pure white, the title is.
    assert PAPER in colours(image, (MARGIN, 0, image.width - MARGIN, 150))
    assert PAPER not in colours(image, (image.width - MARGIN + 1, 0, image.width, 150))
    assert PAPER not in colours(image, (0, 0, MARGIN - 2, 150))


def test_numbers_are_never_cut_short() -> None:
    columns = (COLUMNS[0], *(Column(f"Chỉ tiêu {n}", "right") for n in range(6)))
    rows = (Row(1, (LONG, *["1.234.567"] * 6)),)
    (line,) = lines(replace(board(), columns=columns, rows=rows))
    assert all(cell.lines == ("1.234.567",) for cell in line.cells[1:])


def test_numbers_of_one_column_have_one_size() -> None:
    columns = (COLUMNS[0], *(Column(f"Chỉ tiêu {n}", "right") for n in range(5)))
    rows = tuple(Row(9 + n, ("An Khê", *[str(10**n)] * 5)) for n in range(7))
    sizes = {
        line.cells[1].font.size for line in lines(replace(board(), columns=columns, rows=rows))
    }
    assert len(sizes) == 1


def runs(drawn: Board, colour: str) -> int:
    """How many rows have this colour beside their rank."""
    image = opened(draw_board(drawn))
    beside = MARGIN + layout(drawn).columns[0] - 2
    wanted = tuple(bytes.fromhex(colour[1:]))
    rows = [image.getpixel((beside, y)) == wanted for y in range(image.height)]
    return sum(now and not before for before, now in pairwise(rows))


def test_four_winners_may_share_the_first_place() -> None:
    shared = board(row(1), row(1), row(1), row(1), row(5))
    assert runs(shared, TINTS[1]) == 4


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_each_of_the_first_three_has_its_metal(rank: int) -> None:
    assert runs(board(row(1), row(2), row(3), row(4)), TINTS[rank]) == 1
    assert runs(board(row(4), row(5), row(6), row(7)), TINTS[rank]) == 0


def test_every_other_row_is_striped() -> None:
    assert runs(board(row(4), row(5), row(6), row(7)), STRIPE) == 2


def test_a_marked_row_stands_out() -> None:
    plain, marked = (opened(draw_board(board(row(7, mark=mark)))) for mark in (False, True))
    bar = (MARGIN, 300, MARGIN + 9, plain.height)
    assert BRAND in colours(marked, bar)
    assert BRAND not in colours(plain, bar)


def test_a_row_without_rank_differs_from_a_ranked_one() -> None:
    assert draw_board(board(row(None))) != draw_board(board(row(4)))
    assert draw_board(board(row(None))) != draw_board(board(row(0)))


def test_an_empty_board_says_so() -> None:
    words = board()
    assert draw_board(words) != draw_board(replace(words, empty=""))


def test_emoji_leave_no_trace() -> None:
    assert draw_board(board(row(1, "Hội An 🔥"))) == draw_board(board(row(1, "Hội An")))


def test_a_name_of_emoji_alone_is_not_blank() -> None:
    (line,) = lines(board(row(1, "🔥🔥")))
    assert line.cells[0].lines == ("–",)


def test_a_row_with_too_few_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="row 2 has 1 cells for 4 columns"):
        board(row(1), Row(2, ("Hải Châu",)))


def test_more_rows_than_anyone_can_read_are_refused() -> None:
    with pytest.raises(ValueError, match="at most"):
        draw_board(ranked(MOST_ROWS + 1))


def test_a_board_without_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one column"):
        replace(board(), columns=())
