"""What programs read: feeds, the map of the site, markup, and what search engines are asked to leave alone."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from forum.discussions import actions
from forum.discussions.models import PostState
from tests import build

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def milestone():
    return build.a_milestone("Convene", stage=build.a_stage("Decide"))


def entries(client, address: str) -> list[str]:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return [entry.find(f"{ATOM}title").text for entry in ElementTree.fromstring(answer.content).iter(f"{ATOM}entry")]


def places(client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    return [found.text for found in ElementTree.fromstring(answer.content).iter(f"{MAP}loc")]


def test_the_feed_of_questions_holds_what_stands_on_the_site(client, ana, milestone):
    build.a_question(ana, title="Who drives?", on=milestone)
    hidden = build.a_question(ana, title="Who hides?")
    actions.take_away(hidden, to=PostState.HIDDEN, expected=("visible",))
    answered = build.a_question(ana, title="Who & what <b>answers</b>?")
    build.a_reply(answered)

    assert entries(client, "/feeds/questions/") == ["Who & what <b>answers</b>?", "Who drives?"]
    assert entries(client, f"/feeds/questions/?page={milestone.pk}") == ["Who drives?"]
    assert entries(client, "/feeds/questions/?show=waiting") == ["Who drives?"]


def test_a_feed_about_a_page_that_is_not_there_is_404(client, db):
    assert client.get("/feeds/questions/?page=999999").status_code == 404
    assert client.get("/feeds/questions/?show=<b>&page=99999999999999999999").status_code == 200


def test_the_feed_of_a_question_holds_its_visible_replies_newest_first(client, ana, ben):
    question = build.a_question(ana)
    build.a_reply(question, ben, body="<p>Ask the librarian.</p>")
    hidden = build.a_reply(question, ben)
    actions.take_away(hidden, to=PostState.HIDDEN, expected=("visible",))
    build.a_reply(question, ana)

    assert entries(client, f"/feeds/questions/{question.pk}/") == ["Ana Ruiz’s reply", "Ben Okafor’s reply"]


@pytest.mark.parametrize("how_many", [1, 3])
def test_feeds_cost_the_same_with_one_and_with_three(client, ana, how_many, django_assert_num_queries):
    for _ in range(how_many):
        question = build.a_question(ana)
        for _ in range(how_many):
            build.a_reply(question)

    with django_assert_num_queries(6):  # one asks whether a kept copy is still good, four read by what the list may be narrowed
        client.get("/feeds/questions/")
    with django_assert_num_queries(3):
        client.get(f"/feeds/questions/{question.pk}/")
    with django_assert_num_queries(3):
        client.get("/sitemap/questions.xml")


def test_a_question_without_a_reply_is_kept_out_of_search_engines(client, ana, milestone):
    waiting, answered = build.a_question(ana, on=milestone), build.a_question(ana)
    build.a_reply(answered)

    assert places(client, "/sitemap/questions.xml") == [f"http://testserver{answered.get_absolute_url()}"]
    assert 'content="noindex"' in client.get(waiting.get_absolute_url()).content.decode()
    assert 'content="noindex"' not in client.get(answered.get_absolute_url()).content.decode()


def test_the_map_names_the_pages_of_the_guide_and_no_draft(client, milestone):
    draft = build.a_milestone("Not yet", stage=milestone.get_parent().specific)
    draft.unpublish()

    found = places(client, "/sitemap/guide.xml")

    assert f"http://testserver{milestone.address}" in found
    assert f"http://testserver{draft.address}" not in found


def test_the_index_names_both_maps_without_reading_them(client, ana, django_assert_num_queries):
    for _ in range(3):
        build.a_reply(build.a_question(ana))

    with django_assert_num_queries(5):
        found = places(client, "/sitemap.xml")

    assert found == ["http://testserver/sitemap/guide.xml", "http://testserver/sitemap/questions.xml"]


def test_engines_are_asked_to_leave_what_is_for_members(client, db):
    words = client.get("/robots.txt").content.decode()

    assert "Disallow: /desk/" in words
    assert "Disallow: /questions/*/reply/" in words
    assert "Sitemap: http" in words


def test_a_chosen_answer_is_marked_up_as_one(client, ana, ben):
    question = build.a_question(ana)
    reply, other = build.a_reply(question, ben), build.a_reply(question, ben)
    build.a_reply(other, ana)  # conversation, no answer
    actions.choose_answer(by=ana, question=question, reply=reply, instead_of=None)

    page = client.get(question.get_absolute_url()).content.decode()

    assert page.count('itemprop="acceptedAnswer"') == 1
    assert page.count('itemprop="suggestedAnswer"') == 1
    assert page.count('itemprop="text"') == 3
    assert 'itemtype="https://schema.org/QAPage"' in page
    assert f'id="{other.anchor}"' in page
