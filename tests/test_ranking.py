"""Boards: who stands above whom, who shares a rank, and that the input's order never shows."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.ranking import Ranked, UnitFigures, WardFigures, median, rank_units, rank_wards

NAMES = ["Đồi Cao", "Bến Sông", "Ấp Mới", "Áp Mới", "Cầu Gỗ", "ap moi"]

units = st.builds(
    UnitFigures,
    name=st.sampled_from(NAMES),
    days_met=st.integers(0, 3),
    days=st.just(7),
    valid=st.integers(0, 3),
    sent=st.integers(0, 5),
)


@st.composite
def wards(draw: st.DrawFn) -> WardFigures:
    accept, close = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    return WardFigures(
        name=draw(st.sampled_from(NAMES)),
        received=draw(st.integers(0, 9)),
        accepted_in_time=draw(st.integers(0, accept)),
        accept_decided=accept,
        closed_in_time=draw(st.integers(0, close)),
        close_decided=close,
        median_hours=draw(st.none() | st.sampled_from([0.5, 1.0, 7.5])),
    )


def unit(name: str, days_met: int, valid: int) -> UnitFigures:
    return UnitFigures(name, days_met, 5, valid, valid)


def ward(
    name: str,
    closed: tuple[int, int] = (1, 1),
    accepted: tuple[int, int] = (1, 1),
    hours: float | None = 1.0,
) -> WardFigures:
    return WardFigures(name, 9, *accepted, *closed, hours)


def unit_board(ranked: list[Ranked[UnitFigures]]) -> list[tuple[int | None, str]]:
    return [(line.rank, line.figures.name) for line in ranked]


def ward_board(*figures: WardFigures) -> list[tuple[int | None, str]]:
    return [(line.rank, line.figures.name) for line in rank_wards(figures)]


def test_days_on_which_the_target_was_met_come_before_the_number_of_reports() -> None:
    board = rank_units([unit("A", 3, 90), unit("B", 5, 5), unit("C", 5, 6)])
    assert unit_board(board) == [(1, "C"), (2, "B"), (3, "A")]


def test_ties_share_a_rank_and_the_next_rank_is_skipped() -> None:
    board = rank_units([unit("C", 1, 1), unit("B", 4, 9), unit("A", 4, 9)])
    assert unit_board(board) == [(1, "A"), (1, "B"), (3, "C")]


def test_names_in_a_tie_stand_as_if_they_had_no_marks() -> None:
    board = rank_units([unit(name, 1, 1) for name in ("Đồi Cao", "Ấp Mới", "Bến Sông", "Ê A")])
    assert [name for _, name in unit_board(board)] == ["Ấp Mới", "Bến Sông", "Đồi Cao", "Ê A"]


def test_reports_sent_but_not_valid_change_nothing() -> None:
    honest = unit("B", 4, 4)
    board = rank_units([honest, replace(honest, name="A", sent=400)])
    assert [line.rank for line in board] == [1, 1]


def test_a_branch_without_a_valid_report_has_no_rank_and_comes_last() -> None:
    nothing = [unit("A", 0, 0), replace(unit("B", 0, 0), sent=3), unit("C", 5, 0)]
    assert unit_board(rank_units([*nothing, unit("D", 0, 1)])) == [
        (1, "D"),
        (None, "A"),
        (None, "B"),
        (None, "C"),
    ]


def test_in_a_week_in_which_nobody_sent_anything_nobody_is_first() -> None:
    assert unit_board(rank_units([unit("B", 0, 0), unit("A", 0, 0)])) == [(None, "A"), (None, "B")]


def test_a_ward_with_few_reports_can_stand_above_one_with_many() -> None:
    assert ward_board(ward("A", (90, 100)), ward("B", (2, 2))) == [(1, "B"), (2, "A")]


def test_shares_are_compared_exactly() -> None:
    big = 10**17
    assert ward_board(ward("A", (big, big + 1)), ward("B", (1, 1))) == [(1, "B"), (2, "A")]
    assert ward_board(ward("A", (1, 3)), ward("B", (2, 6))) == [(1, "A"), (1, "B")]


def test_acceptance_decides_between_equals_in_closing_and_hours_after_it() -> None:
    board = ward_board(
        ward("A", accepted=(1, 2), hours=0.1),
        ward("B", hours=None),
        ward("C", hours=2.0),
        ward("D", hours=1.0),
    )
    assert board == [(1, "D"), (2, "C"), (3, "B"), (4, "A")]


def test_a_ward_with_nothing_decided_has_no_rank_and_comes_last() -> None:
    quiet = ward("A", (0, 0), (0, 0), None)
    poor = ward("B", (0, 3), (0, 3), None)
    assert ward_board(quiet, poor) == [(1, "B"), (None, "A")]


def test_a_ward_that_has_accepted_but_owes_no_closing_yet_is_ranked_by_that() -> None:
    early = ward("A", (0, 0), (2, 2), None)
    assert ward_board(early, ward("B", (0, 2), (1, 2), None), ward("C", (1, 2))) == [
        (1, "C"),
        (2, "A"),
        (3, "B"),
    ]


def test_a_board_of_nobody_is_empty() -> None:
    assert rank_units([]) == []
    assert rank_wards([]) == []


@pytest.mark.parametrize(
    ("values", "middle"), [([], None), ([3.0], 3), ([5.0, 1.0, 2.0], 2), ([4.0, 1.0], 2.5)]
)
def test_the_median_stands_in_the_middle(values: list[float], middle: float | None) -> None:
    assert median(values) == middle


@given(st.lists(units, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_units_given_never_shows(given_units: list[UnitFigures], rng: Random) -> None:
    shuffled = rng.sample(given_units, len(given_units))
    assert rank_units(shuffled) == rank_units(given_units)


@given(st.lists(wards(), max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_wards_given_never_shows(given_wards: list[WardFigures], rng: Random) -> None:
    shuffled = rng.sample(given_wards, len(given_wards))
    assert rank_wards(shuffled) == rank_wards(given_wards)


@given(st.lists(units, max_size=12))
def test_a_units_rank_is_one_more_than_the_number_of_units_above_it(
    given_units: list[UnitFigures],
) -> None:
    ranked = rank_units(given_units)
    assert len(ranked) == len(given_units)
    active = [other for other in given_units if other.valid]
    for line in ranked[: len(active)]:
        mine = (line.figures.days_met, line.figures.valid)
        above = sum((other.days_met, other.valid) > mine for other in active)
        assert line.rank == above + 1
    assert all(line.rank is None for line in ranked[len(active) :])
    places = [line.rank or 0 for line in ranked[: len(active)]]
    assert places == sorted(places)


@given(st.lists(wards(), max_size=12))
def test_a_wards_rank_is_one_more_than_the_number_of_wards_above_it(
    given_wards: list[WardFigures],
) -> None:
    def merit(figures: WardFigures) -> tuple[Fraction, Fraction, float]:
        hours = figures.median_hours
        return (
            Fraction(figures.closed_in_time, figures.close_decided or 1),
            Fraction(figures.accepted_in_time, figures.accept_decided or 1),
            -1e9 if hours is None else -hours,
        )

    ranked = rank_wards(given_wards)
    assert len(ranked) == len(given_wards)
    judged = [other for other in given_wards if other.accept_decided + other.close_decided]
    for line in ranked[: len(judged)]:
        assert line.rank == 1 + sum(merit(other) > merit(line.figures) for other in judged)
    assert all(line.rank is None for line in ranked[len(judged) :])
    places = [line.rank or 0 for line in ranked[: len(judged)]]
    assert places == sorted(places)
