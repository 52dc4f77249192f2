"""What counts as a photo, the picture of it that may be kept and shown, and what its camera said.

What people are told when a photo is refused is not here: texts are keyed by `PhotoError.reason`.
"""

import threading
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Literal

from PIL import Image, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from handlers import likeness
from handlers.jpeg import Exif, Jpeg, read_exif, take_apart
from handlers.made_with import Told, made_with, told_by_png, told_by_webp

Reason = Literal["too_big", "not_a_photo", "broken", "too_many_pixels"]
Kind = Literal["jpeg", "png", "webp", "heif"]

MAX_BYTES = 20 * 1024 * 1024

# The largest that phones make: 64 MP as JPEG, 48 MP as HEIC; PNG and WebP are screenshots and
# pictures sent on. All but JPEG are held whole in memory, at up to 18 bytes a pixel.
MAX_PIXELS: dict[Kind, int] = {
    "jpeg": 65_000_000,
    "heif": 50_000_000,
    "png": 25_000_000,
    "webp": 25_000_000,
}
# Above this one at a time, so that a few large files sent together do not add up.
LARGE = 16_000_000
_large = threading.Lock()

LONGEST_SIDE = 2048
# The largest that Telegram itself makes of a photo; drawing such a one again would cost time and
# sharpness and save little.
KEPT_SIDE, KEPT_BYTES = 2560, 2_000_000
QUALITY = 85

HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class PhotoError(Exception):
    """Not a photo we can take."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A JPEG without metadata, upright, of moderate size, and what the original's EXIF said.

    `taken_at` is naive: the local time of the camera's own clock, right or wrong.
    `lat` and `lon` are both there or both None; what the camera claims, not what is proven.
    """

    data: bytes
    sha256: str
    width: int
    height: int
    look: likeness.Look
    taken_at: datetime | None
    lat: float | None
    lon: float | None
    made_with: str
    """editors and generators that the file named"""


def clean(data: bytes) -> CleanPhoto:
    """Raises PhotoError and nothing else. Takes milliseconds to seconds: call it in a thread."""
    if len(data) > MAX_BYTES:
        raise PhotoError("too_big")
    kind = _kind(data)
    if kind is None:
        raise PhotoError("not_a_photo")
    try:
        return _clean_jpeg(data) if kind == "jpeg" else _clean_other(kind, data)
    except PhotoError:
        raise
    except Exception as error:
        # Decoders answer damaged input with a dozen kinds of exception, MemoryError among them.
        raise PhotoError("broken") from error


def _kind(data: bytes) -> Kind | None:
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
        return "heif"
    return None


def _clean_jpeg(data: bytes) -> CleanPhoto:
    jpeg = take_apart(data)
    _check_size("jpeg", (jpeg.width, jpeg.height))
    exif = read_exif(jpeg.exif)
    with _room_for(jpeg.width * jpeg.height):
        # From here on only `jpeg.picture` counts: what is checked is what is kept.
        image = JpegImageFile(BytesIO(jpeg.picture))
        if _may_be_kept(jpeg, exif):
            # An eighth of the size skips most of the arithmetic and none of the input, so that
            # damage is found all the same.
            image.draft("L", (likeness.LEAST_SIDE, likeness.LEAST_SIDE))
            image.load()
            size = jpeg.width, jpeg.height
            return _describe(jpeg.picture, size, image, exif, jpeg.told)
        # A little below the limit: half of a 4000 pixels wide photo needs no second scaling.
        scale = 2000 / max(image.size)
        image.draft("RGB", (int(image.width * scale) or 1, int(image.height * scale) or 1))
        return _draw(image, jpeg.profile, exif, jpeg.told)


def _may_be_kept(jpeg: Jpeg, exif: Exif) -> bool:
    return (
        jpeg.regular
        and exif.orientation == 1
        and max(jpeg.width, jpeg.height) <= KEPT_SIDE
        and len(jpeg.picture) <= KEPT_BYTES
        and not _needs_conversion(jpeg.profile)
    )


