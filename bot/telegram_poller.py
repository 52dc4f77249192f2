"""Polling Telegram: updates are stored before they are confirmed; of two pollers one gives way."""

import asyncio
import warnings
from datetime import UTC, datetime, timedelta
from typing import Any

import telegram
from telegram import error as errors
from telegram.warnings import PTBUserWarning

from bot import telegram_updates
from bot.channel import Store
from bot.errors import StartError
from bot.logs import log
from bot.telegram_messages import asked_wait

POLL_SECONDS = 25
YOUNG = timedelta(minutes=2)
"""a process this young gives way to another one that polls with the same token"""
GIVE_WAY, INSIST = 3.0, 5.0
"""seconds between the polls of a young and of an old process when there is another one"""

# Raw updates are stored before they are parsed, so the library's own parser is passed by.
warnings.filterwarnings("ignore", message="Please use 'Bot.getUpdates'", category=PTBUserWarning)
warnings.filterwarnings("ignore", message="Please use 'Bot.get_updates'", category=PTBUserWarning)


class TokenInUse(StartError):
    """Another program polls with the same Telegram token."""

    def __init__(self) -> None:
        super().__init__(
            "another program takes this bot's messages with the same TELEGRAM_BOT_TOKEN; "
            "stop it first, or make a new token with BotFather"
        )


class Poller:
    """Asks for updates, for ever."""

    def __init__(self, bot: telegram.Bot) -> None:
        self._bot = bot
        self._started = datetime.now(UTC)
        self.last: datetime | None = None
        """when the last poll was completed"""

    async def run(self, store: Store) -> None:
        """An update is confirmed by the next request, after it is stored.

        Raises `TokenInUse` when another program takes the updates and was there first."""
        offset: int | None = None
        self._started, conflicts, wait = datetime.now(UTC), 0, 1.0
        while True:
            try:
                updates = await self._poll(offset)
                conflicts, wait = 0 if self._is_old() else conflicts, 1.0
            except errors.Conflict as error:
                conflicts += 1
                log().warning("telegram_conflict", times=conflicts)
                if conflicts >= 3 and not self._is_old():
                    raise TokenInUse from error
                await asyncio.sleep(INSIST if self._is_old() else GIVE_WAY)
                continue
            except errors.RetryAfter as error:
                await asyncio.sleep(asked_wait(error).total_seconds())
                continue
            except errors.TelegramError as error:
                log().warning("telegram_poll_failed", error=str(error))
                await asyncio.sleep(wait)
                wait = min(wait * 2, 30)
                continue
            try:
                await store([telegram_updates.raw(update) for update in updates])
            except Exception as error:
                # What is not stored is not confirmed: the same updates come again.
                log().error("updates_not_stored", exc_info=error)
                await asyncio.sleep(wait)
                continue
            self.last = datetime.now(UTC)
            known = [u["update_id"] for u in updates if isinstance(u.get("update_id"), int)]
            offset = max(known) + 1 if known else offset

    def _is_old(self) -> bool:
        return datetime.now(UTC) - self._started > YOUNG

    async def _poll(self, offset: int | None) -> list[dict[str, Any]]:
        request: dict[str, Any] = {
            # The first one does not wait, so that it is soon known whether polling works.
            "timeout": POLL_SECONDS if self.last else 0,
            "allowed_updates": telegram_updates.ALLOWED_UPDATES,
        }
        if offset is not None:
            request["offset"] = offset
        updates: Any = await self._bot.do_api_request(
            "getUpdates", api_kwargs=request, read_timeout=POLL_SECONDS + 15
        )
        if not isinstance(updates, list):
            raise errors.TelegramError("getUpdates did not answer with a list")
        return [update for update in updates if isinstance(update, dict)]
