"""The command line: run, tick, doctor, wards, campaign, recheck, export, backup and restore."""

import gc
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import logs
from bot.amounts import amount
from bot.campaign_cli import campaign_app
from bot.clock import Clock
from bot.console import do, fail, settings_or_fail

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
wards_app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Ward boundaries.")
app.add_typer(wards_app, name="wards")
app.add_typer(campaign_app, name="campaign")
recheck_app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Re-checks by lot.")
app.add_typer(recheck_app, name="recheck")


@app.command()
def run() -> None:
    """Start everything and serve until stopped."""
    from bot.process import opened

    settings = settings_or_fail()

    async def work() -> None:
        async with opened(settings) as process:
            await process.run()

    # Modules stay for good, and what a message makes is gone with it: looking through all of it
    # every few hundred objects took a sixth of the processor's time.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    do(work())


@app.command()
def tick(
    at: Annotated[
        str, typer.Option(help="As of this time, such as 2026-11-23T07:30:00+07:00.")
    ] = "",
) -> None:
    """Do what is due as of a time, deliver it, and stop.

    It is no rehearsal: what is due by then is really sent to people, also with a time to come,
    and is not said again when that time comes.
    """
    from bot.one_tick import tick as tick_once
    from bot.process import opened

    settings = settings_or_fail()
    clock = Clock()
    if at:
        try:
            moment = datetime.fromisoformat(at)
        except ValueError:
            fail(f"--at: a time such as 2026-11-23T07:30:00+07:00 is expected, not {at!r}")
            return
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=settings.zone)
        if not 2000 <= moment.year <= 2100:
            fail(f"--at: a time between the years 2000 and 2100 is expected, not {at!r}")
        clock.offset = moment - datetime.now(UTC)

    async def work() -> tuple[str, bool]:
        async with opened(settings, clock) as process:
            return await tick_once(process)

    said, done = do(work())
    typer.echo(f"as of {clock.now().astimezone(settings.zone):%Y-%m-%d %H:%M}: {said}")
    if not done:
        fail("not everything could be done; what is left follows with the next run or tick")


@app.command()
def doctor(
    zalo: Annotated[
        bool, typer.Option("--zalo", help="The checks of a first day on Zalo.")
    ] = False,
) -> None:
    """Is this installation healthy? One line a finding; exit code 0 or 1."""
    from bot import doctor, first_day

    settings = settings_or_fail()
    # What would be logged is among the findings.
    logs.set_up("CRITICAL")
    healthy = True
    for finding in do(first_day.look(settings) if zalo else doctor.examine(settings)):
        mark = "ok  " if finding.ok else "warn" if finding.warning else "FAIL"
        typer.echo(f"{mark}  {finding.what}: {finding.says}")
        healthy = healthy and (finding.ok or finding.warning)
    if not healthy:
        raise typer.Exit(1)


@wards_app.command("import")
def wards_import(file: Path) -> None:
    """Take in ward boundaries from a GeoJSON file."""
    from bot import ward_commands

    settings = settings_or_fail()
    for line in do(ward_commands.take_in(settings, file)):
        typer.echo(line)


@wards_app.command("list")
def wards_list() -> None:
    """All wards: code, name, period, and whether they are in force."""
    from bot import ward_commands

    settings = settings_or_fail()
    for line in do(ward_commands.listing(settings)):
        typer.echo(line)


@wards_app.command("locate", context_settings={"ignore_unknown_options": True})
def wards_locate(lat: float, lon: float) -> None:
    """The ward of a place, its neighbours and distances."""
    from bot import ward_commands

    settings = settings_or_fail()
    found, lines = do(ward_commands.locate(settings, lat, lon))
    for line in lines:
        typer.echo(line)
    if not found:
        raise typer.Exit(1)


@recheck_app.command("list")
def recheck_list(
    week: Annotated[str, typer.Argument(help="Such as 2026-W47; without: all weeks.")] = "",
) -> None:
    """What was drawn in a week, with secret, seed and pool, so that anybody can draw it again."""
    from bot import recheck_commands

    settings = settings_or_fail()
    lines = recheck_commands.of_week(settings, week) if week else recheck_commands.listing(settings)
    for line in do(lines):
        typer.echo(line)


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="The file to write.")],
    format: Annotated[str, typer.Option(help="csv, xlsx or geojson.")] = "csv",
) -> None:
    """Write all reports to a file."""
    from bot.export import FORMATS, write

    if format not in FORMATS:
        fail(f"--format: one of {', '.join(FORMATS)} is expected, not {format!r}")
    settings = settings_or_fail()
    count = do(write(settings, format, out))
    typer.echo(f"{amount(count, 'report')} written to {out}")


@app.command()
def backup(file: Path) -> None:
    """Write the database and the photos to one file."""
    from bot.archive import back_up

    settings = settings_or_fail()
    typer.echo(do(back_up(settings, file)))


@app.command()
def restore(
    file: Path,
    force: Annotated[bool, typer.Option(help="Replace what is there.")] = False,
) -> None:
    """Bring back a backup into the database and photo store of the settings."""
    from bot.archive import bring_back

    settings = settings_or_fail()
    typer.echo(do(bring_back(settings, file, force)))
