"""Signatures of webhooks: each known recipe, on the bytes as they came."""

from __future__ import annotations

import json

import pytest

from bot.zalo_oa_signature import mac, recipe
from tests.zalo_oa_samples import APP, GROUP_TEXT, OA, TEXT

KEYS = {"secret_key": "the-key-of-the-account", "app_secret": "the-secret-of-the-app"}


def test_the_known_vector() -> None:
    known = "2f1ef5aabe67e8396a459ca89562e108ad541f82ba5022c85f645bd6b7220cb9"
    assert mac("X", b"BODY", "1234567890", "Y") == known


@pytest.mark.parametrize("event", [TEXT, GROUP_TEXT])
@pytest.mark.parametrize("first", ["app_id", "oa_id"])
@pytest.mark.parametrize("key", ["secret_key", "app_secret"])
@pytest.mark.parametrize("form", ["mac={}", "{}", "MAC={}", " mac= {} "])
def test_each_recipe_is_known_by_its_name(
    event: dict[str, str], first: str, key: str, form: str
) -> None:
    raw = json.dumps(event, indent=1).encode()
    digest = mac({"app_id": APP, "oa_id": OA}[first], raw, event["timestamp"], KEYS[key])
    assert recipe(raw, event, form.format(digest), APP, KEYS) == f"{first}+{key}"


def test_the_recipe_that_matched_before_is_tried_first() -> None:
    keys = {"secret_key": "same-key", "app_secret": "same-key"}
    raw = json.dumps(TEXT).encode()
    digest = mac(APP, raw, TEXT["timestamp"], "same-key")
    assert recipe(raw, TEXT, digest, APP, keys) == "app_id+secret_key"
    assert recipe(raw, TEXT, digest, APP, keys, "app_id+app_secret") == "app_id+app_secret"


@pytest.mark.parametrize(
    "given", ["", "mac=", "mac=0", "mac=" + "0" * 64, "mac=đường", "\udcff\udcfe"]
)
def test_what_is_not_signed_is_not_known(given: str) -> None:
    assert recipe(json.dumps(TEXT).encode(), TEXT, given, APP, KEYS) is None


def test_an_empty_key_signs_nothing() -> None:
    raw = json.dumps(TEXT).encode()
    digest = mac(APP, raw, TEXT["timestamp"], "")
    assert recipe(raw, TEXT, digest, APP, {"secret_key": "", "app_secret": "x"}) is None


def test_the_same_words_in_other_bytes_are_not_signed() -> None:
    raw = json.dumps(TEXT).encode()
    digest = mac(APP, raw, TEXT["timestamp"], KEYS["secret_key"])
    assert recipe(json.dumps(TEXT, indent=1).encode(), TEXT, digest, APP, KEYS) is None


@pytest.mark.parametrize("more", [{"oa_id": "\ud800"}, {"sender": {"id": "\ud800"}}])
def test_half_a_character_is_signed_by_nobody(more: dict[str, object]) -> None:
    assert recipe(json.dumps(TEXT | more).encode(), TEXT | more, "mac=0", APP, KEYS) is None
