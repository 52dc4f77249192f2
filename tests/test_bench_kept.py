"""The page of figures keeps what was not measured this time."""

from pathlib import Path

from tests.bench.kept import keep


def test_one_part_is_renewed_and_the_other_stays_as_it_was(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    keep("Growth", "a million\n", page)
    keep("Speed", "fast\n\n| a |\n", page)
    keep("Growth", "ten million\n", page)
    text = page.read_text(encoding="utf-8")
    assert text.endswith("\n## Speed\n\nfast\n\n| a |\n\n## Growth\n\nten million\n")
    assert text.startswith("# Benchmarks\n")
    keep("Growth", "ten million\n", page)
    assert page.read_text(encoding="utf-8") == text
