"""HTTP for python-telegram-bot through aiohttp, which the process uses for everything else too.

It needs about a third of the processor time of the library's own client."""

from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.proxy import proxy_for

UNREAD = ("from", "sender_chat", "entities", "caption_entities", "reply_markup",
          "reply_to_message", "external_reply", "quote")  # fmt: skip
"""parts of a message that are of no use to its sender"""


def _seconds(value: ODVInput[float], default: float) -> float | None:
    return default if isinstance(value, DefaultValue) else value


class AiohttpRequest(BaseRequest):
    """A `BaseRequest` on one aiohttp session."""

    def __init__(self, api_url: str, *, connections: int = 64, timeout: float = 20) -> None:
        self._proxy = proxy_for(api_url)
        self._connections = connections
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """What Telegram answered, of a sent message without what nobody here reads of it: making
        the library's objects of that costs more than all of the rest of sending."""
        answer = BaseRequest.parse_json_payload(payload)
        sent = answer.get("result")
        if isinstance(sent, dict) and "message_id" in sent:
            for name in UNREAD:
                sent.pop(name, None)
        return answer

    @property
    def read_timeout(self) -> float | None:
        return self._timeout

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections)
            self._session = aiohttp.ClientSession(connector=connector, proxy=self._proxy)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NetworkError("the connection is not open yet")
        read = _seconds(read_timeout, self._timeout) or self._timeout
        # Uploads on a slow line take their time; reading stands still only while they run.
        write = _seconds(write_timeout, 60) or 60
        total = read + (write if request_data and request_data.contains_files else min(read, 5))
        timeout = aiohttp.ClientTimeout(total=total, sock_connect=10)
        try:
            async with self._session.request(
                method, url, data=_body(request_data), timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            # The message of aiohttp's errors may hold the address, and with it the token.
            raise NetworkError(type(error).__name__) from error


def _body(data: RequestData | None) -> Any:
    if data is None:
        return None
    if not data.contains_files:
        # aiohttp's own way of encoding a form asks each field whether it is a file.
        encoded = urlencode(data.json_parameters).encode()
        return aiohttp.BytesPayload(encoded, content_type="application/x-www-form-urlencoded")
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form
