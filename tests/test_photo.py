"""What counts as a photo, what of it is kept, and what its camera is believed to have said."""

import struct
import tracemalloc
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from io import BytesIO
from random import Random
from typing import Any

import pillow_heif
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms, ImageOps, ImageStat

import handlers.photo as photo_module
from handlers.jpeg import JFIF, MAX_SCANS, take_apart
from handlers.likeness import same_photo
from handlers.photo import MAX_BYTES, CleanPhoto, PhotoError, clean

KINDS = ["JPEG", "PNG", "WEBP", "HEIF"]
SECRET = b"where-i-live"


@cache
def scene(width: int = 320, height: int = 240, seed: int = 1) -> Image.Image:
    """Something with large shapes and fine grain, like a street and unlike a test card."""
    random = Random(seed)
    shapes = Image.frombytes("RGB", (9, 7), random.randbytes(9 * 7 * 3))
    grain = Image.frombytes("RGB", (64, 48), random.randbytes(64 * 48 * 3))
    size, smooth = (width, height), Image.Resampling.BICUBIC
    return Image.blend(shapes.resize(size, smooth), grain.resize(size, smooth), 0.15)


def encode(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = BytesIO()
    if kind == "HEIF":
        pillow_heif.from_pillow(image).save(out, **options)
    else:
        image.save(out, kind, **options)
    return out.getvalue()


def decode(photo: CleanPhoto) -> Image.Image:
    image = Image.open(BytesIO(photo.data), formats=["JPEG"])
    image.load()
    return image


def reason(data: bytes) -> str:
    with pytest.raises(PhotoError) as caught:
        clean(data)
    return caught.value.reason


def difference(one: Image.Image, other: Image.Image) -> float:
    delta = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    return max(ImageStat.Stat(delta).mean)


def alike(one: CleanPhoto, other: CleanPhoto) -> bool:
    return same_photo(one.look.kept, one.look.code, other.look)


Values = dict[int, tuple[int, int, bytes]]


def exif_block(main: Values, camera: Values, gps: Values, order: str = "<") -> bytes:
    """An EXIF block by hand, because the odd ones are those no library writes."""
    out = bytearray(b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)

    def write(values: Values) -> None:
        tail = len(out) + 2 + 12 * len(values) + 4
        extra = b""
        out.extend(struct.pack(order + "H", len(values)))
        for tag, (kind, count, value) in sorted(values.items()):
            out.extend(struct.pack(order + "HHI", tag, kind, count))
            if len(value) > 4:
                out.extend(struct.pack(order + "I", tail + len(extra)))
                extra += value
            else:
                out.extend(value.ljust(4, b"\0"))
        out.extend(b"\0\0\0\0" + extra)

    length = 8 + 2 + 12 * (len(main) + 2) + 4 + sum(len(v) for *_, v in main.values() if len(v) > 4)
    camera_length = 2 + 12 * len(camera) + 4 + sum(len(v) for *_, v in camera.values())
    pointers = {
        0x8769: (4, 1, struct.pack(order + "I", length)),
        0x8825: (4, 1, struct.pack(order + "I", length + camera_length)),
    }
    write(main | pointers)
    write(camera)
    write(gps)
    return b"Exif\0\0" + bytes(out)


def exif(
    *,
    orientation: int = 1,
    taken: bytes = b"2026:05:01 07:08:09",
    lat: tuple[int, ...] = (10, 1, 46, 1, 3, 2),
    lat_side: bytes = b"N",
    lon: tuple[int, ...] = (106, 1, 42, 1, 0, 1),
    lon_side: bytes = b"E",
    order: str = "<",
) -> bytes:
    return exif_block(
        {0x0112: (3, 1, struct.pack(order + "H", orientation)), 0x010F: (2, 12, SECRET)},
        {0x9003: (2, 20, taken.ljust(20, b"\0"))},
        {
            1: (2, 2, lat_side),
            2: (5, 3, struct.pack(order + "6I", *lat)),
            3: (2, 2, lon_side),
            4: (5, 3, struct.pack(order + "6I", *lon)),
        },
        order,
    )


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def with_segments(jpeg: bytes, *segments: bytes) -> bytes:
    return jpeg[:20] + b"".join(segments) + jpeg[20:]


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


# What is kept


def test_a_photo_from_a_chat_is_kept_byte_for_byte() -> None:
    data = encode(scene(1280, 960))

    photo = clean(data)

    assert photo.data == data
    assert (photo.width, photo.height) == (1280, 960)


def test_a_progressive_photo_is_kept_byte_for_byte() -> None:
    data = encode(scene(), progressive=True)

    assert clean(data).data == data


def test_everything_that_is_not_the_picture_is_left_out_without_drawing_it_again() -> None:
    data = encode(scene(), progressive=True)
    thumbnail = b"JFIF\0\1\2\0\0\1\0\1" + bytes((2, 2)) + SECRET
    littered = (
        data[:2]
        + segment(0xE0, thumbnail)
        + segment(0xE0, b"JFXX\0\x10" + SECRET)
        + segment(0xE1, exif())
        + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET)
        + segment(0xE2, b"MPF\0" + SECRET)
        + segment(0xED, b"Photoshop 3.0\0" + SECRET)
        + segment(0xEF, SECRET)
        + segment(0xFE, SECRET)
        + data[20:-2]
        + segment(0xFE, SECRET)
        + b"\xff\xd9"
        + SECRET * 1000
    )

    photo = clean(littered)

    assert photo.data == data
    assert littered.count(SECRET) > 1000


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", [1, 6])
def test_what_is_stored_carries_no_metadata(kind: str, orientation: int) -> None:
    block = exif(orientation=orientation)
    data = encode(scene(), kind, exif=block[6:] if kind == "PNG" else block)
    assert SECRET in data

    photo = clean(data)

    assert SECRET not in photo.data
    assert b"Exif" not in photo.data
    assert take_apart(photo.data).picture == photo.data
    assert set(decode(photo).info) <= {
        *("jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"),
    }


