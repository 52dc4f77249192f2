"""Asking people to look at a place again: who may be asked, whose turn it is, taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from handlers.card import map_link, place_of
from handlers.lots import turn
from handlers.messages import Button, Outgoing
from handlers.texts import say
from handlers.work import Work
from storage import outbox, people, rechecks
from storage.database import create
from storage.tables import Chat, Closing, Draw, Person, Recheck, Report, Visit

ACTIVE = timedelta(days=60)
"""whoever reported since may be asked"""
AT_HOME = timedelta(days=90)
"""time in which a branch's reports tell in which ward it is at home"""
MOST_TRIED = 50


@dataclass
class Crowd:
    """Everybody who may be asked to look at something."""

    inspectors: set[int]
    members: dict[int, int]
    """with their branches"""
    homes: dict[int, int]
    """of branches"""
    busy: set[int]


async def gather(work: Work) -> Crowd:
    return Crowd(
        await rechecks.inspectors(work.session),
        await rechecks.active_members(work.session, work.now - ACTIVE),
        await rechecks.homes(work.session, work.now - AT_HOME),
        await rechecks.busy(work.session),
    )


async def in_turn(work: Work, recheck: Recheck, crowd: Crowd) -> list[int]:
    """Who may be asked to look at a closing, in the order of their turns, and nobody twice."""
    asked = {visit.person_id for visit in await rechecks.visits(work.session, recheck.id or 0)}
    return [who for who in await impartial(work, recheck, crowd) if who not in asked]


async def may_look(work: Work, recheck: Recheck, person_id: int) -> bool:
    """Whether somebody may look at a closing now, whatever was true when they were asked."""
    return person_id in await impartial(work, recheck, await gather(work))


async def impartial(work: Work, recheck: Recheck, crowd: Crowd) -> list[int]:
    """Who may look at a closing, in the order of their turns: inspectors, then members of branches
    that are at home in another ward. Nobody whose own report or closing it is, no officer of the
    ward, nobody of the reporter's branch."""
    session, wards = work.session, work.world.wards
    draw = await session.get_one(Draw, recheck.draw_id)
    closing = await session.get_one(Closing, recheck.closing_id)
    report = await session.get_one(Report, recheck.report_id)
    reporter = await session.get_one(Person, report.person_id)
    ward_id = wards.current(recheck.ward_id)
    barred = {report.person_id, await rechecks.closer(session, closing)}
    barred |= await rechecks.officers(session, wards.answered_by(ward_id))

    def elsewhere(unit_id: int) -> bool:
        home = crowd.homes.get(unit_id)
        own = unit_id in (report.unit_id, reporter.unit_id)
        return not own and (home is None or wards.current(home) != ward_id)

    def order(found: set[int]) -> list[int]:
        return sorted(found, key=lambda who: turn(draw.seed, recheck.closing_id, who))

    members = {who for who, unit_id in crowd.members.items() if elsewhere(unit_id)}
    return order(crowd.inspectors - barred) + order(members - crowd.inspectors - barred)


async def ask_next(
    work: Work, recheck: Recheck, crowd: Crowd
) -> Literal["asked", "busy", "nobody"]:
    """Ask whoever's turn it is and who is free; otherwise whether others may be asked later, who
    look at something else now."""
    found = await in_turn(work, recheck, crowd)
    free = [who for who in found if who not in crowd.busy]
    for person_id in free[:MOST_TRIED]:
        chat = await people.private_chat(work.session, person_id)
        if chat is not None and chat.open:
            await ask(work, recheck, person_id, chat)
            crowd.busy.add(person_id)
            return "asked"
    return "busy" if len(free) < len(found) else "nobody"


async def ask(work: Work, recheck: Recheck, person_id: int, chat: Chat) -> None:
    """Ask a person to look at a closing."""
    visit = Visit(
        recheck_id=recheck.id or 0, person_id=person_id, chat_id=chat.id or 0, asked_at=work.now
    )
    await create(work.session, visit)
    await show(work, recheck, visit, chat)


async def show(work: Work, recheck: Recheck, visit: Visit, chat: Chat, key: str = "") -> None:
    """Show a person what they are asked to look at: the photo before, and no more of the closing
    than when it was."""
    lang = chat.lang
    report = await work.session.get_one(Report, recheck.report_id)
    closing = await work.session.get_one(Closing, recheck.closing_id)
    until = visit.asked_at + timedelta(days=work.rules.recheck.days)
    text = say(
        lang,
        "recheck-task",
        code=report.code,
        kind=work.rules.kind(report.kind).label(lang),
        place=place_of(report, lang),
        ward=work.world.wards.name(recheck.ward_id),
        at=work.when(closing.at, lang, dated=True),
        until=work.when(until, lang, dated=True),
    )
    before = await work.photos(report, "before")
    buttons = (
        (Button(say(lang, "button-here"), f"rc:{visit.id}:here"),),
        (
            Button(say(lang, "button-pass-on"), f"rc:{visit.id}:pass"),
            Button(say(lang, "button-map"), url=map_link(report.lat, report.lon)),
        ),
    )
    message = Outgoing(text=text, photo=before[0].key if before else None, buttons=buttons)
    await work.post(chat, message, key=f"recheck:{visit.id}:{key}", report=report)


async def finish(work: Work, recheck: Recheck, verdict: str) -> None:
    """Let a re-check have its verdict."""
    recheck.verdict, recheck.ended_at = verdict, work.now
    await work.session.flush()


async def close(work: Work, recheck: Recheck, visit: Visit, said: str = "") -> None:
    """Let a turn be over: there is nothing left to press, and its person is told why."""
    visit.ended_at = work.now
    for post in await outbox.about(work.session, recheck.report_id, f"recheck:{visit.id}:"):
        await work.take_buttons(post)
    if said:
        chat = await work.session.get_one(Chat, visit.chat_id)
        report = await work.session.get_one(Report, recheck.report_id)
        text = say(chat.lang, said, code=report.code)
        await work.post(chat, Outgoing(text=text), key=f"visit:{visit.id}:{said}", report=report)


async def end(work: Work, closing: Closing) -> None:
    """Stop a re-check of a closing that ended by itself."""
    recheck = await rechecks.of_closing(work.session, closing.id or 0)
    if recheck is None or recheck.ended_at is not None:
        return
    for visit in await open_visits(work, recheck):
        await close(work, recheck, visit, "recheck-over")
    await finish(work, recheck, "over")


async def is_found_false(work: Work, closing: Closing) -> bool:
    """Whether somebody found a closing not done, and the office has still to decide."""
    recheck = await rechecks.of_closing(work.session, closing.id or 0)
    if recheck is None or recheck.ended_at is not None:
        return False
    return await rechecks.is_judged(work.session, recheck.id or 0)


async def open_visits(work: Work, recheck: Recheck) -> Sequence[Visit]:
    found = await rechecks.visits(work.session, recheck.id or 0)
    return [visit for visit in found if visit.ended_at is None]
