"""The simulation plays a contest by the real rules: the same for a seed, and cheats show."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot import campaign_simulation
from handlers.campaigns import campaign_of
from handlers.players import FARMERS, HABITS, KEEN, NIGHT, ROUNDS, STEADY, WARDS
from handlers.points import built_in
from handlers.rules import load_rules
from handlers.simulation import Played, Setting, facts_of, score, tables
from handlers.variants import LEFT_OUT
from storage.ledger import Sum
from tests.contests import COUNTED, EXAMPLE, changed, write
from tests.contests import WARDS as WARDS_TOO
from tests.harness import ZONE
from tests.installation import settings_for

WITHOUT = {one.name: one for one in LEFT_OUT}
SETTING = Setting(campaign_of(COUNTED + WARDS_TOO), built_in(), load_rules(), ZONE)


@cache
def played(without: str = "") -> Played:
    facts = facts_of(SETTING, 0)
    return score(SETTING, facts, WITHOUT[without]) if without else score(SETTING, facts)


def sums(habit: object, without: str = "") -> dict[str, Sum]:
    number = [*HABITS].index(habit) + 1  # type: ignore[arg-type]
    return played(without).units[number]


def points(habit: object, without: str = "") -> int:
    return sum(one.points for one in sums(habit, without).values())


def test_the_same_seed_tells_the_same_and_another_one_another(tmp_path: Path) -> None:
    settings = settings_for("sqlite:///unused.db", tmp_path)
    file = tmp_path / "campaign.toml"
    write(file, changed(COUNTED, ("2026-11-29", "2026-11-22")))
    one, again, other = (list(campaign_simulation.lines(settings, file, n)) for n in (1, 1, 2))
    assert one == again
    assert one != other


def test_two_hundred_reports_on_a_sunday_night_are_one_day_and_count_under_the_cap() -> None:
    # Two Sundays, of four members each: 200 at 23:59.
    night = sums(NIGHT)
    assert sum(night[rule].count for rule in ("report", "half", "over", "refused")) == 400
    assert night["day"].count == 2
    cap = SETTING.points.versions[0].cap
    assert night["report"].count + night["half"].count == 2 * 4 * cap
    assert night["over"].points == 0
    assert points(NIGHT, "daily cap of a member") > 3 * points(NIGHT)


def test_clean_rounds_beyond_one_a_day_give_nothing() -> None:
    assert points(ROUNDS, "cap of clean rounds") > 2 * points(ROUNDS)
    assert points(ROUNDS) < points(KEEN)


def test_what_a_ward_refuses_gives_a_farmer_nothing_only_because_of_that_rule() -> None:
    all_counted = WITHOUT["only what is taken as valid counts"]
    assert sums(FARMERS)["refused"].points == 0
    assert "refused" not in sums(FARMERS, all_counted.name)


def test_false_closers_are_found_by_reporters_and_by_lot() -> None:
    false = [ward.cheat for ward in WARDS].index(True) + 1
    found = played().wards[false]
    assert found["reopened"].count > 0
    assert found["false-closing"].count > 0
    unseen = played("both of them").wards[false]
    assert not {"reopened", "false-closing", "done-late"} & set(unseen)
    table = tables(SETTING, played(), 0)["phuong"]
    alone = tables(SETTING, played("both of them"), 0)["phuong"]

    def rank(places: list[object]) -> int:
        (place,) = [one for one in places if one.id == false]  # type: ignore[attr-defined]
        return int(place.rank)  # type: ignore[attr-defined]

    assert rank([*alone]) < rank([*table])


def test_the_example_lets_no_farmer_pass_a_keen_branch(tmp_path: Path) -> None:
    settings = settings_for("sqlite:///unused.db", tmp_path)
    file = tmp_path / "campaign.toml"
    # A part of its days and of its tables is enough: what it shows is the same.
    head, _, rest = EXAMPLE.read_text(encoding="utf-8").partition("[[phase]]")
    tables_of_it = rest[rest.index("[[division]]\n") :]
    write(file, head.replace("2027-08-31", "2027-06-21") + tables_of_it)
    found = list(campaign_simulation.lines(settings, file, 1))
    start = next(n for n, line in enumerate(found) if "what a cheat gains" in line)
    gains = {line.split("\t")[0]: line.split("\t") for line in found[start + 2 :]}
    assert set(gains) >= {KEEN.name, STEADY.name, f"! {FARMERS.name}"}
    assert float(gains[f"! {FARMERS.name}"][-1]) < 0
    # Whoever reads the tables for the first time finds each of their columns explained.
    for column in ("place", "swing", "rewarded", "against steady, against keen"):
        assert any(line.startswith(f"{column}: ") for line in found)
