"""Who may do what: officers and inspectors, named by admins or by asking them."""

from collections.abc import Awaitable, Callable

from handlers.actions import By, NotNow
from handlers.admins import require_admin
from handlers.messages import Button, Message, Outgoing
from handlers.teaching import how_officers
from handlers.texts import say
from handlers.work import Work
from storage import outbox, people
from storage.tables import AccessRequest, Chat, Person

INSPECTOR = 0
"""in the place of a ward where somebody asks to be an inspector"""


async def appoint(work: Work, by: By, message: Message) -> Outgoing:
    """In a ward's group, in reply to a person: make them an officer of the ward."""
    await require_admin(work, by)
    if by.chat.role != "ward" or by.chat.ward_id is None:
        return Outgoing(text=say(by.chat.lang, "only-in-ward"))
    return await _name(work, by, message, by.chat.ward_id)


async def appoint_inspector(work: Work, by: By, message: Message) -> Outgoing:
    """In a group, in reply to a person: let them re-check what was closed."""
    await require_admin(work, by)
    return await _name(work, by, message, None)


async def _name(work: Work, by: By, message: Message, ward_id: int | None) -> Outgoing:
    lang, who = by.chat.lang, message.reply_sender
    if who is None or who.is_bot:
        replies = work.world.bot(by.chat.channel).buttons
        text = say(lang, "reply-to-person") if replies else how_officers(work, by.chat)
        return Outgoing(text=text)
    person = await people.person_of(work.session, by.chat.channel, who.address, who.name, work.now)
    await _grant(work, person, ward_id, by)
    return Outgoing(text=_decided(work, person, ward_id, lang, granted=True))


async def _grant(work: Work, person: Person, ward_id: int | None, by: By) -> None:
    role = "inspector" if ward_id is None else "officer"
    await people.grant(
        work.session, person.id or 0, role, work.now, ward_id=ward_id, by=by.person.id
    )


def _decided(work: Work, person: Person, ward_id: int | None, lang: str, *, granted: bool) -> str:
    if ward_id is None:
        return say(lang, "now-inspector" if granted else "not-made-inspector", name=person.name)
    ward = work.world.wards.name(ward_id)
    text = "now-officer" if granted else "not-made-officer"
    return say(lang, text, name=person.name, ward=ward)


async def _deciding(work: Work) -> list[Chat]:
    """The chats in which it is decided who may do what."""
    return [*await people.admin_chats(work.session), *await people.groups(work.session, "office")]


async def _ask(work: Work, by: By, ward_id: int, _: str) -> str:
    """Somebody asks to be an officer, or in private an inspector: every admin gets it with two
    buttons."""
    inspector = ward_id == INSPECTOR
    role = "inspector" if inspector else "officer"
    wanted = None if inspector else ward_id
    if await people.is_granted(work.session, by.person.id or 0, role, wanted):
        return "toast-already-officer"
    here = by.chat.role == "office" or (by.chat.role == "ward" and by.chat.ward_id == ward_id)
    if not (by.chat.kind == "private" if inspector else ward_id in work.world.wards.rows and here):
        raise NotNow("unknown-button")
    asked = await _deciding(work)
    if not asked:
        raise NotNow("no-admin-yet")
    request = await people.open_request(
        work.session, by.person.id or 0, wanted, by.chat.id or 0, work.now
    )
    if request is None:
        return "toast-access-asked"
    for chat in asked:
        if wanted is None:
            text = say(chat.lang, "access-request-inspector", name=by.person.name)
        else:
            ward = work.world.wards.name(wanted)
            group = by.chat.title or work.world.bot(by.chat.channel).platform
            text = say(chat.lang, "access-request", name=by.person.name, ward=ward, group=group)
        buttons = (
            Button(say(chat.lang, "button-approve"), f"ra:{request.id}"),
            Button(say(chat.lang, "button-decline"), f"rd:{request.id}"),
        )
        key = f"access:{request.id}:{chat.id}"
        number = (request.id or 0) * Outgoing.OWN_NUMBERS + 1
        asking = Outgoing(text=text, buttons=(buttons,), first_number=number)
        await work.post(chat, asking, key=key)
    return "toast-access-asked"


async def _decide(work: Work, by: By, request_id: int, *, granted: bool) -> str:
    await require_admin(work, by)
    request = await work.session.get(AccessRequest, request_id)
    if request is None:
        raise NotNow("unknown-button")
    if request.decided_at is not None:
        return "toast-decided"
    request.decided_at, request.decided_by, request.granted = work.now, by.person.id, granted
    person = await work.session.get_one(Person, request.person_id)
    origin = await work.session.get_one(Chat, request.chat_id)
    if granted:
        await _grant(work, person, request.ward_id, by)

    def said(lang: str) -> str:
        return _decided(work, person, request.ward_id, lang, granted=granted)

    for chat in {origin.id: origin, by.chat.id: by.chat}.values():
        text = said(chat.lang)
        await work.post(chat, Outgoing(text=text), key=f"decided:{request.id}:{chat.id}")
    for chat in await _deciding(work):
        post = await outbox.by_key(work.session, f"access:{request.id}:{chat.id}")
        if post is not None:
            # Others were asked as well, and see by this that nothing is left for them to do.
            await work.change(post, Outgoing(text=f"{post.payload['text']}\n{said(chat.lang)}"))
    return "toast-done"


async def _approve(work: Work, by: By, request_id: int, _: str) -> str:
    return await _decide(work, by, request_id, granted=True)


async def _decline(work: Work, by: By, request_id: int, _: str) -> str:
    return await _decide(work, by, request_id, granted=False)


BUTTONS: dict[str, Callable[[Work, By, int, str], Awaitable[str]]] = {
    "rq": _ask,
    "ra": _approve,
    "rd": _decline,
}
