"""Which ward a point lies in, which are near it, and their outlines; pure geometry, no tables."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

import numpy as np
import shapely
from geopy.distance import geodesic
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon, STRtree

WardShape: TypeAlias = Polygon | MultiPolygon

# The shortest that one degree of latitude is anywhere on the ellipsoid is 110,574 m; 2 % less
# leaves room for meridians drawing together towards the pole within a search circle.
SAFE_METRES_A_DEGREE = 108_300.0
METRES_A_DEGREE = 111_000.0
# About 5 km: wider than what lies between the wards of one town, such as a river's mouth.
FAR_DEGREES = 0.05
# About 0.1 m, finer than any boundary is known.
OUTLINE_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class WardArea:
    """A ward as the map needs it: longitude and latitude in WGS84, in that order."""

    id: int
    code: str
    name: str
    geometry: WardShape
    approximate: bool = False


class WardMap:
    """The wards of one day. It never changes; an import builds a new one."""

    def __init__(self, areas: Sequence[WardArea]) -> None:
        # A point on a line lies in both neighbours, so the order here decides between them.
        self._areas = sorted(areas, key=lambda area: (area.code, area.id))
        self._shapes = np.array([area.geometry for area in self._areas], dtype=object)
        self._tree = STRtree(self._shapes)
        shapely.prepare(self._shapes)
        self._warm_up()
        # Filing one report asks for its place several times.
        self._nearest_of = lru_cache(maxsize=256)(self._find_nearest)

    def at(self, lat: float, lon: float) -> WardArea | None:
        """The ward the point is in; on a shared line the one with the lowest code."""
        hits = self._containing(lat, lon)
        return self._areas[hits.min()] if hits.size else None

    def nearest(self, lat: float, lon: float) -> tuple[WardArea, float] | None:
        """The nearest ward and the metres to it, 0 inside; None only for a map with no wards."""
        return self._nearest_of(lat, lon)

    def _find_nearest(self, lat: float, lon: float) -> tuple[WardArea, float] | None:
        inside = self.at(lat, lon)
        if inside is not None:
            return inside, 0.0
        point = shapely.points(lon, lat)
        _, degrees = self._tree.query_nearest(point, return_distance=True)
        if not degrees.size:
            return None
        # A degree of longitude is shorter than one of latitude, so the nearest in degrees is only
        # a bound: a ward to the east or west may be nearer in metres.
        reach = 1.05 * float(degrees[0]) / _narrowing(lat)
        return self._measured(self._reached(point, reach), lat, lon)[0]

    def within(self, lat: float, lon: float, metres: float) -> list[tuple[WardArea, float]]:
        """Wards no further than this from the point, nearest first; 0 for those it lies in."""
        _check_place(lat, lon)
        _check_length("metres", metres)
        reach = metres / SAFE_METRES_A_DEGREE / _narrowing(lat)
        found = self._measured(self._reached(shapely.points(lon, lat), reach), lat, lon)
        return [(area, distance) for area, distance in found if distance <= metres]

    def inside(self, ward_id: int) -> tuple[float, float]:
        """Latitude and longitude of a place inside a ward, far from its line."""
        index = next(n for n, area in enumerate(self._areas) if area.id == ward_id)
        center = shapely.maximum_inscribed_circle(self._shapes[index]).coords[0]
        return round(center[1], OUTLINE_DECIMALS), round(center[0], OUTLINE_DECIMALS)

    def somewhere(self, number: int) -> tuple[float, float] | None:
        """Latitude and longitude of a place well inside a ward, chosen by number."""
        if not self._areas:
            return None
        inside = self._shapes[number * 5 % len(self._areas)].representative_point()
        return round(inside.y, OUTLINE_DECIMALS), round(inside.x, OUTLINE_DECIMALS)

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """South, west, north and east of all wards together."""
        if not self._areas:
            return None
        west, south, east, north = shapely.total_bounds(self._shapes).tolist()
        return south, west, north, east

    @cached_property
    def mainland(self) -> tuple[float, float, float, float] | None:
        """South, west, north and east of the most wards that lie together. Islands far out belong
        to a city, too; a map that shows them all shows the sea."""
        if not self._areas:
            return None
        parts, owners = shapely.get_parts(self._shapes, return_index=True)
        boxes = shapely.box(*shapely.bounds(parts).T)
        one, other = STRtree(boxes).query(boxes, predicate="dwithin", distance=FAR_DEGREES)
        lowest = np.arange(len(parts))
        while True:
            # Each part takes the lowest number among its neighbours, until all have one in common.
            lower = lowest.copy()
            np.minimum.at(lower, one, lowest[other])
            if (lower == lowest).all():
                break
            lowest = lower
        most = max(np.unique(lowest), key=lambda number: np.unique(owners[lowest == number]).size)
        west, south, east, north = shapely.total_bounds(parts[lowest == most]).tolist()
        return south, west, north, east

    def outlines(self, tolerance_m: float) -> dict[str, Any]:
        """GeoJSON for a web map, neighbours simplified alike so that no gap opens between them."""
        _check_length("tolerance_m", tolerance_m)
        shapes = self._shapes
        if shapes.size and tolerance_m > 0:
            shapes = shapely.coverage_simplify(shapes, tolerance_m / METRES_A_DEGREE)
        shapes = shapely.transform(shapes, lambda xy: np.round(xy, OUTLINE_DECIMALS))
        return {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {
                        "code": area.code,
                        "name": area.name,
                        "approximate": area.approximate,
                    },
                    "geometry": shapely.geometry.mapping(shape),
                }
                for area, shape in zip(self._areas, shapes, strict=True)
            ],
        }

    def _warm_up(self) -> None:
        # GEOS builds its indexes late, that of a prepared shape on the second look; built here, a
        # later look only reads.
        if self._areas:
            west, south, east, north = shapely.bounds(self._shapes).T
            self._tree.query(shapely.points(0, 0))
            for _ in range(2):
                shapely.intersects_xy(self._shapes, (west + east) / 2, (south + north) / 2)

    def _containing(self, lat: float, lon: float) -> NDArray[np.int64]:
        _check_place(lat, lon)
        near: NDArray[np.int64] = self._tree.query(shapely.points(lon, lat))
        hits: NDArray[np.int64] = near[shapely.intersects_xy(self._shapes[near], lon, lat)]
        return hits

    def _reached(self, point: Any, degrees: float) -> NDArray[np.int64]:
        found: NDArray[np.int64] = self._tree.query(point, predicate="dwithin", distance=degrees)
        return found

    def _measured(
        self, indexes: NDArray[np.int64], lat: float, lon: float
    ) -> list[tuple[WardArea, float]]:
        found = sorted((self._metres(index, lat, lon), index) for index in indexes.tolist())
        return [(self._areas[index], distance) for distance, index in found]

    def _metres(self, index: int, lat: float, lon: float) -> float:
        shape = self._shapes[index]
        if shapely.intersects_xy(shape, lon, lat):
            return 0.0
        # The flat plane only chooses the nearest point, where its error is of second order; the
        # number itself comes from the ellipsoid.
        scale = np.array([_narrowing(lat), 1.0])
        flat = shapely.transform(shape, lambda xy: (xy - (lon, lat)) * scale)
        x, y = shapely.get_coordinates(shapely.shortest_line(shapely.points(0, 0), flat))[1] / scale
        return float(geodesic((lat, lon), (lat + y, lon + x)).meters)


def _narrowing(lat: float) -> float:
    # The floor keeps a point at a pole from dividing by nothing.
    return max(math.cos(math.radians(lat)), 0.01)


def _check_place(lat: float, lon: float) -> None:
    # Written so that NaN, which compares false with everything, fails too.
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(
            f"not a place: latitude {lat} must be within ±90 and longitude {lon} within ±180"
        )


def _check_length(name: str, metres: float) -> None:
    if not (0 <= metres < math.inf):
        raise ValueError(f"{name} must be a finite number, 0 or more, not {metres}")
