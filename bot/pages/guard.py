"""What holds for every page: protective headers, and no requests in the name of other sites."""

from urllib.parse import urlsplit

from aiohttp import web

from bot.settings import Settings


def headers(settings: Settings) -> dict[str, str]:
    """Only our own code, and pictures of the map from where the settings say."""
    pictures = " ".join(["img-src 'self' blob:", *_tiles(settings.map_tiles)])
    policy = [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        pictures,
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
    return {
        "Content-Security-Policy": "; ".join(policy),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        # Map servers want to know the site; an address with a signed word in it goes nowhere.
        "Referrer-Policy": "strict-origin",
        "X-Robots-Tag": "noindex, nofollow",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def _tiles(template: str) -> list[str]:
    """Where the tiles of a map come from, as a policy names it. The map itself puts an empty
    picture in the place of a tile that is not wanted any more."""
    if not template:
        return []
    parts = urlsplit(template.replace("{s}", "*"))
    return ["data:", f"{parts.scheme}://{parts.netloc}"]


def from_elsewhere(request: web.Request, settings: Settings) -> bool:
    """Whether another site's page makes this request."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if site not in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    # A proxy may ask for us by another name than people do.
    host = request.headers.get("Host", "")
    public = urlsplit(settings.public_url)
    own = {f"http://{host}", f"https://{host}", f"{public.scheme}://{public.netloc}"}
    return origin not in own
