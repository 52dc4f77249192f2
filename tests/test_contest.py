"""Places in a campaign: marks by weight, lower bounds instead of shares, ties, rewards."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.campaigns import Division
from handlers.contest import Competitor, Measure, measures_of, places
from storage.ledger import Sum
from tests.contests import MEMBERS, WARDS, campaign_rules

DIVISION = campaign_rules().divisions[0]


def branch(
    number: int,
    points: int = 0,
    days: int = 0,
    *,
    score: int | None = None,
    name: str = "",
    decided: int = 9,
) -> Competitor:
    measures = {
        "points": Measure(points),
        "days": Measure(days, 10),
        "valid": Measure(points // 100),
        "accuracy": Measure(decided, decided),
        "fixed": Measure(0),
    }
    scores = {} if score is None else {"sang-kien": score}
    return Competitor(number, name or f"Chi đoàn {number}", measures, decided, scores)


def test_the_most_points_get_the_whole_weight_and_others_their_part_of_it() -> None:
    first, second = places(DIVISION, [branch(1, 5000, 10, score=1000), branch(2, 2500, 5)])
    assert [mark.points for mark in first.marks] == [6000, 2000, 2000]
    assert [mark.points for mark in second.marks] == [3000, 1000, None]
    assert (first.rank, first.total, first.reward) == (1, 10000, "Giải Nhất")
    assert (second.rank, second.total, second.reward) == (2, 4000, "Giải Nhì")


def test_with_a_full_amount_nobody_gets_more_than_the_weight_for_it() -> None:
    with_full = campaign_rules(('counted = "points"', 'counted = "points"\nfull = 20'))
    table = places(with_full.divisions[0], [branch(1, 50_000), branch(2, 1000)])
    assert [place.marks[0].points for place in table] == [6000, 3000]


def test_points_below_zero_cost_nothing_of_other_criteria() -> None:
    (place,) = places(DIVISION, [branch(1, -500, 10)])
    assert (place.marks[0].points, place.total) == (0, 2000)


def test_two_of_two_in_time_do_not_beat_ninety_five_of_a_hundred() -> None:
    division = campaign_rules(text=_only(WARDS)).divisions[0]
    few = measures_of("wards", {"done": Sum(2, 0)}, 10)
    many = measures_of("wards", {"done": Sum(95, 0), "done-late": Sum(5, 0)}, 10)
    table = places(division, [Competitor(1, "Ít", *few), Competitor(2, "Nhiều", *many)])
    assert [place.name for place in table] == ["Nhiều", "Ít"]


def test_below_the_least_number_of_decided_reports_there_is_no_place() -> None:
    division = campaign_rules(('of = "units"', 'of = "units"\nleast = 5')).divisions[0]
    table = places(division, [branch(1, 9000, 9, decided=4), branch(2, 100, 1, decided=5)])
    assert [(place.id, place.rank, place.reward) for place in table] == [
        (2, 1, "Giải Nhất"),
        (1, None, ""),
    ]


def test_a_score_of_the_council_is_no_way_around_the_least_number() -> None:
    division = campaign_rules(('of = "units"', 'of = "units"\nleast = 5')).divisions[0]
    table = places(division, [branch(1, decided=4, score=1000), branch(2, decided=0, score=900)])
    assert [(place.rank, place.reward) for place in table] == [(None, ""), (None, "")]


def test_without_a_least_number_whoever_was_scored_has_a_place_and_who_did_nothing_has_none() -> (
    None
):
    table = places(DIVISION, [branch(1, decided=0, score=100), branch(2, decided=0, score=0)])
    assert [(place.id, place.rank) for place in table] == [(1, 1), (2, None)]


def test_nobody_is_rewarded_for_a_total_of_nothing() -> None:
    table = places(DIVISION, [branch(1, 100), branch(2), branch(3)])
    assert [(place.rank, place.total, place.reward) for place in table] == [
        (1, 6000, "Giải Nhất"),
        (2, 0, ""),
        (2, 0, ""),
    ]


def test_equal_totals_are_told_apart_by_the_tie_rule_and_otherwise_share_the_place() -> None:
    # The same total: 60 points of weight against 20 days and so on.
    fewer = branch(1, 3000, 10)
    more = branch(2, 4000, 5)
    best = branch(3, 6000, 10)
    same = branch(4, 4000, 5, name="A cùng điểm")
    table = places(DIVISION, [fewer, more, best, same])
    assert [place.total for place in table] == [8000, 5000, 5000, 5000]
    assert [(place.rank, place.id) for place in table] == [(1, 3), (2, 4), (2, 2), (4, 1)]
    assert [place.reward for place in table] == ["Giải Nhất", "Giải Nhì", "Giải Nhì", ""]


def test_reports_beyond_the_daily_cap_are_no_valid_ones_of_a_contest() -> None:
    measures, decided = measures_of("units", {"report": Sum(10, 1000), "over": Sum(190, 0)}, 7)
    assert measures["valid"] == Measure(10)
    assert decided == 200


def test_what_was_reopened_or_proved_false_counts_against_a_wards_closings() -> None:
    sums = {
        "confirmed-reporter": Sum(3, 0),
        "confirmed-silence": Sum(2, 0),
        "reopened": Sum(1, 0),
        "false-closing": Sum(1, -300),
    }
    measures, _ = measures_of("wards", sums, 7)
    assert measures["confirmed"] == Measure(5, 7)


@given(
    st.lists(st.tuples(st.integers(-500, 9000), st.integers(0, 10), st.integers(0, 3))),
    st.integers(),
)
@settings(max_examples=40, deadline=None)
def test_places_never_depend_on_the_order_in_which_everybody_was_read(
    figures: list[tuple[int, int, int]], seed: int
) -> None:
    everybody = [
        branch(number, points, days, decided=decided)
        for number, (points, days, decided) in enumerate(figures)
    ]
    mixed = list(everybody)
    Random(seed).shuffle(mixed)
    assert places(DIVISION, mixed) == places(DIVISION, everybody)


def test_members_are_measured_as_branches_are() -> None:
    division: Division = campaign_rules(text=_only(MEMBERS)).divisions[0]
    sums = {"report": Sum(2, 200), "refused": Sum(1, 0)}
    measures, decided = measures_of("members", sums, 7)
    assert (measures["accuracy"], decided) == (Measure(2, 3), 3)
    (place,) = places(division, [Competitor(1, "Lan", measures, decided)])
    assert place.total == 10_000


def _only(division: str) -> str:
    head = 'name = "A"\nslug = "a"\nfirst_day = 2026-11-16\nlast_day = 2026-11-29\n'
    return head + division
