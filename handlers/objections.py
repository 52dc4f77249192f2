"""Objections to the boards: branches and wards object, the office corrects or declines, and both
are told. A correction is a line of the ledger like any other, with its reason."""

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from handlers.actions import By, NotNow
from handlers.admins import require_admin
from handlers.amounts import signed
from handlers.bookkeeping import Book
from handlers.card import clip
from handlers.messages import Button, Message, Outgoing
from handlers.periods import next_board
from handlers.points import WHOLE
from handlers.scoring import Line
from handlers.texts import say
from handlers.words import match_names, plain
from handlers.work import Work
from storage import frozen, ledger, outbox, people
from storage.tables import Chat, Objection, Person, Unit

Subject = tuple[int | None, int | None, str]
"""a branch or a ward, and its name"""
MOST = 3
"""objections of one group that wait for an answer"""
LONGEST = 500
"""characters of a reason"""
OFFICE_ANSWERS = ("right", "unclear")
"""reasons for declining that are one tap away"""
AMOUNT = re.compile(
    r"(?P<name>.+?)\s+(?P<sign>[+\-−–])\s?(?P<whole>\d{1,3})(?:[.,](?P<part>\d{1,2}))?"
    r"(?P<days>\s*(?:ngày|ngay|days?)\b)?(?:\s*(?:điểm|diem|points?)\b)?\s+(?P<reason>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_POSTS = ("draft:", "board:")
"""how the keys of posts begin that somebody may answer with an objection"""


async def object_(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    """In a branch's or a ward's group: say that its figures are wrong, and why."""
    lang, chat = by.chat.lang, by.chat
    if chat.role not in ("unit", "ward"):
        return Outgoing(text=say(lang, "objection-where"))
    final_at, week = next_board(work.world, work.now)
    until = work.when(final_at, lang, dated=True)
    reason = clip(rest, LONGEST)
    if not reason:
        return Outgoing(text=say(lang, "objection-how", week=week.label(), until=until))
    open_ = await frozen.waiting(work.session, unit_id=chat.unit_id, ward_id=chat.ward_id)
    if len(open_) >= MOST:
        return Outgoing(text=say(lang, "objection-enough", count=len(open_)))
    objection = Objection(
        week=week.name,
        chat_id=chat.id or 0,
        message_id=by.message_id,
        person_id=by.person.id or 0,
        unit_id=chat.unit_id,
        ward_id=chat.ward_id,
        words=reason,
        at=work.now,
    )
    if await frozen.object_(work.session, objection):
        await _tell_office(work, objection, week.label())
    return Outgoing(text=say(lang, "objection-taken", week=week.label(), until=until))


def meant(text: str) -> str | None:
    """The reason in words that object: "khiếu nại …"."""
    words = text.split()
    begins = "".join(plain(word).strip(":,.-–") for word in words[:2]) == "khieunai"
    return " ".join(words[2:]).lstrip(":,.-– ") if begins else None


async def in_words(work: Work, by: By, message: Message) -> bool:
    """An answer to a board or its draft that begins with the words for objecting."""
    reason = meant(message.text)
    if reason is None or message.reply_to is None:
        return False
    post = await outbox.by_message(work.session, by.chat.id or 0, message.reply_to)
    if post is None or not (post.key or "").startswith(_POSTS):
        return False
    await work.post(by.chat, await object_(work, by, message, reason))
    return True


async def _deciding(work: Work) -> Sequence[Chat]:
    office = await people.groups(work.session, "office")
    return office or await people.admin_chats(work.session)


async def _tell_office(work: Work, objection: Objection, week: str) -> None:
    name = await _name(work, objection)
    for chat in await _deciding(work):
        text = say(chat.lang, "objection-told", name=name, week=week, words=objection.words)
        buttons = tuple(
            (Button(say(chat.lang, f"decline-{slug}"), f"od:{objection.id}:{slug}"),)
            for slug in OFFICE_ANSWERS
        )
        told = Outgoing(text=text, buttons=buttons, first_number=first_number(objection.id or 0))
        await work.post(chat, told, key=f"objection:{objection.id}:{chat.id}")


def first_number(objection_id: int) -> int:
    """Of the answers to an objection. The first half of each hundred belongs to requests for
    rights: a number that was meant for an objection must never grant one."""
    return objection_id * Outgoing.OWN_NUMBERS + Outgoing.OWN_NUMBERS // 2 + 1


async def _name(work: Work, objection: Objection) -> str:
    if objection.ward_id is not None:
        return work.world.wards.name(objection.ward_id)
    return (await work.session.get_one(Unit, objection.unit_id)).name


# The office


async def correct(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    """Add points to a branch or ward or take them off, or days on target of a branch, with a reason
    that everybody can read. What it had objected to is answered by that."""
    await require_admin(work, by)
    lang = by.chat.lang
    found = AMOUNT.fullmatch(rest.strip())
    if found is None:
        return Outgoing(text=say(lang, "adjust-how"))
    named = await _named(work, found["name"])
    if len(named) != 1:
        key = "adjust-which" if named else "adjust-nobody"
        names = ", ".join(name for _, _, name in named[:10])
        return Outgoing(text=say(lang, key, name=clip(found["name"], 60), names=names))
    ((unit_id, ward_id, name),) = named
    amount = int(found["whole"]) * WHOLE + int((found["part"] or "0").ljust(2, "0"))
    amount = amount if found["sign"] == "+" else -amount
    days = amount // WHOLE if found["days"] else 0
    if found["days"] and (unit_id is None or amount % WHOLE):
        return Outgoing(text=say(lang, "adjust-days"))
    if days and not await _fits(work, unit_id or 0, days):
        return Outgoing(text=say(lang, "adjust-too-many"))
    reason = clip(found["reason"], LONGEST)
    day = await _write(work, by, unit_id, ward_id, 0 if days else amount, days, reason)
    what = (
        say(lang, "adjust-of-days", count=f"{days:+d}".replace("-", "−")) if days
        else say(lang, "adjust-of-points", points=signed(amount, lang))
    )  # fmt: skip
    answered = await frozen.waiting(work.session, unit_id=unit_id, ward_id=ward_id)
    for objection in answered:
        await _decided(work, by, objection, reason, accepted=True)
    told = {"what": what, "name": name, "reason": reason, "day": f"{day.day}/{day.month}"}
    role = "unit" if unit_id else "ward"
    for chat in await people.groups(work.session, role, unit_id=unit_id, ward_id=ward_id):
        text = say(chat.lang, "adjust-accepted" if answered else "adjust-told", **told)
        key = f"adjust:{by.chat.id}:{by.message_id}:{chat.id}"
        await work.post(chat, Outgoing(text=text), key=key)
    return Outgoing(text=say(lang, "adjust-done", **told))


async def _fits(work: Work, unit_id: int, days: int) -> bool:
    """Whether a week has no more days after days are added or taken off than a week can have. They
    may be more than have gone by: what a final week lacks is made up for in the next."""
    _, week = next_board(work.world, work.now)
    found = await ledger.sums(work.session, "unit", week.start, week.last, [unit_id])
    sums = found.get(unit_id, {})
    known = sum(sums[rule].count for rule in ("day", "adjust-day") if rule in sums)
    return abs(known + days) <= week.days


async def _write(
    work: Work,
    by: By,
    unit_id: int | None,
    ward_id: int | None,
    points: int,
    days: int,
    reason: str,
) -> date:
    """Write a correction for the week that still moves; the day that it counts on."""
    _, week = next_board(work.world, work.now)
    about = min(work.world.day(work.now), week.last)
    rules = work.world.points.on(about)
    if rules is None:
        raise NotNow("adjust-no-rules")
    await ledger.alone(work.session)
    book = await Book.opened(work)
    rule = "adjust-day" if days else "adjust"
    line = Line(rule, about, points, unit_id=unit_id, ward_id=ward_id)
    key = f"{rule}:{by.chat.id}:{by.message_id}"
    if (known := await ledger.find(work.session, key)) is not None:
        # The same message came again.
        return known.day
    day = book.add(key, line, rules, count=days or 1, reason=reason)
    await book.close()
    return day


async def _subjects(work: Work) -> list[Subject]:
    units = await people.units(work.session)
    wards = work.world.wards.in_force
    return [
        *((unit.id, None, unit.name) for unit in units),
        *((None, ward.id, ward.name) for ward in wards),
    ]


async def _named(work: Work, typed: str) -> list[Subject]:
    """The branches and wards that a name may mean; where it is the name of some, these alone."""
    known = await _subjects(work)
    exact = [one for one in known if plain(one[2]) == plain(typed)]
    return exact or [known[n] for n in match_names(typed, [name for _, _, name in known])]


async def decline(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    """Decline what a branch or ward objected to, with a reason."""
    await require_admin(work, by)
    lang, words = by.chat.lang, rest.split()
    named = await _subjects(work)
    for end in range(len(words), 0, -1):
        # The longest beginning that is in one name alone; the rest is the reason.
        begins = set(plain(" ".join(words[:end])).split())
        (unit_id, ward_id, name), *more = [
            one for one in named if begins <= set(plain(one[2]).split())
        ] or [(None, None, "")]
        if more or not name:
            continue
        if end == len(words):
            # Somebody is named, and no reason.
            break
        found = await frozen.waiting(work.session, unit_id=unit_id, ward_id=ward_id)
        if not found:
            return Outgoing(text=say(lang, "objection-none", name=name))
        reason = clip(" ".join(words[end:]), LONGEST)
        for objection in found:
            await _decline(work, by, objection, reason)
        return Outgoing(text=say(lang, "objection-declined", name=name, reason=reason))
    return Outgoing(text=say(lang, "decline-how"))


async def _press(work: Work, by: By, objection_id: int, slug: str) -> str:
    await require_admin(work, by)
    objection = await frozen.locked(work.session, objection_id)
    if objection is None or slug not in OFFICE_ANSWERS:
        raise NotNow("unknown-button")
    if objection.decided_at is not None:
        return "toast-decided"
    await _decline(work, by, objection, say(by.chat.lang, f"decline-{slug}"))
    return "toast-done"


async def _decline(work: Work, by: By, objection: Objection, reason: str) -> None:
    await _decided(work, by, objection, reason, accepted=False)
    chat = await work.session.get_one(Chat, objection.chat_id)
    text = say(chat.lang, "objection-refused", words=clip(objection.words, 200), reason=reason)
    await work.post(chat, Outgoing(text=text), key=f"objection:{objection.id}:told")


async def _decided(
    work: Work, by: By, objection: Objection, reason: str, *, accepted: bool
) -> None:
    """Keep what was decided, and show it wherever the office was asked."""
    objection.decided_at, objection.decided_by = work.now, by.person.id
    objection.accepted, objection.answer = accepted, reason
    work.session.add(objection)
    person = await work.session.get_one(Person, by.person.id)
    for chat in await _deciding(work):
        post = await outbox.by_key(work.session, f"objection:{objection.id}:{chat.id}")
        if post is not None:
            key = "objection-was-accepted" if accepted else "objection-was-declined"
            text = say(chat.lang, key, name=person.name, reason=reason)
            await work.change(post, Outgoing(text=f"{post.payload['text']}\n{text}"))


BUTTONS: dict[str, Callable[[Work, By, int, str], Awaitable[str]]] = {"od": _press}
