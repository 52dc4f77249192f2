"""Commands for everybody: help, today, own reports, look-up, ranking, language, invitation."""

import re
from collections.abc import Awaitable, Callable

from handlers import (
    access,
    admins,
    contest_list,
    held,
    joining,
    meaning,
    objections,
    own_work,
    rechecks,
    reporter,
    spots,
    why,
)
from handlers.actions import By, NotNow
from handlers.card import map_link, state_word, today_line
from handlers.messages import Button, Message, Outgoing
from handlers.spoken import LANGUAGE_NAMES
from handlers.teaching import how, how_officers, named_first
from handlers.telling import mood_buttons, pair_picture
from handlers.texts import LANGUAGES, say
from handlers.words import find_codes, plain
from handlers.work import Work
from storage import closings, people, reports, tallies
from storage.shown import HIDDEN
from storage.tables import Report, Unit

Command = Callable[[Work, By, Message, str], Awaitable[Outgoing | list[Outgoing] | None]]

_COMMAND = re.compile(r"/([a-z_]{1,32})(?:@(\w{1,64}))?(?:\s+(.*))?", re.DOTALL | re.IGNORECASE)


def parse(text: str, username: str) -> tuple[str, str] | None:
    """A command's name and the rest; None for ordinary text and for other bots' commands."""
    match = _COMMAND.fullmatch(text.strip())
    if match is None:
        return None
    name, target, rest = match.groups()
    if target is not None and username and target.lower() != username.lower():
        return None
    return name.lower(), (rest or "").strip()


