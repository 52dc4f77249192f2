"""What the bytes of a JPEG file and of an EXIF block say; nothing here decodes a pixel."""

import re
import struct
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from handlers.made_with import Told

# A progressive file may redraw the whole picture for every ten bytes of input, so twenty megabytes
# would keep a processor busy for hours. Encoders write about ten scans; what all of a file's scans
# may draw together takes about a second.
MAX_SCANS = 100
USUAL_SCANS = 15
MAX_DRAWN = 1_000_000_000
"""pixels of a picture, as often as it is drawn"""

EOI, SOS, COM = 0xD9, 0xDA, 0xFE
APP0, APP1, APP2, APP11, APP14, APP15 = 0xE0, 0xE1, 0xE2, 0xEB, 0xEE, 0xEF
TABLES = {0xC4, 0xDB, 0xDD}  # DHT, DQT, DRI
HUFFMAN_FRAMES = {0xC0, 0xC1, 0xC2}
OTHER_FRAMES = {0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
RARE = {0xCC, 0xDC}  # DAC, DNL
LONELY = {0x00, 0x01, *range(0xD0, 0xD8)}  # carry no length
END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7]")

# Written anew instead of copied: the originals have room for a thumbnail and for stray bytes.
JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
ADOBE = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00"


@dataclass(frozen=True, slots=True)
class Jpeg:
    """A JPEG file taken apart: `picture` is a JPEG again, of only the parts that draw it."""

    picture: bytes
    exif: bytes
    profile: bytes
    told: Told
    width: int
    height: int
    regular: bool
    """Every part stood where the standard wants it and any viewer can draw it, so that `picture`
    may be passed on as it is."""


def take_apart(data: bytes) -> Jpeg:
    """Raises ValueError, IndexError or struct.error where `data` begins with no whole JPEG."""
    kept = [data[:2]]
    exif, profile, told, frame = b"", dict[int, bytes](), Told(), b""
    regular, scans, at = True, 0, 2
    while True:
        marker, at, tidy = _next_marker(data, at)
        regular = regular and tidy
        if marker == EOI:
            break
        length = int.from_bytes(data[at : at + 2])
        body = data[at + 2 : at + length]
        if length < 2 or len(body) != length - 2:
            raise ValueError("a part is cut off")
        if APP0 <= marker <= APP15 or marker == COM:
            kept.append(_what_decoders_read(marker, body))
            if marker == APP1 and body[:6] == b"Exif\0\0":
                exif = exif or body[6:]
            elif marker == APP2 and body[:12] == b"ICC_PROFILE\0" and len(body) >= 14:
                profile[body[12]] = body[14:]
            elif marker == COM:
                told.makers.append(body)
            elif marker in (APP1, APP11):
                told.parts.append(body)
        elif marker in TABLES or marker in RARE:
            kept.append(_part(marker, body))
            regular = regular and marker in TABLES
        elif marker in HUFFMAN_FRAMES or marker in OTHER_FRAMES:
            if frame or len(body) < 6:
                raise ValueError("a file has one frame")
            frame = body
            kept.append(_part(marker, body))
            regular = regular and marker in HUFFMAN_FRAMES and body[5] in (1, 3)
        elif marker == SOS:
            scans += 1
            if scans > _most_scans(frame):
                raise ValueError("too many scans")
            end = END_OF_SCAN.search(data, at + length)
            if end is None:
                raise ValueError("a scan has no end")
            kept += [_part(marker, body), data[at + length : end.start()]]
            length = end.start() - at
        else:
            raise ValueError(f"marker {marker:02x} has no place in a photo")
        at += length
    if not frame or not scans:
        raise ValueError("no picture in it")
    height, width = struct.unpack_from(">HH", frame, 1)
    kept.append(bytes((0xFF, EOI)))
    icc = b"".join(piece for _, piece in sorted(profile.items()))
    return Jpeg(b"".join(kept), exif, icc, told, width, height, regular)


def _most_scans(frame: bytes) -> int:
    """How many scans a picture of this size may have. Raises struct.error where it has none."""
    height, width = struct.unpack_from(">HH", frame, 1)
    most: int = MAX_DRAWN // max(1, width * height)
    # One that is too large by its size alone is told so.
    return min(MAX_SCANS, max(most, USUAL_SCANS))


