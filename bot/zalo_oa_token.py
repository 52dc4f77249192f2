"""The access to a Zalo Official Account: a pair of tokens that renews itself and is kept on disk.

A refresh token can be used once, and its answer brings the next one. Whoever loses that answer has
lost the grant, so one process at a time asks, nothing interrupts it between the answer and the
disk, and a disk that cannot be written is found out before the token is spent."""

import asyncio
import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot import lock
from bot.channel import Unreachable
from bot.clock import Clock
from bot.logs import hide, log
from bot.zalo_oa_api import GRANT_DEAD, Api, OaError
from storage import people
from storage.database import Database

SETTING = "zalo_oa_grant"
AHEAD = timedelta(hours=2)
"""how long before its end an access token is renewed, but never in the first three quarters"""
PAUSE = timedelta(minutes=1)
"""after a failure, while the old access token still works"""
REPLACED = timedelta(minutes=10)
"""after a refused access token was replaced, until the next is: where Zalo refuses each, a new one
helps as little"""
PATIENCE = 60
"""seconds that another process may take to renew"""
MEND = (
    "get a new refresh token as an admin of the account (developers.zalo.me, API Explorer, OA "
    "access token), write it into ZALO_OA_REFRESH_TOKEN and restart; messages wait until then"
)


@dataclass(frozen=True, slots=True)
class Grant:
    """What the account gave us, as it stands on disk."""

    seed: str
    """a digest of the refresh token from the settings that it began with"""
    refresh: str
    access: str = ""
    renewed_at: datetime | None = None
    expires_at: datetime | None = None
    asked_at: datetime | None = None
    """when the refresh token was spent, while no answer is on disk"""
    lost: str = ""
    """why no refresh token works any more"""

    def works(self, now: datetime) -> bool:
        return bool(self.access) and self.expires_at is not None and now < self.expires_at

    def is_due(self, now: datetime) -> bool:
        if not self.access or self.expires_at is None or self.renewed_at is None:
            return True
        return now >= self.expires_at - min(AHEAD, (self.expires_at - self.renewed_at) / 4)


class Token:
    """Gives an access token that works, and renews it in time."""

    def __init__(
        self, db: Database, api: Api, clock: Clock, app_id: str, app_secret: str, first: str
    ) -> None:
        self._db, self._api, self._clock = db, api, clock
        self._app_id, self._app_secret, self._first = app_id, app_secret, first
        self._grant: Grant | None = None
        self._renewing: asyncio.Task[Grant] | None = None
        self._tried_at: datetime | None = None
        self._replaced_at: datetime | None = None
        self.trouble = ""
        """what the last try to renew failed of"""

    async def access(self, refused: str = "") -> str:
        """An access token, other than one that the platform refused. Raises `Unreachable`."""
        grant, now = self._grant or await self.stored(), self._clock.now()
        usable = grant.works(now) and grant.access != refused
        if usable and (not grant.is_due(now) or grant.lost or self._pauses(now)):
            return grant.access
        if grant.works(now) and grant.access == refused:
            if self._replaced_at is not None and now - self._replaced_at < REPLACED:
                raise Unreachable("Zalo refuses the access tokens that it gives")
            self._replaced_at = now
        self._tried_at = now
        try:
            grant = await self._renewed(refused)
        except Unreachable as error:
            self.trouble = str(error)
            log().error("zalo_oa_not_renewed", error=str(error))
            if not usable:
                raise
        else:
            self.trouble = ""
        return grant.access

    def _pauses(self, now: datetime) -> bool:
        return self._tried_at is not None and now - self._tried_at < PAUSE

    async def _renewed(self, refused: str) -> Grant:
        """One task for all who ask, which goes on where they are told to stop."""
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew(refused))
        return await asyncio.shield(self._renewing)

    async def close(self) -> None:
        """Wait for an answer that is under way: without it the grant would be lost."""
        if self._renewing is not None:
            await asyncio.gather(self._renewing, return_exceptions=True)

    async def _renew(self, refused: str) -> Grant:
        try:
            async with lock.alone(self._db, "zalo-oa-token", PATIENCE):
                grant, now = await self.stored(), self._clock.now()
                if not (grant.works(now) and grant.access != refused and not grant.is_due(now)):
                    grant = await self._asked(grant, now)
        except lock.AlreadyRunning as error:
            raise Unreachable(str(error)) from error
        except (SQLAlchemyError, OSError) as error:
            raise Unreachable(f"the tokens cannot be kept: {type(error).__name__}") from error
        self._grant = grant
        return grant

    async def _asked(self, grant: Grant, now: datetime) -> Grant:
        if grant.lost:
            raise Unreachable(f"{grant.lost}: {MEND}")
        spent = replace(grant, asked_at=grant.asked_at or now)
        await self._write(spent)
        try:
            answer = await self._api.refresh(self._app_id, self._app_secret, grant.refresh)
        except OaError as error:
            if error.code not in GRANT_DEAD:
                await self._write(grant)
                raise Unreachable(f"Zalo does not renew the access token: {error}") from error
            why = _why_lost(grant, error)
            await self._write(replace(grant, lost=why))
            log().critical("zalo_oa_grant_lost", why=why)
            raise Unreachable(f"{why}: {MEND}") from error
        new = _read(grant, answer, self._clock.now())
        await self._keep(new)
        log().info("zalo_oa_renewed", until=str(new.expires_at))
        return new

    async def _keep(self, grant: Grant) -> None:
        """Put a new pair on disk, however long that takes: it exists nowhere else."""
        wait = 0.1
        while True:
            try:
                await self._write(grant)
                return
            except (SQLAlchemyError, OSError) as error:
                log().critical("zalo_oa_token_not_stored", error=type(error).__name__)
            await asyncio.sleep(wait)
            wait = min(2 * wait, 5)

    async def _write(self, grant: Grant) -> None:
        async with self._db.write() as session:
            await people.remember(session, SETTING, json.dumps(asdict(grant), default=str))

    async def stored(self) -> Grant:
        """The grant on disk, or a new one where another refresh token was set since."""
        async with self._db.read() as session:
            text = await people.setting(session, SETTING)
        seed = hashlib.sha256(self._first.encode()).hexdigest()
        grant = _load(text) if text else None
        if grant is None or grant.seed != seed:
            grant = Grant(seed, self._first)
        for secret in (grant.refresh, grant.access):
            hide(secret)
        self._grant = grant
        return grant


def _why_lost(grant: Grant, error: OaError) -> str:
    if grant.asked_at is not None:
        return (
            f"the grant is lost: the answer to the renewal of {grant.asked_at:%Y-%m-%d %H:%M} UTC "
            f"never reached the disk ({error})"
        )
    return f"the grant is lost: the refresh token was used elsewhere or is too old ({error})"


def _read(grant: Grant, answer: dict[str, Any], now: datetime) -> Grant:
    access, refresh = answer.get("access_token"), answer.get("refresh_token")
    if not isinstance(access, str) or not isinstance(refresh, str) or not access or not refresh:
        raise Unreachable("Zalo renews the access token without giving one")
    for secret in (access, refresh):
        hide(secret)
    try:
        seconds = float(answer.get("expires_in") or 0)
    except (TypeError, ValueError):
        seconds = 0
    # Without a word of how long, the least that any source tells.
    lives = timedelta(seconds=seconds if 0 < seconds < 1e7 else 3600)
    return Grant(grant.seed, refresh, access, renewed_at=now, expires_at=now + lives)


def _load(text: str) -> Grant:
    values = json.loads(text)
    for name in ("renewed_at", "expires_at", "asked_at"):
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    return Grant(**values)
