"""Everything out again: all reports as a table or as points on a map."""

from datetime import UTC, datetime
from pathlib import Path

from bot import rule_files, stores
from bot.export_files import WRITERS
from bot.export_rows import read_rows
from bot.settings import Settings
from bot.whole_file import whole

FORMATS = ("csv", "xlsx", "geojson")


async def write(settings: Settings, format: str, out: Path) -> int:
    """Write all reports to a file; their number. Raises `FileError` when it cannot be written."""
    rules = rule_files.rules(settings)
    count = 0
    async with stores.database(settings) as db:
        with whole(out) as draft, WRITERS[format](draft) as writer:
            async with db.snapshot() as session:
                rows = read_rows(session, rules, settings.zone, datetime.now(UTC))
                async for row in rows:
                    writer.add(row)
                    count += 1
    return count
