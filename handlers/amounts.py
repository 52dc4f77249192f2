"""Points and shares as people read them."""

from handlers.points import WHOLE
from handlers.texts import number


def worth(points: int, lang: str) -> str:
    """Hundredths, with a minus where they are less than nothing."""
    return number(points / WHOLE, lang, 2).replace("-", "−")


def signed(points: int, lang: str) -> str:
    """The same as a change."""
    return f"+{worth(points, lang)}" if points > 0 else worth(points, lang)


def percent(hundredths: int, lang: str) -> str:
    return f"{number(hundredths, lang, 0)}%"
