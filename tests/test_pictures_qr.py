"""The invite picture: its code is the link, with room around it and words outside it."""

from io import BytesIO

import pytest
import segno
from PIL import Image

from handlers.pictures.qr import draw_qr

# Zalo's limit for a picture.
LIMIT = 1_000_000

LINK = "https://t.me/ten_bot?startgroup=phuong-hoa-cuong-48213"


def code(data: bytes) -> Image.Image:
    """The black box of the code alone."""
    image = Image.open(BytesIO(data)).convert("RGB")
    black = image.convert("L").point([255] + [0] * 255)
    box = black.getbbox()
    assert box is not None
    return image.crop(box)


def test_the_picture_holds_exactly_the_modules_of_the_link() -> None:
    expected = [[bool(dark) for dark in line] for line in segno.make_qr(LINK, error="q").matrix]
    drawn = code(draw_qr(LINK, "Mời vào nhóm", "Quét mã"))
    assert drawn.width == drawn.height
    unit, left_over = divmod(drawn.width, len(expected))
    assert left_over == 0
    middle = unit // 2
    found = [
        [
            drawn.getpixel((x * unit + middle, y * unit + middle)) == (0, 0, 0)
            for x in range(len(row))
        ]
        for y, row in enumerate(expected)
    ]
    assert found == expected


def test_the_code_has_four_modules_of_white_around_it() -> None:
    data = draw_qr(LINK, "Mời vào nhóm " * 6, "Quét mã bằng máy ảnh " * 8)
    image = Image.open(BytesIO(data)).convert("L")
    box = image.point([255] + [0] * 255).getbbox()
    assert box is not None
    room = 4 * (box[2] - box[0]) // len(segno.make_qr(LINK, error="q").matrix)
    around = (box[0] - room, box[1] - room, box[2] + room, box[3] + room)
    framed = image.crop(around)
    framed.paste(255, (room, room, framed.width - room, framed.height - room))
    assert framed.getextrema() == (255, 255)


@pytest.mark.parametrize("link", ["https://t.me/b", "https://example.vn/" + "x" * 1200])
def test_short_and_long_links_make_small_files(link: str) -> None:
    data = draw_qr(link, "Mời", "")
    assert len(data) < LIMIT
    assert Image.open(BytesIO(data)).width >= 1080


def test_words_are_optional() -> None:
    bare, full = (
        Image.open(BytesIO(draw_qr(LINK, *words))) for words in (("", ""), ("Mời", "Quét"))
    )
    assert bare.height < full.height


def test_a_code_without_a_link_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a link"):
        draw_qr("", "Mời", "Quét")


def test_the_same_link_gives_the_same_bytes() -> None:
    assert draw_qr(LINK, "Mời", "Quét") == draw_qr(LINK, "Mời", "Quét")
