"""Calls of the Zalo Bot API, and what its failures mean; nothing of what is said in them."""

import json
import re
from datetime import timedelta
from typing import Any

import aiohttp

from bot.channel import ChatGone, Refused, TooFast, Unreachable
from bot.proxy import proxy_for

SECONDS = 30
"""that an answer may take"""
PAUSE = timedelta(seconds=30)
"""to wait where the platform asks to slow down and does not say for how long"""
_GONE = re.compile(
    r"(chat|user|group|recipient)\W+(is\W+)?not\W+(found|exist)"
    r"|block|kick|not (a )?member|not in (the |this )?(group|chat)|removed from"
)


class Failed(Exception):
    """The platform answered that it will not."""

    def __init__(self, code: int, said: str, wait: timedelta | None = None) -> None:
        super().__init__(f"{code} {said}".strip())
        self.code, self.said, self.wait = code, said, wait

    @property
    def meaning(self) -> Exception:
        """What this failure of a send means for the sender."""
        if self.code == 429:
            return TooFast(self.wait or PAUSE)
        if self.code == 401:
            return Unreachable("Zalo does not accept the token any more")
        if _GONE.search(self.said.lower()):
            return ChatGone(str(self))
        # 403 is documented as "Internal server error", and a bare 404 says nothing of the chat.
        if self.code in (403, 404, 408) or self.code >= 500:
            return Unreachable(str(self))
        return Refused(str(self))


class Silent(Exception):
    """The platform did not answer. ``reached`` is whether it may have got the request."""

    def __init__(self, why: str, *, reached: bool) -> None:
        super().__init__(why)
        self.reached = reached


class ZaloBotApi:
    """One bot's methods over HTTP."""

    def __init__(self, token: str, api_url: str) -> None:
        self._url = f"{api_url}/bot{token}"
        self._proxy = proxy_for(api_url)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(self, method: str, fields: dict[str, Any], seconds: float = SECONDS) -> Any:
        """The result of a method. Raises `Failed` or `Silent`."""
        if self._session is None:
            self._session = aiohttp.ClientSession(proxy=self._proxy)
        timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=10)
        try:
            async with self._session.post(
                f"{self._url}/{method}", json=fields, timeout=timeout, allow_redirects=False
            ) as answer:
                status, waits = answer.status, answer.headers.get("Retry-After", "")
                body = await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            # The messages of aiohttp's errors hold the address, and with it the token.
            raise Silent(type(error).__name__, reached=False) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Silent(type(error).__name__, reached=True) from None
        return _result(status, waits, body)


def _result(status: int, waits: str, body: bytes) -> Any:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise Failed(status if status != 200 else 502, "no answer of the Bot API")
    if data.get("ok") is True and status < 400:
        return data.get("result")
    code = data.get("error_code")
    wait = timedelta(seconds=int(waits)) if waits.isdecimal() else None
    said = str(data.get("description") or "")
    raise Failed(code if isinstance(code, int) and code >= 400 else status, said, wait)
