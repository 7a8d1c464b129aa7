"""A page that is moved, renamed or deleted keeps its questions and its stories (deleting with questions: tests/moderation/test_deleted_pages.py)."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import expect

from forum.discussions.models import Question
from guide.models import StoryPage
from tests import build
from tests.build import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def milestone(ana):
    """With a question and a story."""
    page = build.a_milestone("Reach Out", stage=build.a_stage())
    build.a_question(ana, on=page, title="Who unlocks the doors?")
    build.a_story("A bus", milestones=[page])
    return page


def shown(address: str) -> str:
    answer = Client().get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def changed_in_the_cms(client, page, **fields) -> None:
    form = {"title": page.title, "slug": page.slug, "lead": "", "body-count": "0", "action-publish": "1", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    assert client.post(f"/cms/pages/{page.pk}/edit/", form | fields).status_code == 302


def test_a_page_that_is_moved_takes_both_along_and_its_old_address_leads_there(client_of, eve, milestone):
    other = build.a_stage("Develop", number=2)

    client_of(eve).post(f"/cms/pages/{milestone.pk}/move/{other.pk}/confirm/")

    answer = Client().get("/part-3/stage-1/reach-out/")
    assert (answer.status_code, answer.headers["Location"], answer.headers["Cache-Control"]) == (301, "/part-3/stage-2/reach-out/", "no-cache")
    assert all(words in shown("/part-3/stage-2/reach-out/") for words in ("Who unlocks the doors?", "A bus"))
    assert "A bus" in shown(other.url)


@pytest.mark.django_db(transaction=True)
def test_a_browser_that_kept_the_first_way_finds_a_page_moved_back(page_of, milestone):
    """A permanent way that a browser may keep would lead it in a circle from then on."""
    here, other = milestone.get_parent(), build.a_stage("Develop", number=2)
    reader = page_of()

    for stage, address in ((other, "/part-3/stage-2/reach-out/"), (here, "/part-3/stage-1/reach-out/"), (other, "/part-3/stage-2/reach-out/")):
        fresh(milestone).move(fresh(stage), pos="last-child")
        for old in ("/part-3/stage-1/reach-out/", "/part-3/stage-2/reach-out/"):
            reader.goto(old)
            assert urlsplit(reader.url).path == address
            expect(reader.get_by_role("heading", level=1)).to_have_text("Reach out")


def test_a_page_with_a_new_title_and_a_new_address_keeps_both(client_of, eve, milestone, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):  # the old address is kept behind the commit
        changed_in_the_cms(client_of(eve), milestone, title="Widen the Circle", slug="widen-the-circle")

    new = shown("/part-3/stage-1/reach-out/")

    assert all(words in new for words in ("Widen the circle", "Who unlocks the doors?", "A bus"))
    assert "Widen the circle" in shown(Question.objects.get().get_absolute_url())
    assert "Widen the circle" in shown("/stories/a-bus/")


def test_a_deleted_milestone_leaves_its_story_on_the_site(milestone):
    milestone.delete()

    assert "A bus" in shown("/stories/a-bus/")
    assert "A bus" in shown("/stories/")
    assert not StoryPage.objects.get().milestones.exists()


def test_a_link_follows_the_page_it_was_chosen_for(client_of, eve, milestone):
    page = build.a_content_page(body=[("prose", f'<p>See <a linktype="page" id="{milestone.pk}">there</a>.</p>')])

    changed_in_the_cms(client_of(eve), milestone, slug="widen-the-circle")

    assert '<a href="/part-3/stage-1/widen-the-circle/">there</a>' in shown(page.url)