async def help_(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    lang, chat = by.chat.lang, by.chat
    officers = how_officers(work, chat)
    for_admins = "\n\n" + say(lang, "help-admin", officers=officers)
    if chat.role in ("ward", "office"):
        buttons = work.world.bot(chat.channel).buttons
        office = chat.role == "office"
        # In the office they stand with what is for admins.
        for_wards = "help-ward" if buttons else "help-ward-in-words"
        text = say(lang, for_wards, officers="" if office else officers).rstrip()
        text += for_admins if office else ""
        return Outgoing(text=text + named_first(work, chat))
    if chat.kind == "group":
        text = say(lang, "help-group", how=how(work, chat))
        return Outgoing(text=text + named_first(work, chat))
    minutes = work.rules.intake.pair_minutes
    text = say(lang, "help-private", minutes=minutes, how=how(work, chat))
    if await admins.is_admin(work, by.person):
        text += for_admins
    # What the setting ADMINS wants, and nobody else can tell them.
    account = f"{by.chat.channel}:{message.sender.address}"
    text += "\n\n" + say(lang, "your-account", account=account)
    return Outgoing(text=text, asks_place=say(lang, "button-share-place"))


async def start(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    """Greet; a payload is a branch's invitation or the one-time admin code."""
    lang = by.chat.lang
    if not rest:
        return await help_(work, by, message, rest)
    if await admins.become_admin(work, by, rest):
        return Outgoing(text=say(lang, "now-admin"))
    unit = await people.unit_by_invite(work.session, rest.removeprefix("u_"))
    if unit is None:
        hello = await help_(work, by, message, "")
        return Outgoing(text=say(lang, "bad-invite") + "\n\n" + hello.text)
    by.person.unit_id = unit.id
    await work.session.flush()
    return Outgoing(
        text=say(lang, "joined-unit", unit=unit.name), asks_place=say(lang, "button-share-place")
    )


async def today(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    """How the branch stands today, and how many of it are one's own."""
    lang = by.chat.lang
    unit_id = by.chat.unit_id if by.chat.role == "unit" else by.person.unit_id
    lines = []
    if unit_id is not None:
        lines.append(await today_line(work, await work.session.get_one(Unit, unit_id), lang))
    else:
        lines.append(say(lang, "no-unit"))
    if by.chat.kind == "private":
        start_, end = work.world.day_bounds(work.world.day(work.now))
        own = await tallies.count_valid(work.session, start_, end, by.person.id or 0)
        lines.append(say(lang, "today-own", count=own))
    return Outgoing(text="\n".join(lines))


async def clear(work: Work, by: By, message: Message, rest: str) -> None:
    """Begin a report of a street on which nothing is wrong."""
    await own_work.begin_clear(work, by)


async def recurring_points(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    return await spots.command(work, by, rest)


async def mine(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    lang = by.chat.lang
    found = await reports.of_person(work.session, by.person.id or 0)
    if not found:
        return Outgoing(text=say(lang, "mine-none"))
    lines = [
        say(
            lang,
            "mine-line",
            code=report.code,
            kind=work.rules.kind(report.kind).label(lang),
            ward=work.world.wards.name(report.ward_id),
            state=state_word(report, lang),
            at=work.when(report.created_at, lang),
        )
        for report in found
    ]
    return Outgoing(title=say(lang, "mine-title"), text="\n".join(lines))


async def look_up(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    lang = by.chat.lang
    codes = find_codes(rest)
    report = await reports.by_code(work.session, codes[0]) if codes else None
    if report is None:
        return Outgoing(text=say(lang, "no-such-report" if codes else "look-up-how"))
    lines = [
        say(lang, "answer-ward", ward=work.world.wards.name(report.ward_id)),
        say(lang, "look-up-state", state=state_word(report, lang)),
        say(lang, "look-up-filed", at=work.when(report.created_at, lang)),
    ]
    if report.state in ("new", "accepted", "reopened"):
        lines.append(say(lang, "look-up-due", at=work.when(report.resolve_due, lang)))
    if report.resolved_at is not None and report.state in ("resolved", "confirmed"):
        lines.append(say(lang, "look-up-resolved", at=work.when(report.resolved_at, lang)))
    own = report.person_id == by.person.id and by.chat.kind == "private"
    knows = own or await _deals_with(work, by, report)
    if report.reason and knows:
        lines.append(say(lang, "look-up-reason", reason=report.reason))
    kind = work.rules.kind(report.kind).label(lang)
    link = Button(say(lang, "button-map"), url=map_link(report.lat, report.lon))
    shown = knows or report.state not in HIDDEN
    closing = await closings.present(work.session, report.id or 0) if own else None
    photos = await work.photos(report, "before") if shown else []
    picture = await pair_picture(work, report, lang) if shown else None
    return Outgoing(
        title=f"#{report.code} · {kind}",
        text="\n".join(lines),
        picture=picture,
        photo=photos[0].key if photos and not picture else None,
        buttons=(*(((link,),) if shown else ()), *mood_buttons(work, closing, lang)),
    )


async def _deals_with(work: Work, by: By, report: Report) -> bool:
    """Whether whoever asks is one of those who deal with a report, or in their group."""
    if by.chat.kind == "group":
        return await meaning.answers_for(work, by.chat, report)
    return await meaning.may_act(work, by.chat, by.person, report)


async def language(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    """Switch between the languages, or to the one that is named."""
    wanted = LANGUAGE_NAMES.get(plain(rest))
    by.chat.lang = wanted or LANGUAGES[(LANGUAGES.index(by.chat.lang) + 1) % len(LANGUAGES)]
    return Outgoing(text=say(by.chat.lang, "language-set"))


async def invite(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    """The invite link of one's branch, and the page that counts for it: in words, and the first of
    them as a picture to scan."""
    lang = by.chat.lang
    unit_id = by.chat.unit_id if by.chat.role == "unit" else by.person.unit_id
    if unit_id is None:
        return Outgoing(text=say(lang, "no-unit"))
    unit = await work.session.get_one(Unit, unit_id)
    template = work.world.bot(by.chat.channel).invite_link
    form = work.world.form_link(unit.invite)
    link = template.format(payload=f"u_{unit.invite}") if template else form
    if not link:
        return Outgoing(text=say(lang, "no-invite-here"))
    lines = [say(lang, "invite", unit=unit.name, link=link)] if template else []
    if form:
        lines.append(say(lang, "invite-page", unit=unit.name, link=form))
    return Outgoing(
        text="\n".join(lines),
        picture={
            "kind": "qr",
            "link": link,
            "title": unit.name,
            "subtitle": say(lang, "invite-picture" if template else "invite-page-picture"),
        },
    )


async def nudge(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    """Ask for, or stop, a private reminder on days without a report of one's own."""
    by.person.nudge = not by.person.nudge
    text = "nudge-on" if by.person.nudge else "nudge-off"
    return Outgoing(text=say(by.chat.lang, text, at=f"{work.rules.target.remind_at:%H:%M}"))


async def cancel(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    """Forget the half report; otherwise withdraw the report that is named."""
    lang = by.chat.lang
    if not rest:
        dropped = await held.drop_halves(work, by)
        return Outgoing(text=say(lang, "cancelled" if dropped else "nothing-to-cancel"))
    codes = find_codes(rest)
    report = await reports.by_code(work.session, codes[0]) if codes else None
    if report is None:
        return Outgoing(text=say(lang, "no-such-report"))
    await reporter.withdraw(work, by, report)
    return Outgoing(text=say(lang, "withdrawn", code=report.code))


async def _bind_ward(work: Work, by: By, message: Message, rest: str) -> Outgoing | None:
    return await admins.bind_ward(work, by, rest)


async def _bind_unit(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    return await admins.bind_unit(work, by, rest)


async def _bind_office(work: Work, by: By, message: Message, rest: str) -> None:
    await admins.bind_office(work, by)


async def _set_target(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    return await admins.set_target(work, by, rest)


async def _appoint(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    return await access.appoint(work, by, message)


async def _recheck(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    """In private: what to look at, or how to become an inspector. In a group, in reply to a person:
    admins make them one."""
    if by.chat.kind == "group":
        return await access.appoint_inspector(work, by, message)
    return await rechecks.listing(work, by)


COMMANDS: dict[str, Command] = {
    "start": start,
    "trogiup": help_,
    "help": help_,
    "homnay": today,
    "dakiemtra": clear,
    "diemtai": recurring_points,
    "cuatoi": mine,
    "tracuu": look_up,
    "xephang": why.ranking,
    "diem": why.points,
    "thidua": contest_list.contests,
    "ngonngu": language,
    "moi": invite,
    "nhac": nudge,
    "huy": cancel,
    "ganphuong": _bind_ward,
    "gandoan": _bind_unit,
    "ganvanphong": _bind_office,
    "chitieu": _set_target,
    "khieunai": objections.object_,
    "dieuchinh": objections.correct,
    "bacdon": objections.decline,
    "canbo": _appoint,
    "phuctra": _recheck,
    "lienket": joining.link,
    "thoilienket": joining.part,
    "chuyenkenh": joining.move_group,
}
"""every command, by the word people type"""


async def handle(work: Work, message: Message, by: By, name: str, rest: str) -> bool:
    """Run a command; False for a word that is none of ours."""
    command = COMMANDS.get(name)
    if command is None:
        return False
    try:
        answers = await command(work, by, message, rest)
    except NotNow as refusal:
        answers = Outgoing(text=say(by.chat.lang, str(refusal)))
    if isinstance(answers, Outgoing):
        answers = [answers]
    for answer in answers or []:
        await work.post(by.chat, answer)
    return True