def _next_marker(data: bytes, at: int) -> tuple[int, int, bool]:
    """The next marker that a part follows, the place after it, and whether it stood right here."""
    tidy = True
    while True:
        if data[at] != 0xFF:
            at, tidy = data.index(b"\xff", at), False
        while data[at] == 0xFF:
            at += 1
        marker, at = data[at], at + 1
        if marker not in LONELY:
            return marker, at, tidy
        tidy = False


def _what_decoders_read(marker: int, body: bytes) -> bytes:
    if marker == APP0 and body[:5] == b"JFIF\0" and len(body) >= 14:
        return JFIF
    if marker == APP14 and body[:5] == b"Adobe" and len(body) >= 12:
        return ADOBE + body[11:12]
    return b""


def _part(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2) + body


@dataclass(frozen=True, slots=True)
class Exif:
    orientation: int = 1
    taken_at: datetime | None = None
    lat: float | None = None
    lon: float | None = None
    software: bytes = b""


SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 10: 8, 13: 4}
LONGEST_VALUE = 64
ORIENTATION, SOFTWARE, EXIF_IFD, GPS_IFD = 0x0112, 0x0131, 0x8769, 0x8825
DATE_TIME_ORIGINAL = 0x9003
DATE = re.compile(rb"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d:\d\d:\d\d)")

ByteOrder = Literal["little", "big"]
Directory = dict[int, bytes]


def read_exif(block: bytes) -> Exif:
    """Reads five facts and copies nothing else. Pillow's reader copies every value, and values may
    overlap, so that it can be made to fill the memory from one small block."""
    block = block.removeprefix(b"Exif\0\0")
    orders: dict[bytes, ByteOrder] = {b"II*\0": "little", b"MM\0*": "big"}
    order = orders.get(block[:4])
    if order is None:
        return Exif()
    main = _directory(block, order, block[4:8])
    camera = _directory(block, order, main.get(EXIF_IFD, b""))
    gps = _directory(block, order, main.get(GPS_IFD, b""))
    orientation = int.from_bytes(main.get(ORIENTATION, b"\1"), order)
    lat = _degrees(gps, order, 1, b"NS", 90)
    lon = _degrees(gps, order, 3, b"EW", 180)
    # Phones without a fix, and programs that blank the place, write zeros.
    known = lat is not None and lon is not None and (lat, lon) != (0, 0)
    return Exif(
        orientation if 1 <= orientation <= 8 else 1,
        _moment(camera.get(DATE_TIME_ORIGINAL, b"")),
        lat if known else None,
        lon if known else None,
        main.get(SOFTWARE, b""),
    )


def _directory(block: bytes, order: ByteOrder, pointer: bytes) -> Directory:
    at = int.from_bytes(pointer, order)
    found: Directory = {}
    if not 8 <= at <= len(block) - 2:
        return found
    head = "<HHI" if order == "little" else ">HHI"
    for _ in range(int.from_bytes(block[at : at + 2], order)):
        entry = block[at + 2 : at + 14]
        if len(entry) < 12:
            break
        tag, kind, count = struct.unpack_from(head, entry)
        size = SIZES.get(kind, 0) * count
        if 0 < size <= LONGEST_VALUE:
            where = int.from_bytes(entry[8:], order)
            value = entry[8 : 8 + size] if size <= 4 else block[where : where + size]
            found.setdefault(tag, value)
        at += 12
    return found


def _degrees(
    gps: Directory, order: ByteOrder, tag: int, letters: bytes, limit: int
) -> float | None:
    side, value = gps.get(tag, b"")[:1].upper(), gps.get(tag + 1, b"")
    if not side or side not in letters or len(value) != 24:
        return None
    numbers = [int.from_bytes(value[at : at + 4], order) for at in range(0, 24, 4)]
    if 0 in numbers[1::2]:
        return None
    whole, minutes, seconds = (n / d for n, d in zip(numbers[::2], numbers[1::2], strict=True))
    degrees = whole + minutes / 60 + seconds / 3600
    if degrees > limit or minutes > 60 or seconds > 60:
        return None
    return -degrees if side == letters[1:] else degrees


def _moment(value: bytes) -> datetime | None:
    match = DATE.match(value)
    if match is None:
        return None
    year, month, day, time = (group.decode() for group in match.groups())
    try:
        return datetime.fromisoformat(f"{year}-{month}-{day} {time}")
    except ValueError:
        return None
