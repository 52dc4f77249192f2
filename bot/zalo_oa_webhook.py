"""The webhook of a Zalo Official Account: events are checked and stored, then acknowledged."""

import json
from typing import TYPE_CHECKING

from aiohttp import web

from bot import zalo_oa_updates
from bot.logs import log
from bot.webhooks import MOST_UNKNOWN, Strangers, read
from bot.zalo_oa_signature import HEADER, recipe
from storage import people

if TYPE_CHECKING:
    from bot.process import Process

PATH = "/webhook/zalo-oa"
PINNED = "zalo_oa_signature"
"""the setting that remembers by which recipe events are signed"""


class Webhook:
    """Takes events for one account."""

    def __init__(self, process: "Process", strangers: Strangers) -> None:
        self._process, self._strangers = process, strangers
        self._pinned: str | None = None
        self._looked = False

    def add_to(self, app: web.Application) -> None:
        app.router.add_post(PATH, self.take)
        # The console looks whether anybody is there.
        app.router.add_get(PATH, self.here)

    async def here(self, _: web.Request) -> web.Response:
        return web.Response()

    async def take(self, request: web.Request) -> web.Response:
        account = self._process.zalo_oa
        assert account is not None
        raw = await read(request.clone(client_max_size=MOST_UNKNOWN))
        if not raw:
            return web.Response()
        try:
            event = json.loads(raw)
        except (ValueError, UnicodeDecodeError, RecursionError):
            return self._strangers.turn_away(request, 400)
        if not isinstance(event, dict):
            return self._strangers.turn_away(request, 400)
        given = request.headers.get(HEADER, "")
        if not given and not event.get("event_name"):
            # The console's own test, which is not signed and tells nothing.
            return web.Response()
        try:
            pinned = await self._known()
            found = recipe(raw, event, given, account.app_id, account.keys, pinned)
            if found is None:
                return self._strangers.turn_away(request)
            if found != pinned:
                await self._pin(found)
            if (user := zalo_oa_updates.sender_of(event)) and (name := await account.name_of(user)):
                event["sender"][zalo_oa_updates.NAME] = name
            await self._process.store_for(account.name)([zalo_oa_updates.raw(event)])
        except Exception as error:
            # It comes again where it is not acknowledged.
            log().error("webhook_not_stored", error=str(error))
            return web.Response(status=503)
        return web.Response()

    async def _known(self) -> str | None:
        if not self._looked:
            async with self._process.db.read() as session:
                self._pinned = await people.setting(session, PINNED)
            self._looked = True
        return self._pinned

    async def _pin(self, found: str) -> None:
        log().info("zalo_oa_signature", recipe=found, before=self._pinned)
        async with self._process.db.write() as session:
            await people.remember(session, PINNED, found)
        self._pinned = found
