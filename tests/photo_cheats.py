"""What people do to a photo so that it is not known again: a gallery of cheats, as functions."""

import math
from collections.abc import Callable
from functools import partial
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageEnhance, ImageOps

Cheat = Callable[[Image.Image, Random], Image.Image]
WHITE, BLACK, RED = (255, 255, 255), (0, 0, 0), (230, 20, 20)


def saved(image: Image.Image, quality: int) -> Image.Image:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Image.open(out)


def resized(image: Image.Image, width: int, height: int) -> Image.Image:
    return image.resize((width, height), Image.Resampling.BICUBIC)


def cropped(
    image: Image.Image, left: float = 0, top: float = 0, right: float = 0, bottom: float = 0
) -> Image.Image:
    """Without these shares of its sides."""
    wide, high = image.size
    box = wide * left, high * top, wide * (1 - right), high * (1 - bottom)
    return image.crop((round(box[0]), round(box[1]), round(box[2]), round(box[3])))


def cropped_somehow(image: Image.Image, rng: Random) -> Image.Image:
    return cropped(image, *(rng.uniform(0, 0.1) for _ in range(4)))


def captioned(image: Image.Image, share: float, *, above: bool = False) -> Image.Image:
    image = image.copy()
    wide, high = image.size
    tall = round(high * share)
    top = 0 if above else high - tall
    ink = ImageDraw.Draw(image)
    ink.rectangle((0, top, wide, top + tall), fill=BLACK)
    words = "Đã dọn xong sáng nay"
    ink.text((wide // 30, top + tall // 4), words, fill=WHITE, font_size=tall // 2)
    return image


def written_on(image: Image.Image) -> Image.Image:
    image = image.copy()
    wide, high = image.size
    ImageDraw.Draw(image).text(
        (wide * 0.05, high * 0.4), "RÁC TRÊN VỈA HÈ", fill=(255, 230, 0),
        font_size=high // 10, stroke_width=3, stroke_fill=BLACK,
    )  # fmt: skip
    return image


def marked(image: Image.Image) -> Image.Image:
    """With a ring and an arrow across it."""
    image = image.copy()
    wide, high = image.size
    ink, pen = ImageDraw.Draw(image), wide // 60
    ring = (wide * 0.6, high * 0.5, wide * 0.9, high * 0.9)
    ink.ellipse(ring, outline=RED, width=pen)
    ink.line((wide * 0.2, high * 0.2, wide * 0.6, high * 0.6), fill=RED, width=pen)
    return image


def framed(image: Image.Image, share: float, colour: tuple[int, int, int]) -> Image.Image:
    edge = round(image.width * share), round(image.height * share)
    return ImageOps.expand(image, edge, fill=colour)


def on_a_phone(image: Image.Image) -> Image.Image:
    """A screenshot of a phone that shows the photo, with its clock and buttons."""
    wide, high = image.size
    tall = round(wide * 2.1)
    shown = Image.new("RGB", (wide, tall), BLACK)
    shown.paste(image, (0, (tall - high) // 2))
    ink, size = ImageDraw.Draw(shown), wide // 24
    ink.text((size, size // 2), "9:41", fill=WHITE, font_size=size)
    ink.text((wide - 5 * size, size // 2), "5G 87%", fill=WHITE, font_size=size)
    ink.text((wide // 2 - 3 * size, tall - 2 * size), "Thích   Gửi", fill=WHITE, font_size=size)
    return shown


def on_a_phone_turned(image: Image.Image) -> Image.Image:
    wide = round(image.height * 2.1)
    shown = Image.new("RGB", (wide, image.height), BLACK)
    shown.paste(image, ((wide - image.width) // 2, 0))
    return shown


def painted_over(image: Image.Image, rng: Random) -> Image.Image:
    """With a fourteenth of it smeared, as an eraser does to rubbish."""
    image = image.copy()
    wide, high = image.size
    left, top = rng.uniform(0.1, 0.6) * wide, rng.uniform(0.4, 0.7) * high
    box = round(left), round(top), round(left + wide * 0.28), round(top + high * 0.25)
    smeared = resized(image, 8, 8).resize(image.size, Image.Resampling.BICUBIC)
    image.paste(smeared.crop(box), box)
    return image


def turned(image: Image.Image, degrees: float) -> Image.Image:
    wide, high = image.size
    lost = 0.5 * abs(math.sin(math.radians(degrees))) * max(wide / high, high / wide)
    return cropped(image.rotate(degrees, Image.Resampling.BICUBIC), lost, lost, lost, lost)


def aslant(image: Image.Image) -> Image.Image:
    """As if photographed from a screen, a little from the side."""
    wide, high = image.size
    more = 0.06
    corners = (more * wide, 0, 0, high, wide, high * (1 - more), wide * (1 - more), more * high)
    return image.transform(image.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)


def above_another(image: Image.Image) -> Image.Image:
    wide, high = image.size
    both = Image.new("RGB", (wide, 2 * high), WHITE)
    both.paste(image, (0, 0))
    ImageDraw.Draw(both).ellipse((wide * 0.2, high * 1.2, wide * 0.7, high * 1.8), fill=RED)
    return both


def everything(image: Image.Image) -> Image.Image:
    """Mirrored, brighter, cut, written on, smaller and saved badly."""
    bright = ImageEnhance.Brightness(ImageOps.mirror(image)).enhance(1.2)
    return saved(resized(captioned(cropped(bright, left=0.06, bottom=0.05), 0.12), 500, 400), 40)


def _always(change: Callable[[Image.Image], Image.Image]) -> Cheat:
    return lambda image, _: change(image)


def _cut(left: float = 0, top: float = 0, right: float = 0, bottom: float = 0) -> Cheat:
    return lambda image, _: cropped(image, left, top, right, bottom)


def _lit(factor: float) -> Cheat:
    return lambda image, _: ImageEnhance.Brightness(image).enhance(factor)


CHEATS: dict[str, Cheat] = {
    "saved again at quality 30": _always(partial(saved, quality=30)),
    "saved again at quality 15": _always(partial(saved, quality=15)),
    "a third of the size": lambda image, _: resized(image, image.width // 3, image.height // 3),
    "enlarged": _always(partial(resized, width=1600, height=1200)),
    "stretched to a square": _always(partial(resized, width=800, height=800)),
    "5 % cut off left": _cut(left=0.05),
    "10 % cut off left": _cut(left=0.1),
    "5 % cut off above": _cut(top=0.05),
    "10 % cut off above": _cut(top=0.1),
    "5 % cut off right": _cut(right=0.05),
    "10 % cut off right": _cut(right=0.1),
    "5 % cut off below": _cut(bottom=0.05),
    "10 % cut off below": _cut(bottom=0.1),
    "7 % cut off left and top": _cut(0.07, 0.07),
    "5 % cut off all sides": _always(
        partial(cropped, left=0.05, top=0.05, right=0.05, bottom=0.05)
    ),
    "10 % cut off all sides": _cut(0.1, 0.1, 0.1, 0.1),
    "up to 10 % cut off each side": cropped_somehow,
    "mirrored": _always(ImageOps.mirror),
    "mirrored and cut": lambda image, rng: cropped_somehow(ImageOps.mirror(image), rng),
    "a caption below": _always(partial(captioned, share=0.12)),
    "a caption above": _always(partial(captioned, share=0.12, above=True)),
    "a caption over a fifth": _always(partial(captioned, share=0.2)),
    "words across it": _always(written_on),
    "a ring and an arrow": _always(marked),
    "a white frame of 5 %": _always(partial(framed, share=0.05, colour=WHITE)),
    "a black frame of 10 %": _always(partial(framed, share=0.1, colour=BLACK)),
    "brighter by a third": _lit(1.35),
    "darker": _lit(0.6),
    "more contrast": lambda image, _: ImageEnhance.Contrast(image).enhance(1.5),
    "black and white": _always(ImageOps.grayscale),
    "a screenshot of a phone": _always(on_a_phone),
    "a screenshot, turned": _always(on_a_phone_turned),
    "a part painted over": painted_over,
    "all of it at once": _always(everything),
}
TURNED: dict[str, Cheat] = {
    "turned by 2°": _always(partial(turned, degrees=2)),
    "turned by 3°": _always(partial(turned, degrees=-3)),
    "turned by 6°": _always(partial(turned, degrees=6)),
    "turned by 3° and mirrored": lambda image, _: turned(ImageOps.mirror(image), 3),
    "a quarter turn": lambda image, _: image.rotate(90, expand=True),
    "half a turn": lambda image, _: image.rotate(180),
    "a quarter turn back": lambda image, _: image.rotate(-90, expand=True),
    "upside down": _always(ImageOps.flip),
    "a negative": lambda image, _: ImageOps.invert(image.convert("RGB")),
}
"""what is known only beside the photo that it is a copy of, and not among all"""
MISSED: dict[str, Cheat] = {
    "turned by 1°": _always(partial(turned, degrees=1)),
    "a quarter cut off": _cut(right=0.25),
    "20 % cut off all sides": _cut(0.2, 0.2, 0.2, 0.2),
    "seen aslant": _always(aslant),
    "above a photo of something else": _always(above_another),
}
"""what mostly gets through, kept here so that nobody believes otherwise"""
