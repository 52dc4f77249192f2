"""Places that people name instead of sharing them: where earlier reports were, and wards."""

import re

from handlers import intake
from handlers.actions import By, NotNow
from handlers.card import clip
from handlers.messages import Button, Message, Outgoing, Place, Press
from handlers.texts import say
from handlers.words import plain
from handlers.work import Work
from storage import reports
from storage.tables import Draft, Report

MOST = 5
"""places offered of each sort"""
SHORTEST = 4
"""letters of a name that may be looked for"""
ROUGH_M = 500.0
"""metres by which a place is unsure of which only the ward is known; often it is more"""


async def offer(work: Work, draft: Draft, text: str, lang: str) -> Outgoing | None:
    """The places that words may mean, to choose from; None where they name none. Never a guess: a
    person says which one it is."""
    said = _spaced(text)
    buttons = []
    if len(said.strip()) >= SHORTEST:
        for report_id, name in await _earlier(work, said):
            buttons.append(Button(f"📍 {clip(name, 50)}", f"dp:{draft.id}:{report_id}"))
    for ward in work.world.wards.in_force:
        if _spaced(ward.name) in said:
            label = say(lang, "somewhere-in-ward", ward=ward.name)
            buttons.append(Button(label, f"dw:{draft.id}:{ward.id}"))
    if not buttons:
        return None
    rows = tuple((button,) for button in buttons[: 2 * MOST])
    return Outgoing(text=say(lang, "which-place"), buttons=rows)


async def _earlier(work: Work, said: str) -> list[tuple[int, str]]:
    """Earlier reports whose place has a name that was said, or in which what was said stands."""
    found: dict[str, tuple[int, str]] = {}
    for report_id, name in await reports.named_places(work.session):
        known = _spaced(name)
        if len(known.strip()) >= SHORTEST and (known in said or said in known):
            found.setdefault(known, (report_id, name))
        if len(found) == MOST:
            break
    return list(found.values())


def _spaced(text: str) -> str:
    """Plain words with a space around each, so that only whole ones are found."""
    words = re.findall(r"[^\W_]+", plain(text))
    return f" {' '.join(words)} "


async def choose(work: Work, press: Press, by: By, verb: str, draft_id: int, arg: str) -> str:
    """File the half report at the place that was chosen."""
    draft = await work.session.get(Draft, draft_id)
    if draft is None or not arg.isdigit() or draft.person_id != by.person.id:
        raise NotNow("unknown-button")
    photos = await reports.draft_photos(work.session, draft_id)
    place = await (_of_report(work, int(arg)) if verb == "dp" else _of_ward(work, int(arg)))
    if place is None or not photos:
        raise NotNow("unknown-button")
    message = Message(press.chat, press.sender, press.message_id, work.now)
    await intake.file(work, message, by.chat, draft, photos, place)
    return "toast-done"


async def _of_report(work: Work, report_id: int) -> Place | None:
    report = await work.session.get(Report, report_id)
    if report is None:
        return None
    return Place(report.lat, report.lon, report.accuracy, report.place)


async def _of_ward(work: Work, ward_id: int) -> Place | None:
    """Somewhere inside: what the person wrote says more, and stands on the card."""
    if ward_id not in {ward.id for ward in work.world.wards.in_force}:
        return None
    lat, lon = work.world.wards.map.inside(ward_id)
    return Place(lat, lon, ROUGH_M, work.world.wards.name(ward_id))
