"""The page of figures, docs/benchmarks.md: a section for each part, and each is renewed alone."""

from collections.abc import Sequence
from pathlib import Path

OUT = Path("docs/benchmarks.md")
TOP = "# Benchmarks\n\nMade by `make bench`, each part as it was last run.\n"
PARTS = ("Speed", "Growth")


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as Markdown, the first one at its head."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    text = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(text)


def keep(part: str, text: str, out: Path = OUT) -> None:
    """Put a part's text in the place of what it said before; the others' stay."""
    sections = out.read_text(encoding="utf-8").split("\n## ")[1:] if out.exists() else []
    found = {title: body.strip() for title, _, body in (one.partition("\n") for one in sections)}
    found[part] = text.strip()
    body = [f"## {title}\n\n{found[title]}\n" for title in PARTS if title in found]
    out.write_text("\n".join([TOP, *body]), encoding="utf-8")
