"""Which editor or generator of pictures a photo's metadata names; it proves nothing either way.

Metadata is lost on most ways and easily removed, so nothing found means nothing. What is found may
be harmless: people also crop with an editor. So a human looks.
"""

import re
from dataclasses import dataclass, field

MOST = 256 * 1024
"""bytes of a file's metadata that are looked through"""
SHORT = 60
"""characters of the answer"""

GENERATED = "Generative AI"
CREDENTIALS = "Content Credentials"

# In lower case, as they stand in EXIF's Software, XMP's CreatorTool and in content credentials.
_NAMES = {
    "photoshop": "Photoshop",
    "lightroom": "Lightroom",
    "firefly": "Firefly",
    "adobe express": "Adobe Express",
    "gimp": "GIMP",
    "snapseed": "Snapseed",
    "picsart": "Picsart",
    "meitu": "Meitu",
    "beautyplus": "BeautyPlus",
    "canva": "Canva",
    "pixlr": "Pixlr",
    "photopea": "Photopea",
    "faceapp": "FaceApp",
    "facetune": "Facetune",
    "remini": "Remini",
    "photoroom": "Photoroom",
    "inshot": "InShot",
    "capcut": "CapCut",
    "vsco": "VSCO",
    "polarr": "Polarr",
    "lightleap": "Lightleap",
    "touchretouch": "TouchRetouch",
    "affinity": "Affinity",
    "luminar": "Luminar",
    "paint.net": "Paint.NET",
    "microsoft paint": "Microsoft Paint",
    "krita": "Krita",
    "midjourney": "Midjourney",
    "stable diffusion": "Stable Diffusion",
    "comfyui": "ComfyUI",
    "novelai": "NovelAI",
    "dall-e": "DALL-E",
    "dall·e": "DALL-E",
    "openai": "OpenAI",
    "chatgpt": "ChatGPT",
    "google ai": "Google AI",
    "gemini": "Gemini",
    "magic editor": "Magic Editor",
    "galaxy ai": "Galaxy AI",
    "leonardo.ai": "Leonardo.Ai",
    # What was found once is found again where it travels as a file's Software.
    "generative ai": GENERATED,
    "content credentials": CREDENTIALS,
}
_NAME = re.compile("|".join(map(re.escape, _NAMES)))
# Only where the maker of a file is named: a place or a caption may be called anything.
_XMP = re.compile(
    rb"(?:CreatorTool|softwareAgent|DigitalSourceType|claim_generator|photoshop:Credit)"
    rb"\s*(?:=\s*[\"']|>)([^\"'<]{1,200})"
)
_TRAINED = b"trainedalgorithmicmedia"
"""https://cv.iptc.org/newscodes/digitalsourcetype/, also as a part of compositeWith…"""
_CAPTURED = (b"digitalcapture", b"computationalcapture")
# What generators of PNG write: the whole recipe of the picture.
_RECIPES = (b"parameters\0", b"workflow\0", b"prompt\0")


@dataclass
class Told:
    """What the bytes of a file say about who made it."""

    makers: list[bytes] = field(default_factory=list)
    """texts that name a maker and nothing else"""
    parts: list[bytes] = field(default_factory=list)
    """XMP, content credentials, recipes: whatever else may name one somewhere"""


def made_with(told: Told) -> str:
    """Names of editors and generators, or nothing."""
    if not told.makers and not told.parts:
        return ""
    said = b"\n".join(told.parts)[:MOST]
    low = said.lower()
    makers = [*told.makers, *_XMP.findall(said)]
    credentials = b"c2pa" in low and b"jumb" in low
    if credentials:
        # Their makers are texts among numbers, without a name before them.
        makers += [part for part in told.parts if b"jumb" in part[:64]]
    text = b"\n".join(makers)[:MOST].decode("utf-8", "replace").lower()
    found = {_NAMES[name]: None for name in _NAME.findall(text)}
    if _TRAINED in low or any(part.startswith(_RECIPES) for part in told.parts):
        found[GENERATED] = None
    if credentials and not any(how in low for how in _CAPTURED):
        # Cameras sign their photos too, and say that these are captured.
        found[CREDENTIALS] = None
    return ", ".join(found)[:SHORT]


def told_by_png(data: bytes) -> Told:
    """What a PNG file says, as far as it is not packed."""
    told, at = Told(), 8
    while at + 8 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + length] if kind in (b"tEXt", b"iTXt", b"caBX") else b""
        if body.startswith(b"Software\0"):
            told.makers.append(body)
        elif body:
            told.parts.append(body)
        at += 12 + length
    return told


def told_by_webp(data: bytes) -> Told:
    """What a WebP file says."""
    told, at = Told(), 12
    while at + 8 <= len(data):
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if kind in (b"XMP ", b"C2PA"):
            told.parts.append(data[at + 8 : at + 8 + length])
        at += 8 + length + length % 2
    return told
