"""Polling the Zalo Bot API: no update is acknowledged there, so each is stored before the next."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.channel import Store
from bot.logs import log
from bot.zalo_bot_api import Failed, Silent, ZaloBotApi
from bot.zalo_bot_updates import raws
from storage.inbox import Raw

POLL_SECONDS = 25
FLOOR = 1.0
"""seconds between two polls: an update that was fetched may come again at each of them"""


class Poller:
    """Asks for updates, for ever."""

    def __init__(self, api: ZaloBotApi) -> None:
        self._api = api
        self.last: datetime | None = None
        """when the last poll was completed"""

    async def run(self, store: Store) -> None:
        seen: Sequence[Raw] = ()
        wait = FLOOR
        while True:
            try:
                updates = raws(await self._poll())
                wait = FLOOR
            except (Failed, Silent) as error:
                log().warning("zalo_poll_failed", error=str(error))
                wait = min(wait * 2, 30)
                await self._mend(error)
            else:
                self.last = datetime.now(UTC)
                if updates and updates != seen:
                    await _keep(store, updates)
                    seen = updates
            await asyncio.sleep(wait)

    async def _poll(self) -> Any:
        # The first one does not wait, so that it is soon known whether polling works.
        seconds = POLL_SECONDS if self.last else 1
        try:
            return await self._api.call("getUpdates", {"timeout": str(seconds)}, seconds + 20)
        except Failed as error:
            if error.code == 408:
                # Nobody wrote anything meanwhile.
                return None
            raise

    async def _mend(self, error: Failed | Silent) -> None:
        """A webhook that somebody set keeps everything from being polled."""
        if isinstance(error, Failed) and error.code == 400 and "webhook" in error.said.lower():
            try:
                await self._api.call("deleteWebhook", {})
            except (Failed, Silent) as again:
                log().warning("zalo_webhook_stays", error=str(again))


async def _keep(store: Store, updates: Sequence[Raw]) -> None:
    """Put on disk what may never come again, however long that takes."""
    wait = FLOOR
    while True:
        try:
            await store(updates)
            return
        except Exception as error:
            log().error("updates_not_stored", exc_info=error)
            await asyncio.sleep(wait)
            wait = min(wait * 2, 30)
