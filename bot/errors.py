"""What an operator can mend: each is one clear line on the command line, never a traceback."""

import asyncio
from collections.abc import Sequence


class StartError(Exception):
    """The process cannot start; the message says why in words for the operator."""


class FileError(Exception):
    """A file cannot be written; the message says which and why."""


class ArchiveError(Exception):
    """A backup cannot be written or brought back; the message says why."""


def raise_first(problems: Sequence[BaseException | None]) -> None:
    """Raise the first real error of what tasks came to; that they were stopped is none."""
    for problem in problems:
        found: BaseException | None = problem
        while isinstance(found, BaseExceptionGroup):
            found = found.exceptions[0]
        if found is not None and not isinstance(found, asyncio.CancelledError):
            raise found
