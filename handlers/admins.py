"""Admins: binding groups to wards, branches and the office, and their targets."""

import re
from collections.abc import Awaitable, Callable

from handlers import groups, posting
from handlers.actions import By, NotNow
from handlers.card import clip
from handlers.messages import Button, Outgoing
from handlers.teaching import how, how_officers, named_first
from handlers.texts import say
from handlers.words import match_names, plain
from handlers.work import Work, rows
from storage import people, targets
from storage.tables import Chat, Person, Unit, Ward

TARGET = re.compile(
    r"(?=\S)(?:(?P<count>\d{1,3})(?:\s+|$))?(?:(?P<hour>\d{1,2})[:hg](?P<minute>\d{2})?)?"
)
ADMIN_CODE = "admin_code"
MOST_BUTTONS = 96
"""platforms refuse more than 100 buttons under a message"""


async def is_admin(work: Work, person: Person) -> bool:
    return await people.is_granted(work.session, person.id or 0, "admin")


async def require_admin(work: Work, by: By) -> None:
    """Raise `NotNow` for everybody else."""
    if not await is_admin(work, by.person):
        raise NotNow("only-admin")


def _require_group(by: By) -> None:
    if by.chat.kind != "group":
        raise NotNow("only-in-group")


async def bind_ward(work: Work, by: By, name: str) -> Outgoing | None:
    """Make a group the group of a ward; with no or no clear name, offer the list."""
    await require_admin(work, by)
    _require_group(by)
    wards = list(work.world.wards.in_force)
    lang = by.chat.lang
    if not wards:
        return Outgoing(text=say(lang, "no-wards"))
    found = match_names(name, [ward.name for ward in wards]) if name else []
    exact = [i for i in range(len(wards)) if wards[i].code == name.strip()]
    found = exact or found
    if len(found) == 1:
        await _bind_ward(work, by, wards[found[0]])
        return None
    offered = [wards[i] for i in found] or wards
    buttons = [Button(ward.name, f"bw:{ward.id}") for ward in offered[:MOST_BUTTONS]]
    text = say(lang, "choose-ward" if not name or found else "no-such-ward", name=clip(name, 60))
    return Outgoing(text=text, buttons=rows(buttons))


async def _bind_ward(work: Work, by: By, ward: Ward) -> None:
    await _bind(work, by.chat, "ward", ward_id=ward.id)
    await _welcome_ward(work, by.chat)


async def _welcome_ward(work: Work, chat: Chat) -> None:
    """Ask what the bot may do in a ward's group, and post what is open there."""
    assert chat.ward_id is not None
    await work.probe(chat)
    waiting = await groups.open_for(work, chat.ward_id)
    ward = work.world.wards.name(chat.ward_id)
    text = say(chat.lang, "bound-ward", ward=ward, count=len(waiting))
    text += " " + how_officers(work, chat) + named_first(work, chat)
    await work.post(chat, Outgoing(text=text))
    await posting.hand_over(work, waiting)


async def take_place(work: Work, chat: Chat, old: Chat) -> None:
    """Let a group be from now on what another one was, on whatever platform."""
    await _bind(work, chat, old.role, ward_id=old.ward_id, unit_id=old.unit_id)
    old.role, old.ward_id, old.unit_id, old.bound_at = "", None, None, None
    await work.session.flush()
    name = chat.title or work.world.bot(chat.channel).platform
    await work.post(old, Outgoing(text=say(old.lang, "moved-away", group=name)))
    if chat.role == "ward":
        await _welcome_ward(work, chat)
        return
    await work.probe(chat)
    await work.post(chat, Outgoing(text=say(chat.lang, "moved-here", group=old.title)))
    if chat.role == "office":
        await posting.hand_over(work, await groups.open_for_office(work))


async def _bind(
    work: Work, chat: Chat, role: str, *, ward_id: int | None = None, unit_id: int | None = None
) -> None:
    left = chat.ward_id
    chat.role, chat.ward_id, chat.unit_id = role, ward_id, unit_id
    chat.active, chat.bound_at = True, work.now
    await work.session.flush()
    if left is None or await people.groups(work.session, "ward", ward_id=left):
        return
    if waiting := await groups.open_for(work, left):
        ward = work.world.wards.name(left)
        await groups.warn_office(
            work, f"left:{chat.id}:{left}", "ward-left", ward=ward, count=len(waiting)
        )
        await posting.hand_over(work, waiting)


