"""A story's pictures are for everyone only while the story stands on the site."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.actions.unpublish_page import UnpublishPageAction

from guide import media_store
from guide.models import GuideImage, GuideRendition, StoryPage, consent, record_demonstration
from guide.models.media import LeftFile
from tests import build

pytestmark = pytest.mark.django_db


def shown(*pictures):
    """A story's text with these pictures."""
    return [("prose", "<p>We went on a Saturday.</p>"), *[("figure", {"image": picture, "alt": "A bus"}) for picture in pictures]]


def a_draft(*pictures, title="The bus") -> StoryPage:
    """A story that may be published, and is not."""
    story = build.the_story_index().add_child(instance=StoryPage(title=title, live=False, body=shown(*pictures)))
    record_demonstration(story)
    story.save_revision()
    return story


def publish(story) -> None:
    story.get_latest_revision().publish()


def again(image) -> GuideImage:
    return GuideImage.objects.get(pk=image.pk)


def answer_to(address: str) -> int:
    return Client().get(address).status_code


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed():` carries out what waits for the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


# ---------------------------------------------------------------- kept until published


def test_a_kept_picture_lies_in_the_private_store(settings):
    image = build.a_held_picture(description="A yellow bus.", credit="Ana Ruiz")

    assert (image.is_held, image.description, image.credit, image.width, image.height) == (True, "A yellow bus.", "Ana Ruiz", 60, 40)
    assert Path(settings.PRIVATE_ROOT, image.file.name).exists()
    assert not Path(settings.MEDIA_ROOT).exists()


def test_what_is_drawn_from_it_lies_beside_it(settings):
    drawn = build.a_held_picture().get_rendition("width-20")

    assert drawn.file.name.startswith("held/") and Path(settings.PRIVATE_ROOT, drawn.file.name).exists()


def test_keeping_a_picture_costs_few_queries(django_assert_max_num_queries):
    """Most are Wagtail's own, for its search and its index of references."""
    build.a_held_picture()

    with django_assert_max_num_queries(17):
        build.a_held_picture("red")


@pytest.mark.parametrize("data", [b"no picture", build.a_jpeg() + b"more", build.a_jpeg()[:40]], ids=["words", "behind its end", "cut off"])
def test_only_a_bare_picture_is_kept(data):
    with pytest.raises(ValueError, match="metadata"):
        media_store.keep_held(io.BytesIO(data), title="A bus", description="A bus.")

    assert not GuideImage.objects.exists()


def test_publishing_moves_it_under_a_name_that_nobody_knew():
    image = build.a_held_picture()
    before = image.file.name
    small = image.get_rendition("width-20").url
    story = a_draft(image)

    publish(story)

    now = again(image)
    assert now.file.name.startswith("original_images/") and Path(before).stem not in now.file.name
    assert (answer_to(now.file.url), answer_to(now.get_rendition("width-20").url), answer_to(small)) == (200, 200, 404)


def test_what_an_editor_saw_of_it_goes_out_with_it(django_assert_num_queries, committed):
    image = build.a_held_picture()
    preview = image.get_renditions("width-20", "width-40")
    with committed():
        publish(a_draft(image))

    now = again(image)
    with django_assert_num_queries(1):
        drawn = now.get_renditions("width-20", "width-40")

    assert [drawn[name].pk for name in preview] == [preview[name].pk for name in preview]
    assert [answer_to(one.url) for one in drawn.values()] == [200, 200]
    assert default_storage.listdir("held/")[1] == []


def test_the_yes_still_covers_the_moved_picture():
    image = build.a_held_picture()
    story = a_draft(image)
    agreed = consent.content_digest(story)

    publish(story)

    assert consent.content_digest(StoryPage.objects.get(pk=story.pk)) == agreed


def test_the_left_files_are_gone_right_after_the_commit(committed):
    image = build.a_held_picture()
    drawn, before = image.get_rendition("width-20").file.name, image.file.name

    with committed():
        publish(a_draft(image))

    assert (default_storage.exists(before), default_storage.exists(drawn), LeftFile.objects.count()) == (False, False, 0)


def unpublish_the_list(story) -> None:
    UnpublishPageAction(build.the_story_index(), user=build.an_administrator(), include_descendants=True).execute()


@pytest.mark.parametrize("leave", [lambda story: story.unpublish(), unpublish_the_list, lambda story: consent.withdraw(story, by=None), lambda story: story.delete()], ids=["unpublished", "with its list", "taken back", "deleted"])
def test_leaving_the_site_takes_the_pictures_along(leave, committed):
    image = build.a_held_picture()
    story = a_draft(image)
    publish(story)
    addresses = [again(image).file.url, *[one.url for one in again(image).get_renditions("width-20", "width-40").values()]]

    with committed():
        leave(StoryPage.objects.get(pk=story.pk))

    assert again(image).is_held and [answer_to(address) for address in addresses] == [404, 404, 404]
    assert not GuideRendition.objects.exists()


def test_a_browser_that_asks_again_learns_that_it_is_gone(committed):
    image = build.a_held_picture()
    story = a_draft(image)
    publish(story)
    address = again(image).file.url
    tag = Client().get(address).headers["ETag"]
    same = Client().get(address, HTTP_IF_NONE_MATCH=tag).status_code

    with committed():
        story.refresh_from_db()
        story.unpublish()

    assert (same, Client().get(address, HTTP_IF_NONE_MATCH=tag).status_code) == (304, 404)


def test_a_story_that_comes_back_brings_them_back():
    image = build.a_held_picture()
    story = a_draft(image)
    publish(story)
    first = again(image).file.name
    StoryPage.objects.get(pk=story.pk).unpublish()

    publish(StoryPage.objects.get(pk=story.pk))

    assert not again(image).is_held and again(image).file.name != first


def test_a_picture_taken_out_of_the_text_goes_back():
    kept, dropped = build.a_held_picture(), build.a_held_picture("red")
    story = a_draft(kept, dropped)
    publish(story)
    page = StoryPage.objects.get(pk=story.pk)
    page.body = shown(kept)

    page.save_revision().publish()

    assert (again(kept).is_held, again(dropped).is_held) == (False, True)


def test_a_picture_that_another_page_shows_stays():
    image = build.a_held_picture()
    one, other = a_draft(image), a_draft(image, title="The other bus")
    publish(one)
    publish(other)

    StoryPage.objects.get(pk=one.pk).unpublish()
    stays = not again(image).is_held
    StoryPage.objects.get(pk=other.pk).unpublish()

    assert (stays, again(image).is_held) == (True, True)


def test_a_draft_shows_nothing_to_everyone():
    image = build.a_held_picture()
    story = a_draft(image)

    story.save_revision()
    story.save()

    assert again(image).is_held


def test_a_story_whose_file_is_lost_can_still_be_taken_back():
    image = build.a_held_picture()
    story = a_draft(image)
    publish(story)
    default_storage.delete(again(image).file.name)

    consent.withdraw(story, by=None)

    assert not StoryPage.objects.get(pk=story.pk).live


def test_an_upload_is_private_until_a_page_on_the_site_shows_it(client_of, eve):
    words = {"title": "A bus", "description": "A yellow bus.", "file": SimpleUploadedFile("bus.jpg", build.a_jpeg(), "image/jpeg")}
    client_of(eve).post(reverse("wagtailimages:add"), words)
    image, page = GuideImage.objects.get(), build.a_content_page("A page")
    page.body = shown(image)
    draft = page.save_revision()
    before = (again(image).is_held, answer_to(image.file.url), client_of(eve).get(image.file.url).status_code)

    draft.publish()

    assert before == (True, 404, 200)
    assert (again(image).is_held, answer_to(again(image).file.url)) == (False, 200)
    page.refresh_from_db()
    assert again(image).file.url.rpartition("/")[2].partition(".")[0] in Client().get(page.url).content.decode()


# ---------------------------------------------------------------- a fall in between


def test_a_publication_that_fails_leaves_the_picture_private():
    image = build.a_held_picture()
    story = a_draft(image)

    with pytest.raises(RuntimeError), transaction.atomic():
        publish(story)
        raise RuntimeError("the power went")

    assert again(image).is_held and default_storage.exists(again(image).file.name)


def test_the_worker_removes_what_a_fallen_process_left():
    image = build.a_held_picture()
    story = a_draft(image)
    publish(story)
    address = again(image).file.url
    StoryPage.objects.get(pk=story.pk).unpublish()  # and the process falls before it can remove the file

    before = answer_to(address)
    removed = media_store.remove_left_files()

    assert (before, answer_to(address), LeftFile.objects.count()) == (200, 404, 0)
    assert removed == 2  # the held file and the public one


@pytest.mark.parametrize("name", ["held/aa.jpg", "original_images/aa.jpg", "images/aa.width-20.jpg"])
def test_the_worker_removes_old_files_without_a_row(name, monkeypatch):
    image = build.a_held_picture()
    default_storage.save(name, ContentFile(b"half a story"))
    young = media_store.remove_orphans()
    monkeypatch.setattr(media_store, "ORPHAN_AFTER", -timedelta(seconds=1))

    old = media_store.remove_orphans()

    assert (young, old, default_storage.exists(name), default_storage.exists(image.file.name)) == (0, 1, False, True)


def test_what_is_drawn_while_it_moves_is_dropped():
    image = build.a_held_picture()
    late = again(image)
    publish(a_draft(image))
    default_storage.save(late.file.name, ContentFile(build.a_jpeg()))  # read before it was removed

    drawn = late.get_rendition("width-20")

    assert not GuideRendition.objects.exists() and not default_storage.exists(drawn.file.name)


# ---------------------------------------------------------------- who may see it


@pytest.fixture
def nobody_else(monkeypatch):
    monkeypatch.setattr(media_store, "_also", [])


def test_editors_see_a_held_picture_and_nothing_is_stored(client_of, eve):
    answer = client_of(eve).get(build.a_held_picture().get_rendition("width-20").url)

    assert (answer.status_code, answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == (200, "image/jpeg", "nosniff")
    assert "no-store" in answer.headers["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")


def test_nobody_else_learns_that_it_is_there(client_of, ana, sam, nobody_else):
    address = build.a_held_picture().file.url

    assert [client.get(address).status_code for client in (Client(), client_of(ana), client_of(sam))] == [404, 404, 404]


def test_another_room_may_say_who_else(client_of, ana, ben, nobody_else):
    image, other = build.a_held_picture(), build.a_held_picture("red")
    media_store.also_shown_to(lambda user, picture: user == ana and picture == image)

    seen = {user.display_name: [client_of(user).get(one.file.url).status_code for one in (image, other)] for user in (ana, ben)}

    assert seen == {"Ana Ruiz": [200, 404], "Ben Okafor": [404, 404]}


def test_the_store_of_private_files_is_not_served(client_of, eve):
    image = build.a_held_picture()

    assert [client_of(eve).get(address).status_code for address in (f"/media/{image.file.name}", "/held/../site.sqlite3", "/held/none.jpg")] == [404, 404, 404]
