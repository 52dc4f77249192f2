"""Ward files for tests: squares side by side, as GeoJSON text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

LAT, LON = 16.06, 108.2
SIZE = 0.01


def square(column: int) -> dict[str, Any]:
    """The square in a column: the next one begins where it ends."""
    west, east = round(LON + column * SIZE, 6), round(LON + (column + 1) * SIZE, 6)
    south, north = LAT, round(LAT + SIZE, 6)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def inside(column: int) -> tuple[float, float]:
    """Latitude and longitude of the middle of a square."""
    return LAT + SIZE / 2, round(LON + (column + 0.5) * SIZE, 6)


def ward(code: str, name: str, column: int = 0, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name, **properties},
        "geometry": square(column),
    }


def geojson(*wards: dict[str, Any]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": wards}, ensure_ascii=False)


def write(path: Path, *wards: dict[str, Any]) -> Path:
    path.write_text(geojson(*wards), encoding="utf-8")
    return path
