"""A story's photos: each is kept once, privately and without what its file told; a bad file is refused in words, and loses nothing."""

from __future__ import annotations

import io
import time

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

from forum.discussions.actions import Overtaken
from forum.stories import photos
from forum.stories.models import PHOTOS_AT_MOST, Photo, Submission
from guide.pictures import PictureRefused
from tests import build
from tests.forum.discussions.words import page_of, text_of
from tests.forum.stories.writing import a_draft, a_file, a_photo, at, files_in, save, standing_on, stored
from tests.guide.test_uploads import a_telling_photo, told_by
from tests.racing import at_once

pytestmark = pytest.mark.django_db
COLORS = ("teal", "navy", "plum", "gold", "tan", "snow")


@pytest.fixture
def story(ana) -> Submission:
    return a_draft(ana)


def kept_files() -> list[str]:
    return files_in(settings.PRIVATE_ROOT)


def file_name(photo: Photo) -> str:
    return photo.file.name.rpartition("/")[2]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


# ---------------------------------------------------------------- adding


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF"])
def test_no_kind_of_file_tells_where_it_was_taken(story, kind):
    file, exif = io.BytesIO(), Image.Exif()
    exif[Base.Make], exif[Base.Model] = "Google", "Pixel 9"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (46.0, 36.0, 7.0)
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Ana at home</x:xmpmeta>"
    noted = PngInfo()
    noted.add_itxt("XML:com.adobe.xmp", xmp.decode())
    more = {"pnginfo": noted} if kind == "PNG" else {"xmp": xmp}
    Image.new("RGB", (60, 40), "teal").save(file, kind, exif=exif.tobytes(), **more)
    assert {b"Ana", b"Pixel 9"} <= set(told_by(file.getvalue()))

    photo = photos.add_photo(by=story.author, story=story, upload=a_file(file.getvalue()), name="desk")

    assert told_by(photo.file.open().read()) == []


def test_a_photo_is_kept_upright_privately_and_tells_nothing(story):
    photo = photos.add_photo(by=story.author, story=story, upload=a_file(a_telling_photo(size=(900, 600))), name="C:\\Ana\\desk.jpg")

    kept = photo.file.open().read()
    assert (photo.name, photo.width, photo.height, photo.bytes) == ("desk.jpg", 600, 900, len(kept))
    assert told_by(kept) == []
    assert kept_files() == [file_name(photo)] and "desk" not in photo.file.name
    assert files_in(settings.MEDIA_ROOT) == []


def test_the_same_file_again_is_the_same_photo(story):
    first, again = a_photo(story), a_photo(story, name="once-more.jpg")

    assert (again.pk, again.name, story.photos.count()) == (first.pk, "desk.jpg", 1)
    assert kept_files() == [file_name(first)]


def test_a_seventh_is_refused_and_leaves_no_file(story):
    for color in COLORS:
        a_photo(story, color)

    with pytest.raises(PictureRefused, match="six photos. Remove one first"):
        a_photo(story, "black")
    assert (story.photos.count(), len(kept_files())) == (PHOTOS_AT_MOST, PHOTOS_AT_MOST)


BAD_FILES = {
    "a text named .jpg": (lambda: b"Dear editor, here is the photo.", "cannot read this as a photo"),
    "a bomb": (build.a_bomb, "more than 50 megapixels"),
    "a cut off JPEG": (lambda: build.a_jpeg(size=(900, 600))[:4000], "damaged or cut off"),
    "an SVG": (lambda: SVG, "cannot read this as a photo"),
    "nothing": (lambda: b"", "is empty"),
    "50 MB": (lambda: b"\xff\xd8" + bytes(50 * 1024 * 1024), "larger than 20 MB"),
}


