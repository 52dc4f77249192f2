"""An installation that has many reports already: rows as the bot writes them, made in bulk."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, insert, text
from sqlmodel import SQLModel, col, select

from storage import migrations, near, people, wards
from storage.database import Database
from storage.tables import Entry, Event, Outbox, Person, Photo, Report
from storage.trial_map import trial_wards

PEOPLE, UNITS = 2000, 40
FIRST_DAY = date(2019, 1, 1)
"""of the rules by which all of them were counted"""
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def _code(number: int) -> str:
    """A five-character code that no new report of the bench gets."""
    code = ""
    for _ in range(3):
        number, digit = divmod(number, len(_LETTERS))
        code += _LETTERS[digit]
    number, digit = divmod(number, len(_LETTERS))
    return f"{code}{_LETTERS[digit]}{_LETTERS[number]}9"


def _insert(connection: Connection, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    connection.execute(insert(model), rows)


def _entries(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of the ledger about a report that went well."""
    member = {"unit_id": report["unit_id"], "person_id": report["person_id"]}
    ward = {"ward_id": report["ward_id"]}
    minutes = round(report["hours"] * 60)
    lines = (
        ("report", "created_at", 100, member, None),
        ("taken", "accepted_at", 0, ward, None),
        ("done", "resolved_at", 0, ward, None),
        ("closed", "resolved_at", 0, ward, minutes),
        ("confirmed-silence", "confirmed_at", 0, ward, None),
    )
    nobody = {"unit_id": None, "ward_id": None, "person_id": None}
    return [
        nobody | subject | {
            "key": f"{report['id']}:{rule}:0", "rule": rule, "version": FIRST_DAY, "count": 1,
            "points": points, "minutes": minutes, "report_id": report["id"],
            "about": report[at].date(), "day": report[at].date(), "reason": "",
            "at": report[at],
        }
        for rule, at, points, subject, minutes in lines
    ]  # fmt: skip


async def fill(database_url: str, count: int, days: int = 365) -> None:
    """Store so many reports over the last so many days, all of them closed: open ones would be
    posted anew when their groups are bound, and be measured with the rest."""
    rng = Random(11)
    db = Database(database_url)
    await migrations.upgrade(db)
    now = datetime.now(UTC)
    async with db.write() as session:
        await wards.save(session, trial_wards(), now.date())
        known = await wards.load(session, now.date())
        units = [await people.new_unit(session, f"Chi đoàn {n}", now) for n in range(UNITS)]
        for n in range(PEOPLE):
            session.add(Person(name=f"Người {n}", unit_id=units[n % UNITS].id, created_at=now))
        chat = await people.chat_at(session, "telegram", "-42", "group", "Nhóm cũ")
        await session.flush()
        ids = list(await session.exec(select(col(Person.id))))
        ward_ids = list(known.rows)
        for start in range(0, count, 5000):
            size = min(5000, count - start)
            reports, photos, events, posts, entries = [], [], [], [], []
            for n in range(start + 1, start + size + 1):
                at = now - timedelta(days=days * rng.random() + 0.01)
                hours = rng.uniform(0.5, 30)
                person = rng.randrange(PEOPLE)
                lat, lon = rng.uniform(16.03, 16.09), rng.uniform(108.19, 108.23)
                reports.append(
                    {
                        "id": n, "code": _code(n), "state": "confirmed",
                        "person_id": ids[person], "unit_id": units[person % UNITS].id,
                        "ward_id": rng.choice(ward_ids), "kind": "waste", "urgent": False,
                        "description": "rác trên vỉa hè", "lat": lat, "lon": lon,
                        "cell": near.cell(lat, lon),
                        "place": "", "chat_id": chat.id, "message_id": str(n), "hops": 0,
                        "created_at": at, "filed_at": at, "accept_due": at + timedelta(days=1),
                        "resolve_due": at + timedelta(days=4),
                        "accepted_at": at + timedelta(hours=1),
                        "resolved_at": at + timedelta(hours=hours),
                        "confirmed_at": at + timedelta(days=8),
                        "hours": hours, "reason": "",
                    }
                )  # fmt: skip
                photos.append(
                    {
                        "report_id": n, "role": "before", "key": f"{n:064x}",
                        "dhash": rng.getrandbits(64) - 2**63, "look": rng.randbytes(1024),
                        "dhash2": rng.getrandbits(64) - 2**63,
                        "width": 1280, "height": 960, "chat_id": chat.id,
                        "message_id": str(n), "caption": "", "at": at,
                    }
                )  # fmt: skip
                events.append({"report_id": n, "kind": "filed", "at": at, "data": {}})
                posts.append(
                    {
                        "chat_id": chat.id, "kind": "message", "payload": {"text": "…"},
                        "key": f"card:{n}:0:{chat.id}", "report_id": n, "version": 0,
                        "created_at": at, "due_at": at, "attempts": 0, "sent_at": at,
                        "error": "", "message_id": str(n),
                    }
                )  # fmt: skip
                entries += _entries(reports[-1])
            connection = await session.connection()
            everything = ((Report, reports), (Photo, photos), (Event, events), (Outbox, posts),
                          (Entry, entries))  # fmt: skip
            for model, rows in everything:
                await connection.run_sync(_insert, model, rows)
        if not db.is_sqlite:
            for table in ("report", "person", "unit"):
                sequence = f"pg_get_serial_sequence('{table}', 'id')"
                await session.exec(  # type: ignore[call-overload]
                    text(f"SELECT setval({sequence}, (SELECT max(id) FROM {table}))")
                )
    # What a year of days has long done in the background is not part of what is measured.
    async with db.write() as session:
        await session.exec(text("ANALYZE"))  # type: ignore[call-overload]
    if not db.is_sqlite:
        for statement in ("VACUUM", "CHECKPOINT"):
            # Neither takes part in transactions.
            async with db.write(one_statement=True) as session:
                await session.exec(text(statement))  # type: ignore[call-overload]
    await db.close()