def _clean_other(kind: Kind, data: bytes) -> CleanPhoto:
    if kind == "webp":
        # Its decoder takes the memory for the whole canvas as soon as it is opened.
        _check_size(kind, _webp_size(data))
    if kind == "png" and data.count(b"iCCP") > 8:
        # One is allowed, and Pillow unpacks up to a megabyte for each.
        raise PhotoError("broken")
    image = _open(kind, data)
    _check_size(kind, image.size)
    # A HEIC's decoder turns the picture itself, and its plugin changes what EXIF says of it.
    exif = read_exif(image.info.get("exif") or b"")
    with _room_for(image.width * image.height):
        return _draw(image, image.info.get("icc_profile") or b"", exif, _told(kind, data, image))


def _told(kind: Kind, data: bytes, image: Image.Image) -> Told:
    if kind == "png":
        return told_by_png(data)
    if kind == "webp":
        return told_by_webp(data)
    xmp = image.info.get("xmp")
    return Told(parts=[xmp] if isinstance(xmp, bytes) else [])


def _open(kind: Kind, data: bytes) -> ImageFile.ImageFile:
    # Not by Image.open: its limits and its list of formats are global to the process, and it warns.
    if kind == "png":
        return PngImageFile(BytesIO(data))
    if kind == "webp":
        return WebPImageFile(BytesIO(data))
    # 30 ms and 7 MB that most installations never need.
    from pillow_heif import HeifImageFile

    heif: type[ImageFile.ImageFile] = HeifImageFile
    return heif(BytesIO(data))


def _webp_size(data: bytes) -> tuple[int, int]:
    def number(start: int, end: int) -> int:
        return int.from_bytes(data[start:end], "little")

    if data[12:16] == b"VP8X":
        return number(24, 27) + 1, number(27, 30) + 1
    if data[12:16] == b"VP8L":
        return (number(21, 25) & 0x3FFF) + 1, (number(21, 25) >> 14 & 0x3FFF) + 1
    return number(26, 28) & 0x3FFF, number(28, 30) & 0x3FFF


def _check_size(kind: Kind, size: tuple[int, int]) -> None:
    if size[0] * size[1] > MAX_PIXELS[kind]:
        raise PhotoError("too_many_pixels")


def _room_for(pixels: int) -> "threading.Lock | nullcontext[None]":
    return _large if pixels > LARGE else nullcontext()


def _draw(image: Image.Image, profile: bytes, exif: Exif, told: Told) -> CleanPhoto:
    image.load()
    image = _opaque_rgb(image)
    scale = LONGEST_SIDE / max(image.size)
    if scale < 1:
        size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
        image = image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    if exif.orientation in TURNS:
        image = image.transpose(TURNS[exif.orientation])
    if _needs_conversion(profile):
        image = _to_srgb(image, profile)
    image.info.clear()  # Pillow writes some of it into the file
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return _describe(out.getvalue(), image.size, image, exif, told)


def _opaque_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        # `convert` copies even what needs no conversion, and a large picture's copy is 100 MB.
        layer = image if image.mode == "RGBA" else image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    return image if image.mode == "RGB" else image.convert("RGB")


def _needs_conversion(profile: bytes) -> bool:
    # Profiles of cameras and phones are of a few hundred bytes; tables of megabytes are for print.
    small_rgb = 128 < len(profile) <= 65536 and profile[16:20] == b"RGB "
    return small_rgb and b"sRGB" not in profile and "sRGB".encode("utf-16-be") not in profile


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, source, target)
    except (ImageCms.PyCMSError, OSError):
        return image  # slightly wrong colours are better than no photo
    return converted or image


def _describe(
    data: bytes, size: tuple[int, int], image: Image.Image, exif: Exif, told: Told
) -> CleanPhoto:
    digest = sha256(data).hexdigest()
    if exif.software:
        told.makers.append(exif.software)
    look, made = likeness.look(_small_grey(image), digest), made_with(told)
    return CleanPhoto(data, digest, *size, look, exif.taken_at, exif.lat, exif.lon, made)


def _small_grey(image: Image.Image) -> Image.Image:
    """The picture at about the size at which looks are taken, in little time."""
    factor = min(image.size) // likeness.LEAST_SIDE
    return (image.reduce(factor) if factor > 1 else image).convert("L")