@pytest.mark.parametrize(("made", "sentence"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_in_words_within_two_seconds(client_of, story, made, sentence):
    good = a_photo(story)
    client, data = client_of(story.author), made()
    before = time.process_time()

    answer = client.post(at(story, "photos/add"), {"files": a_file(data, "front-door.jpg"), f"alt-{good.pk}": "A desk", f"people-{good.pk}": "adults"})
    took = time.process_time() - before

    assert answer.status_code == 422
    assert text_of(answer).count(answer.context["refused"][0]) == 2
    assert sentence in text_of(answer)
    assert "<title>Error:" in page_of(answer)
    assert (stored(story).photos.get().alt, kept_files()) == ("A desk", [file_name(good)])
    assert took < 2  # of the processor: the machine may be busy with other tests


def test_heic_is_taken(story):
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, "HEIF")

    photo = photos.add_photo(by=story.author, story=story, upload=a_file(file.getvalue(), "front-door.heic"), name="front-door.heic")

    assert Image.open(photo.file.open()).format == "JPEG"


def test_several_come_with_one_press_and_a_bad_one_among_them_loses_nothing(client_of, story):
    files = [a_file(build.a_jpeg("teal"), "one.jpg"), a_file(b"words", "two.jpg"), a_file(build.a_jpeg("navy"), "three.jpg")]

    answer = client_of(story.author).post(at(story, "photos"), {"files": files})

    assert answer.status_code == 422 and "two.jpg: We cannot read this as a photo" in text_of(answer)
    assert [photo.name for photo in story.photos.all()] == ["one.jpg", "three.jpg"]


def test_a_script_gets_the_photos_place_in_the_form_or_a_sentence(client_of, story):
    client = client_of(story.author)

    def send(data: bytes):
        return client.post(at(story, "photos/add"), {"files": a_file(data)}, headers={"accept": "application/json"})

    first, again, bad, none = send(build.a_jpeg()), send(build.a_jpeg()), send(b"words"), client.post(at(story, "photos/add"), headers={"accept": "application/json"})

    photo = story.photos.get()
    assert first.json() == again.json() | {"html": first.json()["html"]}
    assert (first.json()["photo"], first.json()["count"]) == (photo.pk, 1)
    assert f'name="alt-{photo.pk}"' in first.json()["html"]
    assert (bad.status_code, "cannot read this as a photo" in bad.json()["error"]) == (422, True)
    assert (none.status_code, none.json()) == (400, {"error": "Choose a photo first"})


def test_a_failed_write_leaves_no_file(story, monkeypatch):
    monkeypatch.setattr(photos, "_write_row", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        a_photo(story)
    assert kept_files() == []


def test_the_same_upload_four_times_at_once_is_one_photo(transactional_db):
    story = a_draft()

    made = at_once(*[lambda: a_photo(Submission.objects.get(pk=story.pk)).pk] * 4)

    assert made == [story.photos.get().pk] * 4
    assert len(kept_files()) == 1


def test_eight_different_uploads_at_once_are_six(transactional_db):
    story = a_draft()

    at_once(*[lambda color=color: a_photo(Submission.objects.get(pk=story.pk), color) for color in (*COLORS, "black", "white")])

    assert (story.photos.count(), len(kept_files())) == (PHOTOS_AT_MOST, PHOTOS_AT_MOST)


# ---------------------------------------------------------------- describing


def test_each_photo_wants_a_description_and_an_answer_about_its_people(client_of, story):
    first, second = a_photo(story, "teal"), a_photo(story, "navy", "door.jpg")
    client = client_of(story.author)

    answer = save(client, story, "photos", **{f"alt-{first.pk}": "Four people.", f"people-{first.pk}": "adults", f"alt-{second.pk}": " "})

    assert answer.status_code == 422
    assert text_of(answer).count("Describe the second photo for people who cannot see it") == 2
    assert text_of(answer).count("Say whether everyone in the second photo agreed to be shown") == 2
    assert "the first photo" not in text_of(answer)
    assert [(photo.alt, photo.people) for photo in story.photos.all()] == [("Four people.", "adults"), ("", "")]


def test_who_is_not_sure_may_go_on(client_of, story):
    photo = a_photo(story)

    answer = save(client_of(story.author), story, "photos", **{f"alt-{photo.pk}": "A desk.", f"people-{photo.pk}": "unsure"})

    assert answer.headers["Location"].startswith(at(story, "permission"))
    assert not story.photos.get().is_ready


def test_a_window_that_does_not_know_a_photo_leaves_it_alone(client_of, story):
    first, client = a_photo(story), client_of(story.author)
    form = standing_on(client, story, "photos")
    second = a_photo(story, "navy")
    photos.describe_photos(by=story.author, story=story, about={second.pk: photos.About("A door.", "nobody")})

    client.post(at(story, "photos"), form | {f"alt-{first.pk}": "A desk.", f"people-{first.pk}": "nobody", "later": "1"})

    assert [photo.alt for photo in story.photos.all()] == ["A desk.", "A door."]


@pytest.mark.parametrize("differs", [{"alt": "From the desk."}, {"people": "nobody"}])
def test_two_windows_see_both_versions(client_of, story, differs):
    photo, client = a_photo(story), client_of(story.author)
    was = {f"was-{photo.pk}": client.get(at(story, "photos")).context["form"].rows[0]["was"]}
    said = {"alt": "From the phone.", "people": "adults"}

    def form(said: dict) -> dict:
        return was | {f"{name}-{photo.pk}": value for name, value in said.items()}

    client.post(at(story, "photos"), form(said))
    answer = client.post(at(story, "photos"), form(said | differs))

    assert answer.status_code == 409
    both = [["".join(piece.words for piece in version[side]["pieces"]) for side in ("before", "after")] for version in answer.context["versions"]]
    assert both == [["From the phone.", "From the desk."] if "alt" in differs else ["Adults only, and they agreed", "Nobody can be recognized"]]
    assert (story.photos.get().alt, story.photos.get().people) == ("From the phone.", "adults")


# ---------------------------------------------------------------- removing


def test_a_removed_photo_takes_its_file_along_and_keeps_what_was_typed_about_others(client_of, story, django_capture_on_commit_callbacks):
    first, second = a_photo(story, "teal"), a_photo(story, "navy")
    client = client_of(story.author)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(at(story, f"photos/{first.pk}/remove"), {f"alt-{second.pk}": "A door."})
    again = client.post(at(story, f"photos/{first.pk}/remove"))

    assert [answer.status_code, again.status_code] == [302, 302]
    assert [photo.alt for photo in story.photos.all()] == ["A door."]
    assert kept_files() == [file_name(second)]


def test_a_removal_that_is_rolled_back_keeps_the_file(transactional_db):
    story = a_draft()
    photo = a_photo(story)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        photos.remove_photo(by=story.author, story=story, photo_id=photo.pk)
        _ = 1 / 0

    assert story.photos.get().file.open().read()


@pytest.mark.parametrize("act", ["add", "describe", "remove"])
def test_what_an_editor_has_cannot_be_changed(ana, ben, act):
    story = a_draft(ana)
    photo = a_photo(story)
    acts = {
        "add": lambda by: photos.add_photo(by=by, story=story, upload=a_file(build.a_jpeg("navy"))),
        "describe": lambda by: photos.describe_photos(by=by, story=story, about={photo.pk: photos.About("Mine", "adults")}),
        "remove": lambda by: photos.remove_photo(by=by, story=story, photo_id=photo.pk),
    }

    with pytest.raises(PermissionDenied):
        acts[act](ben)
    Submission.objects.update(state="with_editor", sent_at=timezone.now(), due_on=timezone.localdate(), opened_at=timezone.now())
    with pytest.raises(Overtaken, match="An editor has opened your story"):
        acts[act](ana)
    assert [(one.pk, one.alt) for one in story.photos.all()] == [(photo.pk, "")]
    assert kept_files() == [file_name(photo)]


def test_uploads_without_end_are_told_to_wait(client_of, story, monkeypatch):
    monkeypatch.setattr("forum.stories.views.photos.UPLOADS", {"most": 1, "seconds": 600})
    client = client_of(story.author)

    by_hand = client.post(at(story, "photos"), {"files": [a_file(build.a_jpeg("teal"), "one.jpg"), a_file(build.a_jpeg("navy"), "two.jpg")]})
    by_script = client.post(at(story, "photos/add"), {"files": a_file(build.a_jpeg("navy"))}, headers={"accept": "application/json"})

    assert (by_hand.status_code, "two.jpg: That was a lot of photos in a short time" in text_of(by_hand)) == (422, True)
    assert (by_script.status_code, story.photos.count()) == (429, 1)
    assert "You can add this one in about 10 minutes" in by_script.json()["error"]
