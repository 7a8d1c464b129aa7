"""Uploads as an attacker makes them: what one file may cost, and what odd metadata does."""

from __future__ import annotations

import io
import random
import time

import pytest
from PIL import Image, ImageFile
from PIL.ExifTags import Base

from guide import pictures
from guide.pictures import PictureRefused, accept, is_bare


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def turned(kind: str = "JPEG") -> bytes:
    """60 by 40, to be turned by a quarter; the left end is red."""
    picture = Image.new("RGB", (60, 40), "teal")
    picture.paste("red", (0, 0, 10, 40))
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Orientation], exif[Base.XResolution] = "A camera", 6, 72.5
    return saved(picture, kind, exif=exif)


def many_scans(times: int) -> bytes:
    """A progressive photo whose last scan is repeated: each repetition is decoded again."""
    data = saved(Image.new("L", (1500, 1500), 128), "JPEG", progressive=True)
    start, end = data.rindex(b"\xff\xda"), data.rindex(b"\xff\xd9")
    return data[:end] + data[start:end] * times + data[end:]


def test_a_photo_of_a_thousand_scans_is_refused_at_once():
    before = time.process_time()

    with pytest.raises(PictureRefused, match="damaged"):
        accept(io.BytesIO(many_scans(1_000)))

    assert time.process_time() - before < 0.5
    assert accept(io.BytesIO(many_scans(10))).width == 1500


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_large_picture_is_decoded_apart(kind, monkeypatch):
    data = saved(Image.new("RGB", (3000, 2000), "teal"), kind)

    picture = accept(io.BytesIO(data))

    assert (picture.width, picture.height, is_bare(picture.data)) == (2400, 1600, True)
    monkeypatch.setattr(pictures, "PATIENCE", 0)
    with pytest.raises(PictureRefused, match="damaged"):
        accept(io.BytesIO(data))


def test_a_process_that_dies_over_a_picture_refuses_it(monkeypatch):
    monkeypatch.setattr(pictures.sys, "executable", "/bin/false")

    with pytest.raises(PictureRefused, match="damaged"):
        accept(io.BytesIO(saved(Image.new("RGB", (3000, 2000)), "PNG")))


def test_a_cut_off_photo_is_refused_also_where_a_library_shows_half_of_them(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)

    with pytest.raises(PictureRefused, match="damaged"):
        accept(io.BytesIO(saved(Image.effect_noise((900, 600), 60), "JPEG")[:6000]))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_turned_photo_stands_upright(kind):
    picture = Image.open(io.BytesIO(accept(io.BytesIO(turned(kind))).data))

    assert picture.size == (40, 60)
    assert picture.getpixel((20, 2))[0] > 200  # what was at the left is at the top
    assert picture.getpixel((20, 50))[0] < 60


def test_what_was_clear_is_white():
    picture = Image.open(io.BytesIO(accept(io.BytesIO(saved(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG"))).data))

    assert min(picture.getpixel((25, 25))) > 250


def test_nonsense_in_what_the_camera_wrote_harms_nobody():
    """Some 3 in 100 such files raised something else than a refusal when the whole of it was read."""
    chance, whole = random.Random(7), turned()
    at = whole.find(b"II*\0") if b"II*\0" in whole else whole.find(b"MM\0*")

    for _ in range(400):
        odd = bytearray(whole)
        for _ in range(chance.randint(1, 5)):
            odd[at + chance.randint(4, 90)] = chance.choice([0, 1, 2, 3, 5, 7, 10, 12, 255])
        try:
            accept(io.BytesIO(bytes(odd)))
        except PictureRefused:
            pass


@pytest.mark.parametrize("address", ["/media/images/" + "x" * 300 + ".jpg", "/held/" + "x" * 300 + ".jpg"])
def test_a_name_too_long_for_a_file_is_404(client, db, address):
    assert client.get(address).status_code == 404
