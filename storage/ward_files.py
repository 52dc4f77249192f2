"""Wards out of a GeoJSON file, with every problem of the file named at once; no tables.

A file is taken whole or not at all. It holds WGS84 degrees, one feature a ward; on any one day a
code belongs to one ward, and no two wards overlap by more than a twentieth of the smaller one.
Lesser overlaps are drawing errors, which the map settles.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np
import shapely
from shapely import STRtree

from storage.ward_map import WardShape
from storage.ward_shapes import WardShapeError, read_shape

GREATEST_OVERLAP = 0.05
CODE_KEYS = ("code", "ward_code", "ma_xa", "ma_phuong")
NAME_KEYS = ("name", "ward_name", "ten_xa", "ten_phuong", "full_name")
LICENCE_KEYS = ("licence", "license")
LONGEST = 100
"""characters of a code and of a name: they stand on buttons and in lists"""
TRUTHS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class WardFileError(Exception):
    """The ward file cannot be taken; every problem found is a line of the message."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class NewWard:
    """A ward as it stands in a file; both ends of its period belong to it."""

    code: str
    name: str
    valid_from: date | None
    valid_to: date | None
    source: str
    licence: str
    approximate: bool
    geometry: WardShape
    successors: tuple[str, ...]


def read_geojson(text: str | bytes) -> list[NewWard]:
    """All wards of the file in its order, or a WardFileError."""
    read = [_Feature(number, raw) for number, raw in enumerate(_features(text), start=1)]
    problems = [problem for feature in read for problem in feature.problems]
    problems += _reused_codes(read)
    problems += _overlaps(read)
    if problems:
        raise WardFileError(problems)
    return [ward for feature in read if (ward := feature.ward()) is not None]


def to_wkb(geometry: WardShape) -> bytes:
    """The same bytes on every machine, without a third dimension."""
    wkb: bytes = shapely.to_wkb(geometry, output_dimension=2, byte_order=1)
    return wkb


def from_wkb(wkb: bytes) -> WardShape:
    """What `to_wkb` wrote."""
    geometry: WardShape = shapely.from_wkb(wkb)
    return geometry


