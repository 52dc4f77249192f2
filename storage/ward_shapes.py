"""One ward's polygons out of GeoJSON coordinates, checked and mended; no codes, no files."""

from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from storage.ward_map import WardShape

# The two archipelagos reach far to the east and south.
WEST, EAST, SOUTH, NORTH = 102.0, 118.0, 6.0, 24.0


class WardShapeError(Exception):
    """The geometry is not a ward's; the message says why."""


def read_shape(geometry: Any) -> WardShape:
    """A valid Polygon or MultiPolygon in two dimensions out of a GeoJSON geometry."""
    if not isinstance(geometry, dict):
        raise WardShapeError("no geometry")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise WardShapeError(f"the geometry is a {kind}, not a Polygon or MultiPolygon")
    polygons = [
        [_ring(ring) for ring in _listed(polygon)]
        for polygon in ([coordinates] if kind == "Polygon" else _listed(coordinates))
    ]
    _check_box([point for rings in polygons for ring in rings for point in ring])
    parts = [Polygon(rings[0], rings[1:]) for rings in polygons]
    return _mended(parts[0] if len(parts) == 1 else MultiPolygon(parts))


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise WardShapeError("malformed geometry: a list of coordinates is missing or empty")
    return value


def _ring(value: Any) -> list[tuple[float, float]]:
    ring = [_position(position) for position in _listed(value)]
    if len(set(ring)) < 3:
        raise WardShapeError("malformed geometry: a ring has fewer than three different points")
    return ring


def _position(value: Any) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) < 2:
        raise WardShapeError("malformed geometry: a position is not a pair of numbers")
    return _number(value[0]), _number(value[1])


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WardShapeError(f"malformed geometry: {value!r} is not a number")
    # Python reads NaN, Infinity and whole numbers too long for a float out of JSON.
    if not -1e12 < value < 1e12:
        raise WardShapeError("malformed geometry: a coordinate is not a finite number")
    return float(value)


def _check_box(points: list[tuple[float, float]]) -> None:
    (west, south), (east, north) = np.min(points, axis=0), np.max(points, axis=0)
    if west >= WEST and east <= EAST and south >= SOUTH and north <= NORTH:
        return
    seen = f"x {west:g} to {east:g}, y {south:g} to {north:g}"
    if west >= SOUTH and east <= NORTH and south >= WEST and north <= EAST:
        raise WardShapeError(
            f"latitude and longitude look swapped ({seen}): GeoJSON wants longitude first"
        )
    if max(abs(west), abs(east), abs(south), abs(north)) > 360:
        raise WardShapeError(
            f"coordinates look projected, in metres as in VN-2000 or UTM ({seen}): "
            "convert the file to WGS84 degrees"
        )
    raise WardShapeError(
        f"coordinates lie outside Viet Nam ({seen}; "
        f"expected x {WEST:g} to {EAST:g}, y {SOUTH:g} to {NORTH:g})"
    )


def _mended(shape: WardShape) -> WardShape:
    if not shapely.is_valid(shape):
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    if not isinstance(shape, Polygon | MultiPolygon) or not shape.area > 0:
        raise WardShapeError("the geometry is invalid and encloses no area even when mended")
    return shape
