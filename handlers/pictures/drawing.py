"""Drawing a picture from its description."""

from collections.abc import Callable, Mapping
from typing import Any

from handlers.pictures import Award, Board, Column, Row
from handlers.pictures.award import draw_award
from handlers.pictures.board import draw_board
from handlers.pictures.pair import draw_pair
from handlers.pictures.qr import draw_qr


def draw(spec: Mapping[str, Any], photo: Callable[[str], bytes]) -> bytes:
    """The picture a spec describes; `photo` gives the bytes of a stored photo."""
    fields = {name: value for name, value in spec.items() if name != "kind"}
    match spec.get("kind"):
        case "award":
            tiers = tuple((name, tuple(winners)) for name, winners in fields.pop("tiers"))
            return draw_award(Award(tiers=tiers, **fields))
        case "board":
            return draw_board(_board(fields))
        case "pair":
            before, after = photo(fields.pop("before")), photo(fields.pop("after"))
            return draw_pair(before, after, **fields)
        case "qr":
            return draw_qr(**fields)
        case kind:
            raise ValueError(f"no picture of kind {kind!r}: award, board, pair or qr")


def _board(fields: dict[str, Any]) -> Board:
    columns = tuple(Column(**column) for column in fields.pop("columns"))
    rows = tuple(Row(**{**row, "cells": tuple(row["cells"])}) for row in fields.pop("rows"))
    return Board(columns=columns, rows=rows, **fields)