def test_what_a_png_says_in_words_is_not_stored() -> None:
    image = scene().copy()
    image.info["comment"] = SECRET
    data = encode(image)
    words = chunk(b"tEXt", b"comment\0" + SECRET) + chunk(b"tEXt", b"Comment\0" + SECRET)
    png = encode(scene(), "PNG")

    assert SECRET in data
    assert SECRET not in clean(data).data
    assert SECRET not in clean(png[:33] + words + png[33:]).data


def test_the_hash_is_of_what_is_stored() -> None:
    one, other = clean(encode(scene(), "PNG")), clean(encode(scene(seed=2), "PNG"))

    assert one.sha256 != other.sha256
    assert one == clean(encode(scene(), "PNG"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(10))
def test_a_photo_is_stored_upright(kind: str, orientation: int) -> None:
    block = exif(orientation=orientation)
    data = encode(scene(), kind, exif=block[6:] if kind == "PNG" else block, quality=95)
    upright = ImageOps.exif_transpose(Image.open(BytesIO(data)))

    photo = clean(data)

    assert (photo.width, photo.height) == upright.size
    assert difference(decode(photo), upright) < 6


def test_a_heic_is_turned_once() -> None:
    data = encode(scene(), "HEIF", exif=exif(orientation=6), quality=90)
    turned = scene().transpose(Image.Transpose.ROTATE_270)

    assert difference(decode(clean(data)), turned) < 6


@pytest.mark.parametrize("size", [(4000, 3000), (3000, 4000), (2600, 1300), (2561, 20), (20000, 3)])
def test_a_large_photo_is_made_smaller_and_keeps_its_shape(size: tuple[int, int]) -> None:
    photo = clean(encode(scene(*size)))

    assert 1280 <= max(photo.width, photo.height) <= 2048
    assert photo.width == pytest.approx(
        photo.height * size[0] / size[1], rel=0.5 / photo.height + 0.01
    ) or (photo.height == 1)
    assert decode(photo).size == (photo.width, photo.height)


def test_the_largest_photo_a_chat_makes_is_kept() -> None:
    data = encode(scene(2560, 1920), quality=70)

    assert clean(data).data == data


def test_a_wasteful_photo_is_written_again() -> None:
    noise = Image.frombytes("RGB", (1200, 900), Random(1).randbytes(1200 * 900 * 3))
    data = encode(noise, quality=100, subsampling=0)

    assert len(data) > 2_000_000 > len(clean(data).data)


# Kinds of picture


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_every_kind_shows_what_was_photographed(kind: str, mode: str) -> None:
    image = scene().convert(mode)

    assert difference(decode(clean(encode(image, kind, quality=90))), image) < 6


@pytest.mark.parametrize("mode", ["1", "P", "LA", "RGBA", "I;16"])
def test_every_kind_of_png_shows_what_was_photographed(mode: str) -> None:
    if mode == "I;16":
        grey = scene().convert("L").tobytes()
        image = Image.frombytes("I;16", scene().size, b"".join(bytes((v, v)) for v in grey))
        shown = scene().convert("L")
    else:
        image = scene().quantize(256) if mode == "P" else scene().convert(mode)
        shown = image.convert("RGB")

    # few colours make a grain that JPEG smoothes; another picture differs by fifty
    assert difference(decode(clean(encode(image, "PNG"))), shown) < 10


def test_a_jpeg_for_print_is_stored_for_screens() -> None:
    photo = clean(encode(scene().convert("CMYK")))

    assert decode(photo).mode == "RGB"
    assert difference(decode(photo), scene()) < 6


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_becomes_white(kind: str) -> None:
    photo = clean(encode(Image.new("RGBA", (64, 64), (200, 0, 0, 0)), kind))

    assert decode(photo).getpixel((32, 32)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["P", "L", "RGB"])
def test_a_colour_that_stands_for_transparent_becomes_white(mode: str) -> None:
    image = Image.new(mode, (64, 64), 0)
    data = encode(image, "PNG", transparency=(0, 0, 0) if mode == "RGB" else 0)

    assert decode(clean(data)).getpixel((32, 32)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_is_kept(kind: str) -> None:
    first, second = Image.new("RGB", (64, 64), "red"), Image.new("RGB", (64, 64), "blue")
    data = encode(first, kind, save_all=True, append_images=[second], duration=100)

    assert difference(decode(clean(data)), first) < 6


def profile_with_red_and_green_swapped() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = profile.replace("sRGB".encode("utf-16-be"), "mine".encode("utf-16-be"))
    swap = {b"rXYZ": b"gXYZ", b"gXYZ": b"rXYZ"}
    table = bytearray(profile)
    for at in range(132, 132 + 12 * struct.unpack_from(">I", profile, 128)[0], 12):
        name = profile[at : at + 4]
        table[at : at + 4] = swap.get(name, name)
    return bytes(table)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_colours_of_another_space_are_converted(kind: str) -> None:
    red = Image.new("RGB", (64, 64), (250, 0, 0))
    photo = clean(encode(red, kind, icc_profile=profile_with_red_and_green_swapped()))

    assert difference(decode(photo), Image.new("RGB", (64, 64), (0, 250, 0))) < 12
    assert b"ICC_PROFILE" not in photo.data


def test_a_profile_that_says_what_screens_assume_costs_nothing() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    assert clean(encode(scene(), icc_profile=profile)).data == encode(scene())


@pytest.mark.parametrize("length", [1, 100, 588, 70_000])
def test_a_broken_profile_is_ignored(length: int) -> None:
    profile = (profile_with_red_and_green_swapped()[:40] + bytes(length))[:length]

    assert difference(decode(clean(encode(scene(), icc_profile=profile))), scene()) < 6


# What is refused


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"<!DOCTYPE html><html><body>photo.jpg</body></html>",
        b"PK\x03\x04" + bytes(100),
        b"\0\0\0\x18ftypmp42" + bytes(100),
        b"\0\0\0\x18ftypavif" + bytes(100),
        b"%PDF-1.7" + bytes(100),
        b"RIFF\0\0\0\0WAVE" + bytes(100),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        encode(Image.new("RGB", (8, 8)), "GIF"),
        encode(Image.new("RGB", (8, 8)), "BMP"),
        encode(Image.new("RGB", (8, 8)), "TIFF"),
    ],
)
def test_what_is_not_a_photo_is_told_by_its_content(data: bytes) -> None:
    assert reason(data) == "not_a_photo"


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_that_was_cut_off_is_broken(kind: str) -> None:
    data = encode(scene(), kind, quality=80)
    for length in range(16, len(data) - 64, len(data) // 60):
        assert reason(data[:length]) == "broken", length


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"exif": exif(orientation=3)}])
def test_a_jpeg_that_lacks_any_of_its_end_is_broken(options: dict[str, Any]) -> None:
    data = encode(scene(), **options)
    for missing in range(1, 200):
        assert reason(data[:-missing]) == "broken", missing


