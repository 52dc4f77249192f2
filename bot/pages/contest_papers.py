"""The files that the office's desk for contests offers, each at an address that opens it alone."""

import asyncio
from datetime import date, timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from bot import contest_export
from bot.errors import FileError
from bot.logs import log
from bot.pages.texts import language, say
from handlers import contest_tables
from handlers.checking import RulesError
from storage import people
from storage.tables import Campaign

if TYPE_CHECKING:
    from bot.process import Process

FILE = "contest-file"


class ContestPapers:
    """Addresses and not what the desk is opened with: any browser can save what stands at one,
    also the one inside a chat, and whoever finds it in a history can do nothing else."""

    def __init__(self, process: "Process", lasts: timedelta) -> None:
        self._process, self._lasts = process, lasts

    def told(
        self, campaign: Campaign, person_id: int, today: date, lang: str
    ) -> list[dict[str, str]]:
        """What can be saved of a contest, and where."""
        token = self._process.signer.sign(FILE, f"{person_id}:{campaign.slug}")
        return [
            {
                "says": say(lang, f"contest-save-{kind.lstrip('.')}"),
                "at": f"/thi-dua/{token}/{campaign.slug}{kind}?lang={lang}",
            }
            for kind in contest_export.kinds_of(campaign, today)
        ]

    async def send(self, request: web.Request) -> web.StreamResponse:
        """A file, for somebody who is an admin still."""
        process, lang = self._process, language(request)
        said = process.signer.read(FILE, request.match_info["token"], self._lasts)
        if said is None:
            return _sorry(say(lang, "contest-old"), 410)
        person, _, slug = said.partition(":")
        kind = request.match_info["kind"]
        content_type = contest_export.KINDS.get(kind)
        if content_type is None or request.match_info["slug"] != slug:
            raise web.HTTPNotFound
        today = process.world.day(process.clock.now())
        try:
            async with process.db.read() as session:
                if not await people.is_granted(session, int(person), "admin"):
                    return _sorry(say(lang, "contest-old"), 403)
                campaign = await contest_tables.find(session, slug, lock=False)
                export = await contest_export.of_campaign(
                    session, process.world.wards, process.settings, campaign, today
                )
            body = await asyncio.to_thread(export.contents, kind)
        except RulesError as error:
            return _sorry("\n".join(error.told(lang)), 422)
        except FileError as error:
            log().error("contest_file_failed", error=str(error))
            return _sorry(say(lang, "contest-template"), 500)
        name = f'attachment; filename="{slug}{kind}"'
        headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
        return web.Response(body=body, content_type=content_type, headers=headers)


def _sorry(text: str, status: int) -> web.Response:
    return web.Response(text=text, status=status, headers={"Cache-Control": "no-store"})
