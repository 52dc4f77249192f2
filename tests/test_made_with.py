"""Which editor or generator a photo's metadata names, and which harmless words name none."""

import struct
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bot.exif import put_in, said_by
from handlers.photo import clean
from tests.harness import jpeg


def with_segment(marker: int, body: bytes) -> bytes:
    data = jpeg()
    return data[:2] + bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body + data[2:]


def with_software(name: str) -> bytes:
    exif = Image.Exif()
    exif[0x0131] = name
    out = BytesIO()
    Image.open(BytesIO(jpeg())).save(out, "JPEG", exif=exif)
    return out.getvalue()


def with_xmp(text: str) -> bytes:
    return with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + text.encode())


def with_credentials(manifest: bytes) -> bytes:
    return with_segment(0xEB, b"JP\0\1\0\0\0\1\0\0\1\0jumb\0\0\0\x1ejumdc2pa\0" + manifest)


def made(data: bytes) -> str:
    return clean(data).made_with


@pytest.mark.parametrize(
    ("software", "name"),
    [
        ("Adobe Photoshop 25.4 (Windows)", "Photoshop"),
        ("GIMP 2.10.34", "GIMP"),
        ("Snapseed 2.21.0", "Snapseed"),
        ("PicsArt", "Picsart"),
        ("Adobe Photoshop Lightroom 8.1", "Photoshop, Lightroom"),
    ],
)
def test_an_editor_that_exif_names_is_found(software: str, name: str) -> None:
    assert made(with_software(software)) == name


@pytest.mark.parametrize(
    "software",
    ["HDR+ 1.0.345618096zd", "MediaTek Camera Application", "S911BXXU3BWK5", "17.4.1", "Zalo", ""],
)
def test_a_phone_that_names_itself_is_no_editor(software: str) -> None:
    assert made(with_software(software)) == ""


def test_an_editor_that_xmp_names_is_found_in_attributes_and_elements() -> None:
    assert made(with_xmp('<rdf xmp:CreatorTool="Adobe Photoshop 25.1"/>')) == "Photoshop"
    assert made(with_xmp("<xmp:CreatorTool>Canva</xmp:CreatorTool>")) == "Canva"


def test_words_in_other_fields_name_no_editor() -> None:
    assert made(with_xmp("<dc:description>sửa bằng Photoshop</dc:description>")) == ""
    assert made(with_xmp('<rdf photoshop:DateCreated="2026-11-18"/>')) == ""


def test_a_picture_that_says_a_model_made_it_is_found() -> None:
    kind = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
    said = f'<rdf Iptc4xmpExt:DigitalSourceType="{kind}" photoshop:Credit="Made with Google AI"/>'
    assert made(with_xmp(said)) == "Google AI, Generative AI"


def test_content_credentials_are_found_and_who_wrote_them() -> None:
    assert made(with_credentials(b"\x78Adobe_Firefly\x69c2pa.edited")) == (
        "Firefly, Content Credentials"
    )


def test_a_camera_that_signs_its_photos_is_no_editor() -> None:
    source = b"http://cv.iptc.org/newscodes/digitalsourcetype/"
    assert made(with_credentials(b"c2pa.created" + source + b"digitalCapture")) == ""
    assert made(with_credentials(b"c2pa.created" + source + b"computationalCapture")) == ""
    edited = b"c2pa.created" + source + b"digitalCapture" + source + b"trainedAlgorithmicMedia"
    assert made(with_credentials(edited)) == "Generative AI"


def test_a_comment_that_names_an_editor_is_found() -> None:
    assert made(with_segment(0xFE, b"Created with GIMP")) == "GIMP"


@pytest.mark.parametrize(
    ("key", "value", "name"),
    [
        ("Software", "Krita 5", "Krita"),
        ("parameters", "a clean street, Steps: 20, Sampler: Euler", "Generative AI"),
        ("Comment", "Photoshop", ""),
    ],
)
def test_texts_in_a_png_are_read(key: str, value: str, name: str) -> None:
    info, out = PngInfo(), BytesIO()
    info.add_text(key, value)
    Image.open(BytesIO(jpeg())).save(out, "PNG", pnginfo=info)
    assert made(out.getvalue()) == name


def test_xmp_in_a_webp_is_read() -> None:
    out = BytesIO()
    xmp = b"<xmp:CreatorTool>Adobe Lightroom</xmp:CreatorTool>"
    Image.open(BytesIO(jpeg())).save(out, "WEBP", xmp=xmp)
    assert made(out.getvalue()) == "Lightroom"


def test_what_is_found_is_short_and_survives_the_way_through_the_web_form() -> None:
    everything = " ".join(
        ["photoshop gimp snapseed picsart meitu canva pixlr faceapp facetune"] * 9
    )
    photo = clean(with_segment(0xFE, everything.encode()))
    assert 0 < len(photo.made_with) <= 60
    photo = clean(with_credentials(b"\x78Adobe_Firefly\x69trainedAlgorithmicMedia"))
    again = clean(put_in(photo.data, said_by(photo)))
    assert again.made_with == photo.made_with == "Firefly, Generative AI, Content Credentials"


def test_the_photo_itself_keeps_nothing_of_it() -> None:
    data = with_xmp('<rdf xmp:CreatorTool="Adobe Photoshop 25.1"/>')
    assert b"Photoshop" not in clean(data).data
