"""The campaign command that plays a contest: what it found, in lines; no rule of the contest."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

from bot import rule_files
from bot.settings import Settings
from handlers.amounts import worth
from handlers.campaigns import Division, load_campaign
from handlers.contest import Place
from handlers.players import HABITS, KEEN, STEADY, WARDS
from handlers.points import WHOLE
from handlers.simulation import (
    COMPARED,
    PLAYS,
    Played,
    Setting,
    facts_of,
    score,
    tables,
)
from handlers.variants import LEFT_OUT

CHEATS = {one.name for one in (*HABITS, *WARDS) if one.cheat}


@dataclass
class Record:
    """What became of all who play alike, in all campaigns that were played."""

    ranks: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    rewards: int = 0

    def add(self, place: Place) -> None:
        if place.rank is not None:
            self.ranks.append(place.rank)
        self.totals.append(place.total)
        self.rewards += bool(place.reward)

    @property
    def total(self) -> str:
        return worth(round(mean(self.totals)), "en") if self.totals else "–"

    @property
    def rank(self) -> str:
        return f"{mean(self.ranks):.1f}" if self.ranks else "–"

    @property
    def swing(self) -> str:
        return f"{min(self.ranks)} – {max(self.ranks)}" if self.ranks else "–"

    @property
    def rewarded(self) -> str:
        return f"{100 * self.rewards // len(self.totals)} %" if self.totals else "–"


Records = dict[str, Record]


PLACES_EXPLAINED = (
    "place: the mean of all who play so, in all campaigns; – below the `least` decided cases",
    "swing: the best and the worst of these places",
    "rewarded: how many of them got a reward",
)
GAIN_EXPLAINED = (
    "against steady, against keen: the total less that of the honest player of this name; "
    "above 0 the cheat gains",
)


def lines(settings: Settings, file: Path, seed: int) -> Iterator[str]:
    """What a campaign would come to. The same for the same file, rules and seed."""
    campaign, _ = load_campaign(file)
    rules = rule_files.rules(settings)
    points = rule_files.points(settings, rules)
    setting = Setting(campaign, points, rules, settings.zone, seed)
    facts = [facts_of(setting, number) for number in range(PLAYS)]
    yield (f"{campaign.name}: {setting.days} days played {PLAYS} times with seed {seed}, "
           f"{sum(len(one.sent) for one in facts) // PLAYS} reports each")  # fmt: skip
    played = [score(setting, one) for one in facts]
    found = _together(setting, played)
    for division in campaign.divisions:
        yield from ("", *_expected(division, found[division.slug]))
    before = _together(setting, played[:COMPARED])
    kinds = {division.kind for division in campaign.divisions}
    without = {}
    for one in LEFT_OUT:
        if one.of in kinds:
            again = [
                score(setting, f, one, k) for f, k in zip(facts, played[:COMPARED], strict=False)
            ]
            without[one] = _together(setting, again)
    for division in campaign.divisions:
        after = [(one.name, of[division.slug]) for one, of in without.items()
                 if one.of == division.kind]  # fmt: skip
        if after:
            yield from ("", *_effects(division, before[division.slug], after))
    for division in campaign.divisions:
        if division.kind == "units":
            yield from ("", *_gain(division, found[division.slug], played))


def _together(setting: Setting, played: Sequence[Played]) -> dict[str, Records]:
    """By division and by how somebody plays."""
    found: dict[str, Records] = defaultdict(lambda: defaultdict(Record))
    for number, one in enumerate(played):
        for slug, table in tables(setting, one, number).items():
            for place in table:
                found[slug][place.name].add(place)
    return found


def _who(name: str) -> str:
    return f"! {name}" if name in CHEATS else name


def _expected(division: Division, records: Records) -> Iterator[str]:
    yield f"{division.name}: expected places (! cheats)"
    yield "player\ttotal\tplace\tswing\trewarded"
    for name, one in sorted(records.items(), key=lambda item: -mean(item[1].totals)):
        yield f"{_who(name)}\t{one.total}\t{one.rank}\t{one.swing}\t{one.rewarded}"
    yield from PLACES_EXPLAINED


def _effects(
    division: Division, before: Records, after: Sequence[tuple[str, Records]]
) -> Iterator[str]:
    yield f"{division.name}: what each rule does: total and place with it → without it"
    for name, records in after:
        changed = [
            f"{_who(who)}\t{before[who].total} → {one.total}\t{before[who].rank} → {one.rank}"
            for who, one in records.items()
            if before[who].totals != one.totals or before[who].ranks != one.ranks
        ]
        yield f"without {name}:"
        yield from changed or ["nobody's place or total changes"]


def _gain(division: Division, records: Records, played: Sequence[Played]) -> Iterator[str]:
    yield f"{division.name}: what a cheat gains against reporting honestly"
    yield "player\tpoints\treports sent\tpoints a report\ttotal\tagainst steady\tagainst keen"
    for number, habit in enumerate(HABITS, start=1):
        if habit.cheat or habit in (STEADY, KEEN):
            if habit in HABITS[: number - 1]:
                continue
            sums = [one.units.get(number, {}) for one in played]
            points = sum(line.points for by in sums for line in by.values()) / len(played)
            count = sum(line.count for by in sums for rule, line in by.items() if rule != "day")
            count_each = count / len(played)
            total = mean(records[habit.name].totals)
            against = [
                f"{(total - mean(records[one.name].totals)) / WHOLE:+.1f}" for one in (STEADY, KEEN)
            ]
            each = points / count_each / WHOLE if count_each else 0
            yield "\t".join([_who(habit.name), f"{points / WHOLE:.0f}", f"{count_each:.0f}",
                             f"{each:.2f}", records[habit.name].total, *against])  # fmt: skip
    yield from GAIN_EXPLAINED
