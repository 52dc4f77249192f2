"""Before and after: whole photos, side by side or stacked, small, without metadata."""

from io import BytesIO

import pytest
from PIL import Image

from handlers.pictures.pair import AFTER, BEFORE, draw_pair

# Zalo's limit for a picture.
LIMIT = 1_000_000

RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 160, 60), (30, 60, 200), (230, 210, 40)


def photo(
    size: tuple[int, int],
    colour: tuple[int, int, int] = RED,
    form: str = "JPEG",
    exif: Image.Exif | None = None,
) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, form, exif=exif or Image.Exif())
    return file.getvalue()


def drawn(before: bytes, after: bytes, title: str = "ĐN-0042") -> Image.Image:
    data = draw_pair(before, after, title, "Trước", "Sau")
    assert data.startswith(b"\xff\xd8")
    assert len(data) < LIMIT
    return Image.open(BytesIO(data))


def close(image: Image.Image, spot: tuple[int, int], colour: tuple[int, ...]) -> bool:
    found = image.getpixel(spot)
    assert isinstance(found, tuple)
    return all(abs(a - b) < 16 for a, b in zip(found, colour, strict=True))


def test_portrait_photos_stand_side_by_side() -> None:
    image = drawn(photo((900, 1200), BLUE), photo((900, 1200), YELLOW))
    assert image.width == 1080
    assert close(image, (270, image.height - 100), BLUE)
    assert close(image, (810, image.height - 100), YELLOW)


def test_landscape_photos_are_stacked() -> None:
    image = drawn(photo((1200, 900), BLUE), photo((1200, 900), YELLOW))
    assert close(image, (540, 500), BLUE)
    assert close(image, (540, image.height - 100), YELLOW)


def test_a_photo_lying_on_its_side_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    ground = Image.new("RGB", (1600, 1200), BLUE)
    ground.paste(YELLOW, (800, 0, 1600, 1200))
    file = BytesIO()
    ground.save(file, "JPEG", exif=exif)
    lying = drawn(file.getvalue(), file.getvalue())
    upright = photo((1200, 1600))
    assert lying.size == drawn(upright, upright).size
    assert close(lying, (270, 300), BLUE)
    assert close(lying, (270, lying.height - 100), YELLOW)


def test_no_metadata_of_the_photos_is_in_the_output() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    before = photo((800, 600), exif=exif)
    assert b"SECRETCAMERA" in before
    data = draw_pair(before, before, "ĐN-0042", "Trước", "Sau")
    assert b"SECRETCAMERA" not in data
    assert b"Exif" not in data
    image = Image.open(BytesIO(data))
    assert not image.getexif()
    assert not {"exif", "icc_profile", "comment", "xmp"} & set(image.info)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_each_format_is_read(form: str) -> None:
    image = drawn(photo((900, 1200), BLUE, form), photo((900, 1200), YELLOW, form))
    assert close(image, (270, image.height - 100), BLUE)


def test_other_formats_are_refused() -> None:
    with pytest.raises(OSError, match="cannot identify"):
        drawn(photo((20, 20), form="BMP"), photo((20, 20)))


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "CMYK"])
def test_every_kind_of_pixel_is_read(mode: str) -> None:
    file = BytesIO()
    Image.new(mode, (300, 400)).save(file, "JPEG" if mode == "CMYK" else "PNG")
    assert drawn(file.getvalue(), photo((300, 400))).width == 1080


def test_transparency_becomes_white() -> None:
    file = BytesIO()
    Image.new("RGBA", (300, 400), (0, 0, 0, 0)).save(file, "PNG")
    image = drawn(file.getvalue(), photo((300, 400)))
    assert close(image, (270, image.height - 100), (255, 255, 255))


@pytest.mark.parametrize(
    "sizes",
    [
        ((1, 1), (1, 1)),
        ((40, 30), (30, 40)),
        ((5000, 300), (300, 5000)),
        ((300, 5000), (300, 5000)),
        ((4000, 3000), (1080, 2400)),
    ],
)
def test_any_shape_makes_a_picture_a_chat_can_show(
    sizes: tuple[tuple[int, int], tuple[int, int]],
) -> None:
    image = drawn(photo(sizes[0]), photo(sizes[1]))
    assert image.width == 1080
    assert 300 < image.height < 2600


def test_the_edges_of_a_photo_are_not_cropped() -> None:
    framed = Image.new("RGB", (1200, 500), BLUE)
    framed.paste(YELLOW, (0, 0, 60, 500))
    framed.paste(YELLOW, (1140, 0, 1200, 500))
    file = BytesIO()
    framed.save(file, "PNG")
    image = drawn(file.getvalue(), photo((1200, 900)))
    middle = [close(image, (x, 320), YELLOW) for x in (10, 1070)]
    assert middle == [True, True]


def test_noisy_photos_still_fit_the_limit() -> None:
    file = BytesIO()
    Image.effect_noise((2000, 1500), 200).convert("RGB").save(file, "JPEG", quality=95)
    assert drawn(file.getvalue(), file.getvalue()).width >= 600


@pytest.mark.parametrize("size", [(900, 1200), (1200, 900)])
def test_both_labels_are_on_their_own_photo(size: tuple[int, int]) -> None:
    image = drawn(photo(size, BLUE), photo(size, YELLOW)).convert("RGB")
    half = (
        (image.width // 2, image.height) if size[0] < size[1] else (image.width, image.height // 2)
    )
    halves = (
        image.crop((0, 0, *half)),
        image.crop((image.width - half[0], image.height - half[1], *image.size)),
    )
    for part, fill in zip(halves, (BEFORE, AFTER), strict=True):
        colour = bytes.fromhex(fill[1:])
        pixels = [(x, y) for x in range(0, part.width, 4) for y in range(0, part.height, 4)]
        assert sum(close(part, spot, tuple(colour)) for spot in pixels) > 100


def test_a_long_title_makes_the_strip_higher_not_the_photo_smaller() -> None:
    one, two = (
        drawn(photo((900, 1200)), photo((900, 1200)), title) for title in ("Đ", "Đường " * 12)
    )
    assert two.height > one.height
    assert two.width == one.width


def test_the_same_photos_give_the_same_bytes() -> None:
    both = (photo((900, 1200)), photo((1200, 900)))
    assert draw_pair(*both, "Đ", "Trước", "Sau") == draw_pair(*both, "Đ", "Trước", "Sau")


def test_fine_detail_of_a_large_photo_survives() -> None:
    striped = Image.new("L", (4320, 3240))
    for x in range(0, 4320, 8):
        striped.paste(255, (x, 0, x + 4, 3240))
    file = BytesIO()
    striped.save(file, "JPEG")
    image = drawn(file.getvalue(), file.getvalue()).convert("L")
    dark, light = image.crop((100, 500, 400, 600)).getextrema()
    assert isinstance(dark, int)
    assert isinstance(light, int)
    assert light - dark > 180
