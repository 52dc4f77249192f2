"""The buttons by which a reporter puts right what the bot made of their report."""

from handlers.messages import Button
from handlers.routing import neighbours_of
from handlers.rules import OTHER, Kind
from handlers.texts import say
from handlers.work import Work, rows
from storage.tables import Report

LIKELY_KINDS = 3

Buttons = tuple[tuple[Button, ...], ...]


def corrections(work: Work, report: Report, lang: str) -> Buttons:
    """What a reporter can put right in a report that nobody has acted on."""
    wrong = Button(say(lang, "button-is-problem"), f"so:{report.id}:problem")
    if report.sort == "clear":
        return ((wrong,),)
    kinds = [_kind_button(report, k, lang) for k in _likely_kinds(work, report)]
    kinds.append(Button(say(lang, "button-kind"), f"kk:{report.id}"))
    if report.sort == "fixed":
        return (*rows(kinds), (wrong,))
    fixed = Button(say(lang, "button-self-fix"), f"sf:{report.id}")
    return (*rows(kinds), (fixed,), *_ward_buttons(work, report, lang))


def all_corrections(work: Work, report: Report, lang: str) -> Buttons:
    """What is too much for under an answer: all kinds, and that nothing was wrong."""
    clear = Button(say(lang, "button-clear"), f"so:{report.id}:clear")
    return (*rows([_kind_button(report, kind, lang) for kind in work.rules.kinds]), (clear,))


def _likely_kinds(work: Work, report: Report) -> list[Kind]:
    """What a report probably is if it is not of its kind: what else its words may mean, and where
    nobody knows yet, the first kinds of the rules."""
    slugs = work.rules.kinds_in(report.description)
    if report.kind == OTHER:
        slugs += [kind.slug for kind in work.rules.kinds if kind.slug not in slugs]
    return [work.rules.kind(slug) for slug in slugs if slug != report.kind][:LIKELY_KINDS]


def _kind_button(report: Report, kind: Kind, lang: str) -> Button:
    mark = "✓ " if kind.slug == report.kind else ""
    return Button(mark + kind.label(lang), f"kd:{report.id}:{kind.slug}")


def _ward_buttons(work: Work, report: Report, lang: str) -> Buttons:
    here = work.world.wards.current(report.ward_id)
    buttons = [
        Button(say(lang, "button-neighbour", ward=area.name), f"mv:{report.id}:{area.id}")
        for area in neighbours_of(work, report)
        if area.id != here
    ]
    return rows(buttons[:4])
