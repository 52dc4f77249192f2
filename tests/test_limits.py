"""Never more than the pace in any window, whatever is sent to whom and when."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.limits import Budget, Pace


@given(
    st.lists(
        st.tuples(
            st.integers(-3, 3),
            st.integers(1, 10) | st.just(1),
            st.floats(0, 30, allow_nan=False) | st.just(0.0),
        ),
        max_size=120,
    )
)
def test_no_window_holds_more_than_the_pace(messages: list[tuple[int, int, float]]) -> None:
    budget, now = Budget(Pace(25, 1, 18)), 1000.0
    everything: list[float] = []
    by_chat: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for chat, items, pause in messages:
        now += pause
        now = max(now, budget.ready_at(chat, chat < 0, items), budget.room_at(items))
        budget.spend(chat, now, items)
        everything += [now] * items
        by_chat[chat].append((now, items))
    for n, at in enumerate(everything):
        assert n < 25 or at - everything[n - 25] > 1
    for chat, sent in by_chat.items():
        for (before, _), (after, _) in pairwise(sent):
            assert after - before > 1
        if chat < 0:
            each = [at for at, items in sent for _ in range(items)]
            for n, at in enumerate(each):
                assert n < 18 or at - each[n - 18] > 60


@given(
    st.lists(
        st.tuples(
            st.integers(-2, 6), st.just(1) | st.integers(1, 10), st.floats(0, 3), st.floats(0, 1)
        ),
        max_size=150,
    )
)
def test_no_window_of_arrivals_does_either_however_long_messages_take(
    messages: list[tuple[int, int, float, float]],
) -> None:
    budget, now = Budget(Pace(25, 1, 18)), 1000.0
    under_way: list[tuple[float, int, int]] = []
    arrivals: list[tuple[float, int, int]] = []
    for chat, items, takes, share in messages:
        while True:
            at = max(budget.ready_at(chat, chat < 0, items), budget.room_at(items))
            if at <= now and all(other != chat for _, other, _ in under_way):
                break
            ends = min(under_way, default=(math.inf, 0, 0))
            if ends[0] <= at or at <= now:
                under_way.remove(ends)
                now = max(now, ends[0])
                budget.finish(ends[1], ends[0], ends[2])
            else:
                now = at
        budget.start(items)
        under_way.append((now + takes, chat, items))
        arrivals.append((now + takes * share, chat, items))
    arrivals.sort()
    everything = [at for at, _, items in arrivals for _ in range(items)]
    for n, at in enumerate(everything):
        assert n < 25 or at - everything[n - 25] > 1
    for chat in {chat for _, chat, _ in arrivals}:
        mine = [(at, items) for at, other, items in arrivals if other == chat]
        for (before, _), (after, _) in pairwise(mine):
            assert after - before > 1
        each = [at for at, items in mine for _ in range(items)]
        for n, at in enumerate(each):
            assert chat >= 0 or n < 18 or at - each[n - 18] > 60


def test_what_is_under_way_takes_room_until_it_has_arrived() -> None:
    budget = Budget(Pace(2, 1, 18))
    budget.start(2)
    assert budget.room_at() == math.inf
    budget.finish(1, 100.0)
    assert budget.room_at() > 100
    budget.finish(2, 100.5)
    assert 101 < budget.room_at() < 101.1


def test_a_chat_waits_for_itself_only() -> None:
    budget = Budget(Pace(25, 1, 18))
    budget.spend(1, 100.0)
    assert 101 < budget.ready_at(1, False) < 101.2
    assert budget.ready_at(2, False) == 0
    assert budget.room_at() == 0


def test_an_album_waits_until_all_of_it_has_room() -> None:
    budget = Budget(Pace(25, 1, 18))
    for n in range(10):
        budget.spend(-1, 100.0 + 2 * n)
    assert budget.ready_at(-1, True, 8) < 120
    assert budget.ready_at(-1, True, 9) > 160


def test_an_album_that_is_larger_than_the_pace_goes_alone() -> None:
    budget = Budget(Pace(5, 1, 4))
    assert budget.room_at(10) == 0
    budget.spend(-1, 100.0, 10)
    assert budget.room_at(10) > 101
    assert budget.ready_at(-1, True, 10) > 160


def test_zero_means_no_limit() -> None:
    budget = Budget(Pace(0, 0, 0))
    for _ in range(1000):
        budget.spend(-1, 100.0)
        assert max(budget.ready_at(-1, True, 10), budget.room_at(10)) <= 100


def test_less_than_one_a_second_is_kept_too() -> None:
    budget = Budget(Pace(0.5, 0.2, 6))
    budget.spend(-1, 100.0)
    assert budget.room_at() > 102
    assert budget.ready_at(-1, True) > 105


def test_chats_that_are_quiet_take_no_memory() -> None:
    budget = Budget(Pace(25, 1, 18))
    for n in range(5000):
        budget.spend(n, float(n))
    assert len(budget._chats) < 2500


@pytest.mark.parametrize("text", ["", "1,2", "1,2,3,4", "a,b,c", "-1,1,1", "nan,1,1", "inf,1,1"])
def test_a_pace_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="three numbers"):
        Pace.parse(text)


def test_a_pace_is_read() -> None:
    assert Pace.parse("25,1,18") == Pace(25, 1, 18)
