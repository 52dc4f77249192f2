"""The pictures the bot posts, drawn from a description that a database row can hold."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from handlers.pictures.award import Award, draw_award
from handlers.pictures.board import Board, Column, Row, draw_board
from handlers.pictures.pair import draw_pair
from handlers.pictures.qr import draw_qr
from handlers.pictures.table import MOST_ROWS

__all__ = [
    "MOST_ROWS",
    "Award",
    "Board",
    "Column",
    "Row",
    "award_spec",
    "board_spec",
    "draw",
    "draw_award",
    "draw_board",
    "draw_pair",
    "draw_qr",
]


def board_spec(board: Board) -> dict[str, Any]:
    """The board as plain JSON values, which `draw` understands."""
    spec = asdict(board)
    spec["columns"] = list(spec["columns"])
    spec["rows"] = [{**row, "cells": list(row["cells"])} for row in spec["rows"]]
    return {"kind": "board", **spec}


def award_spec(award: Award) -> dict[str, Any]:
    """The same of a picture that congratulates."""
    spec = asdict(award)
    spec["tiers"] = [[name, list(winners)] for name, winners in award.tiers]
    return {"kind": "award", **spec}


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
