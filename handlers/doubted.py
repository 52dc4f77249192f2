"""Reports whose photo is known although its sender says that it is new: the office compares both.
Nobody is accused and nothing stands still, only the points wait."""

from collections.abc import Sequence

from handlers import doubts, reused
from handlers.work import Work
from storage.database import create
from storage.tables import Flag, Photo, Report


async def look(work: Work, report: Report, photos: Sequence[Photo]) -> None:
    """Have the office look at a new report of whose photos one is known; at one of them only."""
    old = await reused.known(work.session, photos, report.person_id)
    for photo in photos:
        known = old.get(photo.id or 0)
        if known is not None and known.report.id != report.id:
            report.doubt = "open"
            of = {"photo_id": known.photo.id, "code": known.report.code}
            await work.record(report, "doubted", data=of)
            reasons = [{"why": "reused", "sent": photo.id} | of]
            flag = Flag(report_id=report.id or 0, reasons=reasons, at=work.now)
            await create(work.session, flag)
            await doubts.ask(work, flag, report)
            return
