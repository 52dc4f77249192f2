"""Halves of reports: photos that wait for a place and places that wait for a photo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers import asking, intake, reused
from handlers.descriptions import longer
from handlers.likeness import Look
from handlers.meaning import is_to_bot
from handlers.messages import Message, Outgoing, Place
from handlers.places import read_place, without_place
from handlers.rules import Rules
from handlers.texts import say
from handlers.work import Work, World
from storage import outbox, people, reports
from storage.database import create
from storage.meeting import Half
from storage.tables import Chat, Draft, Person, Photo


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A photo that was checked and stored before the handler ran."""

    key: str
    width: int
    height: int
    look: Look
    taken_at: datetime | None = None
    lat: float | None = None
    lon: float | None = None
    made_with: str = ""


@dataclass(frozen=True, slots=True)
class BadPhoto:
    """A photo that could not be used."""

    reason: Literal["too_big", "not_a_photo", "broken", "too_many_pixels", "gone"]


def window_start(rules: Rules, sent: datetime) -> datetime:
    """Since when a half may still find the other half that was sent at a moment. What counts is
    when people sent things: they may be handled much later, after a time without the bot."""
    return sent - timedelta(minutes=rules.intake.pair_minutes)


def new_photo(work: Work, message: Message, chat: Chat, photo: StoredPhoto, role: str) -> Photo:
    """The row of a stored photo that came with a message, not yet in the database."""
    return Photo(
        role=role,
        key=photo.key,
        dhash=photo.look.code[0],
        dhash2=photo.look.code[1],
        look=photo.look.kept,
        width=photo.width,
        height=photo.height,
        taken_at=photo.taken_at,
        lat=photo.lat,
        lon=photo.lon,
        made_with=photo.made_with,
        chat_id=chat.id or 0,
        message_id=message.message_id,
        album=message.album,
        caption=words_of(message),
        at=work.now,
    )


async def take_photo(
    work: Work,
    message: Message,
    chat: Chat,
    person: Person,
    halves: Sequence[Half],
    photo: StoredPhoto,
) -> None:
    """A member's photo: part of an album, the missing half of a report, or a first half. ``halves``
    are those that wait for more."""
    assert chat.id is not None
    if message.album is not None:
        report, sibling = await reports.by_album(work.session, chat.id, message.album)
        if report is not None and sibling is not None and sibling.role == "before":
            row = new_photo(work, message, chat, photo, "before")
            others = await reused.look_up(work, row, photo.look)
            await intake.add_photo(work, report, row)
            reused.mark(others, row)
            return
        if sibling is not None and sibling.draft_id is not None:
            draft = await work.session.get_one(Draft, sibling.draft_id)
            have = await reports.draft_photos(work.session, sibling.draft_id)
            photos = await _add(work, draft, message, chat, photo, have)
            kept = place_of(draft)
            if photos is not None and kept is not None and draft.held_until is None:
                # The photos before were known already.
                sent = intake.Sent(message.message_id, message.at, draft.kind)
                await intake.file(work, sent, chat, draft, photos, kept)
            return
    place = message.place
    if place is None and photo.lat is not None and photo.lon is not None:
        place = Place(photo.lat, photo.lon)
    # A photo's own place says more than one that was shared before for something else.
    waiting = [] if place else [half for half in halves if not _waits_for_a_word(*half)]
    half = next((half for half in waiting if half[0].lat is not None), None)
    half = half or next(iter(waiting), None)
    then = _place_in_line(work, message) if not halves and place is None else None
    draft, have = half or (await _new_draft(work, message, chat, person), [])
    photos = await _add(work, draft, message, chat, photo, have)
    if photos is None:
        return
    if then is not None and then.place is not None:
        work.took_then = True
        add_words(draft, then)
        await intake.file(work, then, chat, draft, photos, then.place)
        return
    place = place or place_of(draft)
    if place is not None:
        await intake.file(work, message, chat, draft, photos, place)
    elif not await reused.tell(work, chat, draft, photos):
        await asking.ask_place(work, message, chat, draft)


def _place_in_line(work: Work, message: Message) -> Message | None:
    """The place of a photo where it is in line right behind it, as it is where both waited for a
    network: to begin half a report and ask for the other half would be undone the next moment."""
    then = work.then
    if not isinstance(then, Message) or then.place is None or then.photo is not None:
        return None
    fits = (
        message.album is None
        and not then.typed
        and not then.edited
        and then.sender.address == message.sender.address
        and (then.reply_to == message.message_id or then.reply_to is message.reply_to is None)
        and window_start(work.rules, then.at) <= message.at
    )
    return then if fits else None


def _waits_for_a_word(draft: Draft, photos: Sequence[Photo]) -> bool:
    """Whether a draft has all but its sender's word that its photos are new: whoever sends another
    photo instead may be elsewhere by then. A place that came first is for whatever comes."""
    return bool(photos) and draft.lat is not None and draft.place_message_id is None


async def _wants_place(work: Work, draft: Draft, photos: Sequence[Photo]) -> bool:
    """Whether a place may be for a draft: one that has a place already, and all but its sender's
    word that its photos are new, is over for whoever goes on."""
    if not photos or draft.lat is None or draft.insisted:
        return True
    return len(await reused.known(work.session, photos, draft.person_id)) < len(photos)


