"""An editor who would publish a story that nobody agreed to reads why not, whatever they press; nothing typed is lost."""

import html
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from guide.models import StoryPage, consent
from tests import build
from tests.guide.consents import a_draft, a_picture, a_yes, is_live

pytestmark = pytest.mark.django_db

NOBODY = "Nobody has agreed to this story being published"


@pytest.fixture
def cms(client_of, eve) -> Client:
    return client_of(eve)


def typed(story=None, **fields) -> dict:
    """What the form of the editor sends; with a story, its latest words."""
    words = {
        "title": story.title if story else "The bus",
        "slug": story.slug if story else "the-bus",
        "lead": story.lead if story else "",
        "body": streamfield([("prose", rich_text("<p>We went on a Saturday.</p>"))]),
        "comments": inline_formset([]),
    }
    return nested_form_data(words | fields)


def edit(story) -> str:
    return reverse("wagtailadmin_pages:edit", args=[story.pk])


def said(answer) -> str:
    return html.unescape(answer.content.decode())


def test_publish_on_a_new_story_keeps_it_as_a_draft_and_says_why(cms):
    index = build.the_story_index()

    answer = cms.post(reverse("wagtailadmin_pages:add", args=["guide", "storypage", index.pk]), typed() | {"action-publish": "1"}, follow=True)

    story = StoryPage.objects.get()
    assert answer.status_code == 200 and NOBODY in said(answer)
    assert (story.title, story.live) == ("The bus", False)
    assert "We went on a Saturday" in str(story.get_latest_revision_as_object().body)


def test_publish_on_a_draft_keeps_the_changes_and_says_why(cms):
    story = a_draft()

    answer = cms.post(edit(story), typed(story, title="Another title") | {"action-publish": "1"}, follow=True)

    assert answer.status_code == 200 and NOBODY in said(answer) and "kept as a draft" in said(answer)
    assert StoryPage.objects.get().get_latest_revision_as_object().title == "Another title"
    assert not is_live(story)


def test_publish_goes_through_with_the_authors_yes_to_the_same_words(cms, ana):
    """The editor's own form writes keys into paragraphs and gives the blocks new ids: no other content."""
    story = a_draft()
    a_yes(story, ana)

    answer = cms.post(edit(story), typed(story) | {"action-publish": "1"}, follow=True)

    assert answer.status_code == 200
    assert is_live(story)


def test_every_piece_of_a_story_goes_through_the_form_unchanged(cms, ana):
    image = a_picture()
    place = build.the_story_index()
    body = [
        ("prose", '<h3>Then</h3><p>We <b>went</b>, see <a linktype="page" id="%d">here</a>.</p><ul><li>one</li><li>two</li></ul>' % place.pk),
        ("figure", {"image": image, "alt": "A bus"}),
        ("quotation", {"text": "We <went> & sat.\nAgain.", "speaker": "A mother"}),
    ]
    story = a_draft(body=body)
    a_yes(story, ana)
    pieces = [
        ("prose", rich_text(body[0][1], features=["h3", "h4", "bold", "italic", "ol", "ul", "link"])),
        ("figure", {"image": image.pk, "alt": "A bus", "caption": "", "long_description": "", "document": ""}),
        ("quotation", {"text": rich_text("<p>We &lt;went&gt; &amp; sat.</p><p>Again.</p>", features=["endnote"]), "speaker": "A mother", "role": ""}),
    ]

    cms.post(edit(story), typed(story, body=streamfield(pieces)) | {"action-publish": "1"})

    assert is_live(story)


def test_a_live_story_stays_as_it_is_when_its_new_words_are_not_agreed_to(cms, ana):
    story = a_draft()
    a_yes(story, ana)
    cms.post(edit(story), typed(story) | {"action-publish": "1"})

    answer = cms.post(edit(story), typed(story, title="Another title") | {"action-publish": "1"}, follow=True)

    assert "The author said yes to another version" in said(answer)
    assert StoryPage.objects.get().title == "The bus" and is_live(story)


def test_a_day_is_not_set_for_what_nobody_agreed_to(cms):
    story = a_draft()
    day = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%d %H:%M")

    answer = cms.post(edit(story), typed(story, go_live_at=day) | {"action-publish": "1"}, follow=True)

    assert NOBODY in said(answer)
    assert not StoryPage.objects.get().scheduled_revision


