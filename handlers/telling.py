"""Telling a reporter what became of their report."""

from typing import Any

from handlers.card import done_buttons, state_word
from handlers.messages import Button, Outgoing
from handlers.routing import dealing_with
from handlers.texts import say
from handlers.work import Work
from storage import people
from storage.tables import Chat, Event, Report


async def reporter_chat(work: Work, report: Report) -> Chat:
    """Where to tell the reporter: alone where possible, otherwise where they reported."""
    origin = await work.session.get_one(Chat, report.chat_id)
    if origin.kind == "private" and origin.active:
        return origin
    return await people.private_chat(work.session, report.person_id) or origin


async def tell(work: Work, report: Report, event: Event, text: str) -> None:
    """Tell the reporter of an event, once, in reply to their photo where that is in sight."""
    chat = await reporter_chat(work, report)
    lang = chat.lang
    ward = work.world.wards.name(report.ward_id)
    body = say(
        lang,
        text,
        code=report.code,
        ward=ward,
        who=say(lang, "the-office") if await _is_the_offices(work, report, event) else ward,
        state=state_word(report, lang),
        due=work.when(report.resolve_due, lang),
        days=work.rules.closing.reopen_days,
        reason=report.reason,
    )
    same_chat = chat.id == report.chat_id
    picture: dict[str, Any] | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    if event.kind == "resolved":
        picture = await pair_picture(work, report, lang)
        buttons = done_buttons(work, report, lang)
    await work.post(
        chat,
        Outgoing(
            text=body,
            picture=picture,
            buttons=buttons,
            reply_to=report.message_id if same_chat else None,
        ),
        key=f"tell:{report.id}:{event.id}:{text}",
        report=report,
    )


async def _is_the_offices(work: Work, report: Report, event: Event) -> bool:
    """Whether the office acted and not the ward; where the reporter did, whether it is told."""
    if event.kind == "reopened":
        return any(chat.role == "office" for chat in await dealing_with(work, report))
    acted = await work.session.get(Chat, event.chat_id) if event.chat_id is not None else None
    return acted is not None and acted.role == "office"


async def pair_picture(work: Work, report: Report, lang: str) -> dict[str, Any] | None:
    """Before and after in one picture, if there are both."""
    photos = await work.photos(report)
    before = [photo for photo in photos if photo.role == "before"]
    after = [photo for photo in photos if photo.role == "after"]
    if not before or not after:
        return None
    return {
        "kind": "pair",
        "before": before[0].key,
        "after": after[-1].key,
        "title": f"#{report.code} · {work.rules.kind(report.kind).name(lang)}",
        "before_label": say(lang, "picture-before"),
        "after_label": say(lang, "picture-after"),
    }
