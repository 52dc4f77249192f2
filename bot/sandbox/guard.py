"""Who may ask for the sandbox's pages: only a browser on this machine that is on this very page."""

import ipaddress
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LOCAL_NAMES = {"localhost", "127.0.0.1", "::1"}
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def guarded(handler: Handler) -> Handler:
    """The handler behind all checks, its answer with all protective headers."""

    async def checked(request: web.Request) -> web.StreamResponse:
        if reason := refusal(request):
            return web.Response(status=403, text=f"403: {reason}\n", headers=HEADERS)
        response = await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    return checked


def _host(request: web.Request) -> str | None:
    try:
        return urlsplit(f"//{request.headers.get('Host', '')}").hostname
    except ValueError:
        return None


def refusal(request: web.Request) -> str | None:
    """Why a request is refused; None when it is not."""
    if not _is_loopback(request.remote) or any(name in request.headers for name in FORWARDED):
        return "the sandbox answers only on the machine that it runs on"
    # Another site may point its own name at 127.0.0.1; it cannot choose what stands here.
    if _host(request) not in LOCAL_NAMES:
        return "open the sandbox as localhost or 127.0.0.1"
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.headers['Host']}":
        return "the sandbox takes no requests from other sites"
    changing = request.method not in ("GET", "HEAD")
    if changing and request.headers.get("Sec-Fetch-Site", "same-origin") not in (
        "same-origin",
        "none",
    ):
        return "the sandbox takes no requests from other sites"
    return None


def _is_loopback(remote: str | None) -> bool:
    try:
        address = ipaddress.ip_address((remote or "").partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
