"""What editors upload is written anew: nothing of the camera leaves, and a hostile file is refused in words."""

import io
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageCms
from PIL.ExifTags import GPS, IFD, Base
from wagtail.documents.models import Document
from wagtail.models import UploadedFile
from wagtail.users.models import UserProfile

from guide.models import GuideDocument, GuideImage, Place, StoryPage, consent, record_demonstration
from guide.pictures import PictureRefused, accept, is_bare
from tests import build

pytestmark = pytest.mark.django_db

XMP = b'http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta xmlns:x="adobe:ns:meta/">Ana took this at home</x:xmpmeta>'
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x10\x1c\x02P\x00\x08Ana Ruiz"
TELLING = [b"Exif", b"8BIM", b"Photoshop", b"xmpmeta", b"ICC_PROFILE", b"Ana", b"Pixel 9", b"\xff\xe1", b"\xff\xe2", b"\xff\xed", b"\xff\xfe"]


def a_telling_photo(size=(900, 600), orientation=6) -> bytes:
    """As a phone writes it: where, when, with which camera, by whom."""
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Model], exif[Base.Orientation] = "Google", "Pixel 9", orientation
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (46.0, 36.0, 7.0)
    file = io.BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", size, "yellow").save(file, "JPEG", exif=exif, icc_profile=profile, comment=b"Ana at home")
    data = file.getvalue()
    return data[:2] + _segment(0xE1, XMP) + _segment(0xED, IPTC) + data[2:]


def _segment(marker: int, words: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(words) + 2).to_bytes(2, "big") + words


def told_by(data: bytes) -> list[bytes]:
    return [sign for sign in TELLING if sign in data]


def served(address: str) -> bytes:
    answer = Client().get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def an_upload(data: bytes, name="bus.jpg", kind="image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, kind)


def add(client, data: bytes, name="bus.jpg"):
    words = {"title": "A bus", "description": "A yellow bus on a country road.", "file": an_upload(data, name)}
    return client.post(reverse("wagtailimages:add"), words)


def on_a_page(picture: GuideImage) -> GuideImage:
    """As everyone gets it."""
    build.a_content_page(f"With picture {picture.pk}", body=[("figure", {"image": picture, "alt": "A bus"})])
    return GuideImage.objects.get(pk=picture.pk)


def test_the_photo_of_these_tests_tells_everything():
    assert told_by(a_telling_photo()) == TELLING and not is_bare(a_telling_photo())


# ---------------------------------------------------------------- no served picture tells


def test_an_upload_in_the_cms_is_served_without_what_it_told(client_of, eve):
    add(client_of(eve), a_telling_photo())

    image = on_a_page(GuideImage.objects.get())
    drawn = [one.url for one in image.get_renditions("width-640", "fill-640x360", "original").values()]
    assert [told_by(served(address)) for address in (image.file.url, *drawn)] == [[], [], [], []]
    assert (image.width, image.height) == (600, 900)  # upright
    assert "bus" not in image.file.name


def test_a_story_is_served_without_what_its_photos_told():
    image = build.keep_held(io.BytesIO(accept(io.BytesIO(a_telling_photo())).data), title="A bus", description="A bus.")
    story = build.the_story_index().add_child(instance=StoryPage(title="The bus", live=False, body=[("figure", {"image": image, "alt": "A bus"})]))
    record_demonstration(story)
    story.save_revision().publish()

    page = Client().get(story.get_url()).content.decode()

    addresses = {word.strip('",') for word in page.split() for word in word.split('src="') if "/media/" in word and word.startswith("/media/")}
    assert len(addresses) == 2
    assert [told_by(served(address)) for address in addresses] == [[], []]


def test_many_at_once_are_written_anew_too(client_of, eve):
    """A picture without a description is put aside until there is one: from there it goes another way into the store."""
    client = client_of(eve)
    answer = client.post(reverse("wagtailimages:add_multiple"), {"files[]": an_upload(a_telling_photo()), "title": "A bus"})
    aside = json.loads(answer.content)["uploaded_file_id"]

    client.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[aside]),
        {f"uploaded-image-{aside}-title": "A bus", f"uploaded-image-{aside}-description": "A yellow bus."},
    )

    assert told_by(served(on_a_page(GuideImage.objects.get()).file.url)) == []
    assert not UploadedFile.objects.exists()


def test_a_line_of_code_cannot_keep_what_a_photo_tells():
    image = GuideImage.objects.create(title="A bus", description="A bus.", file=an_upload(a_telling_photo()))

    image.file.save("again.jpg", an_upload(a_telling_photo()))

    assert told_by(served(image.file.url)) == []


def test_nobody_puts_up_a_picture_of_themselves(client_of, eve):
    client, address = client_of(eve), reverse("wagtailadmin_account")

    client.post(address, account_words(an_upload(a_telling_photo((500, 500)))))

    assert not UserProfile.objects.exclude(avatar="").exists()
    assert "avatar-avatar" not in client.get(address).content.decode()


def account_words(avatar) -> dict:
    return {
        "notifications-submitted_notifications": "on", "locale-preferred_language": "en", "locale-current_time_zone": "America/New_York",
        "theme-theme": "system", "theme-contrast": "system", "theme-density": "default", "name_email-first_name": "Eve", "name_email-last_name": "Marsh",
        "avatar-avatar": avatar,
    }  # fmt: skip


