"""The API of Zalo Official Accounts: one call each, and what each code of a failure means."""

import json
from datetime import timedelta
from typing import Any

import aiohttp

from bot.channel import (
    ChatClosed,
    ChatGone,
    Refused,
    SendError,
    StaleReference,
    TooFast,
    Unreachable,
)

TOKEN_DEAD = frozenset({-216, -220, -124, 216, -401, 401})
GRANT_DEAD = frozenset({-14014, -14020, -118})
"""codes for a refresh token that was used before, or is too old"""
_CLOSED = frozenset({-230, -232, -213, -217, -218})
_GONE = frozenset({-227, -244, -237, -403})
_SPENT = -211
_TOO_FAST = -32
_EXPIRED = -100
_AT_NIGHT = -234
BAD_PARAMETER = -201
ACCOUNT = {
    _SPENT: "the account's quota of messages is used up",
    -204: "the account was disabled or deleted",
    -205: "the account does not exist",
    -209: "this API is not granted to the app",
    -212: "the account has not granted the app this right",
    -219: "the app was disabled or removed",
    -223: "the account is over its quota",
    -221: "the account is not verified",
    -224: "the account's package does not include this",
    -237: "a group was disabled because its package ended",
    -240: "Zalo shut down this version of its API",
    -242: "appsecret_proof is demanded, which can be switched off in the app's settings",
    -320: "the app needs a Zalo Cloud Account",
    -321: "the Zalo Cloud Account has no balance",
}
"""what stops an account, or a part of it, until somebody acts"""


class OaError(Exception):
    """An answer that says no, which comes with HTTP 200."""

    def __init__(self, code: int, says: str = "") -> None:
        super().__init__(f"{code} {says}".strip())
        self.code = code


class Api:
    """Calls over HTTP."""

    def __init__(self, api_url: str, oauth_url: str) -> None:
        self._api_url, self._oauth_url = api_url, oauth_url
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def refresh(self, app_id: str, app_secret: str, refresh_token: str) -> dict[str, Any]:
        """A new pair of tokens for a refresh token, which is dead from then on."""
        form = {"refresh_token": refresh_token, "app_id": app_id, "grant_type": "refresh_token"}
        url = f"{self._oauth_url}/v4/oa/access_token"
        return await self._ask("POST", url, headers={"secret_key": app_secret}, data=form)

    async def post(self, token: str, path: str, body: Any) -> dict[str, Any]:
        return _data(await self._ask("POST", self._api_url + path, _token(token), json=body))

    async def get(self, token: str, path: str, **params: str) -> dict[str, Any]:
        return _data(await self._ask("GET", self._api_url + path, _token(token), params=params))

    async def upload(self, token: str, path: str, picture: bytes, kind: str) -> dict[str, Any]:
        form = aiohttp.FormData()
        form.add_field("file", picture, filename=f"photo.{kind}", content_type=f"image/{kind}")
        answer = await self._ask("POST", self._api_url + path, _token(token), data=form, total=60)
        return _data(answer)

    async def _ask(
        self, method: str, url: str, headers: dict[str, str], *, total: float = 20, **what: Any
    ) -> dict[str, Any]:
        if self._session is None:
            # With the environment's proxies, which servers in offices need.
            self._session = aiohttp.ClientSession(trust_env=True)
        timeout = aiohttp.ClientTimeout(total=total, sock_connect=10)
        try:
            async with self._session.request(
                method, url, headers=headers, timeout=timeout, allow_redirects=False, **what
            ) as response:
                status, text = response.status, await response.read()
        except TimeoutError as error:
            raise Unreachable("Zalo does not answer in time") from error
        except (aiohttp.ClientError, OSError) as error:
            # The message may hold what was sent.
            raise Unreachable(f"Zalo: {type(error).__name__}") from error
        try:
            answer = json.loads(text)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise Unreachable(f"Zalo answers HTTP {status} without JSON")
        code = _number(answer.get("error"))
        if code:
            says = answer.get("message") or answer.get("error_description") or ""
            raise OaError(code, str(says)[:300])
        if status >= 400:
            raise Unreachable(f"Zalo answers HTTP {status}")
        return answer


def _token(token: str) -> dict[str, str]:
    return {"access_token": token}


def _data(answer: dict[str, Any]) -> dict[str, Any]:
    data = answer.get("data")
    return data if isinstance(data, dict) else {}


def _number(value: Any) -> int:
    """A code. One that is no number is an error all the same."""
    try:
        return int(value or 0)
    except (TypeError, ValueError):
        return -1


def failure(error: OaError, *, to_person: bool) -> SendError:
    """What a refusal means for the sender."""
    code = error.code
    if code == _TOO_FAST:
        return TooFast(timedelta(minutes=1))
    if code in _CLOSED or (code == _SPENT and to_person):
        # What a person writes opens a window in which answers cost nothing.
        return ChatClosed(str(error))
    if code in _GONE:
        return ChatGone(str(error))
    if code == _EXPIRED:
        return StaleReference(str(error))
    if code == _SPENT:
        return TooFast(timedelta(hours=1))
    if code == _AT_NIGHT:
        return TooFast(timedelta(minutes=30))
    if code in ACCOUNT or code in TOKEN_DEAD:
        return Unreachable(f"{code}: {ACCOUNT.get(code, 'the access token is not accepted')}")
    return Refused(str(error))