@pytest.mark.parametrize("start", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP"])
def test_a_file_that_only_begins_like_a_photo_is_broken(start: bytes) -> None:
    assert reason(start) == "broken"
    assert reason(start + bytes(1000)) == "broken"


def test_a_photo_of_twenty_megabytes_is_taken_and_a_byte_more_is_not() -> None:
    data = encode(scene())

    assert clean(data.ljust(MAX_BYTES, b"\0")).data == data
    assert reason(data.ljust(MAX_BYTES + 1, b"\0")) == "too_big"


def huge_jpeg() -> bytes:
    data = encode(scene())
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", 65500, 65500) + data[at + 4 :]


def huge_png() -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000)))


def huge_webp(kind: bytes, body: bytes) -> bytes:
    rest = b"WEBP" + kind + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(rest)) + rest


def huge_heif() -> bytes:
    data = encode(scene(), "HEIF")
    at = data.index(b"ispe") + 8
    return data[:at] + struct.pack(">II", 60_000, 60_000) + data[at + 8 :]


@pytest.mark.parametrize(
    "data",
    [
        huge_jpeg(),
        huge_png(),
        huge_webp(b"VP8X", bytes(4) + b"\xff\x3f\0" * 2),
        huge_webp(b"VP8L", b"\x2f\xff\xff\xff\x0f"),
        huge_webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + b"\xff\x3f" * 2),
        huge_heif(),
    ],
    ids=["jpeg", "png", "webp", "webp lossless", "webp lossy", "heif"],
)
def test_a_small_file_that_claims_a_huge_picture_is_refused_unopened(data: bytes) -> None:
    assert len(data) < 50_000
    assert reason(data) == "too_many_pixels"


