"""When reports count that ask nobody to act: a photo shows what was put right, and where nobody
knows who sent it, as by the public form, somebody of the branch says that it is one of theirs."""

from collections.abc import Sequence

from handlers import card, doubts
from handlers.messages import Button, Outgoing
from handlers.scoring import PUBLIC
from handlers.telling import pair_picture
from handlers.texts import say
from handlers.work import Work
from storage import people
from storage.tables import Chat, Photo, Report


def at_once(sort: str, chat: Chat, photos: Sequence[Photo]) -> bool:
    """Whether a new report that was sent in a chat counts without anybody's word."""
    return chat.channel != PUBLIC and (sort == "clear" or (sort == "fixed" and is_shown(photos)))


def is_shown(photos: Sequence[Photo]) -> bool:
    """Whether a photo shows what was put right."""
    return any(photo.role == "after" for photo in photos)


async def look(work: Work, report: Report) -> None:
    """Let a report count if it can by now, or ask its branch."""
    if report.state != "noted" or report.believed_at is not None:
        return
    if report.sort == "fixed" and not await work.photos(report, "after"):
        return
    chat = await work.session.get_one(Chat, report.chat_id)
    if chat.channel != PUBLIC:
        await believe(work, report)
    elif report.unit_id is not None:
        await _ask(work, report)


async def believe(work: Work, report: Report) -> None:
    """Let a report count."""
    report.believed_at = work.now
    work.recount(report)
    await work.session.flush()


async def _ask(work: Work, report: Report) -> None:
    """Ask in the branch's groups; in the office's where it has none."""
    groups = await people.groups(work.session, "unit", unit_id=report.unit_id)
    for chat in groups or await doubts.deciding(work):
        lang = chat.lang
        before = await work.photos(report, "before")
        picture = await pair_picture(work, report, lang)
        text = say(
            lang,
            "believe-ask",
            code=report.code,
            sort=say(lang, f"sort-{report.sort}"),
            place=card.place_of(report, lang),
        )
        yes = Button(say(lang, "button-believe"), f"bl:{report.id}")
        photo = before[0].key if before and picture is None else None
        message = Outgoing(text=text, photo=photo, picture=picture, buttons=((yes,),))
        await work.post(chat, message, key=f"believe:{report.id}:{chat.id}", report=report)
