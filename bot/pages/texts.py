"""The pages' own texts, in the language that a request asks for, for templates and for scripts."""

from functools import cache
from pathlib import Path

from aiohttp import web

from handlers.texts import LANGUAGES, Catalog

catalog = Catalog(Path(__file__).parent / "texts")
say = catalog.say

GAPS = {
    name: f"{{{name}}}"
    for name in (
        "at", "code", "count", "day", "days", "distance", "file", "hours", "metres", "name",
        "number", "points", "unit", "ward", "week",
    )
}  # fmt: skip
"""what a script fills in by itself"""


def language(request: web.Request) -> str:
    asked = request.query.get("lang", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


@cache
def for_script(lang: str, *families: str) -> dict[str, str]:
    """All texts whose ids begin so, with gaps where something is to be put in."""
    return {
        key: say(lang, key, **GAPS)
        for key in catalog.ids(lang)
        if key.startswith(tuple(f"{family}-" for family in families))
    }
