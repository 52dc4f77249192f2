"""Where real ward boundaries are, if this machine has any; their terms keep them out of here."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("WARD_SAMPLES") or Path(__file__).parents[2] / "shared" / "wards")
needs_samples = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"no real ward boundaries in {FOLDER}; set WARD_SAMPLES"
)


def sample(stem: str) -> bytes:
    return (FOLDER / f"{stem}.geojson").read_bytes()