def place_of(draft: Draft) -> Place | None:
    """The place that half a report has."""
    if draft.lat is None or draft.lon is None:
        return None
    return Place(draft.lat, draft.lon, draft.accuracy, draft.place)


async def _add(
    work: Work,
    draft: Draft,
    message: Message,
    chat: Chat,
    photo: StoredPhoto,
    have: Sequence[Photo],
) -> Sequence[Photo] | None:
    """Add a photo to a draft that has some; all of them, or None when they are too many."""
    most = work.rules.intake.max_photos
    if len(have) >= most:
        text = say(chat.lang, "photo-too-many", most=most)
        await work.post(
            chat, Outgoing(text=text, reply_to=message.message_id), key=f"many:{draft.id}"
        )
        return None
    row = new_photo(work, message, chat, photo, "before")
    row.draft_id = draft.id
    await reused.keep(work, row, photo.look)
    if draft.at < message.at:  # noqa: PLR1730  (to set even the same value costs a flush)
        draft.at = message.at
    add_words(draft, message)
    return [*have, row]


async def described(
    session: AsyncSession, world: World, message: Message, chat: Chat, halves: Sequence[Half]
) -> Draft | None:
    """The half that plain words describe: the latest where they are said to the bot, and in a group
    otherwise one that they answer (its photo, its place, our question): people talk there."""
    to_bot = chat.kind == "private" or is_to_bot(world, message)
    if not to_bot and message.reply_to is None:
        return None
    if not halves or message.reply_to is None:
        return halves[0][0] if halves else None
    post = await outbox.by_message(session, chat.id or 0, message.reply_to)
    for draft, photos in halves:
        own = {draft.place_message_id, *(photo.message_id for photo in photos)}
        if message.reply_to in own or (post is not None and post.key == asking.key(draft)):
            return draft
    return halves[0][0] if to_bot else None


def words_of(message: Message) -> str:
    """What a message says beside the place that may stand in its words."""
    return without_place(message.text) if read_place(message.text) else message.text.strip()


def add_words(draft: Draft, message: Message) -> None:
    """Take a message's words into the description."""
    words = longer(draft.description, words_of(message))
    if words != draft.description:
        draft.description = words


async def _new_draft(work: Work, message: Message, chat: Chat, person: Person) -> Draft:
    # Left out, the list would be made by a search for what its factory takes, at every draft.
    draft = Draft(chat_id=chat.id or 0, person_id=person.id or 0, at=message.at, offered=[])
    await create(work.session, draft)
    work.new_drafts.add(draft.id)
    return draft


async def take_place(
    work: Work,
    message: Message,
    chat: Chat,
    person: Person,
    halves: Sequence[Half],
    replied: StoredPhoto | None,
) -> None:
    """A shared place: for the photo it replies to, for waiting photos, or a first half. ``halves``
    are those that wait for more, and ``replied`` is the photo it replies to, where that was not
    known before."""
    assert message.place is not None
    assert chat.id is not None
    half: tuple[Draft, Sequence[Photo]] | None = None
    if message.reply_to is not None:
        photo = await reports.photo_at(work.session, chat.id, message.reply_to)
        if photo is not None and photo.report_id is not None:
            report = await reports.by_message(work.session, chat.id, message.reply_to)
            if report is not None:
                text = say(chat.lang, "already-filed", code=report.code)
                await work.post(chat, Outgoing(text=text, reply_to=message.message_id))
            return
        if photo is not None and photo.draft_id is not None:
            draft = await work.session.get_one(Draft, photo.draft_id)
            half = draft, await reports.draft_photos(work.session, photo.draft_id)
        elif replied is not None:
            # The report is of whoever took the photo, not of whoever knew where.
            owner, by = person, message.reply_sender
            if by is not None and not by.is_bot and by.address != message.sender.address:
                owner = await people.person_of(
                    work.session, message.chat.channel, by.address, by.name, work.now
                )
            draft = await _new_draft(work, message, chat, owner)
            row = new_photo(work, message, chat, replied, "before")
            row.message_id, row.draft_id = message.reply_to, draft.id
            await reused.keep(work, row, replied.look)
            half = draft, [row]
    if half is None:
        waiting = [half for half in halves if await _wants_place(work, *half)]
        half = next((half for half in waiting if half[0].lat is None), None)
        half = half or next(iter(waiting), None)
    if half is None and message.typed and chat.kind == "group":
        # People talk to each other there: without a photo it is no half report.
        return
    draft, photos = half or (await _new_draft(work, message, chat, person), [])
    add_words(draft, message)
    if photos:
        await intake.file(work, message, chat, draft, photos, message.place)
        return
    draft.lat, draft.lon = message.place.lat, message.place.lon
    draft.accuracy, draft.place = message.place.accuracy, message.place.label
    draft.place_message_id, draft.at = message.message_id, message.at
    await asking.ask_photo(work, message, chat, draft)


async def give_up_album(work: Work, chat: Chat, album: str) -> None:
    """Forget what photos of an album began before its caption said that it closes a report."""
    _, first = await reports.by_album(work.session, chat.id or 0, album)
    if first is None or first.draft_id is None:
        return
    draft = await work.session.get_one(Draft, first.draft_id)
    others = await reports.forget_album(work.session, draft, album)
    if not others and draft.lat is None:
        await asking.take_back(work, draft)
        await reports.remove_draft(work.session, draft)
