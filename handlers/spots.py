"""What wards and the office ask about recurring points: a list, or one of them; and who owns it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from handlers.actions import By, NotNow
from handlers.card import clip
from handlers.messages import Outgoing
from handlers.recurring import links
from handlers.routing import answers_for
from handlers.texts import say
from handlers.words import find_codes, match_names, plain
from handlers.work import Work
from storage import people, spots
from storage.tables import Chat, Spot

MOST_LINES = 30


async def command(work: Work, by: By, rest: str) -> Outgoing:
    """The list of a ward or of all, one point with its history, or who answers for it from now
    on."""
    admin = await people.is_granted(work.session, by.person.id or 0, "admin")
    if by.chat.role not in ("ward", "office") and not (by.chat.kind == "private" and admin):
        raise NotNow("spot-only-here")
    codes = find_codes(rest)
    if not codes:
        return await _list(work, by.chat)
    spot = await spots.by_code(work.session, codes[0])
    wards = _wards_of(work, by.chat)
    if spot is None or (wards is not None and spot.ward_id not in wards):
        return Outgoing(text=say(by.chat.lang, "no-such-spot"))
    name = rest.partition(rest.split(maxsplit=1)[0])[2].strip()
    if not name:
        return await _show(work, by.chat, spot)
    if not admin or by.chat.role == "ward":
        raise NotNow("only-admin")
    await _give(work, spot, name)
    text = say(by.chat.lang, "spot-given", code=spot.code, owner=await answers_for(work, spot))
    return Outgoing(text=text)


def _wards_of(work: Work, chat: Chat) -> Collection[int] | None:
    """The wards whose points a chat may see; all of them, where it is none of a ward's."""
    if chat.role != "ward" or chat.ward_id is None:
        return None
    return work.world.wards.answered_by(chat.ward_id)


def _since(work: Work) -> datetime:
    return work.now - timedelta(days=work.rules.recurring.quiet_days)


async def _list(work: Work, chat: Chat) -> Outgoing:
    lang, wards = chat.lang, _wards_of(work, chat)
    found = await spots.active(work.session, _since(work), None if wards is None else list(wards))
    if not found:
        return Outgoing(text=say(lang, "spots-none", days=work.rules.recurring.quiet_days))
    lines = [
        say(
            lang,
            "spot-line",
            code=spot.code,
            kind=work.rules.kind(spot.kind).label(lang),
            owner=await answers_for(work, spot),
            count=count,
            at=work.when(last, lang),
        )
        for spot, count, last in found[:MOST_LINES]
    ]
    if len(found) > MOST_LINES:
        lines.append(f"… +{len(found) - MOST_LINES}")
    lines.append(say(lang, "spots-how" if chat.role == "ward" else "spots-how-office",
                     example=found[0][0].code))  # fmt: skip
    title = say(lang, "spots-title", days=work.rules.recurring.quiet_days)
    return Outgoing(title=title, text="\n".join(lines))


async def _show(work: Work, chat: Chat, spot: Spot) -> Outgoing:
    lang = chat.lang
    lines = [say(lang, "spot-owner", owner=await answers_for(work, spot))]
    for report in (await spots.history(work.session, spot))[:10]:
        at = work.when(report.created_at, lang, dated=True)
        state = say(lang, f"word-{report.state}")
        lines.append(say(lang, "spot-report", code=report.code, state=state, at=at))
    kind = work.rules.kind(spot.kind).label(lang)
    return Outgoing(
        title=f"🔁 {spot.code} · {kind}", text="\n".join(lines), buttons=links(work, spot, lang)
    )


async def _give(work: Work, spot: Spot, name: str) -> None:
    """Let a branch answer for a point, or somebody else in the office's words, or its ward again;
    and tell them, and the ward."""
    units = list(await people.units(work.session))
    found = match_names(name, [unit.name for unit in units])
    ward = plain(name) in ("phuong", "ward")
    unit = units[found[0]] if len(found) == 1 and not ward else None
    spot.unit_id = unit.id if unit else None
    spot.owner = "" if unit or ward else clip(name, 100)
    await work.session.flush()
    chats = list(
        await people.groups(work.session, "ward", ward_id=work.world.wards.current(spot.ward_id))
    )
    if unit is not None:
        chats += await people.groups(work.session, "unit", unit_id=unit.id)
    for chat in chats:
        text = say(
            chat.lang,
            "spot-given-to",
            code=spot.code,
            kind=work.rules.kind(spot.kind).label(chat.lang),
            owner=await answers_for(work, spot),
        )
        await work.post(chat, Outgoing(text=text, buttons=links(work, spot, chat.lang)))
