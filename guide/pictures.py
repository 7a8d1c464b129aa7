"""A photo as we keep it: decoded and written anew, upright, small enough, with nothing of the camera or the place in the file."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import BinaryIO

import pillow_heif
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

pillow_heif.register_heif_opener()

BYTES_AT_MOST = 20 * 1024 * 1024
PIXELS_AT_MOST = 50_000_000
LONG_EDGE = 2400  # pixels; enough for a printed page at 8 inches
QUALITY = 85
READ = ("JPEG", "PNG", "WEBP", "HEIF")


class PictureRefused(ValueError):
    """We cannot take this file. Its text says why and what to do."""


@dataclass(frozen=True)
class Accepted:
    """`digest` is of the file as it came (the same upload again is known by it); `data` is our JPEG."""

    data: bytes
    width: int
    height: int
    digest: str


def accept(upload: BinaryIO) -> Accepted:
    """Our JPEG of an uploaded photo. Raises PictureRefused before anything large is decoded."""
    upload.seek(0)
    raw = upload.read(BYTES_AT_MOST + 1)
    if not raw:
        raise PictureRefused(_("This file is empty. Choose the photo again."))
    if len(raw) > BYTES_AT_MOST:
        raise PictureRefused(_("This photo is larger than 20 MB. Make it smaller, or send it from your phone at a lower size."))
    picture = _upright(_opened(raw))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Accepted(out.getvalue(), picture.width, picture.height, hashlib.sha256(raw).hexdigest())


def _opened(raw: bytes) -> Image.Image:
    """Decoded, with its size looked at first. A file that is cut off or lies about itself is refused, not half-shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture = Image.open(io.BytesIO(raw), formats=READ)
        except Exception as unknown:  # decoders raise what they like on hostile files
            raise PictureRefused(_("We cannot read this as a photo. Choose a JPEG, PNG, WebP or HEIC file.")) from unknown
        if picture.width * picture.height > PIXELS_AT_MOST:
            raise PictureRefused(_("This photo has more than 50 megapixels. Make it smaller and choose it again."))
        try:
            picture.draft("RGB", (LONG_EDGE, LONG_EDGE))  # a JPEG is decoded at about the size we keep
            picture.load()
        except Exception as broken:
            raise PictureRefused(_("This photo is damaged or cut off. Choose the original once more.")) from broken
    return picture


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera meant it, on white where it was clear, and without any of the file's other contents."""
    picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture)
    picture = picture.convert("RGB")
    picture.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS)
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    return bare


# What may stand before a JPEG's picture: the JFIF head and Adobe's note on colors; tables and sizes hold no words.
HEADS = {0xE0, 0xEE}
TABLES = {0xDB, 0xC4, 0xDD, *range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)}
SCAN, BEGIN, END = 0xDA, b"\xff\xd8", b"\xff\xd9"


def is_bare(data: bytes) -> bool:
    """A JPEG with nothing in it but the picture: no EXIF, GPS, XMP, IPTC, color profile, comment, or anything behind its end."""
    if not data.startswith(BEGIN) or not data.endswith(END) or data.count(END) != 1:
        return False
    at = 2
    while data[at : at + 1] == b"\xff" and at + 4 <= len(data):
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == SCAN:
            return True
        if marker not in HEADS | TABLES:
            return False
        at += 2 + length
    return False
