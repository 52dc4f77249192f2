"""Boards: who stands above whom, who shares a rank, and that the input's order never shows."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.points import WardWeights, load_points
from handlers.ranking import (
    Ranked,
    UnitFigures,
    WardFigures,
    lower_bound,
    rank_units,
    rank_wards,
    ward_score,
)

NAMES = ["Đồi Cao", "Bến Sông", "Ấp Mới", "Áp Mới", "Cầu Gỗ", "ap moi"]
WEIGHTS = load_points().versions[0].wards

units = st.builds(
    UnitFigures,
    id=st.integers(1, 9),
    name=st.sampled_from(NAMES),
    days_met=st.integers(0, 3),
    days=st.just(7),
    points=st.sampled_from([-50, 0, 50, 100, 250]),
    valid=st.integers(0, 3),
    decided=st.integers(3, 5),
    fixed=st.integers(0, 2),
)


@st.composite
def wards(draw: st.DrawFn) -> WardFigures:
    decided, stood = draw(st.integers(0, 9)), draw(st.integers(0, 4))
    ward = WardFigures(
        draw(st.integers(1, 9)),
        draw(st.sampled_from(NAMES)),
        done=draw(st.integers(0, decided)),
        decided=decided,
        by_reporter=stood,
        contradicted=draw(st.integers(0, 4)),
        median_minutes=draw(st.none() | st.sampled_from([30, 60, 450])),
        oldest_days=draw(st.none() | st.integers(0, 3)),
        extra=draw(st.sampled_from([0, -300, 200])),
    )
    return replace(ward, score=ward_score(ward, WEIGHTS))


def unit(name: str, days_met: int, points: int, valid: int = 1, decided: int = 1) -> UnitFigures:
    return UnitFigures(ord(name), name, days_met, 7, points, valid, decided, 0)


def ward(
    name: str,
    done: tuple[int, int] = (10, 10),
    confirmed: tuple[int, int] = (5, 5),
    minutes: int | None = 60,
    **more: int,
) -> WardFigures:
    stood, judged = confirmed
    figures = WardFigures(
        ord(name), name, *done, by_silence=stood, contradicted=judged - stood,
        median_minutes=minutes, **more,
    )  # fmt: skip
    return replace(figures, score=ward_score(figures, WEIGHTS))


def unit_board(ranked: list[Ranked[UnitFigures]]) -> list[tuple[int | None, str]]:
    return [(line.rank, line.figures.name) for line in ranked]


def ward_board(*figures: WardFigures) -> list[tuple[int | None, str]]:
    return [(line.rank, line.figures.name) for line in rank_wards(figures)]


# Branches


def test_days_on_target_come_before_points() -> None:
    board = rank_units([unit("A", 3, 9000), unit("B", 5, 500), unit("C", 5, 600)])
    assert unit_board(board) == [(1, "C"), (2, "B"), (3, "A")]


def test_ties_share_a_rank_and_the_next_rank_is_skipped() -> None:
    board = rank_units([unit("C", 1, 100), unit("B", 4, 900), unit("A", 4, 900)])
    assert unit_board(board) == [(1, "A"), (1, "B"), (3, "C")]


def test_with_the_same_points_whoever_was_refused_less_stands_higher() -> None:
    board = rank_units([unit("A", 4, 900, 9, 18), unit("B", 4, 900, 9, 10)])
    assert unit_board(board) == [(1, "B"), (2, "A")]


def test_names_in_a_tie_stand_as_if_they_had_no_marks() -> None:
    names = ["Đồi Cao", "Ấp Mới", "Bến Sông", "Ê A"]
    board = rank_units([replace(unit("A", 1, 100), name=name) for name in names])
    assert [name for _, name in unit_board(board)] == ["Ấp Mới", "Bến Sông", "Đồi Cao", "Ê A"]


def test_a_branch_with_neither_a_day_nor_a_point_has_no_rank_and_comes_last() -> None:
    nothing = [unit("A", 0, 0), unit("B", 0, -100), unit("C", 0, 0, 0, 0)]
    assert unit_board(rank_units([*nothing, unit("D", 0, 10)])) == [
        (1, "D"),
        (None, "A"),
        (None, "B"),
        (None, "C"),
    ]


def test_in_a_week_in_which_nobody_sent_anything_nobody_is_first() -> None:
    assert unit_board(rank_units([unit("B", 0, 0), unit("A", 0, 0)])) == [(None, "A"), (None, "B")]


# Wards


def test_two_of_two_does_not_beat_ninety_five_of_a_hundred() -> None:
    assert lower_bound(95, 100) > lower_bound(2, 2)
    few = WardWeights(least=1, on_time=60, confirmed=40, false_closing=0)
    small, large = ward("A", (2, 2), (2, 2)), ward("B", (95, 100), (95, 100))
    scores = [ward_score(one, few) for one in (small, large)]
    assert scores[0] is not None
    assert scores[1] is not None
    assert scores[0] < scores[1]


@pytest.mark.parametrize(
    ("part", "whole", "bound"),
    # 2 of 2 and 95 of 100 as they stand in the tables of others; nothing proves nothing.
    [(2, 2, 3424), (95, 100, 8882), (0, 0, 0), (0, 5, 0), (5, 5, 5655), (-1, 4, 0), (9, 4, 5101)],
)
def test_the_lower_bound_is_wilsons(part: int, whole: int, bound: int) -> None:
    assert lower_bound(part, whole) == bound


@given(st.integers(0, 200), st.integers(1, 200), st.integers(2, 50))
def test_more_of_the_same_share_is_worth_more_and_never_more_than_the_share(
    part: int, whole: int, times: int
) -> None:
    part = min(part, whole)
    once, often = lower_bound(part, whole), lower_bound(part * times, whole * times)
    assert once <= often <= Fraction(part, whole) * 10_000 + 1


def test_below_the_least_number_of_cases_there_is_no_score_and_no_rank() -> None:
    assert ward("A", (4, 4)).score is None
    assert ward("B", (0, 5)).score is not None
    assert ward_board(ward("A", (4, 4)), ward("B", (0, 5))) == [(1, "B"), (None, "A")]


def test_a_ward_with_few_cases_can_stand_above_one_with_many() -> None:
    assert ward_board(ward("A", (60, 100)), ward("B", (19, 20))) == [(1, "B"), (2, "A")]


def test_what_is_confirmed_decides_between_equals_in_time() -> None:
    board = ward_board(ward("A", confirmed=(5, 10)), ward("B", confirmed=(9, 10)))
    assert board == [(1, "B"), (2, "A")]


def test_hours_decide_between_equal_scores_and_then_the_oldest_open_report() -> None:
    board = ward_board(
        ward("A", minutes=None),
        ward("B", minutes=120, oldest_days=9),
        ward("C", minutes=120, oldest_days=2),
        ward("D", minutes=60),
    )
    assert board == [(1, "D"), (2, "C"), (3, "B"), (4, "A")]


def test_points_of_a_recheck_or_of_the_office_change_the_score() -> None:
    plain, less = ward("A"), ward("B", extra=-300)
    assert plain.score is not None
    assert less.score == plain.score - 300


def test_a_board_of_nobody_is_empty() -> None:
    assert rank_units([]) == []
    assert rank_wards([]) == []


@given(st.lists(units, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_units_given_never_shows(given_units: list[UnitFigures], rng: Random) -> None:
    known = [replace(one, id=n) for n, one in enumerate(given_units)]
    assert rank_units(rng.sample(known, len(known))) == rank_units(known)


@given(st.lists(wards(), max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_wards_given_never_shows(given_wards: list[WardFigures], rng: Random) -> None:
    known = [replace(one, id=n) for n, one in enumerate(given_wards)]
    assert rank_wards(rng.sample(known, len(known))) == rank_wards(known)


@given(st.lists(units, max_size=12))
def test_a_units_rank_is_one_more_than_the_number_of_units_above_it(
    given_units: list[UnitFigures],
) -> None:
    def merit(figures: UnitFigures) -> tuple[int, int, Fraction]:
        share = Fraction(figures.valid, figures.decided or 1)
        return (figures.days_met, figures.points, share)

    ranked = rank_units(given_units)
    assert len(ranked) == len(given_units)
    active = [other for other in given_units if other.days_met or other.points > 0]
    for line in ranked[: len(active)]:
        above = sum(merit(other) > merit(line.figures) for other in active)
        assert line.rank == above + 1
    assert all(line.rank is None for line in ranked[len(active) :])
    places = [line.rank or 0 for line in ranked[: len(active)]]
    assert places == sorted(places)


@given(st.lists(wards(), max_size=12))
def test_a_wards_rank_is_one_more_than_the_number_of_wards_above_it(
    given_wards: list[WardFigures],
) -> None:
    def merit(figures: WardFigures) -> tuple[int, float, int]:
        minutes = figures.median_minutes
        none_last = -1e9 if minutes is None else -minutes
        return (figures.score or 0, none_last, -(figures.oldest_days or 0))

    ranked = rank_wards(given_wards)
    assert len(ranked) == len(given_wards)
    judged = [other for other in given_wards if other.score is not None]
    for line in ranked[: len(judged)]:
        assert line.rank == 1 + sum(merit(other) > merit(line.figures) for other in judged)
    assert all(line.rank is None for line in ranked[len(judged) :])
    places = [line.rank or 0 for line in ranked[: len(judged)]]
    assert places == sorted(places)
