"""Signed words are taken only for their purpose, in their time, unchanged."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import FixedClock
from bot.signing import Signer

HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 18, 2, 0, tzinfo=UTC))


@given(st.text())
def test_what_was_signed_is_read(value: str) -> None:
    signer = Signer("key", FixedClock(datetime(2026, 11, 18, 2, 0, tzinfo=UTC)))
    assert signer.read("a", signer.sign("a", value), HOUR) == value


def test_it_fits_into_an_address(clock: FixedClock) -> None:
    token = Signer("key", clock).sign("a", "ảnh/số 1?&#")
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


def test_nothing_else_is_taken(clock: FixedClock) -> None:
    signer = Signer("key", clock)
    token = signer.sign("a", "value")
    assert signer.read("b", token, HOUR) is None
    assert Signer("other", clock).read("a", token, HOUR) is None
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        assert signer.read("a", token[:place] + other + token[place + 1 :], HOUR) != "forged"
    for odd in ("", ".", "a.b.c", "ả", "\x00", token + ".x", token[:-1]):
        assert signer.read("a", odd, HOUR) is None


def test_it_ends_with_its_time(clock: FixedClock) -> None:
    signer = Signer("key", clock)
    token = signer.sign("a", "value")
    clock.at += HOUR
    assert signer.read("a", token, HOUR) == "value"
    clock.at += timedelta(seconds=1)
    assert signer.read("a", token, HOUR) is None


def test_a_clock_that_was_put_right_spoils_nothing(clock: FixedClock) -> None:
    signer = Signer("key", clock)
    token = signer.sign("a", "value")
    for early in (timedelta(minutes=1), timedelta(days=365)):
        clock.at -= early
        assert signer.read("a", token, HOUR) == "value"
