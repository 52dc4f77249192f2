"""Quotas: so many in a sliding span, for each name by itself."""

from bot.quota import MOST_KNOWN, Quota


def test_a_span_slides() -> None:
    now = 0.0
    quota = Quota(2, 60, lambda: now)
    assert quota.wait("a") == 0
    now = 30
    assert quota.wait("a") == 0
    assert quota.wait("a") == 31
    assert quota.wait("b") == 0
    now = 60
    assert quota.wait("a") == 0
    assert quota.wait("a") == 31


def test_names_without_end_take_no_memory_without_end() -> None:
    quota = Quota(1, 60, lambda: 0.0)
    for number in range(3 * MOST_KNOWN):
        quota.wait(str(number))
    assert len(quota._times) <= MOST_KNOWN
