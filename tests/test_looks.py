"""Codes in memory: all that are near are found, the nearest first, however many there are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from storage.looks import Looks

Codes = npt.NDArray[np.uint64]


def codes(count: int, seed: int = 1) -> Codes:
    return np.random.default_rng(seed).integers(0, 2**64, (count, 2), dtype=np.uint64)


def flipped(code: Codes, bits: list[int]) -> Codes:
    code = code.copy()
    for bit in bits:
        code[bit // 64] ^= np.uint64(1 << bit % 64)
    return code


def ids(count: int) -> npt.NDArray[np.int64]:
    return np.arange(1, count + 1, dtype=np.int64)


def test_a_code_is_found_among_many_and_with_bits_that_changed() -> None:
    looks, all_codes = Looks(), codes(20_000)
    looks.extend(ids(20_000), all_codes)
    for row in (0, 777, 19_999):
        assert looks.near(all_codes[row : row + 1], 26, 6) == [row + 1]
        changed = flipped(all_codes[row], [3, 20, 37, 50, 70, 90, 100])
        assert looks.near(changed[None], 26, 6) == [row + 1]


def test_what_came_in_just_now_is_found_and_the_nearest_stands_first() -> None:
    looks, all_codes = Looks(), codes(6000)
    looks.extend(ids(6000), all_codes)
    looks.near(all_codes[:1], 26, 6)
    wanted = all_codes[10]
    for n, bits in enumerate(([1, 2, 3], [1], [1, 2])):
        first, second = flipped(wanted, bits).view(np.int64).tolist()
        looks.add(7000 + n, (first, second))
    assert looks.near(wanted[None], 26, 6) == [11, 7001, 7002, 7000]
    assert looks.near(wanted[None], 26, 2) == [11, 7001]


def test_of_many_wanted_codes_each_is_looked_up() -> None:
    looks, all_codes = Looks(), codes(5000)
    looks.extend(ids(5000), all_codes)
    wanted = np.concatenate([codes(100, seed=2), all_codes[40:42]])
    assert sorted(looks.near(wanted, 26, 6)) == [41, 42]


def test_what_is_far_is_not_found() -> None:
    looks, all_codes = Looks(), codes(5000)
    looks.extend(ids(5000), all_codes)
    far = flipped(all_codes[5], list(range(0, 128, 4)))
    assert looks.near(far[None], 26, 6) == []
    assert Looks().near(far[None], 26, 6) == []


def test_the_same_photo_twice_is_one() -> None:
    looks = Looks()
    for _ in range(3):
        looks.add(5, (-1, 2**63 - 1))
    looks.add(6, (-1, 2**63 - 1))
    wanted = np.array([[-1, 2**63 - 1]], dtype=np.int64).view(np.uint64)
    assert looks.near(wanted, 26, 6) == [5, 6]


def test_a_part_that_very_many_have_costs_little_and_hides_nobody() -> None:
    looks, all_codes = Looks(), codes(30_000)
    all_codes.view(np.uint16).reshape(-1, 8)[:, :4] = 0
    looks.extend(ids(30_000), all_codes)
    assert looks.near(all_codes[7:8], 26, 6)[0] == 8
