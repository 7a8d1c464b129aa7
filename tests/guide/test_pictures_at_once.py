"""Two at once: a story is published, taken back, read. Whoever is first, its pictures are public only while it stands."""

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from guide.models import GuideImage, GuideRendition, NotAgreed, StoryPage, consent, record_demonstration
from guide.models.media import LeftFile
from tests import build
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def a_draft(*pictures, title="The bus") -> StoryPage:
    body = [("figure", {"image": picture, "alt": "A bus"}) for picture in pictures]
    story = build.the_story_index().add_child(instance=StoryPage(title=title, live=False, body=body))
    record_demonstration(story)
    story.save_revision()
    return story


def publish(story):
    return lambda: StoryPage.objects.get(pk=story.pk).get_latest_revision().publish()


def public_files() -> list[str]:
    return [name for folder in ("original_images", "images") if default_storage.exists(folder) for name in default_storage.listdir(folder)[1]]


def test_published_while_it_is_taken_back():
    image = build.a_held_picture()
    story = a_draft(image)

    answers = at_once(publish(story), lambda: consent.withdraw(story, by=None))

    assert not StoryPage.objects.get(pk=story.pk).live
    assert GuideImage.objects.get().is_held and public_files() == []
    assert [type(answer) for answer in answers if answer is not None] in ([], [NotAgreed])


def test_two_publish_one_picture_in_two_stories():
    image = build.a_held_picture()
    one, other = a_draft(image), a_draft(image, title="The other bus")

    at_once(publish(one), publish(other))

    now = GuideImage.objects.get()
    assert not now.is_held and default_storage.exists(now.file.name)
    assert len(public_files()) == 1 and LeftFile.objects.count() == 0


def test_read_by_many_while_it_is_taken_back():
    image = build.a_held_picture()
    story = a_draft(image)
    publish(story)()
    address = StoryPage.objects.get(pk=story.pk).address

    answers = at_once(lambda: consent.withdraw(story, by=None), *[lambda: Client().get(address).status_code for _ in range(4)])

    assert {answer for answer in answers[1:]} <= {200, 410}
    assert (GuideImage.objects.get().is_held, public_files()) == (True, [])
    assert not GuideRendition.objects.exclude(file__startswith="held/").exists()
