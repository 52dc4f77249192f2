"""Posting reports where they are dealt with; how they look and change there is `card`'s."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers import saving
from handlers.card import card, map_link, place_of, refresh_answer
from handlers.messages import Button, Outgoing
from handlers.routing import dealing_with
from handlers.telling import pair_picture
from handlers.texts import say
from handlers.work import Work
from storage import outbox
from storage.tables import Chat, Photo, Report, Unit


async def post(work: Work, report: Report, due: datetime | None = None) -> int:
    """Post a new report where it belongs by its sort; the number of groups that deal with it."""
    if report.sort == "fixed":
        await tell_of_fixed(work, report, due)
    return await post_cards(work, report, due) if report.sort == "problem" else 0


async def tell_of_fixed(work: Work, report: Report, due: datetime | None = None) -> None:
    """Tell the ward in one message of something that its reporter put right, once there is a photo
    that shows it. Nothing is left to do there, so it is told nowhere else."""
    for chat in await dealing_with(work, report):
        lang = chat.lang
        picture = await pair_picture(work, report, lang)
        if chat.role != "ward" or picture is None:
            continue
        unit = await work.session.get(Unit, report.unit_id) if report.unit_id else None
        text = say(
            lang,
            "fixed-ward",
            code=report.code,
            unit=unit.name if unit else say(lang, "card-public"),
            kind=work.rules.kind(report.kind).label(lang),
            place=place_of(report, lang),
        )
        link = Button(say(lang, "button-map"), url=map_link(report.lat, report.lon))
        told = Outgoing(text=text, picture=picture, buttons=((link,),))
        await work.post(chat, told, key=f"fixed:{report.id}:{chat.id}", report=report, due=due)


async def post_cards(work: Work, report: Report, due: datetime | None = None) -> int:
    """Post the report where it is dealt with, or bring up to date what stands there already. The
    number of groups."""
    chats = await dealing_with(work, report)
    for chat in chats:
        await _post_card(work, report, chat, due)
    return len(chats)


async def hand_over(work: Work, found: Sequence[Report]) -> None:
    """Post reports where they are dealt with since a group or a ward came or went."""
    for report in found:
        await post_cards(work, report)
        await refresh_answer(work, report)


async def _post_card(work: Work, report: Report, chat: Chat, due: datetime | None = None) -> None:
    key = f"card:{report.id}:{report.hops}:{chat.id}"
    message = await card(work, report, chat)
    due = await saving.goes_at(work, report, chat) or due
    post_id = await work.post(chat, message, key=key, report=report, due=due)
    if post_id is None:
        post = await outbox.by_key(work.session, key)
        if post is not None:
            await work.change(post, message)
        return
    photos = await work.photos(report, "before")
    await post_more_photos(work, report, chat, post_id, photos[1:], due)


async def post_more_photos(
    work: Work,
    report: Report,
    chat: Chat,
    post_id: int,
    photos: Sequence[Photo],
    after: datetime | None = None,
    late: Sequence[Photo] = (),
) -> None:
    """Post the photos that a card has no room for under the card, ``post_id``, once the album had
    time to come in: platforms never say how many photos an album has. ``late`` are those of them
    that came last."""
    if not photos:
        return
    due = max(work.now + timedelta(seconds=work.rules.intake.album_seconds), after or work.now)
    for number_ in ("", f":{(late or photos)[-1].id}"):
        text = say(chat.lang, "more-photos", code=report.code, count=len(photos))
        keys = tuple(photo.key for photo in photos)
        message = Outgoing(text=text, more_photos=keys, reply_to_post=post_id)
        key = f"more:{post_id}{number_}"
        if await work.post(chat, message, key=key, report=report, due=due) is not None:
            return
        # The first lot went out already, so what comes late follows by itself.
        photos = late or photos[-1:]


async def post_later_photos(work: Work, report: Report, late: Sequence[Photo]) -> None:
    """Post photos that came after the report was filed under its cards."""
    photos = await work.photos(report, "before")
    for post in await outbox.cards(work.session, report.id or 0, report.hops):
        chat = await work.session.get_one(Chat, post.chat_id)
        if late:
            # A card that waits for its hour comes first.
            after = post.due_at
            await post_more_photos(work, report, chat, post.id or 0, photos[1:], after, late)