def test_a_heic_that_hides_how_large_it_is_is_broken() -> None:
    data = encode(scene(1024, 768), "HEIF")
    at = data.index(b"ispe") + 8

    assert reason(data[:at] + struct.pack(">II", 64, 64) + data[at + 8 :]) == "broken"


@pytest.mark.parametrize("name", [b"iCCP", b"zTXt"])
def test_a_png_with_a_chunk_that_unpacks_to_megabytes_is_broken(name: bytes) -> None:
    png = encode(scene(), "PNG")
    bomb = chunk(name, b"x\0\0" + zlib.compress(bytes(50_000_000), 9))

    assert reason(png[:33] + bomb + png[33:]) == "broken"


def test_a_png_with_thousands_of_packed_chunks_is_broken_at_once() -> None:
    png = encode(scene(), "PNG")
    bomb = chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(1_000_000), 9))

    assert reason(png[:33] + bomb * 1000 + png[33:]) == "broken"


def test_a_jpeg_that_is_drawn_over_and_over_is_broken() -> None:
    data = encode(scene(), progressive=True)
    scan = segment(0xDA, b"\1\1\0\1\5\2")

    assert clean(data[:-2] + scan * (MAX_SCANS - 20) + data[-2:])
    assert reason(data[:-2] + scan * MAX_SCANS + data[-2:]) == "broken"


def test_a_large_jpeg_may_be_drawn_less_often_than_a_small_one() -> None:
    for side, more, taken in ((8000, 4, True), (8000, 40, False), (3000, 40, True)):
        data = encode(Image.new("L", (side, side), 128), progressive=True)
        scan = data[data.rfind(b"\xff\xc4", 0, data.rfind(b"\xff\xda")) : -2]
        again = data[:-2] + scan * more + data[-2:]
        if taken:
            assert clean(again)
        else:
            assert reason(again) == "broken"


