"""Pictures as Zalo Official Accounts take them: jpg or png of less than a megabyte."""

from io import BytesIO

from PIL import Image, ImageOps

MOST = 1_000_000
"""bytes; the platform says 1 MB and not which"""
_SIDES = (2560, 1920, 1600, 1280, 960, 640)
_KINDS = {b"\xff\xd8\xff": "jpeg", b"\x89PNG": "png"}


def fitting(picture: bytes, most: int = MOST) -> tuple[bytes, str]:
    """The picture and its kind, as it is where it fits, otherwise smaller. Takes a while."""
    for start, kind in _KINDS.items():
        if picture.startswith(start) and len(picture) < most:
            return picture, kind
    with Image.open(BytesIO(picture)) as opened:
        image = ImageOps.exif_transpose(opened).convert("RGB")
    found = b""
    for side in _SIDES:
        image.thumbnail((side, side))
        for quality in (85, 70):
            out = BytesIO()
            image.save(out, "JPEG", quality=quality)
            found = out.getvalue()
            if len(found) < most:
                return found, "jpeg"
    return found, "jpeg"
