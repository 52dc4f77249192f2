"""The rules of points with one of them left out, for a simulation to show what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from handlers.points import WHOLE, Version

ENDLESS = 1_000_000


@dataclass(frozen=True)
class Variant:
    """The rules with one of them left out."""

    of: Literal["", "units", "wards"]
    name: str
    version: Callable[[Version], Version] = lambda version: version
    all_taken: bool = False
    reporters: bool = True
    rechecks: bool = True


def _endless(version: Version) -> Version:
    return version.model_copy(update={"cap": ENDLESS})


def _endless_clear(version: Version) -> Version:
    return version.model_copy(update={"clear_cap": ENDLESS})


def _whole_again(version: Version) -> Version:
    spot = version.same_spot.model_copy(update={"value": WHOLE})
    return version.model_copy(update={"same_spot": spot})


AS_THEY_ARE = Variant("", "all rules")
LEFT_OUT = (
    Variant("units", "daily cap of a member", _endless),
    Variant("units", "cap of clean rounds", _endless_clear),
    Variant("units", "less for the same spot", _whole_again),
    Variant("units", "only what is taken as valid counts", all_taken=True),
    Variant("wards", "re-check by lot", rechecks=False),
    Variant("wards", "the reporter's word", reporters=False),
    Variant("wards", "both of them", reporters=False, rechecks=False),
)
