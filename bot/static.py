"""Files that pages are made of, out of packages: those of libraries, and how one is served."""

from importlib.resources import files

from aiohttp import web

File = tuple[str, str, str]
"""package, path in it, content type"""

_LEAFLET = ("js_lib_leaflet", "static/js_lib_leaflet")
_FONTS = ("fontpkg_be_vietnam_pro", "files")
LIBRARIES: dict[str, File] = {
    "leaflet.js": (_LEAFLET[0], f"{_LEAFLET[1]}/leaflet.js", "text/javascript"),
    "leaflet.css": (_LEAFLET[0], f"{_LEAFLET[1]}/leaflet.css", "text/css"),
    **{
        f"{weight}.ttf": (_FONTS[0], f"{_FONTS[1]}/BeVietnamPro-{weight}.ttf", "font/ttf")
        for weight in ("Regular", "Medium", "SemiBold", "Bold")
    },
}


def contents(file: File) -> bytes:
    return files(file[0]).joinpath(file[1]).read_bytes()


def served(package: str, path: str, kind: str, keep: str = "no-cache") -> web.Response:
    """A file as an answer."""
    charset = "utf-8" if kind.startswith("text/") else None
    headers = {"Cache-Control": keep}
    body = contents((package, path, kind))
    return web.Response(body=body, content_type=kind, charset=charset, headers=headers)
