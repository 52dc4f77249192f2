"""Photos at addresses that come with a message: fetched from a platform's own hosts, nowhere else.

Whoever can make us fetch an address must not be able to have our own network looked at."""

import asyncio
import socket
from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.channel import PhotoGone, PhotoTooBig, Unreachable

ZALO_HOSTS = ("*.zdn.vn", "*.zadn.vn", "*.zaloapp.com", "*.zalo.me", "*.zaloplatforms.com")
STEPS = 3
SECONDS = 20
_CHUNK = 64 * 1024


class StrangePlace(PhotoGone):
    """A photo stands where no photo of the platform is expected, so nothing was asked there."""


class _Public(AbstractResolver):
    """Resolves names to addresses of the public network. Names that the operator gave in full may
    be anywhere."""

    def __init__(self, trusted: Collection[str]) -> None:
        self._inner = aiohttp.ThreadedResolver()
        self._trusted = trusted

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if host not in self._trusted:
            found = [one for one in found if ip_address(one["host"].partition("%")[0]).is_global]
        if not found:
            raise OSError(f"{host} is not on the public network")
        return found

    async def close(self) -> None:
        await self._inner.close()


async def fetch(
    url: str, hosts: Collection[str], limit: int, *, plain: bool = False, seconds: float = SECONDS
) -> bytes:
    """What stands at an address, if it is on one of these hosts: names in full, or ``*.zdn.vn`` for
    all below one. ``plain`` takes http as well, as names in full do.

    Raises `PhotoGone`, `PhotoTooBig` and `Unreachable`."""
    connector = aiohttp.TCPConnector(resolver=_Public(hosts), limit=1)
    try:
        async with (
            asyncio.timeout(seconds),
            aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
            ) as session,
        ):
            for _ in range(STEPS):
                _check(url, hosts, plain)
                async with session.get(url, allow_redirects=False) as answer:
                    if answer.status in (301, 302, 303, 307, 308):
                        url = urljoin(url, answer.headers.get("Location", ""))
                        continue
                    _see(answer.status)
                    return await _read(answer, limit)
    except TimeoutError as error:
        raise Unreachable("the photo does not come in time") from error
    except (aiohttp.InvalidURL, ValueError) as error:
        raise PhotoGone("the address of the photo is none") from error
    except (aiohttp.ClientError, OSError) as error:
        # The message may hold the address, which is as good as the photo.
        raise Unreachable(f"the photo: {type(error).__name__}") from error
    raise PhotoGone("the photo leads from one address to the next")


def _check(url: str, hosts: Collection[str], plain: bool) -> None:
    parts: SplitResult = urlsplit(url)
    host = parts.hostname or ""
    in_full = host in hosts
    below = any(name.startswith("*.") and host.endswith(name[1:]) for name in hosts)
    if not in_full and not below:
        raise StrangePlace(f"{host or 'nowhere'} is none of the platform's hosts")
    if parts.scheme != "https" and not (parts.scheme == "http" and (plain or in_full)):
        raise StrangePlace(f"on {host} the photo is not at an https address")


def _see(status: int) -> None:
    if status >= 500 or status in (408, 429):
        raise Unreachable(f"the photo: HTTP {status}")
    if status != 200:
        raise PhotoGone(f"HTTP {status}")


async def _read(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    if (answer.content_length or 0) > limit:
        raise PhotoTooBig
    data = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        data += chunk
        if len(data) > limit:
            raise PhotoTooBig
    return bytes(data)
