"""Places that people type: coordinates in any usual notation, and links of map programs."""

import re
from urllib.parse import SplitResult, parse_qs, unquote_plus, urlsplit

from geopy import Point

from handlers.messages import Place

SHORT_HOSTS = frozenset({"maps.app.goo.gl", "goo.gl", "g.co"})
"""hosts of links that say where they lead only when they are asked"""

_LINK = re.compile(r"(?:https?://|geo:)[^\s<>\"]+", re.IGNORECASE)
_NUMBER = r"[-+]?\d{1,3}(?:\.\d+)?"
_PAIR = re.compile(rf"({_NUMBER})\s*[,;/ ]\s*({_NUMBER})")
# What nobody writes but as a place: with three decimals it may be two prices.
_PRECISE = r"[-+]?\d{1,3}[.,]\d{4,}"
_TYPED = re.compile(
    rf"(?<![\d.,])({_PRECISE})\s*°?\s*([NSns]?)[\s,;/]+({_PRECISE})\s*°?\s*([EWew]?)(?!\s*[,;]\s*\d+[.,]\d)"
)
_PREFIXED = re.compile(rf"(?<!\w)([NSns])\s*({_PRECISE})\s*°?[\s,;/]+([EWew])\s*({_PRECISE})")
_NAMED = re.compile(
    rf"(?:lat\w*|vĩ độ|vi do)\s*[:=]?\s*({_PRECISE})\D{{1,20}}?"
    rf"(?:lo?ng?\w*|kinh độ|kinh do)\s*[:=]?\s*({_PRECISE})",
    re.IGNORECASE,
)
_DEGREES = re.compile(
    r"\d{1,3}\s*°\s*\d{1,2}\s*['′’]\s*(?:\d{1,2}(?:[.,]\d+)?\s*(?:\"|″|”|'')\s*)?[NS]"
    r"[\s,;]*"
    r"\d{1,3}\s*°\s*\d{1,2}\s*['′’]\s*(?:\d{1,2}(?:[.,]\d+)?\s*(?:\"|″|”|'')\s*)?[EW]",
    re.IGNORECASE,
)
# Google's own order: the pin of a place, then what is asked for, then what the window shows.
_PIN = re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})")
_WINDOW = re.compile(rf"/@({_NUMBER}),({_NUMBER})")
_ASKED = ("q", "query", "ll", "sll", "destination", "daddr", "center", "viewpoint", "cp", "mlat")


def read_place(text: str) -> Place | None:
    """The place in a text: by a link, or by coordinates with at least four decimals."""
    for link in _LINK.findall(text):
        place = _of_link(link)
        if place is not None:
            return place
    bare = _LINK.sub(" ", text)
    return _of_words(bare)


def short_link(text: str) -> str | None:
    """The first link in a text that has to be followed to know its place."""
    for link in _LINK.findall(text):
        parts = _split(link)
        if parts is not None and parts.hostname in SHORT_HOSTS:
            return str(link)
    return None


def without_place(text: str) -> str:
    """A text without the links and coordinates that stand for a place."""
    kept = _LINK.sub(lambda found: " " if _is_map(found[0]) else found[0], text)
    for pattern in (_DEGREES, _NAMED, _PREFIXED, _TYPED):
        kept = pattern.sub(" ", kept)
    lines = (" ".join(line.split()) for line in kept.splitlines())
    return "\n".join(line.strip(" ,;:-–") for line in lines if line.strip(" ,;:-–"))


def _is_map(link: str) -> bool:
    parts = _split(link)
    short = parts is not None and parts.hostname in SHORT_HOSTS
    return short or _of_link(link) is not None


def _split(link: str) -> SplitResult | None:
    try:
        parts = urlsplit(link)
        _ = parts.hostname
    except ValueError:
        return None
    return parts


def _of_link(link: str) -> Place | None:
    parts = _split(link)
    if parts is None:
        return None
    if parts.scheme.lower() == "geo":
        return _pair(_PAIR.match(parts.path))
    host = parts.hostname or ""
    path = unquote_plus(parts.path)
    if host.endswith("openstreetmap.org"):
        return _of_openstreetmap(parts)
    if not re.search(r"(^|\.)(google(\.com?)?\.[a-z]{2,3}|apple\.com|bing\.com)$", host):
        return None
    asked = parse_qs(parts.query)
    label = _label(path)
    found = _pair(_PIN.search(path), label)
    for name in _ASKED:
        for value in asked.get(name, ()):
            # A name may stand before or after: "loc:16.06,108.22", "16.06,108.22 (Chợ)".
            found = found or _pair(_PAIR.search(value.replace("~", ",")))
    tail = re.search(rf"/(?:search|place|dir/[^/]*)/({_NUMBER}),\s*({_NUMBER})(?:/|$)", path)
    return found or _pair(tail) or _pair(_WINDOW.search(path), label)


def _of_openstreetmap(parts: SplitResult) -> Place | None:
    asked = parse_qs(parts.query)
    if "mlat" in asked and "mlon" in asked:
        return _place(asked["mlat"][0], asked["mlon"][0])
    window = re.search(rf"map=[\d.]+/({_NUMBER})/({_NUMBER})", parts.fragment)
    return _pair(window)


def _label(path: str) -> str:
    found = re.search(r"/place/([^/@]+)", path)
    label = found[1].strip() if found else ""
    return "" if _PAIR.fullmatch(label) or "°" in label else label[:150]


def _of_words(text: str) -> Place | None:
    if found := _DEGREES.search(text):
        return _degrees(found[0])
    if found := _NAMED.search(text):
        return _place(found[1], found[2])
    if found := _PREFIXED.search(text):
        return _place(_signed(found[2], found[1]), _signed(found[4], found[3]))
    if found := _TYPED.search(text):
        return _place(_signed(found[1], found[2]), _signed(found[3], found[4]))
    return None


def _degrees(text: str) -> Place | None:
    plain = re.sub(r"[′’]", "'", text.upper())
    plain = re.sub(r"''|[″”]", '"', plain).replace(",", ".")
    plain = re.sub(r"([NS])[\s.;]*", r"\1, ", plain)
    try:
        point = Point(plain)
    except ValueError:
        return None
    return _place(str(point.latitude), str(point.longitude))


def _signed(number: str, side: str) -> str:
    return f"-{number}" if side.upper() in ("S", "W") else number


def _pair(found: re.Match[str] | None, label: str = "") -> Place | None:
    return _place(found[1], found[2], label) if found else None


def _place(lat: str, lon: str, label: str = "") -> Place | None:
    try:
        north, east = float(lat.replace(",", ".")), float(lon.replace(",", "."))
    except ValueError:
        return None
    if not (-90 <= north <= 90 and -180 <= east <= 180) or (north, east) == (0, 0):
        return None
    return Place(north, east, label=label)
