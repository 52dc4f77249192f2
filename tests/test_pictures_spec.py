"""A picture is drawn from JSON that an outbox row can hold."""

import json
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from handlers.pictures import (
    Board,
    Column,
    Row,
    board_spec,
)
from handlers.pictures.board import draw_board
from handlers.pictures.drawing import draw
from handlers.pictures.pair import draw_pair
from handlers.pictures.qr import draw_qr

BOARD = Board(
    "Bảng xếp hạng",
    "Tuần 47",
    (Column("Phường", "left", flex=True), Column("Điểm", "right")),
    (Row(1, ("Hải Châu", "12"), mark=True), Row(None, ("An Khê", "0"))),
    "",
    "Chưa có",
)


def stored(key: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", {"wide": (400, 300), "tall": (300, 400)}[key], "#4466AA").save(file, "JPEG")
    return file.getvalue()


def nothing_stored(key: str) -> bytes:
    raise AssertionError(f"no photo is needed, {key} was asked for")


def through_json(spec: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(json.dumps(spec))
    return result


def test_a_board_survives_the_way_through_json() -> None:
    spec = board_spec(BOARD)
    assert through_json(spec) == spec
    assert draw(through_json(spec), nothing_stored) == draw_board(BOARD)


def test_a_pair_is_drawn_from_its_stored_photos() -> None:
    words = {"title": "ĐN-1", "before_label": "Trước", "after_label": "Sau"}
    spec = {"kind": "pair", "before": "wide", "after": "tall", **words}
    assert draw(through_json(spec), stored) == draw_pair(stored("wide"), stored("tall"), **words)


def test_a_code_is_drawn_from_its_link() -> None:
    words = {"link": "https://t.me/b", "title": "Mời", "subtitle": "Quét mã"}
    assert draw({"kind": "qr", **words}, nothing_stored) == draw_qr(**words)


def test_drawing_leaves_the_spec_as_it_was() -> None:
    spec = board_spec(BOARD)
    draw(spec, nothing_stored)
    assert spec == board_spec(BOARD)


@pytest.mark.parametrize("spec", [{"kind": "map"}, {}])
def test_an_unknown_kind_is_named_in_the_error(spec: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"no picture of kind {spec.get('kind')!r}"):
        draw(spec, nothing_stored)
