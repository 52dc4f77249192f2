"""How a report looks: the card in the ward's group and the answer to its reporter."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.corrections import all_corrections, corrections
from handlers.limits import about_photos
from handlers.messages import Button, Outgoing, Place
from handlers.routing import Route, answers_for, dealing_with, route
from handlers.rules import Rules
from handlers.scoring import is_met
from handlers.states import OPEN, UNTOUCHED
from handlers.texts import distance, say
from handlers.work import Work, rows
from storage import closings, flags, outbox, reports, spots, tallies
from storage.tables import Chat, Closing, Report, Spot, Unit

CAPTION = 1000
"""UTF-16 units a card may have: platforms cap a photo's caption at 1,024"""

_ENDS = (".", ",", ";", ":", "!", "?", "…")


def clip(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _in_one_line(text: str) -> str:
    """Words that came in lines, or in several messages, with a mark where one ended without any."""
    said = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        between = " " if said.endswith(_ENDS) else " · "
        said += between + line if said else line
    return said


def map_link(lat: float, lon: float) -> str:
    return f"https://www.google.com/maps?q={lat:.6f},{lon:.6f}"


def place_of(report: Report, lang: str) -> str:
    text = clip(report.place, 150) or f"{report.lat:.5f}, {report.lon:.5f}"
    if report.accuracy and report.accuracy >= 50:
        text += " " + say(lang, "place-accuracy", metres=f"{report.accuracy:.0f}")
    return text


async def _closing(work: Work, report: Report) -> Closing | None:
    """The closing that holds for the report, if it is closed."""
    closed = report.state in ("resolved", "confirmed")
    return await closings.present(work.session, report.id or 0) if closed else None


async def _state(work: Work, report: Report, lang: str, closing: Closing | None) -> str:
    """The state in words, with the moment that matters in it, and who confirmed it."""

    def at(moment: datetime | None) -> str:
        return work.when(moment, lang, dated=True) if moment else ""

    match report.state:
        case "accepted":
            return say(lang, "state-accepted", at=at(report.accepted_at))
        case "resolved":
            # Not that it is doubted, and not why: that is for those who decide.
            doubted = await flags.is_flagged(work.session, report.id or 0)
            key = "state-checking" if doubted else "state-resolved"
            return say(lang, key, at=at(report.resolved_at))
        case "confirmed":
            said = say(lang, "state-confirmed", at=at(report.confirmed_at))
            by = closing.confirmed_by if closing else ""
            return f"{said}, {say(lang, f'confirmed-{by}')}" if by else said
        case "refused":
            return say(lang, "state-refused", reason=clip(report.reason, 200))
        case "duplicate":
            return say(lang, "state-duplicate", other=report.reason or "…")
        case "reopened":
            return say(lang, "state-reopened", at=at(report.reopened_at))
        case "noted":
            return say(lang, "state-noted", sort=say(lang, f"sort-{report.sort}"))
        case state:
            return say(lang, f"state-{state}")


def state_word(report: Report, lang: str) -> str:
    """The state for lists; of what is noted, as what."""
    if report.state == "noted":
        return say(lang, f"sort-{report.sort}")
    return say(lang, f"word-{report.state}")


async def card(work: Work, report: Report, chat: Chat) -> Outgoing:
    """The report as a group of officers sees it, without its reporter's name."""
    lang = chat.lang
    kind = work.rules.kind(report.kind)
    unit = await work.session.get(Unit, report.unit_id) if report.unit_id else None
    photos = await work.photos(report)
    before = [photo for photo in photos if photo.role == "before"]
    after = [photo for photo in photos if photo.role == "after"]
    closing = await _closing(work, report)
    state = await _state(work, report, lang, closing)
    lines = [state]
    if closing is not None and closing.mood:
        lines.append(say(lang, "card-mood", mood=mood_of(work.rules, closing, lang)))
    if report.state in OPEN:
        due = {
            "accept": work.when(report.accept_due, lang, dated=True),
            "resolve": work.when(report.resolve_due, lang, dated=True),
        }
        lines.append(say(lang, "card-due-accept" if report.state == "new" else "card-due", **due))
    lines.append(say(lang, "card-unit", unit=unit.name if unit else say(lang, "card-public")))
    words_at = len(lines)
    lines.append(say(lang, "card-place", place=place_of(report, lang)))
    if chat.role == "office" or report.hops:
        lines.append(say(lang, "card-ward", ward=work.world.wards.name(report.ward_id)))
    lines += await _trail(work, report, lang)
    lines += await _returns(work, report, lang)
    lines += about_photos(work, report, before, lang)
    if others := await work.followers(report):
        lines.append(say(lang, "card-others", count=len(others)))
    if len(before) > 1:
        lines.append(say(lang, "card-photos", count=len(before)))
    if after:
        lines.append(say(lang, "card-after", count=len(after)))
    if closing is not None and closing.own:
        lines.append(say(lang, "card-own"))
    if report.state in OPEN:
        buttons = work.world.bot(chat.channel).buttons
        lines.append(say(lang, "card-how" if buttons else "card-how-in-words", code=report.code))
    title = f"#{report.code} · {kind.label(lang)}"
    if report.urgent:
        title += " · " + say(lang, "card-urgent")
    if report.description:
        # Of all that a card says only the description can be shortened without harm.
        room = CAPTION - len("\n".join([title, *lines]).encode("utf-16-le")) // 2 - 10
        words = clip(_in_one_line(report.description), max(room, 80))
        while len(words.encode("utf-16-le")) // 2 > max(room, 80):
            words = clip(words, len(words) * 9 // 10)
        lines.insert(words_at, say(lang, "card-words", words=words))
    return Outgoing(
        title=title,
        text="\n".join(lines),
        photo=before[0].key if before else None,
        buttons=_card_buttons(report, lang),
        spelled=True,
        news=f"#{report.code} {state}",
    )


def _card_buttons(report: Report, lang: str) -> tuple[tuple[Button, ...], ...]:
    link = Button(say(lang, "button-map"), url=map_link(report.lat, report.lon))
    if report.state not in OPEN:
        return ((link,),)
    act = [("accept", "ac"), ("done", "dn"), ("refuse", "rf"), ("pass", "ps")]
    if report.state == "accepted":
        act = act[1:]
    buttons = [Button(say(lang, f"button-{name}"), f"{verb}:{report.id}") for name, verb in act]
    return (*rows(buttons), (link,))


def mood_of(rules: Rules, closing: Closing, lang: str) -> str:
    """What the reporter said to a closing, in words."""
    complaint = rules.complaint(closing.reason)
    said = say(lang, f"mood-{closing.mood}")
    return f"{said}: {complaint.name(lang)}" if complaint else said


async def _returns(work: Work, report: Report, lang: str) -> list[str]:
    """Whether it is at a recurring point, and who answers for that."""
    if report.spot_id is None:
        return []
    spot = await work.session.get_one(Spot, report.spot_id)
    days = work.rules.recurring.days
    since = report.created_at - timedelta(days=days)
    count = await spots.count(work.session, report.spot_id, since)
    owner = await answers_for(work, spot)
    return [say(lang, "card-spot", code=spot.code, count=count, days=days, owner=owner)]


async def _trail(work: Work, report: Report, lang: str) -> list[str]:
    if not report.hops and report.reopened_at is None:
        return []
    lines = []
    for event in await reports.events(work.session, report.id or 0):
        if event.undone_at is not None:
            continue
        at = work.when(event.at, lang, dated=True)
        if event.kind == "passed":
            ward = work.world.wards.name(event.data["from"])
            lines.append(say(lang, "card-passed", ward=ward, at=at))
        elif event.kind == "reopened":
            by = event.data.get("by", "reporter")
            lines.append(say(lang, f"card-reopened-{by}", at=at))
    return lines[-3:]


async def passed_card(work: Work, report: Report, chat: Chat) -> Outgoing:
    """What stays in the group of a ward that passed the report on."""
    ward = work.world.wards.name(report.ward_id)
    kind = work.rules.kind(report.kind)
    gone = say(chat.lang, "card-gone", ward=ward, at=work.when(work.now, chat.lang, dated=True))
    return Outgoing(
        title=f"#{report.code} · {kind.label(chat.lang)}",
        text=gone,
        news=f"#{report.code} {gone}",
    )


async def today_line(work: Work, unit: Unit, lang: str) -> str:
    """How a branch stands today against its target."""
    start, end = work.world.day_bounds(work.world.day(work.now))
    counts = await tallies.count_sorts(work.session, unit.id or 0, start, end)
    target = unit.target if unit.target is not None else work.rules.target.per_day
    key = "today-met" if is_met(counts, target) else "today-open"
    return say(lang, key, unit=unit.name, count=counts.total(), target=target)


async def answer(
    work: Work,
    report: Report,
    chat: Chat,
    *,
    all_kinds: bool = False,
    dealt_with: bool | None = None,
) -> Outgoing:
    """The report as its reporter sees it: code, ward, kind, today's target, what can be changed.
    While they choose among all kinds there is nothing else to press. ``dealt_with`` is whether
    there is a group that has it, where that is known."""
    lang = chat.lang
    kind = work.rules.kind(report.kind)
    lines = [say(lang, "answer-ward", ward=work.world.wards.name(report.ward_id))]
    if report.sort != "clear":
        lines.append(say(lang, "answer-kind", kind=kind.label(lang)))
    if report.state != "new":
        lines.append(await _state(work, report, lang, await _closing(work, report)))
    if report.sort == "fixed" and not await work.photos(report, "after"):
        lines.append(say(lang, "answer-no-after"))
    photos = await work.photos(report, "before")
    if len(photos) > 1:
        lines.append(say(lang, "card-photos", count=len(photos)))
    if others := await work.followers(report):
        lines.append(say(lang, "card-others", count=len(others)))
    if afar := about_photos(work, report, photos, lang):
        lines += [*afar, say(lang, "answer-photos")]
    if report.unit_id:
        unit = await work.session.get_one(Unit, report.unit_id)
        lines.append(await today_line(work, unit, lang))
    if report.doubt == "open":
        lines.append(say(lang, "answer-doubted"))
    outside = _outside(work, report)
    if outside:
        ward, far = work.world.wards.name(report.ward_id), distance(outside, lang)
        lines.append(say(lang, "answer-outside", ward=ward, distance=far))
    if report.state == "new" and dealt_with is None:
        dealt_with = bool(await dealing_with(work, report))
    if report.state == "new" and not dealt_with:
        lines.append(say(lang, "answer-no-group"))
    link = Button(say(lang, "button-map"), url=map_link(report.lat, report.lon))
    if report.state not in UNTOUCHED:
        buttons: tuple[tuple[Button, ...], ...] = ((link,),)
    elif all_kinds:
        buttons = all_corrections(work, report, lang)
    else:
        withdraw = Button(say(lang, "button-withdraw"), f"wd:{report.id}")
        buttons = (*corrections(work, report, lang), (withdraw, link))
    return Outgoing(
        title=say(lang, "answer-title", code=report.code), text="\n".join(lines), buttons=buttons
    )


def _outside(work: Work, report: Report) -> float:
    """How far the place lies outside of the report's ward, if that is the nearest one."""
    place = Place(report.lat, report.lon)
    found = route(work.world.wards.map, place, work.rules.intake)
    return found.outside_m if isinstance(found, Route) and found.ward.id == report.ward_id else 0.0


async def refresh(work: Work, report: Report) -> None:
    """Show the present state on the report's cards and in the reporter's answer."""
    posts = [*await outbox.cards(work.session, report.id or 0, report.hops)]
    told = await outbox.by_key(work.session, f"answer:{report.id}")
    # In one order everywhere, so that transactions do not wait for each other in a ring.
    for post in sorted([*posts, *([told] if told else [])], key=lambda post: post.id or 0):
        chat = await work.session.get_one(Chat, post.chat_id)
        show = answer if post is told else card
        await work.change(post, await show(work, report, chat))


async def refresh_answer(work: Work, report: Report, *, all_kinds: bool = False) -> None:
    """Show the present state in the reporter's answer alone."""
    post = await outbox.by_key(work.session, f"answer:{report.id}")
    if post is not None:
        chat = await work.session.get_one(Chat, post.chat_id)
        message = await answer(work, report, chat, all_kinds=all_kinds)
        if all_kinds and not work.world.bot(chat.channel).edits:
            await work.post(chat, replace(message, reply_to_post=post.id), report=report)
        else:
            await work.change(post, message)


async def leave(work: Work, report: Report, hops: int, *, for_good: bool = False) -> None:
    """Say on the cards of a ward that passed the report on, when it had been so often, where it
    is now. Where that was taken back, the next ward it is passed to has the same number, so these
    are cards no more."""
    for post in await outbox.cards(work.session, report.id or 0, hops):
        chat = await work.session.get_one(Chat, post.chat_id)
        await work.change(post, await passed_card(work, report, chat))
        if for_good:
            post.key = f"left:{post.id}"
