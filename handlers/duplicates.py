"""Open reports that may be of the same thing: which they are, and the question to whoever files one
more. What is answered is `held`'s, and what officers mark is `marks`'."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.messages import Button, Outgoing, Place
from handlers.rules import OTHER, Rules
from handlers.texts import distance, say
from handlers.work import Work
from storage import near
from storage.tables import Chat, Draft, Photo, Report

MOST = 3


async def alike(
    session: AsyncSession, rules: Rules, kind: str, lat: float, lon: float
) -> list[Report]:
    """The open reports that one of this kind here may be the same as, nearest first. Of what kind
    nobody knows nothing is asked: a photo without words is filed at once."""
    limit = rules.same_m(kind) if kind != OTHER else 0
    if not limit:
        return []
    found = []
    for report in await near.open_near(session, lat, lon, limit):
        far = near.metres(report, lat, lon)
        if report.kind == kind and far <= limit:
            found.append((far, report.id or 0, report))
    return [report for _, _, report in sorted(found, key=lambda one: one[:2])][:MOST]


def kind_of(draft: Draft, rules: Rules) -> str:
    """What half a report will be of: as it was chosen, or as its words say."""
    return draft.kind or next(iter(rules.kinds_in(draft.description)), OTHER)


async def alike_to(session: AsyncSession, rules: Rules, draft: Draft) -> list[Report]:
    """The same for a half that is held."""
    if draft.lat is None or draft.lon is None:
        return []
    return await alike(session, rules, kind_of(draft, rules), draft.lat, draft.lon)


async def ask(
    work: Work,
    chat: Chat,
    draft: Draft,
    photos: Sequence[Photo],
    place: Place,
    found: Sequence[Report],
) -> None:
    """Hold a report back for some minutes, and ask whether it is one of those that are there."""
    rules = work.rules.duplicates
    draft.lat, draft.lon, draft.accuracy = place.lat, place.lon, place.accuracy
    draft.place = place.label
    draft.held_until = work.now + timedelta(minutes=rules.answer_minutes)
    await work.session.flush()
    lang = chat.lang
    lines = [say(lang, "same-ask")]
    buttons = []
    for report in found:
        line = say(
            lang,
            "same-line",
            code=report.code,
            kind=work.rules.kind(report.kind).label(lang),
            distance=distance(near.metres(report, place.lat, place.lon), lang),
            at=work.when(report.created_at, lang),
        )
        lines.append(line)
        yes = say(lang, "button-same", code=report.code)
        buttons.append((Button(yes, f"sy:{draft.id}:{report.id}"),))
    lines.append(say(lang, "same-otherwise", minutes=f"{rules.answer_minutes:.0f}"))
    buttons.append((Button(say(lang, "button-not-same"), f"sn:{draft.id}"),))
    shown = await work.photos(found[0], "before")
    await work.post(
        chat,
        Outgoing(
            text="\n".join(lines),
            photo=shown[0].key if shown else None,
            buttons=tuple(buttons),
            reply_to=photos[0].message_id,
        ),
        key=question(draft.id),
    )


def question(draft_id: int | None) -> str:
    """The key of the post that asks."""
    return f"same:{draft_id}"