def test_a_picture_is_no_document(client_of, eve):
    words = {"title": "A bus", "file": an_upload(a_telling_photo())}

    answer = client_of(eve).post(reverse("wagtaildocs:add"), words)

    assert "file" in answer.context["form"].errors and not GuideDocument.objects.exists()
    assert issubclass(GuideDocument, Document.__mro__[1])


def test_what_an_author_agreed_to_is_not_changed_in_the_library_or_a_list(client_of, eve, ana):
    picture, place = build.a_held_picture(), Place.objects.create(city="Yakima", state="WA")
    story = build.the_story_index().add_child(instance=StoryPage(title="The bus", live=False, place=place, body=[("figure", {"image": picture, "alt": "A bus"})]))
    story.save_revision()
    consent.record_author_consent(story, by=ana, name_as_given="Ana", uses=["site"], digest=consent.content_digest(story), wording="1")
    client, words = client_of(eve), {"title": "A bus", "description": "A yellow bus.", "tags": "", "credit": "Tim’s mother"}
    library, place_list = reverse("wagtailimages:edit", args=[picture.pk]), reverse(Place.snippet_viewset.get_url_name("edit"), args=[place.pk])
    words |= {f"focal_point_{side}": "" for side in ("x", "y", "width", "height")}
    draft = client.post(place_list, {"city": "Yakima City", "county": "", "state": "WA"}).status_code
    Place.objects.update(city="Yakima")
    story.get_latest_revision().publish()

    refused = [client.post(library, words), client.post(place_list, {"city": "Smallville", "county": "", "state": "WA"})]

    assert draft == 302 and [answer.status_code for answer in refused] == [200, 200]
    assert ["as its author agreed" in answer.content.decode() for answer in refused] == [True, True]
    assert (GuideImage.objects.get().credit, Place.objects.get().city) == ("", "Yakima")


# ---------------------------------------------------------------- refused in words


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HOSTILE = {
    "words": (lambda: b"We went on a Saturday.", "cannot read this as a photo"),
    "svg": (lambda: SVG, "cannot read this as a photo"),
    "cut off": (lambda: a_telling_photo((900, 600))[:6000], "damaged or cut off"),
    "a bomb": (build.a_bomb, "more than 50 megapixels"),
    "too large": (lambda: a_telling_photo() + bytes(21 * 1024 * 1024), "larger than 20 MB"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words(name, client_of, eve):
    make, words = HOSTILE[name]

    answer = add(client_of(eve), make())

    assert words in answer.context["form"].errors["file"][0]
    assert not GuideImage.objects.exists()


def test_an_empty_file_is_refused_in_words(client_of, eve):
    assert "empty" in add(client_of(eve), b"").context["form"].errors["file"][0]


def test_a_hostile_file_put_in_by_code_is_refused():
    with pytest.raises(PictureRefused), transaction.atomic():
        GuideImage.objects.create(title="A bus", description="A bus.", file=an_upload(SVG, "bus.jpg"))

    assert not GuideImage.objects.exists()


def test_heic_and_transparent_pictures_are_taken(client_of, eve):
    heic, png = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (64, 64), "green").save(heic, "HEIF")
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(png, "PNG")
    client = client_of(eve)

    add(client, heic.getvalue(), "bus.heic")
    add(client, png.getvalue(), "bus.png")

    files = [Image.open(io.BytesIO(served(on_a_page(image).file.url))) for image in GuideImage.objects.order_by("pk")]
    assert [(file.format, file.mode) for file in files] == [("JPEG", "RGB"), ("JPEG", "RGB")]
    assert files[1].getpixel((5, 5)) == (255, 255, 255)


# ---------------------------------------------------------------- another file under a picture


def replace(client, image, color="red"):
    words = {"title": "A bus", "description": "A bus.", "file": an_upload(build.a_jpeg(color))}
    return client.post(reverse("wagtailimages:edit", args=[image.pk]), words)


def test_an_editor_may_put_another_file_under_a_picture(client_of, eve):
    add(client_of(eve), a_telling_photo())
    before = GuideImage.objects.get()

    replace(client_of(eve), before)

    after = GuideImage.objects.get()
    assert after.file.name != before.file.name and after.file_hash != before.file_hash
    assert Client().get(before.file.url).status_code == 404


def test_another_file_under_a_held_picture_is_held(client_of, eve, settings):
    image = build.a_held_picture()

    replace(client_of(eve), image)

    after = GuideImage.objects.get()
    assert after.is_held and after.file.name != image.file.name
    assert Path(settings.PRIVATE_ROOT, after.file.name).exists()


def test_not_under_one_that_an_author_agreed_to(client_of, eve):
    image = build.a_held_picture()
    story = build.a_story(body=[("figure", {"image": image, "alt": "A bus"})])
    before = GuideImage.objects.get().file.name

    answer = replace(client_of(eve), image)

    assert "as its author agreed" in answer.context["form"].errors["file"][0]
    assert GuideImage.objects.get().file.name == before
    assert story.live
