"""What all pages have in common: rendering, the files they load, the outlines of the wards."""

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp_jinja2
import jinja2
from aiohttp import web

from bot.pages import guard
from bot.pages.texts import for_script, language, say
from bot.static import LIBRARIES, File, contents, served
from handlers.texts import LANGUAGES
from storage.wards import Wards

if TYPE_CHECKING:
    from bot.process import Process

OUTLINE_TOLERANCE_M = 4.0
OURS = (
    "pages.css",
    "page.js",
    "map.js",
    "spot.js",
    "place.js",
    "form.js",
    "photos.js",
    "queue.js",
    "report.js",
    "contest.js",
    "word.js",
    "worker.js",
)
FILES: dict[str, File] = {
    **{
        name: (
            "bot.pages",
            f"files/{name}",
            "text/css" if name.endswith(".css") else "text/javascript",
        )
        for name in OURS
    },
    "icon.svg": ("bot.sandbox", "icon.svg", "image/svg+xml"),
    "icon-192.png": ("bot.pages", "files/icon-192.png", "image/png"),
    "icon-512.png": ("bot.pages", "files/icon-512.png", "image/png"),
    **LIBRARIES,
}
"""every file that is served, by the name it is asked for: nothing else can be reached"""
FOR_EVER = "public, max-age=31536000, immutable"
"""for what is never changed under its name"""


def version() -> str:
    """Part of the addresses of all files, so that they may be kept for ever."""
    digest = sha256()
    for name in (*OURS, "leaflet.js", "leaflet.css"):
        digest.update(contents(FILES[name]))
    return digest.hexdigest()[:12]


class Shell:
    """One process's pages, as far as they are alike."""

    def __init__(self, app: web.Application, process: "Process") -> None:
        self.process = process
        self.headers = guard.headers(process.settings)
        self.version = version()
        self._outlines: tuple[Wards, str] | None = None
        # A template stands for a page, and what a page says comes from people, too.
        aiohttp_jinja2.setup(app, loader=jinja2.PackageLoader("bot.pages"), autoescape=True)

    def page(
        self,
        request: web.Request,
        template: str,
        *families: str,
        status: int = 200,
        told: dict[str, Any] | None = None,
        **context: Any,
    ) -> web.Response:
        """A page. Its scripts get the texts of some families, and what else they are told."""
        lang = language(request)
        for_it = {"lang": lang, "texts": for_script(lang, *families)} | (told or {})
        every = {
            "lang": lang,
            "languages": {
                one: "?" + urlencode({**request.query, "lang": one}) for one in LANGUAGES
            },
            "say": lambda key, **args: say(lang, key, **args),
            "files": f"/web/{self.version}",
            "search": bool(self.process.settings.geocoder),
            "told": for_it if families else None,
        }
        answer = aiohttp_jinja2.render_template(template, request, every | context, status=status)
        answer.headers["Cache-Control"] = "no-store"
        answer.enable_compression()
        return answer

    @property
    def map(self) -> dict[str, Any]:
        """What a script needs to draw the map."""
        known = self.process.world
        bounds = known.wards.map.mainland
        return {
            "bounds": [bounds[:2], bounds[2:]] if bounds else None,
            "tiles": self.process.settings.map_tiles,
            "outside": known.rules.intake.outside_m,
            "approximate": known.wards.approximate,
            "wards": "/web/wards.geojson",
        }

    async def file(self, request: web.Request) -> web.StreamResponse:
        found = FILES.get(request.match_info["name"])
        if found is None:
            return web.Response(status=404)
        known = request.match_info["version"] == self.version
        answer = served(*found, FOR_EVER if known else "no-cache")
        answer.enable_compression()
        return answer

    async def wards(self, _: web.Request) -> web.StreamResponse:
        known = self.process.world.wards
        if self._outlines is None or self._outlines[0] is not known:
            outlines = known.map.outlines(OUTLINE_TOLERANCE_M)
            self._outlines = (known, json.dumps(outlines, ensure_ascii=False))
        answer = web.Response(text=self._outlines[1], content_type="application/geo+json")
        answer.headers["Cache-Control"] = "public, max-age=300"
        answer.enable_compression()
        return answer


def as_json(value: Any, status: int = 200) -> web.Response:
    text = json.dumps(value, ensure_ascii=False)
    keep = {"Cache-Control": "no-store"}
    return web.Response(text=text, status=status, content_type="application/json", headers=keep)
