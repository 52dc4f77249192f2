"""The command line of campaigns: arguments and words, with the work in bot/campaign_commands.py."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.console import do, fail, settings_or_fail

campaign_app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="Contests among branches, wards and members."
)


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        fail(f"--at: a day such as 2026-11-23 is expected, not {said!r}")
        raise


def _say(lines: list[str]) -> None:
    for line in lines:
        typer.echo(line)


@campaign_app.command()
def add(file: Path) -> None:
    """Take in a campaign from a TOML file, or change one that has not begun."""
    from bot import campaign_commands

    _say(do(campaign_commands.add(settings_or_fail(), file)))


@campaign_app.command("list")
def list_() -> None:
    """All campaigns: slug, dates, how far they are."""
    from bot import campaign_commands

    known = do(campaign_commands.listing(settings_or_fail()))
    _say(known or ["no campaign yet; `campaign add FILE` takes one in"])


@campaign_app.command()
def show(slug: str) -> None:
    """What holds in a campaign, and who takes part."""
    from bot import campaign_commands

    _say(do(campaign_commands.show(settings_or_fail(), slug)))


@campaign_app.command()
def standing(
    slug: str,
    at: Annotated[str, typer.Option(help="After this day, such as 2026-11-23.")] = "",
) -> None:
    """How everybody stands, with the place of a week before."""
    from bot import campaign_commands

    settings = settings_or_fail()
    _say(do(campaign_commands.standing(settings, slug, _day(at))))


@campaign_app.command()
def score(
    slug: str,
    criterion: Annotated[str, typer.Argument(help="Such as plan, or branches.plan.")],
    name: Annotated[str, typer.Argument(help="The branch or ward.")],
    score: str,
    by: Annotated[str, typer.Option(help="Who gives it.")],
    comment: Annotated[str, typer.Option(help="Why.")],
) -> None:
    """Give a score of the council. A later one counts instead, and both are kept."""
    from bot import campaign_commands

    settings = settings_or_fail()
    given = campaign_commands.score(settings, slug, criterion, name, score, comment, by)
    typer.echo(do(given))


@campaign_app.command()
def remove(slug: str) -> None:
    """Forget a campaign that has not begun, or was taken in less than a day ago."""
    from bot import campaign_commands

    typer.echo(do(campaign_commands.remove(settings_or_fail(), slug)))


@campaign_app.command()
def close(slug: str) -> None:
    """Keep the tables as the result, which never changes from then on."""
    from bot import campaign_commands

    _say(do(campaign_commands.close(settings_or_fail(), slug)))


@campaign_app.command()
def simulate(
    file: Path,
    seed: Annotated[int, typer.Option(help="Another number, another course of events.")] = 1,
) -> None:
    """Play members, wards and cheats through a campaign: expected places, what each rule does, and
    what cheating would gain. Nothing is stored, and no database is needed."""
    from bot import campaign_simulation
    from handlers.checking import RulesError

    settings = settings_or_fail()
    try:
        for line in campaign_simulation.lines(settings, file, seed):
            typer.echo(line)
    except RulesError as error:
        fail(error)


@campaign_app.command()
def publish(slug: str) -> None:
    """Let the bot tell the groups the result, with pictures that congratulate."""
    from bot import campaign_commands

    typer.echo(do(campaign_commands.publish(settings_or_fail(), slug)))


@campaign_app.command()
def export(
    slug: str, out: Annotated[Path, typer.Option(help="The file to write: .docx, .xlsx or .json.")]
) -> None:
    """Write the tables as a document, ready to be numbered and signed, or, as .json, the result
    itself: the check code on the document is how the sha256 of that file begins."""
    from bot import campaign_commands

    typer.echo(do(campaign_commands.export(settings_or_fail(), slug, out)))


@campaign_app.command()
def template(file: Path) -> None:
    """Write the layout of that document, to make one of your own for RESULT_TEMPLATE."""
    from bot.document_template import built_in
    from bot.errors import FileError
    from bot.whole_file import whole

    try:
        with whole(file) as draft:
            built_in().save(str(draft))
    except FileError as error:
        fail(error)
    typer.echo(f"layout written to {file}")