def overlapping_exif() -> bytes:
    entries = b"".join(struct.pack("<HHII", tag, 2, 50_000, 8) for tag in range(5_000))
    return b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 5_000) + entries


def test_an_exif_block_whose_values_overlap_fills_no_memory() -> None:
    data = with_segments(encode(scene()), segment(0xE1, overlapping_exif()))
    clean(data)
    tracemalloc.start()
    try:
        clean(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 5_000_000


@pytest.mark.parametrize(
    "odd",
    [
        lambda data: data[:20] + b"\0\0junk" + data[20:],
        lambda data: data[:20] + b"\xff\xff\xff" + data[20:],
        lambda data: data[:20] + b"\xff\xd0" + data[20:],
        lambda data: data[:2] + data[20:],
    ],
    ids=["junk between parts", "padding", "stray restart", "no JFIF"],
)
def test_a_jpeg_of_odd_structure_is_taken_all_the_same(odd: Callable[[bytes], bytes]) -> None:
    photo = clean(odd(encode(scene())))

    assert difference(decode(photo), scene()) < 6
    assert b"junk" not in photo.data


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:20] + data[data.index(b"\xff\xc0") :][:19] + data[20:],
        lambda data: data[:2] + data,
        lambda data: data[:20] + segment(0xF0, SECRET) + data[20:],
        lambda data: data[:20] + b"\xff\xfe\0\1" + data[20:],
        lambda data: data[:20] + b"\xff\xd9",
        lambda data: b"".join((data[:20], segment(0xDA, b"\0"), data[20:])),
    ],
    ids=["two frames", "two starts", "unknown part", "impossible length", "empty", "no frame"],
)
def test_a_jpeg_no_viewer_would_open_is_broken(spoil: Callable[[bytes], bytes]) -> None:
    assert reason(spoil(encode(scene()))) == "broken"


# What the camera said


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", ["<", ">"])
def test_place_and_time_are_read_from_every_kind(kind: str, order: str) -> None:
    block = exif(order=order)
    photo = clean(encode(scene(), kind, exif=block[6:] if kind == "PNG" else block, quality=80))

    assert photo.taken_at == datetime(2026, 5, 1, 7, 8, 9)  # noqa: DTZ001
    assert photo.lat == pytest.approx(10.767083, abs=1e-6)
    assert photo.lon == pytest.approx(106.7)


def read(block: bytes) -> CleanPhoto:
    return clean(with_segments(encode(scene(32, 32)), segment(0xE1, block)))


def test_a_photo_without_exif_says_nothing() -> None:
    photo = clean(encode(scene()))

    assert (photo.taken_at, photo.lat, photo.lon) == (None, None, None)


def test_south_and_west_are_negative() -> None:
    photo = read(exif(lat_side=b"S", lon_side=b"W"))

    assert photo.lat is not None
    assert photo.lon is not None
    assert (round(photo.lat), round(photo.lon)) == (-11, -107)


@pytest.mark.parametrize(
    "block",
    [
        exif(lat=(0, 1, 0, 1, 0, 1), lon=(0, 1, 0, 1, 0, 1)),
        exif(lat=(0, 0, 0, 0, 0, 0), lon=(0, 0, 0, 0, 0, 0)),
        exif(lat=(10, 1, 46, 1, 0, 0)),
        exif(lat=(91, 1, 0, 1, 0, 1)),
        exif(lon=(180, 1, 1, 1, 0, 1)),
        exif(lat=(10, 1, 99, 1, 0, 1)),
        exif(lat=(4294967295, 1, 0, 1, 0, 1)),
        exif(lat_side=b"X"),
        exif(lon_side=b"\0"),
        exif_block({}, {}, {1: (2, 2, b"N"), 2: (5, 1, struct.pack("<2I", 10, 1))}),
        exif_block({}, {}, {2: (5, 3, bytes(24)), 4: (5, 3, bytes(24))}),
        exif()[:-5],
    ],
)
def test_a_place_that_cannot_be_is_no_place(block: bytes) -> None:
    photo = read(block)

    assert (photo.lat, photo.lon) == (None, None)


