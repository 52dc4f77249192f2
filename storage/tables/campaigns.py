"""Rows of contests: campaigns, and the scores that their councils gave."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from storage.database import Id
from storage.tables.columns import long_text, mapping, moment, own_id, ref


class Campaign(SQLModel, table=True):
    """A contest: its file as it was taken in, and in the end its result, which never changes."""

    id: int | None = own_id()
    slug: str = Field(unique=True)
    name: str
    first_day: date
    last_day: date
    body: str = long_text()
    named: dict[str, dict[str, int]] = mapping()
    """whom the names in it meant then, by id"""
    added_at: datetime = moment()
    closed_at: datetime | None = moment(optional=True)
    result: str = long_text()
    """the tables as JSON, once it is closed"""
    sha256: str = ""
    published_at: datetime | None = moment(optional=True)
    """when the office said that the result may be told to the groups"""


class CampaignScore(SQLModel, table=True):
    """A score of the council. It is never changed: a later one counts instead."""

    id: int | None = own_id()
    campaign_id: int = ref("campaign.id", index=True)
    division: str
    criterion: str
    subject_id: int = Field(sa_type=Id)
    """the branch or ward"""
    score: int
    """in hundredths"""
    comment: str = long_text()
    person_id: int | None = ref("person.id", optional=True)
    """who gave it, where they did so as an admin; otherwise their name as they wrote it"""
    given_by: str = ""
    at: datetime = moment()
