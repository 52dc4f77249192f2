"""A contest's tables as files: what the command line writes and the office's page offers."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.settings import Settings
from handlers import contest_tables
from handlers.campaigns import campaign_of
from storage import people
from storage.tables import Campaign
from storage.wards import Wards

if TYPE_CHECKING:
    from bot.contest_document import Paper

MS = "application/vnd.openxmlformats-officedocument"
KINDS = {
    ".docx": f"{MS}.wordprocessingml.document",
    ".xlsx": f"{MS}.spreadsheetml.sheet",
    ".json": "application/json",
}
"""by the end of a file's name, what it is called on the web"""


def kinds_of(campaign: Campaign, today: date) -> list[str]:
    """What there is of one on a day."""
    if today < campaign.first_day:
        return []
    return [kind for kind in KINDS if kind != ".json" or campaign.closed_at is not None]


@dataclass(frozen=True)
class Export:
    """Everything that is written of a contest; drawing it up wants no database."""

    paper: "Paper"
    template: Path | None
    campaign: Campaign

    def contents(self, kind: str) -> bytes:
        """A file of one of the kinds; that of the result has the hash that stands on the others.
        Raises `FileError` and `NotYet`."""
        if kind == ".json":
            return contest_tables.result(self.campaign)
        # What writes them is slow to load, and few ever need it.
        from bot import contest_files

        if kind == ".xlsx":
            return contest_files.xlsx(self.paper)
        return contest_files.docx(self.paper, self.template)


async def of_campaign(
    session: AsyncSession, wards: Wards, settings: Settings, campaign: Campaign, today: date
) -> Export:
    """The tables as they stand today, or the result. Raises `NotYet`."""
    from bot import contest_document

    contest_tables.must_have_begun(campaign, today)
    found = await contest_tables.tables(session, wards, settings.zone, campaign, today)
    members = [p.id for t in found if t.division.kind == "members" for p in t.places]
    branches = await people.branches(session, members)
    rules = campaign_of(campaign.body)
    written = campaign.added_at.astimezone(settings.zone).date()
    paper = contest_document.paper(
        settings, rules, found, branches, campaign.sha256, today, written
    )
    return Export(paper, settings.result_template, campaign)
