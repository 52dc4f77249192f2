"""One unit of work: the transaction, the moment and the world that a handler may know."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm.attributes import flag_modified
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers import texts
from handlers.messages import BotProfile, Button, Incoming, Outgoing, outgoing
from handlers.plain import in_words
from handlers.points import PointRules, built_in
from handlers.rules import Rules
from handlers.worktime import WorkCalendar
from storage import outbox, reports
from storage.database import create
from storage.following import Following, followers
from storage.looks import Looks
from storage.tables import AT_ONCE, Chat, Event, Outbox, Person, Photo, Report
from storage.wards import Wards

UNCOUNTED = ("filed", "note", "after_photo", "joined")
"""kinds of events that change no points; a new report waits for the ledger anyway"""


async def no_photo_store(key: str) -> None:
    """Where nothing is stored there is nothing to delete."""


@dataclass
class World:
    """What stays the same from one message to the next."""

    rules: Rules
    zone: ZoneInfo
    calendar: WorkCalendar
    wards: Wards
    rng: Random
    points: PointRules = field(default_factory=built_in)
    looks: Looks = field(default_factory=Looks)
    """what photos look alike by"""
    bots: Mapping[str, BotProfile] = field(default_factory=dict)
    place_link: Callable[[int], str] = lambda draft_id: ""
    """a page on which the place of a draft can be shown; empty where nobody can reach one"""
    spot_link: Callable[[str], str] = lambda code: ""
    """the page of a recurring point; empty likewise"""
    form_link: Callable[[str], str] = lambda invite: ""
    """a page on which reports can be sent for the branch of an invite; empty likewise"""
    contest_link: Callable[[int, str], str] = lambda person_id, nonce: ""
    """a page on which an admin works at contests, which opens once; empty likewise"""
    board_link: Callable[[str], str] = lambda week: ""
    """a page with the boards of a week and what is behind them; empty likewise"""
    report_link: Callable[[str], str] = lambda code: ""
    """the page of a report; empty likewise"""
    delete_photo: Callable[[str], Awaitable[None]] = no_photo_store

    def bot(self, channel: str) -> BotProfile:
        return self.bots.get(channel, BotProfile())

    def day(self, moment: datetime) -> date:
        """The local date of a moment."""
        return moment.astimezone(self.zone).date()

    def at(self, day: date, clock: time) -> datetime:
        """A local clock time of a day, in UTC."""
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    def month_start(self, moment: datetime) -> datetime:
        """When the local month of a moment began, in UTC."""
        return self.at(self.day(moment).replace(day=1), time())

    def day_bounds(self, day: date) -> tuple[datetime, datetime]:
        """[start, end) of a local day, in UTC."""
        return self.at(day, time()), self.at(day + timedelta(days=1), time())


@dataclass
class Work:
    """A transaction under way at a moment."""

    session: AsyncSession
    now: datetime
    world: World
    post_due: datetime | None = None
    """when posts may leave, where that is not the moment of the work itself"""
    recorded: list[tuple[str, str]] = field(default_factory=list)
    """(kind, code) of what happened to reports, for the log once it is on disk"""
    album: str | None = None
    """an album that turned out to be wanted: photos of it that were left alone come again"""

    then: Incoming | None = None
    """what comes next from the same chat, where that is in line already"""
    took_then: bool = False
    """whether that was dealt with, too"""
    new_drafts: set[int | None] = field(default_factory=set)
    """halves of reports that began now, so that nobody was asked for what they lack"""
    speaks: tuple[int | None, int | None] | None = None
    """the ids of the chat and the person whose message is answered, where one is"""
    reports_today: int = 0
    """how many reports that person sent today before, whatever became of them"""
    told: set[int] = field(default_factory=set)
    """chats in which what happens to a report is said anyway, so that it is no news of its card"""

    _photos: dict[int, list[Photo]] = field(default_factory=dict)
    _new: set[int] = field(default_factory=set)

    @property
    def rules(self) -> Rules:
        return self.world.rules

    def when(self, moment: datetime, lang: str, *, dated: bool = False) -> str:
        return texts.when(moment, self.now, self.world.zone, lang, dated=dated)

    async def post(
        self,
        chat: Chat,
        message: Outgoing,
        *,
        key: str | None = None,
        report: Report | None = None,
        due: datetime | None = None,
        until: datetime | None = None,
    ) -> int | None:
        """Send a message when this transaction commits; its outbox id. None where it cannot be
        written to the chat, or was sent already. ``until`` is when it would be worth nothing."""
        assert chat.id is not None
        if not chat.active:
            return None
        return await outbox.put(
            self.session,
            chat.id,
            self._payload(chat, message),
            now=self.now,
            key=key,
            report_id=report.id if report else None,
            due=due or self.post_due,
            lifetime=until - self.now if until else None,
        )

    def _payload(self, chat: Chat, message: Outgoing) -> dict[str, Any]:
        if not self.world.bot(chat.channel).buttons:
            message = in_words(message, chat.lang)
            if message.choices and self.speaks is not None and self.speaks[0] == chat.id:
                message = replace(message, asked=self.speaks[1])
        payload: dict[str, Any] = outgoing.dump_python(message, mode="json", exclude_defaults=True)
        return payload

    async def change(self, post: Outbox, message: Outgoing) -> None:
        """Give a post new contents, keeping what it replies to. In a chat that cannot be written to
        it stays as it is. Where the platform knows no edits, what is new is said in a message of
        its own, but for chats in which it is said anyway."""
        chat = await self.session.get_one(Chat, post.chat_id)
        if not chat.active:
            return
        before = outgoing.validate_python(post.payload)
        # A message with a picture stays one, and one without gets none.
        message = replace(
            message,
            photo=before.photo,
            picture=before.picture,
            more_photos=before.more_photos,
            reply_to=before.reply_to,
            reply_to_post=before.reply_to_post,
        )
        edits = self.world.bot(chat.channel).edits
        payload = self._payload(chat, message)
        stays = await outbox.change(self.session, post, payload, self.now, edits=edits)
        if stays and message.news not in ("", before.news) and chat.id not in self.told:
            await outbox.put(
                self.session,
                post.chat_id,
                self._payload(chat, Outgoing(text=message.news, reply_to_post=post.id)),
                now=self.now,
                report_id=post.report_id,
            )

    async def take_buttons(self, post: Outbox | None) -> None:
        """Take the buttons off a post under which there is nothing left to choose; those that open
        a page stay."""
        if post is None:
            return
        shown = outgoing.validate_python(post.payload)
        links = [tuple(button for button in row if button.url) for row in shown.buttons]
        if (left := tuple(filter(None, links))) != shown.buttons:
            await self.change(post, replace(shown, buttons=left))

    async def toast(
        self, chat: Chat, query_id: str, text: str = "", *, alert: bool = False
    ) -> None:
        """Answer a pressed button. Platforms take that for some seconds only; where there are no
        buttons it is a message like any other."""
        assert chat.id is not None
        if not self.world.bot(chat.channel).buttons:
            await self.post(chat, Outgoing(text=text))
            return
        message = Outgoing(text=text[:190], alert=alert, query_id=query_id)
        await outbox.put(
            self.session,
            chat.id,
            outgoing.dump_python(message, mode="json", exclude_defaults=True),
            now=self.now,
            kind="toast",
            lifetime=timedelta(seconds=60),
        )

    async def probe(self, chat: Chat) -> None:
        """Ask the platform what the bot may do in a group; the answer comes as a `Membership`."""
        assert chat.id is not None
        await outbox.put(self.session, chat.id, {}, now=self.now, kind="probe")

    async def photos(self, report: Report, role: str | None = None) -> list[Photo]:
        """A report's photos in their order. They are asked for by everything that shows a report,
        so they are kept for the transaction."""
        assert report.id is not None
        if report.id not in self._photos:
            self._photos[report.id] = list(await reports.photos(self.session, report.id))
        return [p for p in self._photos[report.id] if role is None or p.role == role]

    async def give_photos(self, report: Report, photos: Sequence[Photo]) -> None:
        """Make photos part of a report."""
        assert report.id is not None
        have = await self.photos(report)
        new = [photo for photo in photos if photo.id is None]
        await reports.give_photos(self.session, report.id, photos)
        for photo in new:
            self.know(photo)
        self._photos[report.id] = [*have, *photos]

    async def keep(self, photo: Photo) -> None:
        """Write a photo that is no report's yet."""
        await create(self.session, photo)
        self.know(photo)

    def know(self, photo: Photo) -> None:
        """Find a photo from now on when another one looks like it. Where this work is undone, the
        row that is looked at then is not there, or another one."""
        if photo.id is not None and photo.look is not None:
            self.world.looks.add(photo.id, (photo.dhash, photo.dhash2))

    async def followers(self, report: Report) -> list[Following]:
        """Who else is told what becomes of a report. Of a new one nobody is asked."""
        return [] if report.id in self._new else await followers(self.session, report)

    def filed(self, report: Report) -> None:
        """Know that a report is new and so has no photos yet, nor anybody who follows it."""
        assert report.id is not None
        self._photos[report.id] = []
        self._new.add(report.id)

    async def record(
        self,
        report: Report,
        kind: str,
        *,
        person: Person | None = None,
        chat: Chat | None = None,
        message_id: str | None = None,
        data: dict[str, Any] | None = None,
    ) -> Event:
        """Write down what happened to a report, for the ledger of points to look at."""
        assert report.id is not None
        event = Event(
            report_id=report.id,
            kind=kind,
            person_id=person.id if person else None,
            chat_id=chat.id if chat else None,
            message_id=message_id,
            at=self.now,
            data=data or {},
        )
        await create(self.session, event)
        if kind not in UNCOUNTED:
            self.recount(report)
        self.recorded.append((kind, report.code))
        return event

    def recount(self, report: Report) -> None:
        """Let the ledger look at a report again."""
        report.settle_at = AT_ONCE
        # Also where it says so already: somebody may be looking at this moment.
        flag_modified(report, "settle_at")


def rows(buttons: list[Button], width: int = 2) -> tuple[tuple[Button, ...], ...]:
    """Buttons in rows of so many."""
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))
