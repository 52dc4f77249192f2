"""The clock of the process: the system's, or one that the sandbox can move."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time, moved by an offset that only the sandbox ever changes."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset


class FixedClock(Clock):
    """A clock that stands at a moment: for work done by hand "as of" a time, and for tests."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self.at
