"""The picture that congratulates: inside platforms' limits, whatever names and how many."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from handlers.pictures import Award, award_spec
from handlers.pictures.award import draw_award
from handlers.pictures.drawing import draw
from handlers.pictures.shapes import TINTS

LIMIT = 1_000_000
LONG = "Liên chi đoàn Trường Cao đẳng Lương thực Thực phẩm và Công nghệ Sinh học thành phố"
TIERS = ("Giải Nhất", "Giải Nhì", "Giải Ba", "Giải Khuyến khích")


def award(*counts: int, name: str = "Chi đoàn Hoa Mai") -> Award:
    tiers = [(tier, (name,) * count) for tier, count in zip(TIERS, counts, strict=False)]
    return Award("CHÚC MỪNG", "Đợt thi đua", "Bảng chi đoàn", tuple(tiers), "1/6 – 31/8")


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


@pytest.mark.parametrize("counts", [(1,), (1, 2, 3, 5), (1, 1, 1, 300), (40, 40, 40, 40)])
def test_every_number_of_names_respects_the_platforms_limits(counts: tuple[int, ...]) -> None:
    data = draw_award(award(*counts, name=LONG))
    image = opened(data)
    assert len(data) < LIMIT
    assert sum(image.size) <= 10_000


def test_a_tier_that_nobody_got_is_left_out_and_the_next_keeps_its_medal() -> None:
    shown = opened(draw_award(award(0, 1)))
    found = shown.getcolors(1_000_000)
    assert found is not None
    colours = {
        f"#{bytes(colour).hex().upper()}" for _, colour in found if isinstance(colour, tuple)
    }
    assert TINTS[2] in colours
    assert TINTS[1] not in colours


def test_a_stored_description_draws_the_same_picture() -> None:
    one = award(1, 2, 3)
    assert draw(award_spec(one), lambda key: b"") == draw_award(one)
