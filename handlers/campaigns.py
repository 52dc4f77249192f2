"""What a campaign is: its file, read and checked; no figures and no places."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from handlers.checking import Mistake, RulesError, checked, parsed, text_of
from handlers.points import WHOLE
from handlers.rules import Name, Section

Kind = Literal["units", "wards", "members"]
"""who is compared with each other: branches and teams, wards, or members"""

COUNTED: dict[Kind, tuple[str, ...]] = {
    "units": ("points", "days", "valid", "accuracy", "fixed"),
    "wards": ("on_time", "taken", "confirmed", "satisfied"),
    "members": ("points", "valid", "accuracy", "fixed"),
}
"""what the bot counts of each"""
AMOUNTS = ("points", "valid", "fixed")
"""of these the most gets the whole weight, or whoever reaches ``full``; the others are shares"""
SLUG = r"^[a-z0-9](-?[a-z0-9]){0,39}$"
MOST_DAYS = 731
Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2200, 1, 1))]
"""so far from the ends of the calendar that weeks can be counted from it"""
EXAMPLE = Path(__file__).with_name("campaign.toml")
"""one to begin with"""
TYPED = Path("campaign.toml")
"""what mistakes are told of where there is no file"""


def _everybody_or_names(value: Any) -> Any:
    # Both ways that are possible would each tell what is wrong, and none that there is another.
    names = isinstance(value, list) and all(isinstance(name, str) for name in value)
    if value != "all" and not names:
        raise Mistake("mistake-everybody")
    return value


Who = Annotated[Literal["all"] | tuple[str, ...], BeforeValidator(_everybody_or_names)]


class Criterion(Section):
    """Something that counts, and how much of 100: counted by the bot, or scored by the council."""

    slug: str = Field(pattern=SLUG)
    name: Name = Field(max_length=120)
    weight: int = Field(ge=1, le=100)
    counted: str = ""
    scored: int = Field(0, ge=0, le=100)
    full: float = Field(0.0, ge=0, le=1_000_000)

    @model_validator(mode="after")
    def _one_of_both(self) -> "Criterion":
        if bool(self.counted) == bool(self.scored):
            raise Mistake("mistake-counted-or-scored")
        if self.full and self.counted not in AMOUNTS:
            raise Mistake("mistake-full-for", known=", ".join(AMOUNTS))
        if not self.amount.is_integer():
            points = self.counted == "points"
            raise Mistake("mistake-full-hundredths" if points else "mistake-full-whole")
        return self

    @property
    def amount(self) -> float:
        """What ``full`` is as it is counted; 0 where the most is."""
        # What stands in decimals is meant in decimals: 0.07 is 7 hundredths.
        return round(self.full * WHOLE, 9) if self.counted == "points" else self.full


class Reward(Section):
    """A tier of rewards, from the best on."""

    name: Name = Field(max_length=80)
    count: int = Field(ge=1, le=1000)


class Division(Section):
    """Those who are compared with each other: one table of the result."""

    slug: str = Field(pattern=SLUG)
    name: Name = Field(max_length=120)
    kind: Kind = Field(alias="of")
    who: Who = "all"
    without: tuple[str, ...] = ()
    least: int = Field(0, ge=0, le=10_000)
    tie: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = Field(alias="criterion")
    rewards: tuple[Reward, ...] = Field((), alias="reward")

    @model_validator(mode="after")
    def _adds_up(self) -> "Division":
        slugs = [one.slug for one in self.criteria]
        if len(set(slugs)) != len(slugs):
            raise Mistake("mistake-same-criteria")
        if (weight := sum(one.weight for one in self.criteria)) != 100:
            raise Mistake("mistake-weights", sum=weight)
        for one in self.criteria:
            if one.counted and one.counted not in COUNTED[self.kind]:
                known = ", ".join(COUNTED[self.kind])
                raise Mistake(
                    "mistake-counted", kind=self.kind, known=known, counted=repr(one.counted)
                )
            if one.scored and self.kind == "members":
                raise Mistake("mistake-members-scored")
        if unknown := [slug for slug in self.tie if slug not in slugs]:
            raise Mistake("mistake-tie", name=repr(unknown[0]))
        return self

    def criterion(self, slug: str) -> Criterion | None:
        return next((one for one in self.criteria if one.slug == slug), None)

    def reward(self, rank: int | None) -> str:
        """The tier that a place gets; those who share a place share the tier."""
        if rank is not None:
            last = 0
            for reward in self.rewards:
                last += reward.count
                if rank <= last:
                    return reward.name
        return ""


class Phase(Section):
    """A part of the campaign at whose end there is an interim sum."""

    name: Name = Field(max_length=80)
    last_day: Day


class CampaignRules(Section):
    """A contest from its first to its last day."""

    name: Name = Field(max_length=200)
    slug: str = Field(pattern=SLUG)
    first_day: Day
    last_day: Day
    basis: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = Field((), alias="phase")
    divisions: tuple[Division, ...] = Field(alias="division", max_length=12)

    @model_validator(mode="after")
    def _in_order(self) -> "CampaignRules":
        if not 0 <= (self.last_day - self.first_day).days < MOST_DAYS:
            raise Mistake("mistake-days")
        ends = [phase.last_day for phase in self.phases]
        if sorted(set(ends)) != ends:
            raise Mistake("mistake-phases-order")
        if ends and not (self.first_day <= ends[0] and ends[-1] <= self.last_day):
            raise Mistake("mistake-phases-days")
        if not self.divisions:
            raise Mistake("mistake-no-division")
        slugs = [division.slug for division in self.divisions]
        if len(set(slugs)) != len(slugs):
            raise Mistake("mistake-same-divisions")
        return self

    def division(self, slug: str) -> Division | None:
        return next((one for one in self.divisions if one.slug == slug), None)


def load_campaign(path: Path) -> tuple[CampaignRules, str]:
    """A campaign's file, and its words. Raises `RulesError`, a line for each mistake."""
    return read_campaign(text_of(path), path)


def read_campaign(body: str, path: Path = TYPED) -> tuple[CampaignRules, str]:
    """A campaign that somebody typed. Raises `RulesError`, a line for each mistake."""
    return checked(path, CampaignRules, parsed(path, body)), body


def campaign_of(body: str) -> CampaignRules:
    """A campaign that was checked when it was taken in."""
    return read_campaign(body)[0]


def score_of(said: str, criterion: Criterion) -> int:
    """A score of the council, in hundredths. Raises `RulesError`."""
    try:
        score = round(float(said.replace(",", ".")) * WHOLE)
    except (ValueError, OverflowError):
        score = -1
    if not 0 <= score <= criterion.scored * WHOLE:
        mistake = Mistake(
            "mistake-score", criterion=criterion.slug, most=criterion.scored, said=repr(said)
        )
        raise RulesError(mistake)
    return score


def canonical(value: object) -> bytes:
    """A result, the same however it was laid out: what its hash is of."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def fingerprint(value: object) -> str:
    return sha256(canonical(value)).hexdigest()
