"""Playing people in the sandbox's chats: what they do one after the other, and what they are told.

All of it are `acts`, which the page itself could ask for, so whoever answers is the bot as it is.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from geopy.distance import geodesic

from bot.sandbox import samples, scene
from bot.sandbox.acts import Act, ActError, carry_out
from bot.sandbox.scene import MEMBER, OFFICE, OFFICER, WARD
from bot.sandbox.updates import BOT
from handlers.words import find_codes
from storage.tables import SandboxMessage

if TYPE_CHECKING:
    from bot.process import Process

Place = tuple[float, float]

PATIENCE = 20.0
"""seconds for an answer of the bot"""
AROUND_M, APART_M, TRIES = 400.0, 60.0, 200
STREETS = range(1000, 10**9)
"""of streets that nobody has seen: to send a sample twice is a cheat of its own"""


@dataclass(frozen=True, slots=True)
class Filed:
    """A report that the bot took, and its card in the ward's group."""

    code: str
    street: int
    place: Place
    card: SandboxMessage


class Play:
    """People at work, in one ward."""

    def __init__(self, process: "Process", since: int, lang: str) -> None:
        self._process, self._since, self.lang = process, since, lang
        self._rng = process.world.rng
        self._ward = self._rng.choice(process.world.wards.in_force)
        self._places: list[Place] = []

    @classmethod
    async def begin(cls, process: "Process") -> "Play":
        """From now on: what was said before is none of theirs."""
        since, _ = await process.sandbox.chats.since(0)
        async with process.db.read() as session:
            return cls(process, since, await scene.language(session))

    @property
    def most(self) -> int:
        """How many reports of a member get points on one day."""
        world = self._process.world
        rules = world.points.on(world.day(self._process.clock.now()))
        return rules.cap if rules else 0

    @property
    def clock(self) -> datetime:
        """What a camera takes for the time."""
        now = self._process.clock.now().astimezone(self._process.settings.zone)
        return now.replace(tzinfo=None)

    def street(self) -> int:
        return self._rng.choice(STREETS)

    def place(self) -> Place:
        """Somewhere in the ward, and not where it was before."""
        world = self._process.world
        middle = world.wards.map.inside(self._ward.id or 0)
        for _ in range(TRIES):
            far, bearing = self._rng.uniform(0, AROUND_M), self._rng.uniform(0, 360)
            point = geodesic(meters=far).destination(middle, bearing)
            place = point.latitude, point.longitude
            near = world.wards.map.within(*place, world.rules.intake.near_line_m)
            alone = [area.id for area, _ in near] == [self._ward.id]
            if alone and all(geodesic(place, one).meters > APART_M for one in self._places):
                self._places.append(place)
                return place
        return middle

    async def act(self, chat: str, sender: str, **what: Any) -> dict[str, Any]:
        return await carry_out(self._process, Act(chat, sender, **what))

    async def told(self, found: Callable[[SandboxMessage], bool]) -> SandboxMessage:
        """Wait for something that the bot says. Raises `ActError`."""
        sandbox = self._process.sandbox
        try:
            async with asyncio.timeout(PATIENCE):
                while not sandbox.ended:
                    news = sandbox.chats.news()
                    _, rows = await sandbox.chats.since(self._since)
                    for row in rows:
                        if row.body["from"] == BOT and found(row):
                            return row
                    await news.wait()
        except TimeoutError:
            pass
        raise ActError("no-answer")

    async def send(
        self, photo: bytes, place: Place, chat: str = MEMBER, sender: str = MEMBER, text: str = ""
    ) -> SandboxMessage:
        """Send a photo and a place; what the bot answers."""
        said = await self.act(chat, sender, uploads=[photo], place=place, text=text)
        return await self.told(lambda row: row.body.get("reply_to") == said["ids"][0])

    async def report(
        self,
        chat: str = MEMBER,
        sender: str = MEMBER,
        *,
        text: str = "",
        same_as: Filed | None = None,
    ) -> Filed:
        """Report something, and say that it is nothing that is known already."""
        street = same_as.street if same_as else self.street()
        place = same_as.place if same_as else self.place()
        photo = await drawn(street, later=same_as is not None)
        answer = await self.send(photo, place, chat, sender, text)
        if _button(answer, "sn:"):
            await self.press(answer, sender, "sn:")
            own, asked = answer.body["reply_to"], answer.id or 0
            answer = await self.told(
                lambda row: row.body.get("reply_to") == own and (row.id or 0) > asked
            )
        code = find_codes(answer.body["title"] or answer.body["text"])[0]
        card = await self.told(
            lambda row: scene.role_of(row.address) == WARD and code in row.body["title"]
        )
        return Filed(code, street, place, card)

    async def press(self, row: SandboxMessage, sender: str, verb: str) -> None:
        """Press the button of a message that does this. Raises `ActError`."""
        await self.act(row.address, sender, press=_button(row, verb) or verb, message=str(row.id))

    async def accept(self, filed: Filed) -> None:
        await self.press(filed.card, OFFICER, "ac:")

    async def close(self, filed: Filed, photo: bytes, *, as_file: bool = False) -> None:
        """Answer a card with an after-photo."""
        card = {"reply_to": str(filed.card.id), "as_file": as_file}
        await self.act(filed.card.address, OFFICER, uploads=[photo], **card)

    async def shown(self, filed: Filed, chat: str = OFFICE) -> SandboxMessage:
        """The message about a report that comes with two pictures in one."""
        return await self.told(
            lambda row: (
                row.address == chat
                and bool(row.body["photos"])
                and filed.code in f"{row.body['title']} {row.body['text']}"
            )
        )

    async def points(self, chat: str) -> SandboxMessage:
        """What counts, line by line, once everything was counted that is due."""
        await self._process.ticker.tick()
        said = await self.act(chat, MEMBER, text="/diem")
        own = int(said["ids"][0])
        return await self.told(
            lambda row: row.address == chat and (row.id or 0) > own and bool(row.body["title"])
        )


async def drawn(street: int, **how: bool) -> bytes:
    """A photo of a street with rubbish, or without."""
    return await asyncio.to_thread(samples.photo, "rubbish", street, **how)


def _button(row: SandboxMessage, verb: str) -> str | None:
    buttons = (button["data"] for line in row.body["buttons"] for button in line)
    return next((data for data in buttons if data and data.startswith(verb)), None)
