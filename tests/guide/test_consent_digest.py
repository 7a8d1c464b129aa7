"""What a consent is bound to: whatever a reader sees, and nothing else."""

import pytest
from django.utils import translation

from guide.models import Function, GuideDocument, GuideImage, Initiative, Place, StoryPage, consent
from tests import build
from tests.guide.consents import SAID, a_document, a_draft, a_picture, a_yes, changed

pytestmark = pytest.mark.django_db


def a_full_story() -> StoryPage:
    figure = ("figure", {"image": a_picture(), "alt": "Forty people beside a bus", "document": a_document()})
    lists = {"place": Place.objects.create(city="Yakima", state="WA"), "initiative": Initiative.objects.create(name="Cradle to Career")}
    story = a_draft(body=[*SAID, figure, ("quotation", {"text": "We went.", "speaker": "A mother"})], lead="Forty people.", credit_line="Ana", **lists)
    page = story.get_latest_revision_as_object()
    page.milestones, page.functions = [build.a_milestone()], [Function.objects.first()]
    page.save_revision()
    return StoryPage.objects.get(pk=story.pk)


def test_a_revision_and_the_page_it_becomes_have_one_digest():
    story = a_full_story()
    agreed = consent.content_digest(story.latest_revision.as_object())
    a_yes(story)

    story.latest_revision.publish()

    published = StoryPage.objects.get(pk=story.pk)
    assert consent.content_digest(published) == agreed
    assert consent.content_digest(published.save_revision().as_object()) == agreed


def test_a_digest_costs_six_queries(django_assert_max_num_queries):
    story = a_full_story()
    consent.content_digest(story)  # a picture made here has no digest of its file yet

    with django_assert_max_num_queries(6):
        consent.content_digest(story)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "The other bus"},
        {"lead": "Fifty people."},
        {"body": [("prose", "<p>We went on a Sunday.</p>")]},
        {"credit_line": "Ana Ruiz"},
        {"milestones": []},
        {"functions": []},
        {"place": None},
        {"initiative": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_a_reader_sees_changes_the_digest(change):
    story = a_full_story()
    before = consent.content_digest(story.latest_revision.as_object())

    revision = changed(story, **change)

    assert consent.content_digest(revision.as_object()) != before


@pytest.mark.parametrize(
    ("rows", "change"),
    [
        (Place, {"city": "Smallville"}),
        (Place, {"state": "OR"}),
        (Initiative, {"name": "The Smith family fund"}),
        (Initiative, {"link": "https://example.org/"}),
        (GuideImage, {"credit": "Ana Ruiz, mother of Tim"}),
        (GuideImage, {"file_hash": "0" * 40}),
        (GuideDocument, {"title": "Another sheet"}),
        (GuideDocument, {"file_hash": "0" * 40}),
    ],
    ids=lambda given: given.__name__ if isinstance(given, type) else next(iter(given)),
)
def test_what_is_changed_in_a_list_or_library_changes_the_digest(rows, change):
    story = a_full_story()
    before = consent.content_digest(story.latest_revision.as_object())

    rows.objects.update(**change)

    assert consent.content_digest(StoryPage.objects.get(pk=story.pk).latest_revision.as_object()) != before


def test_the_digest_is_the_same_in_every_language():
    story = a_draft(place=Place.objects.create(state="WI"))
    with translation.override("es"):
        spanish = consent.content_digest(story)

    assert consent.content_digest(story) == spanish


@pytest.mark.parametrize("word", ["alt", "caption"])
def test_words_of_a_figure_change_the_digest(word):
    image = a_picture()
    story = a_draft(body=[("figure", {"image": image, "alt": "A bus", "caption": "On Saturday"})])
    before = consent.content_digest(story)

    story.body[0].value[word] = "Another bus"

    assert consent.content_digest(story) != before


def test_another_picture_or_another_file_under_it_changes_the_digest():
    image = a_picture()
    story = a_draft(body=[("figure", {"image": image, "alt": "A bus"})])
    before = consent.content_digest(story)
    other = changed(story, body=[("figure", {"image": a_picture("blue"), "alt": "A bus"})]).as_object()

    image.file.save("bus.png", a_picture("red").file)
    GuideImage.objects.filter(pk=image.pk).update(file=image.file.name, file_hash="")

    assert len({before, consent.content_digest(other), consent.content_digest(StoryPage.objects.get(pk=story.pk))}) == 3


def test_a_file_that_moves_keeps_the_digest():
    image = a_picture()
    story = a_draft(body=[("figure", {"image": image, "alt": "A bus"})])
    before = consent.content_digest(story)

    image.file.save("under-a-new-name.png", image.file)

    assert consent.content_digest(StoryPage.objects.get(pk=story.pk)) == before


def test_what_the_editor_adds_by_itself_is_no_content():
    bare = [{"type": "quotation", "value": {"text": "We went.", "speaker": "A mother"}, "id": "one"}, {"type": "prose", "value": "<p>So</p>", "id": "two"}]
    saved = [
        {"type": "quotation", "value": {"text": "We went.", "speaker": "A mother", "role": ""}, "id": "three"},
        {"type": "prose", "value": '<p data-block-key="x1y2z">So</p>', "id": "four"},
    ]
    block = StoryPage._meta.get_field("body").stream_block

    digests = {consent.content_digest(a_draft(f"Story {number}", body=block.to_python(raw))) for number, raw in enumerate((bare, saved))}

    assert len({consent.content_digest(StoryPage(title="One", body=block.to_python(raw))) for raw in (bare, saved)}) == 1
    assert len(digests) == 2  # their titles differ


def test_the_order_of_the_blocks_is_content():
    there, back = [("prose", "<p>One</p>"), ("prose", "<p>Two</p>")], [("prose", "<p>Two</p>"), ("prose", "<p>One</p>")]

    assert consent.content_digest(StoryPage(title="T", body=there)) != consent.content_digest(StoryPage(title="T", body=back))
