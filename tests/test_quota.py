"""Quotas: so many in a sliding span, for each name by itself."""

from pathlib import Path

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from bot.quota import MOST_KNOWN, Quota, address
from tests.installation import settings_for


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


def test_what_was_counted_can_be_taken_back() -> None:
    quota = Quota(1, 60, lambda: 0.0)
    quota.forgive("a")
    assert quota.wait("a") == 0
    quota.forgive("a")
    assert quota.wait("a") == 0
    assert quota.wait("a") == 61


@pytest.mark.parametrize(
    ("lines", "who"),
    [
        (["10.0.0.1, 192.0.2.7"], "192.0.2.7"),
        (["10.0.0.1", "192.0.2.7"], "192.0.2.7"),
        (["192.0.2.7:5044"], "192.0.2.7"),
        (["::ffff:192.0.2.7"], "192.0.2.7"),
        (["[::ffff:192.0.2.7]:5044"], "192.0.2.7"),
        (["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::/64"),
        (["[2001:db8:1:2:3:4:5:6]:5044"], "2001:db8:1:2::/64"),
        (["[2001:db8:1:2:3:4:5:6]"], "2001:db8:1:2::/64"),
        (["10.0.0.1, nobody"], "unknown"),
    ],
)
def test_behind_a_proxy_people_are_told_apart_by_what_it_says_last(
    tmp_path: Path, lines: list[str], who: str
) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path, behind_proxy=True)
    headers = CIMultiDict(("X-Forwarded-For", line) for line in lines)
    assert address(make_mocked_request("GET", "/", headers), settings) == who
