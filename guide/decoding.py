"""Decodes one photo and writes it anew. Knows nothing of the site, so that large pictures are read in a process of their own.

    python -I guide/decoding.py < photo > picture.jpg

`guide.pictures` starts it with little memory and little time: whatever a hostile file does to a decoder ends with that process.
It ends with status 0 and our JPEG, or with one of the numbers below.
"""

from __future__ import annotations

import io
import resource
import sys
import warnings

from PIL import Image, ImageFile

PIXELS_AT_MOST = 50_000_000
SECONDS, MEMORY = 6, 1536 * 1024 * 1024  # of the processor, and bytes; 50 megapixels take three seconds and 600 MB at worst
SCANS_AT_MOST = 64  # a progressive photo has about ten; thousands of them hold a processor for an hour
LONG_EDGE = 2400  # pixels; enough for a printed page at 8 inches
QUALITY = 85
READ = ("JPEG", "PNG", "WEBP", "HEIF")
ORIENTATION = 0x0112
AS_THE_CAMERA_MEANT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
UNKNOWN, TOO_MANY_PIXELS, BROKEN = 10, 11, 12  # what it ends with


class CannotDecode(Exception):
    """`code` is one of the numbers above."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def read_heif() -> None:
    """Photos of telephones; loaded once, where pictures are decoded."""
    import pillow_heif  # 60 ms: a process that decodes nothing does without

    pillow_heif.register_heif_opener()


def opened(raw: bytes) -> Image.Image:
    """The file's head, read and believed to be small enough; nothing is decoded yet. Raises CannotDecode."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture = Image.open(io.BytesIO(raw), formats=READ)
        except Exception as unknown:  # decoders raise what they like on hostile files
            raise CannotDecode(UNKNOWN) from unknown
    if picture.width * picture.height > PIXELS_AT_MOST:
        raise CannotDecode(TOO_MANY_PIXELS)
    if picture.format == "JPEG" and raw.count(b"\xff\xda") > SCANS_AT_MOST:
        raise CannotDecode(BROKEN)
    return picture


def written_anew(picture: Image.Image) -> tuple[bytes, int, int]:
    """Our JPEG, its width and height. Raises CannotDecode for a file that is cut off or lies about itself: it is not half-shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ImageFile.LOAD_TRUNCATED_IMAGES = False  # a library that lays out pages turns it on for the whole process
            picture.draft("RGB", (LONG_EDGE, LONG_EDGE))  # a JPEG is decoded at about the size we keep
            picture.load()
            bare = _upright(picture)
        except Exception as broken:
            raise CannotDecode(BROKEN) from broken
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue(), bare.width, bare.height


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera meant it, on white where it was clear, and without any of the file's other contents. Made small first."""
    turn = AS_THE_CAMERA_MEANT.get(_orientation(picture))
    is_clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    picture = picture.convert("RGBA" if is_clear else "RGB")
    picture.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if turn is not None:
        picture = picture.transpose(turn)
    if is_clear:
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    return bare


def _orientation(picture: Image.Image) -> int:
    """1 where the file does not say, or says nonsense: the rest of what a camera wrote is not looked at."""
    try:
        return int(picture.getexif().get(ORIENTATION, 1))
    except Exception:  # odd tags raise as they like
        return 1


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    read_heif()
    try:
        sys.stdout.buffer.write(written_anew(opened(sys.stdin.buffer.read()))[0])
    except CannotDecode as refused:
        sys.exit(refused.code)
