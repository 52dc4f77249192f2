"""Places that people name instead of sharing them: where earlier reports were, addresses, wards."""

import re
from collections.abc import Collection
from dataclasses import asdict, replace

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers import drafts, intake, spoken
from handlers.actions import By, NotNow
from handlers.card import clip
from handlers.messages import Button, Message, Outgoing, Place, Press
from handlers.routing import Outside, route
from handlers.texts import say
from handlers.words import is_a_code, plain
from handlers.work import Work, World
from storage import reports
from storage.meeting import meet
from storage.tables import Chat, Draft, Report

CHOICES = ("dp", "da", "dw")
"""what buttons choose: the place of an earlier report, an address, a ward"""
MOST = 4
"""places offered of each sort"""
SHORTEST = 4
"""letters of a name that may be looked for"""
SHORTEST_ADDRESS, LONGEST_ADDRESS = 5, 120
"""letters of what may be an address: less is "ok em", more is a description"""
ROUGH_M = 500.0
"""metres by which a place is unsure of which only the ward is known; often it is more"""
_NUMBER = re.compile(r"\S*\d\S*")


async def wanted_in(session: AsyncSession, world: World, message: Message) -> Chat | None:
    """The chat of a message whose words are to be looked up as an address: where half a report of
    its sender waits for nothing but a place. None otherwise."""
    if message.photo is not None or message.sender.is_bot or not _like_an_address(message.text):
        return None
    ref = message.chat
    since = drafts.window_start(world.rules, message.at)
    met = await meet(
        session, ref.channel, ref.address, message.sender.address, since=since, day=message.at
    )
    chat = met.chat
    if chat is None or (chat.kind == "group" and chat.role != "unit"):
        return None
    half = await drafts.described(session, world, message, chat, met.halves)
    return chat if half is not None and half.lat is None else None


def _like_an_address(text: str) -> bool:
    """Whether words may be an address or a landmark: no command, code, link or question, neither a
    short word nor a story."""
    letters = len("".join(re.findall(r"[^\W_]+", text)))
    return (
        letters >= SHORTEST_ADDRESS
        and len(text) <= LONGEST_ADDRESS
        and not text.startswith("/")
        and "://" not in text
        and "?" not in text
        and not is_a_code(text)
        and spoken.in_words(text, alone=True) is None
    )


async def offer(work: Work, draft: Draft, message: Message, lang: str) -> Outgoing | None:
    """The places that words may mean, to choose from; None where they name none. Never a guess: a
    person says which one it is."""
    said = _spaced(message.text)
    earlier = await _earlier(work, said) if len(said.strip()) >= SHORTEST else {}
    buttons = [
        Button(f"📍 {clip(name, 50)}", f"dp:{draft.id}:{report_id}")
        for report_id, name in earlier.values()
    ]
    addresses = _addresses(work, draft, message.addresses or (), earlier.keys())
    buttons += addresses
    wards = [ward for ward in work.world.wards.in_force if _spaced(ward.name) in said]
    buttons += [
        Button(say(lang, "somewhere-in-ward", ward=ward.name), f"dw:{draft.id}:{ward.id}")
        for ward in wards[:MOST]
    ]
    if not buttons:
        return None
    text = say(lang, "which-place")
    if addresses:
        text += "\n" + say(lang, "addresses-from")
    return Outgoing(text=text, buttons=tuple((button,) for button in buttons))


async def _earlier(work: Work, said: str) -> dict[str, tuple[int, str]]:
    """Earlier reports whose place has a name that was said, or in which what was said stands."""
    found: dict[str, tuple[int, str]] = {}
    for report_id, name in await reports.named_places(work.session):
        known = _spaced(name)
        if len(known.strip()) >= SHORTEST and (known in said or said in known):
            found.setdefault(known, (report_id, name))
        if len(found) == MOST:
            break
    return found


def _addresses(
    work: Work, draft: Draft, found: Collection[Place], known: Collection[str]
) -> list[Button]:
    """The addresses in our wards, but for names that are known. They are kept with the draft until
    one is chosen: a button has no room for a name."""
    offered = list(draft.offered)
    labels: dict[str, int] = {}
    for place in found:
        where = route(work.world.wards.map, place, work.rules.intake)
        name = _short(place.label)
        if isinstance(where, Outside) or _spaced(name) in known:
            continue
        label = clip(name, 40)
        if _spaced(where.ward.name) not in _spaced(label):
            # The same street may go through several wards.
            label += f" · {where.ward.name}"
        if label not in labels and len(labels) < MOST:
            labels[label] = len(offered)
            offered.append(asdict(replace(place, label=name)))
    if labels:
        draft.offered = offered
    return [Button(f"📍 {label}", f"da:{draft.id}:{n}") for label, n in labels.items()]


def _short(address: str) -> str:
    """An address without all that lies around it: up to the second of its parts that is no
    number."""
    kept, names = "", 0
    for part in filter(None, map(str.strip, address.split(","))):
        number = _NUMBER.fullmatch(part) is not None
        kept += part + (" " if number else ", ")
        names += not number
        if names == 2:
            break
    return kept.strip(" ,")


def _spaced(text: str) -> str:
    """Plain words with a space around each, so that only whole ones are found."""
    words = re.findall(r"[^\W_]+", plain(text))
    return f" {' '.join(words)} "


async def choose(work: Work, press: Press, by: By, verb: str, draft_id: int, arg: str) -> str:
    """File the half report at the place that was chosen."""
    draft = await work.session.get(Draft, draft_id)
    if draft is None:
        raise NotNow("draft-over")
    if draft.person_id != by.person.id:
        raise NotNow("only-reporter")
    if not arg.isdigit():
        raise NotNow("unknown-button")
    photos = await reports.draft_photos(work.session, draft_id)
    place = await _chosen(work, verb, draft, int(arg))
    if place is None or not photos:
        raise NotNow("unknown-button")
    message = Message(press.chat, press.sender, press.message_id, work.now)
    await intake.file(work, message, by.chat, draft, photos, place)
    return "toast-done"


async def _chosen(work: Work, verb: str, draft: Draft, number: int) -> Place | None:
    match verb:
        case "dp":
            return await _of_report(work, number)
        case "da":
            return Place(**draft.offered[number]) if number < len(draft.offered) else None
        case _:
            return _of_ward(work, number)


async def _of_report(work: Work, report_id: int) -> Place | None:
    report = await work.session.get(Report, report_id)
    if report is None:
        return None
    return Place(report.lat, report.lon, report.accuracy, report.place)


def _of_ward(work: Work, ward_id: int) -> Place | None:
    """Somewhere inside: what the person wrote says more, and stands on the card."""
    if ward_id not in {ward.id for ward in work.world.wards.in_force}:
        return None
    lat, lon = work.world.wards.map.inside(ward_id)
    return Place(lat, lon, ROUGH_M, work.world.wards.name(ward_id))
