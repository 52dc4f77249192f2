"""Photos that were sent before: which report has them, what their sender is told, and what is kept
of it where they say that the photo is a new one, and what the office is asked then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.alike import OF_REPORTS, earlier
from handlers.card import state_word
from handlers.descriptions import corrected
from handlers.likeness import Look
from handlers.messages import Button, Outgoing, Place
from handlers.texts import LANGUAGES, say
from handlers.work import Work
from storage import looks
from storage.reports import LEFT_OUT
from storage.tables import Chat, Draft, Flag, Photo, Report

GIVEN_UP = ("withdrawn", "refused")
"""states in which a report may not keep its photos"""


@dataclass(frozen=True, slots=True)
class Known:
    """A photo of a report that stands, like one that was sent now."""

    photo: Photo
    report: Report


def _stands(report: Report, person_id: int) -> bool:
    """Whether a report keeps its photos from somebody: one that was taken back does not, and of
    one that was refused its sender may send them once more, say with the right place."""
    if report.state in GIVEN_UP:
        return report.state == "refused" and report.person_id != person_id
    return True


async def look_up(work: Work, row: Photo, look: Look) -> list[Photo]:
    """Note which photo one that came now is like, before it is one of those itself. Of two that
    wait nobody knows yet which becomes a report's; the ones that wait come back, for `mark`."""
    found = await earlier(work, row.key, look)
    waiting = [known.photo for known in found if known.report is None]
    refused = [known.photo for known in found if known.report and known.report.state == "refused"]
    others = [known.photo for known in found if known.report and known.report.state not in GIVEN_UP]
    row.like_id = next((photo.id for photo in (*others, *waiting, *refused)), None)
    return waiting


def set_after(photos: Sequence[Photo]) -> None:
    """Let all photos but the first show what its sender put right, and none that is another of
    them once more."""
    own = {photo.id for photo in photos}
    for photo in photos[1:]:
        if photo.like_id is None or photo.like_id not in own:
            photo.role = "after"


def mark(waiting: Sequence[Photo], row: Photo) -> None:
    """Note the same the other way round, once the new photo has a number."""
    for photo in waiting:
        photo.like_id = photo.like_id or row.id


async def keep(work: Work, row: Photo, look: Look) -> None:
    """Write a photo that is no report's yet."""
    waiting = await look_up(work, row, look)
    await work.keep(row)
    mark(waiting, row)


async def known(
    session: AsyncSession, photos: Sequence[Photo], person_id: int
) -> Mapping[int, Known]:
    """Of these photos of a person those that a report has already, by their ids."""
    likes = {photo.like_id for photo in photos if photo.like_id is not None}
    if not likes:
        return {}
    rows = {row.id: (row, report) for row, report in await looks.rows(session, sorted(likes))}
    found = {}
    for photo in photos:
        row, report = rows.get(photo.like_id, (None, None))
        if row is None or report is None or row.role not in OF_REPORTS:
            continue
        if report.id != photo.report_id and _stands(report, person_id):
            found[photo.id or 0] = Known(row, report)
    return found


async def new_ones(
    work: Work, chat: Chat, draft: Draft, photos: Sequence[Photo], place: Place
) -> Sequence[Photo]:
    """The photos of half a report with which it is filed. Those that are known are left out, and
    where all are, their sender is told and the place is kept."""
    old = {} if draft.insisted else await known(work.session, photos, draft.person_id)
    if not old:
        return photos
    new = [photo for photo in photos if photo.id not in old]
    if not new:
        draft.lat, draft.lon, draft.held_until = place.lat, place.lon, None
        draft.accuracy, draft.place = place.accuracy, place.label
        await tell(work, chat, draft, photos)
        return []
    for photo in photos:
        left_out = old.get(photo.id or 0)
        if left_out is not None:
            if photo.album is None and any(one.caption for one in new):
                draft.description = corrected(draft.description, photo.caption, "")
            await leave_out(work, chat, photo, left_out.report)
    return new


async def leave_out(work: Work, chat: Chat, photo: Photo, report: Report) -> None:
    """Make a photo no part of the report that it came with, and say so."""
    photo.draft_id, photo.role = None, LEFT_OUT
    if photo.id is None:
        await work.keep(photo)
    else:
        await work.session.flush()
    text = say(chat.lang, "photo-left-out", code=report.code)
    await work.post(
        chat, Outgoing(text=text, reply_to=photo.message_id), key=f"left-out:{photo.id}"
    )


async def tell(work: Work, chat: Chat, draft: Draft, photos: Sequence[Photo]) -> bool:
    """Tell whose photos are all known which report has them, once; whether they all are."""
    old = {} if draft.insisted else await known(work.session, photos, draft.person_id)
    if not photos or len(old) < len(photos):
        return False
    lang, report = chat.lang, old[photos[0].id or 0].report
    text = say(
        lang,
        "photo-known-own" if report.person_id == draft.person_id else "photo-known",
        code=report.code,
        kind=work.rules.kind(report.kind).label(lang),
        state=state_word(report, lang),
        at=work.when(report.created_at, lang, dated=True),
    )
    buttons = [(Button(say(lang, "button-new-photo"), f"np:{draft.id}"),)]
    link = work.world.report_link(report.code)
    if link:
        link += f"?lang={lang}" if lang != LANGUAGES[0] else ""
        buttons.append((Button(say(lang, "button-see-report"), url=link),))
    message = Outgoing(text=text, buttons=tuple(buttons), reply_to=photos[0].message_id)
    await work.post(chat, message, key=f"known:{draft.id}")
    return True


async def question(work: Work, flag: Flag, report: Report, lang: str) -> Outgoing:
    """Both photos, for the office to say whether they are one."""
    [reason] = flag.reasons
    old, new = [await work.session.get_one(Photo, reason[n]) for n in ("photo_id", "sent")]
    picture = {
        "kind": "pair",
        "before": old.key,
        "after": new.key,
        "title": f"#{reason['code']} · #{report.code}",
        "before_label": f"#{reason['code']}",
        "after_label": f"#{report.code}",
    }
    buttons = (
        Button(say(lang, "button-two-photos"), f"fg:{flag.id}:fine"),
        Button(say(lang, "button-one-photo"), f"fg:{flag.id}:wrong"),
    )
    text = say(lang, "ask-two-photos", code=report.code, other=reason["code"])
    return Outgoing(text=text, picture=picture, buttons=(buttons,))
