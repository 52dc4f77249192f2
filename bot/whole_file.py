"""A file that stands under its name only when it is whole."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import FileError


@contextmanager
def whole(path: Path, *, private: bool = False) -> Iterator[Path]:
    """A draft to write to, beside the file that it becomes at the end; on any exception nothing is
    left of it, and a file of that name stays what it was."""
    if path.is_dir():
        raise FileError(f"{path} is a folder; name a file")
    if not path.parent.is_dir():
        raise FileError(f"the folder {path.parent} does not exist")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600 if private else 0o666)
        os.close(handle)
        yield draft
        _to_disk(draft)
        draft.replace(path)
        _to_disk(path.parent)
    except OSError as error:
        raise FileError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
