"""A small town in a database: reports are filed and dealt with by the real handlers, at moments
that a test chooses, and the ledger is settled when it says so."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers import actions, ratings, reporter, settling, states
from handlers.actions import By, NotNow
from handlers.drafts import StoredPhoto
from handlers.likeness import look
from handlers.messages import ChatRef, Message, Sender
from handlers.points import PointRules, load_points
from handlers.rules import load_rules
from handlers.scoring import PUBLIC
from handlers.states import OPEN, set_deadlines
from handlers.words import new_code
from handlers.work import Work, World
from storage import closings, ledger, people, reports, targets, ward_files, wards
from storage.database import Database, create
from storage.ledger import Subject, Sum
from storage.tables import AT_ONCE, Chat, Entry, Person, Report, Unit, Ward
from storage.trial_map import trial_wards
from storage.ward_files import NewWard
from tests.harness import MORNING, ZONE
from tests.process import ROOT

OF_REPORTERS = ("kind", "withdraw", "not_done", "confirm", "fair", "bad")
HERE = (16.0769, 108.2184)
BUILT_IN = (ROOT / "handlers" / "points.toml").read_text(encoding="utf-8")


def rules_of(folder: Path, *changes: tuple[str, str], more: str = "") -> PointRules:
    """The points that come with the bot, with something replaced and something behind them."""
    text = BUILT_IN
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = folder / "points.toml"
    path.write_text(text + more, encoding="utf-8")
    return load_points(path)


def metres_away(metres: float, place: tuple[float, float] = HERE) -> tuple[float, float]:
    return place[0] + metres / 111_195, place[1]


@dataclass
class Town:
    """Two branches of two members each, two wards, and an officer of both."""

    db: Database
    world: World
    units: list[int] = field(default_factory=list)
    members: list[int] = field(default_factory=list)
    wards: list[int] = field(default_factory=list)
    chats: dict[str, int] = field(default_factory=dict)
    officer: int = 0
    now: datetime = MORNING
    number: int = 0
    codes: Random = field(default_factory=Random)

    @classmethod
    async def build(cls, db: Database, points: PointRules | None = None) -> Town:
        async with db.write() as session:
            known = await wards.load(session, MORNING.date())
            if not known.rows:
                await wards.save(session, trial_wards(), MORNING.date())
                known = await wards.load(session, MORNING.date())
            rules = load_rules()
            await targets.keep(session, None, rules.target.per_day, MORNING.date())
            calendar = rules.work.calendar(ZONE)
            world = World(rules, ZONE, calendar, known, Random(1), points or load_points())
            town = cls(db, world, wards=sorted(known.rows)[:2])
            for channel in ("telegram", PUBLIC):
                chat = await people.chat_at(session, channel, "town", "private")
                town.chats[channel] = chat.id or 0
            number = len(await people.units(session))
            # Its own: what comes first within a second hangs on the codes.
            town.codes = Random(number)
            for n in range(2):
                unit = await people.new_unit(session, f"Chi đoàn {number + n}", MORNING)
                town.units.append(unit.id or 0)
                for _ in range(2):
                    town.members.append(await town._person(session, unit.id))
            town.officer = await town._person(session, None)
        return town

    async def _person(self, session: AsyncSession, unit_id: int | None) -> int:
        person = Person(name="Người", unit_id=unit_id, created_at=MORNING)
        session.add(person)
        await session.flush()
        return person.id or 0

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        async with self.db.write() as session:
            yield Work(session, self.now, self.world)

    # What happens to reports

    async def file(
        self,
        member: int = 0,
        place: tuple[float, float] = HERE,
        at: datetime | None = None,
        *,
        code: str = "",
        sort: str = "problem",
        ward: int = 0,
        channel: str = "telegram",
        **more: Any,
    ) -> int:
        """A report of a member, by their number; its id."""
        async with self.work() as work:
            person = await work.session.get_one(Person, self.members[member])
            created = (at or self.now).astimezone(UTC)
            report = Report(
                code=code or new_code(self.codes, 5),
                person_id=person.id or 0,
                unit_id=person.unit_id,
                ward_id=self.wards[ward],
                lat=place[0],
                lon=place[1],
                chat_id=self.chats[channel],
                message_id="1",
                created_at=created,
                sort=sort,
                state="new" if sort == "problem" else "noted",
                believed_at=created if sort != "problem" and channel != PUBLIC else None,
                **{"kind": "waste", **more},
            )
            set_deadlines(report, created, work.rules.deadlines, work.world.calendar)
            await create(work.session, report)
            await work.record(report, "filed", person=person)
            return report.id or 0

    async def do(self, verb: str, report_id: int, ward: int = 1) -> bool:
        """Let the officer or the reporter do something; False where that cannot be done now."""
        self.number += 1
        with suppress(NotNow):
            async with self.work() as work:
                report = await reports.locked(work.session, report_id)
                assert report is not None
                whose = report.person_id if verb in OF_REPORTERS else self.officer
                person = await work.session.get_one(Person, whose)
                chat = await work.session.get_one(Chat, self.chats["telegram"])
                by = By(person, chat, str(self.number))
                await self._act(work, by, report, verb, self.wards[ward])
                return True
        return False

    async def _act(self, work: Work, by: By, report: Report, verb: str, ward_id: int) -> None:
        ref = ChatRef("telegram", "town", "private")
        match verb:
            case "accept":
                await actions.accept(work, by, report)
            case "resolve":
                message = Message(ref, Sender("1"), by.message_id, self.now)
                key = f"{self.number:064x}"
                photo = StoredPhoto(key, 10, 10, look(Image.new("L", (96, 96)), key))
                await actions.resolve(work, by, report, message, photo)
            case "refuse":
                await actions.refuse(work, by, report, "không rõ")
            case "pass":
                await actions.pass_on(work, by, report, ward_id)
            case "undo":
                events = await reports.events(work.session, report.id or 0)
                done = [e for e in events if "before" in e.data and e.undone_at is None]
                if not done:
                    raise NotNow("undo-done")
                await actions.undo(work, by, done[-1])
            case "duplicate":
                if report.state not in OPEN:
                    raise NotNow("not-now")
                before = states.snapshot(report)
                report.state, report.ended_at = "duplicate", self.now
                await work.record(report, "duplicate", data={"before": before})
            case "kind":
                await reporter.set_kind(work, by, report, "water")
            case "withdraw":
                await reporter.withdraw(work, by, report)
            case "not_done":
                await ratings.not_done(work, by, report)
            case "confirm":
                await ratings.confirm(work, by, report)
            case "fair" | "bad":
                closing = await closings.present(work.session, report.id or 0)
                if closing is None:
                    raise NotNow("not-now")
                await ratings.press(work, by, "rt", closing.id or 0, verb)
            case _:
                raise ValueError(verb)

    async def join(self, unit: int, count: int) -> list[int]:
        """More members of a branch; their numbers."""
        async with self.db.write() as session:
            for _ in range(count):
                self.members.append(await self._person(session, self.units[unit]))
        return list(range(len(self.members) - count, len(self.members)))

    async def rename_unit(self, number: int, name: str) -> None:
        async with self.db.write() as session:
            (await session.get_one(Unit, self.units[number])).name = name

    async def end_ward(self, number: int, successor: int | None) -> None:
        """Let a ward end yesterday and another one take over, or nobody."""
        async with self.db.write() as session:
            old = await session.get_one(Ward, self.wards[number])
            old.valid_to = self.now.date() - timedelta(days=1)
            if successor is not None:
                old.successors = (await session.get_one(Ward, self.wards[successor])).code
            await session.flush()
            self.world.wards = await wards.load(session, self.now.date())

    async def import_ward(self, number: int, name: str) -> None:
        """Take a ward in anew, with another name."""
        today = self.now.date()
        async with self.db.write() as session:
            old = await session.get_one(Ward, self.wards[number])
            shape = ward_files.from_wkb(old.geometry)
            whom = (old.source, old.licence, old.approximate, shape, ())
            new = NewWard(old.code, name, old.valid_from, old.valid_to, *whom)
            await wards.save(session, [new], today)
            self.world.wards = await wards.load(session, today)

    # The ledger

    async def settle(self) -> int:
        """Until nothing waits; how many reports were looked at."""
        done = 0
        while True:
            async with self.work() as work:
                looked_at = await settling.settle(work)
            done += looked_at
            if not looked_at:
                return done

    async def forget_what_was_settled(self) -> None:
        """As if every report had just changed."""
        async with self.db.write() as session:
            await session.exec(update(Report).values(settle_at=AT_ONCE))

    async def entries(self, report_id: int | None = None) -> Sequence[Entry]:
        query = select(Entry).order_by(col(Entry.id))
        if report_id is not None:
            query = query.where(Entry.report_id == report_id)
        async with self.db.read() as session:
            return (await session.exec(query)).all()

    async def standing(self, report_id: int | None = None) -> list[Entry]:
        """The lines that nothing counters."""
        rows = await self.entries(report_id)
        gone = {row.counters for row in rows}
        return [row for row in rows if row.counters is None and row.id not in gone]

    async def rules_of(self, report_id: int) -> list[str]:
        return sorted(row.rule for row in await self.standing(report_id))

    async def sums(
        self, of: Subject, start: date = date.min, end: date = date.max
    ) -> dict[int, dict[str, Sum]]:
        async with self.db.read() as session:
            return await ledger.sums(session, of, start, end)

    async def points(self, of: Subject, subject_id: int) -> int:
        found = (await self.sums(of)).get(subject_id, {})
        return sum(one.points for one in found.values())

    async def report(self, report_id: int) -> Report:
        async with self.db.read() as session:
            return await session.get_one(Report, report_id)
