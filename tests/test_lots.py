"""Drawing lots: whoever has the secret and the pool draws the same, and nobody can choose."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.lots import draw, new_secret, pool_of, promise, seed_of, tickets_in

TICKETS = st.lists(
    st.tuples(st.sampled_from(["20233", "20236", "20245"]), st.integers(1, 10**6)),
    unique_by=lambda ticket: ticket[1],
    max_size=60,
)


@given(TICKETS, st.integers(0, 5), st.randoms())
def test_the_order_in_which_tickets_come_changes_nothing(
    tickets: list[tuple[str, int]], most: int, random: Random
) -> None:
    pool = pool_of(tickets)
    random.shuffle(tickets)
    assert pool_of(tickets) == pool
    assert sorted(tickets_in(pool)) == sorted(tickets)
    drawn = draw(seed_of("s", pool), pool, most)
    assert set(drawn) <= set(tickets)
    held, taken = Counter(w for w, _ in tickets), Counter(w for w, _ in drawn)
    assert all(taken[ward] == min(held[ward], most) for ward in held)


def test_every_ticket_is_drawn_about_equally_often() -> None:
    pool = pool_of(("1", number) for number in range(1, 11))
    drawn = Counter(
        number
        for n in range(2000)
        for _, number in draw(seed_of(new_secret(Random(n)), pool), pool, 2)
    )
    assert all(drawn[number] in range(310, 491) for number in range(1, 11))


def test_a_ticket_more_changes_the_whole_draw() -> None:
    one = pool_of(("1", number) for number in range(1, 101))
    other = pool_of(("1", number) for number in range(1, 102))
    secret = new_secret(Random(1))
    assert draw(seed_of(secret, one), one, 10) != draw(seed_of(secret, other), other, 10)


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="no sha256sum here")
def test_anybody_can_repeat_it_with_the_tools_of_any_unix() -> None:
    secret, pool = new_secret(Random(7)), pool_of(("20233", number) for number in range(3, 30))

    def shell(script: str, given: str) -> str:
        return subprocess.run(
            ["sh", "-c", script], input=given, capture_output=True, text=True, check=True
        ).stdout.strip()

    assert shell("sha256sum | cut -c1-64", secret) == promise(secret)
    seed = shell("sha256sum | cut -c1-64", f"{secret}\n{pool}")
    assert seed == seed_of(secret, pool)
    lines = shell(
        f'while read w n; do echo "$(printf "{seed} $n" | sha256sum | cut -c1-64) $w $n"; done'
        " | sort | head -2",
        pool,
    )
    expected = [("20233", int(line.split()[2])) for line in lines.splitlines()]
    assert draw(seed, pool, 2) == expected
