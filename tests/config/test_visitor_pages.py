"""What is kept for visitors, and what never is."""

import pytest
from django.test import Client

from forum.discussions import actions
from tests import build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kept_for_a_while(settings):
    settings.VISITOR_PAGES_KEPT_FOR = 60


@pytest.mark.parametrize("address", ["/questions/", "question", "milestone"])
def test_a_second_visit_costs_one_query(django_assert_num_queries, address):
    milestone = build.a_milestone()
    question = build.a_question(on=milestone)
    address = {"question": question.get_absolute_url(), "milestone": milestone.url}.get(address, address)
    visitor = Client()
    first = visitor.get(address)

    with django_assert_num_queries(1):
        second = visitor.get(address)

    assert second.content == first.content
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_a_new_reply_is_seen_at_once():
    question = build.a_question()
    visitor = Client()
    visitor.get(question.get_absolute_url())

    build.a_reply(question, body="<p>Ask the janitor.</p>")

    assert "Ask the janitor." in visitor.get(question.get_absolute_url()).content.decode()


def test_a_hidden_reply_is_gone_at_once():
    question = build.a_question()
    reply = build.a_reply(question, body="<p>Ask the janitor.</p>")
    visitor = Client()
    visitor.get(question.get_absolute_url())

    actions.take_away(reply, to="hidden", expected=("visible",))

    assert "Ask the janitor." not in visitor.get(question.get_absolute_url()).content.decode()


def test_a_new_name_is_seen_at_once():
    ana = build.a_member("Ana Ruiz")
    question = build.a_question(ana)
    visitor = Client()
    visitor.get(question.get_absolute_url())

    ana.display_name = "Ana Calderón"
    ana.save(update_fields=["display_name"])

    assert "Ana Calderón" in visitor.get(question.get_absolute_url()).content.decode()


def test_nothing_of_a_member_is_kept():
    question = build.a_question()
    client = Client()
    member = Client()
    member.force_login(build.a_member("Ben Okafor"))
    client.handler = member.handler  # the same process

    shown = member.get(question.get_absolute_url()).content.decode()
    visited = client.get(question.get_absolute_url()).content.decode()

    assert "Ben Okafor" in shown and "csrfmiddlewaretoken" in shown
    assert "Ben Okafor" not in visited and "csrfmiddlewaretoken" not in visited


def test_a_visitors_page_sets_no_cookie_and_holds_no_token():
    milestone = build.a_milestone()
    question = build.a_question(on=milestone)

    for address in ("/", "/questions/", question.get_absolute_url(), milestone.url):
        answer = Client().get(address)
        assert not answer.cookies and "csrfmiddlewaretoken" not in answer.content.decode()
