"""Uploaded files in a bucket: the same addresses, the same secrets. The bucket is moto's, spoken to over HTTP."""

from collections.abc import Iterator

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from moto.server import ThreadedMotoServer

from config.buckets import in_buckets
from guide import media_store
from guide.models import GuideDocument, GuideImage, StoryPage, consent, record_demonstration
from tests import build

pytestmark = pytest.mark.django_db

KEYS = {"key": "a-key", "secret": "a-secret", "region": "us-east-1"}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def bucket(server, settings, monkeypatch):
    """An empty one, in use."""
    s3 = boto3.resource("s3", endpoint_url=server, aws_access_key_id=KEYS["key"], aws_secret_access_key=KEYS["secret"], region_name=KEYS["region"])
    bucket = s3.Bucket("field-files")
    bucket.create()
    settings.STORAGES = settings.STORAGES | in_buckets(bucket.name, endpoint=server, **KEYS)
    yield bucket
    bucket.objects.all().delete()


def names(bucket) -> list[str]:
    """What is in it, by folder."""
    return sorted(one.key.rpartition("/")[0] for one in bucket.objects.all())


def a_draft(image) -> StoryPage:
    story = build.the_story_index().add_child(instance=StoryPage(title="The bus", live=False, body=[("figure", {"image": image, "alt": "A bus"})]))
    record_demonstration(story)
    story.save_revision()
    return story


def test_a_storys_picture_goes_the_whole_way(bucket, client_of, eve, django_capture_on_commit_callbacks):
    image = build.a_held_picture()
    held = image.get_rendition("width-20").url
    seen = [client.get(held).status_code for client in (Client(), client_of(eve))]
    before = names(bucket)

    with django_capture_on_commit_callbacks(execute=True):
        story = a_draft(image)
        story.get_latest_revision().publish()
    public = GuideImage.objects.get().get_rendition("width-20").url
    answer = Client().get(public)
    published = names(bucket)

    with django_capture_on_commit_callbacks(execute=True):
        consent.withdraw(story, by=None)

    assert (seen, before) == ([404, 200], ["private/held", "private/held"])
    assert (answer.status_code, answer.headers["Content-Type"], published) == (200, "image/jpeg", ["public/images", "public/original_images"])
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    assert (Client().get(public).status_code, names(bucket)) == (404, ["private/held"])


def test_no_object_is_public_by_itself(bucket):
    story = a_draft(build.a_held_picture())
    story.get_latest_revision().publish()

    grants = [grant for one in bucket.objects.all() for grant in one.Acl().grants]
    assert grants and not [grant for grant in grants if "AllUsers" in grant["Grantee"].get("URI", "")]


def test_pages_name_no_other_host(bucket):
    story = a_draft(build.a_held_picture())
    story.get_latest_revision().publish()

    page = Client().get(story.get_url()).content.decode()

    assert "/media/images/" in page and "127.0.0.1" not in page


def test_an_editors_picture_and_file(bucket, client_of, eve):
    client = client_of(eve)
    client.post(reverse("wagtailimages:add"), {"title": "A bus", "description": "A bus.", "file": SimpleUploadedFile("bus.jpg", build.a_jpeg(), "image/jpeg")})
    client.post(reverse("wagtaildocs:add"), {"title": "A plan", "file": SimpleUploadedFile("plan.pdf", b"%PDF-1.4 plan", "application/pdf")})

    image, document = GuideImage.objects.get(), GuideDocument.objects.get()
    answer = Client().get(document.url)

    assert [one.get(image.file.url).status_code for one in (client, Client())] == [200, 404]  # no page shows it yet
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"%PDF-1.4 plan")
    assert client.get(reverse("wagtailimages:edit", args=[image.pk])).status_code == 200
    assert names(bucket).count("public/documents") == 1


def test_the_worker_tidies_a_bucket_too(bucket, monkeypatch):
    image = build.a_held_picture()
    default_storage.save("held/lost.jpg", ContentFile(b"half a story"))
    monkeypatch.setattr(media_store, "ORPHAN_AFTER", -media_store.ORPHAN_AFTER)

    assert media_store.remove_orphans() == 1
    assert default_storage.exists(image.file.name)


def test_a_file_that_is_gone_is_not_found(bucket):
    assert Client().get("/media/images/none.jpg").status_code == 404


def test_two_buckets_when_there_are_two():
    stores = in_buckets("open", private="closed")

    assert [stores[name]["OPTIONS"]["bucket_name"] for name in ("public", "private")] == ["open", "closed"]


def test_the_private_store_speaks_for_members_photos_too(bucket):
    name = storages["private"].save("stories/a.jpg", ContentFile(b"a photo"))

    assert (storages["private"].open(name).read(), names(bucket)) == (b"a photo", ["private/stories"])
