"""The pictures the bot posts, as descriptions that a database row can hold. What draws them is in
`drawing`: its libraries are megabytes that a process needs only once it draws."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

MOST_ROWS = 200


@dataclass(frozen=True)
class Column:
    label: str
    align: Literal["left", "right", "center"]
    flex: bool = False


@dataclass(frozen=True)
class Row:
    rank: int | None
    cells: tuple[str, ...]
    mark: bool = False
    medal: bool = True
    """whether a place on the podium shows as one"""


@dataclass(frozen=True)
class Board:
    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    footer: str
    empty: str
    rest: str = ""
    """what a line below the rows says of all that have none"""

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a board needs at least one column")
        for number, row in enumerate(self.rows, 1):
            if len(row.cells) != len(self.columns):
                raise ValueError(
                    f"row {number} has {len(row.cells)} cells for {len(self.columns)} columns"
                )


@dataclass(frozen=True)
class Award:
    title: str
    subtitle: str
    division: str
    tiers: tuple[tuple[str, tuple[str, ...]], ...]
    """names of tiers from the best on, and of those who got them"""
    footer: str


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
