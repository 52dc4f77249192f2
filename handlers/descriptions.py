"""The description of a report, put together from what people write at different times."""

MOST = 2000
"""characters of a description that are kept"""


def longer(description: str, words: str) -> str:
    """A description with more words, unless they stand in it already."""
    words = words.strip()
    return description if words in description else f"{description}\n{words}".strip()[:MOST]


def corrected(description: str, old: str, new: str) -> str:
    """A description in which one caption was corrected."""
    if old and old in description:
        return description.replace(old, new, 1).strip()[:MOST]
    return f"{description}\n{new}".strip()[:MOST]
