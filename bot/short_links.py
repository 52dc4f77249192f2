"""Follows the short links of map programs to where they lead, and nowhere else."""

from collections.abc import Collection
from urllib.parse import urljoin, urlsplit

import aiohttp

from handlers.places import SHORT_HOSTS

HOSTS = SHORT_HOSTS | {
    "maps.google.com", "www.google.com", "google.com", "maps.google.com.vn", "www.google.com.vn",
}  # fmt: skip
STEPS = 5
SECONDS = 5


async def follow(link: str, hosts: Collection[str] | None = None) -> list[str]:
    """The addresses that a link leads to, one after the other, without what stands there.

    Only hosts that are named are asked, so that nobody can have our own network looked at. What
    cannot be reached ends the list."""
    found: list[str] = []
    hosts = HOSTS if hosts is None else hosts
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    # Neither cookies nor the environment's passwords are anything for a stranger's link.
    async with aiohttp.ClientSession(
        timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
    ) as session:
        while len(found) < STEPS and _may_ask(link, hosts):
            try:
                async with session.get(link, allow_redirects=False) as answer:
                    where = answer.headers.get("Location")
                if not where:
                    break
                link = urljoin(link, where)
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
                break
            found.append(link)
    return found


def _may_ask(link: str, hosts: Collection[str]) -> bool:
    try:
        parts = urlsplit(link)
        return parts.scheme in ("http", "https") and parts.hostname in hosts
    except ValueError:
        return False
