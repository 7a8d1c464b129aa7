"""A photo as we keep it: decoded and written anew, upright, small enough, with nothing of the camera or the place in the file."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _
from PIL import Image

from guide import decoding
from guide.decoding import BROKEN, LONG_EDGE, PIXELS_AT_MOST, TOO_MANY_PIXELS, UNKNOWN, CannotDecode

BYTES_AT_MOST = 20 * 1024 * 1024
DECODED_HERE = ("JPEG", "PNG"), 4_000_000  # pixels; a larger picture, or of another kind, is decoded in a process of its own
PATIENCE = 30  # seconds by the clock, on a machine that is busy
WHY_NOT = {
    UNKNOWN: _("We cannot read this as a photo. Choose a JPEG, PNG, WebP or HEIC file."),
    TOO_MANY_PIXELS: _("This photo has more than 50 megapixels. Make it smaller and choose it again."),
    BROKEN: _("This photo is damaged or cut off. Choose the original once more."),
}

__all__ = ["BYTES_AT_MOST", "LONG_EDGE", "PIXELS_AT_MOST", "Accepted", "PictureRefused", "accept", "is_bare"]
_one_at_a_time = threading.BoundedSemaphore(1)  # of each web process: eight at once would want all of a machine's memory
decoding.read_heif()


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
    try:
        data, width, height = _written_anew(raw)
    except CannotDecode as refused:
        raise PictureRefused(WHY_NOT[refused.code]) from refused
    return Accepted(data, width, height, hashlib.sha256(raw).hexdigest())


def _written_anew(raw: bytes) -> tuple[bytes, int, int]:
    picture = decoding.opened(raw)
    kinds, pixels = DECODED_HERE
    if picture.format in kinds and picture.width * picture.height <= pixels:
        return decoding.written_anew(picture)
    with _one_at_a_time:
        data = _apart(raw)
    written = Image.open(io.BytesIO(data))
    return data, written.width, written.height


def _apart(raw: bytes) -> bytes:
    """In a process of its own. One that takes too long or too much is ended, and the file is called damaged."""
    command = [sys.executable, "-I", str(Path(decoding.__file__))]
    try:
        done = subprocess.run(command, input=raw, capture_output=True, timeout=PATIENCE, env={})
    except subprocess.TimeoutExpired as slow:
        raise CannotDecode(BROKEN) from slow
    if done.returncode:
        raise CannotDecode(done.returncode if done.returncode in WHY_NOT else BROKEN)
    return done.stdout


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
