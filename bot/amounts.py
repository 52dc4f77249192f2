"""How many there are of something, in the English lines that an operator reads."""

from collections.abc import Sequence

MOST_NAMES = 10


def amount(count: int, one: str, many: str = "") -> str:
    """ "1 report" or "2 reports"; ``many`` where it is more than the one with an s."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def listed(names: Sequence[str]) -> str:
    """The first names, and a sign that there are more."""
    return ", ".join([*names[:MOST_NAMES], *["…"][: len(names) > MOST_NAMES]])
