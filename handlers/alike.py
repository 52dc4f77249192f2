"""Whether a photo was there before: the same file, or the same picture in another file.

What follows from it is not here. A photo that says nothing against anybody may look like another
one too, so this finds and tells, and people decide.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from handlers.likeness import FURTHEST, Look, same_photo
from handlers.work import Work
from storage import looks
from storage.tables import Photo, Report

MOST = 6
"""candidates that are looked at closely: copies are nearest, and the others are none"""

OF_REPORTS = ("before", "after", "extra")
"""roles of photos that are part of a report"""

Why = Literal["same_file", "alike", "like_before", "made_with"]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A photo that was there before. ``report`` is None while it waits for its place."""

    photo: Photo
    report: Report | None
    same_file: bool


async def earlier(work: Work, key: str, look: Look, also: Sequence[str] = ()) -> list[Earlier]:
    """Photos of reports and of halves of reports that are this one, earliest first; those of other
    roles too, where these are named."""
    near = work.world.looks.near(look.wanted, FURTHEST, MOST)
    if not near:
        return []
    found = []
    for row, report in await looks.rows(work.session, near):
        waits = report is None and row.draft_id is not None
        if row.role not in (*OF_REPORTS, *also) or not (waits or report is not None):
            continue
        if row.key == key or _same(row, look):
            found.append(Earlier(row, report, row.key == key))
    return found


def _same(row: Photo, look: Look) -> bool:
    return same_photo(row.look or b"", (row.dhash, row.dhash2), look)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason for a human to look at an after-photo.

    same_file and alike: it is a photo of the report ``code``, which may be this one if it was
    opened again since. like_before: it is the photo that
    the report began with. made_with: its file named ``name``."""

    why: Why
    photo_id: int | None = None
    code: str = ""
    name: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def _is_of_this_closing(report: Report, known: Earlier) -> bool:
    """Whether it is this very photo, or the same one sent twice, and not what an earlier closing
    of the report showed before it was opened again. What it began with is told otherwise."""
    if known.report is None or known.report.id != report.id:
        return False
    opened = report.reopened_at
    return known.photo.role != "after" or opened is None or known.photo.at >= opened


async def doubts(work: Work, report: Report, after: Photo, look: Look) -> Sequence[Doubt]:
    """What the picture and the file of an after-photo give reason to ask, before its row is
    written or after. Where it was taken and when is not looked at here."""
    found = [
        Doubt("like_before", before.id, report.code)
        for before in await work.photos(report, "before")
        if before.key == after.key or _same(before, look)
    ]
    for known in await earlier(work, after.key, look):
        if known.report is not None and not _is_of_this_closing(report, known):
            why: Why = "same_file" if known.same_file else "alike"
            found.append(Doubt(why, known.photo.id, known.report.code))
    if after.made_with:
        found.append(Doubt("made_with", name=after.made_with))
    return found