def _features(text: str | bytes) -> list[Any]:
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        document = json.loads(text.removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        raise WardFileError(
            [f"this is no file of wards: not UTF-8 text (byte {error.start})"]
        ) from error
    except (ValueError, RecursionError) as error:
        raise WardFileError([f"this is no file of wards: not JSON ({error})"]) from error
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise WardFileError(["this is no file of wards: not a GeoJSON FeatureCollection"])
    system = _foreign_system(document.get("crs"))
    if system:
        # Degrees on another datum look right and lie some 200 m off, so the name must decide.
        raise WardFileError([f"coordinates are in {system}: convert the file to WGS84 (EPSG:4326)"])
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise WardFileError(["the FeatureCollection holds no features"])
    return features


def _foreign_system(crs: Any) -> str | None:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or re.search(r"(CRS84h?|\b4326|\b4979|WGS ?84)$", name.strip()):
        return None
    return name


class _Feature:
    """What could be read of one feature, and what is wrong with the rest."""

    def __init__(self, number: int, raw: Any) -> None:
        self.problems: list[str] = []
        raw = raw if isinstance(raw, dict) else {}
        properties = raw.get("properties")
        self._properties = {
            _plain_key(key): value
            for key, value in (properties if isinstance(properties, dict) else {}).items()
        }
        self.code, self._name = self._text(*CODE_KEYS), self._text(*NAME_KEYS)
        self.label = (
            f"feature {number} ({self._name[:LONGEST]})" if self._name else f"feature {number}"
        )
        self.geometry: WardShape | None = None
        self.valid_from = self.valid_to = None
        if raw.get("type") != "Feature":
            self._problem("not a GeoJSON Feature")
            return
        if not self.code:
            self._problem(f"no code (property {', '.join(CODE_KEYS)})")
        if not self._name:
            self._problem(f"no name (property {', '.join(NAME_KEYS)})")
        for what, value in (("code", self.code), ("name", self._name)):
            if len(value) > LONGEST:
                self._problem(f"the {what} has {len(value)} characters; {LONGEST} are the most")
        self.valid_from, self.valid_to = self._date("valid_from"), self._date("valid_to")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            self._problem(f"valid_to {self.valid_to} is before valid_from {self.valid_from}")
        self._approximate = self._truth("approximate")
        try:
            self.geometry = read_shape(raw.get("geometry"))
        except WardShapeError as error:
            self._problem(str(error))

    def ward(self) -> NewWard | None:
        if self.problems or self.geometry is None:
            return None
        return NewWard(
            code=self.code,
            name=self._name,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            source=self._text("source"),
            licence=self._text(*LICENCE_KEYS),
            approximate=self._approximate,
            geometry=self.geometry,
            successors=self._successors(),
        )

    def _problem(self, text: str) -> None:
        self.problems.append(f"{self.label}: {text}")

    def _text(self, *keys: str) -> str:
        texts = (_plain_text(self._properties.get(_plain_key(key))) for key in keys)
        return next(filter(None, texts), "")

    def _date(self, key: str) -> date | None:
        value = self._properties.get(_plain_key(key))
        if value is None or value == "":
            return None
        try:
            # fromisoformat alone would also take weeks and dates without dashes.
            if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value), re.ASCII):
                return date.fromisoformat(str(value))
        except ValueError:
            pass
        self._problem(f"{key} {value!r} is not a date such as 2025-07-01")
        return None

    def _truth(self, key: str) -> bool:
        value = self._properties.get(_plain_key(key))
        if value is None or value == "":
            return False
        known = TRUTHS.get(str(value).strip().lower())
        if known is None:
            self._problem(f"{key} {value!r} is neither true nor false")
        return bool(known)

    def _successors(self) -> tuple[str, ...]:
        codes: list[str] = []
        # Sorted, so that keys with dates come in the order of their mergers.
        for key in sorted(key for key in self._properties if key.startswith("successor")):
            value = self._properties[key]
            for item in value if isinstance(value, list) else [value]:
                codes += re.split(r"[\s,;]+", _plain_text(item))
        return tuple(dict.fromkeys(filter(None, codes)))


def _plain_key(key: str) -> str:
    # Tools write one key as ma_xa, maXa or MA_XA.
    return re.sub(r"[\s_-]", "", key).lower()


def _plain_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = " ".join(unicodedata.normalize("NFC", str(value)).split())
    # Control characters and lone surrogates, which JSON can spell, have no place in a database.
    return "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")


def _reused_codes(read: Sequence[_Feature]) -> Iterator[str]:
    # A merger may give an old code to a new ward, so only a code used twice on one day is wrong.
    seen: dict[str, list[_Feature]] = {}
    for feature in filter(lambda feature: feature.code, read):
        for earlier in seen.setdefault(feature.code, []):
            if same_days(feature, earlier):
                yield f"{feature.label}: code {feature.code} is already that of {earlier.label}"
        seen[feature.code].append(feature)


def _overlaps(read: Sequence[_Feature]) -> Iterator[str]:
    drawn = [feature for feature in read if feature.geometry is not None]
    shapes = np.array([feature.geometry for feature in drawn], dtype=object)
    for one, two in STRtree(shapes).query(shapes, predicate="intersects").T.tolist():
        if one < two and same_days(drawn[one], drawn[two]):
            part = overlap(shapes[one], shapes[two])
            if part > GREATEST_OVERLAP:
                yield (
                    f"{drawn[two].label}: overlaps {drawn[one].label} "
                    f"by {part:.0%} of the smaller ward"
                )


def overlap(one: WardShape, two: WardShape) -> float:
    """The part of the smaller one that lies in the other."""
    return float(shapely.intersection(one, two).area / min(one.area, two.area))


class Period(Protocol):
    """Whatever has a first and a last day; None is long ago, or open."""

    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...


def same_days(one: Period, two: Period) -> bool:
    """Whether there is a day that belongs to both."""
    starts = max(one.valid_from or date.min, two.valid_from or date.min)
    ends = min(one.valid_to or date.max, two.valid_to or date.max)
    return starts <= ends
