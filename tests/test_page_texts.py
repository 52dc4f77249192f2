"""The pages' texts: complete in both languages, with the same gaps, and each used."""

from __future__ import annotations

import re

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

from bot.pages.texts import GAPS, for_script
from tests.process import ROOT

PAGES = ROOT / "bot" / "pages"
CALLED = re.compile(r"""say\((?:lang, )?(?:f?["'`])([a-z]+-?[a-z-]*)""")


def catalog(lang: str) -> dict[str, set[str]]:
    source = (PAGES / "texts" / f"{lang}.ftl").read_text(encoding="utf-8")
    body = FluentParser().parse(source).body
    assert not [entry for entry in body if isinstance(entry, ftl.Junk)]
    found: dict[str, set[str]] = {}
    for entry in body:
        if isinstance(entry, ftl.Message):
            assert entry.id.name not in found
            text = source[entry.span.start : entry.span.end] if entry.span else ""
            found[entry.id.name] = set(re.findall(r"\{ \$(\w+) \}", text))
    return found


def test_both_catalogs_say_the_same_with_the_same_gaps() -> None:
    assert catalog("vi") == catalog("en")
    assert set().union(*catalog("vi").values()) <= set(GAPS)


def test_every_text_is_used_and_every_text_that_is_used_is_there() -> None:
    known = catalog("vi")
    files = [*PAGES.glob("*.py"), *PAGES.glob("templates/*.html"), *PAGES.glob("files/*.js")]
    everything = "\n".join(path.read_text(encoding="utf-8") for path in files)
    for name in known:
        literal = re.search(rf"""["'`]{name.removesuffix("-more")}["'`]""", everything)
        starts = [name[: at.end()] for at in re.finditer("-", name)]
        made = [start for start in starts if re.search(rf"""["'`]{start}["'`$]""", everything)]
        assert literal or made, name
    for name in CALLED.findall(everything):
        assert any(one.startswith(name) for one in known), name


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_scripts_get_texts_with_gaps_to_fill(lang: str) -> None:
    texts = for_script(lang, "map", "form")
    assert "{ward}" in texts["map-outside"]
    assert not [key for key in texts if not key.startswith(("map-", "form-"))]
