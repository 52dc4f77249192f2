"""Telling a reporter what became of their report."""

from datetime import timedelta
from typing import Any

from handlers.card import state_word
from handlers.messages import Button, Outgoing
from handlers.routing import dealing_with
from handlers.texts import say
from handlers.work import Work
from storage import closings, delivery, outbox, people
from storage.following import Following
from storage.tables import Chat, Closing, Event, Person, Report

PUBLIC = "web"
"""the channel on which nobody is written to"""

TO_FOLLOWERS = {
    "told-resolved": "followed-resolved",
    "told-resolved-again": "followed-resolved",
    "told-resolved-own": "followed-resolved",
    "told-reopened-reporter": "followed-reopened",
    "told-confirmed": "",
}
"""what is said to followers where it is not what the reporter is told; empty: nothing"""


async def reporter_chat(work: Work, report: Report) -> Chat:
    """Where to tell the reporter."""
    return await _chat_of(work, report.person_id, report.chat_id)


async def _chat_of(work: Work, person_id: int, chat_id: int) -> Chat:
    """Where to tell somebody of what they sent in a chat: alone where that is possible now,
    otherwise there, or in a group of their branch. Where there is none it waits until they
    write."""
    origin = await work.session.get_one(Chat, chat_id)
    if origin.kind == "private" and origin.open:
        return origin
    alone = await people.private_chat(work.session, person_id)
    if alone is not None and alone.open:
        return alone
    if origin.kind == "group" and origin.open:
        return origin
    return await _branch_group(work, person_id, origin.channel) or alone or origin


async def _branch_group(work: Work, person_id: int, channel: str) -> Chat | None:
    """A group of somebody's branch, rather one on a channel on which they are."""
    person = await work.session.get_one(Person, person_id)
    if person.unit_id is None:
        return None
    found = await people.groups(work.session, "unit", unit_id=person.unit_id)
    chats = [chat for chat in found if chat.open and chat.channel in work.world.bots]
    return min(chats, key=lambda chat: chat.channel != channel, default=None)


async def tell_elsewhere(work: Work, chat: Chat) -> None:
    """Tell where it is possible what has not reached reporters, and those who follow, in a chat
    that cannot be written to any more, or not now: there and nowhere else. What is possible nowhere
    stays."""
    for post in await delivery.unsent(work.session, chat.id or 0, "tell:"):
        assert post.key is not None
        _, report_id, event_id, text, *whose = post.key.split(":")
        report = await work.session.get_one(Report, int(report_id))
        told = [Following(report.person_id, report.chat_id, report.message_id)]
        if whose:
            others = await work.followers(report)
            told = [one for one in others if one.person_id == int(whose[0])]
        for one in told:
            if (await _chat_of(work, one.person_id, one.chat_id)).id != chat.id:
                event = await work.session.get_one(Event, int(event_id))
                await outbox.drop_unsent(work.session, post.key, work.now)
                await _tell(work, report, event, text, one)


async def tell(work: Work, report: Report, event: Event, text: str) -> None:
    """Tell the reporter of an event, once, in reply to their photo where that is in sight; and
    whoever saw the same, but once a chat."""
    own = Following(report.person_id, report.chat_id, report.message_id)
    chats = {await _tell(work, report, event, text, own)}
    if said := TO_FOLLOWERS.get(text, text):
        for one in await work.followers(report):
            if (await _chat_of(work, one.person_id, one.chat_id)).id not in chats:
                chats.add(await _tell(work, report, event, said, one))


async def _tell(work: Work, report: Report, event: Event, text: str, one: Following) -> int | None:
    """Tell one person; the chat in which. Only the reporter gets something to press: theirs is the
    word on a closing."""
    own = one.person_id == report.person_id
    chat = await _chat_of(work, one.person_id, one.chat_id)
    lang = chat.lang
    ward = work.world.wards.name(report.ward_id)
    same_chat = chat.id == one.chat_id
    instead = chat.kind == "group" and not same_chat
    hidden = instead and report.state != "duplicate"
    body = say(
        lang,
        text,
        code=report.code,
        ward=ward,
        who=say(lang, "the-office") if await _is_the_offices(work, report, event) else ward,
        state=state_word(report, lang),
        due=work.when(report.resolve_due, lang),
        days=work.rules.closing.reopen_days,
        # Officers write it to the reporter, and often names into it.
        reason=say(lang, "reason-alone") if hidden else report.reason,
        other=str(event.data.get("code", "")),
    )
    if one.code:
        body += "\n" + say(lang, "same-as-own", own=one.code)
    if instead:
        body += "\n" + say(lang, "here-instead")
    picture: dict[str, Any] | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    closing = None
    if event.kind == "resolved":
        picture = await pair_picture(work, report, lang)
        closing = await closings.of_event(work.session, event.id or 0) if own else None
        buttons = mood_buttons(work, closing, lang)
    posted = await work.post(
        chat,
        Outgoing(
            text=body,
            picture=picture,
            buttons=buttons,
            asked=one.person_id if buttons else None,
            reply_to=one.message_id if same_chat else None,
        ),
        key=f"tell:{report.id}:{event.id}:{text}" + ("" if own else f":{one.person_id}"),
        report=report if own else None,
    )
    if closing is not None and buttons and posted is not None and chat.channel != PUBLIC:
        closing.asked_at = closing.asked_at or work.now
    return chat.id


def mood_buttons(work: Work, closing: Closing | None, lang: str) -> tuple[tuple[Button, ...], ...]:
    """What a reporter can say to a closing: nothing to their own, and nothing once it is over."""
    if closing is None or not may_be_rated(work, closing):
        return ()
    moods = (
        Button(say(lang, f"button-{mood}"), f"rt:{closing.id}:{mood}") for mood in closings.MOOD
    )
    return (tuple(moods),)


def may_be_rated(work: Work, closing: Closing) -> bool:
    until = closing.at + timedelta(days=work.rules.closing.reopen_days)
    return not closing.own and closing.ended_at is None and work.now <= until


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