async def bind_unit(work: Work, by: By, name: str) -> Outgoing:
    """Make a group the group of a branch; a name that is new makes a new branch."""
    await require_admin(work, by)
    _require_group(by)
    lang = by.chat.lang
    known = list(await people.units(work.session))
    if not name:
        if not known:
            return Outgoing(text=say(lang, "name-the-unit"))
        buttons = [Button(unit.name, f"bu:{unit.id}") for unit in known[:MOST_BUTTONS]]
        return Outgoing(text=say(lang, "choose-unit"), buttons=rows(buttons, 1))
    name = " ".join(name.split())[:100]
    same = [unit for unit in known if plain(unit.name) == plain(name)]
    unit = same[0] if same else await people.new_unit(work.session, name, work.now)
    return await _bind_unit(work, by, unit)


async def _bind_unit(work: Work, by: By, unit: Unit) -> Outgoing:
    await _bind(work, by.chat, "unit", unit_id=unit.id)
    await work.probe(by.chat)
    target = unit.target if unit.target is not None else work.rules.target.per_day
    text = say(by.chat.lang, "bound-unit", unit=unit.name, target=target, how=how(work, by.chat))
    if first := named_first(work, by.chat):
        text += first + "\n" + say(by.chat.lang, "pin-this")
    return Outgoing(text=text)


async def bind_office(work: Work, by: By) -> None:
    """Make a group the office's, and post there what no ward's group has."""
    await require_admin(work, by)
    _require_group(by)
    await _bind(work, by.chat, "office")
    await work.post(by.chat, Outgoing(text=say(by.chat.lang, "bound-office")))
    await posting.hand_over(work, await groups.open_for_office(work))


async def set_target(work: Work, by: By, words: str) -> Outgoing:
    """In a branch's group: its own daily target and reminder hour, as in ``2 17:00``."""
    await require_admin(work, by)
    lang = by.chat.lang
    if by.chat.role != "unit" or by.chat.unit_id is None:
        return Outgoing(text=say(lang, "only-in-unit"))
    unit = await work.session.get_one(Unit, by.chat.unit_id)
    match = TARGET.fullmatch(words.strip().lower())
    if match is None:
        return Outgoing(text=say(lang, "target-how"))
    count, hour, minute = match["count"], match["hour"], match["minute"]
    if hour is not None and (int(hour) > 23 or int(minute or 0) > 59):
        return Outgoing(text=say(lang, "target-how"))
    if count is not None:
        unit.target = int(count)
        await targets.keep(work.session, unit.id, unit.target, work.world.day(work.now))
    if hour is not None:
        unit.remind_at = f"{int(hour):02}:{int(minute or 0):02}"
    target = unit.target if unit.target is not None else work.rules.target.per_day
    remind = unit.remind_at or f"{work.rules.target.remind_at:%H:%M}"
    return Outgoing(text=say(lang, "target-set", unit=unit.name, target=target, at=remind))


async def become_admin(work: Work, by: By, code: str) -> bool:
    """Take the one-time code that was printed at the first start; False if it is not that."""
    expected = await people.setting(work.session, ADMIN_CODE)
    if expected is None or by.chat.kind != "private" or plain(code) != plain(expected):
        return False
    await people.forget(work.session, ADMIN_CODE)
    await people.grant(work.session, by.person.id or 0, "admin", work.now)
    return True


async def _press_ward(work: Work, by: By, ward_id: int, _: str) -> str:
    await require_admin(work, by)
    ward = next((w for w in work.world.wards.in_force if w.id == ward_id), None)
    if ward is None or by.chat.kind != "group":
        raise NotNow("unknown-button")
    if by.chat.role != "ward" or by.chat.ward_id != ward_id:
        await _bind_ward(work, by, ward)
    return "toast-done"


async def _press_unit(work: Work, by: By, unit_id: int, _: str) -> str:
    await require_admin(work, by)
    unit = await work.session.get(Unit, unit_id)
    if unit is None or by.chat.kind != "group":
        raise NotNow("unknown-button")
    if by.chat.unit_id != unit_id:
        await work.post(by.chat, await _bind_unit(work, by, unit))
    return "toast-done"


BUTTONS: dict[str, Callable[[Work, By, int, str], Awaitable[str]]] = {
    "bw": _press_ward,
    "bu": _press_unit,
}