@pytest.mark.parametrize(
    "taken",
    [
        b"0000:00:00 00:00:00",
        b"    :  :     :  :  ",
        b"2026:13:01 07:08:09",
        b"2026:05:01 24:08:09",
        b"",
    ],
)
def test_a_time_that_cannot_be_is_no_time(taken: bytes) -> None:
    assert read(exif(taken=taken)).taken_at is None


@pytest.mark.parametrize(
    "block",
    [
        b"Exif\0\0",
        b"Exif\0\0II*\0",
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0II*\0\x08\0\0\0\xff\xff",
        b"Exif\0\0nonsense",
        # directories that point at themselves
        b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<HHHII", 1, 0x8769, 4, 1, 8),
        b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<HHHII", 1, 0x8825, 4, 1, 8),
    ],
)
def test_a_broken_exif_block_does_not_spoil_the_photo(block: bytes) -> None:
    photo = read(block)

    assert photo.data == encode(scene(32, 32))
    assert (photo.taken_at, photo.lat, photo.lon) == (None, None, None)


# What it looks like


def test_the_same_view_looks_the_same_in_every_kind_and_size() -> None:
    photo = clean(encode(scene(1280, 960)))
    others = [
        clean(encode(scene(1280, 960), "PNG")),
        clean(encode(scene(1280, 960), quality=30)),
        clean(encode(scene(1280, 960).resize((400, 300)))),
        clean(encode(scene(1280, 960), "HEIF")),
        clean(encode(scene(1280, 960).resize((4000, 3000)))),
    ]

    assert all(alike(photo, other) and alike(other, photo) for other in others)


def test_a_view_in_dim_light_looks_the_same() -> None:
    dim = scene().point(lambda value: value / 3)

    assert alike(clean(encode(scene())), clean(encode(dim)))


def test_different_views_look_different() -> None:
    photos = [clean(encode(scene(seed=seed))) for seed in range(1, 9)]

    assert not any(alike(a, b) for a in photos for b in photos if a is not b)
    assert all(-(2**63) <= half < 2**63 for photo in photos for half in photo.look.code)


# Whatever comes


def test_photos_may_be_cleaned_side_by_side() -> None:
    files = [encode(scene(seed=seed), kind) for seed in range(4) for kind in KINDS]
    alone = [clean(data) for data in files]

    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(clean, files * 4))

    assert together == alone * 4


def test_large_photos_wait_for_each_other_and_not_for_small_ones() -> None:
    large = encode(Image.new("RGB", (4100, 4000)))
    with ThreadPoolExecutor(1) as thread:
        with photo_module._large:
            waiting = thread.submit(clean, large)
            assert clean(encode(scene()))
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.3)
        assert waiting.result().width == 2048


def originals() -> list[bytes]:
    small = scene(48, 40)
    return [
        with_segments(encode(small), segment(0xE1, exif())),
        encode(small, progressive=True, exif=exif(orientation=6)),
        encode(small, icc_profile=profile_with_red_and_green_swapped()),
        encode(small, "PNG", exif=exif()[6:]),
        encode(small.convert("P"), "PNG", transparency=0),
        encode(small, "WEBP", exif=exif()),
        encode(small.convert("RGBA"), "WEBP", lossless=True),
        encode(small, "WEBP", save_all=True, append_images=[scene(48, 40, 2)]),
        encode(small, "HEIF", exif=exif()),
    ]


ORIGINALS = originals()
edits = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 3), st.binary(max_size=8)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(ORIGINALS), edits)
def test_damage_of_any_kind_ends_in_a_photo_or_in_a_reason(
    data: bytes, edits: list[tuple[float, int, bytes]]
) -> None:
    for where, removed, added in edits:
        at = int(where * len(data))
        data = data[:at] + added + data[at + removed :]
    try:
        photo = clean(data)
    except PhotoError:
        return
    assert decode(photo).size == (photo.width, photo.height)
    assert clean(photo.data).data == photo.data


def test_the_header_written_anew_is_the_one_encoders_write() -> None:
    assert encode(scene())[2:20] == JFIF
