"""The signature under a webhook of a Zalo Official Account: which of the known recipes it follows.

It is a plain SHA-256, and sources disagree on what goes into it first and last. All combinations
need a key that only Zalo and we have, so that trying them gives nothing away."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

HEADER = "X-ZEvent-Signature"


def mac(first: str, raw: bytes, timestamp: str, key: str) -> str:
    """The digest over the body as it came, byte for byte."""
    # What strangers send may hold half a character, which has no bytes.
    known = first.encode("utf-8", "replace")
    return hashlib.sha256(known + raw + timestamp.encode() + key.encode()).hexdigest()


def recipe(
    raw: bytes,
    body: Mapping[str, Any],
    given: str,
    app_id: str,
    keys: Mapping[str, str],
    pinned: str | None = None,
) -> str | None:
    """The name of the recipe by which a body was signed, such as ``app_id+secret_key``; None when
    it was not. The one that matched before is tried first."""
    digest = given.strip().lower().removeprefix("mac=").strip()
    timestamp = str(body.get("timestamp", ""))
    if not digest or not timestamp.isdigit():
        return None
    firsts = {"app_id": {app_id}, "oa_id": _oa_ids(body)}
    names = [f"{first}+{key}" for first in firsts for key in keys]
    for name in sorted(names, key=lambda name: name != pinned):
        first, _, key = name.partition("+")
        for value in sorted(firsts[first]):
            if not value or not keys[key]:
                continue
            wanted = mac(value, raw, timestamp, keys[key])
            if hmac.compare_digest(wanted.encode(), digest.encode("utf-8", "replace")):
                return name
    return None


def _oa_ids(body: Mapping[str, Any]) -> set[str]:
    """What may be the account's id: it stands where the event has it."""
    found = [body.get("oa_id")]
    for side in ("recipient", "sender"):
        part = body.get(side)
        found.append(part.get("id") if isinstance(part, dict) else None)
    return {str(value) for value in found if isinstance(value, str | int)}
