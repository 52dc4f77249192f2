"""Mergers: what is open in a ward that ended and left nobody in its place goes to the office."""

from handlers import posting
from handlers.groups import warn_office
from handlers.work import Work
from scheduler.reminders import is_quiet
from storage import occasions, reports
from storage.tables import Report


async def tell_of_ended(work: Work) -> int:
    """Tell the office and the admins of each such ward once, and post its open reports in the
    office; how many wards."""
    wards = work.world.wards
    if is_quiet(work) or not wards.alone:
        return 0
    waiting: dict[int, list[Report]] = {}
    for report in await reports.open_in(work.session, wards.alone):
        waiting.setdefault(report.ward_id, []).append(report)
    told = 0
    for ward_id, found in waiting.items():
        until = f"until {wards.rows[ward_id].valid_to}"
        if not await occasions.first_time(work.session, "ended", until, ward_id, work.now):
            continue
        name = wards.name(ward_id)
        await warn_office(work, f"ended:{ward_id}", "ward-ended", ward=name, count=len(found))
        await posting.hand_over(work, found)
        told += 1
    return told
