"""What groups are told of a campaign: its beginning, how everybody stands, and the result."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from handlers import boards
from handlers.amounts import worth
from handlers.campaigns import CampaignRules, Division
from handlers.contest import Place
from handlers.contest_tables import Table
from handlers.messages import Outgoing
from handlers.pictures import MOST_ROWS, Award, Board, Column, Row, award_spec, board_spec
from handlers.texts import say


def day(moment: date) -> str:
    return f"{moment.day}/{moment.month}/{moment.year}"


def how(division: Division, lang: str) -> str:
    """What a total is made of, and how much of it takes to have a place."""
    parts = [
        f"{one.name} {one.weight}" + (f" ({say(lang, 'contest-scored')})" if one.scored else "")
        for one in division.criteria
    ]
    made = say(lang, "contest-how", parts=", ".join(parts))
    return f"{made} {say(lang, 'contest-least', least=division.least)}" if division.least else made


def written_late(rules: CampaignRules, written: date, lang: str) -> str:
    """That rules were taken in late, on a line of its own: they could have been written for a
    result. Nothing of those that were there in time."""
    if written <= rules.first_day:
        return ""
    key = "contest-written-over" if written > rules.last_day else "contest-written"
    return say(lang, key, day=day(written)) + "\n"


def beginning(
    rules: CampaignRules, divisions: Sequence[Division], written: date, lang: str
) -> Outgoing:
    """What is said on the first day, or when the rules were written after it."""
    lines = [say(lang, "contest-days", first=day(rules.first_day), last=day(rules.last_day))]
    if late := written_late(rules, written, lang):
        lines.append(late.rstrip())
    for division in divisions:
        rewards = ", ".join(f"{one.name} ({one.count})" for one in division.rewards)
        lines += ["", division.name, how(division, lang)]
        if rewards:
            lines.append(say(lang, "contest-rewards", rewards=rewards))
    title = say(lang, "contest-begins", name=rules.name)
    return Outgoing(title=title, text="\n".join(lines))


def change(place: Place) -> str:
    """How many places better or worse than a week before."""
    if place.rank is None or place.before is None:
        return "–"
    gained = place.before - place.rank
    return "=" if not gained else f"+{gained}" if gained > 0 else f"−{-gained}"


def board(rules: CampaignRules, table: Table, subtitle: str, lang: str) -> Board:
    """A table as it is drawn."""
    rows = tuple(
        Row(
            place.rank,
            (place.name, change(place), worth(place.total, lang)),
            medal=place.total > 0,
        )
        for place in table.places
    )
    return Board(
        title=say(lang, "contest-result", name=rules.name) if table.final else rules.name,
        subtitle=f"{table.division.name} · {subtitle}",
        columns=(
            Column(say(lang, f"contest-{table.division.kind}"), "left", flex=True),
            Column(say(lang, "contest-change"), "right"),
            Column(say(lang, "contest-total"), "right"),
        ),
        rows=rows,
        footer=how(table.division, lang),
        empty=say(lang, "contest-nobody"),
    )


def standing(
    rules: CampaignRules, tables: Sequence[Table], subtitle: str, before: str, lang: str
) -> list[Outgoing]:
    """How everybody stands, a message a table; what is said ``before`` stands above the first."""
    found = []
    for number, table in enumerate(tables):
        words = before if not number else ""
        drawn = board(rules, table, subtitle, lang)
        if len(drawn.rows) > MOST_ROWS:
            found += boards.in_words(drawn, late=words)
            continue
        title = f"{drawn.title} · {drawn.subtitle}"
        text = words + boards.as_text(drawn)
        if boards.fits_a_picture(text):
            found.append(Outgoing(title=title, text=text, picture=board_spec(drawn)))
        else:
            found.append(Outgoing(title=title, text=words, picture=board_spec(drawn)))
            found += boards.in_words(drawn)
    return found


def congratulations(
    rules: CampaignRules, tables: Sequence[Table], written: date, lang: str
) -> list[Outgoing]:
    """The rewards of each table as a picture to be shared, with the same words below it."""
    found = []
    for table in tables:
        tiers = [
            (one.name, [place.name for place in table.places if place.reward == one.name])
            for one in table.division.rewards
        ]
        if not any(winners for _, winners in tiers):
            continue
        award = Award(
            title=say(lang, "contest-congratulations"),
            subtitle=rules.name,
            division=table.division.name,
            tiers=tuple((name, tuple(winners)) for name, winners in tiers),
            footer=f"{day(rules.first_day)} – {day(rules.last_day)}",
        )
        text = "\n".join(f"{name}: {', '.join(who)}" for name, who in tiers if who)
        text = f"{text}\n{written_late(rules, written, lang)}".rstrip()
        title = f"{say(lang, 'contest-result', name=rules.name)} · {table.division.name}"
        found.append(Outgoing(title=title, text=text, picture=award_spec(award)))
    return found


def members(table: Table, branches: Mapping[int, str], lang: str) -> str:
    """How many members get something, by branch: whoever they are is told to them alone."""
    counts = Counter(branches.get(place.id, "–") for place in table.places if place.reward)
    listed = ", ".join(f"{name} ({count})" for name, count in sorted(counts.items()))
    return say(lang, "contest-members", division=table.division.name, branches=listed)
