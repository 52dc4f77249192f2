"""An approximate ward map to try the product with: cells around known points, kept as data."""

import math
import tomllib
from importlib.resources import files

import numpy as np
import shapely

from storage.ward_files import NewWard
from storage.ward_map import METRES_A_DEGREE, WardShape


def trial_wards() -> list[NewWard]:
    """Each place inside goes to the ward of the nearest known point."""
    data = tomllib.loads(files("storage").joinpath("trial_wards.toml").read_text("utf-8"))
    wards = data["ward"]
    owners = np.repeat(np.arange(len(wards)), [len(ward["points"]) for ward in wards])
    lat_lon = np.array([point for ward in wards for point in ward["points"]])
    shapes = _cells(lat_lon[:, ::-1], owners, data["margin_m"])
    return [
        NewWard(
            code=ward["code"],
            name=ward["name"],
            valid_from=None,
            valid_to=None,
            source=data["source"],
            licence=data["licence"],
            approximate=True,
            geometry=shape,
            successors=(),
        )
        for ward, shape in zip(wards, shapes, strict=True)
    ]


def _cells(
    lon_lat: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    owners: np.ndarray[tuple[int], np.dtype[np.int64]],
    margin_m: float,
) -> list[WardShape]:
    # Cells follow the nearest point in metres, and a degree of longitude is the shorter one.
    scale = np.array([math.cos(math.radians(lon_lat[:, 1].mean())), 1.0]) * METRES_A_DEGREE
    points = shapely.multipoints(lon_lat * scale)
    edge = shapely.buffer(shapely.convex_hull(points), margin_m)
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=edge, ordered=True))
    merged = [shapely.coverage_union_all(cells[owners == owner]) for owner in np.unique(owners)]
    clipped = shapely.intersection(merged, edge)
    return list(shapely.transform(clipped, lambda metres: metres / scale))
