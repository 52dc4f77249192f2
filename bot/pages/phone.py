"""What makes the form a program on the phone: its manifest, and the worker that keeps it there."""

import json
from urllib.parse import urlencode

from aiohttp import web

from bot.pages.shell import Shell
from bot.pages.texts import language, say
from bot.static import contents

KEPT = (
    *("pages.css", "page.js", "map.js", "spot.js", "form.js", "photos.js", "queue.js"),
    *("leaflet.js", "leaflet.css", "Regular.ttf", "SemiBold.ttf", "icon.svg"),
)
"""the files without which the form does not work"""


class Phone:
    """Files whose contents depend on the installation."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    async def manifest(self, request: web.Request) -> web.StreamResponse:
        lang = language(request)
        asked = {
            name: request.query[name] for name in ("chi-doan", "lang") if name in request.query
        }
        files = f"/web/{self._shell.version}"
        said = {
            "name": say(lang, "name"),
            "short_name": say(lang, "name-short"),
            "lang": lang,
            "id": "/bao-cao",
            "start_url": "/bao-cao" + (f"?{urlencode(asked)}" if asked else ""),
            "scope": "/",
            "display": "standalone",
            "background_color": "#eef3f0",
            "theme_color": "#084c3e",
            "icons": [
                {"src": f"{files}/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
                for size in (192, 512)
            ],
        }
        text = json.dumps(said, ensure_ascii=False)
        return web.Response(text=text, content_type="application/manifest+json")

    async def worker(self, _: web.Request) -> web.StreamResponse:
        """The worker, which begins anew whenever a file of the pages changed."""
        files = [f"/web/{self._shell.version}/{name}" for name in KEPT]
        pages = [f"/bao-cao?lang={lang}" for lang in ("vi", "en")]
        known = {"version": self._shell.version, "keep": [*pages, *files, "/web/wards.geojson"]}
        script = contents(("bot.pages", "files/worker.js", "")).decode()
        text = f"const KNOWN = {json.dumps(known)};\n{script}"
        headers = {"Service-Worker-Allowed": "/bao-cao", "Cache-Control": "no-cache"}
        return web.Response(text=text, content_type="text/javascript", headers=headers)
