"""A drawn image as a file: small enough for every platform, with nothing in it but pixels."""

from io import BytesIO

from PIL import Image

# Zalo takes no picture above 1 MB; Telegram would take ten.
LIMIT = 1_000_000


def png(image: Image.Image) -> bytes:
    """For flat drawings: every edge sharp, unless only a JPEG is small enough."""
    file = BytesIO()
    image.save(file, "PNG", compress_level=3)
    return file.getvalue() if file.tell() < LIMIT else jpeg(image)


def jpeg(image: Image.Image) -> bytes:
    """For photos: lower quality first, then fewer pixels, until the file is small enough."""
    # A new image carries no EXIF, no colour profile and no comment over from the old one.
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    while True:
        for quality in (88, 80, 70, 58):
            file = BytesIO()
            bare.save(file, "JPEG", quality=quality)
            if file.tell() < LIMIT:
                return file.getvalue()
        bare = bare.resize((bare.width * 3 // 4, bare.height * 3 // 4))