def test_an_earlier_version_is_not_brought_back_onto_the_site(cms, ana):
    story = a_draft()
    first = story.latest_revision
    later = story.get_latest_revision_as_object()
    later.title = "The bus, with names"
    later.save_revision()
    a_yes(story, ana)
    back = reverse("wagtailadmin_pages:revisions_revert", args=[story.pk, first.pk])

    answer = cms.post(back, typed(story) | {"action-publish": "1"}, follow=True)

    assert "another version" in said(answer)
    assert not is_live(story)


def bulk(*pages, action="publish") -> str:
    return reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + "?" + "&".join(f"id={page.pk}" for page in pages) + "&next=/cms/pages/"


def test_publishing_many_names_the_story_and_publishes_none(cms):
    story, page = a_draft(), build.a_content_page()
    page.unpublish()

    answer = cms.post(bulk(story, page), {"include_descendants": ""}, follow=True)

    assert answer.status_code == 200
    assert "“The bus”" in said(answer) and NOBODY in said(answer)
    assert not is_live(story) and not is_live(page)


def test_publishing_a_list_with_all_beneath_it_is_refused_too(cms):
    story = a_draft()

    answer = cms.post(bulk(build.the_story_index()), {"include_descendants": "on"}, follow=True)

    assert NOBODY in said(answer)
    assert not is_live(story)


def test_publishing_many_stories_that_are_agreed_to(cms, ana):
    stories = [a_draft("One"), a_draft("Two")]
    for story in stories:
        a_yes(story, ana)

    cms.post(bulk(*stories), {"include_descendants": ""})

    assert all(is_live(story) for story in stories)


@pytest.mark.parametrize("choice", ["publish_copies", "alias"])
def test_a_copy_onto_the_site_is_refused(cms, choice):
    story = build.a_story()
    index = build.the_story_index()
    words = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": index.pk, choice: "on"}

    answer = cms.post(reverse("wagtailadmin_pages:copy", args=[story.pk]), words, follow=True)

    assert answer.status_code == 200 and "one address only" in said(answer)
    assert StoryPage.objects.count() == 1


def test_a_copy_as_a_draft_is_free(cms):
    story = build.a_story()
    words = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": build.the_story_index().pk}

    cms.post(reverse("wagtailadmin_pages:copy", args=[story.pk]), words)

    assert [copy.live for copy in StoryPage.objects.filter(slug="copy")] == [False]


def in_a_workflow(story, eve):
    workflow = Workflow.objects.get(active=True)
    workflow.start(story, eve)
    return Page.objects.get(pk=story.pk).specific


def test_a_workflows_last_step_is_refused_with_the_reason(cms, eve):
    story = in_a_workflow(a_draft(), eve)
    words = typed(story) | {"action-workflow-action": "1", "workflow-action-name": "approve"}

    answer = cms.post(edit(story), words, headers={"referer": "http://testserver" + edit(story)}, follow=True)

    assert answer.status_code == 200 and NOBODY in said(answer)
    assert not is_live(story)
    assert Page.objects.get(pk=story.pk).current_workflow_state.status == "in_progress"


def test_a_workflows_small_window_leads_back_with_the_reason(cms, eve):
    story = in_a_workflow(a_draft(), eve)
    step = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", story.current_workflow_task_state.pk])

    answer = cms.post(step, {"comment": ""}, headers={"x-requested-with": "XMLHttpRequest", "referer": "http://testserver" + edit(story)})

    assert answer.json() == {"step": "success", "redirect": "http://testserver" + edit(story)}
    assert NOBODY in said(cms.get(edit(story)))
    assert not is_live(story)


def test_a_workflows_last_step_publishes_what_the_author_agreed_to(cms, eve, ana):
    story = in_a_workflow(a_draft(), eve)
    a_yes(story, ana)

    cms.post(reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", story.current_workflow_task_state.pk]), {"comment": ""})

    assert is_live(story)


def test_the_way_back_never_leaves_the_site(cms, eve):
    story = in_a_workflow(a_draft(), eve)
    step = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", story.current_workflow_task_state.pk])

    answer = cms.post(step, {"comment": ""}, headers={"referer": "https://elsewhere.example/"})

    assert answer["Location"] == "/cms/"


def test_the_history_names_what_happened_to_a_story(cms, ana):
    story = build.a_story()
    consent.withdraw(story, by=ana)

    history = said(cms.get(reverse("wagtailadmin_pages:history", args=[story.pk])))

    assert "Taken back by its author" in history
    assert PageLogEntry.objects.filter(action=consent.TAKEN_BACK).count() == 1
