"""Place, time and editor in a JPEG's EXIF, put back in from what a message kept of them."""

from datetime import datetime
from typing import Any, TypedDict

from PIL import Image

from handlers.photo import CleanPhoto

EXIF_IFD, GPS_IFD = 0x8769, 0x8825
TAKEN_AT, SOFTWARE = 0x9003, 0x0131


class Exif(TypedDict, total=False):
    """What counts of a photo's EXIF: the camera's own clock, where it was, and who changed it."""

    at: str
    made_with: str
    lat: float
    lon: float


def said_by(photo: CleanPhoto) -> Exif:
    """What a photo's EXIF said before it was taken out."""
    said = Exif()
    if photo.taken_at is not None:
        said["at"] = photo.taken_at.isoformat()
    if photo.lat is not None and photo.lon is not None:
        said["lat"], said["lon"] = photo.lat, photo.lon
    if photo.made_with:
        said["made_with"] = photo.made_with
    return said


def put_in(jpeg: bytes, said: Exif) -> bytes:
    """The JPEG with this EXIF in front of everything else."""
    exif = Image.Exif()
    if "made_with" in said:
        exif[SOFTWARE] = said["made_with"]
    if "at" in said:
        at = datetime.fromisoformat(said["at"])
        exif.get_ifd(EXIF_IFD)[TAKEN_AT] = f"{at:%Y:%m:%d %H:%M:%S}"
    if "lat" in said and "lon" in said:
        gps: dict[int, Any] = exif.get_ifd(GPS_IFD)
        gps[1], gps[2] = "N" if said["lat"] >= 0 else "S", _sexagesimal(said["lat"])
        gps[3], gps[4] = "E" if said["lon"] >= 0 else "W", _sexagesimal(said["lon"])
    body = exif.tobytes()
    if not body.startswith(b"Exif\x00\x00"):
        body = b"Exif\x00\x00" + body
    return jpeg[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + jpeg[2:]


def _sexagesimal(angle: float) -> tuple[float, float, float]:
    minutes, seconds = divmod(round(abs(angle) * 3600, 3), 60)
    degrees, minutes = divmod(minutes, 60)
    return degrees, minutes, round(seconds, 3)
