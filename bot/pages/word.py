"""The word of whoever sent a report by the form: on the report's page, from the same phone."""

from aiohttp import web
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.pages.channel import Web, update
from bot.pages.shell import Shell, as_json
from bot.pages.submission import ID
from bot.pages.taking import take_in
from bot.pages.texts import language
from bot.quota import Quota, address
from handlers.messages import ChatRef, Press, Sender
from handlers.telling import mood_buttons
from handlers.work import Work
from storage import closings, people, reports
from storage.tables import Report

AN_HOUR = 3600
FROM_ADDRESS = 120
"""words an hour from one address: on mobile networks many people share one"""


class Word:
    """The phone has the id under which it sent the report; nobody else does."""

    def __init__(self, shell: Shell) -> None:
        self._process = shell.process
        self._addresses = Quota(FROM_ADDRESS, AN_HOUR)

    async def ask(self, request: web.Request) -> web.StreamResponse:
        """What there is to say to the closing of a report, and what was said."""
        return await self._present(request.match_info["id"], language(request))

    async def take(self, request: web.Request) -> web.StreamResponse:
        """A mood, or what was bad. To the bot it is a button that was pressed in a chat."""
        given = request.match_info["id"]
        if self._addresses.wait(address(request, self._process.settings)):
            return as_json({"error": "later"}, 429)
        try:
            said = await request.json()
            closing, verb, what = int(said["closing"]), str(said["verb"]), str(said["what"])
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return as_json({"error": "bad"}, 400)
        data = f"{verb}:{closing}:{what}"
        if verb not in ("rt", "rw") or not ID.fullmatch(given) or len(data) > 64:
            return as_json({"error": "bad"}, 400)
        async with self._process.db.read() as session:
            if await self._report(session, given) is None:
                return as_json({"error": "unknown"}, 404)
        chat = ChatRef(Web.name, given, "private")
        press = Press(chat, Sender(given), "word", data, "word")
        # A word may be said again later; twice in a moment it is the same one.
        at = self._process.clock.now().isoformat()
        await take_in(self._process, [update(f"report:{given}:word:{at}:{data}", press)])
        return await self._present(given, language(request))

    async def _present(self, given: str, lang: str) -> web.Response:
        world = self._process.world
        async with self._process.db.read() as session:
            report = await self._report(session, given)
            if report is None:
                return as_json({"error": "unknown"}, 404)
            closing = await closings.present(session, report.id or 0)
            work = Work(session, self._process.clock.now(), world)
            [moods] = mood_buttons(work, closing, lang) or [()]
            if closing is None or not moods:
                return as_json({"state": report.state, "moods": []})
            said = {
                "state": report.state,
                "closing": closing.id,
                "mood": closing.mood,
                "reason": closing.reason,
                "moods": [(button.data.rpartition(":")[2], button.label) for button in moods],
                "complaints": [(one.slug, one.name(lang)) for one in world.rules.complaints],
            }
        return as_json(said)

    async def _report(self, session: AsyncSession, given: str) -> Report | None:
        """The report that was sent under an id. Of what is the same as another one, its own
        sender speaks."""
        chat = await people.find_chat(session, Web.name, given) if ID.fullmatch(given) else None
        report = await reports.by_message(session, chat.id or 0, "0") if chat is not None else None
        own = chat is not None and report is not None and report.chat_id == chat.id
        return report if own else None
