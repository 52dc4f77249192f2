"""Every command, in chats and on the command line, is explained in the README."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
import typer

from bot.cli import app
from handlers.commands import COMMANDS
from tests.process import ROOT


@cache
def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def names(of: typer.Typer, before: str = "") -> Iterator[str]:
    """The commands of the command line, as they are typed."""
    for command in of.registered_commands:
        assert command.callback is not None
        yield before + (command.name or command.callback.__name__)
    for group in of.registered_groups:
        assert group.typer_instance is not None
        yield from names(group.typer_instance, f"{before}{group.name} ")


COMMAND_LINE = sorted(names(app))


def test_there_are_commands_to_look_for() -> None:
    assert COMMAND_LINE == [
        "backup",
        "campaign add", "campaign close", "campaign export", "campaign list", "campaign publish",
        "campaign remove", "campaign score", "campaign show", "campaign simulate",
        "campaign standing", "campaign template",
        "doctor", "export", "recheck list", "restore", "run", "tick",
        "wards import", "wards list", "wards locate",
    ]  # fmt: skip


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_of_the_chats_is_in_the_readme(name: str) -> None:
    assert re.search(rf"(?<![\w/])/{name}\b", readme()), f"/{name}"


@pytest.mark.parametrize("name", COMMAND_LINE)
def test_every_command_of_the_command_line_is_in_the_readme(name: str) -> None:
    assert re.search(rf"python -m bot {name}\b", readme()), f"python -m bot {name}"


@pytest.mark.parametrize("name", ["run", "test", "check", "bench"])
def test_every_target_of_make_is_in_the_readme(name: str) -> None:
    assert re.search(rf"\bmake {name}\b", readme()), f"make {name}"
