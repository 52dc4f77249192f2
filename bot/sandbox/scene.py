"""The scene of the sandbox: its people and groups as real rows, and how it is left again."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.sandbox.updates import CHANNEL
from storage import delivery, people, targets
from storage.tables import Account, Chat, Entry, Grant, Person, Report, Target, Unit
from storage.wards import Wards

MEMBER, OFFICER, ADMIN, STRANGER = "member", "officer", "admin", "stranger"
UNIT, OFFICE, WARD = "unit", "office", "ward"
DEFAULT_LANG = "vi"
LANG_SETTING, UNIT_SETTING = "sandbox_lang", "sandbox_unit"
TARGET = 2
"""so that the reminder still comes after a first report"""

# Names are stored and exported, so they are the same in every language of the page.
NAMES = {MEMBER: "Minh Anh", OFFICER: "Tuấn", ADMIN: "Hà", STRANGER: "Bảo"}
TITLES = {
    MEMBER: NAMES[MEMBER],
    UNIT: "Chi đoàn Thử nghiệm",
    OFFICE: "Văn phòng",
    WARD: "Cán bộ · {ward}",
}
WRITERS: dict[str, tuple[str, ...]] = {
    MEMBER: (MEMBER,),
    UNIT: (MEMBER, STRANGER, ADMIN),
    WARD: (OFFICER, STRANGER, MEMBER, ADMIN),
    OFFICE: (ADMIN, OFFICER),
}
"""who writes in which chat, the usual one first"""


def role_of(address: str) -> str:
    return address.partition(":")[0]


async def language(session: AsyncSession) -> str:
    return await people.setting(session, LANG_SETTING) or DEFAULT_LANG


async def build(session: AsyncSession, wards: Wards, now: datetime) -> None:
    """Make whoever and whatever is missing; what somebody changed stays as they left it."""
    lang = await language(session)
    persons = {}
    for address, name in NAMES.items():
        persons[address] = await people.person_of(session, CHANNEL, address, name, now)
    await people.grant(session, persons[ADMIN].id or 0, "admin", now)
    unit = await _unit(session, now)
    if persons[MEMBER].unit_id is None:
        persons[MEMBER].unit_id = unit.id
    await _chat(session, MEMBER, "private", "", lang, now)
    await _chat(session, OFFICE, "group", OFFICE, lang, now)
    await _chat(session, UNIT, "group", UNIT, lang, now, unit_id=unit.id)
    await _ward_groups(session, wards, lang, now)
    for ward in wards.in_force:
        await people.grant(session, persons[OFFICER].id or 0, "officer", now, ward_id=ward.id)


async def _unit(session: AsyncSession, now: datetime) -> Unit:
    known = await people.setting(session, UNIT_SETTING)
    unit = await session.get(Unit, int(known)) if known else None
    if unit is None:
        name = TITLES[UNIT]
        unit = (await session.exec(select(Unit).where(Unit.name == name))).first()
        unit = unit or await people.new_unit(session, name, now)
        unit.target = TARGET
        await targets.keep(session, unit.id, TARGET, now.date())
        await people.remember(session, UNIT_SETTING, str(unit.id))
    return unit


async def _chat(
    session: AsyncSession, address: str, kind: str, role: str, lang: str, now: datetime,
    *, unit_id: int | None = None, ward_id: int | None = None, ward: str = "",
) -> Chat:  # fmt: skip
    chat = await people.find_chat(session, CHANNEL, address)
    title = TITLES[role_of(address)].format(ward=ward)
    if chat is None or not chat.active:
        chat = await people.chat_at(session, CHANNEL, address, kind, title)
        chat.role, chat.unit_id, chat.ward_id, chat.lang = role, unit_id, ward_id, lang
        chat.bound_at = now if role else None
        chat.is_admin = True if kind == "group" else None
    chat.title, chat.active = title, True
    await session.flush()
    return chat


async def _ward_groups(session: AsyncSession, wards: Wards, lang: str, now: datetime) -> None:
    """One group for every ward in force; those of wards that ended stay as they are."""
    known = list(await _chats(session, WARD))
    bound = {chat.ward_id: chat for chat in known}
    taken = {chat.address for chat in known if chat.active}
    for ward in wards.in_force:
        address = f"{WARD}:{ward.code}"
        if ward.id in bound:
            address = bound[ward.id].address
        elif address in taken:
            address += f":{ward.id}"
        await _chat(session, address, "group", WARD, lang, now, ward_id=ward.id, ward=ward.name)


async def _chats(session: AsyncSession, role: str = "") -> Sequence[Chat]:
    query = select(Chat).where(Chat.channel == CHANNEL)
    if role:
        query = query.where(col(Chat.address).startswith(f"{role}:"))
    return (await session.exec(query.order_by(col(Chat.id)))).all()


async def chats(session: AsyncSession) -> list[Chat]:
    """The chats that are open, oldest first."""
    return [chat for chat in await _chats(session) if chat.active]


async def speak(session: AsyncSession, lang: str) -> None:
    """Change the language of all chats."""
    await people.remember(session, LANG_SETTING, lang)
    await session.exec(update(Chat).where(col(Chat.channel) == CHANNEL).values(lang=lang))


async def leave(session: AsyncSession, now: datetime) -> None:
    """Take the scene down where the sandbox is off: nothing is sent to its groups any more, its
    people may do nothing, and its branch is in no ranking."""
    for chat in await _chats(session):
        # Nobody's, so that nothing asks why the bot is not in them.
        chat.active, chat.role, chat.ward_id, chat.unit_id = False, "", None, None
        await delivery.stop_chat(session, chat.id or 0, now, "the sandbox is off")
    accounts = await session.exec(select(Account.person_id).where(Account.channel == CHANNEL))
    persons = accounts.all()
    await session.exec(delete(Grant).where(col(Grant.person_id).in_(persons)))
    known = await people.setting(session, UNIT_SETTING)
    if known is None:
        return
    for table in (Report, Person, Entry):
        of_it = col(table.unit_id) == int(known)
        await session.exec(update(table).where(of_it).values(unit_id=None))
    await session.exec(delete(Target).where(col(Target.unit_id) == int(known)))
    await session.exec(delete(Unit).where(col(Unit.id) == int(known)))
    await people.forget(session, UNIT_SETTING)
