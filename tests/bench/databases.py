"""Fresh databases of each kind, for as long as they are measured."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.postgres import NoPostgresError, start_postgres


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, Callable[[], str]]]:
    """What makes an empty one and tells its address, by the name of its kind."""
    number = count(1)
    kinds: dict[str, Callable[[], str]] = {
        "SQLite": lambda: f"sqlite:///{folder}/{next(number)}.db"
    }
    try:
        # As it comes: it syncs what is committed and clears away what is dead, like anybody's.
        with start_postgres(settings=()) as server:
            kinds["PostgreSQL"] = server.new_database
            yield kinds
    except NoPostgresError as error:
        print(f"PostgreSQL is left out: {error}")
        yield kinds
