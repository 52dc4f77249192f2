"""What every command does: read the settings, do its work, and tell what went wrong in a line."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import typer
import uvloop

from bot import logs
from bot.settings import Settings, SettingsError, load_settings


def fail(message: object) -> None:
    for line in logs.redact(str(message)).splitlines() or [type(message).__name__]:
        typer.echo(f"error: {line}", err=True)
    raise typer.Exit(1)


def settings_or_fail() -> Settings:
    try:
        settings = load_settings()
    except SettingsError as error:
        fail(error)
        raise
    logs.set_up(settings.log_level)
    for secret in settings.secrets:
        logs.hide(secret)
    return settings


def do(work: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end; what an operator can mend is one line, not a traceback."""
    from bot.errors import ArchiveError, FileError, StartError
    from bot.lock import AlreadyRunning
    from handlers.checking import RulesError
    from storage.ward_files import WardFileError

    known = (StartError, AlreadyRunning, FileError, ArchiveError, RulesError, WardFileError)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(work)
    except known as error:
        fail(error)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except Exception as error:
        # A traceback of Python's own making would show secrets that stand in addresses.
        logs.log().critical("crashed", exc_info=error)
        fail(f"{type(error).__name__}: {error}")
